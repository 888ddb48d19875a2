"""What are the figures of this indicator in all years?

Use it on an indicator's own page, where no municipality is "ours". Not on area pages, whose cards have a trend beside
the strip.

Example: `<Series data={facts} values={values} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.data_table import CSV_COLUMNS, csv_rows, series_table
from dashboards.figures import Facts, Point


def render(page: Page, *, data: Sequence[Facts], values: Sequence[Point]) -> Markup:
    about = data[0]
    return page.template(
        "series.html",
        table=series_table(about, values) if values else None,
        csv=values and page.csv(about.slug, CSV_COLUMNS, csv_rows(about, values)),
    )


COMPONENT = Component(
    tag="Series",
    kinds=("effect", "unit_price", "activity", "context", "control"),
    attributes={"data": Rows(Facts), "values": Rows(Point)},
    render=render,
)
