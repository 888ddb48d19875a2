"""How much is done, and under which conditions?

Use it for activity and context measures, after effects and prices. Not for judging: neither high nor low is good, so
there is no verdict and no chart.

Example: `<ActivityTable data={activity} values={values} />`, rows of kind activity before those of kind context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import CARD_COLUMNS, card_rows
from dashboards.language import Language, upper_first
from dashboards.rows.indicator import Indicator, Point, SeriesPoint
from dashboards.words.waiting import without_figure


@dataclass(frozen=True, kw_only=True)
class Activity(Indicator):
    """A measure of activity or context; `sum_title` is the sum it is a part of, below which it stands."""

    sum_title: str | None


def render(page: Page, *, data: Sequence[Activity], values: Sequence[SeriesPoint]) -> Markup:
    named = sorted((p for p in values if p.is_named), key=lambda p: not p.is_own)
    places = list(dict.fromkeys(p.name for p in named))
    rows = []
    for about in data:
        points = [p for p in values if p.indicator_id == about.indicator_id]
        now = {p.name: p for p in points if p.year == about.year and p.is_named}
        texts = [_cell(page.lang, now.get(place), about) for place in places]
        rows.append(
            {
                "about": about,
                "cells": texts,
                "missing": "" if now else _missing(page.lang, about),
                "csv": points and page.csv(about.slug, CARD_COLUMNS, card_rows(page.lang, about, points)),
            }
        )
    return page.template("activity_table.html", rows=rows, places=places)


def _missing(lang: Language, about: Activity) -> str:
    said = upper_first(without_figure(lang, about.awaits, about.missing_reason))
    return " ".join(filter(None, (f"{said}.", about.missing_note)))


def _cell(lang: Language, point: Point | None, about: Indicator) -> str:
    if point is None or point.value is None:
        return lang.say("mangler")
    return lang.in_unit(point.value, about.decimals, about.unit_measure)


COMPONENT = Component(
    tag="ActivityTable",
    kinds=("activity", "context"),
    attributes={"data": Rows(Activity, shown=True), "values": Rows(SeriesPoint)},
    render=render,
)
