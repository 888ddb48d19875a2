"""Which measures have no figure yet, what do they wait for, and what can be done about it?

Use it once on an area page, after the figures: one folded line, because what is missing is not the news. Not where
every measure has a figure; there it leaves nothing behind.

Example: `<MissingFigures effects={effects} prices={prices} activity={activity} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Effect, Indicator, Price
from dashboards.words import waiting


def render(page: Page, *, effects: Sequence[Effect], prices: Sequence[Price], activity: Sequence[Indicator]) -> Markup:
    figures: list[Indicator] = [*effects, *prices, *activity]
    return page.template(
        "missing_figures.html",
        summary=waiting.summary(page.lang, figures),
        groups=waiting.waiting(page.lang, figures),
    )


COMPONENT = Component(
    tag="MissingFigures",
    kinds=("effect", "unit_price", "activity", "context"),
    attributes={
        "effects": Rows(Effect, shown=True),
        "prices": Rows(Price, shown=True),
        "activity": Rows(Indicator, shown=True),
    },
    render=render,
)
