"""A control that fails: one that is confirmed stops the release, one that is assumed is told and stops nothing.

What a confirmed one does to fetched figures is in `test_one_process`, by dbt itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.releases import release
from tests.support import World, control, figures, rounded
from tests.support.asking import asked
from tests.support.computing import Compiled
from tests.support.sites import Pages


@pytest.fixture
def world(tmp_path: Path) -> World:
    return rounded(tmp_path)


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
