"""How do things stand in every service area, effects first and the price beside them?

Use it once, on a municipality's front page. Not on an area page; there each measure has its own card with names,
table and source, and every line here leads to it. What stands out comes first in its area; what has no figure is one
folded line. On a phone the effects that do not stand out are folded too.

Example: `<AreaRows effects={effects} prices={prices} values={values} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboards import choices
from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import Table
from dashboards.drawing.benchmark_strip import ends, strip
from dashboards.drawing.trend import FEWEST_FOR_LINE, trend
from dashboards.language import N_, Language, lower_first
from dashboards.numbers import Number
from dashboards.rows.indicator import Effect, Indicator, Price, SeriesPoint
from dashboards.words import beside, drawings, verdicts, waiting
from dashboards.words import closed_lists as words
from dashboards.words.of_pages import headline

STRIP_SHOWN = 240
TREND_SHOWN = 120
CSV_COLUMNS = (
    N_("kommunekode"),
    N_("kommune"),
    N_("omraade"),
    N_("effektmaal"),
    N_("aar"),
    N_("enhed"),
    N_("vaerdi"),
    N_("gennemsnit_af_de_andre"),
    N_("vurdering"),
    N_("mangler_fordi"),
    N_("kildetal_rettet"),
)


@dataclass(frozen=True, kw_only=True)
class PlacedEffect(Effect):
    """An effect measure with the code of the municipality whose front page it is on."""

    municipality_code: str


def render(
    page: Page, *, effects: Sequence[PlacedEffect], prices: Sequence[Price], values: Sequence[SeriesPoint]
) -> Markup:
    points: dict[str, list[SeriesPoint]] = {}
    for point in values:
        points.setdefault(point.indicator_id, []).append(point)
    areas = []
    for area in dict.fromkeys(figure.service_area for figure in (*effects, *prices)):
        own_effects = sorted((effect for effect in effects if effect.service_area == area), key=choices.unsure)
        own_prices = [price for price in prices if price.service_area == area]
        shown = choices.row_prices(effects, own_prices)
        level = [effect for effect in own_effects if effect.value is not None and not stands_out(effect)]
        about = (*own_effects, *own_prices)[0]
        figures: list[Indicator] = [*own_effects, *own_prices]
        areas.append(
            {
                "about": about,
                "is_published": page.has(f"/{about.municipality_slug}/{about.area_slug}/"),
                "lines": [
                    _line(page, each, points.get(each.indicator_id, [])) for each in own_effects if stands_out(each)
                ],
                "level": [_line(page, each, points.get(each.indicator_id, [])) for each in level],
                "level_said": headline.level_clause(page.lang, level),
                "summary": waiting.summary(page.lang, figures),
                "groups": waiting.waiting(page.lang, figures),
                "prices": [{"about": price, "message": beside.price_words(page.lang, price)} for price in shown],
                "more": headline.more_prices(page.lang, own_prices, shown),
            }
        )
    return page.template(
        "area_rows.html",
        areas=areas,
        table=_table(page.lang, effects),
        csv=page.csv(
            "effektmaal",
            CSV_COLUMNS,
            [
                (
                    e.municipality_code,
                    e.municipality_name,
                    e.area_title,
                    e.title,
                    e.year,
                    e.unit,
                    e.value,
                    e.reference,
                    verdicts.verdict_words(page.lang, e),
                    words.said(page.lang, words.REASONS, e.missing_reason),
                    verdicts.marked(page.lang, is_corrected=e.is_corrected) or None,
                )
                for e in effects
            ],
        ),
    )


def stands_out(effect: Effect) -> bool:
    return effect.is_told_apart or effect.is_suggested


def _line(page: Page, effect: Effect, points: Sequence[SeriesPoint]) -> dict[str, Any]:
    lang = page.lang
    now = [p for p in points if p.year == effect.year]
    marked = verdicts.marked(lang, is_corrected=effect.is_corrected)
    aims = [(effect.target_year, effect.target)] if effect.target is not None and effect.target_year else []
    has_line = len({p.year for p in points}) >= FEWEST_FOR_LINE
    line = trend(lang, effect, points, targets=aims, bare=True) if has_line else None
    drawn = strip(
        lang,
        effect,
        now,
        reference=effect.reference,
        zone=(effect.zone_low, effect.zone_high),
        target=effect.target,
        with_names=False,
    )
    low, high = (lang.number(end, effect.decimals) for end in ends(drawn))
    return {
        "about": effect,
        "message": " · ".join(filter(None, (verdicts.verdict_words(lang, effect), marked))),
        "low": low,
        "high": high,
        "strip": page.chart(
            drawn,
            title=lang.say("{measure} i {group}", measure=effect.title, group=beside.the_group(effect))
            if effect.is_compared
            else lang.say(
                "{measure} i {place} og {group}",
                measure=effect.title,
                place=effect.municipality_name,
                group=beside.the_group(effect),
            ),
            description=drawings.chart_description(lang, effect, verdicts.effect_sentence(lang, effect, now)),
            width=STRIP_SHOWN,
        ),
        "trend": line
        and page.chart(
            line,
            title=lang.say("{measure} over årene", measure=effect.title),
            description=drawings.trend_description(lang, effect, points, bare=True),
            width=TREND_SHOWN,
        ),
    }


def _table(lang: Language, effects: Sequence[Effect]) -> Table:
    def cell(effect: Effect, value: Number | None) -> str:
        return lang.say("mangler") if value is None else lang.in_unit(value, effect.decimals, effect.unit_measure)

    return Table(
        caption=lang.say("Effektmål, seneste år"),
        head=[
            lang.say("Effektmål"),
            lang.say("År"),
            lang.say("Værdi"),
            lang.say("De andre"),
            lang.say("Vurdering"),
        ],
        rows=[
            [
                f"{e.area_title}: {lower_first(e.title)}",
                str(e.year or "–"),
                cell(e, e.value),
                cell(e, e.reference),
                verdicts.effect_message(lang, e),
            ]
            for e in effects
        ],
    )


COMPONENT = Component(
    tag="AreaRows",
    kinds=("effect", "unit_price"),
    attributes={
        "effects": Rows(PlacedEffect, shown=True),
        "prices": Rows(Price, shown=True),
        "values": Rows(SeriesPoint),
    },
    render=render,
)
