"""What does it cost here and among the others, and what do the citizens get for it?

Use it for the unit prices of one area, below the effect measures they are paired with. Not for budgets or for totals.
Each price names its paired effect beside it; the compiler sees to it that the effect is on the page.

Where the price index is at hand, the line over the years is drawn in fixed prices too, and `PriceBasis` on the page
chooses. The strip is of one year: there every price is moved by the same factor.

Example: `<PriceCards data={prices} beside={effects} values={values} fixed={fixed} parts={parts} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.figures.effect_cards import STRIP_SHOWN, TREND_SHOWN
from dashboards.components.page.data_table import CSV_COLUMNS, csv_rows, series_table
from dashboards.drawing.benchmark_strip import strip
from dashboards.drawing.trend import trend
from dashboards.rows.indicator import Effect, Price, SeriesPoint
from dashboards.rows.method import GapParts
from dashboards.site.interactive import view
from dashboards.words import drawings, verdicts
from dashboards.words import method as method_sentences


def render(
    page: Page,
    *,
    data: Sequence[Price],
    beside: Sequence[Effect],
    values: Sequence[SeriesPoint],
    fixed: Sequence[SeriesPoint],
    parts: Sequence[GapParts],
) -> Markup:
    cards = [
        _card(
            page,
            price,
            beside,
            [p for p in values if p.indicator_id == price.indicator_id and p.price_basis == price.price_basis],
            [p for p in fixed if p.indicator_id == price.indicator_id],
            [p for p in parts if p.indicator_id == price.indicator_id],
        )
        for price in data
    ]
    return page.template("price_cards.html", cards=cards)


def _card(
    page: Page,
    price: Price,
    effects: Sequence[Effect],
    points: Sequence[SeriesPoint],
    fixed: Sequence[SeriesPoint],
    parts: Sequence[GapParts],
) -> dict[str, Any]:
    lang = page.lang
    now = [p for p in points if p.year == price.year]
    sentence = verdicts.price_sentence(lang, price)
    line, fixed_line = trend(lang, price, points), trend(lang, price, fixed)
    return {
        "about": price,
        "message": verdicts.price_message(lang, price),
        "sentence": sentence,
        "identity": verdicts.identity(lang, price),
        "parts": [method_sentences.parts_sentence(lang, row) for row in parts],
        "example": verdicts.worked_example(lang, price),
        "beside": [
            (effect, verdicts.verdict_words(lang, effect))
            for effect in effects
            if effect.indicator_id in price.paired_effects
        ],
        "strip": price.value is not None
        and page.chart(
            strip(lang, price, now, reference=price.reference_unweighted, zone=price.zone),
            title=f"{price.title}, {price.unit}, {price.year}",
            description=drawings.chart_description(lang, price, sentence),
            width=STRIP_SHOWN,
        ),
        "trend": line
        and page.chart(
            line,
            title=lang.say("{measure} over årene", measure=price.title),
            description=drawings.trend_description(lang, price, points),
            width=TREND_SHOWN,
        ),
        "fixed_trend": fixed_line
        and page.chart(
            fixed_line,
            title=lang.say("{measure} over årene, faste priser", measure=price.title),
            description=drawings.trend_description(lang, price, fixed),
            width=TREND_SHOWN,
        ),
        "view": view(price, points, [line, fixed_line], reference=price.reference_unweighted, zone=price.zone),
        "table": series_table(lang, price, points) if points else None,
        "csv": points and page.csv(price.slug, CSV_COLUMNS, csv_rows(page.lang, price, points)),
    }


COMPONENT = Component(
    tag="PriceCards",
    kinds=("unit_price",),
    attributes={
        "data": Rows(Price, shown=True),
        "beside": Rows(Effect),
        "values": Rows(SeriesPoint),
        "fixed": Rows(SeriesPoint),
        "parts": Rows(GapParts),
    },
    render=render,
)
