"""Which tables can be asked, and what does each column hold?

Use it on the page of tables and columns. Not on a page of figures: nobody needs it to understand one. Each table is
folded under its name, which an address may name (`/data/#benchmarks`). What is said of tables and columns is English
in all languages, as the contracts have it, and marked so.

Example: `<MartList data={columns} csv="tabeller" />`, rows ordered by table and column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text


@dataclass(frozen=True, kw_only=True)
class MartColumn:
    """One column of a mart, with what its mart is."""

    mart: str
    mart_description: str
    column_name: str
    data_type: str
    description: str


def render(page: Page, *, data: Sequence[MartColumn], csv: str = "") -> Markup:
    say = page.lang.say
    head = [say("Tabel"), say("Kolonne"), say("Datatype"), say("Indhold")]
    file = page.csv(csv, head, [(c.mart, c.column_name, c.data_type, c.description) for c in data]) if csv else ""
    marts = [(name, list(columns)) for name, columns in groupby(data, key=attrgetter("mart"))]
    return page.template("mart_list.html", marts=marts, head=head[1:], csv=file)


COMPONENT = Component(
    tag="MartList",
    kinds=(),
    attributes={"data": Rows(MartColumn), "csv": Text(required=False)},
    render=render,
)
