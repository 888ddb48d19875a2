"""The catalogue holds what was planned: 53 rows, each with its indicators, and what the methods ask of them.

`plan.csv` is written from the plan, not from the catalogue: one line per row of the plan and expectation. `state` is
what can be shown with the bundled figures alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.recipe import Term
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.selectors import ROLES, tables
from seksby.vocabulary import Kind, MissingReason
from tests.conftest import Published
from tests.support import PROJECT

HERE = Path(__file__).parent
ROWS = 53
# Why a figure is not there, and what its note has to say of it, in Danish and English.
WHY: dict[str, tuple[set[MissingReason], tuple[str, str]]] = {
    "needs_token": ({MissingReason.SOURCE_ABSENT}, ("nøgle", "key")),
    "needs_licence": ({MissingReason.NOT_PUBLISHED}, ("licens", "licence")),
    "local_only": ({MissingReason.NOT_DELIVERED, MissingReason.NOT_COLLECTED}, ("", "")),
    "unverified": ({MissingReason.SOURCE_ABSENT}, ("ikke kontrolleret", "not been checked")),
}


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


PLAN = [(line, name) for line in read("plan.csv") for name in line["indicator_ids"].split()]
AWAITED = {
    "primary_school_class_size": "first_fetch",
    "primary_school_wellbeing": "key",
    "workplace_wellbeing": "own_delivery",
    "economy_liquid_assets": "first_fetch",  # of two recipes the one counts that is easier to come by
    "park_satisfaction": "no_source",
}
"""What some measures of the bundled figures wait for: one of each kind."""
planned = pytest.mark.parametrize(("line", "name"), PLAN, ids=[f"{line['no']}-{name}" for line, name in PLAN])


@cache
def indicators() -> dict[str, Indicator]:
    return {item.id: item for item in read_catalogue(PROJECT / "data" / "catalogue").indicators}


@cache
def sources() -> dict[str, Source]:
    return {item.id: item for item in read_catalogue(PROJECT / "data" / "catalogue").sources}


def terms(indicator: Indicator) -> Iterator[Term]:
    """What enters the values of any recipe; weights do not."""
    for recipe in indicator.recipes:
        for role in ROLES[:3]:
            yield from getattr(recipe, role)


def codes(term: Term, variable: str) -> list[str]:
    found = term.where.get(variable, [])
    return [found] if isinstance(found, str) else found


def accounts(indicator: Indicator) -> list[str]:
    """The account codes and patterns of the functions an indicator's cost is booked on."""
    return [code for term in terms(indicator) if "REGK31" in term.table for code in codes(term, "FUNKTION")]


def systems(indicator: Indicator) -> list[set[str]]:
    """The systems each recipe needs."""
    return [{sources()[table].system for table in tables(recipe)} for recipe in indicator.recipes]


def test_every_row_of_the_plan_has_a_line() -> None:
    assert {int(line["no"]) for line, _ in PLAN} == set(range(1, ROWS + 1))


def test_every_indicator_of_the_plan_is_there_and_stands_in_it_once() -> None:
    """What is more than planned is the analysts' own affair: an indicator is one file, and no test has to know it."""
    listed = Counter(name for _, name in PLAN)
    assert set(listed.values()) == {1}
    assert listed.keys() <= indicators().keys()


@planned
def test_kind_direction_and_tables_are_those_of_the_plan(line: dict[str, str], name: str) -> None:
    indicator = indicators()[name]
    assert (indicator.kind.value, indicator.better) == (line["kind"], line["direction"])
    named = {sources()[table].table for recipe in indicator.recipes for table in tables(recipe)}
    assert set(line["tables"].split()) <= named


@planned
def test_what_a_reader_needs_to_know_is_there(line: dict[str, str], name: str) -> None:
    indicator = indicators()[name]
    assert indicator.usage_warnings
    assert indicator.stakeholders
    assert indicator.owner
    assert indicator.valid_from >= 2007
    assert indicator.definition.da != indicator.definition.en


@planned
def test_the_state_is_that_of_the_plan(line: dict[str, str], name: str) -> None:
    indicator = indicators()[name]
    if line["state"] == "computed":
        assert {"bundled"} in systems(indicator)
    elif line["state"] == "awaits_fetch":
        assert {"bundled"} not in systems(indicator)
        assert {"statbank"} in systems(indicator)
        assert indicator.verification != "unverified"
    else:
        assert not {"statbank", "bundled"} & {system for needed in systems(indicator) for system in needed}
        if indicator.missing:
            reasons, words = WHY[line["state"]]
            assert indicator.missing.reason in reasons
            for word, text in zip(words, (indicator.missing.note.da, indicator.missing.note.en), strict=True):
                assert word in text


@pytest.mark.slow
def test_what_is_published_has_a_value_or_says_why_not(published: Published) -> None:
    rows = published.json(
        "query", "select indicator_id, latest_year, missing_reason, missing_note_da, awaits from marts.indicators"
    )
    shown: dict[str, Any] = {row["indicator_id"]: row for row in rows}
    unlisted = {name for _, name in PLAN} - shown.keys()
    assert {indicators()[name].kind for name in unlisted} == {Kind.PROCESS}  # none stands on the positive list yet
    for line, name in PLAN:
        if name in shown:
            row = shown[name]
            assert (row["latest_year"] is not None) == (line["state"] == "computed"), name
            assert bool(row["missing_reason"] and row["missing_note_da"]) == (line["state"] != "computed"), name
            assert (row["awaits"] is None) == (line["state"] == "computed"), name
    assert {name: shown[name]["awaits"] for name in AWAITED} == AWAITED


@pytest.mark.parametrize("name", sorted(indicators()))
def test_an_indicator_keeps_to_the_methods(name: str) -> None:
    """Breaks, booking practice, units and accounts, as the methods ask for each of them."""
    indicator = indicators()[name]
    breaks = {item.year for item in indicator.breaks}
    used = {sources()[term.table].table for term in terms(indicator)}
    key_figures = {code for term in terms(indicator) if term.table == "NGLK" for code in codes(term, "BNOGLE")}
    functions = accounts(indicator)

    assert indicator.valid_from >= 2007  # the reform that made the 98 municipalities
    assert indicator.usage_warnings
    if any(code.startswith(("530", "538")) for code in functions) or "ÆLD" in key_figures:
        assert 2018 in breaks
        assert indicator.valid_from >= 2018
    if "BOERN1" in used:
        assert 2019 in breaks
        assert indicator.valid_from >= 2019
    if used & {"BOERN8", "DAG/DAG/Normering"}:
        assert 2023 in breaks
    if "BU43" in used or any(code.startswith("528") for code in functions):
        assert 2024 in breaks
    if "52514" in functions:
        assert indicator.valid_from >= 2019  # what it held before has not been checked
    if {"32201", "32205", "32208"} & set(functions) or "FOL" in key_figures:
        assert 2014 in breaks or indicator.valid_from > 2014
    if "46285" in functions:
        assert 2022 in breaks
    if "RAS200" in used:
        assert {code for term in terms(indicator) for code in codes(term, "ALDER")} == {"16-64"}
        assert "age_band_changes" in indicator.usage_warnings
    if any(code.startswith("52514") or code == "32205" for code in functions) or "DAG" in key_figures:
        both = any(code.startswith("525?") for code in functions) and "32205" in functions
        assert both or "after_school_care_booked_differently" in indicator.usage_warnings
    if indicator.kind is Kind.UNIT_PRICE:
        assert indicator.paired_effects
        assert indicator.better == "neutral"
    if indicator.kind is Kind.PROCESS:
        assert "process_not_effect" in indicator.usage_warnings
    if key_figures:
        assert "publishers_own_scope" in indicator.usage_warnings
    # Main account 1 (utilities) has five digits and begins with 1; those of main account 0 have four.
    assert not [code for code in functions if len(code) == 5 and code.startswith("1")]
    for term in terms(indicator):
        if term.table == "REGK31":
            assert codes(term, "DRANST") == ["1"]
            assert codes(term, "PRISENHED") == ["LOBM"]
            assert abs(term.factor) == 1000
            words = {"TOT": "Netto", "UE": "Brutto", "S1": "Løn"}
            (kind,) = codes(term, "ART")
            assert {word for word in words.values() if word in indicator.definition.da} == {words[kind]}
        if term.table == "NGLK":
            assert codes(term, "PRISENHED") == ["AARPRIS"]


def test_shares_are_between_0_and_100_but_memberships_may_exceed_it() -> None:
    shares = [item for item in indicators().values() if item.unit.measure == "pct"]
    assert len(shares) > 30
    for indicator in shares:
        assert indicator.bounds is not None
        assert indicator.bounds.low == 0
        assert indicator.bounds.high == (None if indicator.id == "sports_membership" else 100)


def test_own_choices_of_weight_and_timing_are_those_that_are_declared() -> None:
    """A child of 0-2 counts two; 52 weeks; pupils 7/12 and 5/12; the population of July; three years together."""
    day_care, home_help = indicators()["day_care_gross_cost_per_child"], indicators()["home_help_cost_per_hour"]
    weights = {code: term.factor for term in day_care.recipes[0].denominator for code in codes(term, "PASKAT")}
    assert weights == {"2": 2, "3": 1}
    assert "to børn" in day_care.definition.da
    assert [term.factor for term in home_help.recipes[0].denominator] == [52]
    timings = {
        name: {term.timing.value for term in terms(indicators()[name]) if term.table == table}
        for name, table in {
            "primary_school_cost_per_pupil": "UDDAKT20",
            "vulnerable_children_cost_per_0_22": "FOLK1A",
            "traffic_injuries": "UHELDK1",
            "disability_housing_cost_per_recipient": "HAND07",
        }.items()
    }
    people = [term.timing.value for term in indicators()["traffic_injuries"].recipes[0].denominator]
    assert people == ["sum_3_januaries"]
    hours = home_help.recipes[0].denominator[0].where["ALDER"]
    assert hours == ["300", "400", "500", "600", "700", "800"]  # 67 years and over, whose money 5.30.26 is
    assert timings == {
        "primary_school_cost_per_pupil": {"school_year_7_5"},
        "vulnerable_children_cost_per_0_22": {"stock_july"},
        "traffic_injuries": {"sum_3_years"},
        "disability_housing_cost_per_recipient": {"mean_of_quarters"},
    }


JUDGED_TOGETHER = (
    {"32201", "32208"},  # schools and special schools
    {"52514", "32205"},  # day care institutions and after-school care
    {"53850", "53851", "53852"},  # housing of adults with disabilities
    {"22811", "22812", "22814"},  # roads
    {"03231", "32218"},  # sports facilities
)
ACTUAL_CHILDREN = "day_care_gross_cost_per_child"  # by the children who are there: nobody else's cost stands in for it


def test_functions_that_stand_in_for_one_another_are_judged_as_one_sum() -> None:
    """One function of them alone is a part: context, which nobody judges."""
    for together in JUDGED_TOGETHER:
        sums = [item for item in indicators().values() if together <= set(accounts(item))]
        assert sums, together
        for indicator in indicators().values():
            found = together & set(accounts(indicator))
            if found and not together <= set(accounts(indicator)) and indicator.id != ACTUAL_CHILDREN:
                whole = any("?" in code for code in accounts(indicator))
                assert whole or indicator.kind is Kind.CONTEXT, indicator.id


def test_pairs_that_no_councillor_would_accept_are_gone() -> None:
    pairs = {(item.id, pair.effect) for item in indicators().values() for pair in item.paired_effects}
    effects = {effect for _, effect in pairs}
    assert not effects & {"turnout_municipal_election", "traffic_injuries", "primary_school_wellbeing"}
    assert not effects & {"vulnerable_children_neet", "child_poverty", "library_visits"}
    childminding = {effect for price, effect in pairs if price.startswith("childminding")}
    assert childminding == {"childminding_parent_satisfaction"}


def test_measures_of_the_same_thing_are_one_cluster() -> None:
    clusters: dict[str, set[str]] = {}
    for indicator in indicators().values():
        if indicator.cluster:
            clusters.setdefault(indicator.cluster, set()).add(indicator.id)
    assert clusters == {
        "school_grades": {"primary_school_exam_grade", "primary_school_grade_versus_reference"},
        "day_care_satisfaction": {
            "day_care_parent_satisfaction",
            "day_care_parent_satisfaction_versus_expected",
            "childminding_parent_satisfaction",
        },
        "employment": {
            "employment_rate",
            "employment_public_support_share",
            "employment_public_support_versus_expected",
        },
        "sickness_absence": {
            "workplace_sickness_absence",
            "workplace_sickness_absence_pct_pedagogical",
            "workplace_sickness_absence_pedagogical",
        },
        "employee_wellbeing": {"workplace_satisfied_employees", "workplace_wellbeing"},
    }


def test_no_effect_is_a_condition_at_the_same_time() -> None:
    catalogue = read_catalogue(PROJECT / "data" / "catalogue")
    models = [*catalogue.expectation_models, *(group.neighbours for group in catalogue.peer_groups if group.neighbours)]
    used = {covariate.indicator for model in models for covariate in model.covariates}
    assert used == {"population", "child_poverty"}
    assert {indicators()[name].kind for name in used} == {Kind.CONTEXT}


def test_a_survey_of_a_sample_says_so() -> None:
    """Its figures have answers and a design effect in the source's file, and a caution of age where nobody adjusted."""
    sampled = {source.id for source in sources().values() if source.sampling}
    assert sampled == {"SUNDHEDSPROFILEN_TRANSCRIBED", "BTU_TRANSCRIBED"}
    health = [item for item in indicators().values() if "sample_survey" in item.usage_warnings]
    assert len(health) == 7
    for indicator in health:
        assert {term.table for term in terms(indicator)} == {"SUNDHEDSPROFILEN_TRANSCRIBED"}
        assert "not_age_adjusted" in indicator.usage_warnings
