"""Properties of changes and flags, on the SQL that the refresh ran, with figures that hypothesis makes up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Published

TABLES = """
create schema raw; create schema intermediate; create schema marts;
create table raw.indicators (indicator_id varchar, overlapping_years integer);
create table raw.indicator_breaks (indicator_id varchar, year integer);
create table raw.municipalities as select cast(100 + n as varchar) as municipality_code from range(60) as numbers(n);
create table marts.indicator_values
    (indicator_id varchar, municipality_code varchar, year integer, price_basis varchar, value decimal(24, 6));
"""
Figure = tuple[str, int, int | None]  # municipality_code, year, value


@dataclass(frozen=True)
class Models:
    """The three models, compiled, over empty tables in memory."""

    connection: duckdb.DuckDBPyConnection

    def answer(self, figures: Sequence[Figure], sql: str, *, breaks: Sequence[int] = (), overlap: int = 1) -> list[Any]:
        """The rows of `sql` over the models on these figures of one indicator."""
        run = self.connection.execute
        for table in ("raw.indicators", "raw.indicator_breaks", "marts.indicator_values"):
            run(f"delete from {table}")
        run("insert into raw.indicators values ('i', ?)", [overlap])
        run("insert into raw.indicator_breaks select 'i', unnest(?::integer[])", [list(breaks)])
        run(
            """
            insert into marts.indicator_values
            select 'i', unnest(?::varchar[]), unnest(?::integer[]), 'none', unnest(?::decimal(24, 6)[])
            """,
            [list(column) for column in zip(*figures, strict=True)],
        )
        return run(sql).fetchall()


@pytest.fixture(scope="module")
def models(published: Published) -> Iterator[Models]:
    compiled = published.workspace.cache / "dbt" / "compiled" / "seksby" / "models"
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse;" + TABLES)
        for name in ("intermediate/int_stretches", "marts/changes", "marts/figure_flags"):
            sql = Path(compiled / f"{name}.sql").read_text(encoding="utf-8")
            connection.execute(f"create view {name.replace('/', '.')} as {sql}")
        yield Models(connection)


# Whole numbers this small never lie on the limit itself: 3.5 x 1.4826 = 51891/10000 of a MAD needs a MAD of 2,500.
AMONG = st.lists(st.integers(1, 2000), min_size=25, max_size=60)
SERIES = st.dictionaries(st.integers(2007, 2026), st.integers(-5, 40) | st.none(), min_size=2)
FLAGS = "select municipality_code, year, flag, score, is_above from marts.figure_flags order by all"
slow = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def among(values: Sequence[int]) -> list[Figure]:
    return [(str(100 + n), 2024, value) for n, value in enumerate(values)]


@slow
@given(values=AMONG, scale=st.integers(2, 1000), shift=st.integers(0, 100_000))
def test_the_unit_and_the_level_do_not_decide_what_is_unusual_among_the_98(
    models: Models, values: list[int], scale: int, shift: int
) -> None:
    flags = models.answer(among(values), FLAGS)
    assert models.answer(among([scale * value for value in values]), FLAGS) == flags
    assert models.answer(among([shift + value for value in values]), FLAGS) == flags


@slow
@given(values=AMONG)
def test_unusual_among_the_98_is_the_robust_score_of_the_method(models: Models, values: list[int]) -> None:
    middle = Fraction(median(map(Fraction, values)))
    spread = Fraction("1.4826") * median(abs(value - middle) for value in values)
    expected = {
        str(100 + n)
        for n, value in enumerate(values)
        if len(values) >= 30 and spread and abs(value - middle) / spread > Fraction("3.5")
    }
    assert {row[0] for row in models.answer(among(values), FLAGS)} == expected


@slow
@given(series=SERIES, scale=st.integers(2, 1000))
def test_the_unit_does_not_decide_what_is_an_unusual_change(
    models: Models, series: dict[int, int | None], scale: int
) -> None:
    flags = models.answer([("101", *figure) for figure in series.items()], FLAGS)
    scaled = [("101", year, value and scale * value) for year, value in series.items()]
    assert models.answer(scaled, FLAGS) == flags


@slow
@given(series=SERIES, breaks=st.sets(st.integers(2007, 2027), max_size=4), overlap=st.integers(1, 5))
def test_a_change_is_from_the_nearest_figure_of_the_same_stretch_that_shares_no_year(
    models: Models, series: dict[int, int | None], breaks: set[int], overlap: int
) -> None:
    known = {year: value for year, value in series.items() if value is not None}
    expected = []
    for year, value in sorted(known.items()):
        earlier = [other for other in known if other <= year - overlap]
        within = [other for other in earlier if not any(other < first <= year for first in breaks)]
        if within:
            expected.append((year, max(within), value - known[max(within)], None))
        elif earlier:
            expected.append((year, None, None, "break_in_series"))
    found = models.answer(
        [("101", *figure) for figure in series.items()],
        "select year, previous_year, change, missing_reason from marts.changes order by year",
        breaks=sorted(breaks),
        overlap=overlap,
    )
    assert found == expected


@slow
@given(series=SERIES, breaks=st.sets(st.integers(2007, 2027), max_size=4))
def test_no_flag_reaches_across_a_break_and_none_needs_a_logarithm_that_is_not(
    models: Models, series: dict[int, int | None], breaks: set[int]
) -> None:
    flags = models.answer(
        [("101", *figure) for figure in series.items()],
        "select year, previous_year, value, compared_with from marts.figure_flags where flag = 'unusual_change'",
        breaks=sorted(breaks),
    )
    for year, previous, value, compared_with in flags:
        assert not any(previous < first <= year for first in breaks)
        assert value > 0
        assert compared_with > 0
        assert not Fraction("0.7788") < Fraction(value) / Fraction(compared_with) < Fraction("1.284")
