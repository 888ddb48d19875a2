"""Which effect does this price stand beside, and how is the compared group doing on it?

Use it on a unit price's own page, above the price. Not on area pages; `effect_cards` shows the effects there. Without
rows it leaves nothing behind: the indicator is no unit price.

Example: `<PairedEffects data={paired} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import upper_first
from dashboards.rows.indicator import Measured
from dashboards.words import verdicts
from dashboards.words.waiting import without_figure


@dataclass(frozen=True, kw_only=True)
class PairedEffect(Measured):
    """One municipality's figure of an effect that a unit price is shown beside; `paired_because` is why."""

    paired_because: str | None
    missing_reason: str | None
    awaits: str | None


def render(page: Page, *, data: Sequence[PairedEffect]) -> Markup:
    lang = page.lang
    effects, missing = [], dict[str, list[PairedEffect]]()
    for _, rows in groupby(data, key=attrgetter("indicator_id")):
        cities = list(rows)
        about = cities[0]
        if all(row.value is None for row in cities):
            why = upper_first(without_figure(lang, about.awaits, about.missing_reason))
            missing.setdefault(why, []).append(about)
        else:
            effects.append((about, [(row.name, verdicts.in_a_cell(lang, row)) for row in cities]))
    return page.template("paired_effects.html", effects=effects, missing=missing)


COMPONENT = Component(
    tag="PairedEffects", kinds=("effect",), attributes={"data": Rows(PairedEffect, shown=True)}, render=render
)
