"""In which areas are there measures of a kind, and have they figures?

Use it for a list of areas of which many have none: those are named in one line. Not for who has a claim on what
(`coverage_matrix`).

Example: `<AreaCoverage data={areas} none="Ingen mål af private tilbud:" />`, areas in their order
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text


@dataclass(frozen=True, kw_only=True)
class AreaMeasures:
    """How many measures an area has, and how many of them have a figure."""

    title: str
    measures: int
    with_figures: int


def render(page: Page, *, data: Sequence[AreaMeasures], none: str) -> Markup:
    return page.template(
        "area_coverage.html",
        areas=[area for area in data if area.measures],
        without=page.lang.listing([area.title for area in data if not area.measures]),
        label=none,
    )


COMPONENT = Component(
    tag="AreaCoverage", kinds=(), attributes={"data": Rows(AreaMeasures), "none": Text()}, render=render
)
