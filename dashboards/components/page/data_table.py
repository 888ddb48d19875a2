"""What are the exact figures?

Use it for rows that need no chart, and for the table behind a chart. Not for more than a few hundred rows; those
belong in the CSV. The table scrolls in its own frame, never the page. A column nobody has anything in stands in the
CSV alone. Without rows it says what `empty` says instead, and the CSV has its heading alone, so that its address
answers in every release.

Example: `<DataTable data={sources} columns="publisher: Udgiver, table: Tabel" caption="Kilder" />`; the columns of
the query in order, each with its heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.language import N_, NBSP, Language
from dashboards.rows.indicator import Facts, Indicator, Point, SeriesPoint
from dashboards.words import closed_lists as words

CSV_COLUMNS = (
    N_("indikator"),
    N_("kommunekode"),
    N_("kommune"),
    N_("aar"),
    N_("prisbasis"),
    N_("enhed"),
    N_("vaerdi"),
    N_("mangler_fordi"),
)


CARD_COLUMNS = (*CSV_COLUMNS, N_("kildetal_rettet"))
"""On pages of a municipality; a measure's own page says which correction it is."""

SENTENCE = 60
"""Letters in a cell from which on a table is read rather than looked up in."""

FEW_COLUMNS, FEW_ROWS = 4, 12

_ISO_DAY = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")
"""A day as queries give it; on a page it is written as the language does, and in the CSV as it came."""


@dataclass(frozen=True)
class Table:
    """A table of ready texts; numbers stand to the right when `numeric`."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: bool = True
    numbers: Collection[int] = ()
    """Which columns of a table that is not numeric as a whole hold numbers, by place."""
    is_wordy: bool = False
    """Cells hold sentences: on a phone each row stands as a small list."""
    is_wide: bool = False
    """A few rows of many columns: the same, two cells a line."""


def series_table(
    lang: Language, indicator: Indicator | Facts, points: Sequence[Point], noted: Collection[tuple[str, int]] = ()
) -> Table:
    """The series of our own and the compared group, newest year first, one column each; a gap says so in words.

    A year in which nobody named has a figure stands in the CSV alone.

    `noted` are the municipalities and years whose figure has a remark elsewhere on the page: they get an asterisk.
    """
    cities: dict[str, str] = {}
    for p in sorted(points, key=lambda p: not p.is_own):
        if p.is_named:
            cities.setdefault(p.municipality_code, p.name)
    cells = {(p.year, p.municipality_code): p for p in points if p.is_named}
    years = sorted({year for (year, _), p in cells.items() if p.value is not None}, reverse=True)
    return Table(
        caption=f"{indicator.title}, {indicator.unit}",
        head=[lang.say("År"), *cities.values()],
        rows=[
            [
                str(year),
                *(
                    _cell(lang, cells.get((year, code)), indicator.decimals) + (f"{NBSP}*" * ((code, year) in noted))
                    for code in cities
                ),
            ]
            for year in years
        ],
    )


def _cell(lang: Language, point: Point | None, decimals: int) -> str:
    if point is None or point.value is None:
        return lang.say("mangler")
    return lang.number(point.value, decimals)


def csv_rows(lang: Language, indicator: Indicator | Facts, points: Sequence[Point]) -> list[tuple[object, ...]]:
    """The rows of `CSV_COLUMNS`: figures unrounded, codes in words."""
    return [
        (
            indicator.indicator_id,
            p.municipality_code,
            p.name,
            p.year,
            words.said(lang, words.PRICE_BASES, p.price_basis),
            indicator.unit,
            p.value,
            words.said(lang, words.REASONS, p.missing_reason),
        )
        for p in points
    ]


def card_rows(lang: Language, indicator: Indicator | Facts, points: Sequence[SeriesPoint]) -> list[tuple[object, ...]]:
    """The rows of `CARD_COLUMNS`."""
    said = lang.say("rettet")
    rows = csv_rows(lang, indicator, points)
    return [(*row, said if p.is_corrected else None) for row, p in zip(rows, points, strict=True)]


def worded(lang: Language, row: object, fields: Iterable[str], tables: Mapping[str, Mapping[str, str]]) -> list[object]:
    """The fields of a row of a CSV; those that hold a code of one of `tables`, by field, in words."""
    return [
        words.said(lang, tables[name], getattr(row, name)) if name in tables else getattr(row, name) for name in fields
    ]


def render(
    page: Page, *, data: Sequence[Mapping[str, Any]], columns: str, caption: str, csv: str = "", empty: str = ""
) -> Markup:
    pairs = [tuple(part.strip() for part in column.split(":", maxsplit=1)) for column in columns.split(",")]
    file = (
        page.csv(csv, [title for _, title in pairs], [[row[name] for name, _ in pairs] for row in data]) if csv else ""
    )
    if empty and not data:
        return page.template("missing_note.html", text=empty)
    shown = [pair for pair in pairs if any(row[pair[0]] is not None for row in data)] or pairs
    texts = [_texts(page.lang, [row[name] for row in data]) for name, _ in shown]
    table = Table(
        caption,
        [heading for _, heading in shown],
        list(zip(*texts, strict=True)),
        numeric=False,
        numbers=[place for place, (name, _) in enumerate(shown) if place and _are_numbers([row[name] for row in data])],
        is_wordy=any(len(text) > SENTENCE for column in texts for text in column),
        is_wide=len(shown) > FEW_COLUMNS and len(data) <= FEW_ROWS,
    )
    return page.template("data_table.html", table=table, csv=file)


def _are_numbers(values: Sequence[object]) -> bool:
    return all(value is None or isinstance(value, Decimal | float | int) for value in values)


def _texts(lang: Language, values: Sequence[object]) -> list[str]:
    """One column: fractions with the same number of decimals, days as the language writes them."""
    fractions = [lang.exact(value) for value in values if isinstance(value, Decimal | float)]
    decimals = max((len(text.partition(lang.decimal_mark)[2]) for text in fractions), default=0)
    return [_text(lang, value, decimals) for value in values]


def _text(lang: Language, value: object, decimals: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal | float):
        return lang.number(value, decimals)
    return lang.date(str(value)) if _ISO_DAY.fullmatch(str(value)) else str(value)


COMPONENT = Component(
    tag="DataTable",
    kinds=(),
    attributes={
        "data": Rows(free=True),
        "columns": Text(),
        "caption": Text(),
        "csv": Text(required=False),
        "empty": Text(required=False),
    },
    render=render,
)
