"""Several data folders in one process, one after the other, and Dagster's own programs on one of them."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars  # noqa: F401 - it sets a variable of the environment for itself when it is imported
import pytest

from pipelines.orchestration.refresh import Outcome, refresh
from pipelines.orchestration.runs import prepare_history
from pipelines.orchestration.summary import summary
from pipelines.releases import release
from pipelines.releases.release import standing
from pipelines.sources import snapshots
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
