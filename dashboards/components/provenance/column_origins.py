"""What is each column made of, model by model, back to what was loaded?

Use it on the page of columns, where each name leads to the column it stands for. Not on a page of figures: a single
number is followed to its cells by its own trace. An address may name a column
(`/data/kolonner/#benchmarks.gap`). What was loaded is the end of the way, and leads nowhere.

Example: `<ColumnOrigins data={origins} csv="kolonner" />`, rows ordered by layer, table and column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text


@dataclass(frozen=True, kw_only=True)
class ColumnOrigin:
    """One column of a table; names are `layer.table.column`, `is_python` is of a model that is no SQL."""

    table_name: str
    column_name: str
    is_python: bool
    made_of: Sequence[str]
    loaded_from: Sequence[str]


@dataclass(frozen=True)
class _Name:
    """A column, or a whole table, that something is made of: as it is written, and its place on this page, if any."""

    text: str
    anchor: str


def render(page: Page, *, data: Sequence[ColumnOrigin], csv: str = "") -> Markup:
    say = page.lang.say
    here = {row.table_name for row in data}
    head = [say("Tabel"), say("Kolonne"), say("Lavet af"), say("I sidste ende af")]
    lines = [(r.table_name, r.column_name, ", ".join(r.made_of), ", ".join(r.loaded_from)) for r in data]
    file = page.csv(csv, head, lines) if csv else ""
    tables = [
        (name, [(row, names(row, here)) for row in rows]) for name, rows in groupby(data, key=attrgetter("table_name"))
    ]
    return page.template("column_origins.html", tables=tables, head=head[1:3], csv=file)


def names(row: ColumnOrigin, here: set[str]) -> list[_Name]:
    """What a column is made of; of a model in Python the tables, as it may be made of any of their columns."""
    parted = [name.rsplit(".", 1) for name in row.made_of]
    if row.is_python:
        return [_name(table, "", here) for table in sorted({of for of, _ in parted})]
    return [_name(of, f".{name}", here) for of, name in parted]


def _name(table: str, column: str, here: set[str]) -> _Name:
    """Without its layer where it leads on, for no two models share a name; in full where it is not of a model."""
    if table not in here:
        return _Name(table + column, "")
    short = table.split(".", 1)[1] + column
    return _Name(short, short)


COMPONENT = Component(
    tag="ColumnOrigins",
    kinds=(),
    attributes={"data": Rows(ColumnOrigin), "csv": Text(required=False)},
    render=render,
)
