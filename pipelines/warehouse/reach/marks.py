"""Tables of `raw` that are known by what they were loaded from, and need not be loaded again from the same.

Belongs here: writing that beside a table, and reading it. Does not belong here: what a table is loaded from
(`snapshot_rows`, `revised`), or the code that loads: a warehouse is begun with tables of the same code (`carrying`).

It stands in the table's comment in the database, so that it goes where the table goes and ends when it ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipelines.warehouse.sql import literal

if TYPE_CHECKING:
    import duckdb


def made_of(*parts: Any) -> str:
    """One word for all that a table is loaded from, as JSON has it."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def mark(connection: duckdb.DuckDBPyConnection, table: str, word: str) -> None:
    """Write beside a table what it was loaded from."""
    connection.execute(f"comment on table {table} is {literal(word)}")


def marked(connection: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """What each table of `raw` was loaded from, by its name in SQL; none of those that are made anew each time."""
    return dict(
        connection.execute(
            "select format('raw.\"{}\"', replace(table_name, '\"', '\"\"')), comment "
            "from duckdb_tables() where schema_name = 'raw' and comment is not null order by all"
        ).fetchall()
    )
