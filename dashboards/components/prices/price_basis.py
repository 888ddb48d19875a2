"""Current or fixed prices over the years?

Use it once on a page, above `PriceCards`. Not for comparing cities in one year: there both bases say the same. It works
without JavaScript: two radio buttons that the stylesheet reads. Where no price index is at hand it says so and why.

Example: `<PriceBasis data={price_basis} />`, one row.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import PriceBasis


def render(page: Page, *, data: Sequence[PriceBasis]) -> Markup:
    return page.template("price_basis.html", basis=data[0])


COMPONENT = Component(tag="PriceBasis", kinds=(), attributes={"data": Rows(PriceBasis)}, render=render)
