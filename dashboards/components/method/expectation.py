"""What was to be expected of a municipality like this, and does the figure differ from it?

Use it on an indicator's own page, outside any section: it has a section of its own and is not there when the catalogue
declares no model for the indicator. Every declared model is named, also one that explains too little or lacks figures.
Not for explaining a figure: a model says what is usual where conditions are alike, not why.

Example: `<Expectation data={facts} models={models} figures={expected} />`, each model's latest year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.method.question import INDICATOR_KINDS, section
from dashboards.components.page.data_table import Table, worded
from dashboards.language import N_, Language
from dashboards.rows.indicator import Facts
from dashboards.rows.method import ExpectationModel, Expected
from dashboards.words import closed_lists as words
from dashboards.words.of_pages import method as method_sentences

TITLE = N_("Hvad kunne man vente?")
NOTE = N_(
    "Det ventede er, hvad tallet plejer at være, hvor vilkårene ligner. Hver kommune regnes ud fra alle de andre. "
    "Otte af ti kommuner vil ligge inden for 80 %-intervallet, hvis modellen holder."
)
INTERVAL_VERDICTS = ("above", "below", "cannot_tell")
CSV_COLUMNS = {
    N_("model"): "model_id",
    N_("kommunekode"): "municipality_code",
    N_("kommune"): "name",
    N_("aar"): "year",
    N_("vaerdi"): "value",
    N_("ventet"): "expected",
    N_("nedre_80"): "lower_value",
    N_("oevre_80"): "upper_value",
    N_("afvigelse"): "deviation",
    N_("r2_udeladte"): "loo_r2",
    N_("dom"): "verdict",
    N_("modellerne"): "agreement",
}
CSV_WORDS = {"verdict": words.AGAINST_EXPECTED, "agreement": words.MODEL_AGREEMENTS}


def render(
    page: Page, *, data: Sequence[Facts], models: Sequence[ExpectationModel], figures: Sequence[Expected]
) -> Markup:
    if not models:
        return Markup("")
    about, compared = data[0], [row for row in figures if row.is_compared]
    by_model = {model: [row for row in compared if row.model_id == model.model_id] for model in models}
    silent = {model: method_sentences.model_without_table(page.lang, model, rows) for model, rows in by_model.items()}
    tables = [_table(page.lang, about, model, rows) for model, rows in by_model.items() if not silent[model]]
    titles = {model.model_id: model.title for model in models}
    csv = tables and page.csv(
        f"{about.slug}-ventet",
        [*CSV_COLUMNS],
        [
            worded(page.lang, replace(row, model_id=titles[row.model_id]), CSV_COLUMNS.values(), CSV_WORDS)
            for row in figures
        ],
    )
    return section(
        page,
        title=page.lang.say(TITLE),
        kind=about.kind,
        note=page.lang.say(NOTE) if any(row.verdict in INTERVAL_VERDICTS for row in compared) else "",
        sentences=[text for text in (method_sentences.unresolved(page.lang, compared), *silent.values()) if text],
        tables=[(table, str(csv) if table is tables[-1] else "") for table in tables],
    )


def _table(lang: Language, about: Facts, model: ExpectationModel, rows: Sequence[Expected]) -> Table:
    has_interval = any(row.lower_value is not None for row in rows)
    columns = [
        lang.say("Kommune"),
        lang.say("Tal"),
        lang.say("Ventet"),
        *([lang.say("80 %-interval")] if has_interval else []),
        lang.say("Afvigelse"),
        lang.say("Det betyder"),
    ]
    return Table(
        method_sentences.model_caption(lang, model, rows),
        columns,
        [
            [
                row.name,
                lang.in_unit(row.value, about.decimals, about.unit_measure),
                lang.number(row.expected, about.decimals),
                *([_interval(lang, row, about.decimals)] if has_interval else []),
                lang.number(row.deviation, about.decimals, signed=True),
                method_sentences.expected_verdict(lang, row),
            ]
            for row in rows
        ],
        numeric=False,
    )


def _interval(lang: Language, row: Expected, decimals: int) -> str:
    if row.lower_value is None or row.upper_value is None:
        return "–"
    return lang.span(lang.number(row.lower_value, decimals), lang.number(row.upper_value, decimals))


COMPONENT = Component(
    tag="Expectation",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "models": Rows(ExpectationModel), "figures": Rows(Expected, shown=True)},
    render=render,
)
