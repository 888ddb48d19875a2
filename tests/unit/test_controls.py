"""Controls: what the catalogue may say, the series that follow, and that each has its check."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.controls import compile_controls
from pipelines.catalogue.series.selectors import compile_recipes
from pipelines.releases.inputs import Inputs, read
from pipelines.sources.snapshots import Snapshot
from pipelines.warehouse.tables.catalogue import controls
from seksby.errors import CatalogueError, all_faults
from tests.support import TABLEINFO, World, make_world

HEAD = """\
- id: pupils
  title: {da: Elever, en: Pupils}
  note: {da: To veje til elever., en: Two ways to pupils.}
  status: assumed
"""
SUMS = """\
  sums:
    - whole: {table: PUPILS, where: {MÅL: all}}
      parts: [{table: PUPILS, where: {MÅL: absent}}, {table: PUPILS, where: {MÅL: unused}, factor: -1, absent: zero}]
"""
AREAS = "  areas: [{table: PUPILS, where: {MÅL: '*'}}]\n"
INDICATORS = "  indicators: {recomputed: absence, official: absence}\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = make_world(tmp_path)
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "rounding: 0.5\n", encoding="utf-8")
    return world


def write(world: World, text: str) -> None:
    (world.catalogue / "controls.yml").write_text(text, encoding="utf-8")


def series(world: World, *, at_hand: bool = True, **described: str) -> list[tuple[str, str, str, Decimal, bool]]:
    infos = {"PUPILS": TableInfo.model_validate(TABLEINFO | described)} if at_hand else {}
    found = compile_controls(read_catalogue(world.catalogue), infos, world.catalogue)
    if found.misfits:
        raise all_faults([item.error for item in found.misfits])
    return [(item.compared, item.side, item.series_key, item.factor, item.absent_is_zero) for item in found.series]


def test_an_absent_row_is_what_the_table_says_of_it(world: World) -> None:
    write(world, HEAD + SUMS)
    assert {is_zero for *_, is_zero in series(world, suppressedDataValue="0")} == {True}
    assert {is_zero for *_, is_zero in series(world, suppressedDataValue="..")} == {True, False}  # one declares it


def test_a_whole_and_its_parts_with_signs(world: World) -> None:
    write(world, HEAD + SUMS)
    whole = "PUPILS MÅL=all · KØN=TOT"
    assert series(world) == [
        (whole, "official", "all|TOT", 1, False),
        (whole, "recomputed", "absent|TOT", 1, False),
        (whole, "recomputed", "unused|TOT", -1, True),
    ]
    assert series(world, at_hand=False) == []


def test_codes_that_both_sides_take_in_turn(world: World) -> None:
    write(world, HEAD + SUMS.replace("{MÅL: all}}", "{KØN: TOT}}") + "      each: {MÅL: [all, absent]}\n")
    assert [key for _, side, key, _, _ in series(world) if side == "official"] == ["all|TOT", "absent|TOT"]
    assert [key for _, side, key, _, _ in series(world) if side == "recomputed"] == ["all|TOT"] * 2 + ["absent|TOT"] * 2


def test_every_series_of_a_selector_is_compared_over_areas(world: World) -> None:
    write(world, HEAD + AREAS)
    assert [(side, key) for _, side, key, _, _ in series(world)] == [
        ("areas", "absent|TOT"),
        ("areas", "all|TOT"),
        ("areas", "unused|TOT"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + SUMS + AREAS, 1, ["one of indicators, sums and areas"]),
        (HEAD, 1, ["one of indicators, sums and areas"]),
        (HEAD + SUMS.replace("MÅL: all}", "MÅL: all}, timing: january"), 1, ["leave out timing"]),
        (HEAD + SUMS.replace("{table: PUPILS, where: {MÅL: all}}", "{table: PUPLIS}"), 1, ["'PUPLIS'", "a source in"]),
        (HEAD + INDICATORS.replace("official: absence", "official: presence"), 5, ["'presence'", "an indicator's id"]),
        (HEAD + AREAS + HEAD + AREAS, 6, ["an id of its own; entry 1"]),
        (HEAD.replace("assumed", "certain") + AREAS, 4, ["status", "'certain'", "'confirmed'"]),
    ],
)
def test_a_fault_names_line_and_what_is_allowed(world: World, text: str, line: int, words: list[str]) -> None:
    write(world, text)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(world.catalogue)
    assert f"controls.yml:{line} " in caught.value.where
    for word in words:
        assert word in caught.value.where


@pytest.mark.parametrize("text", [SUMS, AREAS, INDICATORS])
def test_without_the_rounding_of_a_source_there_is_no_tolerance(world: World, text: str) -> None:
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("rounding: 0.5\n", ""), encoding="utf-8")
    write(world, HEAD + text)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(world.catalogue)
    assert "a source with rounding" in caught.value.where
    assert "PUPILS.yml" in caught.value.where


def test_codes_that_a_source_does_not_have_are_told_at_once_with_their_lines(world: World) -> None:
    text = HEAD + SUMS.replace("MÅL: absent", "MÅL: ill")
    write(world, text + HEAD.replace("pupils", "more") + SUMS.replace("{MÅL: all}", "{MÅL: '*'}"))
    with pytest.raises(CatalogueError, match="2 faults") as caught:
        series(world)
    assert "controls.yml:7 0.sums.0.parts.0.where.MÅL" in caught.value.where
    assert "controls.yml:13 1.sums.0.whole" in caught.value.where
    assert "the whole is 3 series of PUPILS" in caught.value.what


@pytest.mark.parametrize("text", [SUMS, INDICATORS])
def test_a_control_says_which_tables_it_waits_for(world: World, text: str) -> None:
    write(world, HEAD + text)
    catalogue = read_catalogue(world.catalogue)

    def note(snapshots: Mapping[str, Snapshot]) -> object:
        infos = {source: TableInfo.model_validate(TABLEINFO) for source in snapshots}
        inputs = Inputs(world.workspace, read(world.workspace), snapshots, {}, None)
        compiled = compile_recipes(catalogue, infos, world.catalogue)
        (row,) = controls.tables(inputs, compiled, compile_controls(catalogue, infos, world.catalogue))[0].records
        return row["missing_note_da"]

    assert note({"PUPILS": world.snapshot()}) is None
    assert note({}) == "Tallene i PUPILS er ikke hentet endnu."
