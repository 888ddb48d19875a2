"""Is the cost per inhabitant higher because of the price, because more use it, or because of what they use?

Use it on the own page of a unit price that is a part of such a split, outside any section: it has a section of its own
and is not there otherwise. Not for saying what could be saved: a worked example does not say why a price or a coverage
is what it is.

Example: `<Decomposition data={facts} gaps={gaps} />`, the compared group in the latest year, by decomposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.method.question import INDICATOR_KINDS, section
from dashboards.components.page.data_table import Table
from dashboards.language import N_, Language
from dashboards.numbers import rounded
from dashboards.rows.indicator import Facts
from dashboards.rows.method import GapParts
from dashboards.words.of_pages import method as method_sentences

TITLE = N_("Hvad forskellen pr. indbygger består af")
NOTE = N_(
    "Udgift pr. indbygger = pris pr. person × personer pr. indbygger. Er prisen pr. person i en aldersgruppe, er "
    "andelen alderssammensætning og ikke dækning: om flere eller færre af dem bruger tilbuddet, ses så på prisen. "
    "Virkningerne giver tilsammen hele forskellen og er afrundet, så summen passer; de andres udgift er af samme grund "
    "vist som egen udgift minus forskellen og kan afvige 1 kr. fra sin egen afrunding. Det er et regneeksempel og "
    "ikke en besparelse."
)
SHARES = {"users": N_("Dækning"), "age_group": N_("Andel i alderen")}
CSV_COLUMNS = {
    N_("opdeling"): "title",
    N_("kommunekode"): "municipality_code",
    N_("kommune"): "name",
    N_("aar"): "year",
    N_("udgift_kr_pr_indb"): "cost_dkk_per_inhabitant",
    N_("andre_kr_pr_indb"): "reference_dkk_per_inhabitant",
    N_("forskel_kr_pr_indb"): "gap_dkk_per_inhabitant",
    N_("pris_kr_pr_indb"): "price_effect_dkk_per_inhabitant",
    N_("daekning_kr_pr_indb"): "coverage_effect_dkk_per_inhabitant",
    N_("sammensaetning_kr_pr_indb"): "mix_effect_dkk_per_inhabitant",
    N_("daekning_pct"): "coverage_pct",
    N_("andres_daekning_pct"): "reference_coverage_pct",
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
    tables = [table(page.lang, list(rows)) for _, rows in groupby(gaps, key=lambda row: row.decomposition_id)]
    return section(
        page,
        title=page.lang.say(TITLE),
        kind=about.kind,
        note=page.lang.say(NOTE),
        sentences=[method_sentences.parts_sentence(page.lang, row) for row in gaps],
        tables=[(split, csv if split is tables[-1] else "") for split in tables],
    )


def table(lang: Language, rows: Sequence[GapParts]) -> Table:
    share = lang.say(SHARES[rows[0].counts])
    # A split of one part has no mix, and no column for it.
    has_mix = any(row.mix_effect_dkk_per_inhabitant for row in rows)
    return Table(
        lang.say("{title}, kr. pr. indbygger, {year}", title=rows[0].title, year=rows[0].year),
        [
            lang.say("Kommune"),
            lang.say("Udgift"),
            lang.say("De andre"),
            lang.say("Forskel"),
            lang.say("Pris"),
            share,
            *([lang.say("Sammensætning")] if has_mix else []),
            lang.say("{share}, pct.", share=share),
            lang.say("De andre, pct."),
        ],
        [_row(lang, row, has_mix=has_mix) for row in rows],
    )


def _row(lang: Language, row: GapParts, *, has_mix: bool) -> list[str]:
    """One city's figures in whole kr., each the sum or difference that it says it is.

    The others' is cost less gap: their own figure rounded wherever that sum holds, else 1 kr. from it.
    """
    gap, (*effects, mix) = method_sentences.shown_parts(row)
    cost = rounded(row.cost_dkk_per_inhabitant)
    return [
        row.name,
        lang.number(cost),
        lang.number(cost - gap),
        *(lang.number(kroner, signed=True) for kroner in (gap, *effects, *([mix] if has_mix else []))),
        lang.number(row.coverage_pct, 1),
        lang.number(row.reference_coverage_pct, 1),
    ]


COMPONENT = Component(
    tag="Decomposition",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "gaps": Rows(GapParts, shown=True)},
    render=render,
)
