"""One model of dbt's on rows made by hand, in memory and without dbt: for the many small cases of one rule, and for the
worked example that stands beside each model (dbt takes 0.15 CPU seconds for each of 67, this a fifth; 2026-11-30).

What dbt itself makes of the model and its contract are tested with the whole project; this reads the same file and the
same variables, so a rule that is taken out of the model fails here too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import duckdb
import yaml
from jinja2 import Environment

from seksby.workspace import PROJECT_DIR

DBT = PROJECT_DIR / "dbt_project"
Table = Sequence[Mapping[str, Any]]
TYPES = {bool: "boolean", int: "integer", float: "double", str: "varchar", date: "date"}


def run(model: str, given: Mapping[str, Table], **variables: object) -> list[dict[str, Any]]:
    """The rows of `model` where every table it reads has the rows of `given`.

    A table without rows is given as one row of nothing but None, which says its columns. `variables` take the place of
    those of the project.
    """
    with duckdb.connect() as connection:
        for name, rows in given.items():
            columns = {key: next((row[key] for row in rows if row[key] is not None), "") for key in rows[0]}
            typed = ", ".join(f'"{key}" {TYPES[type(value)]}' for key, value in columns.items())
            connection.execute(f'create table "{name}" ({typed})')
            known = [[row[key] for key in columns] for row in rows if any(value is not None for value in row.values())]
            if known:
                connection.executemany(f'insert into "{name}" values ({", ".join("?" for _ in columns)})', known)
        found = connection.execute(_sql(model, tuple(sorted(variables.items()))))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@cache
def _sql(model: str, changed: tuple[tuple[str, object], ...], given: tuple[tuple[str, str], ...] | None = None) -> str:
    """The SQL of a model, reading tables of the same names as in dbt or, by layer and name, those that are given."""
    tables = None if given is None else dict(given)
    (file,) = (DBT / "models").rglob(f"{model}.sql")
    macros = "".join(path.read_text(encoding="utf-8") for path in sorted((DBT / "macros").glob("*.sql")))
    known = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"] | dict(changed)
    return (
        Environment(autoescape=False)
        .from_string(macros + file.read_text(encoding="utf-8"))
        .render(
            ref=lambda name: tables[_layer(name) + name] if tables else name,
            source=lambda layer, name: tables[f"{layer}.{name}"] if tables else name,
            var=known.__getitem__,
        )
    )


def unlike_the_example(connection: duckdb.DuckDBPyConnection, example: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Of a unit test as dbt parsed it, the rows that the model makes and it does not expect, and the other way round.

    As dbt has it: a column that is not given is null, and those that are not expected are not looked at.

    Args:
        connection: has a warehouse attached as `warehouse`, which is asked for the types of columns alone.
        example: one of `unit_tests` in dbt's manifest.
    """
    given: dict[str, str] = {}

    def filled(table: str, rows: Sequence[Mapping[str, Any]] | str) -> str:
        """A table of its own with these rows, typed as the one in the warehouse."""
        name = f"given_{len(given)}"
        given[table] = name
        connection.execute(f"create or replace temp table {name} as from warehouse.{table} limit 0")
        if isinstance(rows, str):
            connection.execute(f"insert into {name} by name {rows}")
        elif rows:
            columns = {key for row in rows for key in row}
            types = {column: kind for column, kind, *_ in connection.execute(f"describe {name}").fetchall()}
            form = json.dumps([{column: types[column] for column in sorted(columns)}])
            unfolded = "select unnest(row) from (select unnest(from_json(?, ?)) as row)"
            connection.execute(f"insert into {name} by name {unfolded}", [json.dumps(rows, default=str), form])
        return name

    for item in example["given"]:
        kind, _, name = item["input"].rstrip(")").replace("'", "").replace('"', "").replace(" ", "").partition("(")
        filled(_layer(name) + name if kind == "ref" else name.replace(",", "."), item["rows"])
    changed = tuple(sorted(((example.get("overrides") or {}).get("vars") or {}).items()))
    model = example["model"]
    sql = _sql(model, changed, tuple(sorted(given.items())))
    expected = filled(_layer(model) + model, example["expect"]["rows"])
    looked_at = ", ".join(dict.fromkeys(f'"{name}"' for row in example["expect"]["rows"] for name in row)) or "*"
    made = f"select {looked_at} from ({sql})"
    listed = f"select {looked_at} from {expected}"
    return connection.execute(f"({made} except all {listed}) union all ({listed} except all {made})").fetchall()


@cache
def _layer(model: str) -> str:
    """`marts.` of a model in models/marts."""
    (file,) = (path for path in (DBT / "models").rglob(f"{model}.*") if path.suffix in (".sql", ".py"))
    return f"{file.parent.name}."
