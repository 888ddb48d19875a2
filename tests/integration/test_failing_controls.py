"""A control that fails: one that is confirmed stops the release, one that is assumed is told and stops nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.releases import release
from pipelines.sources import snapshots
from tests.support import World, figures, make_world
from tests.support.asking import asked
from tests.support.computing import Compiled
from tests.support.sites import Pages

CONTROL = """\
- id: {control}
  title: {{da: Fraværende elever, en: Absent pupils}}
  note: {{da: To veje til elever., en: Two ways to pupils.}}
  status: {status}
  sums:
    - whole: {{table: PUPILS, where: {{MÅL: all}}}}
      parts: [{{table: PUPILS, where: {{MÅL: absent}}, factor: 20}}]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return rounded(tmp_path)


def rounded(folder: Path, system: str = "bundled") -> World:
    """Twenty times those absent are all pupils in the first city alone: 50 x 20 = 1,000; then 51 x 20 = 1,020 …

    Absent is off by half, so 20 times it by 10, and all by half: 10.5 can be rounding.
    """
    world = make_world(folder, system=system)
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "rounding: 0.5\n", encoding="utf-8")
    return world


def control(world: World, control_id: str, status: str) -> None:
    text = CONTROL.format(control=control_id, status=status)
    (world.catalogue / "controls.yml").write_text(text, encoding="utf-8")


def test_a_confirmed_control_that_fails_stops_the_release_and_names_both_values(
    world: World, compiled: Compiled, warmed: Callable[[Path], Path]
) -> None:
    warmed(world.workspace.cache)
    control(world, "ages_sum_to_population", "confirmed")
    world.snapshot()
    with compiled.in_place_of_dbt():
        done = asked("refresh", "--offline", "--json", data_dir=world.workspace.data_dir)
    assert done.returncode == 1, done.stderr
    error = json.loads(done.stdout)
    assert error["error"] == "1 model(s) or check(s) failed."
    assert "controls_agree" not in error["where"]
    assert "Fraværende elever: 15 tal afviger, mest Randers 2022: 1100 mod officielt 1000" in error["where"]
    assert "afrunding kan forklare 10.5; PUPILS MÅL=all · KØN=TOT" in error["where"]
    assert release.current(world.workspace) is None


def test_a_confirmed_control_turns_away_what_was_fetched_last_and_the_figures_before_stand(
    tmp_path: Path, compiled: Compiled, warmed: Callable[[Path], Path]
) -> None:
    """Until it is asked for again, which it is although its stamp is the one that StatBank still gives.

    By dbt itself, twice in one refresh: what comes after the check that fails is not made.
    """
    world = rounded(tmp_path, "statbank")
    warmed(world.workspace.cache)
    control(world, "ages_sum_to_population", "confirmed")
    agreeing = [re.sub(";5[0-9]$", ";50", row) for row in figures()]
    good = world.snapshot(agreeing, origin="fetched")
    first = compiled.release(world.workspace)
    bad = world.snapshot(
        [*agreeing[:-1], agreeing[-1].replace(";1000", ";900")],
        origin="fetched",
        retrieved_at=datetime(2025, 7, 1, tzinfo=UTC),
    )
    done = asked("refresh", "--offline", "--json", data_dir=world.workspace.data_dir)
    assert done.returncode == 3, done.stderr + done.stdout
    told = json.loads(done.stdout)
    (reason,) = told["not_updated"].values()
    assert "Fraværende elever: 1 tal afviger, mest Randers 2024: 1000 mod officielt 900" in reason
    assert (told["outcome"], told["values"]["changed"], told["values"]["gone"]) == ("published", 0, 0)
    assert told["values"]["same"] > 0
    assert snapshots.newest([world.workspace.snapshots], "PUPILS") == good
    assert bad.directory.name in {path.name for path in (bad.directory.parent / "rejected").iterdir()}
    now = release.current(world.workspace)
    assert now is not None
    assert now.id != first.id


def test_an_assumed_control_that_fails_is_told_and_stops_nothing(world: World, compiled: Compiled) -> None:
    control(world, "places_sum_to_all_children", "assumed")
    world.snapshot()
    found = compiled.release(world.workspace)
    done = asked("refresh", "--offline", data_dir=world.workspace.data_dir)
    assert done.returncode == 0, done.stderr
    assert "Kontrol: 3 af 18 sammenlignede tal stemmer" in done.stdout
    assert "Fraværende elever: 15 tal afviger, mest Randers 2022: 1100 mod officielt 1000" in done.stdout
    assert compiled.outcome(found.warehouse, "assumed_controls_agree") == "warn"
    with Pages.of(found.warehouse) as pages:
        page = re.sub(r"<td[^>]*>", "<td>", pages.at("/kontrol/").html)
    assert "<td>Randers</td><td>3</td><td>2022</td>" in page
    assert "<td>1.100</td><td>1.000</td><td>100</td><td>10,5</td>" in page


def test_a_release_whose_controls_agree_says_so(world: World, compiled: Compiled) -> None:
    control(world, "ages_sum_to_population", "confirmed")
    world.snapshot([row.replace(";51", ";50") for row in figures() if row[:3] in ("101", "751")])
    found = compiled.release(world.workspace)
    assert compiled.outcome(found.warehouse, "confirmed_controls_agree") == "pass"
    done = asked("refresh", "--offline", data_dir=world.workspace.data_dir)
    assert done.returncode == 0, done.stderr
    assert "Kontrol: 6 af 6 sammenlignede tal stemmer; 0 kontroller venter på tal" in done.stdout
