"""A dropped file as rows of cells, each with its place.

Belongs here: opening CSV and XLSX, encodings, sheets, formulas without a value, and how a fault is told. Does not
belong here: what a cell has to hold (`contracts`, `noegletal`).

A cell is read as the sheet shows it: 0.855 in a cell formatted as per cent is 85.5, and a line break in a cell is a
blank. So is a workbook: of its sheets the one that is to be seen and holds something.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seksby.errors import SourceError

SHOWN_LENGTH = 60  # characters of a cell in a fault
UNPACKED_LIMIT = 300 * 1024 * 1024
"""Bytes of a workbook when unpacked; a year of a municipality's own figures is some hundred kilobytes."""
SIZE_LIMIT = 100 * 1024 * 1024  # bytes of any file
ROWS_LIMIT = 200_000
WORKBOOKS = (".xlsx", ".xlsm")
CHUNK = 2**20  # bytes
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
ROW_NUMBER = re.compile(rb"\sr=\"(\d+)\"")
HIDDEN_ROW = re.compile(rb"\shidden=\"(?:1|true)\"")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a workbook begins: as it is saved since 2007; before that, and with a password to open it, another container."""
PERSON = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d[- ]?\d{4}(?!\d)")
"""A CPR number: a date of birth and four digits."""
HIDDEN = "(vises ikke)"


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a dropped file, in Danish: the analyst's language. `cell` is "" for the file as a whole."""

    file: str
    sheet: str | None
    cell: str
    found: str
    rule: str

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.file, self.sheet and f"ark {self.sheet}", self.cell) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; regel: {self.rule}"


class DeliveryError(SourceError):
    """A delivery has faults: nothing of it is taken. `faults` are all of them, in the order of the files."""

    def __init__(self, faults: Sequence[Fault], where: Path) -> None:
        files = ", ".join(dict.fromkeys(fault.file for fault in faults))
        # Without what was found: the sentence is shown on pages, the places are kept in the history of runs, and a
        # faulty cell may hold what must stand in neither.
        super().__init__(
            f"{files} har {len(faults)} fejl og er ikke taget ind; den første er i "
            f"{faults[0].cell or 'filen som helhed'}: {faults[0].rule}.",
            where="\n            ".join(f"{fault.place}: {fault.rule}" for fault in faults),
            expected="files that keep the contract in every cell",
            remedy=f"mend the cells named and put the file in {where} again; until then the previous figures are used",
        )
        self.faults = list(faults)


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet; row 1 is the first, as a spreadsheet counts. Empty cells are None."""

    file: str
    sheet: str | None
    rows: list[list[Any]]

    def fault(self, row: int, column: int, rule: str, *, found: str | None = None) -> Fault:
        """A fault of the cell in `row` and `column` (both from 1)."""
        if found is None:
            cells = self.rows[row - 1] if row <= len(self.rows) else []
            value = cells[column - 1] if column <= len(cells) else None
            text = str(value).removesuffix(" 00:00:00")  # a day, as the sheet shows it
            found = "fandt ingenting" if value is None else f"fandt '{text[:SHOWN_LENGTH]}'"
        return Fault(self.file, self.sheet, cell_name(row, column), found, rule)

    def reference(self, row: int, column: int) -> str:
        """The cell as a spreadsheet names it from outside: `[apv.xlsx]Ark1!C12`, or `[apv.csv]C12`."""
        return self.prefix + cell_name(row, column)

    @property
    def prefix(self) -> str:
        return f"[{self.file}]" + (f"{self.sheet}!" if self.sheet else "")


def cell_name(row: int, column: int) -> str:
    """`B7` for row 7, column 2."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """`B` for column 2, `AA` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read(path: Path, sheet: str | None) -> Grid | list[Fault]:
    """Read a CSV (UTF-8, semicolon) or the sheet of a workbook; what hinders it comes back as faults.

    Args:
        path: the dropped file.
        sheet: the sheet of a workbook, or None for its only one.
    """
    if not path.name.isprintable():
        rule = "filnavnet skal kunne skrives på én linje; omdøb filen"
        return [Fault(" ".join(path.name.split()), None, "", "filnavnet har et linjeskift eller styretegn", rule)]
    if PERSON.search(path.name):
        rule = "et filnavn står på siderne og må ikke vise en person; omdøb filen"
        return [Fault(PERSON.sub(HIDDEN, path.name), None, "", "filnavnet har et CPR-nummer", rule)]
    if (size := path.stat().st_size) > SIZE_LIMIT:
        return [Fault(path.name, None, "", f"filen fylder {size // 2**20} MB", f"højst {SIZE_LIMIT // 2**20} MB")]
    content = path.read_bytes()
    if not content.strip():
        return [Fault(path.name, None, "", "filen er tom", "filen skal have en overskriftsrække og mindst én række")]
    suffix = path.suffix.casefold()
    if suffix not in (".csv", *WORKBOOKS):
        found = f"filtypen '{path.suffix}'"
        return [Fault(path.name, None, "", found, "filen skal være .csv (UTF-8, semikolon) eller .xlsx")]
    if content.startswith(OLE):
        found = "filen er et regneark fra før 2007 (.xls) eller har en adgangskode, uanset navnet"
        return [Fault(path.name, None, "", found, "gem filen igen som .xlsx uden adgangskode")]
    if suffix == ".csv" and content.startswith(ZIP):
        return [Fault(path.name, None, "", "filen er et regneark, uanset navnet", "giv filen navn med .xlsx til sidst")]
    found_cells = _read_csv(path.name, content) if suffix == ".csv" else _read_workbook(path.name, content, sheet)
    return (_persons(found_cells) or found_cells) if isinstance(found_cells, Grid) else found_cells


def _persons(grid: Grid) -> list[Fault]:
    """Cells of text with a CPR number: a file of own figures has none, and what is taken in is kept for ever."""
    rule = "ingen CPR-numre: hverken tal eller navne på enheder kræver dem; fjern dem fra filen"
    return [
        grid.fault(row, column, rule, found="fandt et CPR-nummer " + HIDDEN)
        for row, cells in enumerate(grid.rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if isinstance(cell, str) and PERSON.search(cell)
    ]


def rows_of(text: str) -> list[list[Any]]:
    """Rows of semicolon-separated text; blanks around a cell are dropped, an empty cell is None."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return _without_empty_end([[_shown(cell, "") for cell in row] for row in rows])


def _read_csv(file: str, content: bytes) -> Grid | list[Fault]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].rpartition(b"\n")[2]
        row = content.count(b"\n", 0, error.start) + 1
        return [
            Fault(
                file,
                None,
                cell_name(row, line.count(b";") + 1),
                f"tegnet 0x{content[error.start]:02x} er ikke UTF-8",
                "CSV skal være gemt som UTF-8 (i Excel: 'CSV UTF-8'); et regneark (.xlsx) kan også afleveres",
            )
        ]
    try:
        return Grid(file, None, rows_of(text))
    except csv.Error as error:
        return [Fault(file, None, "", f"kan ikke læses som CSV ({error})", "CSV med semikolon mellem cellerne")]


def _read_workbook(file: str, content: bytes, sheet: str | None) -> Grid | list[Fault]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > UNPACKED_LIMIT:
            found = f"filen fylder {size // 2**20} MB udpakket"
            return [Fault(file, None, "", found, f"højst {UNPACKED_LIMIT // 2**20} MB udpakket")]
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = [item.title for item in values.worksheets]
        seen = {item.title: _sheet(item) for item in values.worksheets if item.sheet_state == "visible" or sheet}
        filled = [name for name, cells in seen.items() if cells] or list(seen)[:1]
        chosen = sheet if sheet in names else filled[0] if sheet is None and len(filled) == 1 else None
        rows = [] if chosen is None else seen[chosen]
        # Read once more for what the first reading cannot tell: a formula that was never computed from an empty cell.
        written = [] if chosen is None else _sheet(openpyxl.load_workbook(io.BytesIO(content), read_only=True)[chosen])
        hidden = [] if chosen is None else _hidden_rows(values[chosen])
        struck = [] if chosen is None else _struck(values[chosen])
    # Whatever foreign code makes of a damaged file is a fault of that file and of nothing else.
    except Exception:  # noqa: BLE001
        return [Fault(file, None, "", "filen kan ikke åbnes som et regneark", "en projektmappe gemt som .xlsx")]
    listed = ", ".join(f"'{name}'" for name in names)
    if sheet is not None and sheet not in names:
        return [Fault(file, None, "", f"fandt arkene {listed}", f"regnearket skal have arket '{sheet}'")]
    if chosen is None:
        listed = ", ".join(f"'{name}'" for name in filled)
        rule = "netop ét synligt ark med indhold: skjul eller fjern de andre"
        return [Fault(file, None, "", f"fandt {len(filled)} ark: {listed}", rule)]
    if len(rows) > ROWS_LIMIT:
        return [Fault(file, chosen, "", f"fandt {len(rows)} rækker", f"højst {ROWS_LIMIT} rækker")]
    grid = Grid(file, chosen, rows)
    faults = [
        grid.fault(
            number,
            column,
            "en formel skal være regnet ud og gemt: åbn filen i regnearksprogrammet og gem den",
            found=f"formlen {str(text)[:SHOWN_LENGTH]} uden værdi",
        )
        for number, cells in enumerate(written, start=1)
        for column, text in enumerate(cells, start=1)
        if isinstance(text, str) and text.startswith("=") and _at(rows, number, column) is None
    ]
    hidden = [row for row in hidden if row <= len(rows) and any(cell is not None for cell in rows[row - 1])]
    if hidden:
        more = f" og {len(hidden) - 1} til" if len(hidden) > 1 else ""
        rule = "alle rækker skal kunne ses: vis dem, og fjern filtre, eller slet dem, der ikke skal med"
        faults.append(Fault(file, chosen, cell_name(hidden[0], 1), f"rækken{more} er skjult", rule))
    rule = "en celle, der er streget over, er tvetydig: slet det, der står i den, eller fjern stregen"
    faults += [grid.fault(row, column, rule) for row, column in struck]
    return faults or grid


def _sheet(page: Any) -> list[list[Any]]:
    """The cells of a sheet as it shows them, without the empty rows at its end."""
    page.reset_dimensions()  # a sheet may promise another size than it has
    return _without_empty_end(
        [
            [None if cell.value is None else _shown(cell.value, cell.number_format) for cell in row]
            for row in page.iter_rows()
        ]
    )


def _hidden_rows(page: Any) -> list[int]:
    """The numbers of rows that nobody sees, by hand or by a filter: whether they belong is not said."""
    hidden, number, rest = [], 0, b""
    with page._get_source() as source:
        while chunk := source.read(CHUNK):
            begun, sign, cut = (rest + chunk).rpartition(b"<")
            for row in ROW.finditer(begun):
                number = int(found[1]) if (found := ROW_NUMBER.search(row[0])) else number + 1
                if HIDDEN_ROW.search(row[0]):
                    hidden.append(number)
            rest = sign + cut
    return hidden


def _struck(page: Any) -> list[tuple[int, int]]:
    """Row and column of the cells whose content is struck through."""
    if not any(font.strike for font in page.parent._fonts):  # else most files were read a third time
        return []
    return [
        (cell.row, cell.column)
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None and cell.font is not None and cell.font.strike
    ]


def _shown(value: Any, number_format: str) -> Any:
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A spreadsheet has 15 digits; those behind them are the binary number's: 0.142 x 100 is 14.200000000000001.
        number = float(f"{value * 100 if '%' in number_format else value:.15g}")
        return int(number) if isinstance(value, int) and number.is_integer() else number
    return value


def _at(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None


def _without_empty_end(rows: list[list[Any]]) -> list[list[Any]]:
    last = next((n for n in range(len(rows), 0, -1) if any(cell is not None for cell in rows[n - 1])), 0)
    return rows[:last]
