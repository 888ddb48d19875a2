"""A trial the whole way: registered in a catalogue of its own, computed, asked for and shown. All figures invented."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.releases import release
from pipelines.releases.proof.audit import audit
from pipelines.releases.tracing.trace import trace
from seksby.workspace import PROJECT_DIR
from tests.support import HEADER, TABLEINFO, World, keep, make_world
from tests.support.asking import asked
from tests.support.computing import Compiled, rows
from tests.support.sites import Pages

YEARS = range(2010, 2023)
TRIAL = """\
id: breakfast
title: {da: Morgenmad i skolen, en: Breakfast at school}
municipalities: ["730"]
effect: absence
description: {da: Gratis morgenmad for alle elever., en: Free breakfast for all pupils.}
registered_on: 2019-11-01
starts_on: 2020-01-01
stop_on: 2022-12-31
smallest_change: 1.5
contact: Skoleafdelingen
"""


@pytest.fixture
def world(tmp_path: Path, warmed: Callable[[Path], Path]) -> World:
    """98 municipalities over 13 years; absence in Randers falls by four points from 2020."""
    world = make_world(tmp_path)
    warmed(world.workspace.cache)
    for name in ("municipalities.csv", "areas.csv"):
        shutil.copy2(PROJECT_DIR / "data" / "catalogue" / name, world.catalogue / name)
    with (world.catalogue / "peer_groups.yml").open("a", encoding="utf-8") as file:
        file.write("- {id: all_98, title: {da: Alle 98 kommuner, en: All 98 municipalities}}\n")
    with (world.catalogue / "municipalities.csv").open(encoding="utf-8") as file:
        codes = [row["municipality_code"] for row in csv.DictReader(file, delimiter=";")]
    rng = np.random.default_rng(12)
    absent = rng.integers(80, 160, (len(codes), 1)) + rng.integers(-6, 7, (len(codes), len(YEARS)))
    absent[codes.index("730"), YEARS.index(2020) :] -= 40
    rows = [
        f"{code};{measure};TOT;{year};{value}"
        for code, line in zip(codes, absent, strict=True)
        for year, count in zip(YEARS, line, strict=True)
        for measure, value in (("absent", count), ("all", 1000))
    ]
    keep(tmp_path / "reference", "PUPILS", tableinfo(codes), [HEADER, *rows], origin="transcribed")
    (world.catalogue / "trials").mkdir()
    (world.catalogue / "trials" / "breakfast.yml").write_text(TRIAL, encoding="utf-8")
    return world


def tableinfo(codes: list[str]) -> Mapping[str, Any]:
    values = {"OMRÅDE": codes, "Tid": [str(year) for year in YEARS]}
    variables = [
        item | {"values": [{"id": value, "text": value} for value in values[item["id"]]]}
        if item["id"] in values
        else item
        for item in TABLEINFO["variables"]
    ]
    return {**TABLEINFO, "variables": variables}


def published_since(found: release.Release, day: str) -> release.Release:
    """The release as if an earlier one had held the trial first, on that day."""
    file = found.directory / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["trials"]["breakfast"] |= {"first_published_on": day, "first_release": "before"}
    file.write_text(json.dumps(manifest), encoding="utf-8")
    return found


def test_from_registration_to_page(world: World, compiled: Compiled) -> None:
    # As of a day, so that it is another release than the one before it, which held the trial in time.
    published_since(compiled.release(world.workspace), "2019-11-02")
    found = compiled.release(world.workspace, as_of=date(2025, 6, 30))
    registered = found.manifest["trials"]["breakfast"]
    assert (registered["first_published_on"], registered["first_release"]) == ("2019-11-02", "before")

    query = partial(rows, found.warehouse)
    (trial,) = query("select * from marts.trials")
    assert (trial["trial_id"], trial["municipality_code"], trial["verdict"]) == ("breakfast", "730", "works")
    assert trial["donors"] == 97
    estimates = query("select * from marts.trial_estimates order by method desc")
    assert [row["method"] for row in estimates] == ["synthetic_control", "difference_in_differences"]
    for row in estimates:
        assert row["estimate"] == pytest.approx(-4, abs=0.8)
        assert row["p_value"] == pytest.approx(1 / 98, abs=1e-6)
    (path,) = query("select count(*) as n, count(*) filter (period = 'after') as n_after from marts.trial_paths")
    assert (path["n"], path["n_after"]) == (2 * 13, 2 * 3)
    (donors,) = query(
        "select sum(weight) as total, count(*) filter (donor_code = '730') as own from marts.trial_donors"
    )
    assert donors["total"] == pytest.approx(1)
    assert donors["own"] == 0
    assert audit(world.workspace, found, pages=False).faults == []
    for method in ("synthetic_control", "difference_in_differences"):
        traced = trace(world.workspace, found, "Morgenmad i skolen", "730", kind="trial", variant=method)
        assert traced.agrees
        ours = {cell.municipality_code for cell in traced.cells}
        assert len(traced.cells) == 2 * len(ours) * 13  # absent and all of each, in every year
    assert len(ours) == 98  # the mix is of those with a weight; the plain mean of all

    with Pages.of(found.warehouse) as pages:
        page, front = pages.at("/proevehandlinger/"), pages.at("/randers/").html
    assert 'data-verdict="works"' in page.html
    assert "Morgenmad i skolen, Randers" in page.html
    assert "Virker: ændringen er" in page.html
    assert "først offentliggjort 2. november 2019" in page.html
    assert "breakfast-730.csv" in page.files
    assert "Der er registreret 1 prøvehandling." in front


def test_a_trial_that_nobody_could_have_registered_is_turned_away(world: World) -> None:
    file = world.catalogue / "trials" / "breakfast.yml"
    file.write_text(TRIAL.replace("effect: absence", "effect: presence"), encoding="utf-8")
    done = asked("check", data_dir=world.workspace.data_dir)
    assert done.returncode == 1
    assert "breakfast.yml:4 effect: fandt 'presence'" in done.stderr + done.stdout


def test_without_proof_a_trial_that_works_cannot_be_decided_and_one_that_is_deleted_stays_listed(
    world: World, compiled: Compiled
) -> None:
    """Written today with a date of 2019: the figures could have been looked at first."""
    late = compiled.release(world.workspace)
    (trial,) = rows(late.warehouse, "select verdict, reasons, registration from marts.trials")
    assert (trial["verdict"], trial["registration"]) == ("cannot_be_decided", "registered_late")
    assert "registered_late" in trial["reasons"]
    assert late.manifest["trials"]["breakfast"]["first_release"] == late.id

    (world.catalogue / "trials" / "breakfast.yml").unlink()
    without = compiled.release(world.workspace)
    assert rows(without.warehouse, "select count(*) as n from marts.trials") == [{"n": 0}]
    (deleted,) = rows(without.warehouse, "select trial_id, title_da from marts.deleted_trials")
    assert deleted == {"trial_id": "breakfast", "title_da": "Morgenmad i skolen"}
    assert without.manifest["trials"] == late.manifest["trials"]
