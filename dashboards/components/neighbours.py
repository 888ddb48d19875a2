"""Which municipalities are most like each of the six cities, and how like?

Use it where it is told whom a municipality is compared with. Not for judging: a neighbour is like in conditions, not in
what it does. Short distances mean alike; there is no line beyond which a municipality is unlike.

Example: `<Neighbours data={neighbours} />`, by city and nearness.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import danish
from dashboards.components.base import Component, Page, Rows
from dashboards.components.data_table import Table
from dashboards.figures import Neighbour

MISSING = "De nærmeste kan ikke findes endnu: vilkårene er ikke hentet for nok af landets kommuner."


def render(page: Page, *, data: Sequence[Neighbour]) -> Markup:
    if not data:
        return page.template("missing_note.html", text=MISSING)
    cities = list(dict.fromkeys(row.name for row in data))
    cells = {(row.nearness, row.name): f"{row.peer_name} {danish.number(row.distance, 2)}" for row in data}
    table = Table(
        "De nærmeste kommuner med afstand, nærmeste først",
        ["Nr.", *cities],
        [[str(n), *(cells.get((n, city), "–") for city in cities)] for n in sorted({row.nearness for row in data})],
        numeric=False,
    )
    csv = page.csv(
        "naermeste",
        ("kommune", "nr", "naermeste", "afstand"),
        [(r.name, r.nearness, r.peer_name, r.distance) for r in data],
    )
    return page.template("data_table.html", table=table, csv=csv)


COMPONENT = Component(tag="Neighbours", kinds=(), attributes={"data": Rows(Neighbour)}, render=render)
