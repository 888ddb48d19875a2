"""A stand-in for uddannelsesstatistik.dk and jobindsats.dk: real HTTP on loopback, answers to order.

Belongs here: sending, the log of requests, keys. Does not belong here: what is answered; the tests say that.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

KEY = "noegle"


@dataclass
class StandIn:
    """A running stand-in; use it in a `with` statement.

    Attributes:
        authorization: what the header has to be; anything else gets status 401.
        pages: answers of the education service by `side`; an empty list after the last.
        periods: what the labour market service lists.
        tables: its answers by period.
        failures: statuses to give before the next answers.
        says: a status and a body to answer all with, in place of what is answered otherwise.
        asked: every body (None for a GET) with its path, in order.
    """

    authorization: str
    pages: list[Any] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    says: tuple[int, bytes] | None = None
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def __enter__(self) -> StandIn:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.standin = self
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str, body: Any) -> Any:
        if path == "/Api/v1/statistik":
            side = body["side"]
            return self.pages[side - 1] if side <= len(self.pages) else []
        if path.startswith("/v2/tables/"):
            return [{"TableID": "Y30R21", "Period": self.periods}]
        return self.tables[body["period"][0]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    standin: StandIn


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the signature of http.server
        """Silence."""

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _serve(self, body: Any) -> None:
        standin = self.server.standin
        standin.asked.append((self.path, body))
        status = standin.failures.pop(0) if standin.failures else 200
        if self.headers.get("Authorization") != standin.authorization:
            status = 401
        content = b"<html></html>"
        if status == 200:
            content = json.dumps(standin.answer(self.path, body), ensure_ascii=False).encode()
        if standin.says:
            status, content = standin.says
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
