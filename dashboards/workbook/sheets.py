"""Which sheets the workbook has: each with its name, what it holds, its query and its columns.

Belongs here: order of sheets and columns, headings, widths and number formats. Does not belong here: the rows
(`queries/`), the first sheet (`readme`) and writing (`writing`).

Effects come first, then unit prices with the effects they belong beside, then the rest. Of each there are two sheets: a
compact one of the latest year with the compared group side by side, and a tidy one with one figure per row, which is
what a pivot table, Power Query or R wants. Between them, of effects and prices, one that holds each municipality with
pages up against the others, as its pages do. Every sheet has its headings in row 1 and no merged cells; notes stand on
the first sheet only. Nothing is said by colour.

Texts are messages: Danish, translated where they are written; `{group}` in them is the compared group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from dashboards.language import N_

WHOLE: Final = "0"  # years and other whole numbers that are no amount
COUNT: Final = "#,##0"
PERCENT: Final = '#,##0.0" %"'
DATE: Final = "yyyy\\-mm\\-dd"

Format = Literal["value_format", "gap_format"]


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Args:
        source: the query's column.
        heading: a message; none for `per_member`.
        width: in characters.
        number_format: Excel's format code of all its cells; none for text.
        format_from: the query's column that holds the format code of each cell, where rows differ in unit.
        wraps: whether long text is broken into lines.
        linked: whether its cells lead to the measure's definition.
        per_member: whether it stands once for each of the compared group, its name the heading; the query gives a list.
    """

    source: str
    heading: str
    width: int
    number_format: str = ""
    format_from: Format | None = None
    wraps: bool = False
    linked: bool = False
    per_member: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows.

    Args:
        key: names it in code.
        name: a message.
        holds: what it holds, a message.
        table: name of its table or range, for formulas; a message.
        query: the file in `queries/`.
        columns: from left to right.
        frozen: how many columns stay when the sheet is scrolled sideways.
        section: which measures, for a query that asks.
        streamed: whether rows are written one by one to disk, so that memory does not grow with them. xlsxwriter can do
            no Excel table then; a streamed sheet has a filter and a named range, the small ones are Excel tables.
    """

    key: str
    name: str
    holds: str
    table: str
    query: str
    columns: tuple[Column, ...]
    frozen: int
    section: str = ""
    streamed: bool = False


_AREA = Column("area_title", N_("Serviceområde"), 24)
_KIND = Column("kind", N_("Slags"), 14)
_TITLE = Column("title", N_("Mål"), 46)
_LINKED_TITLE = replace(_TITLE, linked=True)
_ID = Column("indicator_id", N_("Mål-id"), 40)
_UNIT = Column("unit", N_("Enhed"), 24)
_BETTER = Column("better", N_("Retning"), 30)
_CODE = Column("municipality_code", N_("Kommunekode"), 14)
_NAME = Column("name", N_("Kommune"), 20)
_YEAR = Column("year", N_("År"), 7, WHOLE)
_BASIS = Column("price_basis", N_("Prisbasis"), 16)
_VALUE = Column("value", N_("Værdi"), 13, format_from="value_format")
_VALUES = Column("member_values", "", 13, format_from="value_format", per_member=True)
_MISSING = Column("missing", N_("Mangler fordi"), 34)
_CORRECTED = Column("corrected", N_("Kildetal rettet"), 12)
_REFERENCE = Column("reference", N_("Gennemsnit af de andre i {group}"), 16, format_from="value_format")
_N_PEERS = Column("n_peers", N_("Antal andre"), 9, WHOLE)
_GAP = Column("gap", N_("Forskel til de andre"), 13, format_from="gap_format")
_GAP_PCT = Column("gap_pct", N_("Forskel i procent"), 11, PERCENT)
_VERDICT = Column("verdict", N_("Mod de andre"), 18)
_SURE = Column("p_same_pct", N_("Samme side ved næste måling, pct."), 14, PERCENT)
_HELD_BACK = Column("held_back_by", N_("Der siges ikke mere, fordi"), 40)
_PAIRED = Column("paired_effects", N_("Effektmål, prisen ses sammen med"), 60)
_ORIGIN = Column("origin", N_("Oprindelse"), 30, wraps=True)
_FIGURE = (
    _UNIT,
    _CODE,
    _NAME,
    _YEAR,
    _BASIS,
    _VALUE,
    _CORRECTED,
    _MISSING,
    _REFERENCE,
    _N_PEERS,
    _GAP,
)

DEFINITIONS: Final = Sheet(
    key="definitions",
    name=N_("Definitioner"),
    holds=N_("Hvad hvert mål er: definition, formel, forbehold, databrud og efterprøvning"),
    table=N_("definitioner"),
    query="definitions",
    columns=(
        _TITLE,
        _ID,
        _KIND,
        _AREA,
        _UNIT,
        Column("decimals", N_("Decimaler"), 10, WHOLE),
        _BETTER,
        Column("definition", N_("Definition"), 60, wraps=True),
        Column("formula", N_("Formel"), 60, wraps=True),
        Column("warnings", N_("Forbehold"), 60, wraps=True),
        Column("breaks", N_("Databrud"), 40, wraps=True),
        Column("valid_from", N_("Gælder fra"), 10, WHOLE),
        Column("valid_to", N_("Gælder til"), 10, WHOLE),
        Column("verification", N_("Efterprøvet"), 40, wraps=True),
        replace(_PAIRED, width=46, wraps=True),
        Column("sources", N_("Udgiver og tabeller"), 40, wraps=True),
        _ORIGIN,
        Column("first_year", N_("Første år"), 9, WHOLE),
        Column("latest_year", N_("Seneste år"), 9, WHOLE),
        replace(_MISSING, wraps=True),
        Column("owner", N_("Ansvarlig"), 24),
    ),
    frozen=1,
)

SHEETS: Final = (
    Sheet(
        key="effect_latest",
        name=N_("Effektmål, seneste år"),
        holds=N_("Effektmål i seneste år, {group} side om side"),
        table=N_("effekt_seneste"),
        query="latest",
        columns=(_AREA, _LINKED_TITLE, _UNIT, _BETTER, _YEAR, _VALUES, replace(_MISSING, width=60)),
        frozen=2,
        section="effect",
    ),
    Sheet(
        key="effect_compared",
        name=N_("Effektmål, sammenlignet"),
        holds=N_("Seneste effektmål for hver kommune med egne sider, holdt op mod de andre i {group}"),
        table=N_("effekt_sammenlignet"),
        query="effects_compared",
        columns=(
            _AREA,
            _LINKED_TITLE,
            _UNIT,
            _BETTER,
            _CODE,
            _NAME,
            _YEAR,
            _VALUE,
            _CORRECTED,
            _MISSING,
            _REFERENCE,
            _N_PEERS,
            _GAP,
            Column("zone_low", N_("Ikke klart, fra"), 13, format_from="value_format"),
            Column("zone_high", N_("Ikke klart, til"), 13, format_from="value_format"),
            _VERDICT,
            _SURE,
            _HELD_BACK,
            Column("target", N_("Besluttet mål"), 11, format_from="value_format"),
            Column("target_year", N_("Målets år"), 9, WHOLE),
            Column("decided_by", N_("Målet besluttet af"), 26),
            Column("decided_on", N_("Målet besluttet den"), 13, DATE),
            Column("way_covered_pct", N_("Af vejen til målet, pct."), 13, PERCENT),
            Column("projected_low", N_("Kursen giver, fra"), 13, format_from="value_format"),
            Column("projected_high", N_("Kursen giver, til"), 13, format_from="value_format"),
            Column("course", N_("Målet og kursen"), 40),
            _ID,
        ),
        frozen=2,
        section="effect",
    ),
    Sheet(
        key="effect_all",
        name=N_("Effektmål, alle år"),
        holds=N_("Effektmål for alle kommuner og år, ét tal pr. række"),
        table=N_("effekt_alle"),
        query="all_years",
        columns=(_AREA, _TITLE, _ID, *_FIGURE),
        frozen=2,
        section="effect",
        streamed=True,
    ),
    Sheet(
        key="unit_price_latest",
        name=N_("Enhedspriser, seneste år"),
        holds=N_("Enhedspriser i seneste år, {group} side om side, med de effektmål, de hører sammen med"),
        table=N_("enhedspris_seneste"),
        query="latest",
        columns=(_AREA, _LINKED_TITLE, _PAIRED, _UNIT, _YEAR, _BASIS, _VALUES, replace(_MISSING, width=60)),
        frozen=2,
        section="unit_price",
    ),
    Sheet(
        key="unit_price_compared",
        name=N_("Enhedspriser, sammenlignet"),
        holds=N_(
            "Seneste enhedspriser for hver kommune med egne sider, holdt op mod de andre i {group}, med de "
            "effektmål, de hører sammen med"
        ),
        table=N_("enhedspris_sammenlignet"),
        query="prices_compared",
        columns=(
            _AREA,
            _LINKED_TITLE,
            _PAIRED,
            _UNIT,
            _CODE,
            _NAME,
            _YEAR,
            _BASIS,
            _VALUE,
            _CORRECTED,
            _MISSING,
            _REFERENCE,
            _N_PEERS,
            Column("reference_weighted", N_("Vægtet gennemsnit af de andre"), 16, format_from="value_format"),
            _GAP_PCT,
            Column("zone_low_pct", N_("Forskel ikke klar, fra"), 13, PERCENT),
            Column("zone_high_pct", N_("Forskel ikke klar, til"), 13, PERCENT),
            _VERDICT,
            _SURE,
            _HELD_BACK,
            Column("coverage_pct", N_("Dækning, pct. af indbyggerne"), 13, PERCENT),
            Column("cost_per_inhabitant", N_("Kr. pr. indbygger"), 13, COUNT),
            _ID,
        ),
        frozen=2,
        section="unit_price",
    ),
    Sheet(
        key="unit_price_all",
        name=N_("Enhedspriser, alle år"),
        holds=N_("Enhedspriser for alle kommuner og år, ét tal pr. række"),
        table=N_("enhedspris_alle"),
        query="all_years",
        columns=(_AREA, _TITLE, _PAIRED, _ID, *_FIGURE, _GAP_PCT),
        frozen=2,
        section="unit_price",
        streamed=True,
    ),
    Sheet(
        key="other_latest",
        name=N_("Aktivitet m.m., seneste år"),
        holds=N_("Aktivitet, rammevilkår og kontroltal i seneste år, {group} side om side"),
        table=N_("aktivitet_seneste"),
        query="latest",
        columns=(_AREA, _LINKED_TITLE, _KIND, _UNIT, _YEAR, _BASIS, _VALUES, replace(_MISSING, width=60)),
        frozen=2,
        section="other",
    ),
    Sheet(
        key="other_all",
        name=N_("Aktivitet m.m., alle år"),
        holds=N_("Aktivitet, rammevilkår og kontroltal for alle kommuner og år, ét tal pr. række"),
        table=N_("aktivitet_alle"),
        query="all_years",
        columns=(_AREA, _TITLE, _KIND, _ID, *_FIGURE),
        frozen=2,
        section="other",
        streamed=True,
    ),
    DEFINITIONS,
    Sheet(
        key="sources",
        name=N_("Kilder"),
        holds=N_("De gemte kildefiler med licens, dato, kontrolsum og kildeangivelse"),
        table=N_("kilder"),
        query="sources",
        columns=(
            Column("publisher", N_("Udgiver"), 30, wraps=True),
            Column("publisher_table", N_("Tabel"), 18),
            Column("source_title", N_("Indhold"), 40, wraps=True),
            Column("licence", N_("Licens"), 24, wraps=True),
            _ORIGIN,
            Column("updated", N_("Opdateret hos udgiver"), 12, DATE),
            Column("retrieved", N_("Lagt ind"), 12, DATE),
            Column("row_count", N_("Rækker"), 10, COUNT),
            Column("sha256", N_("Kontrolsum (sha256)"), 66),
            Column("citation", N_("Kildeangivelse"), 70, wraps=True),
            Column("url", N_("Adresse"), 40),
            Column("snapshot_id", N_("Fil"), 44),
            Column("remark", N_("Bemærkning"), 40, wraps=True),
        ),
        frozen=2,
    ),
)
