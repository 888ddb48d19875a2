"""Which sheets the workbook has, and which columns they have.

Belongs here: order of sheets and columns, their widths and number formats. Does not belong here: the rows
(`queries/`), the words (`texts`) and writing (`writing`).

Effects come first, then unit prices with the effects they belong beside, then the rest. Of each there are two sheets: a
compact one of the latest year with the six cities side by side, and a tidy one with one figure per row, which is what a
pivot table, Power Query or R wants. Between them, of effects and prices, one that holds each municipality with pages up
against the others, as its pages do. Every sheet has its headings in row 1 and no merged cells; notes stand on the first
sheet only. Nothing is said by colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

CITIES: Final = range(1, 7)
WHOLE: Final = "0"  # years and other whole numbers that are no amount
COUNT: Final = "#,##0"
PERCENT: Final = '#,##0.0" %"'
DATE: Final = "yyyy\\-mm\\-dd"

DEFINITIONS: Final = "definitions"
SOURCES: Final = "sources"

Format = Literal["value_format", "gap_format"]


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Args:
        source: the query's column, and the key of the heading among the texts.
        width: in characters.
        number_format: Excel's format code of all its cells; none for text.
        format_from: the query's column that holds the format code of each cell, where rows differ in unit.
        wraps: whether long text is broken into lines.
        linked: whether its cells lead to the measure's definition.
    """

    source: str
    width: int
    number_format: str = ""
    format_from: Format | None = None
    wraps: bool = False
    linked: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows.

    Args:
        key: names it among the texts.
        query: the file in `queries/`.
        columns: from left to right.
        frozen: how many columns stay when the sheet is scrolled sideways.
        section: which measures, for a query that asks.
        streamed: whether rows are written one by one to disk, so that memory does not grow with them. xlsxwriter can do
            no Excel table then; a streamed sheet has a filter and a named range, the small ones are Excel tables.
    """

    key: str
    query: str
    columns: tuple[Column, ...]
    frozen: int
    section: str = ""
    streamed: bool = False


_AREA = Column("area_title", 24)
_KIND = Column("kind", 14)
_TITLE = Column("title", 46)
_LINKED_TITLE = Column("title", 46, linked=True)
_ID = Column("indicator_id", 40)
_UNIT = Column("unit", 24)
_BETTER = Column("better", 30)
_YEAR = Column("year", 7, WHOLE)
_BASIS = Column("price_basis", 16)
_PAIRED = Column("paired_effects", 60)
_GAP_PCT = Column("gap_pct", 11, PERCENT)
_VALUES = tuple(Column(f"value_{city}", 13, format_from="value_format") for city in CITIES)
_MISSING = Column("missing", 60)
_CODE = Column("municipality_code", 14)
_NAME = Column("name", 20)
_VALUE = Column("value", 13, format_from="value_format")
_REASON = Column("missing", 34)
_REFERENCE = Column("reference", 16, format_from="value_format")
_GAP = Column("gap", 13, format_from="gap_format")
_VERDICT = Column("verdict", 18)
_HELD_BACK = Column("held_back_by", 40)
_FIGURE = (_UNIT, _CODE, _NAME, _YEAR, _BASIS, _VALUE, _REASON, _REFERENCE, Column("n_peers", 9, WHOLE), _GAP)
_EFFECT_COMPARED = (
    *(_AREA, _LINKED_TITLE, _UNIT, _BETTER, _CODE, _NAME, _YEAR, _VALUE, _REASON, _REFERENCE, _GAP),
    Column("zone_low", 13, format_from="value_format"),
    Column("zone_high", 13, format_from="value_format"),
    _VERDICT,
    _HELD_BACK,
    _ID,
)
_PRICE_COMPARED = (
    *(_AREA, _LINKED_TITLE, _PAIRED, _UNIT, _CODE, _NAME, _YEAR, _BASIS, _VALUE, _REASON, _REFERENCE),
    Column("reference_weighted", 16, format_from="value_format"),
    _GAP_PCT,
    Column("zone_low_pct", 13, PERCENT),
    Column("zone_high_pct", 13, PERCENT),
    _VERDICT,
    _HELD_BACK,
    Column("coverage_pct", 13, PERCENT),
    Column("cost_per_inhabitant", 13, COUNT),
    _ID,
)


def _latest(section: str, columns: tuple[Column, ...]) -> Sheet:
    return Sheet(f"{section}_latest", "latest", columns, frozen=2, section=section)


def _all_years(section: str, columns: tuple[Column, ...]) -> Sheet:
    return Sheet(f"{section}_all", "all_years", columns, frozen=2, section=section, streamed=True)


SHEETS: Final = (
    _latest("effect", (_AREA, _LINKED_TITLE, _UNIT, _BETTER, _YEAR, *_VALUES, _MISSING)),
    Sheet("effect_compared", "effects_compared", _EFFECT_COMPARED, frozen=2, section="effect"),
    _all_years("effect", (_AREA, _TITLE, _ID, *_FIGURE)),
    _latest("unit_price", (_AREA, _LINKED_TITLE, _PAIRED, _UNIT, _YEAR, _BASIS, *_VALUES, _MISSING)),
    Sheet("unit_price_compared", "prices_compared", _PRICE_COMPARED, frozen=2, section="unit_price"),
    _all_years("unit_price", (_AREA, _TITLE, _PAIRED, _ID, *_FIGURE, _GAP_PCT)),
    _latest("other", (_AREA, _LINKED_TITLE, _KIND, _UNIT, _YEAR, _BASIS, *_VALUES, _MISSING)),
    _all_years("other", (_AREA, _TITLE, _KIND, _ID, *_FIGURE)),
    Sheet(
        DEFINITIONS,
        "definitions",
        (
            _TITLE,
            _ID,
            _KIND,
            _AREA,
            _UNIT,
            Column("decimals", 10, WHOLE),
            _BETTER,
            Column("definition", 60, wraps=True),
            Column("formula", 60, wraps=True),
            Column("warnings", 60, wraps=True),
            Column("breaks", 40, wraps=True),
            Column("valid_from", 10, WHOLE),
            Column("valid_to", 10, WHOLE),
            Column("verification", 40, wraps=True),
            Column("paired_effects", 46, wraps=True),
            Column("sources", 40, wraps=True),
            Column("origin", 30, wraps=True),
            Column("first_year", 9, WHOLE),
            Column("latest_year", 9, WHOLE),
            Column("missing", 34, wraps=True),
            Column("owner", 24),
        ),
        frozen=1,
    ),
    Sheet(
        SOURCES,
        "sources",
        (
            Column("publisher", 30, wraps=True),
            Column("publisher_table", 18),
            Column("source_title", 40, wraps=True),
            Column("licence", 24, wraps=True),
            Column("origin", 30, wraps=True),
            Column("updated", 12, DATE),
            Column("retrieved", 12, DATE),
            Column("row_count", 10, COUNT),
            Column("sha256", 66),
            Column("citation", 70, wraps=True),
            Column("url", 40),
            Column("snapshot_id", 44),
            Column("remark", 40, wraps=True),
        ),
        frozen=2,
    ),
)
