"""A release's tables held against what was computed anew, cell by cell.

Belongs here: how far two computations of one number may lie apart, which differences there are, and which columns were
not computed. Does not belong here: computing, or wording for a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import asked

if TYPE_CHECKING:
    import duckdb
    import polars as pl

LAST_DIGITS = 5
"""How many of its last digit a number may differ by: it is made of numbers that were rounded themselves, each of which
may have had a half there. With one, 1,019 of 40,000 zones of all fetched figures differed by a little more."""
RELATIVE = 1e-10
"""Of doubles summed in another order; a published number has far fewer digits."""

REACH = "±"
OWN_ROW, OTHER_ROW = " row", " row_again"
TWICE = "two rows"
"""Published, where a key stands more than once."""


@dataclass(frozen=True)
class Recomputed:
    """A table as the second way has it: its columns are those of the release's table that were computed.

    Attributes:
        table: schema and name.
        key: the columns that tell one row from another.
        frame: the rows. A column `±name` is how much further than by its last digit `name` may differ, because a
            number it was made of was rounded.
    """

    table: str
    key: Sequence[str]
    frame: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        """Those that are compared."""
        return [name for name in self.frame.columns if not name.startswith(REACH)]


@dataclass(frozen=True)
class Difference:
    """What a release says otherwise: the first row of its kind, and how many there are.

    `column` is empty where the whole row is in one of them alone; then `published` or `recomputed` is None.
    """

    table: str
    column: str
    row: Mapping[str, Any]
    published: Any
    recomputed: Any
    count: int


@dataclass(frozen=True)
class Comparison:
    """What was held against what.

    Attributes:
        differences: none where the release agrees.
        rows: how many rows of each table were compared.
        columns: how many columns, those of the key counted.
        left_out: by table, the columns of the release that were not computed.
        lacking: by table, the columns that were computed and the release does not have.
    """

    differences: Sequence[Difference]
    rows: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lacking: Mapping[str, Sequence[str]] = field(default_factory=dict)


def compare(connection: duckdb.DuckDBPyConnection, recomputed: Iterable[Recomputed]) -> Comparison:
    """Hold every table against the release's; `connection` has the warehouse open."""
    differences: list[Difference] = []
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    there = _columns(connection, "marts")
    left_out: dict[str, Sequence[str]] = {name: list(columns) for name, columns in there.items()}
    there |= _columns(connection, "raw")
    lacking = {}
    for again in recomputed:
        found = there.get(again.table, {})
        if absent := [name for name in again.columns if name not in found]:
            lacking[again.table] = absent
            if not found or set(absent) & set(again.key):
                continue
            again = replace(again, frame=again.frame.drop(absent, *(REACH + name for name in absent), strict=False))
        published = _published(connection, again)
        again = replace(again, frame=again.frame.cast(published.schema))
        rows[again.table] = published.height
        columns[again.table] = len(again.columns)
        beside = published.with_row_index(OWN_ROW).join(
            again.frame.with_row_index(OTHER_ROW), on=list(again.key), nulls_equal=True, suffix=" again"
        )
        if not _is_one_to_one(again, published, beside):
            differences += _rows_of_one_alone(again, published)
        differences += _other_values(again, beside, found)
        left_out[again.table] = [name for name in left_out.get(again.table, ()) if name not in again.columns]
    return Comparison(differences, rows, columns, {name: found for name, found in left_out.items() if found}, lacking)


def _columns(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, float | None]]:
    """By table, its columns, each with the last digit it is published with; None of what is no decimal."""
    found: dict[str, dict[str, float | None]] = {}
    for table, column, scale in connection.execute(
        "select table_name, column_name, case when data_type like 'DECIMAL%' then numeric_scale end "
        "from information_schema.columns where table_schema = ? order by all",
        [schema],
    ).fetchall():
        found.setdefault(f"{schema}.{table}", {})[column] = None if scale is None else 10.0**-scale
    return found


def _published(connection: duckdb.DuckDBPyConnection, again: Recomputed) -> pl.DataFrame:
    """The columns that were computed, as the release has them."""
    listed = ", ".join(f'"{name}"' for name in again.columns)
    return asked(connection, f"select {listed} from {again.table}")


def _is_one_to_one(again: Recomputed, published: pl.DataFrame, beside: pl.DataFrame) -> bool:
    """Whether every row of each is beside one of the other, and no key stands twice: then none is alone.

    A key that stands twice in one of them puts a row of the other beside two, or has rows that are beside none. To look
    for such rows, key by key, takes longer than all else of a comparison (1.6 million cells, 2026-11-30).
    """
    rows = beside.height
    return rows == published.height == again.frame.height and all(
        beside[name].n_unique() == rows for name in (OWN_ROW, OTHER_ROW)
    )


def _rows_of_one_alone(again: Recomputed, published: pl.DataFrame) -> list[Difference]:
    key = list(again.key)
    found = []
    for there, other, is_published in ((published, again.frame, True), (again.frame, published, False)):
        alone = there.join(other, on=key, how="anti", nulls_equal=True).sort(key)
        if alone.height:
            row = alone.row(0, named=True)
            rest = next((value for name, value in row.items() if name not in key and value is not None), "a row")
            found.append(
                Difference(
                    again.table,
                    "",
                    {name: row[name] for name in key},
                    rest if is_published else None,
                    None if is_published else rest,
                    alone.height,
                )
            )
    if doubled := published.height - published.n_unique(key):
        row = published.filter(published.select(key).is_duplicated()).sort(key).row(0, named=True)
        found.append(Difference(again.table, "", {name: row[name] for name in key}, TWICE, "one", doubled))
    return found


def _other_values(again: Recomputed, beside: pl.DataFrame, steps: Mapping[str, float | None]) -> list[Difference]:
    import polars as pl

    key = list(again.key)
    found = []
    for name in again.columns:
        if name in key:
            continue
        own, other = pl.col(name), pl.col(f"{name} again")
        is_other = own.ne_missing(other)
        if beside.schema[name].is_float():
            reach = (steps[name] or 1e-9) * LAST_DIGITS + other.abs() * RELATIVE
            if REACH + name in again.frame.columns:
                reach += pl.col(REACH + name).fill_null(0)
            is_other = (own.is_null() != other.is_null()) | ((own - other).abs() > reach).fill_null(value=False)
        rows = beside.filter(is_other)
        if rows.height:
            first = rows.sort(key).row(0, named=True)
            found.append(
                Difference(
                    again.table,
                    name,
                    {column: first[column] for column in key},
                    first[name],
                    first[f"{name} again"],
                    rows.height,
                )
            )
    return found
