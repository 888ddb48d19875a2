"""What is the answer, in one sentence, before any chart?

Use it once, at the top of a front page or area page. Not for a single measure; its card has its own sentence. The
price is named only where an effect measure with a figure stands on the same page.

Example: `<Headline place="{{ municipality_name }}" effects={effects} prices={prices} release={release} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.figures import Effect, Price, Release
from dashboards.words import sentences


def render(
    page: Page, *, place: str, effects: Sequence[Effect], release: Sequence[Release], prices: Sequence[Price] = ()
) -> Markup:
    return page.template(
        "headline.html",
        answer=sentences.headline(page.lang, place, effects),
        price=sentences.price_clause(page.lang, effects, prices),
        release=release[0] if release else None,
    )


COMPONENT = Component(
    tag="Headline",
    kinds=(),
    attributes={
        "place": Text(),
        "effects": Rows(Effect),
        "prices": Rows(Price, required=False),
        "release": Rows(Release),
    },
    render=render,
)
