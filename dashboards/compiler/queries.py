"""The only way from a page to the warehouse.

Belongs here: opening it read-only, checking that a query is one SELECT over the schema marts, running it with bound
parameters, telling the page's own line in an error, and what an answer depends on. Does not belong here: what the rows
mean (`rows`).

An answer depends on the query, its parameters and the rows of the relations it reads, and on nothing else: no clock, no
chance and no setting. So an answer stands as long as these do (`Marts.fingerprint`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_origin, get_type_hints

import duckdb

from dashboards.compiler.grammar import Query, where
from dashboards.language import Language, translated
from seksby.errors import PageError

SCHEMA = "marts"
MEMORY: Final = "250MB"
"""For a warehouse of the whole country: without a limit DuckDB keeps in memory all that it has read of it."""
_PIECE = 10_000
_RELEASE = Query("release", "select * from marts.release", Path(__file__), 1)
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
# Of functions, what DuckDB itself does not call constant.
_UNSTEADY = "stability <> 'CONSISTENT'"
# The clock, written like a column; DuckDB lists its functions only.
_CLOCK = frozenset({"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"})


@dataclass(frozen=True)
class Result:
    """Rows of a query, in its order: the values of each, column by column."""

    columns: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]

    @cached_property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """The rows by column name. Made when they are asked for: of most answers, only `instances` are."""
        return tuple(dict(zip(self.columns, row, strict=True)) for row in self.values)

    @cached_property
    def digest(self) -> str:
        """Fingerprint of columns and rows."""
        digest = hashlib.sha256(repr(self.columns).encode())
        for row in self.values:
            digest.update(repr(row).encode())
        return digest.hexdigest()

    def translated(self, lang: Language) -> Result:
        """With `title` beside `title_da` and `title_en`."""
        sources = translated({column: place for place, column in enumerate(self.columns)}, lang)
        if len(sources) == len(self.columns):
            return self
        pick = itemgetter(*sources.values())
        return Result(tuple(sources), [pick(row) for row in self.values])


class Marts:
    """An open warehouse."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._shared: dict[str, str] = {}
        self._sound: set[str] = set()
        self._fingerprints: dict[str, str] = {}

    @classmethod
    @contextmanager
    def open(cls, warehouse: Path) -> Iterator[Marts]:
        """Open `warehouse` for reading; SQL on it can reach no file and no network, and cannot change that.

        One thread: sums of doubles would otherwise depend on who came first, and the pages must not.
        """
        config: dict[str, Any] = {
            "enable_external_access": False,
            "threads": 1,
            "memory_limit": MEMORY,
            "lock_configuration": True,
        }
        connection = duckdb.connect(str(warehouse), read_only=True, config=config)
        try:
            yield cls(connection)
        finally:
            connection.close()

    def release(self) -> Mapping[str, Any]:
        """Which release the warehouse belongs to: `release_id`, `notice_da`, `notice_en`; all None where it is none."""
        return next(iter(self.run(_RELEASE, {}).rows), dict.fromkeys(("release_id", "notice_da", "notice_en")))

    def share(self, queries: Sequence[Query]) -> None:
        """Run these once and let later ones read their rows as tables of their names, as each may those before it.

        The tables are kept in memory only, and take the place of those shared before.

        Raises:
            PageError: one takes a parameter, or DuckDB fails.
        """
        wanted = {query.name: query.sql for query in queries}
        if list(wanted.items()) == list(self._shared.items()):
            return
        for name in self._shared:
            self._connection.execute(f"drop table if exists temp.{name}")
            self._fingerprints.pop(name, None)
        self._sound.clear()
        self._shared = wanted
        for query in queries:
            _used(query, ())
            try:
                self._connection.execute(f"create temp table {query.name} as {query.sql}")
            except duckdb.Error as error:
                raise _sql_error(query, error) from None

    def fingerprint(self, relation: str) -> str:
        """By what the rows of a mart (`marts.name`) or of a shared query are known, in whatever order they lie.

        The order is left out because two builds of the same mart may write it in another; the queries ask for theirs.
        Each row is taken as text: to DuckDB's hash of a row, an empty list and none are the same.

        Raises:
            PageError: there is no such relation.
        """
        if relation not in self._fingerprints:
            digests = f"select hash(t::varchar) as digest from {relation} as t"
            all_rows = f"select count(*), sum(digest), bit_xor(digest) from ({digests})"
            try:
                columns = self._connection.execute(f"describe {relation}").fetchall()
                rows = self._connection.execute(all_rows).fetchall()
            except duckdb.Error as error:
                raise _sql_error(Query(relation, all_rows, Path(__file__), 1), error) from None
            text = f"{duckdb.__version__} {[column[:2] for column in columns]} {rows}"
            self._fingerprints[relation] = hashlib.sha256(text.encode()).hexdigest()
        return self._fingerprints[relation]

    def bind(self, query: Query, parameters: Sequence[str]) -> tuple[str, ...]:
        """Check a query against the marts without running it, and give the parameters it uses, of those there are.

        Raises:
            PageError: an unknown parameter, table or column, or any other error DuckDB finds.
        """
        used = _used(query, parameters)
        if query.sql not in self._sound:
            try:
                self._connection.execute(f"describe {query.sql}", dict.fromkeys(used)).fetchall()
            except duckdb.Error as error:
                raise _sql_error(query, error) from None
            self._sound.add(query.sql)
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
        return Result(tuple(column[0] for column in cursor.description or ()), rows)

    def stream(self, query: Query, parameters: Mapping[str, Any]) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
        """Columns and rows of a checked query that may have very many; of `parameters` those it uses are bound.

        The rows must be read before the next query is run.

        Raises:
            PageError: DuckDB fails on the data.
        """
        used = _parameters(query)
        try:
            cursor = self._connection.execute(query.sql, {name: parameters[name] for name in used})
        except duckdb.Error as error:
            raise _sql_error(query, error) from None
        return tuple(column[0] for column in cursor.description or ()), _in_pieces(cursor)


def _used(query: Query, parameters: Sequence[str]) -> tuple[str, ...]:
    """Those of the parameters that a query asks for.

    Raises:
        PageError: it asks for another.
    """
    used = tuple(sorted(_parameters(query)))
    for name in used:
        if name not in parameters:
            raise PageError(
                f"the query {query.name} asks for ${name}",
                where=where(query.file, query.line + _line_of(query.sql, query.sql.find(f"${name}"))),
                expected=f"one of {', '.join('$' + p for p in parameters) or '(the page has no for_each rows)'}",
                remedy="let the for_each query give that column",
            )
    return used


def _in_pieces(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_PIECE):
        yield from rows


def check_shape(query: Query, shared: Container[str] = ()) -> frozenset[str]:
    """Check what needs no warehouse, and give the tables and shared queries that the query reads.

    It has to be one SELECT, over tables of the schema marts and the `shared` queries only, with an answer that is the
    same every time.

    Raises:
        PageError: it is not.
    """
    _parameters(query)
    read = set()
    for reading in _shape(query.sql).readings:
        schema, _, name = reading.name.rpartition(".")
        is_table = reading.kind == "table" and (schema == SCHEMA or (not schema and name in shared))
        if is_table or (
            reading.kind == "own" and name in shared
        ):  # its own may lie inside, and the shared one be meant
            read.add(reading.name)
        elif reading.kind != "own":
            raise PageError(
                f"the query {query.name} reads {reading.name}",
                where=where(query.file, query.line + _line_of(query.sql, reading.place)),
                expected=f"tables of the schema {SCHEMA}, written {SCHEMA}.name, and shared queries by their name",
                remedy="build what the page needs as a mart in dbt",
            )
    for what, place in _shape(query.sql).unsteady:
        raise PageError(
            f"the query {query.name} asks for {what}, which is not the same every time",
            where=where(query.file, query.line + _line_of(query.sql, place)),
            expected="an answer that the marts and the page's own row decide",
            remedy="build what the page needs as a mart in dbt",
        )
    return frozenset(read)


class _Reading(NamedTuple):
    """Something a statement reads: a table, a name of its own `with`, or what a function or a command gives."""

    name: str
    kind: Literal["table", "own", "other"]
    place: int


class _Shape(NamedTuple):
    """What a statement reads, and what in it depends on a clock, on chance or on a setting, with its place."""

    readings: tuple[_Reading, ...]
    unsteady: tuple[tuple[str, int], ...]


@cache
def _shape(sql: str) -> _Shape:
    nodes = list(objects(parsed(sql)))
    return _Shape(tuple(_readings(nodes)), tuple(_unsteady(nodes)))


def _readings(nodes: Sequence[Mapping[str, Any]]) -> Iterator[_Reading]:
    own = {entry["key"] for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())}
    for node in nodes:
        place = node.get("query_location", 0)
        match node.get("type"):
            case "BASE_TABLE":
                path = node["qualified_name"]["path"]
                yield _Reading(".".join(path), "own" if len(path) == 1 and path[0] in own else "table", place)
            case "TABLE_FUNCTION" if (name := node["function"]["function_name"]) not in _TABLE_FUNCTIONS:
                yield _Reading(name, "other", place)
            case "SHOW_REF":
                yield _Reading("describe or show", "other", place)


def _unsteady(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        place = node.get("query_location", 0)
        match node.get("class"):
            case "FUNCTION" if (name := node["function_name"].lower()) in functions(_UNSTEADY):
                yield f"{name}()", place
            case "COLUMN_REF" if node["column_names"][-1].lower() in _CLOCK:
                yield node["column_names"][-1], place
        if node.get("sample"):
            yield "a sample", place


@cache
def functions(condition: str) -> frozenset[str]:
    """Those in DuckDB's own list of which `condition` holds, such as `function_type = 'aggregate'`."""
    listed = _parser().execute(f"select function_name from duckdb_functions() where {condition}").fetchall()
    return frozenset(name for (name,) in listed)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """A connection to nothing, for reading SQL; what is nested deeper than any page asks is an error of DuckDB's.

    Each level is several of the tree that DuckDB gives, and Python goes no deeper into that than a thousand.
    """
    connection = duckdb.connect(config={"enable_external_access": False})
    connection.execute("set max_expression_depth = 100")
    return connection


@cache
def _parameters(query: Query) -> frozenset[str]:
    """The parameters of the query, which is a single SELECT."""
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
    return frozenset(statements[0].named_parameters)


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
    places = [result.columns.index(name) for name in names]
    pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
    rows: Iterable[Sequence[Any]] = map(pick, result.values)
    if lists:
        rows = (
            tuple(tuple(value or ()) if name in lists else value for name, value in zip(names, row, strict=True))
            for row in rows
        )
    return [_instance(shape, dict(zip(names, row, strict=True))) for row in rows]


def _instance(shape: Any, values: dict[str, Any]) -> Any:
    """An instance that has every field from `values`.

    Set at once, not field by field through the `__init__` of a frozen dataclass: 150,000 rows of some 25 fields are
    made so in a build of the site, and it took some 3 of 47 CPU seconds (2026-11-29).
    """
    made = object.__new__(shape)
    made.__dict__.update(values)
    return made


@cache
def _list_fields(shape: Any) -> frozenset[str]:
    """The fields that hold several values: an empty list in the warehouse is null."""
    return frozenset(name for name, hint in get_type_hints(shape).items() if get_origin(hint) is Sequence)


def parsed(sql: str) -> list[dict[str, Any]]:
    """The statements as DuckDB parses them."""
    (serialized,) = _parser().execute("select json_serialize_sql(?)", [sql]).fetchall()[0]
    statements: list[dict[str, Any]] = json.loads(serialized)["statements"]
    return statements


def objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a parsed statement or a part of it."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from objects(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from objects(value)


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
