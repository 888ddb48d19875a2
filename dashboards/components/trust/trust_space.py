"""How much room do those who do the work have, and what bounds it?

Use it beside steering demands: on an area page with the area's one row, on the page of the positive list with all.
Not for figures; it holds none.

Example: `<TrustSpaces data={spaces} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.trust import TrustSpace
from dashboards.words import trust as trust_sentences


def render(page: Page, *, data: Sequence[TrustSpace]) -> Markup:
    spaces = [(space, trust_sentences.trust_space(page.lang, space)) for space in data]
    return page.template("trust_space.html", spaces=spaces)


COMPONENT = Component(tag="TrustSpaces", kinds=(), attributes={"data": Rows(TrustSpace)}, render=render)
