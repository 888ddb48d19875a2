"""Recipes compile to explicit series of the source at hand, or say which code is wrong and where it stands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.catalogue.models.recipe import Recipe, Term, Timing
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.selectors import PERIODS, Series, compile_recipes, formula
from seksby.errors import CatalogueError, all_faults
from tests.support import TABLEINFO, World, make_world

AGES = {"id": "ALDER", "text": "alder", "values": [{"id": str(age), "text": str(age)} for age in range(100)]}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def compiled(world: World, *extra: dict[str, object], suppressed: str | None = None) -> list[Series]:
    described = {"variables": [*TABLEINFO["variables"], *extra], "suppressedDataValue": suppressed}
    info = TableInfo.model_validate(TABLEINFO | described)
    result = compile_recipes(read_catalogue(world.catalogue), {"PUPILS": info}, world.catalogue)
    if result.misfits:
        raise all_faults([item.error for item in result.misfits])
    return list(result.series)


def test_a_variable_left_out_takes_its_declared_total(world: World) -> None:
    assert {(s.role, s.series_key, s.codes) for s in compiled(world)} == {
        ("numerator", "absent|TOT", "MÅL=absent · KØN=TOT"),
        ("denominator", "all|TOT", "MÅL=all · KØN=TOT"),
    }


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("'6..8'", ["6", "7", "8"]),
        ("'9?'", [str(age) for age in range(90, 100)]),
        ("'1*'", ["1", *(str(age) for age in range(10, 20))]),
        ("['3', '2..4']", ["3", "2", "4"]),
    ],
)
def test_ranges_patterns_and_lists_become_codes_once_each(world: World, selector: str, expected: list[str]) -> None:
    world.edit("MÅL: absent", f"MÅL: absent, ALDER: {selector}")
    world.edit("MÅL: all", "MÅL: all, ALDER: '5'")
    codes = [s.series_key.split("|")[2] for s in compiled(world, AGES) if s.role == "numerator"]
    assert codes == expected


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("MÅL: absent", "MÅL: abcent", ["no MÅL that fits 'abcent'", "absent, all, unused", ":10 "]),
        ("MÅL: absent", "MAALX: absent", ["no variable MAALX", ":10 "]),
        ("MÅL: absent", "MÅL: 'zz*'", ["no MÅL that fits 'zz*'"]),
        ("where: {MÅL: absent}", "where: {}", ["no code is given for MÅL"]),
    ],
)
def test_a_wrong_selector_is_named_with_its_line(world: World, old: str, new: str, words: list[str]) -> None:
    world.edit(old, new)
    with pytest.raises(CatalogueError) as caught:
        compiled(world)
    for word in words:
        assert word in str(caught.value)


def test_the_faults_of_all_indicators_are_told_at_once(world: World) -> None:
    text = world.indicator.read_text(encoding="utf-8")
    for name in ("first", "second"):
        other = world.indicator.with_name(f"{name}.yml")
        other.write_text(
            text.replace("id: absence", f"id: {name}").replace("MÅL: all", f"MÅL: {name}"), encoding="utf-8"
        )
    with pytest.raises(CatalogueError, match="2 faults") as caught:
        compiled(world)
    assert "first.yml:11" in caught.value.where
    assert "second.yml:11" in caught.value.where


@pytest.mark.parametrize(("suppressed", "is_zero"), [("0", True), ("..", False), (None, False)])
def test_an_absent_row_is_what_the_table_says_of_it(world: World, suppressed: str | None, is_zero: bool) -> None:
    assert {item.absent_is_zero for item in compiled(world, suppressed=suppressed)} == {is_zero}


def test_variables_are_found_without_danish_letters(world: World) -> None:
    world.edit("MÅL: absent", "maal: absent")
    assert compiled(world)[0].series_key == "absent|TOT"


def test_two_price_units_in_one_selection_are_refused(world: World) -> None:
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "unit_variable: MÅL\n", encoding="utf-8")
    world.edit("MÅL: absent", "MÅL: [absent, all]")
    with pytest.raises(CatalogueError, match="selects 2 units"):
        compiled(world)


def test_two_terms_of_one_role_in_different_price_units_are_refused(world: World) -> None:
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "unit_variable: MÅL\n", encoding="utf-8")
    assert compiled(world)  # numerator and denominator may differ: only what is summed has to agree
    world.edit(
        "{table: PUPILS, where: {MÅL: absent}}",
        "{table: PUPILS, where: {MÅL: absent}}, {table: PUPILS, where: {MÅL: all}}",
    )
    with pytest.raises(CatalogueError) as caught:
        compiled(world)
    assert caught.value.what == (
        "Two price units in one selection: numerator term 1 takes PUPILS in absent, term 2 in all; "
        "their sum has no meaning."
    )
    assert "absence.yml:10 recipes.0.numerator.1.where.MÅL" in caught.value.where


def test_a_recipe_without_its_source_is_passed_over(world: World) -> None:
    result = compile_recipes(read_catalogue(world.catalogue), {}, world.catalogue)
    assert result.recipe_used == {}
    assert list(result.series) == []


@given(st.sampled_from([timing for timing in Timing if not timing.value.startswith("sum")]))
def test_the_weights_of_a_mean_add_up_to_one(timing: Timing) -> None:
    divisor, periods = PERIODS[timing]
    assert sum(Fraction(weight, divisor) for _, _, weight in periods) == 1


def test_the_school_year_counts_seven_twelfths_of_the_year_that_ends() -> None:
    """The school year that ends in 2024 was counted on 1 October 2023."""
    divisor, periods = PERIODS[Timing.SCHOOL_YEAR_7_5]
    assert (divisor, list(periods)) == (12, [(-1, "", 7), (0, "", 5)])


def test_three_years_of_events_are_held_against_three_years_of_people() -> None:
    """30, 33 and 27 injured among 100,000, 101,000 and 99,000 people: 90 / 300,000 = 30 per 100,000 a year."""
    events, people = PERIODS[Timing.SUM_3_YEARS], PERIODS[Timing.SUM_3_JANUARIES]
    assert [offset for offset, _, _ in events[1]] == [offset for offset, _, _ in people[1]] == [-2, -1, 0]
    assert {suffix for _, suffix, _ in people[1]} == {"K1"}
    injured, living = {-2: 30, -1: 33, 0: 27}, {-2: 100_000, -1: 101_000, 0: 99_000}
    total = sum(Fraction(weight, events[0]) * injured[offset] for offset, _, weight in events[1])
    over = sum(Fraction(weight, people[0]) * living[offset] for offset, _, weight in people[1])
    assert 100_000 * total / over == 30


def test_a_formula_reads_as_the_recipe() -> None:
    recipe = Recipe(
        numerator=[Term(table="REGK31", where={"FUNKTION": "32201", "ART": "TOT"}, factor=Decimal(1000))],
        denominator=[Term(table="FOLK1A", where={"ALDER": ["6", "7"]}), Term(table="EXTRA")],
        scale=Decimal("0.5"),
    )
    assert formula(recipe) == "0,5 × 1.000 × REGK31[FUNKTION 32201 · ART TOT] / (FOLK1A[ALDER 6, 7] + EXTRA)"
