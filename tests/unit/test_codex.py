"""Each row of the codex, and the tests that fail when its mechanism is taken out.

The codex is why the product exists: trust in professionals, effect before process. A row here says what it asks for in
a few words; its tests stand where the mechanism is tested, and dbt's beside its model. Below, the mechanism of each row
is tried by itself, with nothing around it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import ValidationError

from dashboards.compiler.rule import EffectFirst
from dashboards.components.method import trial_cards
from dashboards.components.provenance.calculations import Calculation, Cell, formula
from dashboards.language import DANISH, NBSP
from dashboards.rows.indicator import Effect
from dashboards.rows.method import Expected
from dashboards.rows.trust import Burden, Reading
from dashboards.words.of_pages.headline import headline
from dashboards.words.of_pages.method import unresolved
from dashboards.words.of_pages.questions import questions
from dashboards.words.trust import effect_share, readings_missing
from pipelines.catalogue import positive_list
from pipelines.catalogue.models.comparison import PeerGroup
from pipelines.catalogue.models.evidence import Trial
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.source import Municipality
from pipelines.catalogue.models.trust import Reading as SignedReading
from pipelines.catalogue.models.trust import SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.read import look
from pipelines.methods.trials.estimators import Estimate
from pipelines.methods.trials.verdict import judge
from pipelines.orchestration.foretelling.trials import against
from pipelines.own import reviewing
from pipelines.own.cases import Unit, extent
from pipelines.own.writing import as_yaml, plain
from pipelines.releases.open_data.tables import contents
from pipelines.releases.registrations import Registration, state
from seksby.errors import PageError
from seksby.reading import read_yaml
from seksby.vocabulary import Better, CaseAnswer, TrialReason
from seksby.workspace import PROJECT_DIR
from tests.support import make_world
from tests.support.models import run

ROWS = {
    "1 effects are measured, not process": [
        "tests/site/test_dashboards_rule.py::test_the_order_of_tags_is_checked_without_a_warehouse",
        "tests/unit/test_trust_sentences.py::test_the_share_is_over_all_areas",
    ],
    "2 three perspectives": [
        "dbt_project/models/marts/stakeholder_coverage.yml::a_stakeholder_without_effects_keeps_its_place",
        "tests/unit/test_trust_sentences.py::test_coverage_names_the_gaps_only_where_there_are_any",
        "tests/site/test_dashboards_rule.py::test_a_price_alone_is_turned_away",
        "tests/site/test_dashboards_page_queries.py::test_a_perspective_has_a_page_where_the_municipality_chose_it",
        "tests/site/test_dashboards_site.py::test_every_unit_price_stands_below_the_effects_it_is_paid_for",
        "tests/unit/test_catalogue.py::"
        "test_a_private_service_is_compared_only_where_the_scope_is_the_same_and_not_circular",
    ],
    "3 a positive list, reviewed": [
        "tests/unit/test_catalogue.py::test_a_process_measure_is_shown_while_a_demand_in_force_stands_for_it",
        "tests/unit/test_reviewing.py::test_what_is_due_within_90_days_is_told_the_first_first",
        "tests/unit/test_reviewing.py::test_decisions_are_added_and_the_last_one_says_what_is_left",
    ],
    "4 what a demand costs of the core task": [
        "dbt_project/models/marts/demands.yml::a_demand_costs_hours_and_a_decision_returns_them",
        "dbt_project/models/marts/burden_history.yml::what_is_asked_changes_on_the_day_it_was_decided",
        "tests/site/test_dashboards_page_queries.py::"
        "test_what_demands_cost_over_time_is_told_of_each_area_and_of_the_whole",
    ],
    "5 a single case is solved where it arose": [
        "tests/unit/test_cases.py::test_the_limit_is_what_chance_explains_with_so_few",
        "tests/unit/test_own_folder.py::test_a_demand_on_everybody_that_cites_a_case_wants_a_written_exception",
    ],
    "6 help is offered": [
        "tests/unit/test_help_signal.py::test_without_one_of_the_conditions_there_is_no_offer",
        "tests/unit/test_help_signal.py::test_nothing_but_an_effect_gives_rise_to_an_offer",
        "tests/unit/test_open_data.py::test_offers_of_help_are_no_table_for_it_would_be_a_list_of_the_worst",
        "dbt_project/models/marts/help_offers.yml::help_is_offered_for_two_effects_three_times_running",
        "dbt_project/models/marts/help_offers.yml::a_run_is_of_measurements_at_hand_new_and_not_the_same_twice",
        "tests/unit/test_trust_sentences.py::test_help_is_worded_as_an_offer_with_or_without_a_contact",
        "tests/site/test_brief.py::"
        "test_help_stands_on_the_papers_as_an_offer_to_an_area_and_nowhere_as_a_list_of_the_worst",
    ],
    "7 a space for trust": [
        "tests/unit/test_catalogue.py::test_more_process_measures_than_the_trust_space_holds_is_a_fault",
        "tests/unit/test_trust_sentences.py::test_a_trust_space_says_what_bounds_it",
    ],
    "8 several views on a case": ["tests/unit/test_trust_sentences.py::test_two_texts_by_one_hand_are_one_view"],
    "9 learning from those who do better": [
        "dbt_project/models/marts/peer_results.yml::who_does_better_at_a_similar_price",
        "tests/unit/test_trust_sentences.py::test_nobody_ahead_is_said_and_nobody_behind_is_named",
    ],
    "10 documentation that makes sense": [
        "tests/integration/test_corrected_release.py::test_trace_shows_both_figures_and_the_reason"
    ],
    "11 trials, then scale up or throw away": [
        "tests/unit/test_registrations.py::"
        "test_what_a_release_held_before_the_first_day_is_proved_whatever_date_the_file_says",
        "dbt_project/models/marts/trials.yml::a_trial_has_the_verdict_of_its_own_municipality",
        "tests/unit/test_trials.py::test_the_rule",
        "tests/unit/test_trials.py::test_six_cities_alone_never_decide_however_large_the_effect",
    ],
    "12 targets of effects": [
        "dbt_project/models/marts/target_progress.yml::the_course_towards_a_target",
        "tests/unit/test_own_folder.py::test_an_own_target_stands_in_its_measure_and_in_no_file_of_the_catalogue",
        "tests/unit/test_dashboards_charts.py::test_a_decided_target_is_a_line_across_with_its_year_at_the_end",
    ],
    "13 job satisfaction is a goal": [
        "tests/unit/test_dashboards_sentences.py::test_measures_of_the_workplace_are_about_those_who_work_there"
    ],
    "14 questions, not verdicts": [
        "tests/unit/test_dashboards_sentences.py::test_three_questions",
        "tests/unit/test_dashboards_sentences.py::test_the_questions_are_three_of_different_kinds_and_none_asks_for_an_order",
    ],
    "15 an honest story": [
        "tests/unit/test_dashboards_sentences.py::test_where_nothing_stands_out_the_lead_names_what_does_not",
        "tests/unit/test_dashboards_sentences.py::test_a_headline_counts_every_measure_once",
    ],
    "16 openness": [
        "tests/integration/test_csv_files.py::",
        "tests/unit/test_open_data.py::test_the_csv_files_are_csv_on_the_web",
        "tests/unit/test_open_data.py::test_parquet_holds_the_rows_in_one_order",
    ],
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_codex_is_held_by_tests_that_are_there(row: str) -> None:
    for place in ROWS[row]:
        file, _, name = place.partition("::")
        text = (PROJECT_DIR / file).read_text(encoding="utf-8")
        pattern = rf"^def {name or 'test_'}" if file.endswith(".py") else rf"^  - name: {name}$"
        assert re.search(pattern, text, re.M), place
        assert not re.search(rf"skip[^\n]*\n(@[^\n]*\n)*def {name}\(", text), place


def test_every_row_is_there_and_has_its_mechanism_tried_by_itself_below() -> None:
    assert [int(row.partition(" ")[0]) for row in ROWS] == list(range(1, 17))
    here = re.findall(r"^def test_row_(\d+)_", Path(__file__).read_text(encoding="utf-8"), re.M)
    assert {int(number) for number in here} == set(range(1, 17))


# --- Mechanisms by themselves: one of each row, with nothing around it ------------------------------------------------


def row_of(shape: type[Any], **known: Any) -> Any:
    """A row of a page with what is `known` of it."""
    return shape(**dict.fromkeys(shape.__dataclass_fields__) | known)


def effect(verdict: str, name: str = "absence", **known: Any) -> Any:
    """18.7 per cent against 20.6 in the others, where lower is better."""
    about = {"indicator_id": name, "kind": "effect", "service_area": "school", "title": "Fravær", "unit": "pct."}
    about |= {"unit_measure": "pct", "decimals": 1, "better": "lower", "year": 2025, "value": 18.7, "reference": 20.6}
    about |= {"gap": -1.9, "verdict": verdict, "cluster": name, "is_compared": True, "group": "6-byerne", "n_others": 5}
    return row_of(Effect, **about | known)


@pytest.mark.parametrize("first", ["unit_price", "activity", "context", "process"])
def test_row_1_nothing_stands_before_the_effects_of_a_page(first: str) -> None:
    rule = EffectFirst()
    rule.place("EffectCards", ("effect",), "side:1")
    rule.place("Other", (first,), "side:2")
    with pytest.raises(PageError):
        rule.place("EffectCards", ("effect",), "side:3")


def test_row_1_how_much_of_what_is_followed_is_effect_is_told() -> None:
    """Six effect measures with figures and two demands: 75 per cent; nothing where no demand is known of."""
    areas = [row_of(Burden, effect_count=4, demand_count=2), row_of(Burden, effect_count=2, demand_count=0)]
    assert effect_share(DANISH, areas) == f"75{NBSP}%"
    assert effect_share(DANISH, areas[1:]) == ""


def test_row_2_a_stakeholder_without_an_effect_is_a_gap_that_is_seen() -> None:
    found = run(
        "stakeholder_coverage",
        {
            "indicators": [
                {"indicator_id": "absence", "service_area": "school", "kind": "effect", "latest_year": 2024},
                {"indicator_id": "grades", "service_area": "school", "kind": "effect", "latest_year": None},
                {"indicator_id": "cost", "service_area": "school", "kind": "unit_price", "latest_year": 2024},
            ],
            "stakeholders": [
                {"stakeholder": name, "title_da": name, "title_en": name, "sort_order": number}
                for number, name in enumerate(("pupils", "parents", "taxpayers"))
            ],
            "indicator_stakeholders": [
                {"stakeholder": "pupils", "indicator_id": "absence"},
                {"stakeholder": "pupils", "indicator_id": "grades"},
                {"stakeholder": "taxpayers", "indicator_id": "cost"},
            ],
        },
    )
    counts = {
        row["stakeholder"]: (row["service_area"], row["effect_count"], row["effects_with_figures"]) for row in found
    }
    assert counts == {"pupils": ("school", 2, 1), "parents": (None, 0, 0), "taxpayers": (None, 0, 0)}


TODAY = date(2026, 11, 30)


def demand(**changed: Any) -> SteeringDemand:
    about: dict[str, Any] = {"id": "plan", "title": {"da": "Plan", "en": "Plan"}, "municipality": "730"}
    about |= {"service_area": "school", "indicator": "waiting", "basis": "own_choice", "legal_basis": "Byrådet"}
    about |= {"justification": {"da": "Grund", "en": "Reason"}, "owner": "Skolechefen", "minutes_per_year": 90}
    about |= {"staff": 40, "since": date(2025, 12, 1), "review_by": date(2027, 6, 1)}
    return SteeringDemand.model_validate(about | changed)


@pytest.mark.parametrize(
    ("review_by", "is_dropped", "state", "is_shown"),
    [
        (date(2027, 6, 1), False, "stands", True),
        (date(2027, 2, 28), False, "due", True),  # 90 days ahead
        (date(2026, 11, 29), False, "overdue", False),
        (date(2027, 6, 1), True, "dropped", False),
    ],
)
def test_row_3_a_process_measure_is_shown_only_while_a_demand_in_force_stands_for_it(
    review_by: date, is_dropped: bool, state: str, is_shown: bool
) -> None:
    decision = {"outcome": "drop", "decided_by": "Byrådet", "decided_on": date(2026, 6, 1)} if is_dropped else None
    known = demand(review_by=review_by, decision=decision)
    catalogue = Catalogue.model_construct(positive_list=[known])
    assert positive_list.state(known, TODAY) == state
    assert positive_list.shown_processes(catalogue, TODAY) == ({"waiting"} if is_shown else set())
    assert reviewing.due(catalogue, TODAY) == ([known] if state in ("due", "overdue") else [])


@pytest.mark.parametrize(("field", "value"), [("owner", None), ("legal_basis", None), ("review_by", date(2027, 12, 2))])
def test_row_3_a_demand_has_an_owner_a_law_and_a_review_within_24_months(field: str, value: date | None) -> None:
    demand()
    with pytest.raises(ValidationError):
        demand(**{field: value})


def test_row_4_a_demand_costs_hours_and_full_time_employees_until_it_is_dropped() -> None:
    """90 minutes of 40 are 60 hours; 30 of 40 are 20, and 40 are given back. Dropped, a demand costs nothing more."""
    about = {"municipality_code": "730", "service_area": "school", "basis": "own_choice", "staff": 40}
    demands = run(
        "demands",
        {
            "demands": [
                about | {"demand_id": "kept", "state": "stands", "minutes_per_year": 90, "minutes_left": 90},
                about | {"demand_id": "less", "state": "overdue", "minutes_per_year": 90, "minutes_left": 30},
                about | {"demand_id": "gone", "state": "dropped", "minutes_per_year": 90, "minutes_left": 0},
            ]
        },
    )
    assert [(row["hours_per_year"], row["hours_returned"]) for row in demands] == [(60, 0), (20, 40), (0, 60)]
    (burden,) = run(
        "steering_burden",
        {
            "municipalities": [{"municipality_code": "730"}],
            "service_areas": [{"service_area": "school"}],
            "indicators": [{"indicator_id": "absence", "service_area": "school", "kind": "effect"}],
            "indicator_values": [{"indicator_id": "absence", "municipality_code": "730", "value": 1}],
            "demands": [
                {key: float(row[key]) if key.startswith("hours") else row[key] for key in (*about, "state", *HOURS)}
                for row in demands
            ],
        },
        full_time_hours=40,
    )
    told = ("effect_count", "demand_count", "due_count", "hours_per_year", "hours_returned", "full_time_equivalents")
    assert [burden[name] for name in told] == [1, 2, 1, 80, 100, 2]


HOURS = ("hours_per_year", "hours_returned")


def test_row_4_the_burden_is_told_by_days_of_decision_whenever_a_release_is_made() -> None:
    """A release between two decisions says the same of the days before it as one after, and adds no day of its own."""
    demands = [
        {"demand_id": "plan", "municipality_code": "730", "service_area": "school", "since": date(2025, 3, 1)}
        | {"minutes_per_year": 90, "staff": 40}
    ]
    reviews = [
        {
            "demand_id": "plan",
            "decision": "simplify",
            "minutes_left": 60,
            "decided_on": date(2026, 3, 1),
            "sort_order": 1,
        },
        {"demand_id": "plan", "decision": "drop", "minutes_left": 0, "decided_on": date(2027, 3, 1), "sort_order": 2},
    ]
    early, late = (
        run("burden_history", {"demands": demands, "demand_reviews": known}) for known in (reviews[:1], reviews)
    )
    told = [(row["from_day"], row["hours_per_year"], row["hours_returned"]) for row in late]
    assert told == [(date(2025, 3, 1), 60, 0), (date(2026, 3, 1), 40, 20), (date(2027, 3, 1), 0, 60)]
    assert early == late[:2]


def test_row_5_a_bad_case_is_one_units_and_no_demand_on_everybody_follows_without_an_exception() -> None:
    """0.80 - 3.09 x sqrt(0.80 x 0.20 / 50) = 0.6252: 20 of 50 is outside, and nine units at 80 of 100 are not."""
    others = {f"enhed {n}": Unit(80, 100) for n in range(9)}
    found = extent("Tilfredse", Better.HIGHER, {"2025": others | {"vores": Unit(20, 50)}}, "vores", "2025")
    assert (found.answer, found.outside) == (CaseAnswer.ONE_UNIT, 1)
    usual = extent("Tilfredse", Better.HIGHER, {"2025": others | {"vores": Unit(36, 50)}}, "vores", "2025")
    assert usual.answer is CaseAnswer.NONE
    with pytest.raises(ValidationError, match="a written exception"):
        demand(case="fald")
    exception = {"text": {"da": "Grund", "en": "Reason"}, "decided_by": "Byrådet", "decided_on": date(2026, 3, 1)}
    assert demand(case="fald", exception=exception).case == "fald"


def test_row_6_help_is_an_offer_for_two_effects_three_times_running_with_somebody_to_ask() -> None:
    def offered(years: tuple[int, ...], *kinds: str) -> list[dict[str, Any]]:
        measures = [(f"m{number}", kind) for number, kind in enumerate(kinds)]
        placed = [
            {"indicator_id": name, "year": year, "municipality_code": "730"} for name, _ in measures for year in years
        ]
        nothing = dict.fromkeys(("indicator_id", "municipality_code", "year", "peer_group", "verdict"))
        return run(
            "help_offers",
            {
                "indicators": [
                    {"indicator_id": name, "cluster": name, "kind": kind, "service_area": "school", "better": "higher"}
                    | {"overlapping_years": 1}
                    for name, kind in measures
                ],
                "int_measurement_years": [{"indicator_id": row["indicator_id"], "year": row["year"]} for row in placed],
                "int_stretches": [
                    {"indicator_id": row["indicator_id"], "year": row["year"], "stretch": 0} for row in placed
                ],
                "indicator_values": [row | {"value": 1} for row in placed],
                "expected_values": [row | {"model_id": "one", "is_usable": True, "verdict": "below"} for row in placed],
                "verdicts": [nothing],
                "peer_groups": [{"peer_group": "six_cities", "is_compared": True}],
                "help_contacts": [{"municipality_code": "730", "service_area": None, "contact": "Analyse"}],
            },
        )

    three = (2022, 2023, 2024)
    assert {row["contact"] for row in offered(three, "effect", "effect")} == {"Analyse"}
    assert offered(three, "effect") == []
    assert offered(three[1:], "effect", "effect") == []
    assert offered(three, "effect", "unit_price") == []


def test_row_7_an_area_has_no_more_process_measures_than_its_trust_space_holds(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    areas = world.catalogue / "service_areas.yml"
    for name in ("waiting", "forms"):
        text = world.indicator.read_text(encoding="utf-8")
        text = text.replace("id: absence", f"id: {name}").replace("kind: effect", "kind: process")
        world.indicator.with_name(f"{name}.yml").write_text(text, encoding="utf-8")
    both = [
        as_yaml([plain(demand(id=name, indicator=name, title={"da": name, "en": name}))])
        for name in ("waiting", "forms")
    ]
    (world.catalogue / "positive_list.yml").write_text("".join(both), encoding="utf-8")
    shipped = areas.read_text(encoding="utf-8")
    for ceiling, faults in ((2, 0), (1, 1)):
        space = f"1, trust_space: {{task: professional, limits: {{da: Lov, en: Law}}, process_ceiling: {ceiling}}}}}"
        areas.write_text(shipped.replace("1}", space), encoding="utf-8")
        found = [str(fault) for fault in look(world.catalogue)[1]]
        assert len(found) == faults, found
    assert "at most 1 process measures of school" in found[0]


def test_row_8_two_views_by_two_hands_are_wanted_and_disagreement_is_shown_as_such() -> None:
    anna, bo = (row_of(Reading, author=name, text=name) for name in ("Anna", "Bo"))
    assert "mindst to" in readings_missing(DANISH, [])
    assert readings_missing(DANISH, [anna, anna]).startswith("Her mangler endnu en læsning")
    assert readings_missing(DANISH, [anna, bo]) == ""
    with pytest.raises(ValidationError):
        SignedReading.model_validate({"service_area": "school", "municipality": "730", "text": "Uden navn"})
    differ = [row_of(Expected, name="Randers", agreement=word) for word in ("unresolved", "unresolved")]
    assert "Randers" in unresolved(DANISH, differ)
    assert unresolved(DANISH, [row_of(Expected, name="Randers", agreement="agree")]) == ""


@pytest.mark.parametrize(
    ("change", "is_ahead"),
    [
        ({}, True),
        ({"price": 106.0}, False),  # dearer than 5 per cent more
        ({"value": 19.0}, False),  # worse
        ({"difference": 0.5}, False),  # better, but not sure to be so next time
    ],
)
def test_row_9_who_does_better_lastingly_at_a_similar_price_is_to_be_learnt_from(
    change: dict[str, float], is_ahead: bool
) -> None:
    """730 has 18 at a price of 100. A difference of two lasts from sqrt(2 / 1.2) = 1.29 on; here it is 2 x 5 / 6."""
    other = {"value": 15.0, "price": 105.0, "difference": -1.0} | change
    figures = [("absence", "730", 18.0), ("absence", "461", other["value"]), ("cost", "730", 100.0)]
    (found,) = run(
        "peer_results",
        {
            "int_forecasts": [
                {"indicator_id": "absence", "municipality_code": code, "year": 2024, "peer_group": "six_cities"}
                | {"suggested_from": 1.0, "difference": difference}
                for code, difference in (("730", 1.0), ("461", other["difference"]))
            ],
            "peer_groups": [{"peer_group": "six_cities", "is_compared": True}],
            "benchmarks": [
                {"indicator_id": "absence", "municipality_code": code, "year": 2024, "peer_group": "six_cities"}
                | {"price_basis": "none", "n_peers": 5}
                for code in ("730", "461")
            ],
            "municipalities": [
                {"municipality_code": code, "compared_order": order} for order, code in enumerate(("730", "461"))
            ],
            "effect_overview": [{"indicator_id": "absence", "municipality_code": "730", "year": 2024, "value": 18.0}],
            "indicators": [
                {"indicator_id": name, "service_area": "school", "decimals": 1, "better": better, "sort_order": order}
                for order, (name, better) in enumerate((("absence", "lower"), ("cost", "neutral")))
            ],
            "indicator_pairs": [{"indicator_id": "cost", "effect_id": "absence"}],
            "price_overview": [{"indicator_id": "cost", "municipality_code": "730", "year": 2024, "value": 100.0}],
            "indicator_values": [
                {"indicator_id": name, "municipality_code": code, "year": 2024, "price_basis": "none", "value": value}
                for name, code, value in (*figures, ("cost", "461", other["price"]))
            ],
        },
    )
    assert (found["other_code"], found["is_ahead"]) == ("461", is_ahead)


@pytest.mark.parametrize("field", ["title", "definition", "unit", "owner", "verification", "recipes", "valid_from"])
def test_row_10_a_number_that_does_not_explain_itself_is_not_read(tmp_path: Path, field: str) -> None:
    world = make_world(tmp_path)
    text = world.indicator.read_text(encoding="utf-8")
    assert not look(world.catalogue)[1]
    world.indicator.write_text(re.sub(rf"^{field}:.*\n(?:  .*\n)*", "", text, flags=re.M), encoding="utf-8")
    assert field in "\n".join(str(fault) for fault in look(world.catalogue)[1])


def test_row_10_a_sum_is_written_as_what_it_is_the_sum_of() -> None:
    """And not as `7.137 = 7.137`; of many cells, or where one has no figure of its own, the whole stands alone."""
    given = {"numerator": (5125, 1066, 946), "multiplier": (2,), "denominator": (60, -10)}
    cells = [row_of(Cell, role=role, weighted_value=value) for role, found in given.items() for value in found]
    alone = row_of(Calculation, value=7137, numerator=7137, multiplier=None, denominator=None, scale=1, decimals=0)
    whole = row_of(Calculation, value=285.48, numerator=7137, multiplier=2, denominator=50, scale=1, decimals=1)
    assert formula(DANISH, alone, cells) == "5.125 + 1.066 + 946 = 7.137"
    assert formula(DANISH, whole, cells) == "(5.125 + 1.066 + 946) × 2 / (60 − 10) = 285,5"
    assert formula(DANISH, alone, cells[1:]) == formula(DANISH, alone) == "7.137 = 7.137"


def estimate(change: float) -> Estimate:
    """A change, certain to one either way, found in one of a hundred municipalities without a trial."""
    return row_of(
        Estimate, estimate=change, low=change - 1, high=change + 1, p_value=0.01, ratio_p_value=0.01, pre_rmspe=1
    )


def trial(**changed: Any) -> Trial:
    about = {"id": "breakfast", "title": {"da": "Morgenmad", "en": "Breakfast"}, "municipalities": ["730"]}
    about |= {"effect": "absence", "description": {"da": "Mad", "en": "Food"}, "registered_on": date(2025, 6, 1)}
    about |= {"starts_on": date(2026, 1, 1), "stop_on": date(2028, 12, 31), "smallest_change": 2, "contact": "Skolen"}
    return Trial.model_validate(about | changed)


def test_row_11_a_trial_is_promised_before_it_starts_and_judged_by_its_promise() -> None:
    first = Registration.of(trial(), date(2025, 12, 31))
    assert state(trial(), first) == "proved"
    assert state(trial(), Registration.of(trial(), date(2026, 1, 1))) == "registered_late"
    assert state(trial(smallest_change=1), first) == "registration_changed"
    with pytest.raises(ValidationError, match="registered before it starts"):
        trial(registered_on=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("change", "reasons", "verdict"),
    [
        (4.0, (), "works"),
        (0.5, (), "does_not_work"),
        (1.5, (), "cannot_be_decided"),  # 0.5 to 2.5: two matters, and may be it
        (4.0, (TrialReason.REGISTERED_LATE,), "cannot_be_decided"),
    ],
)
def test_row_11_a_verdict_is_one_of_three(change: float, reasons: tuple[TrialReason, ...], verdict: str) -> None:
    found = estimate(change)
    judged = judge(found, found, 0.5, smallest_change=2, better=Better.HIGHER, reasons=reasons)
    assert judged.verdict == verdict


def test_row_11_a_trial_that_has_not_begun_is_registered_and_says_when_it_does() -> None:
    """It is not judged before its day; one whose promise was changed never will be, and that is said at once."""
    about = row_of(
        trial_cards.Trial, verdict="cannot_be_decided", reasons=["figures_missing"], starts_on=date(2027, 8, 1)
    )
    ahead, begun = replace(about, has_begun=False), replace(about, has_begun=True)
    assert trial_cards._sentence(DANISH, ahead, []) == "Registreret, begynder 1. august 2027."
    assert trial_cards._sentence(DANISH, begun, []) == "Kan ikke afgøres: der mangler tal."
    changed = replace(ahead, reasons=["registration_changed"])
    assert trial_cards._sentence(DANISH, changed, []).startswith("Kan ikke afgøres: effektmålet")


NEVER = {
    "one year only": ({"stop_on": date(2026, 12, 31)}, "den har 1 hele år med tal efter starten; der skal 2"),
    "too few to compare with": ({"donor_pool": "few"}, "den har 2 kommuner at sammenlignes med; der skal 19"),
    "a measure of one year": (
        {"effect": "young"},
        "efter de tal, der er hentet, får effektmålet ikke 5 år med tal før starten",
    ),
    "that few others have": (
        {"effect": "rare"},
        "efter de tal, der er hentet, får kun 3 kommuner at sammenligne med 5 år",
    ),
}


@pytest.mark.parametrize("what", NEVER)
def test_row_11_a_trial_that_no_figures_can_decide_is_told_while_it_can_be_changed(tmp_path: Path, what: str) -> None:
    """It starts in 2026: five of the years until 2025 are wanted, two whole years after, and nineteen others."""
    changed, why = NEVER[what]
    codes = [f"{100 + n}" for n in range(40)]
    catalogue = Catalogue.model_construct(
        trials=[trial(municipalities=["100"], **changed)],
        indicators=[
            Indicator.model_construct(id=name, overlapping_years=1, breaks=[]) for name in ("absence", "young", "rare")
        ],
        municipalities=[Municipality(municipality_code=code, name=code, slug=code) for code in codes],
        peer_groups=[
            PeerGroup.model_construct(id="all_98", members=[]),
            PeerGroup.model_construct(id="few", members=["100", "101", "102"]),
        ],
    )
    long, short = set(range(2018, 2025)), {2023}
    years = {
        "absence": dict.fromkeys(codes, long),
        "young": dict.fromkeys(codes, short),
        "rare": dict.fromkeys(codes, short) | dict.fromkeys(codes[:4], long),
    }
    told = [item.why for item in against(catalogue, catalogue.trials[0], years)]
    assert [said for said in told if not said.startswith(why)] == []
    assert told
    assert list(against(catalogue, trial(municipalities=["100"], stop_on=date(2027, 12, 31)), years)) == []
    later = {"effect": "young", "starts_on": date(2028, 1, 1), "stop_on": date(2030, 12, 31)}  # 2023 to 2027 are five
    assert list(against(catalogue, trial(municipalities=["100"], **later), years)) == []


@pytest.mark.parametrize("outcome", ["scale_up", "throw_away"])
def test_row_11_a_trial_is_scaled_up_or_thrown_away_by_somebody_after_its_start(outcome: str) -> None:
    decision = {"outcome": outcome, "decided_by": "Byrådet", "decided_on": date(2029, 3, 1)}
    assert trial(decision=decision).decision is not None
    for wrong in ({"outcome": "let_it_be"}, {"decided_by": None}, {"decided_on": date(2025, 12, 31)}):
        with pytest.raises(ValidationError):
            trial(decision=decision | wrong)


@pytest.mark.parametrize(
    ("target", "figures", "verdict"),
    [
        (14.0, [20, 19, 17, 17, 15], "on_course"),  # 10.4 +/- 1.9 in 2028
        (2.0, [20, 19, 17, 17, 15], "off_course"),
        (11.0, [20, 19, 17, 17, 15], "cannot_tell"),
        (14.0, [17, 17, 15], "too_few_figures"),
        (14.0, [], "missing"),
    ],
)
def test_row_12_a_target_is_held_against_the_course(target: float, figures: list[int], verdict: str) -> None:
    values = [
        {"indicator_id": "absence", "municipality_code": code, "year": 2025 - back, "price_basis": "none"}
        | {"value": float(value)}
        for code, line in (("730", figures), ("101", [9]))  # another's figure is none of ours
        for back, value in enumerate(reversed(line), start=1)
    ]
    found = run(
        "target_progress",
        {
            "indicators": [{"indicator_id": "absence", "better": "lower", "overlapping_years": 1}],
            "indicator_targets": [
                {"indicator_id": "absence", "municipality_code": "730", "year": 2028, "value": target}
                | {"decided_by": "Byrådet", "decided_on": date(2024, 6, 1)}
            ],
            "int_stretches": [{"indicator_id": "absence", "year": year, "stretch": 0} for year in range(2020, 2025)],
            "indicator_values": values,
        },
    )
    assert [(row["verdict"], row["decided_by"]) for row in found] == [(verdict, "Byrådet")]


def test_row_13_those_who_work_there_have_an_area_of_their_own_with_effects_about_them() -> None:
    folder = PROJECT_DIR / "data" / "catalogue" / "indicators" / "workplace"
    measures = [read_yaml(file.read_text(encoding="utf-8")) for file in folder.glob("*.yml")]
    effects = {item["id"] for item in measures if item["kind"] == "effect"}
    assert {"workplace_sickness_absence", "workplace_satisfied_employees"} <= effects
    assert [
        item["id"] for item in measures if "employees" not in item["stakeholders"] and item["kind"] == "effect"
    ] == []
    said = headline(DANISH, "Randers", [effect("clearly_worse", service_area="workplace")])
    assert "medarbejderne" in said
    assert "borgerne" not in said
    assert "borgerne" in headline(DANISH, "Randers", [effect("clearly_worse")])


ORDERS = ("Skal ", "Bør ", "Må ", "Vil ", "Hvornår ", "Hvem ")
"""How a question begins whose answer is an order, or the name of somebody to give one to."""


@pytest.mark.parametrize("verdict", ["clearly_worse", "suggests_better", "on_level", "cannot_tell", "missing"])
def test_row_14_three_questions_of_three_kinds_and_none_asks_for_an_order(verdict: str) -> None:
    asked = questions(DANISH, [effect(verdict)], [], [])
    assert len(set(asked)) == 3
    assert [text for text in asked if not text.endswith("?") or text.startswith(ORDERS)] == []


def test_row_15_the_story_is_told_good_and_bad_alike_and_says_what_cannot_be_told() -> None:
    own = [effect("clearly_better", "a"), effect("clearly_worse", "b"), effect("cannot_tell", "c")]
    own.append(effect("missing", "d", value=None, reference=None, gap=None, missing_reason="not_collected"))
    said = headline(DANISH, "Randers", own)
    for words in ("bedre", "dårligere", "kan ikke skelnes", "mangler tal"):
        assert words in said, said


def test_row_16_every_table_is_handed_out_but_a_list_of_the_worst() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.release as select 'r' as release_id;
            create table marts.snapshots as
                select 's' as snapshot_id, 'fetched' as origin, 'A' as publisher, 'T' as publisher_table,
                    '2026-11-01' as retrieved_at;
            create table marts.data_dictionary as
                select unnest(['indicator_values', 'demands', 'help_offers']) as mart, '' as mart_description,
                    'a' as column_name, 'varchar' as data_type, '' as description, 1 as column_no
            """
        )
        found = contents(connection)
    assert {table.name: (table.parquet, table.csv) for table in found.tables} == {
        "indicator_values": ("tabeller/indicator_values.parquet", "tabeller/indicator_values.csv"),
        "demands": ("tabeller/demands.parquet", None),
    }
    assert [source.file for source in found.sources] == ["filer/s.csv"]
