"""One query of a page that is made for many rows, asked for several of them at once.

Belongs here: which queries may be asked so, and parting the answer. Does not belong here: for which rows they are
(`site.answers`).

Such a query says `where indicator_id = $indicator_id`, and nearly all of the two milliseconds it takes go into planning
it (2026-11-30). So it is asked for some values at once, `indicator_id in (…)`, and the rows are parted by that column:
what is in order as a whole is in order in each part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, Result, functions, objects, parsed
from seksby.errors import PageError

_SELECT = re.compile(rb"\s*select\b", re.IGNORECASE)
_OF_MANY_ROWS = "function_type in ('aggregate', 'macro')"
_CONDITION = re.compile(rb"([\w.]+)\s*=\s*\$(\w+)")


class _Key(NamedTuple):
    """A condition `column = $parameter` that holds for every row of the answer, and where it stands, in bytes."""

    parameter: str
    column: str
    start: int
    end: int


def in_common(query: Query, parameters: Mapping[str, Any]) -> tuple[tuple[str, Any], ...] | None:
    """What parameters have to agree in to be asked for together; None where each is asked for alone."""
    keys = {key.parameter for key in _keys(query.sql)}
    return tuple((name, value) for name, value in parameters.items() if name not in keys) if keys else None


def answers(marts: Marts, query: Query, several: Sequence[Mapping[str, Any]]) -> list[Result] | None:
    """The answer for each of `several` different parameters, which agree in what they have to have `in_common`.

    None where only asking for each alone can tell: DuckDB fails on the data of one, or takes a value for another.
    """
    keys = _keys(query.sql)
    names = [key.parameter for key in keys]
    values = {name: list(dict.fromkeys(each[name] for each in several)) for name in names}
    parameters = {name: value for name, value in several[0].items() if name not in values}
    text = query.sql.encode()
    for key in reversed(keys):
        given = {f"{key.parameter}_{number}": value for number, value in enumerate(values[key.parameter])}
        parameters |= given
        condition = f"{key.column} in ({', '.join(f'${name}' for name in given)})"
        text = text[: key.start] + condition.encode() + text[key.end :]
    columns = "".join(f' {key.column} as "key {number}",' for number, key in enumerate(keys))
    sql = _SELECT.sub(lambda select: select[0] + columns.encode(), text, count=1).decode()
    try:
        found = marts.run(replace(query, sql=sql), parameters)
    except PageError:
        return None
    parts: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {tuple(each[name] for name in names): [] for each in several}
    for row in found.values:
        key_of_row = row[: len(keys)]
        if key_of_row in parts:
            parts[key_of_row].append(row[len(keys) :])
        elif not all(value in values[name] for name, value in zip(names, key_of_row, strict=True)):
            return None
    return [Result(found.columns[len(keys) :], rows) for rows in parts.values()]


@cache
def _keys(sql: str) -> tuple[_Key, ...]:
    """In the order of the text; none where a row of the answer depends on others."""
    if "$" not in sql:
        return ()
    ((node,),) = ([statement["node"]] for statement in parsed(sql))
    text = sql.encode()
    if node["type"] != "SELECT_NODE" or node["cte_map"]["map"] or not _SELECT.match(text):
        return ()
    if any(node[part] for part in ("group_expressions", "group_sets", "having", "qualify", "sample")):
        return ()
    if any(modifier["type"] != "ORDER_MODIFIER" for modifier in node["modifiers"]):
        return ()
    orders = [order["expression"] for modifier in node["modifiers"] for order in modifier["orders"]]
    if any(each["class"] in ("CONSTANT", "STAR") for each in orders):
        return ()  # which counts or names columns, and would count the key
    for each in _outside_of_queries([node["select_list"], orders]):
        if each.get("class") == "WINDOW" or each.get("function_name", "").lower() in functions(_OF_MANY_ROWS):
            return ()
    asked = [each["identifier"] for each in objects(node) if each.get("class") == "PARAMETER"]
    return tuple(key for key in _conditions(node["where_clause"], text) if asked.count(key.parameter) == 1)


def _conditions(where: Mapping[str, Any] | None, text: bytes) -> Iterator[_Key]:
    """The conditions `column = $parameter` that all have to hold."""
    if where is None:
        return
    if where["type"] == "CONJUNCTION_AND":
        for each in where["children"]:
            yield from _conditions(each, text)
    elif where["type"] == "COMPARE_EQUAL":
        start = where["query_location"]
        end = start + where["query_location_length"]
        if found := _CONDITION.fullmatch(text[start:end]):
            yield _Key(found[2].decode(), found[1].decode(), start, end)


def _outside_of_queries(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of a statement, but for those in queries within it."""
    if isinstance(tree, list):
        for each in tree:
            yield from _outside_of_queries(each)
    elif isinstance(tree, dict) and tree.get("class") != "SUBQUERY":
        yield tree
        for each in tree.values():
            yield from _outside_of_queries(each)
