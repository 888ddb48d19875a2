"""Which measures are there, and which of them have figures?

Use it on the page of all measures; it shows titles and no figures. Not on area pages.

Example: `<IndicatorList data={indicators} />`, rows ordered by area and kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One measure, without its figures."""

    area_title: str
    slug: str
    kind: str
    title: str
    latest_year: int | None
    missing_reason: str | None


def render(page: Page, *, data: Sequence[Listed]) -> Markup:
    areas = [(title, list(rows)) for title, rows in groupby(data, key=attrgetter("area_title"))]
    return page.template("indicator_list.html", areas=areas)


COMPONENT = Component(tag="IndicatorList", kinds=(), attributes={"data": Rows(Listed)}, render=render)
