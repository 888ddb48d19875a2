"""Writing the workbook.

Belongs here: opening the marts, and putting rows into cells of the right type. Does not belong here: what stands where
(`sheets`), the words of the first sheet (`readme`) and the rows (`queries/`).

The file is the same, byte for byte, for the same marts: its date is that of the newest source file, and xlsxwriter
gives all members of the archive the same time.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
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
from dashboards.language import N_, Language, lower_first
from dashboards.words import closed_lists
from dashboards.workbook import readme
from dashboards.workbook.sheets import COUNT, DATE, DEFINITIONS, SHEETS, Column, Sheet
from seksby.errors import BuildError

FILE_NAME: Final = "seksby.xlsx"
QUERIES_DIR: Final = Path(__file__).parent / "queries"
SHEET_ROWS: Final = 1_048_576  # Excel's own limit, headings included
_SHARED: Final = ("listed", "corrected_figures")  # what the queries of the sheets have in common
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TOP: Final = {"valign": "top"}
_LINE_PT: Final = 15  # the height of a row of one line, as Excel has it
_HEADING_LINES: Final = 3
_README_WIDTH: Final = 100  # characters
_MOST_PT: Final = 409  # Excel's own limit of a row
_LISTS: Final = {
    "kind": closed_lists.KINDS,
    "reason": closed_lists.REASONS,
    "better": closed_lists.DIRECTIONS,
    "verification": closed_lists.VERIFICATIONS,
    "origin": closed_lists.ORIGINS,
    "licence": {text: text for text in sorted(closed_lists.LICENCES)},
    "basis": closed_lists.PRICE_BASES,
    "verdict": closed_lists.VERDICTS,
    "held_back": closed_lists.HELD_BACK,
    "target": closed_lists.TARGET_VERDICTS,
    "corrected": {"yes": N_("rettet")},
}
"""The closed lists of which the queries ask for words, as `$words['kind.' || kind]`."""
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
    # Both fail before the work is done, not after.
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out))
    part = out.with_name(f".{out.name}.part")
    part.touch()
    try:
        # Beside the workbook: whoever breaks this off throws that folder away.
        with Marts.open(warehouse) as marts, tempfile.TemporaryDirectory(prefix=".", dir=out.parent) as scratch:
            rows = _write(marts, part, scratch, lang)
        part.replace(out)
    except FileCreateError as error:  # wraps what the system said
        raise error.args[0] from None
    finally:
        part.unlink(missing_ok=True)
    return WorkbookReport(bytes_written=out.stat().st_size, rows=rows)


def _write(marts: Marts, path: Path, scratch: str, lang: Language) -> dict[str, int]:
    marts.share([_query(name, lang) for name in _SHARED])
    (group,) = marts.run(_query("compared_group", lang), {}).rows
    said = _Texts(lang, lower_first(group["title"]))
    release = next(iter(marts.run(_query("release", lang), {}).rows), {})
    words = {f"{name}.{code}": lang.say(text) for name, texts in _LISTS.items() for code, text in texts.items()}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "tmpdir": scratch}
    with xlsxwriter.Workbook(str(path), options) as book:
        _describe(book, said, release)
        styles = _Styles(book)
        first = book.add_worksheet(lang.say(readme.NAME))
        rows: dict[str, int] = {}
        for sheet in SHEETS:
            name = said(sheet.name)
            # Each sheet takes the mode that the workbook has when it is added.
            book.constant_memory = sheet.streamed
            page = book.add_worksheet(name)
            book.constant_memory = False
            parameters = {
                "words": {"key": list(words), "value": list(words.values())},
                "section": sheet.section,
            }
            columns, figures = marts.stream(_query(sheet.query, lang), parameters)
            places = _places(sheet, said, group["members"])
            _set_up(page, sheet, places, styles)
            if sheet.streamed:
                _write_headings(page, places, styles)
            rows[name] = _fill(page, places, columns, figures, styles, said)
            _finish(book, page, sheet, places, rows[name], styles, said)
        _write_readme(first, said, release, rows, styles)
    return rows


@dataclass(frozen=True)
class _Texts:
    """Messages in the workbook's language, `group` being what the compared group is called inside a sentence."""

    lang: Language
    group: str

    def __call__(self, message: str, **values: object) -> str:
        return self.lang.say(message, group=self.group, **values)

    def fact(self, name: str, **values: object) -> str:
        text = readme.FACTS[name]
        return self(text, **values)


@dataclass(frozen=True)
class _Place:
    """A column where it stands on its sheet; `member` is its number in the compared group where each has one."""

    column: Column
    heading: str
    member: int | None = None


def _places(sheet: Sheet, said: _Texts, members: Sequence[str]) -> list[_Place]:
    """The columns from left to right, one for each member of the compared group where it says so.

    Excel tells the columns of a table apart by heading, without regard to case.
    """
    places = []
    for column in sheet.columns:
        if column.per_member:
            places += [_Place(column, _literal(name), member) for member, name in enumerate(members)]
        else:
            places.append(_Place(column, _literal(said(column.heading))))
    return places


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


def marts_read(lang: Language) -> frozenset[str]:
    """The marts that a workbook is made of."""
    queries = [_query(file.stem, lang) for file in QUERIES_DIR.glob("*.sql")]
    return frozenset().union(*(check_shape(query, shared=_SHARED) for query in queries)) - {*_SHARED}


def _query(name: str, lang: Language) -> Query:
    file = QUERIES_DIR / f"{name}.sql"
    query = Query(name, file.read_text(encoding="utf-8").replace("{language}", lang.code), file, 1)
    check_shape(query, shared=_SHARED)
    return query


def _describe(book: xlsxwriter.Workbook, said: _Texts, release: Mapping[str, Any]) -> None:
    day = release.get("as_of") or release.get("newest") or _NO_SOURCE
    book.set_properties(
        {
            "title": said(readme.TITLE),
            "subject": said.fact("what_text"),
            "author": "Seksby",
            "comments": f"{said.fact('release')} {release.get('release_id') or ''}".strip(),
            "created": dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
        }
    )
    book.set_custom_property("Language", said.lang.tag)


def _set_up(page: Worksheet, sheet: Sheet, places: Sequence[_Place], styles: _Styles) -> None:
    for number, place in enumerate(places):
        page.set_column(number, number, place.column.width, styles.of(place.column))
    page.set_row(0, _HEADING_LINES * _LINE_PT)
    page.freeze_panes(1, sheet.frozen)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def _write_headings(page: Worksheet, places: Sequence[_Place], styles: _Styles) -> None:
    for number, place in enumerate(places):
        page.write_string(0, number, place.heading, styles.heading)


def _fill(
    page: Worksheet,
    places: Sequence[_Place],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    styles: _Styles,
    said: _Texts,
) -> int:
    """Write the rows below the headings, and give their number. Nothing is written for what is missing."""
    at = {name: number for number, name in enumerate(names)}
    cells = [
        (number, at[column.source], place.member, at[column.format_from] if column.format_from else None, column.linked)
        for number, place in enumerate(places)
        for column in (place.column,)
    ]
    wrapped = [(at[place.column.source], place.column.width) for place in places if place.column.wraps]
    definition = f"internal:'{said(DEFINITIONS.name)}'!A"
    number = 0
    for number, row in enumerate(rows, start=1):
        if number == SHEET_ROWS:
            raise _too_long(page.get_name())
        if wrapped:
            page.set_row(number, _height(*((row[source], width) for source, width in wrapped)))
        for place, source, member, format_at, linked in cells:
            value = row[source] if member is None else row[source][member]
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
    places: Sequence[_Place],
    rows: int,
    styles: _Styles,
    said: _Texts,
) -> None:
    """Make the rows a table with headings and filter; a streamed sheet gets a named range and a filter instead."""
    name, last = said(sheet.table), len(places) - 1
    # Codes such as 021 are text on purpose; Excel marks each of them as a number stored as text.
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, max(rows, 1), last)})
    if rows == 0:
        _write_headings(page, places, styles)
    elif sheet.streamed:
        page.autofilter(0, 0, rows, last)
        book.define_name(name, f"='{page.get_name()}'!{xl_range_abs(0, 0, rows, last)}")
    else:
        page.add_table(
            *(0, 0, rows, last),
            {
                "name": name,
                "title": said(sheet.name),
                "description": said(sheet.holds),
                "style": "Table Style Light 1",
                "columns": [{"header": place.heading, "header_format": styles.heading} for place in places],
            },
        )


def _write_readme(
    page: Worksheet, said: _Texts, release: Mapping[str, Any], rows: Mapping[str, int], styles: _Styles
) -> None:
    """What the workbook is, how to read it, and its sheets with their number of rows."""

    counts = {name: said.lang.number(release.get(name, 0)) for name in ("files", "transcribed")}
    transcribed = said.fact("transcribed_text", **counts) if release.get("transcribed") else None
    clear = (
        said.fact(
            "clear_text",
            verdicts=said.lang.number(release["clear_verdicts"]),
            wrong=said.lang.number(release["clear_wrong"], 1),
        )
        if release.get("clear_verdicts")
        else None
    )
    page.set_column(0, 0, 34)
    page.set_column(1, 1, _README_WIDTH)
    page.set_column(2, 2, 10)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, said(readme.TITLE), styles.title)
    lines: list[tuple[str, Any]] = [
        (said.fact("what"), said.fact("what_text")),
        (said.fact("release"), release.get("release_id")),
        (said.fact("newest"), release.get("newest")),
        (said.fact("as_of"), release.get("as_of")),
        (said.fact("notice"), release.get("notice")),
        (said.fact("transcribed"), transcribed),
        (said.fact("licence"), said.fact("licence_text")),
        (said.fact("clear"), clear),
        *((said(label), said(text)) for label, text in readme.READING),
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
    page.write_row(first, 0, [said.fact("sheets"), said.fact("content"), said.fact("rows")], styles.heading)
    for number, sheet in enumerate(SHEETS, start=first + 1):
        name, holds = said(sheet.name), said(sheet.holds)
        page.write_url(number, 0, f"internal:'{name}'!A1", styles.link, string=name)
        page.write_string(number, 1, holds, styles.wrapped)
        page.set_row(number, _height((holds, _README_WIDTH)))
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
        remedy="take measures off the sheet in dashboards/workbook/sheets.py; CSV files have no such limit",
    )
