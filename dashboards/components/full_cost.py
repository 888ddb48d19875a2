"""How much does the way of counting matter: another scope, or a share of the municipality's overhead?

Use it on a unit price's own page, outside any section: it has a section of its own and is not there when the price has
no figures. Not beside other prices: each scope is compared with the five others under the same scope.

Example: `<FullCost data={facts} scopes={scopes} costs={costs} />`, the six cities in the latest year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards import danish, method_sentences
from dashboards.components.base import Component, Page, Rows
from dashboards.components.data_table import Table
from dashboards.components.question import INDICATOR_KINDS, section
from dashboards.figures import CostWithOverhead, Facts, ScopeValue

TITLE = "Afgrænsning og fuld omkostning"
NOTE = (
    "Regnskabet kan afgrænses på flere måder, der alle kan forsvares. Procenten er forskellen til gennemsnittet af de "
    "fem andre under samme afgrænsning. Overhead er kommunens fælles administration."
)
ONE_SCOPE = "Kun én afgrænsning har tal, så det kan ikke ses, hvad en anden ville betyde."
NO_WAGES = "Overhead fordelt efter løn kan ikke regnes her: det kræver tal for løn på området og for administrationen."
SCOPE_COLUMNS = ("afgraensning", "kommunekode", "kommune", "aar", "enhed", "vaerdi", "forskel_til_fem_pct")
COST_COLUMNS = ("scenarie", "kommunekode", "kommune", "aar", "direkte", "andel_af_loen_pct", "fuld_omkostning")


def render(
    page: Page, *, data: Sequence[Facts], scopes: Sequence[ScopeValue], costs: Sequence[CostWithOverhead]
) -> Markup:
    if not costs and not scopes:
        return Markup("")
    about = data[0]
    scope_ids = {row.scope_id for row in scopes}
    sentences = [ONE_SCOPE] if len(scope_ids) == 1 else []
    tables = []
    if len(scope_ids) > 1:
        csv = page.csv(
            f"{about.slug}-afgraensninger",
            SCOPE_COLUMNS,
            [
                (s.scope_id, s.municipality_code, s.name, s.year, s.scope_unit or about.unit_da, s.value, s.gap_pct)
                for s in scopes
            ],
        )
        tables.append((_scope_table(about, scopes), csv))
    if costs:
        if not any(row.scenario == "wage_share" for row in costs):
            sentences.append(NO_WAGES)
        csv = page.csv(
            f"{about.slug}-overhead",
            COST_COLUMNS,
            [
                (c.scenario, c.municipality_code, c.name, c.year, c.direct_cost, c.overhead_share_pct, c.full_cost)
                for c in costs
            ],
        )
        tables.append((_cost_table(about, costs), csv))
    return section(page, title=TITLE, kind=about.kind, note=NOTE, sentences=sentences, tables=tables)


def _scope_table(about: Facts, scopes: Sequence[ScopeValue]) -> Table:
    cities = _cities((row.municipality_code, row.name) for row in scopes)
    rows = []
    for scope_id, same in groupby(scopes, key=lambda row: row.scope_id):
        cells = {row.municipality_code: row for row in same}
        first = next(iter(cells.values()))
        title = f"{first.scope_title or 'Med overhead efter løn'}, {first.scope_unit or about.unit_da}"
        decimals = about.decimals if first.scope_decimals is None else first.scope_decimals
        rows.append(
            [
                f"Som her: {title}" if scope_id == about.indicator_id else title,
                *(_scope_cell(cells.get(code), decimals) for code in cities),
            ]
        )
    return Table(f"Tallet under hver afgrænsning, {scopes[0].year}", ["Afgrænsning", *cities.values()], rows)


def _scope_cell(row: ScopeValue | None, decimals: int) -> str:
    if row is None or row.value is None:
        return "mangler"
    value = danish.number(row.value, decimals)
    return value if row.gap_pct is None else f"{value} ({danish.percent(row.gap_pct, signed=True)})"


def _cost_table(about: Facts, costs: Sequence[CostWithOverhead]) -> Table:
    cities = _cities((row.municipality_code, row.name) for row in costs)
    direct = {row.municipality_code: row.direct_cost for row in costs}
    rows = [["Som her, uden overhead", *(danish.number(direct[code], about.decimals) for code in cities)]]
    for _, same in groupby(costs, key=lambda row: row.scenario):
        cells = {row.municipality_code: row for row in same}
        words = method_sentences.scenario(next(iter(cells.values())))
        rows.append([f"{words[:1].upper()}{words[1:]}", *(_cost_cell(cells.get(code), about) for code in cities)])
    return Table(f"Fuld omkostning, {about.unit_da}, {costs[0].year}", ["Omkostning", *cities.values()], rows)


def _cost_cell(row: CostWithOverhead | None, about: Facts) -> str:
    if row is None:
        return "mangler"
    value = danish.number(row.full_cost, about.decimals)
    return value if row.overhead_share_pct is None else f"{value} ({danish.percent(row.overhead_share_pct)} af lønnen)"


def _cities(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names by code, in the order of the first row of each."""
    return dict(pairs)


COMPONENT = Component(
    tag="FullCost",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "scopes": Rows(ScopeValue), "costs": Rows(CostWithOverhead, shown=True)},
    render=render,
)
