"""From a published number back to the cells it was made of.

Belongs here: finding a number's source cells, reading them anew from the snapshot files, and computing the number a
second time from those. Does not belong here: the computation that is published (dbt), or drawing pages.

The second computation shares nothing with the first but the recipe: one number is recomputed with fractions, a whole
release with one query over the files. A correction is no exception: the second computation applies it anew, to what
stands in the file, and only where the file still says what the correction expects.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases.release import Release, snapshots_of
from pipelines.sources.snapshots import SOURCE_CELL, verify
from seksby.errors import UsageError
from seksby.naming import near, resolve
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

    `value` is the figure that is used, `published_value` the one the release found in the file; they differ only where
    there is a `correction`. `file_value` is what stands in the snapshot file today at `file_line` (the header is
    line 1); `marker` is what the publisher wrote in place of a number. The cell enters its role with
    `weight / divisor`.
    """

    role: str
    table: str
    publisher: str
    publisher_table: str
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
    citation: str | None
    url: str | None
    file: str
    file_line: int
    file_value: str
    correction: Correction | None
    source_cell: str | None


@dataclass(frozen=True)
class Trace:
    """A published number, every cell it was made of, and the same number computed again from the files."""

    indicator_id: str
    title: str
    municipality_code: str
    municipality: str
    year: int
    price_basis: str
    unit: str
    formula: str
    value: Decimal | None
    missing_reason: str | None
    recomputed: Decimal | None
    release: str
    cells: list[Cell]

    @property
    def agrees(self) -> bool:
        """Whether the published number and the one computed from the files are the same."""
        if self.value is None or self.recomputed is None:
            return self.value is self.recomputed
        return abs(self.value - self.recomputed) <= PUBLISHED_STEP

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"agrees": self.agrees}


def trace(workspace: Workspace, release: Release, indicator: str, municipality: str, year: int) -> Trace:
    """Find and recompute one published number (in current prices, where it is money).

    Args:
        indicator: id, slug or title in either language.
        municipality: code of three digits, name or slug.
        year: the year of the figure.

    Raises:
        UsageError: the release has no such number.
        SnapshotError: a file it stands on is not what was stored.
    """
    import duckdb

    with duckdb.connect(str(release.warehouse), read_only=True) as connection:
        code, name = _municipality(connection, municipality)
        indicator = _indicator(connection, indicator)
        found = connection.execute(
            """
            select indicators.title_da, price_basis, unit_da, formula, scale, value, published.missing_reason
            from marts.indicator_values as published
            inner join marts.indicators as indicators using (indicator_id)
            where indicator_id = ? and municipality_code = ? and year = ? and price_basis <> 'fixed'
            """,
            [indicator, code, year],
        ).fetchall()
        if not found:
            raise _no_such_number(connection, indicator, name, code, year)
        title, price_basis, unit, formula, scale, value, missing_reason = found[0]
        answer = connection.execute(
            """
            select role, table_id as table, publisher, lineage.publisher_table, codes, period, cell_value as value,
                published_value, marker, lineage.missing_reason, weight, divisor, lineage.snapshot_id, sha256, origin,
                citation, url, path as file, file_line, correction_id
            from marts.lineage as lineage
            inner join marts.snapshots as snapshots using (snapshot_id)
            where indicator_id = ? and municipality_code = ? and year = ?
            order by role <> 'numerator', role <> 'multiplier', role <> 'denominator', term_no, period, codes
            """,
            [indicator, code, year],
        )
        names = [column[0] for column in answer.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        corrections = _corrections(connection, [row["correction_id"] for row in rows])
    used = {row["snapshot_id"] for row in rows}
    for snapshot in snapshots_of(workspace, release):
        if snapshot.meta.id in used:
            verify(snapshot)
    cells = []
    for row in rows:
        file_value, source_cell = _file_cell(file_of(workspace, row["file"]), row["file_line"])
        cells.append(
            Cell(
                **{name: item for name, item in row.items() if name != "correction_id"},
                file_value=file_value,
                correction=corrections.get(row["correction_id"]),
                source_cell=source_cell,
            )
        )
    return Trace(
        indicator_id=indicator,
        title=title,
        municipality_code=code,
        municipality=name,
        year=year,
        price_basis=price_basis,
        unit=unit,
        formula=formula,
        value=value,
        missing_reason=missing_reason,
        recomputed=None if value is None else _recompute(cells, scale),
        release=release.id,
        cells=cells,
    )


def file_of(workspace: Workspace, path: str) -> Path:
    """The file of a snapshot from the path a release records (`reference/…` or `snapshots/…`)."""
    store, _, rest = path.partition("/")
    return (workspace.reference if store == workspace.reference.name else workspace.snapshots) / rest


def recompute_all(workspace: Workspace, release: Release) -> list[str]:
    """Read every source cell of a release anew from the files and compute every value again.

    Returns:
        One line per cell that differs from its file and per value that differs from its cells; none when all is well.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"attach '{release.warehouse}' as release (read_only)")
        snapshots = connection.execute("select snapshot_id, path from release.marts.snapshots").fetchall()
        connection.execute("create table file_cells (snapshot_id varchar, file_line bigint, text varchar)")
        for snapshot_id, path in snapshots:
            connection.execute(
                """
                insert into file_cells
                select ?, file_line, text
                from (
                    select row_number() over () + 1 as file_line, INDHOLD as text
                    from read_csv(?, delim = ';', header = true, all_varchar = true)
                )
                where file_line in (select file_line from release.marts.lineage where snapshot_id = ?)
                """,
                [snapshot_id, str(file_of(workspace, path)), snapshot_id],
            )
        cells = connection.execute(
            """
            select distinct cell_id, published_value, text
            from release.marts.lineage as lineage
            left join file_cells using (snapshot_id, file_line)
            where published_value is distinct from try_cast(replace(text, ',', '.') as decimal(18, 6))
                and not (published_value = 0 and coalesce(text = marker, false))
            order by cell_id
            """
        ).fetchall()
        # Another figure than the published one has a correction that expects what the file says and gives that figure.
        corrected = connection.execute(
            """
            select distinct lineage.cell_id, cell_value, text, coalesce(correction_id, 'no correction')
            from release.marts.lineage as lineage
            left join file_cells using (snapshot_id, file_line)
            left join release.marts.corrections as corrections using (correction_id)
            where (correction_id is null and lineage.cell_value is distinct from lineage.published_value)
                or (correction_id is not null and not (
                    lineage.cell_value is not distinct from corrections.value
                    and coalesce(
                        text = expected_marker,
                        try_cast(replace(text, ',', '.') as decimal(18, 6)) = expected_value,
                        false
                    )
                ))
            order by lineage.cell_id
            """
        ).fetchall()
        values = connection.execute(
            """
            with sums as (
                select indicator_id, municipality_code, year, role,
                    sum(cast(cell_value as double) * weight / divisor) as total
                from release.marts.lineage
                group by all
            ),
            wide as (pivot sums on role in ('numerator', 'multiplier', 'denominator') using sum(total))
            select indicator_id, municipality_code, year, published.value,
                scale * wide.numerator * coalesce(wide.multiplier, 1) / coalesce(wide.denominator, 1)
                * case when price_basis = 'fixed' then to_base_prices else 1 end as again
            from release.marts.indicator_values as published
            inner join release.marts.indicators using (indicator_id)
            left join wide using (indicator_id, municipality_code, year)
            left join release.marts.price_index using (year)
            where published.value is not null
                -- A fixed price is the published current one, six decimals, at another level. The sums that enter are
                -- kept with nine decimals: of few pupils over a school year that moves the sixth of a price.
                and (
                    again is null
                    or abs(published.value - again)
                    > greatest(0.000001 * greatest(coalesce(to_base_prices, 1), 1), abs(again) * 1e-12)
                    + abs(again) * 5e-10 * (
                        coalesce(1 / nullif(abs(wide.numerator), 0), 0)
                        + coalesce(1 / nullif(abs(wide.multiplier), 0), 0)
                        + coalesce(1 / nullif(abs(wide.denominator), 0), 0)
                    )
                )
            order by all
            """
        ).fetchall()
    lines = [f"cell {cell}: {value} in the release, '{text}' in the file" for cell, value, text in cells]
    lines += [
        f"cell {cell}: {value} is used for '{text}' in the file, and {correction} does not say so"
        for cell, value, text, correction in corrected
    ]
    lines += [f"{i} {m} {y}: {value} published, {again} from its cells" for i, m, y, value, again in values]
    return lines


def _recompute(cells: list[Cell], scale: Decimal) -> Decimal | None:
    roles: dict[str, Fraction] = {}
    for cell in cells:
        if cell.value is None:
            continue  # an absent row that the recipe counts as zero
        number = _number(cell)
        if number is None:
            return None  # a marker that no correction turns into a figure
        share = number * Fraction(cell.weight) / cell.divisor
        roles[cell.role] = roles.get(cell.role, Fraction(0)) + share
    one = Fraction(1)
    denominator = roles.get("denominator", one)
    if not denominator or "numerator" not in roles:
        return None
    exact = Fraction(scale) * roles["numerator"] * roles.get("multiplier", one) / denominator
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(PUBLISHED_STEP, ROUND_HALF_EVEN)


def _number(cell: Cell) -> Fraction | None:
    """The figure a cell stands for: what the file says, or what a correction of just that says."""
    if cell.correction is not None and cell.correction.holds(cell.file_value):
        return None if cell.correction.value is None else Fraction(cell.correction.value)
    if cell.file_value == cell.marker:
        return Fraction(0) if cell.published_value == 0 else None
    return Fraction(cell.file_value.replace(",", "."))


def _corrections(
    connection: duckdb.DuckDBPyConnection, wanted: Sequence[str | None]
) -> Mapping[str | None, Correction]:
    """Corrections of a release by id."""
    columns = ", ".join(field.name for field in fields(Correction))
    found = connection.execute(
        f"select {columns} from marts.corrections where correction_id in (select unnest(?::varchar[]))", [list(wanted)]
    ).fetchall()
    return {row[0]: Correction(*row) for row in found}


def _file_cell(path: Path, row: int) -> tuple[str, str | None]:
    """What stands in a row of a snapshot file, and the cell of the received file that it names."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        header = next(handle)
        line = next(islice(handle, row - 2, None))
    names, values = (next(csv.reader([text.rstrip("\r\n")], delimiter=";")) for text in (header, line))
    return values[-1], dict(zip(names, values, strict=True)).get(SOURCE_CELL)


def _municipality(connection: duckdb.DuckDBPyConnection, asked: str) -> tuple[str, str]:
    """Code and name of the municipality that is called `asked`."""
    rows = connection.execute("select municipality_code, name, slug from marts.municipalities").fetchall()
    names = {code: (name, slug) for code, name, slug in rows}
    code = resolve(asked, names)
    if code is None:
        shown = ", ".join(f"{names[key][0]} ({key})" for key in near(asked, names))
        raise UsageError(
            f"There is no municipality {asked}.",
            where="marts.municipalities",
            expected="a code such as 730, or a name such as Randers" + (f"; near: {shown}" if shown else ""),
            remedy='list them with `seksby query "select municipality_code, name from marts.municipalities"`',
        )
    return code, names[code][0]


def _indicator(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """Id of the indicator that is called `asked`."""
    rows = connection.execute("select indicator_id, slug, title_da, title_en from marts.indicators").fetchall()
    names = {indicator: tuple(others) for indicator, *others in rows}
    indicator = resolve(asked, names)
    if indicator is None:
        shown = "; ".join(f"{key} ({names[key][1]})" for key in near(asked, names))
        raise UsageError(
            f"There is no indicator {asked}.",
            where="marts.indicators",
            expected="the id or the title of one in the catalogue" + (f"; near: {shown}" if shown else ""),
            remedy='list them with `seksby query "select indicator_id, title_da from marts.indicators"`',
        )
    return indicator


def _no_such_number(
    connection: duckdb.DuckDBPyConnection, indicator: str, name: str, code: str, year: int
) -> UsageError:
    ((title, first, latest, note),) = connection.execute(
        "select title_da, first_year, latest_year, missing_note_da from marts.indicators where indicator_id = ?",
        [indicator],
    ).fetchall()
    return UsageError(
        f"{title} has no row for {name} ({code}) in {year}.",
        where=f"marts.indicator_values: {indicator}, {code}, {year}",
        expected=f"a year from {first} to {latest}" if latest else str(note),
        remedy="choose another year or municipality",
    )
