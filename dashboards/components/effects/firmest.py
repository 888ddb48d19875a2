"""What stands out most: on which few effect measures is the difference to the others firmest?

Use it once, first on a municipality's front page, large and with names. Not for all measures (`area_rows`), and not
as a ranking of areas: what stands out may be good or bad, and is chosen by how sure it is.

Example: `<Firmest effects={effects} values={values} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashboards import choices
from dashboards.components.base import Component, Page, Rows
from dashboards.components.effects.effect_cards import strip_of
from dashboards.language import upper_first
from dashboards.rows.indicator import Effect, Point, points_of
from dashboards.words import verdicts

SHOWN = 340
AT_MOST = 5


def render(page: Page, *, effects: Sequence[Effect], values: Sequence[Point]) -> Markup:
    found = choices.firmest(effects, AT_MOST)
    return page.template("firmest.html", cards=[_card(page, effect, points_of(effect, values)) for effect in found])


def _card(page: Page, effect: Effect, now: Sequence[Point]) -> dict[str, Any]:
    lang = page.lang
    sentence = verdicts.effect_sentence(lang, effect, now)
    return {
        "about": effect,
        "message": upper_first(verdicts.verdict_words(lang, effect)),
        "corrected": verdicts.marked(lang, is_corrected=effect.is_corrected),
        "strip": strip_of(page, effect, now, sentence, width=SHOWN),
    }


COMPONENT = Component(
    tag="Firmest",
    kinds=("effect",),
    attributes={"effects": Rows(Effect, shown=True), "values": Rows(Point)},
    render=render,
)
