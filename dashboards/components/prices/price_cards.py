"""What does it cost here and among the others, and what do the citizens get for it?

Use it for the unit prices of one area, below the effect measures they are paired with. Not for budgets or for totals.
The effects they are paired with are named once above them; the compiler sees to it that they are on the page. A price
whose cost is also published per inhabitant has price × coverage as a picture: a dear service may be dear because more
use it. A price without a figure stands in `missing_figures`.

Where the price index is at hand, the line over the years is drawn in fixed prices too, and `PriceBasis` on the page
chooses. The strip is of one year: there every price is moved by the same factor.

Example: `<PriceCards data={prices} beside={effects} values={values} fixed={fixed} parts={parts} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.effects.effect_cards import STRIP_SHOWN, TREND_SHOWN, picture_of, shared_cautions
from dashboards.components.page.data_table import CARD_COLUMNS, card_rows, series_table
from dashboards.drawing.benchmark_strip import strip
from dashboards.drawing.trend import trend
from dashboards.drawing.view_data import view
from dashboards.language import Language
from dashboards.rows.indicator import Effect, Price, SeriesPoint
from dashboards.rows.method import GapParts
from dashboards.words import drawings, verdicts
from dashboards.words.of_pages import method as method_sentences


def render(
    page: Page,
    *,
    data: Sequence[Price],
    beside: Sequence[Effect],
    values: Sequence[SeriesPoint],
    fixed: Sequence[SeriesPoint],
    parts: Sequence[GapParts],
) -> Markup:
    known = [price for price in data if price.value is not None]
    shared = shared_cautions(known)
    cards = [
        _card(
            page,
            price,
            [p for p in values if p.indicator_id == price.indicator_id and p.price_basis == price.price_basis],
            [p for p in fixed if p.indicator_id == price.indicator_id],
            [p for p in parts if p.indicator_id == price.indicator_id],
        )
        | {"cautions": [text for text in price.warnings if text not in shared]}
        for price in known
    ]
    paired = {name for price in known for name in price.paired_effects}
    return page.template(
        "price_cards.html",
        cards=cards,
        shared=shared,
        missing=len(data) > len(known),
        beside=[
            (effect, verdicts.verdict_words(page.lang, effect)) for effect in beside if effect.indicator_id in paired
        ],
    )


def _card(
    page: Page,
    price: Price,
    points: Sequence[SeriesPoint],
    fixed: Sequence[SeriesPoint],
    parts: Sequence[GapParts],
) -> dict[str, Any]:
    lang = page.lang
    now = [p for p in points if p.year == price.year]
    sentence = verdicts.price_sentence(lang, price)
    line, fixed_line = trend(lang, price, points), trend(lang, price, fixed)
    over_years = drawings.trend_description(lang, price, points) if line else ""
    return {
        "about": price,
        "message": verdicts.price_message(lang, price),
        "corrected": verdicts.corrected(lang, price),
        "notes": [text for text in (sentence, verdicts.worked_example(lang, price), over_years) if text],
        "identity": _identity(lang, price, parts),
        "parts": [method_sentences.parts_sentence(lang, row) for row in parts],
        "strip": page.chart(
            strip(lang, price, now, reference=price.reference_unweighted, zone=price.zone),
            title=f"{price.title}, {price.unit}, {price.year}",
            description=drawings.chart_description(lang, price, sentence),
            width=STRIP_SHOWN,
            picture=price.slug,
        ),
        "trend": line
        and page.chart(
            line,
            title=lang.say("{measure} over årene", measure=price.title),
            description=over_years,
            width=TREND_SHOWN,
            picture=price.slug,
        ),
        "fixed_trend": fixed_line
        and page.chart(
            fixed_line,
            title=lang.say("{measure} over årene, faste priser", measure=price.title),
            description=drawings.trend_description(lang, price, fixed),
            width=TREND_SHOWN,
        ),
        "view": view(lang, price, points, [line, fixed_line], reference=price.reference_unweighted, zone=price.zone),
        "picture": picture_of(
            page, price, price.reference_unweighted, price.per_what, verdicts.price_message(lang, price)
        ),
        "table": series_table(lang, price, points) if points else None,
        "csv": points and page.csv(price.slug, CARD_COLUMNS, card_rows(page.lang, price, points)),
    }


def _identity(lang: Language, price: Price, parts: Sequence[GapParts]) -> list[dict[str, Any]]:
    """Price × coverage = cost per inhabitant: each number in words, beside the others' together, with bars of both."""
    said = verdicts.identity(lang, price)
    if not said:
        return []
    own = [float(number or 0) for number in (price.value, price.coverage_pct, price.per_inhabitant)]
    # A split of several parts is of their sum, and not of this price.
    row = next((r for r in parts if r.year == price.year and abs(float(r.cost_dkk_per_inhabitant) - own[2]) < 1), None)
    others: list[float | None] = [None, None, None]
    means = ["", "", ""]
    if row is not None and row.reference_coverage_pct:
        cost, coverage = float(row.reference_dkk_per_inhabitant), float(row.reference_coverage_pct)
        others = [100 * cost / coverage, coverage, cost]
        means = [lang.kroner(100 * cost / coverage, price.decimals), lang.percent(coverage), lang.kroner(cost)]
    return [
        {"number": number, "unit": unit, "mean": mean, **bars(ours, theirs)}
        for (number, unit), mean, ours, theirs in zip(said, means, own, others, strict=True)
    ]


def bars(own: float, other: float | None) -> dict[str, float | None]:
    """The lengths of two bars on one scale from nothing, the longer 100."""
    longest = max(own, other or 0.0, 1e-9)
    return {
        "own": round(100 * max(own, 0.0) / longest, 1),
        "other": None if other is None else round(100 * max(other, 0.0) / longest, 1),
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
