"""Which numbers are others than in the release before, what were they, and why?

Use it on the page of changes, from `marts.ledger`, effects first. Not for what is new to a reader of one municipality
(`News`). Of a unit price it says by how much it changed and not what it was: a price stands nowhere without the effect
it pays for, and its own page has both. Of a measure that is no more (`removed`) it says how many figures went. A
process measure has no place in it. Where it is empty it says why, as `basis` knows.

Example: `<ChangeLedger data={ledger} prices={ledger_prices} removed={ledger_removed} basis={ledger_basis} />`, rows of
one measure and cause each.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_, Language
from dashboards.rows.provenance import LedgerBasis, LedgerChange, LedgerLine
from dashboards.words import closed_lists as words
from dashboards.words.of_pages import news as sentences

HEAD = (N_("Mål"), N_("Årsag"), N_("Tal"), N_("Kommuner"), N_("Mest ændret"), N_("Før"), N_("Nu"), N_("Ændring"))
NONE = "–"


def render(
    page: Page,
    *,
    data: Sequence[LedgerLine],
    prices: Sequence[LedgerChange],
    removed: Sequence[LedgerChange],
    basis: Sequence[LedgerBasis],
) -> Markup:
    effects = [row for row in data if row.kind == "effect"]
    rows = [
        *((row, _line(page.lang, row)) for row in effects),
        *((row, _about(page.lang, row, NONE, NONE)) for row in prices),
        *((row, _line(page.lang, row)) for row in data[len(effects) :]),
        *((row, _about(page.lang, row, NONE, NONE)) for row in removed),
    ]
    return page.template(
        "change_ledger.html",
        head=[page.lang.say(text) for text in HEAD],
        rows=rows,
        nothing=sentences.unchanged(
            page.lang,
            has_earlier=any(row.has_earlier for row in basis),
            is_comparable=all(row.is_comparable for row in basis),
        ),
    )


def _line(lang: Language, row: LedgerLine) -> Sequence[str]:
    before, now = (
        NONE if value is None else lang.in_unit(value, row.decimals, row.unit_measure)
        for value in (row.before_value, row.value)
    )
    return _about(lang, row, before, now)


def _about(lang: Language, row: LedgerChange, before: str, now: str) -> Sequence[str]:
    counts = (lang.number(row.figure_count), lang.number(row.municipality_count))
    most = f"{row.name} {row.year}" if row.name else NONE
    return [lang.say(words.LEDGER_CAUSES[row.cause]), *counts, most, before, now, _change(lang, row)]


def _change(lang: Language, row: LedgerChange) -> str:
    if row.change_pct is not None:
        return lang.percent(row.change_pct, signed=True)
    return lang.say("fra nul") if row.is_from_zero else NONE


COMPONENT = Component(
    tag="ChangeLedger",
    kinds=("effect", "activity", "context", "control"),
    attributes={
        "data": Rows(LedgerLine, shown=True),
        "prices": Rows(LedgerChange),
        "removed": Rows(LedgerChange),
        "basis": Rows(LedgerBasis),
    },
    render=render,
)
