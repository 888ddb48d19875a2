"""Current or fixed prices over the years?

Use it once on a page, above `PriceCards`. Not for comparing cities in one year: there both bases say the same. It works
without JavaScript: two radio buttons that the stylesheet reads. Where no price index is at hand it says so and why.
Given the `prices` it is about, it leaves nothing behind where none of them has a figure.

Example: `<PriceBasis data={price_basis} prices={prices} />`, one row.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Price, PriceBasis


def render(page: Page, *, data: Sequence[PriceBasis], prices: Sequence[Price] | None = None) -> Markup:
    if prices is not None and all(price.value is None for price in prices):
        return Markup()
    return page.template("price_basis.html", basis=data[0])


COMPONENT = Component(
    tag="PriceBasis",
    kinds=(),
    attributes={"data": Rows(PriceBasis), "prices": Rows(Price, required=False)},
    render=render,
)
