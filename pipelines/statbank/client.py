"""Asking StatBank: what it has, how it describes a table, and the table itself.

Belongs here: requests, retries, the reading of StatBank's errors, and the checks that tell a whole answer from a broken
one. Does not belong here: the meaning of a cell (`warehouse`), the form of a snapshot (`snapshots`), any output.

Three kinds of failure, by what the caller does about them:
    CatalogueError     StatBank says that a table, variable or code does not exist: an analyst mends the catalogue.
    SourceError        the service or the answer is at fault: the refresh goes on with the source's previous snapshot.
    UnreachableError   a SourceError: the host does not answer at all, so asking for the next table is pointless.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal, NoReturn, Protocol

import httpx
import stamina
from pydantic import TypeAdapter, ValidationError

from pipelines import snapshots
from pipelines.errors import CatalogueError, SourceError, UsageError
from pipelines.statbank.tableinfo import TableInfo, variable

DEFAULT_URL = "https://api.statbank.dk/v1"
URL_VARIABLE = "SEKSBY_STATBANK_URL"
INTERVAL_VARIABLE = "SEKSBY_STATBANK_INTERVAL"
INTERVAL = 1.0  # seconds between requests: StatBank documents no limit, this is courtesy
# StatBank may think for a minute before the first byte of a large extract; it connects at once or not at all.
TIMEOUT = httpx.Timeout(connect=10, read=120, write=30, pool=10)
LONGEST_WAIT = 120.0  # seconds; a service that asks for more is asked at the next refresh instead
CHUNK = 1 << 20  # bytes held in memory of a table, whatever its size
TAIL = 1 << 16  # bytes at the end of a file that surely hold its last line

# English for one reason: numbers come with a decimal point, the form of every stored snapshot. Header and codes are the
# same in both languages. Titles and texts are asked for in Danish, the language of the pages.
DATA_LANGUAGE, TEXT_LANGUAGE = "en", "da"

# What StatBank says when the request names something that it does not have, or asks for more than it gives.
MISTAKES = {"EXTRACT-NOTFOUND", "EXTRACT-NOTALLOWED", "REQUEST-LIMIT"}

LATER = "try again later; until then the previous snapshot is used"

Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and the total. The total is None when StatBank does not announce it, as with
BULK; the number of cells asked for says little of it, since empty combinations are left out."""


class PassingError(SourceError):
    """May be gone at the next attempt; `retry_after` is the wait in seconds that the service asked for, if it did."""

    retry_after: float | None = None


class UnreachableError(PassingError):
    """The host does not answer: no network, a wrong address, or the service is down."""


class Titled(Protocol):
    """A text with a Danish version."""

    @property
    def da(self) -> str: ...


class Source(Protocol):
    """What a fetch needs to know of a source in the catalogue; `select` gives codes or patterns by variable name."""

    @property
    def id(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def title(self) -> Titled: ...
    @property
    def licence(self) -> str: ...
    @property
    def select(self) -> Mapping[str, Sequence[str]]: ...


@dataclass(frozen=True)
class StatBank:
    """An open connection; `pause` is called before each request."""

    http: httpx.Client
    pause: Callable[[], None]


@dataclass(frozen=True)
class Download:
    """A table on disk, as received and structurally sound."""

    path: Path
    sha256: str
    rows: int
    request: dict[str, Any]
    url: str


@dataclass(frozen=True)
class FetchResult:
    """What became of one source; `same_bytes` is a revision stamp without a revision of the figures asked for."""

    source: str
    outcome: Literal["new", "unchanged", "same_bytes"]
    snapshot: snapshots.Snapshot
    message: str


@contextmanager
def connect(*, pause: Callable[[], None] | None = None, timeout: httpx.Timeout = TIMEOUT) -> Iterator[StatBank]:
    """Open a connection to the StatBank that SEKSBY_STATBANK_URL names, or to Statistics Denmark's.

    Args:
        pause: called before each request; by default it waits so that requests start at least
            SEKSBY_STATBANK_INTERVAL seconds apart (1 if not set).
        timeout: see `httpx.Timeout`.

    Raises:
        UsageError: one of the two variables is set to something that is not an address or a number.
    """
    url = os.environ.get(URL_VARIABLE) or DEFAULT_URL
    if not url.startswith(("http://", "https://")):
        raise _bad_setting(URL_VARIABLE, url, f"an address such as {DEFAULT_URL}")
    interval = os.environ.get(INTERVAL_VARIABLE) or str(INTERVAL)
    try:
        pause = pause or paced(float(interval))
    except ValueError:
        raise _bad_setting(INTERVAL_VARIABLE, interval, "a number of seconds such as 1 or 0.5") from None
    with httpx.Client(base_url=url, timeout=timeout, headers={"User-Agent": "seksby"}) as http:
        yield StatBank(http, pause)


def paced(interval: float) -> Callable[[], None]:
    """A function that waits until `interval` seconds have passed since it last returned."""
    due = time.monotonic()

    def wait() -> None:
        nonlocal due
        time.sleep(max(0.0, due - time.monotonic()))
        due = time.monotonic() + interval

    return wait


def updated_stamps(bank: StatBank, table_ids: Sequence[str]) -> dict[str, str]:
    """StatBank's `updated` stamp of each table that it lists as active, in one request.

    Raises:
        SourceError: see the module.
    """
    raw = _get(bank, "/tables", {"format": "json", "lang": TEXT_LANGUAGE}, "the list of tables")
    try:
        listed = TypeAdapter(list[dict[str, Any]]).validate_json(raw)
        stamps = {table["id"]: table["updated"] for table in listed}
    except (ValidationError, KeyError) as error:
        raise SourceError(
            f"StatBank's list of tables cannot be read: {error}.",
            where=f"{bank.http.base_url}tables",
            expected="a JSON list with id and updated",
            remedy=LATER,
        ) from error
    return {table_id: stamps[table_id] for table_id in table_ids if table_id in stamps}


def tableinfo(bank: StatBank, table_id: str) -> tuple[bytes, TableInfo]:
    """StatBank's description of a table, as received and as read.

    Raises:
        CatalogueError: there is no such table.
        SourceError: see the module.
    """
    about = f"tableinfo of {table_id}"
    raw = _get(bank, "/tableinfo", {"id": table_id, "format": "json", "lang": TEXT_LANGUAGE}, about)
    try:
        return raw, TableInfo.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise SourceError(
            f"StatBank's description of {table_id} cannot be read: {'.'.join(map(str, first['loc']))}: {first['msg']}.",
            where=f"{bank.http.base_url}tableinfo?id={table_id}",
            expected="JSON with id, text, variables and their values",
            remedy=LATER,
        ) from error


def data_request(info: TableInfo, select: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The body of a BULK request: every variable is named, all codes of those that `select` leaves open.

    Raises:
        CatalogueError: `select` names a variable that the table does not have.
    """
    chosen = {variable(info, name).id: list(codes) for name, codes in select.items()}
    return {
        "table": info.id,
        "format": "BULK",
        "lang": DATA_LANGUAGE,
        "valuePresentation": "Code",
        "delimiter": "Semicolon",
        "variables": [{"code": item.id, "values": chosen.get(item.id, ["*"])} for item in info.variables],
    }


def fetch_table(bank: StatBank, request: dict[str, Any], directory: Path, progress: Progress) -> Download:
    """Download a table to `directory/data.csv`, bytes as received, and check that it is whole.

    Memory use does not depend on the size of the table. A broken answer is asked for again.

    Args:
        request: from `data_request`.
        directory: exists and is empty; removing it after an error is left to the caller.
        progress: see `Progress`; starts again from 0 at each attempt.

    Raises:
        CatalogueError: StatBank does not have the table, a variable or a code.
        SourceError: see the module.
    """
    path = directory / snapshots.DATA
    about = f"table {request['table']}"
    columns = [item["code"].upper() for item in request["variables"]] + ["INDHOLD"]

    def attempt() -> Download:
        digest, received, lines = hashlib.sha256(), 0, 0
        with _answer(bank, "POST", "/data", about, json=request) as response, path.open("wb") as file:
            total = int(response.headers["Content-Length"]) if _length_is_known(response) else None
            for chunk in response.iter_bytes(CHUNK):
                if not received:
                    _check_beginning(chunk, columns, response, about)
                file.write(chunk)
                digest.update(chunk)
                received += len(chunk)
                lines += chunk.count(b"\n")
                progress(received, total)
            file.flush()
            _check_end(path, columns, lines, response, about)
        return Download(path, digest.hexdigest(), lines - 1, request, str(response.request.url))

    return _PATIENTLY(attempt)


def refresh_source(bank: StatBank, source: Source, root: Path, progress: Progress) -> FetchResult:
    """Bring one source up to date: ask for its stamp, and for the figures only if the stamp or the request changed.

    Args:
        source: the catalogue's entry.
        root: the store of fetched snapshots.
        progress: see `Progress`.

    Raises:
        CatalogueError: the catalogue's entry does not fit the table.
        SourceError: see the module; nothing was stored.
        snapshots.StorageError: the disk is full or not writable.
        SnapshotError: an earlier snapshot of the source has no readable snapshot.json.
    """
    raw, info = tableinfo(bank, source.table)
    request = data_request(info, source.select)
    provenance = snapshots.Provenance(
        source=source.id,
        publisher=source.publisher,
        table=source.table,
        title=source.title.da,
        request=request,
        url=str(bank.http.base_url.join("data")),
        retrieved_at=datetime.now(UTC),
        updated=info.updated,
        licence=source.licence,
        origin="fetched",
    )
    known = snapshots.newest([root], source.id)
    if known is not None and info.updated is not None and snapshots.last_asked(known) == (info.updated, request):
        snapshots.stamp_seen(known, provenance)
        return FetchResult(source.id, "unchanged", known, f"{source.table} is unchanged since {info.updated}")
    with snapshots.incoming(root, source.id) as directory:
        download = fetch_table(bank, request, directory, progress)
        snapshot, is_new = snapshots.store(
            root, provenance, data_file=download.path, sha256=download.sha256, rows=download.rows, tableinfo=raw
        )
    if is_new:
        return FetchResult(source.id, "new", snapshot, f"{source.table} of {info.updated}: {download.rows} rows")
    return FetchResult(
        source.id, "same_bytes", snapshot, f"{source.table} of {info.updated}: the same figures as before"
    )


def _worth_asking_again(error: Exception) -> bool | float:
    """What stamina wants to know: whether to ask again, or after how many seconds."""
    if not isinstance(error, PassingError):
        return False
    return True if error.retry_after is None else error.retry_after


# No time limit over all attempts: a large table may take longer than any sensible one. Waits 1, 2, 4 s plus jitter.
_PATIENTLY = stamina.RetryingCaller(attempts=4, timeout=None, wait_initial=1.0, wait_max=30.0, wait_jitter=1.0).on(
    _worth_asking_again
)


def _get(bank: StatBank, path: str, parameters: Mapping[str, str], about: str) -> bytes:
    def attempt() -> bytes:
        with _answer(bank, "GET", path, about, params=parameters) as response:
            raw = response.read()
            if _kind(raw) != "JSON" or _statbank_error(raw):
                _refuse(response, raw, about, "JSON")
            return raw

    return _PATIENTLY(attempt)


@contextmanager
def _answer(bank: StatBank, method: str, path: str, about: str, **request: Any) -> Iterator[httpx.Response]:
    """One request whose answer has status 200; what httpx raises, then or while the body is read, becomes ours."""
    bank.pause()
    place = f"{method} {bank.http.base_url}{path.lstrip('/')}, {about}"
    try:
        with bank.http.stream(method, path, **request) as response:
            if response.status_code != HTTPStatus.OK:
                _refuse(response, response.read(), about, "an answer with status 200")
            yield response
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise UnreachableError(
            f"StatBank cannot be reached: {error}.",
            where=place,
            expected="an answer",
            remedy=f"check the network and {URL_VARIABLE}; `seksby refresh --offline` works without",
        ) from error
    except httpx.HTTPError as error:
        raise PassingError(
            f"StatBank's answer broke off: {str(error) or type(error).__name__}.",
            where=place,
            expected="a whole answer",
            remedy=LATER,
        ) from error


def _refuse(response: httpx.Response, body: bytes, about: str, expected: str) -> NoReturn:
    """Raise the error that an answer we cannot use amounts to."""
    status = response.status_code
    where = _place(response, about)
    if error := _statbank_error(body):
        code, message = error
        if code in MISTAKES:
            raise CatalogueError(
                f"StatBank refuses the request for {about}: {message} ({code})",
                where=where,
                expected="a table, variables and codes that StatBank has",
                remedy="correct table or select of the source in data/catalogue/sources",
            )
        what = f"StatBank reports an error: {message} ({code}), status {status}."
    else:
        what = f"StatBank answered with status {status} and {_kind(body)}."
    if status not in (HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS) and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SourceError(what, where=where, expected=expected, remedy=f"check {URL_VARIABLE} and any proxy")
    passing = PassingError(what, where=where, expected=expected, remedy=LATER)
    passing.retry_after = _retry_after(response)
    if passing.retry_after is not None and passing.retry_after > LONGEST_WAIT:
        what = f"{what} It asks us to wait {passing.retry_after:.0f} seconds."
        raise SourceError(what, where=where, expected=expected, remedy=LATER)
    raise passing


def _statbank_error(body: bytes) -> tuple[str, str] | None:
    """Code and message, if the body is an error as StatBank writes it."""
    try:
        error = json.loads(body)
    except ValueError:
        return None
    if not isinstance(error, dict) or "errorTypeCode" not in error:
        return None
    return str(error["errorTypeCode"]), str(error.get("message", ""))


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait, which the service may give as such or as a date."""
    value = response.headers.get("Retry-After", "")
    if value.isdigit():
        return float(value)
    try:
        moment: datetime = parsedate_to_datetime(value)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _length_is_known(response: httpx.Response) -> bool:
    """Whether Content-Length counts the bytes that we count; httpx itself refuses a body shorter than announced."""
    return "Content-Length" in response.headers and "Content-Encoding" not in response.headers


def _check_beginning(chunk: bytes, columns: Sequence[str], response: httpx.Response, about: str) -> None:
    kind = _kind(chunk)
    if kind != "text":
        _refuse(response, chunk, about, "CSV")
    header = chunk.partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r").split(";")
    # Columns are read by name later, so only their set matters, and that the value comes last.
    if sorted(header) != sorted(columns) or header[-1] != columns[-1]:
        raise _broken(f"has the header {';'.join(header)[:200]}", f"the columns {';'.join(columns)}", response, about)


def _check_end(path: Path, columns: Sequence[str], lines: int, response: httpx.Response, about: str) -> None:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        tail = file.read()
    if not tail:
        raise _broken("is empty", "a header and rows", response, about)
    if not tail.endswith(b"\n"):
        raise _broken("ends in the middle of a line", "a line break at the end", response, about)
    if lines == 1:
        raise _broken("has a header and no rows", "at least one row", response, about)
    last = tail.rstrip(b"\r\n").rpartition(b"\n")[2].decode("utf-8", errors="replace")
    if (found := len(last.split(";"))) != len(columns):
        raise _broken(f"ends with {found} columns: {last[:200]}", f"{len(columns)} columns", response, about)


def _kind(body: bytes) -> str:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"": "nothing", b"<": "a web page", b"{": "JSON", b"[": "JSON"}.get(start, "text")


def _broken(fault: str, expected: str, response: httpx.Response, about: str) -> PassingError:
    return PassingError(
        f"What StatBank sent for {about} {fault}.",
        where=_place(response, about),
        expected=expected,
        remedy=LATER,
    )


def _place(response: httpx.Response, about: str) -> str:
    request_id = response.headers.get("Statbankapi-Request-Id")
    place = f"{response.request.method} {response.request.url}, {about}"
    return f"{place}, StatBank's request id {request_id}" if request_id else place


def _bad_setting(name: str, value: str, expected: str) -> UsageError:
    return UsageError(
        f"{name} is {value!r}.", where="the environment", expected=expected, remedy=f"unset or mend {name}"
    )
