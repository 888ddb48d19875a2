"""What a request selects, and what StatBank answers when it cannot: the protocol without HTTP.

Belongs here: patterns, elimination, the cell limit, error texts in the recorded form. Does not belong here: figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.statbank_standin.definitions import Table, Variable, fnmatch_all

CELL_LIMIT = 1_000_000  # of formats that are not streamed; counted as the product of the selected values
FORMATS = {"CSV", "BULK", "JSONSTAT"}
DELIMITERS = {"SEMICOLON": ";", "TAB": "\t"}


class RefusalError(Exception):
    """An error that StatBank reports."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"errorTypeCode": code, "message": message}


@dataclass(frozen=True)
class Selection:
    """The codes asked for, by variable id; `shown` are the variables that make a column, in order."""

    table: Table
    codes: Mapping[str, Sequence[str]]
    shown: Sequence[str]
    format: str
    language: str
    delimiter: str
    as_code: bool


def select(tables: Mapping[str, Table], request: Mapping[str, Any]) -> Selection:
    """Read the body of a data request."""
    if not request:
        raise RefusalError("REQUEST-EMPTY", "Forespørgslen er tom.")
    wanted_format = str(request.get("format", "")).upper()
    if wanted_format not in FORMATS:
        raise RefusalError("REQUEST-MISSING", "Format ikke angivet, eller ikke gyldigt.")
    table = find_table(tables, str(request.get("table", "")))
    by_name = {variable.id.casefold(): variable for variable in table.variables}
    asked: dict[str, Sequence[str]] = {}
    for entry in request.get("variables", []):
        variable = by_name.get(entry["code"].casefold())
        if variable is None:
            raise RefusalError("EXTRACT-NOTFOUND", f"Kan ikke finde variablen: {entry['code']}")
        asked[variable.id] = _expand(variable, entry.get("values", []))
    left_out = {
        variable.id: _left_out(variable, wanted_format) for variable in table.variables if not asked.get(variable.id)
    }
    codes = {variable.id: asked.get(variable.id) or left_out[variable.id] for variable in table.variables}
    cells = math.prod(map(len, codes.values()))
    if wanted_format != "BULK" and cells > CELL_LIMIT:
        raise RefusalError(
            "REQUEST-LIMIT",
            f"Forespørgslen på op mod {_danish(cells)} celler er over begrænsningen på {_danish(CELL_LIMIT)} celler "
            "for denne filtype. Begræns udtrækket, eller vælg en filtype uden begrænsning.",
        )
    return Selection(
        table=table,
        codes=codes,
        shown=[variable.id for variable in table.variables if variable.id in asked or variable.is_time],
        format=wanted_format,
        language=str(request.get("lang", "da")),
        delimiter=DELIMITERS[str(request.get("delimiter", "Semicolon")).upper()],
        as_code=str(request.get("valuePresentation", "")).casefold() == "code",
    )


def find_table(tables: Mapping[str, Table], table_id: str) -> Table:
    """The table, or StatBank's error."""
    if table_id.upper() not in tables:
        raise RefusalError("EXTRACT-NOTFOUND", f"Tabel findes ikke: {table_id}")
    return tables[table_id.upper()]


def _expand(variable: Variable, patterns: Sequence[str]) -> Sequence[str]:
    """Codes in the table's order; `(1)` and `(-n+5)` count from the newest."""
    codes, found = list(variable.values), set()
    for pattern in patterns:
        if newest := re.fullmatch(r"\((?:-n\+)?(\d+)\)", pattern):
            matches = codes[-int(newest[1]) :]
        elif "*" in pattern:
            matches = fnmatch_all(pattern, codes)
        else:
            matches = [pattern] if pattern in variable.values else []
        if not matches:
            raise RefusalError("EXTRACT-NOTFOUND", f"Kan ikke finde værdien: {pattern} ({variable.id})")
        found.update(matches)
    return [code for code in codes if code in found]


def _left_out(variable: Variable, wanted_format: str) -> Sequence[str]:
    if variable.is_time and wanted_format != "BULK":
        return list(variable.values)[-1:]
    if variable.total is None or wanted_format == "BULK":
        raise RefusalError("EXTRACT-NOTALLOWED", f"Der skal vælges værdier for variabel: {variable.id}")
    return [variable.total]


def _danish(number: int) -> str:
    return f"{number:,}".replace(",", ".")
