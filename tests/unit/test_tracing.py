"""Numbers worked again by hand: the worked examples of docs/methods.md, through the second hand that a trace uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.releases.release import Release
from pipelines.releases.tracing import asked, governing, working
from pipelines.releases.tracing.cells import Line
from pipelines.releases.tracing.kinds import KINDS
from pipelines.releases.tracing.opening import has_column, opened
from pipelines.releases.tracing.trace import WORKING
from pipelines.releases.tracing.working import Given, Premise
from seksby.errors import UsageError


def premise(role: str, place: str, value: float | None, **more: Any) -> Premise:
    return Premise(role, more.pop("indicator", "i"), place, more.pop("year", 2024), value, **more)


def numbers(worked: Mapping[str, working.Worked]) -> dict[str, Any]:
    return {name: item.value for name, item in worked.items()}


def test_a_release_that_lacks_what_is_asked_for_was_made_by_other_code(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.t (a integer)")
    earlier = Release(tmp_path, {"release": "0123456789ab"})
    with opened(earlier) as connection:
        assert has_column(connection, "marts.t", "a")
        assert not has_column(connection, "marts.t", "b")
        assert not has_column(connection, "marts.none", "a")
    with pytest.raises(UsageError, match="0123456789ab was made by another version"), opened(earlier) as connection:
        connection.execute("select b from marts.t")


def test_an_indicator_that_a_kind_of_number_is_not_of_is_not_said_not_to_be_there() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.withheld_indicators (indicator_id varchar, title_da varchar)")
        connection.execute("create table marts.groups (id varchar, names varchar[])")
        connection.execute("insert into marts.groups values ('neighbours', ['De ti nærmeste', 'The ten nearest'])")
        kind = replace(KINDS["distance"], names="select * from marts.groups")
        with pytest.raises(UsageError, match="No number of this kind is of absence") as told:
            asked.subject(connection, kind, "absence")
        assert told.value.expected == "neighbours"
        assert asked.subject(connection, kind, "The ten nearest") == ("neighbours", "De ti nærmeste")


def test_every_kind_is_worked() -> None:
    assert KINDS.keys() == WORKING.keys()


def test_the_other_five() -> None:
    """Thousand kroner and users of docs/methods.md "The others": 59.42 (+4.342 %), weighted 59.738006, 19.1 million."""
    prices = (61.2, 58.4, 60.1, 57.9, 59.5)
    users = (41_000, 26_000, 15_000, 15_500, 8_800)
    others = [
        premise("other", str(n), price, quantity=float(user), facts={"steady": n < 2})
        for n, (price, user) in enumerate(zip(prices, users, strict=True))
    ]
    row = {"has_zero": True, "price_basis": "current", "reference_weighted": 1}
    worked = numbers(working.benchmark(Given(row, [premise("own", "6", 62.0, quantity=7400.0), *others])))
    assert worked["reference_unweighted"] == pytest.approx(59.42)
    assert worked["gap_pct"] == pytest.approx(4.342, abs=5e-4)
    assert worked["reference_weighted"] == pytest.approx(59.738006, abs=5e-7)
    assert worked["gap_dkk"] == pytest.approx(19_092)
    assert (worked["n_peers"], worked["n_same_peers"], worked["reference_same_peers"]) == (5, 2, pytest.approx(59.8))


def test_a_fixed_price_says_what_it_was_multiplied_by() -> None:
    """68,000 kr. where the level goes from 1.36 to 1.411765: 70,588.24 kr."""
    totals = {"numerator": Fraction(68_000_000), "denominator": Fraction(1000)}
    row = {"scale": 1, "to_base": 1.411765 / 1.36, "base_year": 2025}
    worked = working.value(Given(row, [premise("own", "730", 70588.24, totals=totals)]))
    assert worked["value"].how == "(1 × 68000000 / 1000) × 1.038062500000 (prices of 2025)"


def test_overhead_by_wages_and_as_a_sensitivity() -> None:
    """Wages 30 of 120 million, overhead 40 million, 1,000 pupils: 10,000 kr. on top of 50,000; at 5 %: 52,500."""
    direct = premise("direct", "730", 50_000, totals={"wages": Fraction(30), "denominator": Fraction(1000)})
    overhead = premise("overhead", "730", 1, totals={"numerator": Fraction(40_000_000)})
    wages = premise("all wages", "730", 1, totals={"numerator": Fraction(120)})
    full = numbers(working.full_cost(Given({"variant": "wage_share"}, [direct, overhead, wages])))
    assert full == {"full_cost": 60_000, "overhead_share_pct": 25}
    assert numbers(working.full_cost(Given({"variant": "plus_5_pct"}, [direct]))) == {"full_cost": 52_500}


def test_age_standardisation_expects_what_the_ages_cost() -> None:
    """Two of 10 old (use 3) and 10 young (use 1) each, then 20 young: the country's use is 3 and 1 per head."""

    def place(code: str, old: int, young: int, cost: int) -> Premise:
        totals = {"population:old": old, "population:young": young, "use:old": 3 * old, "use:young": young}
        people = Fraction(old + young)
        shares = {role: Fraction(total) for role, total in totals.items()} | {"denominator": people}
        return premise("figure", code, float(cost / people), totals=shares)

    row = {"method": "standardisation", "municipality_code": "1"}
    figures = [place("1", 10, 10, 50), place("2", 10, 10, 30), place("3", 0, 20, 20)]
    worked = numbers(working.expected(Given(row, [premise("own", "1", 2.5), *figures])))
    assert worked["expected"] == pytest.approx(40 * 100 / 100 / 20)  # 40 of the 100 units of use, which cost 100
    assert worked["deviation"] == pytest.approx(0.5)


def test_a_control_of_two_indicators_is_their_difference() -> None:
    given = Given({}, [premise("recomputed", "730", 7.0), premise("official", "730", 6.5)])
    assert numbers(working.control(given)) == {"recomputed": 7.0, "official": 6.5, "difference": 0.5}


def test_where_a_price_stands_is_told_as_it_is_shown() -> None:
    """100.4 and 100.2 are both shown as 100: neither is lower; 100.5 is shown as 101."""
    others = [premise("other", code, value) for code, value in (("1", 100.2), ("2", 100.5), ("3", 90.0))]
    own, cost = premise("own", "730", 100.4), premise("per inhabitant", "730", 25.1)
    worked = numbers(working.price(Given({"decimals": 0}, [own, cost, *others])))
    assert worked == {"coverage_pct": 25.0, "others_lower": 1, "others_higher": 1, "others_with_value": 3}


def test_price_coverage_and_mix_add_up_to_the_gap() -> None:
    """One part: users 20 of 100 at 50, the others 10 of 100 at 40: 10 - 4 = (price) 1.5 + (coverage) 4.5."""

    def place(code: str, users: int, price: float) -> list[Premise]:
        totals = {"denominator": Fraction(users)}
        return [
            premise("part:a", code, price, indicator="a", totals=totals),
            premise("inhabitants", code, 100.0, indicator="population"),
        ]

    worked = numbers(
        working.decomposition(Given({"municipality_code": "1"}, [*place("1", 20, 50), *place("2", 10, 40)]))
    )
    assert worked["gap_dkk_per_inhabitant"] == pytest.approx(6)
    parts = [worked[f"{name}_effect_dkk_per_inhabitant"] for name in ("price", "coverage", "mix")]
    assert parts == [pytest.approx(1.5), pytest.approx(4.5), pytest.approx(0)]


def test_wilson_as_in_the_methods() -> None:
    row = {"interval_kind": "proportion", "interval_method": "wilson", "per": 100.0, "municipality_code": "1"}
    worked = numbers(working.certainty(Given(row, [premise("own", "1", 10.0, quantity=100.0)])))
    assert (worked["lower_value"], worked["upper_value"]) == (
        pytest.approx(5.52, abs=0.01),
        pytest.approx(17.44, abs=0.01),
    )


@pytest.mark.parametrize(
    ("area", "codes", "period", "is_of"),
    [
        ("730", "FUNKTION=32201 · ART=TOT", "2021", True),
        ("730", "32201|TOT", "2021", True),
        ("461", "FUNKTION=32201 · ART=TOT", "2021", False),
        ("730", "FUNKTION=32208 · ART=TOT", "2021", False),
        ("730", "FUNKTION=32201 · ART=TOT", "2022", False),
    ],
)
def test_a_line_of_another_city_function_or_year_is_not_the_cell(
    area: str, codes: str, period: str, is_of: bool
) -> None:
    line = Line(
        "730;32201;TOT;2021;6154",
        {"OMRÅDE": "730", "FUNKTION": "32201", "ART": "TOT", "TID": "2021", "INDHOLD": "6154"},
    )
    assert line.is_of(area, codes, period) is is_of


def test_an_area_of_two_digits_is_the_same_area() -> None:
    assert Line("81;2021;1", {"OMRÅDE": "81", "TID": "2021", "INDHOLD": "1"}).is_of("081", "", "2021")


def test_measures_of_the_same_thing_count_once() -> None:
    row = {"words": ("clearly_better", "cannot_tell")}
    given = Given(
        row,
        [
            premise("cannot_tell", "1", 1.0, facts={"cluster": "a", "place": 2}),
            premise("clearly_better", "1", 1.0, facts={"cluster": "a", "place": 1}),
            premise("cannot_tell", "1", 1.0, facts={"cluster": "b", "place": 3}),
        ],
    )
    assert numbers(working.count(given)) == {"clearly_better": 1, "cannot_tell": 1}


def test_the_course_towards_a_target() -> None:
    """20, 19, 17, 17, 15 in 2020 to 2024 of docs/methods.md "Targets": slope -1.2, 10.4 in 2028, reach 1.9."""
    course = [premise("course", "730", value, year=2020 + n) for n, value in enumerate((20.0, 19.0, 17.0, 17.0, 15.0))]
    row = {"year": 2028, "target": 12, "way_covered_pct": 62.5, "base_year": 2020, "projected": 10.4}
    worked = numbers(governing.target(Given(row, course)))
    assert (worked["per_year"], worked["projected"]) == (pytest.approx(-1.2), pytest.approx(10.4))
    assert worked["projected_upper"] - worked["projected"] == pytest.approx(1.9, abs=0.05)
    assert (worked["distance"], worked["needed_per_year"]) == (3, -0.75)
    assert worked["way_covered_pct"] == 62.5  # five of the eight from 20 to 12
    judged = numbers(governing.target(Given(row | {"year": 2023, "projected": None}, course)))
    assert judged["distance"] == 5  # the figure of the target's own year, 17, decides


def test_a_demand_costs_hours_and_a_decision_returns_them() -> None:
    """30 minutes of 250 are 125 hours; from 90 to 60 minutes of 40, 40 hours are left and 20 returned."""
    whole = {"demand": "a", "state": "stands", "basis": "own_choice", "minutes": 30, "left": 30, "staff": 250}
    less = {"demand": "b", "state": "stands", "basis": "law", "minutes": 90, "left": 60, "staff": 40}
    gone = {"demand": "c", "state": "dropped", "basis": "law", "minutes": 60, "left": 0, "staff": 1}
    row = {"demands": [whole, less, gone], "full_time_hours": 1924}
    given = Given(row, [premise("effect", "730", 1.0), premise("effect", "730", 2.0)])
    assert numbers(governing.burden(given)) == {
        "effect_count": 1,
        "demand_count": 2,
        "hours_per_year": 165,
        "hours_own_choice": 125,
        "hours_returned": 21,
        "full_time_equivalents": pytest.approx(165 / 1924),
    }


def test_what_a_trial_changed() -> None:
    """(47 - 44) - (45.5 - 45) = 2.5 of docs/methods.md "Trials"; against the first donor alone 47 - 45 = 2."""

    def year(period: str, own: float, first: float, second: float, n: int) -> list[Premise]:
        donors = [
            premise(f"donor {period}", code, value, year=n, facts={"weight": weight})
            for code, value, weight in (("1", first, 1.0), ("2", second, 0.0))
        ]
        return [premise(f"own {period}", "730", own, year=n), *donors]

    figures = [*year("before", 44.0, 44.0, 46.0, 2020), *year("after", 47.0, 45.0, 46.0, 2021)]
    assert numbers(governing.trial(Given({"variant": "difference_in_differences"}, figures)))["estimate"] == 2.5
    assert numbers(governing.trial(Given({"variant": "synthetic_control"}, figures))) == {"estimate": 2, "pre_rmspe": 0}


def test_measurements_that_share_years_count_by_the_years_they_share() -> None:
    figures = [premise("measurement", "730", 1.0, year=2010 + n) for n in range(11)]
    assert numbers(governing.offer(Given({"overlapping_years": 5}, figures))) == {"measurements": 3}


def test_who_does_better_is_so_much_dearer() -> None:
    roles = {"value": 2.0, "other_value": 3.0, "price": 50.0, "other_price": 51.0}
    worked = numbers(governing.peer(Given({}, [premise(role, "1", value) for role, value in roles.items()])))
    assert worked == roles | {"price_difference_pct": 2.0}
