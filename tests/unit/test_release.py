"""A release appears whole and in one step; whatever goes wrong before, the current one stands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.releases import release
from pipelines.releases.inputs import gather
from pipelines.releases.proof.audit import audit
from pipelines.releases.sealing.fingerprints import CODE, CODE_SUFFIXES, PRODUCED
from seksby.errors import BuildError, BusyError, UsageError
from tests.support import HANG_S, PROJECT, World, figures, make_world

PARTS = """
import duckdb
from pathlib import Path
from pipelines.releases import release
from pipelines.releases.inputs import gather
from seksby.workspace import Workspace

def publish(data_dir):
    workspace = Workspace(Path(data_dir))
    with release.lock(workspace):
        building = release.begin(workspace)
        with duckdb.connect(str(building / "warehouse.duckdb")) as connection:
            connection.execute("create schema marts; create table marts.t as select 1 as x")
            connection.execute("create table marts.release as select ? as release_id", [gather(workspace).release_id])
        (building / "site").mkdir()
        (building / "site" / "index.html").write_text("page")
        (building / "checks").mkdir()
        (building / "checks" / "manifest.json").write_text("dbt's own")
        return release.publish(workspace, gather(workspace), {"pass": 1})
"""
namespace: dict[str, object] = {}
exec(PARTS, namespace)  # the same lines run here and in processes that are killed
publish = namespace["publish"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = make_world(tmp_path)
    world.snapshot()
    return world


def current_id(world: World) -> str | None:
    found = release.current(world.workspace)
    return found.id if found else None


def test_a_release_lists_every_file_and_is_sound(world: World) -> None:
    done = publish(world.workspace.data_dir)
    files = set(done.manifest["files"])
    catalogue = {
        f"catalogue/{path.relative_to(world.catalogue)}" for path in world.catalogue.rglob("*") if path.is_file()
    }
    assert files == {"warehouse.duckdb", "site/index.html", "checks/manifest.json"} | catalogue
    assert done.manifest["tables"] == {"marts.release": 1, "marts.t": 1}
    assert done.manifest["snapshots"][0]["source"] == "PUPILS"
    assert release.damage(done) == []
    assert (world.workspace.current / "site" / "index.html").read_text() == "page"


def test_a_release_outlives_a_power_cut_before_anybody_is_led_to_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def sync() -> None:
        manifests = list(world.workspace.releases.glob("*/manifest.json"))
        seen.append((len(manifests), world.workspace.current.exists()))

    monkeypatch.setattr(os, "sync", sync)
    publish(world.workspace.data_dir)
    assert seen == [(1, False)]
    assert world.workspace.current.exists()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda page: page.write_text("")], ids=["gone", "emptied"])
def test_a_release_does_not_stand_where_a_file_of_it_is_not_what_was_published(
    world: World, spoil: Callable[[Path], object]
) -> None:
    """Else a refresh says that nothing is new, and readers get the spoiled page."""
    done = publish(world.workspace.data_dir)
    assert release.standing(world.workspace, gather(world.workspace)) == done
    spoil(done.site / "index.html")
    assert release.standing(world.workspace, gather(world.workspace)) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m.pop("tables"),
        lambda m: m.pop("catalogue_sha256"),
        lambda m: m.update(checks=None),
        lambda m: m["snapshots"][0].pop("sha256"),
        lambda m: m.update(today="tomorrow"),
    ],
    ids=["no tables", "no sum of the catalogue", "no checks", "a snapshot without its sum", "no day"],
)
def test_a_manifest_that_lacks_what_verification_reads_is_one_error_with_the_way_out(
    world: World, spoil: Callable[[dict[str, Any]], object]
) -> None:
    done = publish(world.workspace.data_dir)
    manifest = json.loads((done.directory / "manifest.json").read_bytes())
    spoil(manifest)
    (done.directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BuildError, match=r"The manifest of release \w+ cannot be read") as told:
        audit(world.workspace, release.find(world.workspace), quick=True)
    assert "site/manifest.json in its place" in told.value.remedy


def test_changed_missing_and_added_files_are_found(world: World) -> None:
    done = publish(world.workspace.data_dir)
    (done.site / "index.html").write_text("another page")
    (done.site / "extra.html").write_text("extra")
    done.warehouse.unlink()
    assert list(map(str, release.damage(done))) == [
        "warehouse.duckdb is missing",
        "site/extra.html is not in the manifest",
        "site/index.html has been changed",
    ]


def test_the_same_inputs_give_the_release_that_is_there(world: World) -> None:
    first = publish(world.workspace.data_dir)
    stamp = first.manifest["created_at"]
    again = publish(world.workspace.data_dir)
    assert again.directory == first.directory
    assert again.manifest["created_at"] == stamp
    assert not world.workspace.building.exists()


def test_a_release_that_somebody_changed_is_kept_beside_its_rebuild(world: World) -> None:
    first = publish(world.workspace.data_dir)
    (first.site / "index.html").write_text("tampered")
    again = publish(world.workspace.data_dir)
    assert again.directory != first.directory
    assert (first.site / "index.html").read_text() == "tampered"
    assert (world.workspace.current / "site" / "index.html").read_text() == "page"
    assert release.find(world.workspace, again.id).directory == again.directory


def test_the_previous_release_is_named(world: World) -> None:
    first = publish(world.workspace.data_dir)
    world.edit("da: Fravær", "da: Skolefravær")
    assert publish(world.workspace.data_dir).manifest["previous"] == first.id


def test_a_part_of_a_build_is_not_published(world: World) -> None:
    release.begin(world.workspace)
    with pytest.raises(BuildError, match=r"no warehouse\.duckdb"):
        release.publish(world.workspace, gather(world.workspace), {})
    assert current_id(world) is None


def test_a_warehouse_that_was_not_written_to_its_end_is_not_published(world: World) -> None:
    """DuckDB says nothing of it: on a full disk a last checkpoint left a third of the tables beside the file."""
    building = release.begin(world.workspace)
    for part in ("warehouse.duckdb", "warehouse.duckdb.wal", "site", "checks"):
        (building / part).touch()
    with pytest.raises(BuildError, match="could not be written to its end") as caught:
        release.publish(world.workspace, gather(world.workspace), {})
    assert caught.value.expected == "room on the disk"
    assert current_id(world) is None


def test_inputs_that_change_during_a_build_are_not_published_under_a_wrong_name(world: World) -> None:
    building = release.begin(world.workspace)
    with duckdb.connect(str(building / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.release as select ? as release_id", [gather(world.workspace).release_id])
    (building / "site").mkdir()
    (building / "checks").mkdir()
    world.edit("da: Fravær", "da: Skolefravær")
    with pytest.raises(BuildError, match="changed while the release was built"):
        release.publish(world.workspace, gather(world.workspace), {})
    assert current_id(world) is None


def test_a_release_without_its_manifest_counts_as_none_and_is_built_again(world: World) -> None:
    first = publish(world.workspace.data_dir)
    (first.directory / "manifest.json").unlink()
    assert current_id(world) is None
    assert publish(world.workspace.data_dir).id == first.id
    assert current_id(world) == first.id


@pytest.mark.parametrize("asked", ["*", "?", "0"])
def test_a_release_is_asked_for_by_its_whole_name(world: World, asked: str) -> None:
    name = publish(world.workspace.data_dir).id
    with pytest.raises(UsageError, match="no release") as error:
        release.find(world.workspace, asked if asked != "0" else name[:4])
    assert (error.value.expected, error.value.remedy) == (name, "name one of them")


def test_a_second_refresh_is_refused_while_the_first_runs(world: World) -> None:
    with release.lock(world.workspace), pytest.raises(BusyError, match="Another refresh"):
        publish(world.workspace.data_dir)


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [
        "release.begin",
        "release.row_counts",
        "release._write_durably",
        "release._settle",
        "Path.rename",
        "release._switch",
        "Path.symlink_to",
        "Path.replace",
    ],
)
def test_killed_anywhere_the_current_release_stands_and_the_next_refresh_works(world: World, moment: str) -> None:
    first = publish(world.workspace.data_dir)
    world.snapshot([row + "7" for row in figures()], retrieved_at=datetime(2025, 7, 1, tzinfo=UTC))
    kill = f"""
import os, signal
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
{moment} = die
publish({str(world.workspace.data_dir)!r})
"""
    done = subprocess.run(
        [sys.executable, "-c", PARTS + kill], cwd=PROJECT, env=os.environ, check=False, timeout=HANG_S
    )
    assert done.returncode == -signal.SIGKILL
    assert current_id(world) == first.id
    assert release.damage(release.find(world.workspace)) == []
    with duckdb.connect(str(world.workspace.current / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("select x from marts.t").fetchall() == [(1,)]
    assert publish(world.workspace.data_dir).id != first.id
    assert current_id(world) != first.id


def test_no_release_yet_is_said(world: World) -> None:
    with pytest.raises(UsageError, match="No release"):
        release.find(world.workspace)


def test_a_release_follows_every_kind_of_file_that_makes_it() -> None:
    """Templates and translations too: a file that the fingerprint leaves out would never be published."""
    kinds = {
        path.suffix
        for folder in CODE
        for path in folder.rglob("*")
        if path.is_file() and not PRODUCED.intersection(path.relative_to(PROJECT).parts)
    }
    assert kinds - CODE_SUFFIXES <= {".png"}  # the picture in README
