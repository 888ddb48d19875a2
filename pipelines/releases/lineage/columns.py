"""Where the columns of the marts come from, through every model, down to the columns of `raw`.

Belongs here: reading the SQL that a release was computed with. Does not belong here: running it, or writing down what
was read (`table`, `openlineage`, `prov`).

A model in Python is no SQL: each of its columns comes from all columns of the tables it reads, and is marked so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.releases.release import CHECKS, Release
from seksby.errors import UsageError
from seksby.naming import near

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Column = tuple[str, str]
"""A table with its schema (`marts.benchmarks`), and the name of a column."""
Schema = Mapping[str, Mapping[str, Mapping[str, str]]]
"""The type of each column, by layer and table."""
ROWS: Final = ""
"""In place of a column: how many rows a table has."""
_PYTHON: Final = "python"
_INTERNAL: Final = ("marts", "intermediate", "staging")


@dataclass(frozen=True)
class Origin:
    """A column and the columns it is made of, one step up; `is_python` where a model in Python makes it of any of them.

    Without any it is made where it stands: a count, a constant, a row's number.
    """

    column: Column
    made_of: frozenset[Column]
    is_python: bool


@dataclass(frozen=True)
class ModelRead:
    """What was read of one model.

    Attributes:
        table: the table it makes, with its schema.
        origins: what each of its columns is made of.
        uses: every column that it names, whatever for, and of each table that it reads `(table, ROWS)`, for it may
            count its rows. Where all of these are as they were, so is what it makes. None where that cannot be told.
    """

    table: str
    origins: tuple[Origin, ...]
    uses: frozenset[Column] | None


class Lineage:
    """Every column of a release's models, and what each is made of.

    Args:
        origins: of all columns of all models.
        release: whose they are, as an error names it.
    """

    def __init__(self, origins: Iterable[Origin], release: str) -> None:
        self.origins: Mapping[Column, Origin] = {origin.column: origin for origin in origins}
        self._release = release

    def of_table(self, table: str) -> list[Origin]:
        """The origins of all columns of a table, in its order.

        Raises:
            UsageError: no model makes such a table.
        """
        name = _full_name(table)
        found = [origin for origin in self.origins.values() if origin.column[0] == name]
        if not found:
            tables = {of: () for of, _ in self.origins}
            shown = ", ".join(near(name, tables))
            raise UsageError(
                f"No model makes a table {name}.",
                where=f"release {self._release}",
                expected="a mart, or another table with its layer" + (f"; near: {shown}" if shown else ""),
                remedy='list them with `seksby query "select distinct mart from marts.data_dictionary"`',
            )
        return found

    def find(self, table: str, column: str) -> Origin:
        """The origin of a column that somebody asks for.

        Raises:
            UsageError: there is no such column.
        """
        name = _full_name(table)
        found = self.origins.get((name, column))
        if found is None:
            names = {f"{of}.{each}": () for of, each in self.origins}
            shown = ", ".join(near(f"{name}.{column}", names))
            raise UsageError(
                f"There is no column {name}.{column}.",
                where=f"release {self._release}",
                expected="a column of a mart" + (f"; near: {shown}" if shown else ""),
                remedy='see /data/, or `seksby query "select * from marts.data_dictionary"`',
            )
        return found

    def raw(self, column: Column) -> list[Column]:
        """The columns outside all models that one is made of in the end, in order."""
        seen: set[Column] = {column}
        waiting: list[Column] = [column]
        found: set[Column] = set()
        while waiting:
            here = waiting.pop()
            origin = self.origins.get(here)
            if origin is None:
                found.add(here)
                continue
            waiting += origin.made_of - seen
            seen |= origin.made_of
        return sorted(found)


def _full_name(table: str) -> str:
    return table if "." in table else f"marts.{table}"


def of_release(release: Release) -> Lineage:
    """Read from the SQL that is kept with a release.

    Raises:
        LookupError: a column of a model is in no SQL that is kept.
    """
    manifest = json.loads((release.directory / CHECKS / "manifest.json").read_text(encoding="utf-8"))
    return Lineage(origins(read(manifest, schema_of(release.warehouse))), release.id)


def schema_of(warehouse: Path) -> Schema:
    """The columns of every table, in their order."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select table_schema, table_name, column_name, data_type from information_schema.columns "
            "order by table_schema, table_name, ordinal_position"
        ).fetchall()
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for layer, table, column, data_type in rows:
        schema.setdefault(layer, {}).setdefault(table, {})[column] = data_type
    return schema


def models(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The models in dbt's manifest whose tables stand in a warehouse, in its order."""
    return [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["schema"] in _INTERNAL
    ]


def read(manifest: Mapping[str, Any], schema: Schema) -> Iterator[ModelRead]:
    """What every model reads, from dbt's manifest of a build and the warehouse that it built.

    Raises:
        LookupError: a column of a model is not in its SQL.
    """
    names = {key: full_name(node) for key, node in (manifest["nodes"] | manifest["sources"]).items()}
    for node in models(manifest):
        columns = schema[node["schema"]][node["name"]]
        table = full_name(node)
        if node["language"] == _PYTHON:
            whole = _whole((names[key] for key in node["depends_on"]["nodes"]), schema)
            of = frozenset(column for column in whole if column[1] != ROWS)
            origins = tuple(Origin((table, column), of, is_python=True) for column in columns)
            yield ModelRead(table, origins, whole)
        else:
            reading = _Reading(node["compiled_code"], schema)
            made_of = ((column, reading.made_of(column)) for column in columns)
            origins = tuple(Origin((table, column), of, is_python=False) for column, of in made_of)
            yield ModelRead(table, origins, reading.uses())


def origins(models: Iterable[ModelRead]) -> Iterator[Origin]:
    """What the columns of models are made of."""
    for model in models:
        yield from model.origins


def full_name(node: Mapping[str, Any]) -> str:
    """A table with its schema, of its entry in dbt's manifest."""
    return f"{node['schema']}.{node['name']}"


def _whole(tables: Iterable[str], schema: Schema) -> frozenset[Column]:
    """All there is of tables."""
    found: set[Column] = set()
    for table in tables:
        layer, name = table.split(".", 1)
        found |= {(table, column) for column in (*schema[layer][name], ROWS)}
    return frozenset(found)


class _Reading:
    """One model's SQL with its names resolved."""

    def __init__(self, sql: str, schema: Schema) -> None:
        import sqlglot
        from sqlglot import exp
        from sqlglot.optimizer.qualify import qualify
        from sqlglot.optimizer.scope import traverse_scope

        parsed = sqlglot.parse_one(sql, dialect="duckdb")
        # Of the tables that it names alone: told of all of them sqlglot takes four times as long (2026-11-30).
        named: dict[str, dict[str, Mapping[str, str]]] = {}
        for table in parsed.find_all(exp.Table):
            table.set("catalog", None)  # the file's own name, which says nothing of what is in it
            if table.name in schema.get(table.db, {}):
                named.setdefault(table.db, {})[table.name] = schema[table.db][table.name]
        qualified = qualify(
            parsed,
            dialect="duckdb",
            schema=dict(named),
            validate_qualify_columns=False,
            identify=False,
            quote_identifiers=False,
        )
        scopes = traverse_scope(qualified)
        self._named = named
        self._whole = qualified
        self._root = scopes[-1]
        self._by_select = {id(scope.expression): scope for scope in scopes}
        self._known: dict[tuple[int, str], frozenset[Column]] = {}

    def made_of(self, column: str) -> frozenset[Column]:
        return self._of(self._root, column)

    def uses(self) -> frozenset[Column] | None:
        """See `ModelRead.uses`."""
        from sqlglot import exp

        if self._whole.find(exp.TableColumn, exp.Columns, exp.PositionalColumn, exp.Pivot):
            return None  # whole rows, or columns by another thing than their names
        found: set[Column] = set()
        for table in self._whole.find_all(exp.Table):
            if table.name in self._named.get(table.db, {}) and not table.alias_column_names:
                found.add((f"{table.db}.{table.name}", ROWS))
            elif table.db or not isinstance(table.this, exp.Identifier):
                return None  # renamed columns, a table of the database itself, or a function in place of one
        for column in self._whole.find_all(exp.Column):
            source = self._source(column, self._root)
            if isinstance(source, exp.Table) and column.name in self._named[source.db][source.name]:
                found.add((f"{source.db}.{source.name}", column.name))
            elif source is None or isinstance(source, exp.Table) or column.name not in _names(source):
                return None
        if any(not isinstance(star.parent, exp.Count) for star in self._whole.find_all(exp.Star)):
            return None
        return frozenset(found)

    def _of(self, scope: Scope, column: str) -> frozenset[Column]:
        key = (id(scope), column)
        if key not in self._known:
            self._known[key] = frozenset()  # of a question that asks itself
            self._known[key] = self._look_up(scope, column)
        return self._known[key]

    def _look_up(self, scope: Scope, column: str) -> frozenset[Column]:
        if scope.set_operation_scopes:
            first = self._first_select(scope)
            place = [each.alias_or_name for each in _selects(first)].index(column)
            return frozenset().union(*(self._at(each, place, column) for each in scope.set_operation_scopes))
        from sqlglot import exp

        selects = _selects(scope)
        named = [each for each in selects if each.alias_or_name == column]
        # What is unfolded of a list of records has the records' names.
        named = named or [each for each in selects if each.find(exp.Unnest, exp.Explode)]
        if not named:
            raise LookupError(f"{column} in {scope.expression.sql('duckdb')[:200]}")
        return frozenset().union(*(self._columns(each, scope) for each in named))

    def _at(self, scope: Scope, place: int, column: str) -> frozenset[Column]:
        if scope.set_operation_scopes:
            return frozenset().union(*(self._at(each, place, column) for each in scope.set_operation_scopes))
        return self._columns(_selects(scope)[place], scope)

    def _first_select(self, scope: Scope) -> Scope:
        while scope.set_operation_scopes:
            scope = scope.set_operation_scopes[0]
        return scope

    def _columns(self, expression: exp.Expression, scope: Scope) -> frozenset[Column]:
        from sqlglot import exp

        found: set[Column] = set()
        for column in expression.find_all(exp.Column):
            source = self._source(column, scope)
            if source is None:
                raise LookupError(f"{column.sql('duckdb')} in {expression.sql('duckdb')[:200]}")
            if isinstance(source, exp.Table):
                found.add((f"{source.db}.{source.name}", column.name))
            else:
                found |= self._of(source, column.name)
        return frozenset(found)

    def _source(self, column: exp.Column, scope: Scope) -> exp.Table | Scope | None:
        """What a column is read from: in the question it stands in, or one around that."""
        from sqlglot import exp

        own: Scope | None = self._by_select.get(id(column.find_ancestor(exp.Select)), scope)
        while own is not None:
            sources = {name: source for name, (_, source) in own.selected_sources.items()}
            if column.table in sources:
                return sources[column.table]
            if not column.table and len(sources) == 1:  # of what is unfolded no name is known beforehand
                return next(iter(sources.values()))
            own = own.parent
        return None


def _selects(scope: Scope) -> list[exp.Expression]:
    """What one question selects, in order."""
    return list(getattr(scope.expression, "selects", ()))


def _names(scope: Scope) -> set[str]:
    """What the columns of a question inside another are called there."""
    return {each.alias_or_name for each in _selects(scope)}
