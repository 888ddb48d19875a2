"""How much of what we follow is effect, and what do our steering demands cost of the core task?

Belongs on a front page, after effects and prices. Not for the demands one by one; `process_list` folds those.
Without any demand the share says nothing, and the sentence says so.

Example: `<SteeringBurden place="{{ municipality_name }}" data={burden} />`, one row per area of one municipality.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.trust import Burden
from dashboards.words import trust as trust_sentences


def render(page: Page, *, place: str, data: Sequence[Burden]) -> Markup:
    return page.template(
        "steering_burden.html",
        share=trust_sentences.effect_share(page.lang, data),
        sentences=trust_sentences.burden(page.lang, place, data),
    )


COMPONENT = Component(tag="SteeringBurden", kinds=(), attributes={"place": Text(), "data": Rows(Burden)}, render=render)
