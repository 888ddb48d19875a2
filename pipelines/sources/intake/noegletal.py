"""An export of noegletal.dk: one key figure, a row per municipality, a column per year.

Belongs here: that layout and its signs. Does not belong here: opening other files (`files`), own data (`contracts`).

The layout is an assumption, made from how the exports are described (latin1, `.` for thousands, `,` for decimals, `-`
for nil, `M` and `U` for missing); no export could be had to check it against. So nothing is guessed: a file with
another layout is refused, and the fault names the cell.

    Title of the key figure, and any further lines of text
    Kommune;2022;2023;2024
    Hele landet;1.234,5;-;M
    Randers;1.100,0;1.050,2;U
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
SIGNS = {"-": "0", "M": NOT_DELIVERED, "U": CONFIDENTIAL}
YEAR = re.compile(r"(19|20)\d\d")


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
    """Check every cell of the exports of one key figure and bring them into the common form.

    Args:
        source: the catalogue's entry; its `delivery.key_figure` has to stand in the title.
        grids: the exports; together they hold each municipality and year once.
        areas: from `normal.area_codes`.
    """
    import polars as pl

    assert source.delivery is not None and source.delivery.key_figure is not None  # noqa: S101, PT018 - the model says so
    faults: list[Fault] = []
    cells: list[dict[str, str]] = []
    seen: dict[tuple[str, str], str] = {}
    for grid in grids:
        top = next((n for n, row in enumerate(grid.rows) if _is_header(row)), None)
        if top is None:
            faults.append(grid.fault(1, 1, "en overskriftsrække med et årstal over hver kolonne"))
            continue
        title = " ".join(str(cell) for row in grid.rows[:top] for cell in row if cell)
        if source.delivery.key_figure.casefold() not in title.casefold():
            found = f"fandt titlen '{title[:80]}'"
            faults.append(grid.fault(1, 1, f"titlen skal nævne '{source.delivery.key_figure}'", found=found))
        years = grid.rows[top][1:]
        if len(grid.rows) == top + 1:
            faults.append(grid.fault(top + 2, 1, "mindst én række under overskriften"))
        for row, values in enumerate(grid.rows[top + 1 :], start=top + 2):
            area = area_code(values[0], areas) if values and values[0] is not None else None
            if area is None:
                faults.append(grid.fault(row, 1, "en kommune i kataloget eller Hele landet"))
            for column in range(2, max(len(years) + 1, len(values)) + 1):
                if column > len(years) + 1:
                    faults.append(grid.fault(row, column, "ingen celler uden for årenes kolonner"))
                    continue
                text = values[column - 1] if column <= len(values) else None
                if text is None or not (text in SIGNS or NUMBER.fullmatch(text)):
                    faults.append(grid.fault(row, column, "et tal som 1.234,5, eller -, M eller U"))
                    continue
                place = grid.reference(row, column)
                first = seen.setdefault((area or place, years[column - 2]), place)
                if first != place:
                    rule = f"hver kommune og hvert år én gang; står også i {first}"
                    faults.append(grid.fault(row, column, rule))
                cells.append(
                    {
                        "area": area or "",
                        "period": years[column - 2],
                        "measure": VALUE,
                        "source_cell": place,
                        "content": SIGNS.get(text) or number(Decimal(text.replace(".", "").replace(",", "."))),
                    }
                )
    return faults or Table(pl.DataFrame(cells), {VALUE: source.title.da})


def _is_header(row: Sequence[str | None]) -> bool:
    return len(row) > 1 and all(cell is not None and YEAR.fullmatch(cell) for cell in row[1:])
