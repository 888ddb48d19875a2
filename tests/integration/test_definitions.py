"""What Dagster shows and runs: the order of the steps, checks that stop a release, jobs, schedule and sensor."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from pipelines.catalogue.read import read_catalogue
from pipelines.orchestration import definitions as entry
from pipelines.orchestration.fetching import UP_TO_DATE
from pipelines.orchestration.jobs import build_defs
from pipelines.orchestration.refresh import refresh
from pipelines.orchestration.runs import explained
from pipelines.releases import release
from pipelines.releases.inputs import gather
from seksby.errors import BuildError, UsageError
from seksby.settings import Settings
from seksby.workspace import Workspace
from tests.statbank_standin import StandIn
from tests.support import PROJECT, make_world

CATALOGUE = read_catalogue(PROJECT / "data" / "catalogue")
CONTROLS = CATALOGUE.controls
MANIFEST = {"created_at": "2026-11-01T00:00:00Z", "snapshots": [], "files": {}}
"""What every manifest has, beside its release."""
SERVICES = {"statbank", "uddannelsesstatistik", "jobindsats"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path]) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("definitions"))
    warmed(workspace.cache)
    return workspace


@pytest.fixture(scope="module")
def definitions(workspace: Workspace) -> dg.Definitions:
    return build_defs(workspace, Settings())


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> Any:
    return definitions.resolve_asset_graph()


@pytest.fixture(scope="module")
def model_checks(definitions: dg.Definitions) -> list[dg.AssetCheckSpec]:
    (models,) = [item for item in assets_of(definitions) if item.op.name == "models"]
    return list(models.check_specs)


def assets_of(definitions: dg.Definitions) -> list[dg.AssetsDefinition]:
    return [item for item in definitions.assets or [] if isinstance(item, dg.AssetsDefinition)]


def ancestors(graph: Any, key: dg.AssetKey) -> set[dg.AssetKey]:
    found: set[dg.AssetKey] = set()
    waiting = [key]
    while waiting:
        for parent in graph.get(waiting.pop()).parent_keys:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def test_a_release_comes_after_pages_marts_cells_and_fetching(graph: Any) -> None:
    before = ancestors(graph, dg.AssetKey("release"))
    for path in (
        ["site"],
        ["workbook"],
        ["open_data"],
        ["marts", "benchmarks"],
        ["staging", "stg_cells"],
        ["raw", "cells"],
        ["statbank", "REGK31"],
    ):
        assert dg.AssetKey(path) in before


def test_every_asset_has_owner_group_and_kind(graph: Any) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.owners, key
        groups = {"fetch", "intake", "raw", "staging", "intermediate", "marts", "dashboards", "release"}
        assert node.group_name in groups, key
        assert node.kinds, key


def test_failing_model_checks_block_what_comes_after(model_checks: list[dg.AssetCheckSpec]) -> None:
    assert len(model_checks) >= 20
    # All but the controls whose recipe has not been seen to hold on live figures, the corrections that are out of date
    # and a deflator that differs (which leaves fixed prices out): these are told and stop nothing.
    told = {"assumed_controls_agree", "corrections_still_hold", "price_index_is_the_same_everywhere"}
    assert {spec.name for spec in model_checks if not spec.blocking} == told


def test_confirmed_and_assumed_controls_are_checks_on_the_mart_of_controls(
    model_checks: list[dg.AssetCheckSpec],
) -> None:
    blocking = {spec.name: spec.blocking for spec in model_checks if spec.key.asset_key.path == ["marts", "controls"]}
    assert blocking["confirmed_controls_agree"] is True
    assert blocking["assumed_controls_agree"] is False
    assert {control.status for control in CONTROLS} == {"confirmed", "assumed"}


def test_fetching_is_a_job_of_its_own(definitions: dg.Definitions) -> None:
    layer = definitions.resolve_job_def("fetch").asset_layer
    assert {key.path[0] for key in layer.selected_asset_keys} == {*SERVICES, "delivered"}
    build = definitions.resolve_job_def("build").asset_layer.selected_asset_keys
    assert dg.AssetKey("release") in build
    assert not any(key.path[0] in {*SERVICES, "delivered"} for key in build)


def test_taking_files_is_a_job_that_asks_nobody(definitions: dg.Definitions) -> None:
    layer = definitions.resolve_job_def("intake").asset_layer
    assert {key.path[0] for key in layer.selected_asset_keys} == {"delivered"}


def test_every_source_that_is_not_bundled_is_an_asset_with_a_check(graph: Any) -> None:
    wanted = {(item.system, item.id) for item in CATALOGUE.sources if item.system != "bundled"}
    before = ancestors(graph, dg.AssetKey(["raw", "cells"]))
    assert {tuple(key.path) for key in before} == wanted
    checked = {tuple(key.asset_key.path) for key in graph.asset_check_keys if key.name == UP_TO_DATE}
    assert checked == wanted


def test_every_weekday_has_a_refresh_after_danmarks_statistik_publishes_at_eight(definitions: dg.Definitions) -> None:
    (schedule,) = definitions.schedules or []
    assert isinstance(schedule, dg.ScheduleDefinition)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 8 * * 1-5", "Europe/Copenhagen")
    assert schedule.job_name == "refresh"
    timer = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert "OnCalendar=Mon..Fri 08:30 Europe/Copenhagen" in timer


def test_the_sensor_asks_for_one_run_per_new_set_of_stamps(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with StandIn() as standin:
        definitions = build_defs(workspace, Settings(statbank_url=standin.url, statbank_interval=0))
        (sensor,) = definitions.sensors or []
        assert isinstance(sensor, dg.SensorDefinition)
        assert sensor.job_name == "refresh"

        def keys() -> list[str | None]:
            with dg.build_sensor_context() as context:
                return [request.run_key for request in sensor.evaluate_tick(context).run_requests or []]

        first = keys()
        assert len(first) == 1
        assert keys() == first
        standin.touch("BOERN8")
        assert keys() != first


# ---- the entry point of Dagster's own programs


def test_importing_it_reads_neither_environment_nor_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEKSBY_DATA_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("SEKSBY_STATBANK_INTERVAL", "soon")
    importlib.reload(entry)
    assert not (tmp_path / "none").exists()
    with pytest.raises(UsageError, match="SEKSBY_STATBANK_INTERVAL is 'soon'"):
        entry.defs()


# ---- one run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, workspace: Workspace) -> tuple[Workspace, dg.Definitions]:
    """A data folder whose current release was built from what is at hand; dbt has read its project for the other."""
    world = make_world(tmp_path_factory.mktemp("built"))
    world.snapshot()
    world.workspace.cache.symlink_to(workspace.cache)
    workspace = world.workspace
    id_ = gather(workspace).release_id
    directory = workspace.releases / id_
    directory.mkdir(parents=True)
    (directory / release.MANIFEST).write_text(json.dumps(MANIFEST | {"release": id_}), encoding="utf-8")
    workspace.current.symlink_to(directory)
    return workspace, build_defs(workspace, Settings())


@pytest.mark.parametrize("job", ["refresh", "build"])
def test_a_run_on_unchanged_inputs_builds_nothing_and_says_so(
    built: tuple[Workspace, dg.Definitions], job: str
) -> None:
    workspace, definitions = built
    with dg.DagsterInstance.ephemeral() as instance:
        done = definitions.resolve_job_def(job).execute_in_process(instance=instance)
        observed = instance.fetch_observations(dg.AssetKey("release"), limit=10).records
    assert done.success
    assert not done.get_asset_materialization_events()
    assert {event.step_key for event in done.all_events if event.event_type_value == "STEP_SKIPPED"} == {
        "models",
        "workbook",
        "open_data",
        "pages",
        "site",
        "release",
    }
    (record,) = observed
    assert record.asset_observation is not None
    assert record.asset_observation.metadata["outcome"].value == "unchanged"
    assert not workspace.building.exists()


def test_the_terminal_takes_the_same_for_unchanged(built: tuple[Workspace, dg.Definitions]) -> None:
    workspace, _ = built
    outcome = refresh(workspace, Settings(), offline=True)
    assert outcome.after.id == gather(workspace).release_id
    assert (outcome.revisions, outcome.pages) == (None, None)


@pytest.mark.parametrize("chosen", ["marts/benchmarks", "site", "release", "raw/cells raw/catalogue"])
def test_one_step_of_a_build_alone_is_refused_by_the_name_of_the_jobs(
    built: tuple[Workspace, dg.Definitions], chosen: str
) -> None:
    """What the button "Materialize" of one asset does in Dagster's pages."""
    _, definitions = built
    job = definitions.resolve_implicit_global_asset_job_def()
    with pytest.raises(Exception) as caught:
        job.execute_in_process(asset_selection=[dg.AssetKey(key.split("/")) for key in chosen.split()])
    told = explained(caught.value)
    assert isinstance(told, BuildError)
    assert "cannot be made alone" in told.what
    assert "`refresh`" in told.expected
    assert "`build`" in told.expected


def test_whoever_holds_the_data_folder_ends_the_runs_whose_process_died(
    built: tuple[Workspace, dg.Definitions],
) -> None:
    _, definitions = built
    with dg.DagsterInstance.ephemeral() as instance:
        dead = instance.create_run_for_job(definitions.resolve_job_def("build"), status=DagsterRunStatus.STARTED)
        definitions.resolve_job_def("build").execute_in_process(instance=instance)
        found = instance.get_run_by_id(dead.run_id)
    assert found is not None
    assert found.status is DagsterRunStatus.CANCELED
