"""What do the compared municipalities get, and what do they pay for it?

Use it for the effects and the unit prices of all areas: once for the effects, once below for the prices. Not for
judging: it says no verdict, and its order is the catalogue's, never that of the figures.

Example: `<SideBySide data={effects} />`, one row per measure and municipality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Measured
from dashboards.words import verdicts


@dataclass(frozen=True, kw_only=True)
class MeasuredInArea(Measured):
    """One municipality's figure of a measure; `beside` are the titles of the effects a price belongs to."""

    area_title: str
    paired_effects: Sequence[str]
    beside: str | None


def render(page: Page, *, data: Sequence[MeasuredInArea]) -> Markup:
    areas = []
    for area, in_area in groupby(data, key=attrgetter("area_title")):
        rows = [
            (about[0], [verdicts.in_a_cell(page.lang, row) for row in about])
            for about in (list(rows) for _, rows in groupby(in_area, key=attrgetter("indicator_id")))
        ]
        areas.append((area, rows))
    return page.template("side_by_side.html", areas=areas, places=list(dict.fromkeys(row.name for row in data)))


COMPONENT = Component(
    tag="SideBySide",
    kinds=("effect", "unit_price"),
    attributes={"data": Rows(MeasuredInArea, shown=True)},
    render=render,
)
