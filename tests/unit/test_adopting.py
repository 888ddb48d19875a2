"""What a table's names were taken for is written into the catalogue, and nothing else of a file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue.descriptions.adopting import adopt
from pipelines.catalogue.descriptions.resolving import named
from pipelines.catalogue.descriptions.tableinfo import Resolution
from pipelines.catalogue.read import read_catalogue
from tests.support import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path, system="statbank")


def adopted(world: World, *found: Resolution) -> list[tuple[str, int, str, str, bool]]:
    changes = adopt(world.catalogue, {"PUPILS": found}, named(read_catalogue(world.catalogue)))
    read_catalogue(world.catalogue)
    return [(item.file, item.line, item.old, item.new, item.written) for item in changes]


def test_a_code_a_variable_and_a_new_total_are_written_where_they_stand(world: World) -> None:
    world.edit(
        "  - numerator: [{table: PUPILS, where: {MÅL: absent}}]\n",
        "  # why this one\n  - numerator:\n      - table: PUPILS\n        where: {MÅL: [all, '7']}  # seven\n",
    )
    before = world.indicator.read_text(encoding="utf-8")
    source = world.catalogue / "sources" / "PUPILS.yml"
    entry = source.read_text(encoding="utf-8")
    found = adopted(
        world,
        Resolution(rule="values", variable="EMNE", wanted="MÅL", found="EMNE", text="emne"),
        Resolution(rule="number", variable="EMNE", wanted="7", found="007", text="syv"),
        Resolution(rule="total", variable="HERKOMST", wanted="", found="00", text="I alt"),
    )
    indicator = "indicators/school/absence.yml"
    assert found == [
        (indicator, 13, "7", "007", True),
        ("sources/PUPILS.yml", 9, "", "00", True),
        (indicator, 13, "MÅL", "EMNE", True),
        (indicator, 14, "MÅL", "EMNE", True),
    ]
    expected = before.replace("{MÅL: [all, '7']}", '{EMNE: [all, "007"]}').replace("{MÅL: all}", "{EMNE: all}")
    assert world.indicator.read_text(encoding="utf-8") == expected
    assert source.read_text(encoding="utf-8") == entry.replace("{KØN: TOT}", '{HERKOMST: "00", KØN: TOT}')


def test_what_two_places_share_is_written_once(world: World) -> None:
    world.edit(
        "[{table: PUPILS, where: {MÅL: absent}}]\n    denominator: [{table: PUPILS, where: {MÅL: all}}]",
        "[{table: PUPILS, where: &same {MÅL: all}}]\n    denominator: [{table: PUPILS, where: *same}]",
    )
    before = world.indicator.read_text(encoding="utf-8")
    found = adopted(world, Resolution(rule="text", variable="MÅL", wanted="all", found="ALL", text="all"))
    assert [written for *_, written in found] == [True]
    assert world.indicator.read_text(encoding="utf-8") == before.replace("MÅL: all", "MÅL: ALL")


def test_what_is_not_written_plainly_is_left_to_a_person(world: World) -> None:
    world.edit("{MÅL: absent}", '{MÅL: "\\x61bsent"}')
    before = world.indicator.read_text(encoding="utf-8")
    found = adopted(world, Resolution(rule="text", variable="MÅL", wanted="absent", found="ABS", text="absent"))
    assert [written for *_, written in found] == [False]
    assert world.indicator.read_text(encoding="utf-8") == before
