"""How sure is the figure, and from whom can it be told apart?

Use it on an indicator's own page, after the figures, outside any section: it has a section of its own and is not there
when neither interval, verdict nor signal was computed. Not for judging a municipality: higher and lower are about the
figure. A place among the country's municipalities is shown as an interval and never as a rank.

Example: `<Certainty data={facts} figures={certainty} />`, all municipalities in one year; the table shows the six.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import danish, method_sentences, words
from dashboards.components.base import Component, Page, Rows
from dashboards.components.data_table import Table
from dashboards.components.question import INDICATOR_KINDS, section
from dashboards.figures import Certainty, Facts

TITLE = "Hvor sikkert er tallet?"
CSV_COLUMNS = {
    "kommunekode": "municipality_code",
    "kommune": "name",
    "aar": "year",
    "vaerdi": "value",
    "interval": "interval_method",
    "nedre": "lower_value",
    "oevre": "upper_value",
    "personer": "people",
    "afgraensninger": "scopes",
    "mindste_forskel_pct": "lowest_gap_pct",
    "stoerste_forskel_pct": "highest_gap_pct",
    "landets_tal": "common_value",
    "spredning_phi": "phi",
    "tragt_nedre_95": "lower_95",
    "tragt_oevre_95": "upper_95",
    "tragt_nedre_998": "lower_998",
    "tragt_oevre_998": "upper_998",
    "plads_fra": "rank_low",
    "plads_til": "rank_high",
    "kommuner": "areas",
    "mod_landet": "verdict_country",
    "mod_de_fem": "verdict_five",
    "holdt_tilbage_af": "held_back_by",
}


def render(page: Page, *, data: Sequence[Facts], figures: Sequence[Certainty]) -> Markup:
    about, six = data[0], [row for row in figures if row.is_six_city]
    heading = next((words.INTERVALS[row.interval_method] for row in six if row.interval_method != "none"), "Interval")
    columns = {
        heading: [method_sentences.interval(row, about.decimals) for row in six],
        "Mod de fem andre": [method_sentences.against_five(row) for row in six],
        "Mod landets kommuner": [method_sentences.against_country(row) for row in six],
        "Plads fra laveste": [method_sentences.place(row) for row in six],
        "Egen serie": [method_sentences.signals(row) for row in six],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    if not shown:
        return Markup("")
    table = Table(
        f"{about.title_da}, {about.unit_da}, {six[0].year}",
        ["Kommune", "Tal", *shown],
        [
            [row.name, danish.in_unit(row.value, about.decimals, about.unit_da), *(text or "–" for text in cells)]
            for row, *cells in zip(six, *shown.values(), strict=True)
        ],
        numeric=False,
    )
    csv = page.csv(
        f"{about.slug}-sikkerhed",
        [*CSV_COLUMNS],
        [[getattr(row, name) for name in CSV_COLUMNS.values()] for row in figures],
    )
    return section(page, title=TITLE, kind=about.kind, note=method_sentences.certainty_note(six), tables=[(table, csv)])


COMPONENT = Component(
    tag="Certainty",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "figures": Rows(Certainty, shown=True)},
    render=render,
)
