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
from dashboards.language import Language
from dashboards.words.waiting import without_figure


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One measure, without its figures."""

    area_title: str
    slug: str
    kind: str
    title: str
    latest_year: int | None
    missing_reason: str | None
    awaits: str | None


def render(page: Page, *, data: Sequence[Listed]) -> Markup:
    areas = [
        (title, [(row, _latest(page.lang, row)) for row in rows])
        for title, rows in groupby(data, key=attrgetter("area_title"))
    ]
    return page.template("indicator_list.html", areas=areas)


def _latest(lang: Language, row: Listed) -> str:
    return str(row.latest_year) if row.latest_year else without_figure(lang, row.awaits, row.missing_reason)


COMPONENT = Component(tag="IndicatorList", kinds=(), attributes={"data": Rows(Listed)}, render=render)
