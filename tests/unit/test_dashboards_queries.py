"""The way to the warehouse: marts only, one SELECT, read-only, bound parameters, the page's own line in every error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.compiler.compile import parse_pages
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, check_shape
from seksby.errors import PageError
from tests.browser.invented import invented


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marts]:
    with Marts.open(invented().write(tmp_path_factory.mktemp("marts") / "warehouse.duckdb")) as opened:
        yield opened


def query(sql: str) -> Query:
    """A query that begins on line 10 of its page."""
    return Query("rows", sql, Path("side.md"), 10)


@pytest.mark.parametrize(
    ("sql", "line", "what"),
    [
        ("select *\nfrom raw.secret", 11, "reads raw.secret"),
        ("select 1 where exists (\n  select 1 from\n  raw.secret)", 12, "reads raw.secret"),
        ("with a as (select 1),\nb as (select * from main.t)\nselect * from b", 11, "reads main.t"),
        ("select * from information_schema.tables", 10, "reads information_schema.tables"),
        ("select * from municipalities", 10, "reads municipalities"),
        ("select * from 'x.csv'", 10, "reads x.csv"),
        ("select *\nfrom read_csv('x.csv')", 11, "reads read_csv"),
        ("select * from duckdb_settings()", 10, "reads duckdb_settings"),
        ("from (describe marts.release)", 10, "describe"),
        ("delete from marts.release", 10, "not a single SELECT"),
        ("select 1; select 2", 10, "not a single SELECT"),
        ("", 10, "not a single SELECT"),
        ("attach 'x.duckdb'", 10, "not a single SELECT"),
        ("select 1\nfrom marts.release\nwhere = 2", 12, "syntax error"),
    ],
)
def test_only_one_select_over_marts(sql: str, line: int, what: str) -> None:
    with pytest.raises(PageError) as caught:
        check_shape(query(sql))
    assert what in caught.value.what
    assert caught.value.where == f"side.md:{line}"


@pytest.mark.parametrize(
    "sql",
    [
        "with a as (select * from marts.release) select * from a",
        "select unnest([1, 2]) as x",
        "select * from range(3)",
        "select * from marts.release, shared_rows",
    ],
)
def test_sound_queries_pass(sql: str) -> None:
    check_shape(query(sql), shared={"shared_rows"})


@pytest.mark.parametrize(
    ("sql", "line", "what"),
    [
        ("select\n  release_id,\n  nothing\nfrom marts.release", 12, '"nothing" not found'),
        ("select 1\nfrom marts.nothing", 11, "nothing does not exist"),
        ("select *\nfrom marts.release\nwhere release_id = $city", 12, "asks for $city"),
    ],
)
def test_names_are_checked_against_the_warehouse(marts: Marts, sql: str, line: int, what: str) -> None:
    with pytest.raises(PageError) as caught:
        marts.bind(query(sql), ("municipality_code",))
    assert what in caught.value.what
    assert caught.value.where == f"side.md:{line}"


def test_a_fault_in_the_data_names_the_line(marts: Marts) -> None:
    with pytest.raises(PageError, match="Could not convert") as caught:
        marts.run(query("select\n cast(release_id as integer) as x\nfrom marts.release"), {})
    assert caught.value.where == "side.md:11"


def test_parameters_are_bound_and_never_pasted(marts: Marts) -> None:
    hostile = "730' or true --"
    sql = "select count(*) as n from marts.municipalities where municipality_code = $municipality_code"
    assert marts.bind(query(sql), ("municipality_code", "unused")) == ("municipality_code",)
    assert marts.run(query(sql), {"municipality_code": hostile}).rows == ({"n": 0},)


@pytest.mark.parametrize(
    "sql", ["copy (select 1) to 'x.csv'", "create table marts.x (y int)", "set enable_external_access = true"]
)
def test_the_connection_itself_can_neither_write_nor_reach_out(marts: Marts, tmp_path: Path, sql: str) -> None:
    with pytest.raises(PageError):
        marts.run(query(sql), {})


def test_a_shared_query_reads_those_before_it_in_the_order_of_their_names_and_no_later_one(tmp_path: Path) -> None:
    queries = tmp_path / "queries"
    queries.mkdir()
    (queries / "about.sql").write_text("select release_id from marts.release", encoding="utf-8")
    (queries / "more.sql").write_text("select * from about", encoding="utf-8")
    assert [shared.name for shared in parse_pages(tmp_path).shared] == ["about", "more"]
    (queries / "about.sql").write_text("select *\nfrom more", encoding="utf-8")
    with pytest.raises(PageError, match="about reads more") as caught:
        parse_pages(tmp_path)
    assert caught.value.where.endswith("about.sql:2")
