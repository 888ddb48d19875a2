"""What is the answer, in one sentence, before any chart?

Use it once, at the top of a front page or area page. Not for a single measure; its card has its own sentence. The
price is named after what can be said of the effects, be it that they have no figures yet; never instead of it.

Example: `<Headline place="{{ municipality_name }}" effects={effects} prices={prices} release={release} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.indicator import Effect, Price
from dashboards.words.of_pages import headline


@dataclass(frozen=True, kw_only=True)
class Release:
    """The release a page belongs to; `notice` is what all its figures have in common, such as being transcribed.

    Its id stands in the page shell alone: a page that shows it would be another page in every release.
    """

    notice: str | None


def render(
    page: Page, *, place: str, effects: Sequence[Effect], release: Sequence[Release], prices: Sequence[Price] = ()
) -> Markup:
    return page.template(
        "headline.html",
        answer=headline.lead(page.lang, place, effects),
        count=headline.count(page.lang, place, effects),
        price=headline.price_clause(page.lang, effects, prices) or headline.price_alone(page.lang, effects, prices),
        expected_wrong=headline.expected_wrong(page.lang, (*effects, *prices)),
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
