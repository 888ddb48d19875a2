"""Each row of the codex, and the tests that fail when its mechanism is taken out.

The codex is why the product exists: trust in professionals, effect before process. A row here says what it asks for in
a few words; its tests stand where the mechanism is tested, and dbt's beside its model.
"""

from __future__ import annotations

import re

import pytest

from seksby.workspace import PROJECT_DIR

ROWS = {
    "1 effects are measured, not process": [
        "tests/site/test_dashboards_rule.py::test_the_order_of_tags_is_checked_without_a_warehouse",
        "tests/unit/test_trust_sentences.py::test_the_share_is_over_all_areas",
    ],
    "2 three perspectives": [
        "dbt_project/models/marts/stakeholder_coverage.yml::a_stakeholder_without_effects_keeps_its_place",
        "tests/unit/test_trust_sentences.py::test_coverage_names_the_gaps_only_where_there_are_any",
        "tests/site/test_dashboards_rule.py::test_a_price_alone_is_turned_away",
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
    ],
    "5 a single case is solved where it arose": [
        "tests/unit/test_cases.py::test_the_limit_is_what_chance_explains_with_so_few",
        "tests/unit/test_own_folder.py::test_a_demand_on_everybody_that_cites_a_case_wants_a_written_exception",
    ],
    "6 help is offered": [
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
    ],
    "12 targets of effects": [
        "dbt_project/models/marts/target_progress.yml::the_course_towards_a_target",
        "tests/unit/test_own_folder.py::test_an_own_target_stands_in_its_measure_and_in_no_file_of_the_catalogue",
    ],
    "13 job satisfaction is a goal": [
        "tests/unit/test_dashboards_sentences.py::test_measures_of_the_workplace_are_about_those_who_work_there"
    ],
    "14 questions, not verdicts": ["tests/unit/test_dashboards_sentences.py::test_three_questions"],
    "15 an honest story": [
        "tests/unit/test_dashboards_sentences.py::test_where_nothing_stands_out_the_lead_names_what_does_not",
        "tests/unit/test_dashboards_sentences.py::test_a_headline_counts_every_measure_once",
    ],
    "16 openness": ["tests/integration/test_csv_files.py::"],
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_codex_is_held_by_tests_that_are_there(row: str) -> None:
    for place in ROWS[row]:
        file, _, name = place.partition("::")
        text = (PROJECT_DIR / file).read_text(encoding="utf-8")
        pattern = rf"^def {name or 'test_'}" if file.endswith(".py") else rf"^  - name: {name}$"
        assert re.search(pattern, text, re.M), place
        assert not re.search(rf"skip[^\n]*\n(@[^\n]*\n)*def {name}\(", text), place


def test_every_row_is_there() -> None:
    assert [int(row.partition(" ")[0]) for row in ROWS] == list(range(1, 17))
