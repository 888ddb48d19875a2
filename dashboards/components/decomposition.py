"""Is the cost per inhabitant higher because of the price, because more use it, or because of what they use?

Use it on the own page of a unit price that is a part of such a split, outside any section: it has a section of its own
and is not there otherwise. A worked example and no saving: it does not say why a price or a coverage is what it is.

Example: `<Decomposition data={facts} gaps={gaps} />`, the six cities in the latest year, by decomposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards import danish, method_sentences
from dashboards.components.base import Component, Page, Rows
from dashboards.components.data_table import Table
from dashboards.components.question import INDICATOR_KINDS, section
from dashboards.figures import Facts, GapParts

TITLE = "Hvad forskellen pr. indbygger består af"
NOTE = (
    "Udgift pr. indbygger = pris pr. person × personer pr. indbygger. Er prisen pr. person i en aldersgruppe, er "
    "andelen alderssammensætning og ikke dækning: hvor mange af dem der bruger tilbuddet, ligger så i prisen. "
    "Virkningerne giver tilsammen hele forskellen. Det er et regneeksempel og ikke en besparelse."
)
EFFECTS = {
    "Pris": "price_effect_dkk_per_inhabitant",
    "Dækning": "coverage_effect_dkk_per_inhabitant",
    "Sammensætning": "mix_effect_dkk_per_inhabitant",
}
CSV_COLUMNS = {
    "opdeling": "decomposition_id",
    "kommunekode": "municipality_code",
    "kommune": "name",
    "aar": "year",
    "udgift_kr_pr_indb": "cost_dkk_per_inhabitant",
    "andre_kr_pr_indb": "reference_dkk_per_inhabitant",
    "forskel_kr_pr_indb": "gap_dkk_per_inhabitant",
    "pris_kr_pr_indb": "price_effect_dkk_per_inhabitant",
    "daekning_kr_pr_indb": "coverage_effect_dkk_per_inhabitant",
    "sammensaetning_kr_pr_indb": "mix_effect_dkk_per_inhabitant",
    "daekning_pct": "coverage_pct",
    "andres_daekning_pct": "reference_coverage_pct",
}


def render(page: Page, *, data: Sequence[Facts], gaps: Sequence[GapParts]) -> Markup:
    if not gaps:
        return Markup("")
    about = data[0]
    csv = page.csv(
        f"{about.slug}-pris-og-daekning",
        [*CSV_COLUMNS],
        [[getattr(row, name) for name in CSV_COLUMNS.values()] for row in gaps],
    )
    tables = [_table(list(rows)) for _, rows in groupby(gaps, key=lambda row: row.decomposition_id)]
    return section(
        page,
        title=TITLE,
        kind=about.kind,
        note=NOTE,
        sentences=[method_sentences.parts_sentence(row) for row in gaps],
        tables=[(table, csv if table is tables[-1] else "") for table in tables],
    )


def _table(rows: Sequence[GapParts]) -> Table:
    # A split of one part has no mix, and no column for it.
    effects = {name: field for name, field in EFFECTS.items() if any(getattr(row, field) for row in rows)}
    share = {"users": "Dækning", "age_group": "Andel i alderen"}[rows[0].counts]
    named = [share if name == "Dækning" else name for name in effects]
    return Table(
        f"{rows[0].title_da}, kr. pr. indbygger, {rows[0].year}",
        ["Kommune", "Udgift", "De andre", "Forskel", *named, f"{share}, pct.", "De andre, pct."],
        [
            [
                row.name,
                danish.number(row.cost_dkk_per_inhabitant),
                danish.number(row.reference_dkk_per_inhabitant),
                danish.number(row.gap_dkk_per_inhabitant, signed=True),
                *(danish.number(getattr(row, field), signed=True) for field in effects.values()),
                danish.number(row.coverage_pct, 1),
                danish.number(row.reference_coverage_pct, 1),
            ]
            for row in rows
        ],
    )


COMPONENT = Component(
    tag="Decomposition",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "gaps": Rows(GapParts, shown=True)},
    render=render,
)
