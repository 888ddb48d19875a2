"""What does this indicator measure, in what unit, and what should I know before I use it?

Use it first on an indicator's own page. Not elsewhere; the cards carry what a reader needs there.

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
