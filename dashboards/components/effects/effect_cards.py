"""Are the citizens better or worse off than in the others of the group, measure by measure?

Use it for the effect measures of one area seen from one municipality. Not for prices or activity. A measure without a
figure stands in `missing_figures`; where none has one, they are named here.

Example: `<EffectCards data={effects} values={values} targets={targets} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import CARD_COLUMNS, card_rows, series_table
from dashboards.drawing.benchmark_strip import strip
from dashboards.drawing.picture import Frame
from dashboards.drawing.trend import trend
from dashboards.drawing.view_data import view
from dashboards.language import upper_first
from dashboards.numbers import Number
from dashboards.rows.indicator import Effect, Indicator, Point, Price, SeriesPoint, TargetProgress
from dashboards.words import drawings, verdicts

STRIP_SHOWN = 384
TREND_SHOWN = 330


def render(
    page: Page, *, data: Sequence[Effect], values: Sequence[SeriesPoint], targets: Sequence[TargetProgress]
) -> Markup:
    known = [effect for effect in data if effect.value is not None]
    shared = shared_cautions(known)
    cards = [
        _card(
            page,
            effect,
            [p for p in values if p.indicator_id == effect.indicator_id],
            [t for t in targets if t.indicator_id == effect.indicator_id],
        )
        | {"cautions": [text for text in effect.warnings if text not in shared]}
        for effect in known
    ]
    return page.template(
        "effect_cards.html", cards=cards, shared=shared, missing=[effect for effect in data if effect.value is None]
    )


def shared_cautions(known: Sequence[Indicator]) -> list[str]:
    """The cautions that hold for all of several measures, so that they are said once."""
    if len(known) < 2:
        return []
    return [text for text in known[0].warnings if all(text in other.warnings for other in known)]


def strip_of(
    page: Page, effect: Effect, now: Sequence[Point], sentence: str, *, width: int, picture: str = ""
) -> Markup:
    """The strip of an effect in one year, placed and described; `sentence` is what is said of it."""
    zone = (effect.zone_low, effect.zone_high)
    return page.chart(
        strip(page.lang, effect, now, reference=effect.reference, zone=zone, target=effect.target),
        title=f"{effect.title}, {effect.unit}, {effect.year}",
        description=drawings.chart_description(page.lang, effect, sentence),
        width=width,
        picture=picture,
    )


def picture_of(page: Page, figure: Effect | Price, reference: Number | None, unit: str, message: str) -> Frame:
    """The picture of a card's drawings, with what is said of its figure."""
    said = (drawings.figures(page.lang, figure, reference, unit), f"{message}.")
    title = f"{figure.municipality_name}: {figure.title}"
    return page.picture(Frame(figure.slug, title, said, drawings.notes(page.lang, figure)))


def _card(
    page: Page, effect: Effect, points: Sequence[SeriesPoint], targets: Sequence[TargetProgress]
) -> dict[str, Any]:
    lang = page.lang
    now = [p for p in points if p.year == effect.year]
    sentence = verdicts.effect_sentence(lang, effect, now)
    line = trend(lang, effect, points, targets=[(target.target_year, target.target) for target in targets])
    over_years = drawings.trend_description(lang, effect, points) if line else ""
    unit = "" if lang.unit_mark(effect.unit_measure) else effect.unit  # a mark stands at the figure
    return {
        "about": effect,
        "message": upper_first(verdicts.verdict_words(lang, effect)),
        "corrected": verdicts.corrected(lang, effect),
        "notes": [f"{verdicts.effect_message(lang, effect)}.", sentence, *([over_years] if over_years else [])],
        "targets": [verdicts.target_sentences(lang, target, effect) for target in targets],
        "strip": strip_of(page, effect, now, sentence, width=STRIP_SHOWN, picture=effect.slug),
        "trend": line
        and page.chart(
            line,
            title=lang.say("{measure} over årene", measure=effect.title),
            description=over_years,
            width=TREND_SHOWN,
            picture=effect.slug,
        ),
        "view": view(
            lang,
            effect,
            points,
            [line],
            reference=effect.reference,
            zone=(effect.zone_low, effect.zone_high),
            target=effect.target,
        ),
        "picture": picture_of(page, effect, effect.reference, unit, verdicts.effect_message(lang, effect)),
        "table": series_table(lang, effect, points) if points else None,
        "csv": points and page.csv(effect.slug, CARD_COLUMNS, card_rows(page.lang, effect, points)),
    }


COMPONENT = Component(
    tag="EffectCards",
    kinds=("effect",),
    attributes={"data": Rows(Effect, shown=True), "values": Rows(SeriesPoint), "targets": Rows(TargetProgress)},
    render=render,
)
