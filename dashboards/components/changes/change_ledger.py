"""Which numbers are others than in the release before, what were they, and why?

Use it on the page of changes, from `marts.ledger`, effects first. Not for what is new to a reader of one municipality
(`News`). Of a unit price it says by how much it changed and not what it was: a price stands nowhere without the effect
it pays for, and its own page has both.

Example: `<ChangeLedger data={ledger} prices={ledger_prices} />`, rows of one measure and cause each.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_, Language
from dashboards.rows.provenance import LedgerLine, LedgerPrice

HEAD = (N_("Mål"), N_("Årsag"), N_("Tal"), N_("Kommuner"), N_("Mest ændret"), N_("Før"), N_("Nu"))
CAUSES = {
    "source": N_("kilden"),
    "correction": N_("rettelse"),
    "recipe": N_("opskrift"),
    "method": N_("metode"),
    "new": N_("nye tal"),
    "gone": N_("væk"),
}
"""Why a number is another, in a word; the page says what each means."""


def render(page: Page, *, data: Sequence[LedgerLine], prices: Sequence[LedgerPrice]) -> Markup:
    effects = [row for row in data if row.kind == "effect"]
    rows = [
        *(_line(page.lang, row) for row in effects),
        *(_price(page.lang, row) for row in prices),
        *(_line(page.lang, row) for row in data[len(effects) :]),
    ]
    return page.template("change_ledger.html", head=[page.lang.say(text) for text in HEAD], rows=rows)


def _line(lang: Language, row: LedgerLine) -> tuple[LedgerLine, Sequence[str]]:
    both = (
        "–" if value is None else lang.in_unit(value, row.decimals, row.unit_measure)
        for value in (row.before_value, row.value)
    )
    return row, [*_about(lang, row), *both]


def _price(lang: Language, row: LedgerPrice) -> tuple[LedgerPrice, Sequence[str]]:
    share = lang.percent(row.change_pct, signed=True) if row.change_pct is not None else "–"
    return row, [*_about(lang, row), "", share]


def _about(lang: Language, row: LedgerLine | LedgerPrice) -> Sequence[str]:
    counts = (lang.number(row.figure_count), lang.number(row.municipality_count))
    return [lang.say(CAUSES[row.cause]), *counts, f"{row.name} {row.year}"]


COMPONENT = Component(
    tag="ChangeLedger",
    kinds=("effect", "activity", "context", "control"),
    attributes={"data": Rows(LedgerLine, shown=True), "prices": Rows(LedgerPrice)},
    render=render,
)
