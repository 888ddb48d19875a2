"""Rows as a file that a spreadsheet opens without questions.

Belongs here: how cells are parted and numbers are written in each language. Does not belong here: whose rows they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from dashboards.language import Language

_FORMULA = frozenset("=+-@\t\r")
_NUMBERS = (Decimal, float)  # made once: `Decimal | float` would be a new type for each of a million cells


def csv_bytes(lang: Language, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A heading and rows as CSV; both languages want the byte order mark."""
    point = lang.decimal_mark
    text = io.StringIO()
    writer = csv.writer(text, delimiter=lang.csv_separator, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value, point) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object, point: str) -> object:
    if isinstance(value, str):  # first: a site has a million of these
        # A spreadsheet runs a cell that begins with one of these as a formula; tab and return it passes over.
        return f"'{value}" if value[:1] in _FORMULA else value
    if isinstance(value, _NUMBERS):
        text = format(value.normalize(), "f") if isinstance(value, Decimal) else repr(value)
        return text.replace(".", point)
    return value
