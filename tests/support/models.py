"""One model of dbt's on rows made by hand, in memory and without dbt: for the many small cases of one rule.

What dbt itself makes of the model, its contract and its worked example are tested with the whole project; this reads
the same file and the same variables, so a rule that is taken out of the model fails here too.
"""

from __future__ import annotations

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
def _sql(model: str, changed: tuple[tuple[str, object], ...]) -> str:
    (file,) = (DBT / "models").rglob(f"{model}.sql")
    macros = "".join(path.read_text(encoding="utf-8") for path in sorted((DBT / "macros").glob("*.sql")))
    known = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"] | dict(changed)
    return (
        Environment(autoescape=False)
        .from_string(macros + file.read_text(encoding="utf-8"))
        .render(ref=lambda name: name, source=lambda _, name: name, var=known.__getitem__)
    )
