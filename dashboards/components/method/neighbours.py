"""Which municipalities are most like each municipality with pages, and how like?

Use it where it is told whom a municipality is compared with. Not for judging: a neighbour is like in conditions, not in
what it does. Short distances mean alike; there is no line beyond which a municipality is unlike.

Example: `<Neighbours data={neighbours} />`, by city and nearness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import Table
from dashboards.language import N_
from dashboards.numbers import Number


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """One of a city's nearest municipalities, and how far from it, in standard deviations of what they are found by."""

    name: str
    peer_name: str
    nearness: int
    distance: Number


MISSING = N_("De nærmeste kan ikke findes endnu: vilkårene er ikke hentet for nok af landets kommuner.")
CSV_COLUMNS = (N_("kommune"), N_("nr"), N_("naermeste"), N_("afstand"))


def render(page: Page, *, data: Sequence[Neighbour]) -> Markup:
    if not data:
        return page.template("missing_note.html", text=page.lang.say(MISSING))
    cities = list(dict.fromkeys(row.name for row in data))
    cells = {(row.nearness, row.name): f"{row.peer_name} {page.lang.number(row.distance, 2)}" for row in data}
    table = Table(
        page.lang.say("De nærmeste kommuner med afstand, nærmeste først"),
        [page.lang.say("Nr."), *cities],
        [[str(n), *(cells.get((n, city), "–") for city in cities)] for n in sorted({row.nearness for row in data})],
        numeric=False,
    )
    csv = page.csv(
        "naermeste",
        CSV_COLUMNS,
        [(r.name, r.nearness, r.peer_name, r.distance) for r in data],
    )
    return page.template("data_table.html", table=table, csv=csv)


COMPONENT = Component(tag="Neighbours", kinds=(), attributes={"data": Rows(Neighbour)}, render=render)
