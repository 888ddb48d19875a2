"""How does any municipality of the country stand, measure by measure, beside those it may be held against?

Use it on the light page that each municipality has. Not on pages seen from a municipality: they have drawings, trends
and sentences. It has the latest figures alone, effects before prices, and no order of rank.

Example: `<PlaceFigures place="{{ name }}" slug="{{ slug }}" data={figures} nearest={nearest} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.components.places.beside_groups import known
from dashboards.language import Language, lower_first
from dashboards.numbers import Number
from dashboards.words import closed_lists as words
from dashboards.words import verdicts
from dashboards.words.of_pages import measure as sentences


@dataclass(frozen=True, kw_only=True)
class PlaceFigure:
    """One municipality's latest figure beside the means of three groups, itself in none of them.

    `n_known` is how many of those nearest have a figure, where not all of them do.
    """

    indicator_id: str
    kind: str
    slug: str
    area_title: str
    title: str
    unit: str
    unit_measure: str
    decimals: int
    paired_effects: Sequence[str]
    year: int
    value: Number
    is_corrected: bool
    reference_compared: Number | None
    reference_nearest: Number | None
    reference_country: Number | None
    n_known: int | None
    verdict_compared: str | None
    verdict_nearest: str | None
    verdict_country: str | None


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """One of the municipalities most like it."""

    name: str


CLEAR = ("clearly_better", "clearly_worse")


def render(page: Page, *, place: str, slug: str, data: Sequence[PlaceFigure], nearest: Sequence[Nearest]) -> Markup:
    lang = page.lang
    clear = [
        (lower_first(row.title), row.verdict_country)
        for row in data
        if row.kind == "effect" and row.verdict_country in CLEAR
    ]
    kinds = [
        (
            kind,
            [
                (title, [_row(lang, row) for row in of_area])
                for title, of_area in groupby(rows, attrgetter("area_title"))
            ],
        )
        for kind, rows in groupby(data, attrgetter("kind"))
    ]
    return page.template(
        "place_figures.html",
        place=place,
        path=f"/{slug}/",
        lead=sentences.verdicts_in_words(lang, clear),
        nearest=lang.listing([row.name for row in nearest]),
        kinds=kinds,
    )


def _row(lang: Language, row: PlaceFigure) -> dict[str, object]:
    cells = (
        (row.reference_compared, row.verdict_compared, None),
        (row.reference_nearest, row.verdict_nearest, row.n_known),
        (row.reference_country, row.verdict_country, None),
    )
    return {
        "about": row,
        "value": lang.in_unit(row.value, row.decimals, row.unit_measure),
        "corrected": verdicts.marked(lang, is_corrected=row.is_corrected),
        "cells": [_cell(lang, row, *cell) for cell in cells],
    }


def _cell(
    lang: Language, row: PlaceFigure, reference: Number | None, verdict: str | None, n_known: int | None
) -> tuple[str, str]:
    """The mean, and what is said of the difference where more is said than that there are too few measurements."""
    if reference is None:
        return "–", ""
    said = "" if verdict in (None, "too_few") else words.said(lang, words.VERDICTS, verdict) or ""
    return lang.number(reference, row.decimals), ", ".join(filter(None, (said, known(lang, n_known))))


COMPONENT = Component(
    tag="PlaceFigures",
    kinds=("effect", "unit_price"),
    attributes={
        "place": Text(),
        "slug": Text(),
        "data": Rows(PlaceFigure, shown=True),
        "nearest": Rows(Nearest),
    },
    render=render,
)
