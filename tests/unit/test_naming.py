"""What a reader may call an indicator or a municipality, and what is suggested where nothing fits."""

from __future__ import annotations

import pytest

from seksby.naming import near, resolve

PLACES = {"751": ("Aarhus", "aarhus"), "730": ("Randers", "randers"), "101": ("København", "koebenhavn")}
INDICATORS = {
    "absence": ("absence", "Elever med over 10\u00a0% fravær", "Pupils absent over 10%"),
    "school_cost": ("school-cost", "Folkeskole: udgift pr. indbygger", "School: cost per inhabitant"),
    "school_cost_per_pupil": ("school-cost-per-pupil", "Folkeskole: udgift pr. elev", "School: cost per pupil"),
}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("751", "751"),
        ("AARHUS", "751"),
        ("Århus", "751"),
        ("koebenhavn", "101"),
        ("københavn", "101"),
        ("Arhus", None),
        ("", None),
    ],
)
def test_a_municipality_is_known_by_code_name_and_either_spelling(asked: str, code: str | None) -> None:
    assert resolve(asked, PLACES) == code


@pytest.mark.parametrize(
    ("asked", "indicator"),
    [
        ("school_cost", "school_cost"),
        ("school-cost-per-pupil", "school_cost_per_pupil"),
        ("elever med over 10 % FRAVÆR", "absence"),
        ("Pupils absent over 10%", "absence"),
        ("folkeskole", None),
    ],
)
def test_an_indicator_is_known_by_id_slug_and_title_in_either_language(asked: str, indicator: str | None) -> None:
    assert resolve(asked, INDICATORS) == indicator


def test_a_title_that_two_share_names_neither() -> None:
    assert resolve("Pris", {"a": ("Pris",), "b": ("Pris",)}) is None


def test_an_id_is_meant_also_where_another_has_it_for_a_title() -> None:
    assert resolve("absence", {"absence": ("Fravær", "Absence"), "average": ("Snit", "Absence")}) == "absence"


def test_what_is_near_is_found_among_titles_and_names_too() -> None:
    assert near("Arhus", PLACES) == ["751"]
    assert near("folkeskole", INDICATORS) == ["school_cost", "school_cost_per_pupil"]
    assert near("Elever med over 10 pct. fravær", INDICATORS) == ["absence"]
    assert near("Xyz", INDICATORS) == []
    assert near("pris", {str(n): ("Pris",) for n in range(9)}) == ["0", "1", "2", "3", "4"]
