"""How much does the way of counting matter: another scope, or a share of the municipality's overhead?

Use it on a unit price's own page, outside any section: it has a section of its own and is not there when the price has
no figures. Not beside other prices: each scope is compared with the others under the same scope.

Example: `<FullCost data={facts} scopes={scopes} costs={costs} />`, the compared group in the latest year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.method.question import INDICATOR_KINDS, section
from dashboards.components.page.data_table import Table
from dashboards.language import N_, Language, upper_first
from dashboards.numbers import Number
from dashboards.rows.indicator import Facts
from dashboards.rows.method import CostWithOverhead
from dashboards.words.of_pages import method as method_sentences


@dataclass(frozen=True, kw_only=True)
class ScopeValue:
    """A unit price under one scope; `scope_title` is null where the scope is no indicator of its own."""

    indicator_id: str
    scope_id: str
    scope_title: str | None
    scope_unit: str | None
    scope_decimals: int | None
    municipality_code: str
    name: str
    year: int
    value: Number | None
    gap_pct: Number | None


TITLE = N_("Afgrænsning og fuld omkostning")
NOTE = N_(
    "Regnskabet kan afgrænses på flere måder, der alle kan forsvares. Procenten er forskellen til gennemsnittet af de "
    "andre under samme afgrænsning. Overhead er kommunens fælles administration."
)
ONE_SCOPE = N_("Kun én afgrænsning har tal, så det kan ikke ses, hvad en anden ville betyde.")
NO_WAGES = N_(
    "Overhead fordelt efter løn kan ikke regnes her: det kræver tal for løn på området og for administrationen."
)
SCOPE_COLUMNS = (
    N_("afgraensning"),
    N_("kommunekode"),
    N_("kommune"),
    N_("aar"),
    N_("enhed"),
    N_("vaerdi"),
    N_("forskel_til_andre_pct"),
)
COST_COLUMNS = (
    N_("scenarie"),
    N_("kommunekode"),
    N_("kommune"),
    N_("aar"),
    N_("direkte"),
    N_("andel_af_loen_pct"),
    N_("fuld_omkostning"),
)


def render(
    page: Page, *, data: Sequence[Facts], scopes: Sequence[ScopeValue], costs: Sequence[CostWithOverhead]
) -> Markup:
    if not costs and not scopes:
        return Markup("")
    about, lang = data[0], page.lang
    scope_ids = {row.scope_id for row in scopes}
    sentences = [lang.say(ONE_SCOPE)] if len(scope_ids) == 1 else []
    tables = []
    if len(scope_ids) > 1:
        csv = page.csv(
            f"{about.slug}-afgraensninger",
            SCOPE_COLUMNS,
            [
                (
                    _scope_title(lang, s),
                    s.municipality_code,
                    s.name,
                    s.year,
                    s.scope_unit or about.unit,
                    s.value,
                    s.gap_pct,
                )
                for s in scopes
            ],
        )
        tables.append((_scope_table(lang, about, scopes), csv))
    if costs:
        if not any(row.scenario == "wage_share" for row in costs):
            sentences.append(lang.say(NO_WAGES))
        csv = page.csv(
            f"{about.slug}-overhead",
            COST_COLUMNS,
            [
                (
                    method_sentences.scenario(lang, c),
                    c.municipality_code,
                    c.name,
                    c.year,
                    c.direct_cost,
                    c.overhead_share_pct,
                    c.full_cost,
                )
                for c in costs
            ],
        )
        tables.append((_cost_table(lang, about, costs), csv))
    return section(
        page, title=lang.say(TITLE), kind=about.kind, note=lang.say(NOTE), sentences=sentences, tables=tables
    )


def _scope_table(lang: Language, about: Facts, scopes: Sequence[ScopeValue]) -> Table:
    cities = _cities((row.municipality_code, row.name) for row in scopes)
    rows = []
    for scope_id, same in groupby(scopes, key=lambda row: row.scope_id):
        cells = {row.municipality_code: row for row in same}
        first = next(iter(cells.values()))
        title = f"{_scope_title(lang, first)}, {first.scope_unit or about.unit}"
        decimals = about.decimals if first.scope_decimals is None else first.scope_decimals
        rows.append(
            [
                lang.say("Som her: {scope}", scope=title) if scope_id == about.indicator_id else title,
                *(_scope_cell(lang, cells.get(code), decimals) for code in cities),
            ]
        )
    caption = lang.say("Tallet under hver afgrænsning, {year}", year=scopes[0].year)
    return Table(caption, [lang.say("Afgrænsning"), *cities.values()], rows)


def _scope_title(lang: Language, row: ScopeValue) -> str:
    return row.scope_title or lang.say("Med overhead efter løn")


def _scope_cell(lang: Language, row: ScopeValue | None, decimals: int) -> str:
    if row is None or row.value is None:
        return lang.say("mangler")
    value = lang.number(row.value, decimals)
    return value if row.gap_pct is None else f"{value} ({lang.percent(row.gap_pct, signed=True)})"


def _cost_table(lang: Language, about: Facts, costs: Sequence[CostWithOverhead]) -> Table:
    cities = _cities((row.municipality_code, row.name) for row in costs)
    direct = {row.municipality_code: row.direct_cost for row in costs}
    rows = [[lang.say("Som her, uden overhead"), *(lang.number(direct[code], about.decimals) for code in cities)]]
    for _, same in groupby(costs, key=lambda row: row.scenario):
        cells = {row.municipality_code: row for row in same}
        words = method_sentences.scenario(lang, next(iter(cells.values())))
        rows.append([upper_first(words), *(_cost_cell(lang, cells.get(code), about) for code in cities)])
    caption = lang.say("Fuld omkostning, {unit}, {year}", unit=about.unit, year=costs[0].year)
    return Table(caption, [lang.say("Omkostning"), *cities.values()], rows)


def _cost_cell(lang: Language, row: CostWithOverhead | None, about: Facts) -> str:
    if row is None:
        return lang.say("mangler")
    value = lang.number(row.full_cost, about.decimals)
    if row.overhead_share_pct is None:
        return value
    return lang.say("{value} ({share} af lønnen)", value=value, share=lang.percent(row.overhead_share_pct))


def _cities(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names by code, in the order of the first row of each."""
    return dict(pairs)


COMPONENT = Component(
    tag="FullCost",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "scopes": Rows(ScopeValue), "costs": Rows(CostWithOverhead, shown=True)},
    render=render,
)
