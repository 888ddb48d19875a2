"""The source cells of values, read anew from the files, and the values made of them again.

Belongs here: which cells a set of values is made of, what stands in the files at those lines, and the recipe's
arithmetic with fractions. Does not belong here: which values those are (`kinds`), or numbers made of them (`working`).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases.release import Release
from pipelines.releases.sealing import stored
from pipelines.releases.tracing.opening import has_column
from seksby.errors import SnapshotError
from seksby.vocabulary import SOURCE_CELL
from seksby.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

# A published value has six decimals; a value computed another way may differ by one in the last.
PUBLISHED_STEP = Decimal("0.000001")


@dataclass(frozen=True)
class Correction:
    """Why another figure than the file's is used for a cell, or none: `value`, or `missing_reason` in its place."""

    correction_id: str
    expected_value: Decimal | None
    expected_marker: str | None
    value: Decimal | None
    missing_reason: str | None
    reason_da: str
    reason_en: str
    evidence: str
    reviewed_by: str
    reviewed_on: date
    status: str

    def holds(self, text: str) -> bool:
        """Whether the file, which has `text` in the cell, still says what the correction expects."""
        if self.expected_marker is not None:
            return text == self.expected_marker
        try:
            return Decimal(text.replace(",", ".")) == self.expected_value
        except InvalidOperation:
            return False


@dataclass(frozen=True)
class Cell:
    """One source cell in a number.

    `indicator_id`, `municipality_code` and `year` are those of the value it is in; it enters its `role` there with
    `weight / divisor`. `value` is the figure that is used, `published_value` the one the release found in the file;
    they differ only where there is a `correction`. `file_line` is the line of the file as an editor shows it,
    `file_text` that line as it stands there today, and `file_value` the figure in it; `marker` is what the publisher
    wrote in place of a number. `area` is whose cell it is to be, in three digits, and `fits` whether the line is of
    that area, those codes and that period: another city's line gives a number too.
    """

    indicator_id: str | None
    municipality_code: str | None
    year: int | None
    role: str
    table: str
    publisher: str
    publisher_table: str
    area: str
    codes: str
    period: str
    value: Decimal | None
    published_value: Decimal | None
    marker: str | None
    missing_reason: str | None
    weight: Decimal
    divisor: int
    snapshot_id: str
    sha256: str
    origin: str
    licence: str
    citation: str | None
    url: str | None
    request: str | None
    publisher_updated: str | None
    retrieved_at: str
    file: str
    file_line: int
    file_text: str
    file_value: str
    fits: bool
    correction: Correction | None
    source_cell: str | None

    @property
    def number(self) -> Fraction | None:
        """The figure the cell stands for: what the file says, or what a correction of just that says."""
        if self.correction is not None and self.correction.holds(self.file_value):
            return None if self.correction.value is None else Fraction(self.correction.value)
        if self.file_value == self.marker:
            return Fraction(0) if self.published_value == 0 else None
        try:
            return Fraction(self.file_value.replace(",", "."))
        except ValueError:
            return None


@dataclass(frozen=True)
class Value:
    """A value made of its cells again: `totals` are the sums by role, `published` is what the release holds."""

    indicator_id: str
    municipality_code: str
    year: int | None
    scale: Decimal
    totals: Mapping[str, Fraction]
    published: Decimal | None
    missing_reason: str | None
    recomputed: Decimal | None

    @property
    def quantity(self) -> float | None:
        """What the value counts as when the others are weighed."""
        found = self.totals.get("denominator", self.totals.get("weight"))
        return None if found is None else float(round(found, 9))


Key = tuple[str, str, int | None]


_PLACE = """
    snapshots.source_id as "table", snapshots.publisher, snapshots.publisher_table, snapshots.sha256, snapshots.origin,
    snapshots.licence, snapshots.citation, snapshots.url, snapshots.request, snapshots.publisher_updated,
    snapshots.retrieved_at, snapshots.path as file
"""


def cells_of_values(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, release: Release, values: Iterable[Key]
) -> list[Cell]:
    """Every cell in the recipes of `values`, with what stands in the files; in the order of recipes."""
    keys = list(dict.fromkeys(values))
    columns = [list(column) for column in zip(*keys, strict=True)] or [[], [], []]
    # Releases from before successions could be declared (2026-11-30): every cell was its municipality's own.
    area = "area_code" if has_column(connection, "marts.lineage", "area_code") else "municipality_code"
    rows = _rows(
        connection,
        f"""
        select lineage.indicator_id, lineage.municipality_code, lineage.year, lineage.role,
            lineage.{area} as area, lineage.codes, lineage.period, lineage.cell_value as value,
            lineage.published_value, lineage.marker, lineage.missing_reason, lineage.weight, lineage.divisor,
            lineage.snapshot_id, lineage.file_line, lineage.correction_id, {_PLACE}
        from (
            select unnest(?::varchar[]) as indicator_id, unnest(?::varchar[]) as municipality_code,
                unnest(?::integer[]) as year, unnest(range(?)) as place
        ) as asked
        inner join marts.lineage as lineage using (indicator_id, municipality_code, year)
        inner join marts.snapshots as snapshots on lineage.snapshot_id = snapshots.snapshot_id
        order by asked.place, role <> 'numerator', role <> 'multiplier', role <> 'denominator', role, term_no, period,
            codes
        """,
        [*columns, len(keys)],
    )
    return _read(connection, workspace, release, rows)


def cells_at(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    release: Release,
    places: Sequence[tuple[str, str, int, float]],
) -> list[Cell]:
    """Cells that are in no value: role, snapshot, line and factor of each."""
    columns = [list(column) for column in zip(*places, strict=True)] or [[], [], [], []]
    rows = _rows(
        connection,
        f"""
        select null as indicator_id, null as municipality_code, cells.year, asked.role, cells.municipality_code as area,
            cells.series_key as codes, cells.period, cells.value, cells.published_value, cells.marker,
            cells.missing_reason, cast(asked.factor as decimal(18, 6)) as weight, 1 as divisor, cells.snapshot_id,
            cells.file_line, cells.correction_id, {_PLACE}
        from (
            select unnest(?::varchar[]) as role, unnest(?::varchar[]) as snapshot_id, unnest(?::integer[]) as file_line,
                unnest(?::double[]) as factor
        ) as asked
        inner join staging.stg_cells as cells
            on asked.snapshot_id = cells.snapshot_id and asked.file_line = cells.file_line
        inner join marts.snapshots as snapshots on cells.snapshot_id = snapshots.snapshot_id
        order by asked.role desc, cells.snapshot_id, cells.file_line
        """,
        columns,
    )
    return _read(connection, workspace, release, rows)


def values_of(connection: duckdb.DuckDBPyConnection, cells: Iterable[Cell], keys: Iterable[Key]) -> dict[Key, Value]:
    """The values of `keys` made of `cells` again."""
    totals: dict[Key, dict[str, Fraction]] = defaultdict(dict)
    broken: set[tuple[Key, str]] = set()
    for cell in cells:
        if cell.indicator_id is None or cell.municipality_code is None or cell.year is None:
            continue
        key: Key = (cell.indicator_id, cell.municipality_code, cell.year)
        if cell.value is None and cell.marker is None and cell.correction is None:
            continue  # an absent row that the recipe counts as zero
        number = cell.number
        if number is None:
            broken.add((key, cell.role))  # a marker that no correction turns into a figure
            continue
        share = number * Fraction(cell.weight) / cell.divisor
        totals[key][cell.role] = totals[key].get(cell.role, Fraction(0)) + share
    for key, role in broken:
        totals[key].pop(role, None)
    wanted = list(dict.fromkeys(keys))
    columns = [list(column) for column in zip(*wanted, strict=True)] or [[], [], []]
    published = connection.execute(
        """
        select asked.indicator_id, asked.municipality_code, asked.year, coalesce(indicators.scale, 1), published.value,
            published.missing_reason
        from (
            select unnest(?::varchar[]) as indicator_id, unnest(?::varchar[]) as municipality_code,
                unnest(?::integer[]) as year
        ) as asked
        left join marts.indicators as indicators on asked.indicator_id = indicators.indicator_id
        left join marts.indicator_values as published
            on asked.indicator_id = published.indicator_id and asked.municipality_code = published.municipality_code
            and asked.year = published.year and published.price_basis <> 'fixed'
        """,
        columns,
    ).fetchall()
    return {
        (indicator, municipality, of_year): Value(
            indicator,
            municipality,
            of_year,
            scale,
            totals[indicator, municipality, of_year],
            value,
            reason,
            None if value is None else _recompute(totals[indicator, municipality, of_year], scale),
        )
        for indicator, municipality, of_year, scale, value, reason in published
    }


def file_of(workspace: Workspace, path: str) -> Path:
    """The file of a snapshot from the path a release records (`reference/…` or `snapshots/…`)."""
    store, _, rest = path.partition("/")
    return (workspace.reference if store == workspace.reference.name else workspace.snapshots) / rest


def _recompute(totals: Mapping[str, Fraction], scale: Decimal) -> Decimal | None:
    one = Fraction(1)
    denominator = totals.get("denominator", one)
    if not denominator or "numerator" not in totals:
        return None
    exact = Fraction(scale) * totals["numerator"] * totals.get("multiplier", one) / denominator
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(PUBLISHED_STEP, ROUND_HALF_EVEN)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    answer = connection.execute(sql, parameters)
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _read(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, release: Release, rows: Sequence[dict[str, Any]]
) -> list[Cell]:
    """Put beside each row what stands in its file; every file is checked before it is read.

    Raises:
        SnapshotError: a file is not what was stored, or not at hand.
    """
    stored.require(workspace, release.manifest, {row["snapshot_id"] for row in rows})
    corrections = _corrections(connection, {row["correction_id"] for row in rows})
    lines: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        lines[row["file"]].add(row["file_line"])
    read = {file: _lines(file_of(workspace, file), numbers) for file, numbers in lines.items()}
    cells = []
    for row in rows:
        line = read[row["file"]][row["file_line"]]
        cells.append(
            Cell(
                **{name: item for name, item in row.items() if name != "correction_id"},
                file_text=line.text,
                file_value=line.value,
                fits=line.is_of(row["area"], row["codes"], row["period"]),
                correction=corrections.get(row["correction_id"]),
                source_cell=line.fields.get(SOURCE_CELL),
            )
        )
    return cells


@dataclass(frozen=True)
class Line:
    """A line of a snapshot file: its text, and its fields by the names of the header; the last is the figure."""

    text: str
    fields: Mapping[str, str]

    @property
    def value(self) -> str:
        return list(self.fields.values())[-1]

    def is_of(self, area: str, codes: str, period: str) -> bool:
        """Whether it stands for an area, codes (`A=1 · B=2`, or `1|2` in the file's order) and a period."""
        *about, _ = self.fields.values()
        if period not in about or area not in (field.rjust(3, "0") for field in about):
            return False
        pairs = [code.strip().rpartition("=") for code in re.split(r"[·|]", codes) if code.strip()]
        upper = {name.upper(): field for name, field in self.fields.items()}
        return all(upper.get(name.upper()) == code if name else code in about for name, _, code in pairs)


def _lines(path: Path, numbers: set[int]) -> dict[int, Line]:
    """Lines of a snapshot file by their numbers, as an editor counts them."""
    found: dict[int, Line] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header = next(csv.reader([next(handle).rstrip("\r\n")], delimiter=";"))
            for number, line in enumerate(handle, start=2):
                if number in numbers:
                    text = line.rstrip("\r\n")
                    found[number] = Line(text, dict(zip(header, next(csv.reader([text], delimiter=";")), strict=True)))
    except OSError as error:
        raise SnapshotError(
            f"The file of a source cannot be read: {error.strerror or error}.",
            where=str(path),
            expected="every snapshot a release was built from",
            remedy="bring it back from a backup; snapshots are append-only and are never removed",
        ) from None
    if missing := numbers - found.keys():
        raise SnapshotError(
            f"The file has no line {min(missing)}.",
            where=str(path),
            expected="the file the release was built from",
            remedy="run `seksby verify`, which names what differs",
        )
    return found


def _corrections(
    connection: duckdb.DuckDBPyConnection, wanted: Iterable[str | None]
) -> Mapping[str | None, Correction]:
    """Corrections of a release by id."""
    columns = ", ".join(field.name for field in fields(Correction))
    found = connection.execute(
        f"select {columns} from marts.corrections where correction_id in (select unnest(?::varchar[]))", [list(wanted)]
    ).fetchall()
    return {row[0]: Correction(*row) for row in found}
