"""A refresh that is told to stop or finds the disk full, as a real process: nothing is half made and nothing lost."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus

from pipelines.orchestration.runs import LOG
from pipelines.releases import release
from seksby.workspace import Workspace
from tests.conftest import Published
from tests.support import HANG_S, PROJECT, World, make_world
from tests.support.forked import Command, running

SAID = "Standset. Den gældende udgave står.\n"
# More than Dagster's history and dbt's parse state need, less than a warehouse: as if the disk were full after that.
ROOM = 4 << 20


@pytest.fixture
def world(tmp_path: Path, warmed: Callable[[Path], Path]) -> World:
    world = make_world(tmp_path / "data")
    warmed(world.workspace.cache)
    return world


def refresh(workspace: Workspace, *options: str) -> tuple[str, ...]:
    return "--data-dir", str(workspace.data_dir), "refresh", *options


def group(number: int) -> Iterator[int]:
    """A handle of each process of a group that has not ended, or ends now; it is readable when it has."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of, *_ = file.read_text(encoding="utf-8").rpartition(")")[2].split()
            if of == str(number) and state != "Z":
                yield os.pidfd_open(int(file.parent.name))


def assert_stopped(command: Command, workspace: Workspace, code: int) -> None:
    assert command.end() == ("", SAID, code)
    for started in group(command.pid):
        ended, _, _ = select.select([started], [], [], HANG_S)
        assert ended
        os.close(started)
    with release.lock(workspace):
        assert release.current(workspace) is None
    with DagsterInstance.from_config(str(workspace.dagster_home)) as instance:
        (run,) = instance.get_runs()
    assert run.status in (DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)


def test_while_a_publisher_is_waited_for(world: World, tmp_path: Path) -> None:
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("system: bundled", "system: statbank"), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as publisher:
        publisher.settimeout(HANG_S)
        there = {"SEKSBY_STATBANK_URL": f"http://127.0.0.1:{publisher.getsockname()[1]}/v1", "NO_PROXY": "127.0.0.1"}
        with running(*refresh(world.workspace), said=tmp_path / "said", environment=there) as command:
            asked, _ = publisher.accept()
            with asked:
                assert asked.recv(3) == b"GET"
                os.kill(command.pid, signal.SIGINT)
                assert_stopped(command, world.workspace, 130)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_while_dbt_computes(world: World, tmp_path: Path, number: signal.Signals, code: int) -> None:
    """The log is a pipe here, so that each line of dbt is read when it is written."""
    world.snapshot()
    log = world.workspace.cache / LOG
    os.mkfifo(log)
    with (
        running(*refresh(world.workspace, "--offline"), said=tmp_path / "said") as command,
        log.open(encoding="utf-8") as lines,
    ):
        assert any(" START " in line for line in lines)
        os.kill(command.pid, number)
        for _ in lines:
            pass  # what it still says, to the end of the process
        assert_stopped(command, world.workspace, code)


def test_a_full_disk_publishes_nothing_and_loses_nothing(
    published: Published, warmed: Callable[[Path], Path], tmp_path: Path
) -> None:
    """In a folder with the bundled figures' release, of which nothing is written anew."""
    workspace = Workspace(tmp_path / "data")
    before = release.find(published.workspace)
    workspace.releases.mkdir(parents=True)
    (workspace.releases / before.id).symlink_to(before.directory.resolve())
    workspace.current.symlink_to(workspace.releases / before.id)
    warmed(workspace.cache)
    catalogue = shutil.copytree(PROJECT / "data" / "catalogue", workspace.data_dir / "catalogue")
    unit = catalogue / "stakeholders.yml"
    unit.write_text(unit.read_text(encoding="utf-8") + "# a change that makes a new release\n", encoding="utf-8")
    with running(*refresh(workspace, "--offline"), said=tmp_path / "said", largest_file=ROOM) as command:
        _, err, code = command.end()
    assert code == 1
    assert "Fejl:" in err
    assert "gør nu:" in err
    assert "Traceback" not in err
    assert [path.name for path in workspace.releases.iterdir() if path != workspace.building] == [before.id]
    after = release.find(workspace)
    assert after.id == before.id
    assert release.damage(after) == []
