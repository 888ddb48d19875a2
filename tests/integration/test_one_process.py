"""Several data folders in one process, one after the other, and Dagster's own programs on one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars  # noqa: F401 - it sets a variable of the environment for itself when it is imported
import pytest

from pipelines.orchestration.refresh import Outcome, refresh
from pipelines.orchestration.runs import prepare_history
from pipelines.releases.release import standing
from seksby.settings import Settings
from tests.support import HANG_S, PROJECT, SIX, YEARS, World, figures, make_world
from tests.support.computing import Compiled
from tests.support.sites import of_one_page

DONE = ((50, None), (70, date(2025, 6, 30)))
"""How many are absent in the first municipality in the last year, and the day a folder is refreshed as of."""


@pytest.fixture(scope="module")
def refreshed(
    tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path], compiled: Compiled
) -> list[tuple[World, Outcome]]:
    """Two folders that share what is kept, the second with other figures, as of a day; the variable names another.

    The first has its release already, and its refresh finds it there; the second is computed whole.
    """
    done = []
    with pytest.MonkeyPatch.context() as environment, of_one_page():
        environment.setenv("SEKSBY_DATA_DIR", str(tmp_path_factory.mktemp("third") / "none"))
        for absent, as_of in DONE:
            world = make_world(tmp_path_factory.mktemp("Økonomi's data"))
            warmed(world.workspace.cache)
            world.snapshot([row.replace(";absent;TOT;2024;50", f";absent;TOT;2024;{absent}") for row in figures()])
            if as_of is None:
                compiled.release(world.workspace)
            before = (dict(os.environ), Path.cwd(), sys.stdout)
            done.append((world, refresh(world.workspace, Settings(), offline=True, as_of=as_of)))
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
    assert values == [(Decimal("5"),), (Decimal("7"),)]
    *_, (_, computed) = refreshed
    assert computed.revisions is not None
    assert computed.revisions.new == len(SIX) * len(YEARS)


def test_there_is_nothing_new_the_next_time(refreshed: list[tuple[World, Outcome]]) -> None:
    (world, outcome), _ = refreshed
    assert standing(world.workspace, outcome.inputs) == outcome.after
    again = refresh(world.workspace, Settings(), offline=True)
    assert (again.after, again.revisions) == (outcome.after, None)


def test_a_rebuild_of_an_earlier_day_stands_beside_the_current_release(
    refreshed: list[tuple[World, Outcome]],
) -> None:
    (today, now), (earlier, then) = refreshed
    assert today.workspace.current.resolve() == now.after.directory
    assert then.after.manifest["as_of"] == "2025-06-30"
    assert not earlier.workspace.current.exists()


def test_what_dbt_parsed_serves_a_warehouse_elsewhere(refreshed: list[tuple[World, Outcome]]) -> None:
    """Left to itself dbt would say "Unable to do partial parsing because config vars … have changed"."""
    *_, (world, _) = refreshed
    said = (world.workspace.cache / "refresh.log").read_text(encoding="utf-8")
    assert "Running with dbt" in said
    assert "partial parsing" not in said


def test_dagsters_own_programs_find_the_jobs(refreshed: list[tuple[World, Outcome]]) -> None:
    """As `seksby dev` starts them: told by the environment where to look."""
    (world, _), *_ = refreshed
    prepare_history(world.workspace)
    there = {"DAGSTER_HOME": str(world.workspace.dagster_home), "SEKSBY_DATA_DIR": str(world.workspace.data_dir)}
    done = subprocess.run(
        [Path(sys.executable).with_name("dagster"), "job", "list", "-m", "pipelines.orchestration.definitions"],
        cwd=PROJECT,
        env=os.environ | there,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )
    assert done.returncode == 0, done.stderr
    jobs = {line.removeprefix("Job: ") for line in done.stdout.splitlines() if line.startswith("Job: ")}
    assert {"build", "fetch", "refresh"} <= jobs
