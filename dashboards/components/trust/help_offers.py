"""Which areas are offered help, because of which effect measures, and whom can they ask?

Use it on a front page, for all areas of a municipality, and with `quiet="yes"` on an area page, where no offer leaves
nothing behind. It is an offer to an area, no verdict on anybody, and has no consequence by itself. Not for prices,
activity or process, which never give rise to one.

Example: `<HelpOffers data={offers} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.trust import HelpOffer
from dashboards.words import trust as trust_sentences


def render(page: Page, *, data: Sequence[HelpOffer], quiet: str = "") -> Markup:
    offers = []
    for area in dict.fromkeys(row.area_slug for row in data):
        rows = [row for row in data if row.area_slug == area]
        offers.append((rows[0], trust_sentences.help_offer(page.lang, rows)))
    return page.template("help_offers.html", offers=offers, quiet=bool(quiet))


COMPONENT = Component(
    tag="HelpOffers",
    kinds=(),
    attributes={"data": Rows(HelpOffer), "quiet": Text(required=False, allowed=frozenset({"yes"}))},
    render=render,
)
