"""A correction names one cell of its source and changes it in one way, or the fault names file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.corrections import CorrectedSeries, compile_corrections
from pipelines.releases.inputs import gather
from pipelines.warehouse import load as warehouse
from pipelines.warehouse.expected import never_said
from seksby.errors import CatalogueError, all_faults
from tests.support import TABLEINFO, World, figures, make_world, seksby

ENTRY = """\
- id: randers
  source: PUPILS
  area: "730"
  period: "2024"
  where: {MÅL: absent}
  expect: 55
  value: 45
  reason: {da: Opdigtet., en: Invented.}
  evidence: Opdigtet notat
  reviewed_by: Økonomi
  reviewed_on: 2025-05-02
  status: open
"""
INFO = TableInfo.model_validate(TABLEINFO)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def write(world: World, *changes: tuple[str, str], more: str = "") -> None:
    text = ENTRY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (world.catalogue / "corrections.yml").write_text(text + more, encoding="utf-8")


def compiled(world: World, infos: Mapping[str, TableInfo]) -> Mapping[str, CorrectedSeries]:
    found = compile_corrections(read_catalogue(world.catalogue), infos, world.catalogue)
    if found.misfits:
        raise all_faults([item.error for item in found.misfits])
    return found.series


def fault(world: World) -> str:
    with pytest.raises(CatalogueError) as caught:
        compiled(world, {"PUPILS": INFO})
    return str(caught.value)


def test_where_becomes_the_key_of_one_series(world: World) -> None:
    write(world)
    assert compiled(world, {"PUPILS": INFO}) == {"randers": CorrectedSeries("absent|TOT", "MÅL=absent · KØN=TOT")}


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("{MÅL: abcent}", ["no MÅL that fits 'abcent'", "corrections.yml:5 0.where.MÅL"]),
        ("{MÅLX: absent}", ["no variable MÅLX", "corrections.yml:5 0.where.MÅLX"]),
        ("{}", ["no code is given for MÅL", "corrections.yml:5 0.where"]),
        ("{MÅL: [absent, all]}", ["MÅL selects 2 codes (absent, all)", "corrections.yml:5 0.where.MÅL"]),
        ("{MÅL: 'a*'}", ["MÅL selects 2 codes (absent, all)", "exactly one code of MÅL"]),
        ("{MÅL: absent, Tid: '2024'}", ["Tid has a field of its own", "period: its code"]),
        ("{MÅL: absent, OMRÅDE: '730'}", ["OMRÅDE has a field of its own", "area: its code"]),
        ("{MÅL: absent, omrade: '730'}", ["omrade has a field of its own"]),
    ],
)
def test_where_that_names_no_cell_or_two_is_told_with_its_line(world: World, where: str, words: list[str]) -> None:
    write(world, ("{MÅL: absent}", where))
    said = fault(world)
    for word in words:
        assert word in said


def test_every_fault_is_told_at_once_and_the_same_cell_twice_is_one(world: World) -> None:
    again = ENTRY.replace("id: randers", "id: again")
    wrong = ENTRY.replace("id: randers", "id: wrong").replace("MÅL: absent", "MÅL: none")
    write(world, more=again + wrong)
    said = fault(world)
    assert "again names the same cell as randers" in said
    assert "corrections.yml:17 1.where" in said
    assert "corrections.yml:29 2.where.MÅL" in said


def test_check_tells_it_too(world: World) -> None:
    world.snapshot()
    write(world, ("{MÅL: absent}", "{MÅL: [absent, all]}"))
    done = seksby("check", data_dir=world.workspace.data_dir)
    assert done.returncode == 1
    assert "corrections.yml:5 0.where.MÅL" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  value: 45\n", "", ["corrections.yml:1 0", "give either value"]),
        ("value: 45", "value: 45\n  missing: suspected_error", ["give either value"]),
        ("value: 45", "value: 55.0", ["there is nothing to correct"]),
        ("value: 45", "missing: mistake", ["corrections.yml:7 0.missing", "'mistake'", "'suspected_error'"]),
        ("value: 45", "value: 45.1234567", ["corrections.yml:7 0.value", "6 decimal places"]),
        ("expect: 55", "expect: lots", ["corrections.yml:6 0.expect", "'lots'"]),
        ("  evidence: Opdigtet notat\n", "", ["evidence", "nothing"]),
        ("status: open", "status: done", ["corrections.yml:12 0.status", "'reported'"]),
        ("source: PUPILS", "source: PUPLIS", ["corrections.yml:2 0.source", "'PUPLIS'", "a source in"]),
        ('area: "730"', 'area: "731"', ["corrections.yml:3 0.area", "'731'", "municipalities.csv or areas.csv"]),
        ('period: "2024"', 'period: "24"', ["corrections.yml:4 0.period", "'24'"]),
    ],
)
def test_an_entry_that_says_too_little_or_too_much_is_a_fault(
    world: World, old: str, new: str, words: list[str]
) -> None:
    write(world, (old, new))
    said = fault(world)
    for word in words:
        assert word in said


def test_an_id_is_used_once(world: World) -> None:
    write(world, more=ENTRY)
    assert "corrections.yml:13 1.id: found 'randers'" in fault(world)


@pytest.mark.parametrize("period", ["2024", "2024K1", "2024M12", "2023/2024", "2020:2024"])
def test_a_period_is_written_as_sources_write_it(world: World, period: str) -> None:
    write(world, ('period: "2024"', f'period: "{period}"'))
    assert read_catalogue(world.catalogue).corrections[0].period == period


def test_a_source_that_is_not_at_hand_is_waited_for(world: World) -> None:
    write(world)
    assert compiled(world, {}) == {}


def test_the_warehouse_holds_number_or_marker_apart(world: World) -> None:
    hidden = ENTRY.replace("randers", "kbh").replace('"730"', '"101"').replace("expect: 55", 'expect: ".."')
    write(world, more=hidden.replace("value: 45", "missing: not_collected"))
    world.snapshot()
    path = world.workspace.data_dir / "warehouse.duckdb"
    warehouse.load(gather(world.workspace), path)
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            """
            select correction_id, area_name, series_key, expected_value, expected_marker, value, missing_reason
            from raw.corrections order by sort_order
            """
        ).fetchall()
    assert found == [
        ("randers", "Randers", "absent|TOT", 55, None, 45, None),
        ("kbh", "København", "absent|TOT", None, "..", None, "not_collected"),
    ]


def test_the_shipped_catalogue_corrects_nothing() -> None:
    """None is invented; an entry comes with the evidence of whoever found the error."""
    assert read_catalogue(Path(__file__).resolve().parents[2] / "data" / "catalogue").corrections == []


@pytest.mark.parametrize(
    ("expect", "reviewed_on", "said"),
    [
        ("55", "2026-01-01", None),  # the file says so
        ("52", "2026-01-01", None),  # the file before said so: the publisher has mended it
        ("56", "2026-01-01", "what the file says: 55"),
        ('".."', "2026-01-01", "what the file says: 55"),
        ("56", "2025-05-31", None),  # reviewed before any file at hand was retrieved
    ],
)
def test_a_correction_of_what_no_file_has_said_is_no_word_about_the_publisher(
    tmp_path: Path, expect: str, reviewed_on: str, said: str | None
) -> None:
    world = make_world(tmp_path, system="statbank")
    before = [row.replace(";55", ";52") for row in figures()]
    world.snapshot(before, origin="fetched")
    world.snapshot(origin="fetched", retrieved_at=datetime(2025, 9, 1, tzinfo=UTC))
    entry = ENTRY.replace("expect: 55", f"expect: {expect}")
    (world.catalogue / "corrections.yml").write_text(
        re.sub(r"reviewed_on: .*", f"reviewed_on: {reviewed_on}", entry), encoding="utf-8"
    )
    inputs = gather(world.workspace)
    info = {"PUPILS": INFO}
    corrected = compile_corrections(inputs.catalogue, info, world.catalogue).series
    found = [f"{item.error.where} {item.error.expected}" for item in never_said(inputs, corrected)]
    assert [said is not None and said in line and "corrections.yml:6 0.expect" in line for line in found] == (
        [] if said is None else [True]
    )
