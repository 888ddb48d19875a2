"""A new warehouse begun with the tables of the release before, and freed of those that a change reaches.

Belongs here: whether there is a release whose tables can be taken over, and what of `raw` is another than it was there.
Does not belong here: what that reaches (`reached`), or making it (dbt).

Corrected texts, targets, demands and trials reach a few models out of ninety; a revised source reaches most of them.
What is taken over is what the same code made of the same columns, and the file it lies in has the checksum of its
release's manifest. `seksby verify` computes it anew all the same, and `--rebuild` takes nothing over.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.releases import release
from pipelines.releases.inputs import Inputs
from pipelines.releases.lineage import table as column_table
from pipelines.releases.lineage.columns import ROWS, Column, full_name, models
from pipelines.releases.release import CHECKS, WAREHOUSE, Release
from pipelines.releases.sealing.fingerprints import code_hashes
from pipelines.warehouse.reach.marks import marked
from pipelines.warehouse.reach.reached import Reached, reached
from pipelines.warehouse.sql import quoted
from seksby.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

_EARLIER: Final = "earlier_release"
"""What the warehouse before is called where both are open."""
_TAKEN: Final = (WAREHOUSE, f"{CHECKS}/manifest.json", f"{CHECKS}/run_results.json")


@dataclass(frozen=True)
class CarriedOver:
    """What a new warehouse has of the release before.

    Attributes:
        release: the one before.
        tables: the tables that were taken over, in order.
        reached: what is to be made and checked beside them.
    """

    release: Release
    tables: tuple[str, ...]
    reached: Reached

    @property
    def checks(self) -> Path:
        """What dbt recorded of the release before."""
        return self.release.directory / CHECKS


def begin(inputs: Inputs, warehouse: Path) -> None:
    """Lay a copy of the current release's warehouse, where there is one by the same code and whole; of `raw` it keeps
    what is known by what it was loaded from.

    A day's knowledge that is asked for, and a release of which a file was lost, are computed from nothing.
    """
    found = release.current(inputs.workspace) if inputs.as_of is None else None
    if found is None or found.id == inputs.release_id or not _can_be_used(found):
        return
    import duckdb

    shutil.copyfile(found.warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        kept = marked(connection)
        for name, kind in _tables(connection, "raw").items():
            if name not in kept:
                connection.execute(f"drop {kind} {name}")


def carry_over(workspace: Workspace, warehouse: Path) -> CarriedOver | None:
    """Free a loaded warehouse of the tables that are to be made; None where it was begun from nothing.

    Args:
        workspace: with the release that it was begun with.
        warehouse: begun (`begin`) and loaded.
    """
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        tables = _tables(connection, "staging", "intermediate", "marts")
        if not tables:
            return None
        ((release_id,),) = connection.execute("select release_id from marts.release").fetchall()
        before = release.find(workspace, release_id)
        manifest = json.loads((before.directory / CHECKS / "manifest.json").read_bytes())
        changed = _changed(connection, before.warehouse, map(full_name, manifest["sources"].values()))
        found = reached(manifest, column_table.read_once(manifest, before.warehouse, workspace.cache), changed)
        to_make = {full_name(manifest["nodes"][name]) for name in found.models}
        for table in sorted(to_make):
            connection.execute(f"drop {tables[_in_sql(table)]} {_in_sql(table)}")
        carried = {full_name(node) for node in models(manifest)} - to_make
    return CarriedOver(before, tuple(sorted(carried)), found)


def _tables(connection: duckdb.DuckDBPyConnection, *schemas: str) -> Mapping[str, str]:
    """`table` or `view`, by name in SQL."""
    found = connection.execute(
        "select table_schema, table_name, if(table_type = 'VIEW', 'view', 'table') from information_schema.tables "
        "where table_schema in (select unnest(?))",
        [schemas],
    ).fetchall()
    return {_in_sql(f"{schema}.{name}"): kind for schema, name, kind in found}


def _in_sql(table: str) -> str:
    schema, name = table.split(".", 1)
    return f"{schema}.{quoted(name)}"


def _can_be_used(found: Release) -> bool:
    """Whether a release was made by the code of now, and what would be taken of it is as it was published."""
    return found.manifest.get("code_sha256") == code_hashes() and all(
        name in found.manifest["files"] and (found.directory / name).is_file() and not release.is_changed(found, name)
        for name in _TAKEN
    )


def _changed(connection: duckdb.DuckDBPyConnection, before: Path, tables: Iterable[str]) -> set[Column]:
    """Every column of tables in `raw` that is another than in the warehouse before: by a value, or by its row."""
    import duckdb

    with duckdb.connect(str(before), read_only=True) as earlier:  # by itself: a view's names are looked up in its file
        now, then = _views(connection), _views(earlier)
    connection.execute(f"attach ? as {_EARLIER} (read_only)", [str(before)])
    changed: set[Column] = set()
    for table in tables:
        if table not in now:
            changed |= {(table, name) for name in _other_columns(connection, _in_sql(table))}
        elif now[table] != then.get(table):
            changed |= {(table, name) for name in (*_columns(connection, _in_sql(table)), ROWS)}
    connection.execute(f"detach {_EARLIER}")
    return changed


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [name for name, *_ in connection.execute(f"select * from {table} limit 0").description or ()]


def _views(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Any]:
    """Of each view of `raw`, what it is known by: its SQL, and what the tables below it were loaded from.

    The view of all cells may have millions of rows.
    """
    found = connection.execute("select view_name, sql from duckdb_views() where schema_name = 'raw'").fetchall()
    return {f"raw.{name}": (sql, marked(connection)) for name, sql in found}


def _other_columns(connection: duckdb.DuckDBPyConnection, table: str) -> Iterable[str]:
    """The columns of a table that have another value in some row; all of one that has other columns or more rows."""
    now, then = (_columns(connection, name) for name in (table, f"{_EARLIER}.{table}"))
    if now == then:
        differs = ", ".join(f"bool_or(now.{quoted(name)} is distinct from earlier.{quoted(name)})" for name in now)
        ((rows, rows_then, found),) = connection.execute(
            f"""
            select count(now.rowid), count(earlier.rowid), [{differs}]
            from {table} as now positional join {_EARLIER}.{table} as earlier
            """
        ).fetchall()
        if rows == rows_then:
            return [name for name, is_other in zip(now, found, strict=True) if is_other]
    return {*now, *then, ROWS}
