"""Asking StatBank: what it has, how it describes a table, and the table itself.

Belongs here: requests, the reading of StatBank's errors, and the checks that tell a whole answer from a broken one.
Does not belong here: retries, waits and the kinds of failure (`pipelines.sources.http`), the meaning of a
cell (`warehouse`), the form of a snapshot (`snapshots`), any output.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import httpx
from pydantic import TypeAdapter, ValidationError

from pipelines.catalogue.descriptions.resolving import Named, misses, resolve
from pipelines.catalogue.descriptions.tableinfo import Resolution, TableInfo, resolved
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.selectors import selected
from pipelines.sources import http, snapshots
from pipelines.sources.http import LATER, PassingError, Service
from seksby.errors import CatalogueError, SourceError
from seksby.settings import Endpoint
from seksby.vocabulary import Origin

CHUNK = 1 << 20  # bytes held in memory of a table, whatever its size
TAIL = 1 << 16  # bytes at the end of a file that surely hold its last line

# English for one reason: numbers come with a decimal point, the form of every stored snapshot. Header and codes are the
# same in both languages. Titles and texts are asked for in Danish, the language of the pages.
DATA_LANGUAGE, TEXT_LANGUAGE = "en", "da"

# What StatBank says when the request names something that it does not have, or asks for more than it gives.
MISTAKES = {"EXTRACT-NOTFOUND", "EXTRACT-NOTALLOWED", "REQUEST-LIMIT"}

Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and the total. The total is None when StatBank does not announce it, as with
BULK; the number of cells asked for says little of it, since empty combinations are left out."""


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
def connect(
    endpoint: Endpoint, *, pause: Callable[[], None] | None = None, timeout: httpx.Timeout = http.TIMEOUT
) -> Iterator[Service]:
    """Open a connection to a StatBank.

    Args:
        endpoint: its address, and the seconds between requests.
        pause: called before each request in place of that wait.
        timeout: see `httpx.Timeout`.
    """
    with http.client(endpoint.url, endpoint.interval, pause=pause, timeout=timeout) as (opened, pausing):
        yield Service("StatBank", opened, pausing, _explain, "Statbankapi-Request-Id")


def updated_stamps(bank: Service, table_ids: Sequence[str]) -> dict[str, str]:
    """StatBank's `updated` stamp of each table that it lists as active, in one request.

    Raises:
        SourceError: see the module.
    """
    raw = http.json_answer(
        bank, "GET", "/tables", params={"format": "json", "lang": TEXT_LANGUAGE}, about="the list of tables"
    )
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


def tableinfo(bank: Service, table_id: str, language: str = TEXT_LANGUAGE) -> tuple[bytes, TableInfo]:
    """StatBank's description of a table, as received and as read.

    Raises:
        CatalogueError: there is no such table.
        SourceError: see the module.
    """
    about = f"tableinfo of {table_id}"
    raw = http.json_answer(
        bank, "GET", "/tableinfo", params={"id": table_id, "format": "json", "lang": language}, about=about
    )
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


def data_request(info: TableInfo, chosen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The body of a BULK request: every variable is named, all codes of those that `chosen` leaves open.

    Args:
        info: the table.
        chosen: codes by variable, as the table itself spells both (`catalogue.series.selectors.selected`).
    """
    return {
        "table": info.id,
        "format": "BULK",
        "lang": DATA_LANGUAGE,
        "valuePresentation": "Code",
        "delimiter": "Semicolon",
        "variables": [{"code": item.id, "values": list(chosen.get(item.id, ["*"]))} for item in info.variables],
    }


def fetch_table(bank: Service, request: dict[str, Any], directory: Path, progress: Progress) -> Download:
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
        with http.answer(bank, "POST", "/data", about, json=request) as response, path.open("wb") as file:
            total = int(response.headers["Content-Length"]) if _length_is_known(response) else None
            for chunk in response.iter_bytes(CHUNK):
                if not received:
                    _check_beginning(bank, chunk, columns, response, about)
                file.write(chunk)
                digest.update(chunk)
                received += len(chunk)
                lines += chunk.count(b"\n")
                progress(received, total)
            file.flush()
            _check_end(bank, path, columns, lines, response, about)
        return Download(path, digest.hexdigest(), lines - 1, request, str(response.request.url))

    return bank.patience(bank.name, attempt)


def describe(
    bank: Service, source: Source, named: Named, before: TableInfo | None
) -> tuple[bytes, TableInfo, list[Resolution]]:
    """A table as StatBank describes it, in which the catalogue's names are found too; as received, as read, and how.

    Args:
        source: the catalogue's entry.
        named: what the catalogue names of it.
        before: its description before, if there is one.

    Raises:
        CatalogueError: there is no such table.
        SourceError: see the module.
    """
    raw, info = tableinfo(bank, source.table)
    found = resolve(named, info, before)
    if misses(named, resolved(info, found)):
        _, in_english = tableinfo(bank, source.table, DATA_LANGUAGE)
        texts = {item.id: {value.id: value.text for value in item.values} for item in in_english.variables}
        found = resolve(named, info, before, texts)
    return raw, resolved(info, found), found


def refresh_source(
    bank: Service, source: Source, named: Named, root: Path, catalogue: Path, progress: Progress
) -> FetchResult:
    """Bring one source up to date: ask for its stamp, and for the figures only if the stamp or the request changed.

    Args:
        source: the catalogue's entry.
        named: what the catalogue names of it, found by the table's own description before anything is asked for.
        root: the store of fetched snapshots.
        catalogue: the catalogue folder, for the place named in an error.
        progress: see `Progress`.

    Raises:
        CatalogueError: the catalogue's entry does not fit the table.
        SourceError: see the module; nothing was stored.
        snapshots.StorageError: the disk is full or not writable.
        SnapshotError: an earlier snapshot of the source has no readable snapshot.json.
    """
    known = snapshots.newest([root], source.id)
    before = snapshots.read_tableinfo(known) if known else None
    raw, info, resolutions = describe(bank, source, named, before)
    request = data_request(info, selected(source, info, catalogue))
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
        origin=Origin.FETCHED,
        resolutions=resolutions,
    )
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


def _explain(body: bytes, about: str, where: str) -> CatalogueError | str | None:
    """StatBank's own error, if the body is one."""
    try:
        error = json.loads(body)
    except ValueError:
        return None
    if not isinstance(error, dict) or "errorTypeCode" not in error:
        return None
    code, message = str(error["errorTypeCode"]), str(error.get("message", ""))
    if code in MISTAKES:
        return CatalogueError(
            f"StatBank refuses the request for {about}: {message} ({code})",
            where=where,
            expected="a table, variables and codes that StatBank has",
            remedy="correct table or select of the source in data/catalogue/sources",
        )
    return f"{message} ({code})"


def _length_is_known(response: httpx.Response) -> bool:
    """Whether Content-Length counts the bytes that we count; httpx itself refuses a body shorter than announced."""
    return "Content-Length" in response.headers and "Content-Encoding" not in response.headers


def _check_beginning(bank: Service, chunk: bytes, columns: Sequence[str], response: httpx.Response, about: str) -> None:
    if http.kind(chunk) != "text":
        http.refuse(bank, response, chunk, about, "CSV")
    header = chunk.partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r").split(";")
    # Columns are read by name later, so only their set matters, and that the value comes last.
    if sorted(header) != sorted(columns) or header[-1] != columns[-1]:
        raise _broken(
            bank, f"has the header {';'.join(header)[:200]}", f"the columns {';'.join(columns)}", response, about
        )


def _check_end(
    bank: Service, path: Path, columns: Sequence[str], lines: int, response: httpx.Response, about: str
) -> None:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        tail = file.read()
    if not tail:
        raise _broken(bank, "is empty", "a header and rows", response, about)
    if not tail.endswith(b"\n"):
        raise _broken(bank, "ends in the middle of a line", "a line break at the end", response, about)
    if lines == 1:
        raise _broken(bank, "has a header and no rows", "at least one row", response, about)
    last = tail.rstrip(b"\r\n").rpartition(b"\n")[2].decode("utf-8", errors="replace")
    if (found := len(last.split(";"))) != len(columns):
        raise _broken(bank, f"ends with {found} columns: {last[:200]}", f"{len(columns)} columns", response, about)


def _broken(bank: Service, fault: str, expected: str, response: httpx.Response, about: str) -> PassingError:
    return PassingError(
        f"What StatBank sent for {about} {fault}.",
        where=http.place(bank, response, about),
        expected=expected,
        remedy=LATER,
    )
