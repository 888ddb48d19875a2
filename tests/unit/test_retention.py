"""What is kept of releases and runs, by the stated rule; what is removed is shown first, and never a snapshot."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.orchestration import runs
from pipelines.releases import release, retention
from seksby.errors import BuildError
from seksby.workspace import Workspace

TODAY = date(2026, 12, 31)


def publish(workspace: Workspace, day: date, previous: str | None = None) -> str:
    name = f"{day:%Y%m%d}"
    folder = workspace.releases / name
    folder.mkdir(parents=True)
    (folder / "warehouse.duckdb").write_bytes(b"x" * 1000)
    manifest = {"release": name, "previous": previous, "created_at": f"{day}T08:00:00Z", "snapshots": [], "files": {}}
    (folder / release.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return name


def current(workspace: Workspace, name: str) -> None:
    workspace.current.unlink(missing_ok=True)
    workspace.current.symlink_to(f"releases/{name}")


def left(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.releases.iterdir())


def test_of_a_year_of_weeks_the_newest_and_the_last_of_each_month_stay(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    weeks = [publish(workspace, TODAY - timedelta(weeks=back)) for back in range(60)]
    current(workspace, weeks[0])
    (workspace.snapshots / "A").mkdir(parents=True)
    found = retention.removable(workspace, TODAY)
    assert {item.size > 1000 for item in found} == {True}
    retention.remove(found)
    assert left(workspace) == [
        *("20260129", "20260226", "20260326", "20260430", "20260528", "20260625", "20260730", "20260827", "20260924"),
        *("20261029", "20261126", "20261203", "20261210", "20261217", "20261224", "20261231"),
    ]
    assert retention.removable(workspace, TODAY) == []
    assert (workspace.snapshots / "A").is_dir()


def test_of_a_month_of_days_ten_stay(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    days = [publish(workspace, TODAY - timedelta(days=back)) for back in range(25)]
    current(workspace, days[0])
    retention.remove(retention.removable(workspace, TODAY))
    assert left(workspace) == sorted(days[:10])


def test_the_current_release_and_the_one_before_it_stay_however_old(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    before = publish(workspace, date(2020, 1, 1))
    publish(workspace, date(2020, 1, 15))
    current(workspace, publish(workspace, date(2020, 2, 1), previous=before))
    assert [item.path.name for item in retention.removable(workspace, TODAY)] == ["20200115"]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "{}", '{"release": 1, "files": [], "snapshots": []}'])
def test_a_manifest_that_cannot_be_read_is_one_error_with_the_way_out(tmp_path: Path, text: str) -> None:
    workspace = Workspace(tmp_path)
    name = publish(workspace, TODAY)
    current(workspace, name)
    (workspace.releases / name / release.MANIFEST).write_text(text, encoding="utf-8")
    for asked in (release.find, lambda w: release.find(w, name), lambda w: retention.removable(w, TODAY)):
        with pytest.raises(BuildError, match="manifest of release 20261231") as caught:
            asked(workspace)
        assert "bring it back from a backup" in caught.value.remedy
    assert release.current(workspace) is None  # a refresh goes on, and publishes anew


def test_old_runs_leave_the_history_and_nothing_of_them_stays(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert runs.older_than(workspace, datetime.now(UTC)) == []
    runs.prepare_history(workspace)
    with dg.DagsterInstance.from_config(str(workspace.dagster_home)) as instance:
        for name in ("one", "two"):
            run = dg.DagsterRun(job_name="refresh", run_id=f"0000{name}")
            instance.add_run(run)
            instance.report_engine_event(f"said of {name}", run)
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert sorted(runs.older_than(workspace, soon)) == ["0000one", "0000two"]
    runs.remove(workspace, ["0000one"])
    assert runs.older_than(workspace, soon) == ["0000two"]
    kept = [path for path in workspace.dagster_home.rglob("*") if path.is_file()]
    assert not [path for path in kept if "0000one" in path.name or b"said of one" in path.read_bytes()]
    assert [path for path in kept if "0000two" in path.name]
