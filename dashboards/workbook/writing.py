"""Writing the workbook.

Belongs here: opening the marts, and putting rows into cells of the right type. Does not belong here: what stands where
(`layout`), the rows (`queries/`) and the words (`texts`).

The file is the same, byte for byte, for the same marts: its date is that of the newest source file, and xlsxwriter
gives all members of the archive the same time.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, check_shape
from dashboards.language import Language
from dashboards.workbook.layout import COUNT, DATE, DEFINITIONS, SHEETS, Column, Sheet
from dashboards.workbook.texts import Texts, texts
from seksby.errors import BuildError

FILE_NAME: Final = "seksby.xlsx"
QUERIES_DIR: Final = Path(__file__).parent / "queries"
SHEET_ROWS: Final = 1_048_576  # Excel's own limit, headings included
_LISTED: Final = "listed"  # what the queries of the sheets have in common
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TOP: Final = {"valign": "top"}
_LINE_PT: Final = 15  # the height of a row of one line, as Excel has it
_HEADING_LINES: Final = 3
_README_WIDTH: Final = 100  # characters
_MOST_PT: Final = 409  # Excel's own limit of a row
_NO_SOURCE: Final = dt.date(2007, 1, 1)  # a warehouse without any source file still needs a date: the reform of 2007


@dataclass(frozen=True)
class WorkbookReport:
    """What was written: size in bytes, and rows of figures, definitions or sources by name of sheet."""

    bytes_written: int
    rows: Mapping[str, int]


def write_workbook(warehouse: Path, out: Path, *, lang: Language) -> WorkbookReport:
    """Write the marts of `warehouse` to the Excel file `out`, which replaces what is there only when it is complete.

    Raises:
        BuildError: a sheet would have more rows than Excel can hold.
        OSError: the file cannot be written.
    """
    part = out.with_name(f".{out.name}.part")
    part.touch()  # fails before the work is done, not after
    try:
        with Marts.open(warehouse) as marts, tempfile.TemporaryDirectory(prefix="seksby-") as scratch:
            rows = _write(marts, part, scratch, lang)
        part.replace(out)
    except FileCreateError as error:  # wraps what the system said
        raise error.args[0] from None
    finally:
        part.unlink(missing_ok=True)
    return WorkbookReport(bytes_written=out.stat().st_size, rows=rows)


def _write(marts: Marts, path: Path, scratch: str, lang: Language) -> dict[str, int]:
    said = texts(lang)
    marts.share(_query(_LISTED, lang))
    cities = [str(row["name"]) for row in marts.run(_query("cities", lang), {}).rows]
    release = next(iter(marts.run(_query("release", lang), {}).rows), {})
    words = {"key": list(said.words), "value": list(said.words.values())}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "tmpdir": scratch}
    with xlsxwriter.Workbook(str(path), options) as book:
        _describe(book, lang, said, release)
        styles = _Styles(book)
        readme = book.add_worksheet(said.readme)
        rows: dict[str, int] = {}
        for sheet in SHEETS:
            name = said.sheets[sheet.key][0]
            # Each sheet takes the mode that the workbook has when it is added.
            book.constant_memory = sheet.streamed
            page = book.add_worksheet(name)
            book.constant_memory = False
            columns, figures = marts.stream(_query(sheet.query, lang), {"words": words, "section": sheet.section})
            headings = _headings(sheet, said, cities)
            _set_up(page, sheet, styles)
            if sheet.streamed:
                _write_headings(page, headings, styles)
            rows[name] = _fill(page, sheet, columns, figures, styles, said)
            _finish(book, page, sheet, headings, rows[name], styles, said)
        _write_readme(readme, lang, said, release, rows, styles)
    return rows


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._make = book.add_format
        self._numbers: dict[str, Format] = {}
        self.heading = self._make({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title = self._make({"bold": True, "font_size": 16})
        self.label = self._make({"bold": True, **_TOP})
        self.text = self._make(_TOP)
        self.wrapped = self._make({"text_wrap": True, **_TOP})
        self.date = self._make({"num_format": DATE, "align": "left", **_TOP})
        self.link = self._make({"font_color": "#0B57A4", "underline": 1, **_TOP})

    def number(self, code: str) -> Format:
        if code not in self._numbers:
            self._numbers[code] = self._make({"num_format": code, **_TOP})
        return self._numbers[code]

    def of(self, column: Column) -> Format:
        """What all cells of a column have in common."""
        if column.number_format:
            return self.number(column.number_format)
        return self.wrapped if column.wraps else self.text


def _query(name: str, lang: Language) -> Query:
    file = QUERIES_DIR / f"{name}.sql"
    query = Query(name, file.read_text(encoding="utf-8").replace("{language}", lang.code), file, 1)
    check_shape(query, shared=(_LISTED,))
    return query


def _describe(book: xlsxwriter.Workbook, lang: Language, texts: Texts, release: Mapping[str, Any]) -> None:
    day = release.get("as_of") or release.get("newest") or _NO_SOURCE
    book.set_properties(
        {
            "title": texts.title,
            "subject": texts.facts["what_text"],
            "author": "Seksby",
            "comments": f"{texts.facts['release']} {release.get('release_id') or ''}".strip(),
            "created": dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
        }
    )
    book.set_custom_property("Language", lang.locale.replace("_", "-"))


def _headings(sheet: Sheet, texts: Texts, cities: Sequence[str]) -> list[str]:
    """Excel tells the columns of a table apart by heading, without regard to case."""
    headings = []
    for column in sheet.columns:
        text = texts.headings[column.source]
        if "{city}" in text:
            text = text.format(city=cities[int(column.source.rpartition("_")[2]) - 1])
        headings.append(_literal(text))
    return headings


def _set_up(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, styles.of(column))
    page.set_row(0, _HEADING_LINES * _LINE_PT)
    page.freeze_panes(1, sheet.frozen)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def _write_headings(page: Worksheet, headings: Sequence[str], styles: _Styles) -> None:
    for place, heading in enumerate(headings):
        page.write_string(0, place, heading, styles.heading)


def _fill(
    page: Worksheet,
    sheet: Sheet,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    styles: _Styles,
    texts: Texts,
) -> int:
    """Write the rows below the headings, and give their number. Nothing is written for what is missing."""
    at = {name: place for place, name in enumerate(names)}
    cells = [
        (place, at[column.source], at[column.format_from] if column.format_from else None, column.linked)
        for place, column in enumerate(sheet.columns)
    ]
    wrapped = [(at[column.source], column.width) for column in sheet.columns if column.wraps]
    definition = f"internal:'{texts.sheets[DEFINITIONS][0]}'!A"
    number = 0
    for number, row in enumerate(rows, start=1):
        if number == SHEET_ROWS:
            raise _too_long(page.get_name())
        if wrapped:
            page.set_row(number, _height(*((row[source], width) for source, width in wrapped)))
        for place, source, format_at, linked in cells:
            value = row[source]
            if value is None:
                continue
            if linked:
                page.write_url(
                    number, place, f"{definition}{row[at['definition_row']]}", styles.link, string=_literal(value)
                )
            elif value.__class__ is str:
                page.write_string(number, place, _literal(value))
            elif value.__class__ is dt.date:
                page.write_datetime(number, place, value)
            else:
                page.write_number(number, place, value, None if format_at is None else styles.number(row[format_at]))
    return number


def _height(*texts: tuple[object, int]) -> float:
    """Points for the longest of the texts, each in a column of so many characters.

    Excel finds the height itself, LibreOffice does not and lets the text cover the next row.
    """
    lines = [sum(-(-len(line) // width) or 1 for line in str(text or "").split("\n")) for text, width in texts]
    return float(min(max(lines) * _LINE_PT, _MOST_PT))


def _finish(
    book: xlsxwriter.Workbook,
    page: Worksheet,
    sheet: Sheet,
    headings: Sequence[str],
    rows: int,
    styles: _Styles,
    texts: Texts,
) -> None:
    """Make the rows a table with headings and filter; a streamed sheet gets a named range and a filter instead."""
    name, last = texts.tables[sheet.key], len(headings) - 1
    # Codes such as 021 are text on purpose; Excel marks each of them as a number stored as text.
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, max(rows, 1), last)})
    if rows == 0:
        _write_headings(page, headings, styles)
    elif sheet.streamed:
        page.autofilter(0, 0, rows, last)
        book.define_name(name, f"='{page.get_name()}'!{xl_range_abs(0, 0, rows, last)}")
    else:
        page.add_table(
            *(0, 0, rows, last),
            {
                "name": name,
                "title": texts.sheets[sheet.key][0],
                "description": texts.sheets[sheet.key][1],
                "style": "Table Style Light 1",
                "columns": [{"header": heading, "header_format": styles.heading} for heading in headings],
            },
        )


def _write_readme(
    page: Worksheet,
    lang: Language,
    texts: Texts,
    release: Mapping[str, Any],
    rows: Mapping[str, int],
    styles: _Styles,
) -> None:
    facts = texts.facts
    counts = {name: lang.number(release.get(name, 0)) for name in ("files", "transcribed")}
    transcribed = facts["transcribed_text"].format(**counts) if release.get("transcribed") else None
    page.set_column(0, 0, 34)
    page.set_column(1, 1, _README_WIDTH)
    page.set_column(2, 2, 10)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, texts.title, styles.title)
    lines: list[tuple[str, Any]] = [
        (facts["what"], facts["what_text"]),
        (facts["release"], release.get("release_id")),
        (facts["newest"], release.get("newest")),
        (facts["as_of"], release.get("as_of")),
        (facts["notice"], release.get("notice")),
        (facts["transcribed"], transcribed),
        (facts["licence"], facts["licence_text"]),
        *texts.reading,
    ]
    number = 1
    for label, value in lines:
        if value is None:
            continue
        number += 1
        page.write_string(number, 0, label, styles.label)
        if isinstance(value, dt.date):
            page.write_datetime(number, 1, value, styles.date)
        else:
            page.write_string(number, 1, _literal(value), styles.wrapped)
            page.set_row(number, _height((value, _README_WIDTH)))
    first = number + 2
    page.write_row(first, 0, [facts["sheets"], facts["content"], facts["rows"]], styles.heading)
    for number, (name, content) in enumerate(texts.sheets.values(), start=first + 1):
        page.write_url(number, 0, f"internal:'{name}'!A1", styles.link, string=name)
        page.write_string(number, 1, content, styles.wrapped)
        page.set_row(number, _height((content, _README_WIDTH)))
        page.write_number(number, 2, rows[name], styles.number(COUNT))


def _literal(text: str) -> str:
    """Text that stays text.

    What is wrapped in <r>…</r> xlsxwriter takes for its own rich text and does not escape; and control characters,
    which XML cannot hold, it escapes in cells but not in headings and links.
    """
    text = _CONTROL.sub("", text)
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _too_long(sheet: str) -> BuildError:
    return BuildError(
        f"The sheet {sheet} would have more rows than Excel can hold.",
        where=FILE_NAME,
        expected=f"at most {SHEET_ROWS - 1} figures on a sheet",
        remedy="take measures off the sheet in dashboards/workbook/layout.py; CSV files have no such limit",
    )
