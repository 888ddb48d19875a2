"""Rows of the tables that dbt makes empty, because what they hold is known when it is done with all models.

Belongs here: writing them. Does not belong here: what any of them says (`register`, `lineage.table`, `ledger`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows into a table, each with a value for every column, by the types that its contract gives them."""
    columns = connection.execute(f"select * from {table} limit 0").description or []
    shape = json.dumps([{name: str(of) for name, of, *_ in columns}])
    connection.execute(
        f"insert into {table} by name select unnest(from_json(?, ?), max_depth := 2)", [json.dumps(rows), shape]
    )
