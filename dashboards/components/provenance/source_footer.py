"""How are the measures of a table counted, and where does each come from?

Use it last on an area page, for the measures that have no card of their own. Not for effects and prices: their cards
say it.

Example: `<SourceFooter data={activity} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Indicator


def render(page: Page, *, data: Sequence[Indicator]) -> Markup:
    return page.template("source_footer.html", indicators=data)


COMPONENT = Component(tag="SourceFooter", kinds=(), attributes={"data": Rows(Indicator)}, render=render)
