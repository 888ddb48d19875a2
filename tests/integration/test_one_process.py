"""Several data folders in one process, one after the other, and Dagster's own programs on one of them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars  # noqa: F401 - it sets a variable of the environment for itself when it is imported
import pytest

from pipelines.orchestration import dbt
from pipelines.orchestration.refresh import Outcome, refresh
from pipelines.orchestration.runs import prepare_history
from pipelines.orchestration.summary import summary
from pipelines.releases import release
from pipelines.releases.inputs import Inputs, gather
from pipelines.releases.lineage import table as column_table
from pipelines.releases.proof import register
from pipelines.releases.release import standing
from pipelines.releases.sealing.same_rows import differing_tables
from pipelines.sources import snapshots
from pipelines.warehouse import load
from pipelines.warehouse.reach import carrying
from seksby.settings import Settings
from tests.support import SIX, YEARS, World, control, figures, make_world, rounded
from tests.support.computing import Compiled
from tests.support.sites import of_one_page


@pytest.fixture(scope="module")
def refreshed(
    tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path], compiled: Compiled
) -> list[tuple[World, Outcome]]:
    """Two folders that share what is kept, each with figures of its own; the variable names a third.

    The first has its release already, and its refresh finds it there. The second has been given figures that its
    control turns away: it is computed whole by dbt itself, twice.
    """
    today = make_world(tmp_path_factory.mktemp("Økonomi's data"))
    today.snapshot([row.replace(";absent;TOT;2024;50", ";absent;TOT;2024;70") for row in figures()])
    doubted = rounded(tmp_path_factory.mktemp("Økonomi's data"), "statbank")
    control(doubted, "ages_sum_to_population", "confirmed")
    agreeing = [re.sub(";5[0-9]$", ";50", row) for row in figures()]
    doubted.snapshot(agreeing, origin="fetched")
    for world in (today, doubted):
        warmed(world.workspace.cache)
        compiled.release(world.workspace)
    off = [*agreeing[:-1], agreeing[-1].replace(";1000", ";900")]
    doubted.snapshot(off, origin="fetched", retrieved_at=datetime(2025, 7, 1, tzinfo=UTC))
    done = []
    with pytest.MonkeyPatch.context() as environment, of_one_page():
        environment.setenv("SEKSBY_DATA_DIR", str(tmp_path_factory.mktemp("third") / "none"))
        for world in (today, doubted):
            before = (dict(os.environ), Path.cwd(), sys.stdout)
            done.append((world, refresh(world.workspace, Settings(), offline=True)))
            assert (dict(os.environ), Path.cwd(), sys.stdout) == before
    return done


def test_each_has_its_own_release(refreshed: list[tuple[World, Outcome]]) -> None:
    values = []
    for world, outcome in refreshed:
        assert outcome.after.directory.parent == world.workspace.releases
        with duckdb.connect(str(outcome.after.warehouse), read_only=True) as connection:
            values += connection.execute(
                "select value from marts.indicator_values where municipality_code = '101' and year = 2024"
            ).fetchall()
    assert values == [(Decimal("7"),), (Decimal("5"),)]
    *_, (_, computed) = refreshed
    assert computed.revisions is not None
    assert computed.revisions.unchanged == len(SIX) * len(YEARS)


def test_a_confirmed_control_turns_away_what_was_fetched_last_and_the_figures_before_stand(
    refreshed: list[tuple[World, Outcome]],
) -> None:
    """Until it is asked for again, which it is although its stamp is the one that StatBank still gives.

    By dbt itself, twice in one refresh: what comes after the check that fails is not made.
    """
    *_, (world, outcome) = refreshed
    assert outcome.owed == ["PUPILS"]
    told = summary(outcome, Settings())
    (reason,) = told["not_updated"].values()
    assert "Fraværende elever: 1 tal afviger, mest Randers 2024: 1000 mod officielt 900" in reason
    assert (told["outcome"], told["values"]["changed"], told["values"]["gone"]) == ("published", 0, 0)
    good = snapshots.newest([world.workspace.snapshots], "PUPILS")
    assert good is not None
    assert good.meta.retrieved_at == datetime(2025, 6, 1, tzinfo=UTC)
    (turned_away,) = (good.directory.parent / "rejected").iterdir()
    assert turned_away.name.startswith("PUPILS-20250701-")
    assert outcome.before is not None
    assert outcome.after.id != outcome.before.id
    assert release.current(world.workspace) == outcome.after


def test_there_is_nothing_new_the_next_time(refreshed: list[tuple[World, Outcome]]) -> None:
    (world, outcome), _ = refreshed
    assert standing(world.workspace, outcome.inputs) == outcome.after
    again = refresh(world.workspace, Settings(), offline=True)
    assert (again.after, again.revisions) == (outcome.after, None)


def test_a_rebuild_of_an_earlier_day_stands_beside_the_current_release(
    refreshed: list[tuple[World, Outcome]], compiled: Compiled
) -> None:
    (world, now), _ = refreshed
    with compiled.in_place_of_dbt():
        then = refresh(world.workspace, Settings(), offline=True, as_of=date(2025, 6, 30))
    assert then.after.manifest["as_of"] == "2025-06-30"
    assert then.after.directory.parent == world.workspace.releases
    assert world.workspace.current.resolve() == now.after.directory


def test_what_dbt_parsed_serves_a_warehouse_elsewhere(refreshed: list[tuple[World, Outcome]]) -> None:
    """Left to itself dbt would say "Unable to do partial parsing because config vars … have changed"."""
    *_, (world, _) = refreshed
    said = (world.workspace.cache / "refresh.log").read_text(encoding="utf-8")
    assert "Running with dbt" in said
    assert "partial parsing" not in said


def test_a_corrected_title_is_computed_alone_and_as_from_nothing(
    refreshed: list[tuple[World, Outcome]], compiled: Compiled, tmp_path: Path
) -> None:
    """By dbt itself, on the tables of the release before, which no figure of has changed."""
    *_, (world, before) = refreshed
    text = world.indicator.read_text(encoding="utf-8")
    world.indicator.write_text(text.replace("title: {da: ", "title: {da: Ny ", 1), encoding="utf-8")
    with of_one_page():
        after = refresh(world.workspace, Settings(), offline=True).after
    ran = {node.id.split(".")[2] for node in dbt.results(world.workspace).nodes}
    assert {"indicators", "release", "ledger", "unique_indicators_indicator_id"} <= ran
    assert ran.isdisjoint({"indicator_values", "benchmarks", "int_forecasts", "verdicts", "missing_says_why"})
    anew = tmp_path / "warehouse.duckdb"
    load.load(gather(world.workspace), anew)
    compiled.build(anew)
    tables, differing = differing_tables(after.warehouse, anew)
    assert tables > 100
    assert set(differing) == {column_table.TABLE, register.TABLE}, "which the refresh fills when dbt is done"
    records = [register.recorded(each.directory / release.CHECKS) for each in (before.after, after)]
    ids = [[item["unique_id"] for item in json.loads(each["run_results.json"])["results"]] for each in records]
    assert ids[0] == ids[1]
    assert records[0]["manifest.json"] == records[1]["manifest.json"]
    assert before.after.manifest["checks"] == after.manifest["checks"]
    with duckdb.connect(str(after.warehouse), read_only=True) as connection:
        assert connection.execute("select title_da like 'Ny %' from marts.indicators").fetchall() == [(True,)]


def test_tables_are_taken_over_only_as_they_were_published_and_by_the_same_code(
    refreshed: list[tuple[World, Outcome]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, (world, _) = refreshed
    found = release.current(world.workspace)
    assert found is not None
    (world.catalogue / "NOTE.md").write_text("another catalogue, so another release", encoding="utf-8")
    inputs = gather(world.workspace)
    assert found.id != inputs.release_id

    def is_begun(of: Inputs = inputs) -> bool:
        path = tmp_path / "warehouse.duckdb"
        path.unlink(missing_ok=True)
        carrying.begin(of, path)
        return path.is_file()

    assert is_begun()
    assert not is_begun(replace(inputs, as_of=date(2025, 6, 30)))
    with monkeypatch.context() as other:
        other.setattr(carrying, "code_hashes", lambda: {"pipelines": "another"})
        assert not is_begun()
    for name in ("warehouse.duckdb", "checks/run_results.json"):
        file = found.directory / name
        content = file.read_bytes()
        file.write_bytes(content + b" ")
        assert not is_begun(), name
        file.write_bytes(content)
    assert is_begun()
    (world.catalogue / "NOTE.md").unlink()
    assert not is_begun(gather(world.workspace)), "the same release again: a file of it was lost"


def test_dagsters_own_programs_find_the_jobs(refreshed: list[tuple[World, Outcome]]) -> None:
    """As `seksby dev` starts them: told by the environment where to look."""
    (world, _), *_ = refreshed
    prepare_history(world.workspace)
    there = {"DAGSTER_HOME": str(world.workspace.dagster_home), "SEKSBY_DATA_DIR": str(world.workspace.data_dir)}
    line = ["dagster", "job", "list", "-m", "pipelines.orchestration.definitions"]
    (program,) = entry_points(group="console_scripts", name="dagster")
    said = io.StringIO()
    told, asked = patch.dict(os.environ, there), patch.object(sys, "argv", line)
    with told, asked, contextlib.redirect_stdout(said), pytest.raises(SystemExit) as ended:
        program.load()()
    assert ended.value.code == 0
    jobs = {line.removeprefix("Job: ") for line in said.getvalue().splitlines() if line.startswith("Job: ")}
    assert {"build", "fetch", "refresh"} <= jobs
