"""The working paper as an Excel workbook, with boxes to tick.

Belongs here: putting the paper into cells. Does not belong here: what stands on it (`paper`).

The file is the same, byte for byte, for the same sample: its date is that of the release's newest file.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from dashboards import fixed_word
from pipelines.releases.sampling.paper import CELLS_SHOWN, CHECKS, Paper

SIGNED: Final = ("Udført af", "Dato", "Underskrift", "Gennemset af", "Dato", "Underskrift")
_HEAD: Final = ("Nr.", "Mål", "Kommune, år, gruppe", "Tal", "Offentliggjort", "Genregnet af Seksby", "Opskrift med tal")
_TAIL: Final = ("Egen beregning", "Bemærkning", "Nøgle", "Alle celler")
_CELLS: Final = (
    "Nr.",
    "Rolle",
    "Tabel",
    "Område",
    "Koder",
    "Periode",
    "Fil",
    "Linje",
    "Linjen, som den står",
    "Fundet",
)


def write_xlsx(paper: Paper, file: Path) -> None:
    """Write the paper; the cells are looked up in the files of the site's `/data/filer/`.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        created = dt.datetime.fromisoformat(paper.day).replace(tzinfo=dt.UTC)
        book.set_properties({"title": f"Stikprøve af udgave {paper.release}", "author": "Seksby", "created": created})
        bold, wrap = (
            book.add_format({"bold": True, "valign": "top"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        line = book.add_format({"bottom": 1})

        about = book.add_worksheet("Stikprøve")
        about.set_column(0, 0, 18, bold)
        about.set_column(1, 1, 100, wrap)
        for row, (name, text) in enumerate(paper.facts):
            about.write_string(row, 0, name, bold)
            about.write_string(row, 1, text, wrap)
        for row, name in enumerate(SIGNED, start=len(paper.facts) + 1):
            about.write_string(row, 0, name, bold)
            about.write_blank(row, 1, None, line)

        numbers = book.add_worksheet("Tal")
        numbers.freeze_panes(1, 1)
        for column, name in enumerate((*_HEAD, *CHECKS, *_TAIL)):
            numbers.write_string(0, column, name, head)
        for column, width in enumerate((5, 40, 30, 30, 16, 16, 60, *(12 for _ in CHECKS), 16, 30, 60, 60)):
            numbers.set_column(column, column, width, wrap)
        for row, item in enumerate(paper.items, start=1):
            numbers.write_number(row, 0, item.no, wrap)
            texts = (item.title, item.of, item.number, item.published, item.again, item.recipe)
            for column, text in enumerate(texts, start=1):
                numbers.write_string(row, column, text, wrap)
            for column in range(len(_HEAD), len(_HEAD) + len(CHECKS)):
                numbers.insert_checkbox(row, column, False)
            after = len(_HEAD) + len(CHECKS)
            numbers.write_blank(row, after, None, wrap)
            numbers.write_blank(row, after + 1, None, wrap)
            numbers.write_string(row, after + 2, item.key, wrap)
            rest = f"{item.cells_in_all} celler, {CELLS_SHOWN} vist; " if item.cells_in_all > CELLS_SHOWN else ""
            numbers.write_string(row, after + 3, rest + item.command, wrap)

        cells = book.add_worksheet("Celler")
        cells.freeze_panes(1, 1)
        for column, name in enumerate(_CELLS):
            cells.write_string(0, column, name, head)
        for column, width in enumerate((5, 14, 14, 8, 50, 10, 44, 8, 44, 10)):
            cells.set_column(column, column, width, wrap)
        row = 0
        for item in paper.items:
            for cell in item.cells:
                row += 1
                cells.write_number(row, 0, item.no, wrap)
                texts = (fixed_word(cell.role, "da"), cell.table, cell.area, cell.codes, cell.period, cell.file)
                for column, text in enumerate(texts, start=1):
                    cells.write_string(row, column, text, wrap)
                cells.write_number(row, 7, cell.line, wrap)
                cells.write_string(row, 8, cell.text, wrap)
                cells.insert_checkbox(row, 9, False)
