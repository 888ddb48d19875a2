"""The marts as files that other programs read: Parquet of each, CSV of those that a spreadsheet is enough for.

Belongs here: writing the files, and what their contracts say of them. Does not belong here: describing them in any
standard (`packages`, `catalogue_record`, `cube`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import duckdb

FOLDER: Final = Path("data") / "tabeller"
AS_CSV: Final = ("indicator_values", "indicators", "municipalities", "benchmarks")
"""A workbook of one's own is made of these; the others are asked by programs, and Parquet is a tenth of the size."""
NOT_HANDED_OUT: Final = frozenset({"help_offers"})
"""An offer of help is told to its area. All offers in one table would be the list of the worst that is made nowhere."""


@dataclass(frozen=True)
class Column:
    """A column as its contract has it; `data_type` is SQL's."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A mart: its name, what it holds, its columns, and its files relative to `/data/`."""

    name: str
    description: str
    columns: Sequence[Column]
    parquet: str
    csv: str | None


@dataclass(frozen=True)
class Source:
    """A publisher's file in the site, relative to `/data/`, and what is known of it."""

    file: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Publisher:
    """Who publishes the release, by its own folder: a name, whom to ask there, and where readers reach the pages."""

    name: str
    contact: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Contents:
    """What lies under `/data/` of a release, and who publishes it; None where no municipality has said that it does."""

    release: str
    day: str
    tables: Sequence[Table]
    sources: Sequence[Source]
    publisher: Publisher | None = None


def contents(connection: duckdb.DuckDBPyConnection) -> Contents:
    """What a release has to describe, by its own contracts and list of sources; `day` is that of its newest file."""
    rows = connection.execute(
        """
        select mart, trim(mart_description), column_name, data_type, trim(description)
        from marts.data_dictionary order by mart, column_no
        """
    ).fetchall()
    columns: dict[tuple[str, str], list[Column]] = {}
    for mart, about, *column in rows:
        columns.setdefault((mart, about), []).append(Column(*column))
    answer = connection.execute(
        "select * from marts.snapshots where origin <> 'delivered' order by publisher, publisher_table, snapshot_id"
    )
    names = [column[0] for column in answer.description or []]
    sources = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    ((release,),) = connection.execute("select release_id from marts.release").fetchall()
    ((day,),) = connection.execute("select max(left(retrieved_at, 10)) from marts.snapshots").fetchall()
    return Contents(
        release=release,
        day=day,
        tables=[
            Table(
                mart,
                about,
                of,
                parquet=f"{FOLDER.name}/{mart}.parquet",
                csv=f"{FOLDER.name}/{mart}.csv" if mart in AS_CSV else None,
            )
            for (mart, about), of in columns.items()
            if mart not in NOT_HANDED_OUT
        ],
        sources=[Source(f"filer/{row['snapshot_id']}.csv", row) for row in sources],
    )


def put_tables(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], site: Path) -> None:
    """Write the files of each table, its rows in one order whatever the warehouse has them in."""
    (site / FOLDER).mkdir(parents=True, exist_ok=True)
    for table in tables:
        rows = f"select * from marts.{table.name} order by all"
        parquet = site / "data" / table.parquet
        connection.execute(f"copy ({rows}) to ? (format parquet, compression zstd)", [str(parquet)])
        if table.csv is not None:
            connection.execute(f"copy ({rows}) to ? (format csv, header)", [str(site / "data" / table.csv)])
