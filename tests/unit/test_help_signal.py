"""The help signal: every branch of its rule, each as one change to two school effects that make an offer.

An area is offered help where at least two of its effect measures have been worse than expected in at least three
successive measurements up to the latest. A change that takes one condition away takes the offer away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.models import run

Rows = list[dict[str, Any]]
Given = dict[str, Rows]
YEARS = (2022, 2023, 2024)


class Case:
    """What the model is given: by default grades and absence of 730 below what models expect, in three years."""

    def __init__(self) -> None:
        self.indicators: Rows = []
        self.measured: Rows = []
        self.stretches: Rows = []
        self.values: Rows = []
        self.expected: Rows = []
        self.verdicts: Rows = []
        self.contacts: Rows = [{"municipality_code": None, "service_area": None, "contact": None}]
        self.measure("grade")
        self.measure("absence", better="lower")

    def measure(
        self,
        name: str,
        *,
        better: str = "higher",
        years: tuple[int, ...] = YEARS,
        area: str = "school",
        cluster: str = "",
        kind: str = "effect",
        overlapping_years: int = 1,
    ) -> None:
        """A measure that is worse than its model expects in every one of its `years`."""
        about = {"indicator_id": name, "cluster": cluster or name, "kind": kind, "service_area": area, "better": better}
        self.indicators.append(about | {"overlapping_years": overlapping_years})
        for year in years:
            at = {"indicator_id": name, "year": year}
            self.measured.append(at)
            self.stretches.append(at | {"stretch": 0})
            place = at | {"municipality_code": "730"}
            self.values.append(place | {"value": 1})
            verdict = "below" if better == "higher" else "above"
            self.expected.append(place | {"model_id": "one", "is_usable": True, "verdict": verdict})

    def forget(self, name: str) -> None:
        for rows in (self.indicators, self.measured, self.stretches, self.values, self.expected):
            rows[:] = [row for row in rows if row["indicator_id"] != name]

    def drop(self, rows: Rows, name: str, *years: int) -> None:
        rows[:] = [row for row in rows if row["indicator_id"] != name or row["year"] not in years]

    def change(self, rows: Rows, name: str, *years: int, **values: object) -> None:
        for row in rows:
            if row["indicator_id"] == name and row.get("year", years[0] if years else None) in (*years, None):
                row.update(values)

    def judged(self, name: str, verdict: str, *years: int, group: str = "six_cities") -> None:
        for year in years:
            place = {"indicator_id": name, "municipality_code": "730", "year": year, "peer_group": group}
            self.verdicts.append(place | {"verdict": verdict})

    def offers(self) -> Rows:
        nothing = {"indicator_id": None, "municipality_code": None, "year": None, "peer_group": None, "verdict": None}
        return run(
            "help_offers",
            {
                "indicators": self.indicators,
                "int_measurement_years": self.measured,
                "int_stretches": self.stretches,
                "indicator_values": self.values,
                "expected_values": self.expected,
                "verdicts": self.verdicts or [nothing],
                "peer_groups": [
                    {"peer_group": "six_cities", "is_compared": True},
                    {"peer_group": "all_98", "is_compared": False},
                ],
                "help_contacts": self.contacts,
            },
        )


def only_one(case: Case) -> None:
    case.forget("absence")


def the_same_thing_twice(case: Case) -> None:
    for about in case.indicators:
        about["cluster"] = "school"


def in_two_areas(case: Case) -> None:
    case.indicators[1]["service_area"] = "health"


def twice_running(case: Case) -> None:
    case.change(case.expected, "grade", 2022, verdict="cannot_tell")


def not_successive(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=(2021, *YEARS))
    case.change(case.expected, "grade", 2023, verdict="cannot_tell")


def not_up_to_the_latest(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=(2021, *YEARS))
    case.change(case.expected, "grade", 2024, verdict="cannot_tell")


def lacking_where_others_have_it(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=(2021, *YEARS))
    case.drop(case.values, "grade", 2023)
    case.drop(case.expected, "grade", 2023)


def better_than_expected(case: Case) -> None:
    case.change(case.expected, "absence", *YEARS, verdict="below")


def years_shared(case: Case) -> None:
    for about in case.indicators:
        about["overlapping_years"] = 2


def grown_old(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=(2018, 2019, 2020))


def before_a_break(case: Case) -> None:
    case.change(case.stretches, "grade", 2024, stretch=1)


def models_that_disagree(case: Case) -> None:
    one = {"indicator_id": "grade", "municipality_code": "730", "year": 2023}
    case.expected.append(one | {"model_id": "two", "is_usable": True, "verdict": "cannot_tell"})


def a_model_before_the_others(case: Case) -> None:
    case.change(case.expected, "grade", 2023, verdict="cannot_tell")
    case.judged("grade", "clearly_worse", *YEARS)


def no_model_and_only_a_hint(case: Case) -> None:
    case.change(case.expected, "grade", *YEARS, is_usable=False)
    case.judged("grade", "clearly_worse", 2022, 2023)
    case.judged("grade", "suggests_worse", 2024)


def no_model_and_another_group(case: Case) -> None:
    case.change(case.expected, "grade", *YEARS, verdict="no_interval")
    case.judged("grade", "clearly_worse", *YEARS, group="all_98")


@pytest.mark.parametrize(
    "take_away",
    [
        only_one,
        the_same_thing_twice,
        in_two_areas,
        twice_running,
        not_successive,
        not_up_to_the_latest,
        lacking_where_others_have_it,
        better_than_expected,
        years_shared,
        grown_old,
        before_a_break,
        models_that_disagree,
        a_model_before_the_others,
        no_model_and_only_a_hint,
        no_model_and_another_group,
    ],
)
def test_without_one_of_the_conditions_there_is_no_offer(take_away: Callable[[Case], None]) -> None:
    case = Case()
    assert {row["indicator_id"] for row in case.offers()} == {"grade", "absence"}
    take_away(case)
    assert case.offers() == []


@pytest.mark.parametrize("kind", ["unit_price", "activity", "process", "context"])
def test_nothing_but_an_effect_gives_rise_to_an_offer(kind: str) -> None:
    case = Case()
    case.indicators[1]["kind"] = kind
    assert case.offers() == []


def others_where_no_model_can_say(case: Case) -> None:
    case.change(case.expected, "grade", *YEARS, is_usable=False)
    case.judged("grade", "clearly_worse", *YEARS)


def others_where_the_model_has_no_interval(case: Case) -> None:
    case.change(case.expected, "grade", *YEARS, verdict="no_interval")
    case.judged("grade", "clearly_worse", *YEARS)


def an_unusable_model_beside(case: Case) -> None:
    one = {"indicator_id": "grade", "municipality_code": "730", "year": 2023}
    case.expected.append(one | {"model_id": "two", "is_usable": False, "verdict": "cannot_tell"})


def three_years_old(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=(2019, 2020, 2021))


def six_figures_that_share_years(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=tuple(range(2019, 2025)), overlapping_years=2)


def three_since_a_break(case: Case) -> None:
    case.forget("grade")
    case.measure("grade", years=(2021, *YEARS))
    case.change(case.stretches, "grade", *YEARS, stretch=1)


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        (others_where_no_model_can_say, (2022, 2024, 3, False)),
        (others_where_the_model_has_no_interval, (2022, 2024, 3, False)),
        (an_unusable_model_beside, (2022, 2024, 3, True)),
        (three_years_old, (2019, 2021, 3, True)),
        (six_figures_that_share_years, (2019, 2024, 3, True)),
        (three_since_a_break, (2022, 2024, 3, True)),
    ],
)
def test_what_the_rule_leaves_standing_is_offered_help(change: Callable[[Case], None], grade: tuple[Any, ...]) -> None:
    case = Case()
    change(case)
    found = {row["indicator_id"]: row for row in case.offers()}
    assert set(found) == {"grade", "absence"}
    names = ("first_year", "latest_year", "measurements", "is_modelled")
    assert tuple(found["grade"][name] for name in names) == grade


def test_a_third_measure_of_a_thing_that_counts_is_told_too() -> None:
    case = Case()
    case.measure("reference", cluster="grade")
    assert {row["indicator_id"] for row in case.offers()} == {"grade", "absence", "reference"}


@pytest.mark.parametrize(
    ("contacts", "told"),
    [
        ([], None),
        ([(None, "Reception")], "Reception"),
        ([(None, "Reception"), ("school", "Skoleafdelingen")], "Skoleafdelingen"),
        ([("health", "Sundhed")], None),
    ],
)
def test_the_offer_names_whom_the_municipality_has_named(contacts: list[Any], told: str | None) -> None:
    case = Case()
    case.contacts += [
        {"municipality_code": "730", "service_area": area, "contact": contact} for area, contact in contacts
    ]
    assert {row["contact"] for row in case.offers()} == {told}
