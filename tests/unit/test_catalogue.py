"""A fault in the catalogue is named with file, line, field, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue.read import read_catalogue
from pipelines.errors import CatalogueError
from tests.support import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def fault(world: World) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(world.catalogue)
    return caught.value.where


def test_a_sound_catalogue_is_read(world: World) -> None:
    catalogue = read_catalogue(world.catalogue)
    assert [indicator.id for indicator in catalogue.indicators] == ["absence"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: effect", "kind: efect", 3, ["kind", "'efect'", "'unit_price'"]),
        ("better: lower", "better: neutral", 1, ["higher or lower"]),
        ("decimals: 1", "decimals: many", 7, ["decimals", "'many'", "integer"]),
        ("owner: Økonomi\n", "", 1, ["owner", "nothing"]),
        ("scale: 100", "skale: 100", 12, ["skale", "not permitted"]),
        ("table: PUPILS, where: {MÅL: all}", "table: PUPLIS, where: {MÅL: all}", 11, ["'PUPLIS'", "a source in"]),
        ("service_area: school", "service_area: skool", 4, ["'skool'", "the folder's name, school"]),
        ("owner: Økonomi", "owner: Økonomi\npaired_effects: [nothing]", 15, ["'nothing'", "one of absence"]),
        ("id: absence", "id: presence", 1, ["'presence'", "the file's name, absence"]),
        ("title: {da: Fravær, en: Absence}", "title: {da: Fravær", 3, ["YAML"]),
        ("MÅL: absent", "MÅL: 32201", 10, ["32201", "valid string"]),
    ],
)
def test_a_fault_names_file_line_field_and_what_is_allowed(
    world: World, old: str, new: str, line: int, words: list[str]
) -> None:
    world.edit(old, new)
    where = fault(world)
    assert f"absence.yml:{line} " in where
    for word in words:
        assert word in where


def test_every_fault_is_reported_at_once(world: World) -> None:
    world.edit("kind: effect", "kind: efect")
    world.edit("decimals: 1", "decimals: many")
    with pytest.raises(CatalogueError, match="2 faults"):
        read_catalogue(world.catalogue)


def test_a_unit_price_needs_a_paired_effect(world: World) -> None:
    price = world.indicator.with_name("price.yml")
    text = world.indicator.read_text(encoding="utf-8")
    text = text.replace("id: absence", "id: price").replace("kind: effect", "kind: unit_price")
    price.write_text(text, encoding="utf-8")
    assert "a unit price is never shown without an effect" in fault(world)


def test_a_misspelt_municipality_row_names_its_line(world: World) -> None:
    (world.catalogue / "municipalities.csv").write_text(
        "municipality_code;name;slug\n101;København;kbh\n73;Randers;randers\n", encoding="utf-8"
    )
    assert "municipalities.csv:3 municipality_code: found '73'" in fault(world)


def test_text_that_is_not_utf8_is_said(world: World) -> None:
    world.indicator.write_bytes(world.indicator.read_text(encoding="utf-8").encode("latin-1"))
    assert "not UTF-8" in fault(world)


def test_the_word_no_stays_text(world: World) -> None:
    """YAML 1.1 would read the country code NO as false."""
    world.edit("owner: Økonomi", "owner: NO")
    assert read_catalogue(world.catalogue).indicators[0].owner == "NO"
