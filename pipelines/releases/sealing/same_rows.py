"""Two warehouses of the same inputs, table by table: the same rows, or nothing is proved.

Belongs here: which of their tables differ. Does not belong here: making one of them again (`rebuilding`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

BESIDE_ANOTHER = ("marts.news", "marts.ledger", "raw.previous_")
"""Tables that tell of a release beside the one before it: the same inputs may be told beside another."""


def differing_tables(one: Path, other: Path) -> tuple[int, list[str]]:
    """How many tables two warehouses have, and those of which a row is in one of them alone."""
    import duckdb

    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach ? as {name} (read_only)", [str(path)])
        tables: dict[str, dict[str, list[str]]] = {"one": {}, "other": {}}
        for database, table, column in connection.execute(
            """
            select database_name, schema_name || '.' || table_name, column_name from duckdb_columns()
            where database_name in ('one', 'other')
                and (database_name, schema_name, table_name) in (
                    select (database_name, schema_name, table_name) from duckdb_tables()
                )
            order by all
            """
        ).fetchall():
            if not table.startswith(BESIDE_ANOTHER):
                tables[database].setdefault(table, []).append(column)
        every = sorted(tables["one"].keys() | tables["other"].keys())
        differing = [
            table
            for table in every
            if tables["one"].get(table) != tables["other"].get(table) or not _is_same(connection, table)
        ]
    return len(every), differing


def _is_same(connection: Any, table: str) -> bool:
    ((count,),) = connection.execute(
        f"""
        select (select count(*) from (from one.{table} except all from other.{table}))
            + (select count(*) from (from other.{table} except all from one.{table}))
        """
    ).fetchall()
    return not count
