"""The form as an empty workbook: a sheet for each kind of decision, with help, and lists to choose from.

Belongs here: how it looks in Excel. Does not belong here: which columns there are (`columns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.catalogue.models.whole import Catalogue
from pipelines.own.forms.columns import ABOUT, BETWEEN, BY, FORMS, VERSION, Column, Form, lists, version
from seksby.settings import variable

ROWS = 200
"""Rows with lists to choose from; more may be filled in."""
FIRST_ROW = 4
"""The first row of entries, as a spreadsheet counts: below what the sheet is, the titles and their help."""
CHOICES = "Valg"
WIDTHS = {"text": 34, "day": 13, "whole": 13, "number": 13, "choice": 34, "choices": 24}
INK, PALE = "#1f2d3d", "#eef2f6"


def write_form(catalogue: Catalogue, file: Path) -> Path:
    """Write the form; an existing file of that name is replaced."""
    known = lists(catalogue)
    with xlsxwriter.Workbook(str(file)) as book:
        book.set_properties({"title": "Seksby: kommunens beslutninger", "author": "Seksby"})
        looks = {
            "head": book.add_format({"bold": True, "font_size": 14}),
            "title": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "font_color": "white", "bg_color": INK, "border": 1}
            ),
            "help": book.add_format(
                {"italic": True, "text_wrap": True, "valign": "top", "bg_color": PALE, "border": 1}
            ),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "bold": book.add_format({"bold": True, "valign": "top"}),
            "fill": book.add_format({"bg_color": "#fff8e1", "border": 1, "text_wrap": True}),
        }
        _about(book, looks)
        sheets = [(form, book.add_worksheet(form.title)) for form in FORMS]
        ranges = _choices(book, known)
        for form, sheet in sheets:
            _sheet(sheet, form, ranges, looks)
    return file


def _about(book: Any, looks: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)
    sheet.fit_to_pages(1, 1)
    sheet.write(0, 0, "Kommunens beslutninger", looks["head"])
    lines = (
        (
            "Sådan bruges det",
            "Udfyld de ark, der er noget at skrive i; de andre bliver stående tomme. Én række er én beslutning.",
        ),
        ("Så", "Læg filen i mappen inbox/SKEMA i Seksbys datamappe. `seksby check` siger, om noget skal rettes."),
        (
            "Hvad der sker",
            "`seksby refresh` skriver rækkerne i kommunens egen mappe, med hvem og hvornår. Intet overskrives.",
        ),
        ("Hvor det er", f"Mappen hedder own i datamappen, eller det, {variable('own_dir')} siger."),
    )
    for row, (name, text) in enumerate(lines, start=2):
        sheet.write(row, 0, name, looks["bold"])
        sheet.write(row, 1, text, looks["text"])
        sheet.set_row(row, 32)  # of two lines; a spreadsheet does not always measure them by itself
    row = len(lines) + 3
    sheet.write(row, 0, BY[0], looks["bold"])
    sheet.write_blank(row, 1, None, looks["fill"])
    sheet.write(row + 1, 1, BY[1], looks["text"])
    sheet.write(row + 3, 0, VERSION, looks["bold"])
    sheet.write_string(row + 3, 1, version(), looks["text"])


def _choices(book: Any, known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """A hidden sheet with each list in a column; where each lies."""
    sheet = book.add_worksheet(CHOICES)
    sheet.hide()
    ranges = {}
    for column, (name, listed) in enumerate(known.items()):
        sheet.write(0, column, name)
        for row, (code, text) in enumerate(listed.items(), start=1):
            sheet.write_string(row, column, f"{text}{BETWEEN}{code}")
        if listed:
            letter = xlsxwriter.utility.xl_col_to_name(column)
            ranges[name] = f"={CHOICES}!${letter}$2:${letter}${len(listed) + 1}"
    return ranges


def _sheet(sheet: Any, form: Form, ranges: Mapping[str, str], looks: Mapping[str, Any]) -> None:
    sheet.write(0, 0, form.said, looks["bold"])
    sheet.set_row(1, 32)
    sheet.set_row(2, 48)
    for number, column in enumerate(form.columns):
        sheet.set_column(number, number, WIDTHS[column.kind], looks["day" if column.kind == "day" else "text"])
        sheet.write(1, number, column.title + (" *" if column.is_required else ""), looks["title"])
        sheet.write(2, number, _help(column), looks["help"])
        rule = _rule(column, ranges)
        if rule:
            sheet.data_validation(FIRST_ROW - 1, number, FIRST_ROW - 2 + ROWS, number, rule)
    sheet.freeze_panes(FIRST_ROW - 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 2)


def _help(column: Column) -> str:
    kinds = {"day": "En dato: 2026-03-01.", "whole": "Et helt tal.", "number": "Et tal, decimaler med komma."}
    if column.kind == "choice" and not column.help:
        return "Vælg på listen."
    return " ".join(dict.fromkeys(filter(None, (column.help, kinds.get(column.kind, "")))))


def _rule(column: Column, ranges: Mapping[str, str]) -> dict[str, Any] | None:
    told = {"error_title": column.title, "error_type": "warning", "ignore_blank": True}
    if column.kind == "choice" and column.listed in ranges:
        return told | {"validate": "list", "source": ranges[column.listed], "error_message": "Vælg på listen."}
    return None
