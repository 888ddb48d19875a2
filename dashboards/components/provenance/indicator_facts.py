"""In what unit is this indicator, who is behind it, and what should I know before I use it?

Use it on an indicator's own page, below its drawing. Not elsewhere; the cards carry what a reader needs there.

Example: `<IndicatorFacts data={indicator} />`, one row.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Facts


def render(page: Page, *, data: Sequence[Facts]) -> Markup:
    return page.template("indicator_facts.html", facts=data[0])


COMPONENT = Component(tag="IndicatorFacts", kinds=(), attributes={"data": Rows(Facts)}, render=render)
