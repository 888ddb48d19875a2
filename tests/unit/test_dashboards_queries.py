"""The way to the warehouse: marts only, one SELECT, read-only, bound parameters, the page's own line in every error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import duckdb
import pytest

from dashboards import PAGES_DIR
from dashboards.compiler import together
from dashboards.compiler.compile import Question, compile_pages, parse_pages
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, check_shape
from dashboards.language import DANISH
from dashboards.site.answers import Answers
from seksby.errors import PageError
from tests.browser.invented import invented

NUMBERS = count()
PARAMETERS = ("municipality_code", "service_area", "indicator_id", "language", "stakeholder")


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
        ("select *\nfrom read_text('x.csv') as shared_rows", 11, "reads read_text"),
        ("select 1,\n  now() as x", 11, "asks for now()"),
        ("select *\nfrom marts.release\nwhere notice_da = current_date::varchar", 12, "asks for current_date"),
        ("select x from (\n  select random() as x)", 11, "asks for random()"),
        ("select *\nfrom marts.release using sample 1", 10, "asks for a sample"),
        ("select *\nfrom marts.release tablesample 1", 11, "asks for a sample"),
        (f"select {'[' * 2000}1{']' * 2000}", 10, "expression depth"),
        (f"{'select (' * 400}1{')' * 400}", 10, "expression depth"),
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


def test_what_a_query_reads_is_told() -> None:
    sql = """
        with a as (select * from marts.release), shared_rows as (select 1)
        select *, (select max(year) from marts.changes) from a, shared_rows where exists (from marts.benchmarks)
    """
    # A name of its own that is also a shared one may be either: both are counted.
    assert check_shape(query(sql), shared={"shared_rows", "unread"}) == {
        *("marts.release", "marts.changes", "marts.benchmarks", "shared_rows")
    }


def test_every_query_of_the_pages_reads_what_duckdb_itself_says_it_reads(marts: Marts) -> None:
    """The tables that DuckDB scans, by its own plan; it may leave out what cannot matter, and never has another."""
    site = parse_pages(PAGES_DIR)
    marts.share(site.shared)
    scanned = 0
    for page in site.pages:
        for name, reads in page.reads.items():
            sql = page.source.queries[name].sql
            free = dict.fromkeys(marts.bind(page.source.queries[name], PARAMETERS))
            ((_, plan),) = marts._connection.execute(f"explain (format json) {sql}", free).fetchall()
            found = set(re.findall(r'"Table": "[^"]*?(\w+)"', plan))
            assert found <= {relation.rpartition(".")[2] for relation in reads}, (page.source.file, name)
            scanned += len(found)
    assert scanned > 150


# --- Fingerprints -----------------------------------------------------------------------------------------------------


ROWS = "('101', 1.5, 2024, true, ['a', 'b'], date '2024-01-01'), ('730', 2.5, null, false, [], null)"


def fingerprint(folder: Path, rows: str, columns: str = "code, value, year, is_own, names, day") -> str:
    file = folder / f"{next(NUMBERS)}.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.figures as select * from (values {rows}) as t ({columns})")
    with Marts.open(file) as opened:
        return opened.fingerprint("marts.figures")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'101'", "'102'"),
        ("'101'", "null"),
        ("1.5", "1.6"),
        ("2024,", "2023,"),
        ("null, false", "0, false"),
        ("true", "false"),
        ("['a', 'b']", "['b', 'a']"),
        ("[]", "null"),
        ("date '2024-01-01'", "date '2024-01-02'"),
        # Values that change places, between rows and between columns.
        (ROWS, ROWS.replace("2.5", "x").replace("1.5", "2.5").replace("x", "1.5")),
        ("1.5, 2024,", "2024, 1.5,"),
        # A row more, twice the same, and one less.
        (ROWS, f"{ROWS}, ('751', 1.5, 2024, true, ['a', 'b'], date '2024-01-01')"),
        (ROWS, f"{ROWS}, {ROWS}"),
        (ROWS, ROWS.partition("), (")[0] + ")"),
    ],
)
def test_any_change_of_the_rows_is_another_fingerprint(tmp_path: Path, old: str, new: str) -> None:
    assert old in ROWS
    assert fingerprint(tmp_path, ROWS.replace(old, new, 1)) != fingerprint(tmp_path, ROWS)


def test_other_names_of_columns_are_another_fingerprint(tmp_path: Path) -> None:
    assert fingerprint(tmp_path, "(1, 2)", "a, b") != fingerprint(tmp_path, "(1, 2)", "a, c")


def test_the_order_of_rows_is_no_part_of_a_fingerprint(tmp_path: Path) -> None:
    one, other = ROWS.split("), (")
    assert fingerprint(tmp_path, f"({other}, {one})") == fingerprint(tmp_path, ROWS)


def test_shared_queries_take_the_place_of_those_before(tmp_path: Path) -> None:
    """Also where what a later one reads has another meaning by then."""
    one, other = (
        [Query("a", f"select {n} as n", Path("a.sql"), 1), Query("b", "select n + 1 as n from a", Path("b.sql"), 1)]
        for n in (1, 5)
    )
    with Marts.open(invented().write(tmp_path / "warehouse.duckdb")) as opened:
        opened.share(one)
        before = opened.fingerprint("b")
        opened.share(other)
        assert opened.run(query("select n from b"), {}).rows == ({"n": 6},)
        assert opened.fingerprint("b") != before
        opened.share(other[:1])
        with pytest.raises(PageError, match="b does not exist"):
            opened.bind(query("select n from b"), ())


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


# --- Several rows of a page at once -----------------------------------------------------------------------------------


def test_every_query_of_the_pages_gives_several_rows_at_once_what_it_gives_each(marts: Marts) -> None:
    tried = 0
    for page in compile_pages(PAGES_DIR, marts):
        if page.source.lang != DANISH:
            continue
        alike: dict[object, list[dict[str, object]]] = {}
        for index in range(min(len(page.paths), 12)):
            for name, asked in page.questions(index).items():
                parameters = dict(asked.parameters)
                common = together.in_common(asked.query, parameters)
                if common is not None and parameters not in alike.setdefault((name, common), []):
                    alike[name, common].append(parameters)
        for (name, _), several in alike.items():
            own = page.parsed.queries[str(name)]
            assert together.answers(marts, own, several) == [marts.run(own, each) for each in several], (page, name)
            tried += len(several) > 1
    assert tried >= 30


def together_of(marts: Marts, sql: str, *codes: object) -> list[list[tuple[object, ...]]] | None:
    """What each of some values of $code gives, asked for at once; None where that is not done."""
    several = [{"code": code} for code in codes]
    if together.in_common(query(sql), several[0]) is None:
        return None
    found = together.answers(marts, query(sql), several)
    return None if found is None else [list(result.values) for result in found]


def test_rows_are_told_apart_by_the_column_that_is_asked_for(marts: Marts) -> None:
    sql = "select 'æ', name from marts.municipalities as m where is_compared and m.municipality_code=$code"
    asked = together_of(marts, sql, "730", "999", None, "751")
    assert asked == [[("æ", "Randers")], [], [], [("æ", "Aarhus")]]


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as n from marts.municipalities where municipality_code = $code",
        "select distinct is_compared from marts.municipalities where municipality_code = $code",
        "select name from marts.municipalities where municipality_code = $code order by name limit 1",
        "select name, row_number() over () as n from marts.municipalities where municipality_code = $code",
        "select name from marts.municipalities where municipality_code = $code qualify row_number() over () = 1",
        "select name, $code as own from marts.municipalities where municipality_code = $code",
        "select name from marts.municipalities where municipality_code = $code or is_compared",
        "select name from marts.municipalities where municipality_code in (select $code)",
        "select max(name) as name from marts.municipalities where municipality_code = $code group by is_compared",
        "select name from marts.municipalities where municipality_code = $code union select 'x'",
        "with own as (select 1) select name from marts.municipalities where municipality_code = $code",
        "select name from marts.municipalities where municipality_code = $code order by 1",
        "select name from marts.municipalities where municipality_code::integer = $code",
        # A number and its text are one to DuckDB and not to Python.
        "select viewpoint_order from marts.municipalities where viewpoint_order = $code",
    ],
)
def test_what_depends_on_other_rows_is_asked_for_each_alone(marts: Marts, sql: str) -> None:
    assert together_of(marts, sql, "1", "730") is None


def test_where_the_data_of_one_are_at_fault_each_is_asked_for_alone(marts: Marts) -> None:
    sql = "select cast(name as integer) as n from marts.municipalities where municipality_code = $code"
    assert together_of(marts, sql, "730", "999") is None
    assert list(marts.run(query(sql), {"code": "999"}).values) == []


def test_the_answers_of_the_next_pages_come_with_the_first(
    marts: Marts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = query("select name from marts.municipalities where municipality_code = $code")
    aarhus, randers = (Question(own, (("code", code),), frozenset({"marts.municipalities"})) for code in ("751", "730"))
    answers = Answers(marts, tmp_path)
    answers.expect([aarhus, randers])
    assert list(answers.result(aarhus).values) == [("Aarhus",)]
    monkeypatch.setattr(Marts, "run", None)
    assert list(answers.result(randers).values) == [("Randers",)]
