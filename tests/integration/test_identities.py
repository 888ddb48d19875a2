"""What must hold of intervals, funnels, splits and peers, on the SQL that the refresh ran, with figures made up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.conftest import Published

AREAS = 60
TABLES = f"""
create schema raw; create schema intermediate; create schema marts;
create table raw.indicators
    (indicator_id varchar, overlapping_years integer, interval_kind varchar, interval_per decimal(18, 6),
    bound_low decimal(18, 6), cyclical boolean);
create table raw.indicator_breaks (indicator_id varchar, year integer);
create table raw.municipalities as
    select cast(100 + n as varchar) as municipality_code from range({AREAS}) as numbers(n);
create table raw.peer_groups as
    select 'all_98' as peer_group, 'all' as kind, null::integer as neighbours
    union all
    select 'six_cities', 'members', null;
create table raw.decompositions as select 'd' as decomposition_id, 'people' as population_id;
create table raw.decomposition_parts as
    select 'd' as decomposition_id, 'small' as part_id, 1 as sort_order union all select 'd', 'large', 2;
create table intermediate.int_peer_members as
    select 'all_98' as group_key, 'all_98' as peer_group, null::varchar as subject_code, municipality_code
    from raw.municipalities
    union all
    select 'six_cities', 'six_cities', null, municipality_code from raw.municipalities where municipality_code < '106';
create table marts.indicator_values (
    indicator_id varchar, municipality_code varchar, year integer, price_basis varchar, value decimal(24, 6),
    numerator decimal(28, 9), denominator decimal(28, 9), weight decimal(28, 9)
);
"""
MODELS = (
    "intermediate/int_stretches",
    "intermediate/int_intervals",
    "intermediate/int_funnels",
    "intermediate/int_group_figures",
    "marts/benchmarks",
    "marts/process_limits",
    "marts/decomposition",
)
Row = Mapping[str, Any]
thorough = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@dataclass(frozen=True)
class Models:
    """The models, compiled, over empty tables in memory."""

    connection: duckdb.DuckDBPyConnection

    def answer(self, figures: Sequence[Row], sql: str, kind: str | None = None) -> list[dict[str, Any]]:
        """The rows of `sql` over the models on these figures; `kind` is what they count."""
        run = self.connection.execute
        for table in ("raw.indicators", "marts.indicator_values"):
            run(f"delete from {table}")
        for name in {row["indicator_id"] for row in figures}:
            run("insert into raw.indicators values (?, 1, ?, 100, 0, false)", [name, kind])
        columns = ("indicator_id", "municipality_code", "year", "price_basis", "value", "numerator", "denominator")
        filled = [
            {"year": 2024, "price_basis": "none", "numerator": None, "denominator": None} | dict(row) for row in figures
        ]
        types = ("varchar", "varchar", "integer", "varchar", "decimal(24, 6)", "decimal(28, 9)", "decimal(28, 9)")
        run(
            "insert into marts.indicator_values select "
            + ", ".join(f"unnest(?::{sql_type}[])" for sql_type in types)
            + ", null",
            [[None if row[c] is None else str(row[c]) for row in filled] for c in columns],
        )
        found = run(sql)
        names = [column[0] for column in found.description or []]
        return [
            {name: float(item) if isinstance(item, Decimal) else item for name, item in zip(names, row, strict=True)}
            for row in found.fetchall()
        ]


@pytest.fixture(scope="module")
def models(published: Published) -> Iterator[Models]:
    compiled = published.workspace.cache / "dbt" / "compiled" / "seksby" / "models"
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse;" + TABLES)
        for name in MODELS:
            sql = Path(compiled / f"{name}.sql").read_text(encoding="utf-8")
            connection.execute(f"create view {name.replace('/', '.')} as {sql}")
        yield Models(connection)


def codes(count: int) -> list[str]:
    return [str(100 + n) for n in range(count)]


def shares(events: Sequence[int], people: Sequence[int]) -> list[Row]:
    return [
        {"indicator_id": "i", "municipality_code": code, "value": round(100 * e / p, 6), "denominator": p}
        for code, e, p in zip(codes(len(events)), events, people, strict=True)
    ]


# --- Intervals and funnels --------------------------------------------------------------------------------------------


@thorough
@given(people=st.integers(1, 100_000), data=st.data(), kind=st.sampled_from(["proportion", "count"]))
def test_an_interval_holds_its_figure_and_is_narrower_the_more_people(
    models: Models, people: int, data: st.DataObject, kind: str
) -> None:
    events = data.draw(st.integers(0, people))
    rows = [
        {"indicator_id": "i", "municipality_code": code, "value": round(100 * events / people, 6), "denominator": n}
        for code, n in (("100", people), ("101", 4 * people))
    ]
    few, many = models.answer(rows, "select * from intermediate.int_intervals order by municipality_code", kind)
    # Six decimals of the published share, and of the interval.
    assert few["lower_value"] - 2e-6 <= few["per"] * few["rate"] <= few["upper_value"] + 2e-6
    assert few["lower_value"] >= 0
    assert kind == "count" or few["upper_value"] <= 100
    assert many["upper_value"] - many["lower_value"] <= few["upper_value"] - few["lower_value"]


@thorough
@given(
    people=st.lists(st.integers(20, 50_000), min_size=AREAS, max_size=AREAS),
    percent=st.lists(st.integers(1, 99), min_size=AREAS, max_size=AREAS),
    order=st.permutations(range(AREAS)),
)
def test_a_funnel_is_the_same_whoever_comes_first_and_narrows_with_people(
    models: Models, people: list[int], percent: list[int], order: list[int]
) -> None:
    events = [max(1, n * share // 100) for n, share in zip(people, percent, strict=True)]
    sql = "select * from intermediate.int_funnels order by municipality_code"
    rows = shares(events, people)
    found = models.answer(rows, sql, "proportion")
    moved = models.answer([rows[n] for n in order], sql, "proportion")
    assert [row["upper_95"] for row in moved] == pytest.approx([row["upper_95"] for row in found], rel=1e-9)
    size = dict(zip(codes(AREAS), people, strict=True))
    uppers = sorted((size[row["municipality_code"]], row["upper_95"]) for row in found)
    lowers = sorted((size[row["municipality_code"]], row["lower_95"]) for row in found)
    assert all(later <= earlier for (_, earlier), (_, later) in itertools.pairwise(uppers))
    assert all(later >= earlier for (_, earlier), (_, later) in itertools.pairwise(lowers))
    assert all(0 <= row["lower_998"] <= row["lower_95"] <= row["common_value"] for row in found)
    assert all(row["common_value"] <= row["upper_95"] <= row["upper_998"] <= 100 for row in found)
    assert all(row["tau2"] >= 0 for row in found)


def test_no_funnel_from_a_few_municipalities(models: Models) -> None:
    assert models.answer(shares([5] * 6, [100] * 6), "select * from intermediate.int_funnels", "proportion") == []


# --- Splits -----------------------------------------------------------------------------------------------------------

USERS = st.tuples(st.integers(0, 900), st.integers(0, 900))
PRICES = st.tuples(st.integers(0, 200_000), st.integers(0, 200_000))
CITY = st.tuples(USERS, PRICES, st.integers(1000, 5000))
EFFECTS = ("price_effect", "coverage_effect", "mix_effect")
SPLIT = "select * from marts.decomposition where peer_group = 'six_cities' order by municipality_code"


def city(code: str, users: tuple[int, int], prices: tuple[int, int], people: int, scale: int = 1) -> Iterator[Row]:
    yield {"indicator_id": "people", "municipality_code": code, "value": people, "numerator": people}
    for name, count, price in zip(("small", "large"), users, prices, strict=True):
        cost = scale * count * price
        yield {
            "indicator_id": name,
            "municipality_code": code,
            "price_basis": "current",
            "value": scale * price if count else None,
            "numerator": cost,
            "denominator": count,
        }


@thorough
@given(cities=st.lists(CITY, min_size=2, max_size=6), scale=st.integers(2, 50))
def test_price_coverage_and_mix_are_the_whole_gap_in_any_unit(models: Models, cities: list[Any], scale: int) -> None:
    assume(all(sum(users) for users, _, _ in cities))
    found, scaled = (
        models.answer([row for n, item in enumerate(cities) for row in city(str(100 + n), *item, by)], SPLIT)
        for by in (1, scale)
    )
    assert len(found) == len(cities)
    for row, larger in zip(found, scaled, strict=True):
        effects = [row[f"{name}_dkk_per_inhabitant"] for name in EFFECTS]
        assert sum(effects) == pytest.approx(row["gap_dkk_per_inhabitant"], abs=2e-6)
        for name in EFFECTS:
            column = f"{name}_dkk_per_inhabitant"
            assert larger[column] == pytest.approx(scale * row[column], rel=1e-6, abs=scale * 1e-6)


@thorough
@given(users=USERS, prices=PRICES, people=st.integers(1000, 5000), factor=st.integers(2, 5))
def test_each_factor_alone_is_the_whole_gap(
    models: Models, users: tuple[int, int], prices: tuple[int, int], people: int, factor: int
) -> None:
    """Twice the price, with all else alike, is a price effect alone; twice the users is coverage alone."""
    assume(min(users) and max(prices))
    alike = city("100", users, prices, people)
    dearer = city("101", users, (factor * prices[0], factor * prices[1]), people)
    more = city("101", (factor * users[0], factor * users[1]), prices, people)
    for other, effect in ((dearer, "price_effect"), (more, "coverage_effect")):
        alike = city("100", users, prices, people)
        row = models.answer([*alike, *other], SPLIT)[1]
        gap = row["gap_dkk_per_inhabitant"]
        assert gap > 0
        assert {name: row[f"{name}_dkk_per_inhabitant"] for name in EFFECTS} == pytest.approx(
            dict.fromkeys(EFFECTS, 0) | {effect: gap}, abs=1e-5
        )


# --- Peers and process limits -----------------------------------------------------------------------------------------


@thorough
@given(values=st.dictionaries(st.tuples(st.integers(0, 5), st.integers(2018, 2024)), st.integers(1, 99), min_size=6))
def test_the_same_peers_stand_behind_every_year_of_a_line(models: Models, values: dict[tuple[int, int], int]) -> None:
    rows = [
        {"indicator_id": "i", "municipality_code": str(100 + n), "year": year, "value": value}
        for (n, year), value in values.items()
    ]
    found = models.answer(rows, "select * from marts.benchmarks where peer_group = 'six_cities'")
    for n in range(6):
        own = [row for row in found if row["municipality_code"] == str(100 + n) and row["n_same_peers"]]
        years = {row["year"] for row in own}
        # Peers with a figure in every year that at least half of the cities have one.
        counts = {year: sum((m, year) in values for m in range(6)) for _, year in values}
        full = {year for year, count in counts.items() if 2 * count >= max(counts.values())}
        peers = {m for m in range(6) if m != n and all((m, year) in values for year in full)}
        assert years <= full
        for row in own:
            mean = sum(values[m, row["year"]] for m in peers) / len(peers)
            assert (row["n_same_peers"], row["reference_same_peers"]) == (len(peers), pytest.approx(mean))


@thorough
@given(
    values=st.lists(st.integers(0, 1000), min_size=8, max_size=18), shift=st.integers(0, 999), scale=st.integers(2, 99)
)
def test_signals_do_not_depend_on_unit_or_level(models: Models, values: list[int], shift: int, scale: int) -> None:
    def signals(series: Sequence[int]) -> list[tuple[bool, ...]]:
        rows = [
            {"indicator_id": "i", "municipality_code": "100", "year": 2000 + n, "value": value}
            for n, value in enumerate(series)
        ]
        found = models.answer(rows, "select * from marts.process_limits order by year")
        return [tuple(row[c] for c in row if c.startswith("signal")) for row in found]

    # Twice the value and the like move no point across a limit but by rounding of the limit itself.
    mean, ranges = sum(values) / len(values), [abs(b - a) for a, b in itertools.pairwise(values)]
    reach = 2.66 * sum(ranges) / len(ranges)
    assume(all(abs(abs(v - mean) - limit) > 1e-6 for v in values for limit in (reach, reach * 2 / 3, 0)))
    assert signals([scale * value + shift for value in values]) == signals(values)
