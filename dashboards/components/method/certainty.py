"""How sure is the figure, and from whom can it be told apart?

Use it on an indicator's own page, after the figures, outside any section: it has a section of its own and is not there
when neither interval, verdict nor signal was computed. Not for judging a municipality: higher and lower are about the
figure. A place among the country's municipalities is shown as an interval and never as a rank.

Example: `<Certainty data={facts} figures={certainty} />`, all municipalities in one year; the table shows the compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.method.question import INDICATOR_KINDS, section
from dashboards.components.page.data_table import Table, worded
from dashboards.language import N_
from dashboards.rows.indicator import Facts
from dashboards.rows.method import Certainty
from dashboards.words import closed_lists as words
from dashboards.words.of_pages import method as method_sentences

TITLE = N_("Hvor sikkert er tallet?")
CSV_COLUMNS = {
    N_("kommunekode"): "municipality_code",
    N_("kommune"): "name",
    N_("aar"): "year",
    N_("vaerdi"): "value",
    N_("interval"): "interval_method",
    N_("nedre"): "lower_value",
    N_("oevre"): "upper_value",
    N_("antal"): "people",  # persons, or the full-time equivalents a share is of
    N_("afgraensninger"): "scopes",
    N_("mindste_forskel_pct"): "lowest_gap_pct",
    N_("stoerste_forskel_pct"): "highest_gap_pct",
    N_("landets_tal"): "common_value",
    N_("spredning_phi"): "phi",
    N_("tragt_nedre_95"): "lower_95",
    N_("tragt_oevre_95"): "upper_95",
    N_("tragt_nedre_998"): "lower_998",
    N_("tragt_oevre_998"): "upper_998",
    N_("plads_fra"): "rank_low",
    N_("plads_til"): "rank_high",
    N_("kommuner"): "areas",
    N_("mod_landet"): "verdict_country",
}
CSV_WORDS = {
    "interval_method": words.INTERVAL_METHODS,
    "verdict_country": words.AGAINST_COUNTRY,
}


def render(page: Page, *, data: Sequence[Facts], figures: Sequence[Certainty]) -> Markup:
    lang = page.lang
    about, compared = data[0], [row for row in figures if row.is_compared]
    heading = next(
        (words.INTERVALS[row.interval_method] for row in compared if row.interval_method != "none"), N_("Interval")
    )
    columns = {
        lang.say(heading): [method_sentences.interval(lang, row, about.decimals) for row in compared],
        lang.say("Mod landets kommuner"): [method_sentences.against_country(lang, row) for row in compared],
        lang.say("Plads fra laveste"): [method_sentences.place(lang, row) for row in compared],
        lang.say("Egen serie"): [method_sentences.signals(lang, row) for row in compared],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    if not shown:
        return Markup("")
    table = Table(
        f"{about.title}, {about.unit}, {compared[0].year}",
        [lang.say("Kommune"), lang.say("Tal"), *shown],
        [
            [row.name, lang.in_unit(row.value, about.decimals, about.unit_measure), *(text or "–" for text in cells)]
            for row, *cells in zip(compared, *shown.values(), strict=True)
        ],
        numeric=False,
    )
    csv = page.csv(
        f"{about.slug}-sikkerhed",
        [*CSV_COLUMNS],
        [worded(lang, row, CSV_COLUMNS.values(), CSV_WORDS) for row in figures],
    )
    return section(
        page,
        title=lang.say(TITLE),
        kind=about.kind,
        note=method_sentences.certainty_note(lang, compared),
        tables=[(table, csv)],
    )


COMPONENT = Component(
    tag="Certainty",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "figures": Rows(Certainty, shown=True)},
    render=render,
)
