"""The only way from a page to the warehouse.

Belongs here: opening it read-only, checking that a query is one SELECT over the schema marts, running it with bound
parameters, and telling the page's own line in an error. Does not belong here: what the rows mean (`rows`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import duckdb

from dashboards.compiler.grammar import Query, where
from dashboards.language import Language, translated
from seksby.errors import PageError

SCHEMA = "marts"
_PIECE = 10_000
_RELEASE = Query("release", "select release_id, notice_da, notice_en from marts.release", Path(__file__), 1)
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})


@dataclass(frozen=True)
class Result:
    """Rows of a query, in its order, by column name."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]

    @cached_property
    def digest(self) -> str:
        """Fingerprint of columns and rows."""
        digest = hashlib.sha256(repr(self.columns).encode())
        for row in self.rows:
            digest.update(repr(tuple(row.values())).encode())
        return digest.hexdigest()

    def translated(self, lang: Language) -> Result:
        """With `title` beside `title_da` and `title_en`."""
        columns = tuple(translated(dict.fromkeys(self.columns), lang))
        return Result(columns, tuple(translated(row, lang) for row in self.rows))


class Marts:
    """An open warehouse."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, warehouse: Path) -> Iterator[Marts]:
        """Open `warehouse` for reading; SQL on it can reach no file and no network, and cannot change that.

        One thread: sums of doubles would otherwise depend on who came first, and the pages must not.
        """
        config: dict[str, Any] = {"enable_external_access": False, "threads": 1, "lock_configuration": True}
        connection = duckdb.connect(str(warehouse), read_only=True, config=config)
        try:
            yield cls(connection)
        finally:
            connection.close()

    def release(self) -> Mapping[str, Any]:
        """Which release the warehouse belongs to: `release_id`, `notice_da`, `notice_en`; all None where it is none."""
        return next(iter(self.run(_RELEASE, {}).rows), dict.fromkeys(("release_id", "notice_da", "notice_en")))

    def share(self, query: Query) -> None:
        """Run a query once and let later ones read its rows as a table of its name; kept in memory only.

        Raises:
            PageError: it takes a parameter, or DuckDB fails.
        """
        self.bind(query, ())
        try:
            self._connection.execute(f"create temp table {query.name} as {query.sql}")
        except duckdb.Error as error:
            raise _sql_error(query, error) from None

    def bind(self, query: Query, parameters: Sequence[str]) -> tuple[str, ...]:
        """Check a query against the marts without running it, and give the parameters it uses, of those there are.

        Raises:
            PageError: an unknown parameter, table or column, or any other error DuckDB finds.
        """
        used = tuple(sorted(_statement(query).named_parameters))
        for name in used:
            if name not in parameters:
                raise PageError(
                    f"the query {query.name} asks for ${name}",
                    where=where(query.file, query.line + _line_of(query.sql, query.sql.find(f"${name}"))),
                    expected=f"one of {', '.join('$' + p for p in parameters) or '(the page has no for_each rows)'}",
                    remedy="let the for_each query give that column",
                )
        try:
            self._connection.execute(f"explain {query.sql}", dict.fromkeys(used)).fetchall()
        except duckdb.Error as error:
            raise _sql_error(query, error) from None
        return used

    def run(self, query: Query, parameters: Mapping[str, Any]) -> Result:
        """The rows of a checked query; `parameters` are those it uses.

        Raises:
            PageError: DuckDB fails on the data.
        """
        try:
            cursor = self._connection.execute(query.sql, dict(parameters))
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise _sql_error(query, error) from None
        columns = tuple(column[0] for column in cursor.description or ())
        return Result(columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))

    def stream(self, query: Query, parameters: Mapping[str, Any]) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
        """Columns and rows of a checked query that may have very many; of `parameters` those it uses are bound.

        The rows must be read before the next query is run.

        Raises:
            PageError: DuckDB fails on the data.
        """
        used = _statement(query).named_parameters
        try:
            cursor = self._connection.execute(query.sql, {name: parameters[name] for name in used})
        except duckdb.Error as error:
            raise _sql_error(query, error) from None
        return tuple(column[0] for column in cursor.description or ()), _in_pieces(cursor)


def _in_pieces(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_PIECE):
        yield from rows


def check_shape(query: Query, shared: Container[str] = ()) -> None:
    """Check what needs no warehouse: one SELECT, over tables of the schema marts and the `shared` queries only.

    Raises:
        PageError: it is not.
    """
    _statement(query)
    (serialized,) = _parser().execute("select json_serialize_sql(?)", [query.sql]).fetchall()[0]
    nodes = list(_nodes(json.loads(serialized)["statements"]))
    with_names = {entry["key"] for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())}
    for node in nodes:
        match node.get("type"):
            case "BASE_TABLE":
                path = node["qualified_name"]["path"]
                allowed = path[:-1] == [SCHEMA] or (len(path) == 1 and (path[0] in with_names or path[0] in shared))
                name = ".".join(path)
            case "TABLE_FUNCTION":
                name = node["function"]["function_name"]
                allowed = name in _TABLE_FUNCTIONS
            case "SHOW_REF":
                name, allowed = "describe or show", False
            case _:
                continue
        if not allowed:
            raise PageError(
                f"the query {query.name} reads {name}",
                where=where(query.file, query.line + _line_of(query.sql, node.get("query_location", 0))),
                expected=f"tables of the schema {SCHEMA}, written {SCHEMA}.name, and shared queries by their name",
                remedy="build what the page needs as a mart in dbt",
            )


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """A connection to nothing, for reading SQL."""
    return duckdb.connect(config={"enable_external_access": False})


def _statement(query: Query) -> duckdb.Statement:
    """The query's only statement."""
    try:
        statements = _parser().extract_statements(query.sql)
    except duckdb.Error as error:
        raise _sql_error(query, error) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise PageError(
            f"the query {query.name} is not a single SELECT",
            where=where(query.file, query.line),
            expected="one SELECT statement",
            remedy="split it into named queries, and change data in dbt only",
        )
    return statements[0]


def instances(shape: Any, result: Result, *, name: str, place: str) -> list[Any]:
    """The rows as instances of the dataclass `shape`; columns it has no field for are left out.

    Raises:
        PageError: a field has no column.
    """
    lists = _list_fields(shape)
    names = [f.name for f in fields(shape)]
    absent = [column for column in names if column not in result.columns]
    if absent:
        raise PageError(
            f"the query {name} lacks {', '.join(absent)}",
            where=place,
            expected=f"the columns of {shape.__name__}: {', '.join(names)}",
            remedy="add them to its select list",
        )
    return [
        shape(**{column: tuple(row[column] or ()) if column in lists else row[column] for column in names})
        for row in result.rows
    ]


@cache
def _list_fields(shape: Any) -> frozenset[str]:
    """The fields that hold several values: an empty list in the warehouse is null."""
    return frozenset(name for name, hint in get_type_hints(shape).items() if get_origin(hint) is Sequence)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a parsed statement."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _line_of(sql: str, at: int) -> int:
    """How many lines down the letter number `at` stands; 0 for a position DuckDB does not know."""
    return sql.count("\n", 0, at) if 0 <= at < len(sql) else 0


def _sql_error(query: Query, error: duckdb.Error) -> PageError:
    """DuckDB's message with the page's own line: DuckDB counts from the first line of the query."""
    message, _, rest = str(error).partition("\n\nLINE ")
    line = int(rest.split(":", maxsplit=1)[0]) if rest else 1
    return PageError(
        f"the query {query.name} fails: {' '.join(message.split())}",
        where=where(query.file, query.line + line - 1),
        expected=f"SQL that DuckDB runs on the tables of the schema {SCHEMA}",
        remedy="correct the query; `seksby query` runs it on its own",
    )
