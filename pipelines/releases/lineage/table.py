"""`marts.column_origins`: what was read out of the models' SQL, as rows that pages and programs read.

Belongs here: filling the table, and keeping what was read. Does not belong here: reading SQL (`columns`).

Reading takes half a CPU second for 90 models (2026-11-30) and says the same until a model changes; so it is kept, by
what it was read of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.releases.lineage import columns
from pipelines.releases.lineage.columns import Column, Lineage, ModelRead, Origin
from pipelines.releases.sealing.filling import insert
from seksby import kept

if TYPE_CHECKING:
    import duckdb

TABLE: Final = "marts.column_origins"
KEY: Final = ("table_name", "column_name")


def fill(warehouse: Path, manifest: Mapping[str, Any], cache: Path) -> Lineage:
    """Write the origin of every column into the empty table that dbt made.

    Args:
        warehouse: as dbt has built it.
        manifest: dbt's, of the same build.
        cache: where what was read is kept.

    Raises:
        LookupError: a column of a model is not in its SQL.
    """
    import duckdb

    lineage = Lineage(columns.origins(read_once(manifest, warehouse, cache)), "")
    with duckdb.connect(str(warehouse)) as connection:
        insert(connection, TABLE, rows(lineage))
    return lineage


def stored(connection: duckdb.DuckDBPyConnection, release: str) -> Lineage:
    """The origins of all columns as a warehouse has them."""
    found = connection.execute(
        f"select table_name, column_name, made_of, is_python from {TABLE} order by table_name, column_no"
    ).fetchall()
    origins = [Origin((table, name), frozenset(map(_column, of)), by) for table, name, of, by in found]
    return Lineage(origins, release)


def rows(lineage: Lineage) -> list[dict[str, Any]]:
    """The table as it stands in a release, table by table."""
    numbers: dict[str, int] = {}
    found = []
    for (table, column), origin in lineage.origins.items():
        numbers[table] = numbers.get(table, 0) + 1
        found.append(
            {
                "table_name": table,
                "column_no": numbers[table],
                "column_name": column,
                "is_python": origin.is_python,
                "made_of": [".".join(each) for each in sorted(origin.made_of)],
                "loaded_from": [".".join(each) for each in lineage.raw((table, column))] if origin.made_of else [],
            }
        )
    return sorted(found, key=itemgetter("table_name", "column_no"))


def _column(name: str) -> Column:
    table, column = name.rsplit(".", 1)
    return table, column


def read_once(manifest: Mapping[str, Any], warehouse: Path, cache: Path) -> list[ModelRead]:
    """What every model reads, as it was kept where the same models were read before.

    Args:
        manifest: dbt's, of the build that made the warehouse.
        warehouse: for the columns of its tables.
        cache: where it is kept.

    Raises:
        LookupError: a column of a model is not in its SQL.
    """
    schema = columns.schema_of(warehouse)
    read_by = (version("sqlglot"), Path(columns.__file__).read_text(encoding="utf-8"))
    models = [(node["name"], node["compiled_code"], node["depends_on"]) for node in columns.models(manifest)]
    key = hashlib.sha256(json.dumps([read_by, models, schema], sort_keys=True).encode()).hexdigest()
    file = cache / "columns" / f"{key[:16]}.json"
    content = kept.find(file, key)
    if content is None:
        found = list(columns.read(manifest, schema))
        kept.keep(file, key, json.dumps(list(map(_written, found))).encode())
        return found
    return [_as_written(*item) for item in json.loads(content)]


def _written(model: ModelRead) -> list[Any]:
    origins = [[origin.column[1], sorted(origin.made_of), origin.is_python] for origin in model.origins]
    return [model.table, origins, None if model.uses is None else sorted(model.uses)]


def _as_written(table: str, origins: Sequence[Any], uses: Sequence[Any] | None) -> ModelRead:
    return ModelRead(
        table,
        tuple(Origin((table, name), _columns(made_of), is_python) for name, made_of, is_python in origins),
        None if uses is None else _columns(uses),
    )


def _columns(pairs: Sequence[Any]) -> frozenset[Column]:
    return frozenset((table, name) for table, name in pairs)
