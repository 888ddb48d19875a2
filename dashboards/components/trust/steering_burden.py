"""How much of what we follow is effect, and what do our steering demands cost of the core task?

Belongs on a front page, after effects and prices. Not for the demands one by one; `process_list` folds those.
Without any demand the share says nothing, and the sentence says so.

Example: `<SteeringBurden place="{{ municipality_name }}" data={burden} />`, one row per area of one municipality; with
`quiet="yes"` it leaves nothing behind where there is no demand.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.trust import Burden
from dashboards.words import trust as trust_sentences


def render(page: Page, *, place: str, data: Sequence[Burden], quiet: str = "") -> Markup:
    if quiet and not any(area.demand_count for area in data):
        return Markup("")
    return page.template(
        "steering_burden.html",
        share=trust_sentences.effect_share(page.lang, data),
        sentences=trust_sentences.burden(page.lang, place, data),
    )


COMPONENT = Component(
    tag="SteeringBurden",
    kinds=(),
    attributes={
        "place": Text(),
        "data": Rows(Burden),
        "quiet": Text(required=False, allowed=frozenset({"yes"})),
    },
    render=render,
)
