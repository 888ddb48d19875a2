"""Whose claims do the effect measures cover, in which areas, and where are the gaps?

Use it once, on the page of stakeholders. Not for values: it counts measures, and names those that have a figure and
those that lack one. A stakeholder without any effect measure keeps its row.

Example: `<CoverageMatrix data={coverage} areas={areas} claims={claims} />`, areas in their order
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_, Language, upper_first
from dashboards.rows.trust import Coverage
from dashboards.words import trust as trust_sentences
from dashboards.words.waiting import without_figure


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One effect measure that a stakeholder has a claim on."""

    stakeholder: str
    indicator_id: str
    kind: str
    slug: str
    title: str
    latest_year: int | None
    missing_reason: str | None
    awaits: str | None


CSV_COLUMNS = (N_("interessent"), N_("omraade"), N_("effektmaal"), N_("effektmaal_med_tal"))


def render(
    page: Page, *, data: Sequence[Coverage], areas: Sequence[Mapping[str, Any]], claims: Sequence[Claim]
) -> Markup:
    lang = page.lang
    covered = {row.service_area for row in data}
    columns = {area["service_area"]: area["title"] for area in areas if area["service_area"] in covered}
    cells = {(row.stakeholder, row.service_area): row for row in data}
    stakeholders = {row.stakeholder: row.title for row in data}

    def cell(stakeholder: str, area: str) -> tuple[int, int]:
        row = cells.get((stakeholder, area))
        return (row.effects_with_figures, row.effect_count) if row else (0, 0)

    return page.template(
        "coverage_matrix.html",
        sentences=trust_sentences.coverage(lang, data),
        caption=lang.say("Effektmål med tal, af alle valgte effektmål for interessenten i området"),
        columns=list(columns.values()),
        rows=[(title, [cell(key, area) for area in columns]) for key, title in stakeholders.items()],
        csv=page.csv(
            "interessenter",
            CSV_COLUMNS,
            [(row.title, row.area_title, row.effect_count, row.effects_with_figures) for row in data],
        ),
        stakeholders=[
            {
                "title": title,
                "known": [c for c in claims if c.stakeholder == key and c.latest_year is not None],
                "missing": _by_reason(lang, [c for c in claims if c.stakeholder == key and c.latest_year is None]),
            }
            for key, title in stakeholders.items()
        ],
    )


def _by_reason(lang: Language, claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(upper_first(without_figure(lang, claim.awaits, claim.missing_reason)), []).append(claim)
    return found


COMPONENT = Component(
    tag="CoverageMatrix",
    kinds=("effect",),
    attributes={"data": Rows(Coverage), "areas": Rows(), "claims": Rows(Claim, shown=True)},
    render=render,
)
