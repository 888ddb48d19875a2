"""The stand-in as a server: 127.0.0.1, a free port, HTTP/1.1 in threads of its own.

Belongs here: endpoints, sending, the log of requests, orders from tests. Does not belong here: what a request selects
(`selection`), figures (`figures`), what a fault does to rows (`faults`).
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from tests.statbank_standin import definitions, faults, figures
from tests.statbank_standin.alterations import Alteration
from tests.statbank_standin.selection import RefusalError, find_table, select

CHUNK = 1 << 20
RECORDED = Path(__file__).parent / "recorded"
JSON, CSV, HTML = "application/json; charset=utf-8", "text/csv; charset=utf-8", "text/html; charset=utf-8"
REQUEST_ID = "Statbankapi-Request-Id"


@dataclass(frozen=True)
class Request:
    """A request as it came in: the endpoint's name, the parameters of a GET or the body of a POST."""

    method: str
    endpoint: str
    content: dict[str, Any]

    @property
    def table(self) -> str:
        return str(self.content.get("table") or self.content.get("id") or "").upper()


@dataclass
class StandIn:
    """A running stand-in; use it in a `with` statement.

    Attributes:
        requests: everything asked so far, in order.
        replays: files that are sent as they are, by table and format; STRAF42 is recorded from the real service.
    """

    requests: list[Request] = field(default_factory=list)
    replays: dict[tuple[str, str], Path] = field(
        default_factory=lambda: {
            ("STRAF42", "CSV"): RECORDED / "body_data_straf42.csv",
            ("STRAF42", "BULK"): RECORDED / "body_data_straf42.csv",
            ("STRAF42", "JSONSTAT"): RECORDED / "body_data_straf42_jsonstat.json",
        }
    )
    _faults: dict[str, list[faults.Fault]] = field(default_factory=dict)
    _updated: dict[str, str] = field(default_factory=dict)
    _revision: dict[str, int] = field(default_factory=dict)
    _altered: dict[str, list[Alteration]] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _heard: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> StandIn:
        self._folder = tempfile.TemporaryDirectory(prefix="statbank-standin-")
        self._bodies: dict[str, Path] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.standin = self
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        """The base address, as `SEKSBY_STATBANK_URL` wants it."""
        return f"http://127.0.0.1:{self._port}/v1"

    def stop(self) -> None:
        """Refuse connections from now on; the address stays the same."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def fault(
        self,
        table: str,
        kind: str,
        *,
        times: int | None = 1,
        endpoint: str = "data",
        code: str = "",
        retry_after: str = "0",
    ) -> None:
        """Order a fault for the next `times` requests for a table (None: for all); kinds are listed in `faults`.

        Every table is meant where `table` is `*`, and every endpoint where `endpoint` is.
        """
        if kind not in faults.ANSWERS | faults.ROWS:
            raise ValueError(f"unknown kind of fault: {kind}")
        self._faults.setdefault(table, []).append(faults.Fault(kind, endpoint, times, code, retry_after))

    def forgive(self) -> None:
        """No fault is ordered any more."""
        self._faults.clear()

    def touch(self, table: str, *, values: bool = False) -> None:
        """Give a table a later `updated` stamp, and with `values` other figures in its newest period."""
        year, rest = self.updated(table).split("-", 1)
        self._updated[table] = f"{int(year) + 1}-{rest}"
        self._revision[table] = self._revision.get(table, 0) + values

    def alter(self, table: str, *changes: Alteration) -> None:
        """Make of a table what `alterations` describes, on top of what was made of it before; its stamp stays."""
        self._altered.setdefault(table, []).extend(changes)
        self.tables()

    def tables(self) -> dict[str, definitions.Table]:
        """The tables as they are now, by id."""
        known: dict[str, definitions.Table] = {}
        for name, table in definitions.read_tables().items():
            now: definitions.Table | None = table
            for change in self._altered.get(name, []):
                now = change(now) if now is not None else None
            if now is not None:
                known[name] = now
        return known

    def updated(self, table: str) -> str:
        """The stamp a table has now."""
        return self._updated.get(table) or definitions.read_tables()[table].updated

    def asked(self, endpoint: str, table: str = "") -> list[Request]:
        """The requests so far for an endpoint, and for a table if one is named."""
        return [r for r in self.requests if r.endpoint == endpoint and (not table or r.table == table)]

    def hear(self, request: Request) -> faults.Fault | None:
        """Note a request as it comes in; the fault that it meets, counted down."""
        with self._heard:
            self.requests.append(request)
            self._heard.notify_all()
            for fault in self._faults.get(request.table, []) + self._faults.get("*", []):
                if fault.endpoint in (request.endpoint, "*") and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None

    def wait_for_request(self, number: int) -> None:
        """Wait until so many requests have come in: a client that hangs up may be quicker than we are."""
        with self._heard:
            self._heard.wait_for(lambda: len(self.requests) >= number)

    def body(self, content: dict[str, Any]) -> tuple[Path, str, bool, int]:
        """File, type, whether it is streamed, and the area's column of the answer to a data request."""
        key = (str(content.get("table", "")).upper(), str(content.get("format", "")).upper())
        if key in self.replays:
            path = self.replays[key]
            return path, JSON if path.suffix == ".json" else CSV, key[1] == "BULK", 0
        selection = select(self.tables(), content)
        table = selection.table.id
        revision = self._revision.get(table, 0)
        with self._lock:  # a body is made once, and then served from its file
            name = f"{json.dumps(content, sort_keys=True)}#{revision}#{len(self._altered.get(table, []))}"
            if name not in self._bodies:
                self._bodies[name] = Path(self._folder.name) / f"{len(self._bodies)}.csv"
                figures.write(selection, self._bodies[name], revision)
        area = selection.table.area.id
        column = selection.shown.index(area) if area in selection.shown else 0
        return self._bodies[name], CSV, selection.format == "BULK", column

    def wait_for_stop(self) -> None:
        """What a slow service does."""
        self._stopped.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    standin: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, as those of the slow and broken answers do, is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart; waiting for each other costs 40 ms a request
    server: _Server
    numbers: ClassVar[itertools.count[int]] = itertools.count(1)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the signature of http.server
        """Silence."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        names = unquote(address.path).strip("/").split("/")[1:]
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if names[:1] == ["data"] and len(names) == 3:
            query = _as_body(names[1], names[2], query)
        self._serve(Request("GET", names[0] if names else "", query))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._serve(Request("POST", self.path.strip("/").split("/")[-1], json.loads(raw or b"{}")))

    def _serve(self, request: Request) -> None:
        standin = self.server.standin
        fault = standin.hear(request)
        if fault is not None and fault.kind in faults.ANSWERS - {"truncated", "short"}:
            self._fail(fault)
            return
        try:
            if request.endpoint == "data":
                self._send_table(request, fault)
            else:
                self._send_json(_answer(standin, request))
        except RefusalError as refusal:
            self._send_json(refusal.body, refusal.status)

    def _send_table(self, request: Request, fault: faults.Fault | None) -> None:
        path, kind, streamed, area_column = self.server.standin.body(request.content)
        if fault is not None and fault.kind in faults.ROWS:
            body = faults.spoil(fault, path.read_bytes(), area_column)
            self._send(io.BytesIO(body), kind, len(body), streamed=streamed)
        else:
            size = path.stat().st_size
            cut = size // 2 if fault is not None else None
            with path.open("rb") as file:
                streamed = streamed if fault is None else fault.kind == "truncated"
                self._send(file, kind, size, streamed=streamed, cut=cut)

    def _send_json(self, content: Any, status: int = 200) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        self._send(io.BytesIO(body), JSON, len(body), status=status)

    def _fail(self, fault: faults.Fault) -> None:
        page = b"<html><body>Siden er midlertidigt utilg\xc3\xa6ngelig</body></html>"
        if fault.kind == "slow":
            self.server.standin.wait_for_stop()
        if fault.kind in ("slow", "dropped"):
            self.close_connection = True
        elif fault.kind == "json_error":
            self._send_json({"errorTypeCode": "INTERNAL", "message": "Der opstod en fejl."})
        elif fault.kind in ("html", "empty"):
            body = page if fault.kind == "html" else b""
            self._send(io.BytesIO(body), HTML, len(body))
        else:
            extra = {"Retry-After": fault.retry_after} if fault.kind == "429" else {}
            self._send(io.BytesIO(page), HTML, len(page), status=int(fault.kind), extra=extra)

    def _send(
        self,
        body: BinaryIO,
        kind: str,
        size: int,
        *,
        status: int = 200,
        streamed: bool = False,
        cut: int | None = None,
        extra: dict[str, str] | None = None,
    ) -> None:
        """Send a body, in chunks or with its length; `cut` closes the connection after so many bytes."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header(REQUEST_ID, f"standin-{next(self.numbers)}")
        self.send_header(*(("Transfer-Encoding", "chunked") if streamed else ("Content-Length", str(size))))
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()
        left = size if cut is None else cut
        while chunk := body.read(min(CHUNK, left)):
            left -= len(chunk)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if streamed else chunk)
        if cut is not None:
            self.close_connection = True
        elif streamed:
            self.wfile.write(b"0\r\n\r\n")


def _answer(standin: StandIn, request: Request) -> Any:
    tables = standin.tables()
    if request.endpoint == "subjects":
        return (RECORDED / "body_subjects_da.json").read_bytes()
    if request.endpoint == "tables":
        every = request.content.get("includeInactive", "").lower() == "true"
        return [table.listing(standin.updated(table.id)) for table in tables.values() if table.active or every]
    if request.endpoint == "tableinfo":
        if request.table == "STRAF42":
            danish = request.content.get("lang", "da") == "da"
            return (RECORDED / f"body_table_info_straf42{'_da' if danish else ''}.json").read_bytes()
        table = find_table(tables, request.table)
        return table.info(standin.updated(table.id))
    raise RefusalError("REQUEST-NOTFOUND", f"Funktionen findes ikke: {request.endpoint}", status=404)


def _as_body(table: str, wanted_format: str, query: dict[str, str]) -> dict[str, Any]:
    """The GET form of a data request as the body of a POST."""
    settings = {"lang", "delimiter", "valuePresentation"}
    variables = [{"code": name, "values": value.split(",")} for name, value in query.items() if name not in settings]
    named = {name: value for name, value in query.items() if name in settings}
    return {"table": table, "format": wanted_format, **named, "variables": variables}


def serve_until_closed(input_stream: Any, output_stream: Any) -> None:
    """Run in a process of its own: print the address, stop when the parent closes the input or dies."""
    with StandIn() as standin, contextlib.suppress(KeyboardInterrupt):
        print(standin.url, file=output_stream, flush=True)
        input_stream.read()
