"""Where does each figure on this page come from, and what should I know before I use it?

Use it last among the visible parts of an area page. Not instead of the source line at each chart.

Example: `<SourceFooter effects={effects} prices={prices} activity={activity} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Effect, Indicator, Price


def render(
    page: Page, *, effects: Sequence[Indicator], prices: Sequence[Indicator], activity: Sequence[Indicator]
) -> Markup:
    return page.template("source_footer.html", indicators=[*effects, *prices, *activity])


COMPONENT = Component(
    tag="SourceFooter",
    kinds=(),
    attributes={"effects": Rows(Effect), "prices": Rows(Price), "activity": Rows(Indicator)},
    render=render,
)
