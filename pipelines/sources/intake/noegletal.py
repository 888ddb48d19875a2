"""An export of noegletal.dk: some key figures one below the other, a row per municipality, a column per year.

Belongs here: that layout and its signs. Does not belong here: opening other files (`files`), own data (`contracts`).

The layout is that of an export of 10 September 2024 (github.com/FrLars21/noegletalR, inst/extdata, commit 0899bc2):
latin1, semicolons, decimal comma; years from the third column on; a heading alone in the first column above the rows of
each key figure; and below them all a legend that says what the signs among the figures mean. A sign is read as the
legend says, and nothing is guessed: what has another layout is refused, and the fault names the cell.

    De Kommunale Nøgletal;;;
    ;Kom.nr;2023;2024
    Andel udpendlere;;;
    Randers Kommune;730;1.234,5;M
    Tegnforklaring:;;;
    M  Det pågældende nøgletal mangler for året.;;;
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from pipelines.catalogue.models.source import Source
from pipelines.sources.intake.files import Fault, Grid, cell_name, rows_of
from pipelines.sources.intake.normal import CONFIDENTIAL, NOT_DELIVERED, Table, area_code, number

VALUE = "VÆRDI"  # the code of the one figure
NUMBER = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
YEAR = re.compile(r"(19|20)\d\d")
CODE = "kom.nr"
LEGEND = "tegnforklaring:"
SIGN = re.compile(r"(\S{1,3})\s+(\S.*)")
MEANINGS = {"mangler": NOT_DELIVERED, "fortrolig": CONFIDENTIAL, "diskretion": CONFIDENTIAL}
"""What a sign stands for, by a word of its line in the legend."""


def read(path: Path) -> Grid | list[Fault]:
    """The rows of an export. latin1 has a character for every byte, so a file that is UTF-8 is told by being valid."""
    content = path.read_bytes()
    if not content.strip():
        return [Fault(path.name, None, "", "filen er tom", "en eksport med titel, overskrift og rækker")]
    if content.startswith(b"PK"):
        return [Fault(path.name, None, "", "filen er et regneark", "eksporten som CSV, latin1 med semikolon")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    else:
        if not text.isascii():
            before = text[: next(place for place, letter in enumerate(text) if not letter.isascii())]
            cell = cell_name(before.count("\n") + 1, before.rpartition("\n")[2].count(";") + 1)
            return [Fault(path.name, None, cell, "tegnene er UTF-8", "eksporten skal være latin1, som den er hentet")]
    return Grid(path.name, None, rows_of(text))


def read_table(source: Source, grids: Sequence[Grid], areas: Mapping[str, str]) -> Table | list[Fault]:
    """Check every cell of one key figure in the exports and bring them into the common form.

    Args:
        source: the catalogue's entry; its `delivery.key_figure` has to stand in the heading of one key figure.
        grids: the exports; together they hold each municipality and year once.
        areas: from `normal.area_codes`.
    """
    import polars as pl

    assert source.delivery is not None and source.delivery.key_figure is not None  # noqa: S101, PT018 - the model says so
    faults: list[Fault] = []
    cells: list[dict[str, str]] = []
    seen: dict[tuple[str, str], str] = {}
    for grid in grids:
        found = _rows(grid, source.delivery.key_figure)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        years, rows = found
        signs = _legend(grid)
        for row in rows:
            values = grid.rows[row - 1]
            area = _area(grid, row, areas, has_code=min(years) > 2)
            if isinstance(area, Fault):
                faults.append(area)
            faults += [
                grid.fault(row, column, "ingen celler uden for årenes kolonner")
                for column in range(max(years) + 1, len(values) + 1)
                if values[column - 1] is not None
            ]
            for column, year in years.items():
                text = values[column - 1] if column <= len(values) else None
                if text is None or not (text in signs or NUMBER.fullmatch(text)):
                    said = "".join(f", eller {sign}" for sign in signs) or " (filen har ingen tegnforklaring)"
                    faults.append(grid.fault(row, column, f"et tal som 1.234,5{said}"))
                    continue
                place = grid.reference(row, column)
                first = seen.setdefault((area if isinstance(area, str) else place, year), place)
                if first != place:
                    faults.append(grid.fault(row, column, f"hver kommune og hvert år én gang; står også i {first}"))
                cells.append(
                    {
                        "area": str(area),
                        "period": year,
                        "measure": VALUE,
                        "source_cell": place,
                        "content": signs.get(text) or number(Decimal(text.replace(".", "").replace(",", "."))),
                    }
                )
    return faults or Table(pl.DataFrame(cells), {VALUE: source.title.da})


def _rows(grid: Grid, key_figure: str) -> tuple[dict[int, str], list[int]] | Fault:
    """The years by column, and the rows of the one key figure whose heading holds its name; all counted from 1."""
    top = next((n for n, row in enumerate(grid.rows, start=1) if _years(row)), None)
    if top is None:
        return grid.fault(1, 1, "en overskriftsrække med et årstal over hver kolonne")
    end = next((n for n, row in enumerate(grid.rows, start=1) if _is_legend(row)), len(grid.rows) + 1)
    headings = [n for n in range(top + 1, end) if grid.rows[n - 1] and not any(grid.rows[n - 1][1:])]
    headings = [n for n in headings if grid.rows[n - 1][0]]
    named = [n for n in headings if key_figure.casefold() in str(grid.rows[n - 1][0]).casefold()]
    if len(named) != 1:
        listed = ", ".join(f"'{grid.rows[n - 1][0]}'" for n in named or headings) or "ingen"
        return grid.fault(
            named[0] if named else top + 1,
            1,
            f"ét nøgletal, hvis overskrift nævner '{key_figure}'",
            found=f"fandt nøgletallene {listed}",
        )
    last = next((n for n in headings if n > named[0]), end)
    rows = [n for n in range(named[0] + 1, last) if any(grid.rows[n - 1])]
    if not rows:
        return grid.fault(named[0] + 1, 1, "mindst én række under nøgletallets overskrift")
    return _years(grid.rows[top - 1]), rows


def _years(row: Sequence[str | None]) -> dict[int, str]:
    """The year over each column (from 1) of a row of headings; empty for any other row."""
    first = 3 if len(row) > 1 and str(row[1]).casefold() == CODE else 2
    years = {column: str(cell) for column, cell in enumerate(row[first - 1 :], start=first)}
    return years if row and row[0] in (None, "Kommune") and all(map(YEAR.fullmatch, years.values())) else {}


def _area(grid: Grid, row: int, areas: Mapping[str, str], *, has_code: bool) -> str | Fault:
    """The code of the municipality in a row; where the file gives number and name, they have to be of the same."""
    values = grid.rows[row - 1]
    by_name = area_code(values[0], areas) if values[0] is not None else None
    by_code = area_code(values[1], areas) if has_code and len(values) > 1 and values[1] is not None else None
    if by_name is None or (has_code and by_code is None):
        return grid.fault(row, 1 if by_name is None else 2, "en kommune i kataloget eller Hele landet")
    if has_code and by_code != by_name:
        return grid.fault(row, 2, f"nummeret på {values[0]}, {by_name}")
    return by_name


def _is_legend(row: Sequence[str | None]) -> bool:
    return bool(row) and str(row[0]).casefold() == LEGEND


def _legend(grid: Grid) -> dict[str, str]:
    """What each sign among the figures stands for, as the file itself says below them."""
    start = next((n for n, row in enumerate(grid.rows, start=1) if _is_legend(row)), len(grid.rows))
    lines = [SIGN.fullmatch(str(row[0])) for row in grid.rows[start:] if row and row[0]]
    told = [(line[1], word) for line in lines if line for word in MEANINGS if word in line[2].casefold()]
    return {sign: MEANINGS[word] for sign, word in told}
