"""Faults to order: answers that a StatBank gives on a bad day. What becomes of a table for good is in `alterations`.

Belongs here: the kinds, and what each does to the rows of a table. Does not belong here: sending them (`server`).

Kinds that spoil the answer:
    429            too many requests, Retry-After: 0 unless ordered with another `retry_after`
    500, 503       server errors with a web page
    html           a web page with status 200
    json_error     a JSON error with status 200
    truncated      the connection is closed before the last chunk
    short          fewer bytes than Content-Length announces
    empty          status 200, no body
    dropped        the connection is closed without an answer
    slow           accepts, and gives no answer until the stand-in stops
Kinds that spoil the rows (of an otherwise sound answer):
    header         another name for the first column
    no_rows        the header alone
    half_line      the last line is cut
    few_columns    the last line lacks its last column
    garbage_number a row's figure is no number
    duplicate_rows a row comes twice
    unknown_area   a row's area code is 999
    missing_code   all rows with the ordered `code` are left out
    missing_row    the row whose codes are `code`, as in the file (`751;32201;1;TOT;LOBM;2020`), is left out
    other_figure   the row whose codes are `code` has 100 more
"""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS = {"429", "500", "503", "html", "json_error", "truncated", "short", "empty", "dropped", "slow"}
ROWS = {
    "header", "no_rows", "half_line", "few_columns", "garbage_number", "duplicate_rows", "unknown_area", "missing_code",
    "missing_row", "other_figure",
}  # fmt: skip


@dataclass
class Fault:
    """An ordered fault; `times` counts down, None lasts; `*` is any endpoint."""

    kind: str
    endpoint: str = "data"
    times: int | None = 1
    code: str = ""
    retry_after: str = "0"


def spoil(fault: Fault, body: bytes, area_column: int) -> bytes:
    """The body of a table with the fault's rows; the row spoiled is the one in the middle."""
    header, *rows = body.split(b"\r\n")[:-1]
    middle = len(rows) // 2
    cells = rows[middle].split(b";")
    if fault.kind == "header":
        header = b"EN_ANDEN;" + header.partition(b";")[2]
    elif fault.kind == "no_rows":
        rows = []
    elif fault.kind == "half_line":
        return body[:-3]
    elif fault.kind == "few_columns":
        rows[-1] = rows[-1].rpartition(b";")[0]
    elif fault.kind == "garbage_number":
        rows[middle] = b";".join([*cells[:-1], b"tolv"])
    elif fault.kind == "duplicate_rows":
        rows.insert(middle, rows[middle])
    elif fault.kind == "unknown_area":
        rows[middle] = b";".join([*cells[:area_column], b"999", *cells[area_column + 1 :]])
    elif fault.kind == "missing_code":
        rows = [row for row in rows if fault.code.encode() not in row.split(b";")[:-1]]
    elif fault.kind in ("missing_row", "other_figure"):
        (place,) = [n for n, row in enumerate(rows) if row.startswith(fault.code.encode() + b";")]
        codes, _, figure = rows.pop(place).rpartition(b";")
        if fault.kind == "other_figure":
            rows.insert(place, codes + b";%d" % (int(figure) + 100))
    return b"".join(line + b"\r\n" for line in [header, *rows])
