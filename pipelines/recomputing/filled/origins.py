"""What must hold of where columns come from, whoever read it: by the tables that are there and the SQL that made them.

Belongs here: that every column there is has an origin, that each named one exists and stands in the SQL that is said to
take it, and which columns of `raw` follow. Does not belong here: reading SQL; which of the columns that its SQL names a
column is made of is not found here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import duckdb
    import polars as pl

LAYERS: Final = ("marts", "intermediate", "staging")
READ: Final = re.compile(r'\b"?(raw|staging|intermediate|marts)"?\."?(\w+)"?')
ALL_COLUMNS: Final = re.compile(r"select\s+(distinct\s+)?\*|\.\*|,\s*\*", re.IGNORECASE)


def origins(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> pl.DataFrame:
    """Columns as marts.column_origins without `is_python`: of the published origins of a column those that can be.

    Args:
        connection: has the release's warehouse open.
        manifest: dbt's, of its build.
    """
    import polars as pl

    there = {
        (f"{schema}.{table}", column): place
        for schema, table, column, place in connection.execute(
            "select table_schema, table_name, column_name, ordinal_position from information_schema.columns"
        ).fetchall()
    }
    published: dict[tuple[str, str], Sequence[tuple[str, str]]] = {
        (table, column): [_split(each) for each in made_of or ()]
        for table, column, made_of in connection.execute(
            "select table_name, column_name, made_of from marts.column_origins"
        ).fetchall()
    }
    written = _written(manifest)
    rows = []
    for (table, column), place in sorted(there.items()):
        if table.partition(".")[0] not in LAYERS:
            continue
        made_of = [
            each for each in published.get((table, column), ()) if each in there and _takes(written, table, each)
        ]
        rows.append((table, column, place, sorted(map(".".join, made_of)), _loaded(published, (table, column))))
    texts = pl.List(pl.String)
    schema = {"table_name": pl.String, "column_name": pl.String, "column_no": pl.Int32}
    return pl.DataFrame(rows, schema={**schema, "made_of": texts, "loaded_from": texts}, orient="row")


def _written(manifest: Mapping[str, Any]) -> dict[str, tuple[set[str], str | None]]:
    """By table, the tables that its model reads and its SQL; none of a model in Python, which takes any column."""
    nodes = manifest["nodes"] | manifest["sources"]
    found: dict[str, tuple[set[str], str | None]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model":
            continue
        sql = None if node["language"] == "python" else node["compiled_code"]
        read = (
            {f"{nodes[each]['schema']}.{nodes[each]['name']}" for each in node["depends_on"]["nodes"]}
            if sql is None
            else {".".join(each) for each in READ.findall(sql)}
        )
        found[f"{node['schema']}.{node['name']}"] = read, sql
    return found


def _takes(written: Mapping[str, tuple[set[str], str | None]], table: str, of: tuple[str, str]) -> bool:
    read, sql = written.get(table, (set(), ""))
    named = sql is None or bool(re.search(rf"\b{re.escape(of[1])}\b", sql)) or bool(ALL_COLUMNS.search(sql))
    return of[0] in read and named


def _loaded(published: Mapping[tuple[str, str], Sequence[tuple[str, str]]], column: tuple[str, str]) -> list[str]:
    """The columns outside all models that one leads to."""
    seen, rest = {column}, list(published.get(column, ()))
    while rest:
        each = rest.pop()
        if each not in seen:
            seen.add(each)
            rest += published.get(each, ())
    return sorted(".".join(each) for each in seen - {column} if each not in published)


def _split(name: str) -> tuple[str, str]:
    table, _, column = name.rpartition(".")
    return table, column
