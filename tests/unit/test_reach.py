"""Which models a change reaches, and what of `raw` is told to have changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases.lineage.columns import ROWS, Column, ModelRead, read
from pipelines.warehouse.reach import carrying
from pipelines.warehouse.reach.reached import reached

SCHEMA = {
    "raw": {
        "indicators": {"indicator_id": "VARCHAR", "title": "VARCHAR", "kind": "VARCHAR"},
        "targets": {"indicator_id": "VARCHAR"},
    },
    "staging": {"stg_cells": {"value": "DOUBLE"}},
    "intermediate": {"int_ranks": {"rank": "INTEGER"}},
    "marts": {
        "titles": {"title": "VARCHAR"},
        "prices": {"indicator_id": "VARCHAR"},
        "counted": {"n": "BIGINT"},
        "told": {"title": "VARCHAR"},
        "ledger": {"cause": "VARCHAR"},
    },
}


def model(table: str, sql: str, *reads: str, view: bool = False, filled_in: bool = False) -> dict[str, Any]:
    layer, name = table.split(".")
    return {
        "resource_type": "model",
        "schema": layer,
        "name": name,
        "language": "sql" if sql else "python",
        "compiled_code": sql,
        "depends_on": {"nodes": list(reads)},
        "config": {"materialized": "view" if view else "table", "meta": {"filled_in": True} if filled_in else {}},
    }


def check(*reads: str) -> dict[str, Any]:
    return {"resource_type": "test", "schema": "checks", "name": "check", "depends_on": {"nodes": list(reads)}}


NODES = {
    "stg_cells": model("staging.stg_cells", "select 1.0 as value", view=True),
    "titles": model("marts.titles", "select title from raw.indicators", "indicators"),
    "prices": model("marts.prices", "select indicator_id from raw.indicators where kind = 'price'", "indicators"),
    "counted": model("marts.counted", "select count(*) as n from raw.indicators", "indicators"),
    "told": model("marts.told", "select title from marts.titles", "titles"),
    "ranks": model("intermediate.int_ranks", "", "targets"),
    "ledger": model("marts.ledger", "select '' as cause where false", filled_in=True),
    "titles_are_unique": check("titles"),
    "prices_have_an_indicator": check("prices", "told"),
    "prices_are_unique": check("prices"),
    "targets_are_unique": check("targets"),
}
MANIFEST = {
    "nodes": NODES,
    "sources": {name: {"schema": "raw", "name": name} for name in SCHEMA["raw"]},
}
ALWAYS = {"stg_cells", "ledger"}
"""A view, and what the refresh fills."""


def of(*changed: Column, manifest: dict[str, Any] = MANIFEST) -> tuple[set[str], set[str]]:
    found = reached(manifest, read(manifest, SCHEMA), set(changed))
    assert found.models >= ALWAYS
    return set(found.models - ALWAYS), set(found.checks)


def test_a_title_reaches_who_names_it_and_who_reads_those() -> None:
    assert of(("raw.indicators", "title")) == (
        {"titles", "told"},
        {"titles_are_unique", "prices_have_an_indicator"},
    )


def test_a_column_that_only_sifts_reaches_as_one_that_is_shown() -> None:
    models, checks = of(("raw.indicators", "kind"))
    assert models == {"prices"}
    assert checks == {"prices_have_an_indicator", "prices_are_unique"}


def test_another_number_of_rows_reaches_who_counts_them() -> None:
    assert of(("raw.indicators", ROWS))[0] == {"titles", "told", "prices", "counted"}


def test_a_model_in_python_and_a_check_are_reached_by_any_column_of_what_they_read() -> None:
    assert of(("raw.targets", "indicator_id")) == ({"ranks"}, {"targets_are_unique"})


def test_nothing_is_reached_where_nothing_has_changed() -> None:
    assert of() == (set(), set())


@pytest.mark.parametrize(
    "sql",
    [
        "select title from raw.indicators cross join duckdb_tables()",
        "select title from raw.indicators cross join information_schema.tables",
        "select hash(indicators) as title from raw.indicators",
        "select max(columns('.*tle')) as title from raw.indicators",
        "select #2 as title from raw.indicators",
        "select i.title from raw.indicators as i (title, indicator_id, kind)",
        "select title from raw.indicators, raw.targets where nowhere is null",
    ],
)
def test_what_nobody_can_tell_the_reading_of_is_always_made(sql: str) -> None:
    manifest = MANIFEST | {"nodes": NODES | {"titles": model("marts.titles", sql, "indicators")}}
    assert of(manifest=manifest)[0] == {"titles", "told"}


def test_what_a_model_reads_is_every_column_it_names() -> None:
    sql = """
        with named as (select i.indicator_id, i.title from raw.indicators as i where kind = 'effect')
        select max(title) as title from named inner join raw.targets using (indicator_id)
        where exists (select 1 from raw.targets as t where t.indicator_id = named.indicator_id)
    """
    (found,) = [
        each
        for each in read(MANIFEST | {"nodes": NODES | {"titles": model("marts.titles", sql, "indicators")}}, SCHEMA)
        if each.table == "marts.titles"
    ]
    assert isinstance(found, ModelRead)
    assert found.uses == {
        *(("raw.indicators", name) for name in ("indicator_id", "title", "kind", ROWS)),
        *(("raw.targets", name) for name in ("indicator_id", ROWS)),
    }


def warehouse(path: Path, *statements: str) -> Path:
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        for statement in statements:
            connection.execute(statement)
    return path


def changed(folder: Path, before: str, now: str, *more: str) -> set[Column]:
    one, other = (
        warehouse(folder / f"{name}.duckdb", f"create table raw.t as {sql}", *more)
        for name, sql in (("before", before), ("now", now))
    )
    with duckdb.connect(str(other), read_only=True) as connection:
        tables = [
            f"raw.{name}"
            for (name,) in connection.execute("select table_name from information_schema.tables").fetchall()
        ]
        return carrying._changed(connection, one, tables)


TWO = "select 1 as a, 'x' as b, []::varchar[] as c union all select 2, null, ['y']"


@pytest.mark.parametrize(
    ("now", "columns"),
    [
        (TWO, set()),
        (TWO.replace("'x'", "'z'"), {"b"}),
        (TWO.replace("null", "''"), {"b"}),
        (TWO.replace("[]::", "null::"), {"c"}),
        ("select 2 as a, null as b, ['y'] as c union all select 1, 'x', []", {"a", "b", "c"}),
        (f"{TWO} union all select 3, 'z', []", {"a", "b", "c", ROWS}),
        (TWO.replace("as b", "as d"), {"a", "b", "c", "d", ROWS}),
    ],
)
def test_a_column_has_changed_where_a_value_or_its_place_has(tmp_path: Path, now: str, columns: set[str]) -> None:
    assert changed(tmp_path, TWO, now) == {("raw.t", name) for name in columns}


def test_a_view_has_changed_in_all_its_columns_where_it_or_what_it_is_loaded_from_has(tmp_path: Path) -> None:
    view, mark = "create view raw.v as select a, b from raw.t", "comment on table raw.t is '{}'"
    before = warehouse(tmp_path / "before.duckdb", f"create table raw.t as {TWO}", mark.format("one"), view)
    all_columns = {("raw.v", name) for name in ("a", "b", ROWS)}
    for word, sql, expected in (
        ("one", view, set()),
        ("other", view, all_columns),
        ("one", f"{view} where a > 0", all_columns),
    ):
        now = warehouse(tmp_path / "now.duckdb", f"create table raw.t as {TWO}", mark.format(word), sql)
        with duckdb.connect(str(now), read_only=True) as connection:
            assert carrying._changed(connection, before, ["raw.v"]) == expected


VALUES = st.lists(st.sampled_from([None, "", "a", "A", "a "]), max_size=3)


@given(VALUES, VALUES)
def test_no_other_value_passes_for_the_same(values: list[str | None], others: list[str | None]) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach ':memory:' as {carrying._EARLIER}")
        for table, texts in (("t", values), (f"{carrying._EARLIER}.t", others)):
            connection.execute(f"create table {table} as select unnest(?::varchar[]) as a", [texts])
        assert (not carrying._other_columns(connection, "t")) == (values == others)
