"""A refresh that is told to stop, as a real process: one sentence, nothing left running or half made."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus

from pipelines.orchestration.runs import LOG
from pipelines.releases import release
from seksby.workspace import Workspace
from tests.support import HANG_S, PROJECT, SEKSBY, make_world

SAID = "Standset. Den gældende udgave står.\n"


@contextmanager
def refreshing(workspace: Workspace, *options: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A refresh in a process group of its own, so that whatever it starts can be found."""
    with subprocess.Popen(
        [*SEKSBY, "--data-dir", str(workspace.data_dir), "refresh", *options],
        cwd=PROJECT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def group(number: int) -> Iterator[int]:
    """A handle of each process of a group that has not ended, or ends now; it is readable when it has."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of, *_ = file.read_text(encoding="utf-8").rpartition(")")[2].split()
            if of == str(number) and state != "Z":
                yield os.pidfd_open(int(file.parent.name))


def assert_stopped(process: subprocess.Popen[str], workspace: Workspace, code: int) -> None:
    out, err = process.communicate(timeout=HANG_S)
    assert (out, err, process.returncode) == ("", SAID, code)
    for started in group(process.pid):
        ended, _, _ = select.select([started], [], [], HANG_S)
        assert ended
        os.close(started)
    with release.lock(workspace):
        assert release.current(workspace) is None
    with DagsterInstance.from_config(str(workspace.dagster_home)) as instance:
        (run,) = instance.get_runs()
    assert run.status in (DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)


def test_while_a_publisher_is_waited_for(warmed: Callable[[Path], Path], tmp_path: Path) -> None:
    world = make_world(tmp_path, system="statbank")
    warmed(world.workspace.cache)
    with socket.create_server(("127.0.0.1", 0)) as publisher:
        publisher.settimeout(HANG_S)
        url = f"http://127.0.0.1:{publisher.getsockname()[1]}/v1"
        with refreshing(world.workspace, SEKSBY_STATBANK_URL=url, NO_PROXY="127.0.0.1") as process:
            asked, _ = publisher.accept()
            with asked:
                assert asked.recv(3) == b"GET"
                process.send_signal(signal.SIGINT)
                assert_stopped(process, world.workspace, 130)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_while_dbt_computes(warmed: Callable[[Path], Path], tmp_path: Path, number: signal.Signals, code: int) -> None:
    """The log is a pipe here, so that each line of dbt is read when it is written."""
    world = make_world(tmp_path)
    world.snapshot()
    warmed(world.workspace.cache)
    log = world.workspace.cache / LOG
    os.mkfifo(log)
    with refreshing(world.workspace, "--offline") as process, log.open(encoding="utf-8") as lines:
        assert any(" START " in line for line in lines)
        process.send_signal(number)
        for _ in lines:
            pass  # what it still says, to the end of the process
        assert_stopped(process, world.workspace, code)
