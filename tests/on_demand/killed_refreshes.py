"""The real command, killed at random moments: `python -m tests.on_demand.killed_refreshes 100`.

On demand, on Linux. `kills` has every point of storing, loading and publishing; here a process is killed wherever it
is: while it starts, asks a publisher, computes with dbt, draws, writes. A moment is so many CPU seconds of the process,
so that a busy machine does not move it. After each kill what it had started ends by itself, the current release is
whole, every stored snapshot is what was stored, nothing is locked; every fourth time the command is given again,
publishes the new figures, and they are verified.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from pipelines.releases import release
from pipelines.sources.snapshots import list_snapshots, verify
from seksby.workspace import Workspace
from tests.on_demand.memory import tree
from tests.on_demand.year import FIRST_YEAR, catalogue
from tests.statbank_standin import StandIn
from tests.statbank_standin.alterations import periods_since
from tests.support import HANG_S, PROJECT, SEKSBY

TABLES = ("BOERN8", "KVOTIEN")
GOES_ON_EVERY = 4
LOOKED_AT_EVERY_S = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


def command(workspace: Workspace, *arguments: str) -> list[str]:
    return [*SEKSBY, "--data-dir", str(workspace.data_dir), *arguments]


def cpu_seconds(process: int) -> float:
    """What a process that is there has used, without its children."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def killed(workspace: Workspace, environment: Mapping[str, str], after: float) -> bool:
    """Begin a refresh and kill it once it has used so much; False where it ended before. What it started ends too."""
    with subprocess.Popen(
        command(workspace, "refresh"),
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None and cpu_seconds(process.pid) < after:
            time.sleep(LOOKED_AT_EVERY_S)
        started = [os.pidfd_open(one) for one in tree(process.pid)[1:]] if process.poll() is None else []
        process.kill()
    for handle in started:
        ended, _, _ = select.select([handle], [], [], HANG_S)
        assert ended, "something it started is left running"
        os.close(handle)
    return process.returncode == -signal.SIGKILL


def came_to(workspace: Workspace) -> str:
    """The step that the newest run in the history had begun."""
    runs = sorted((workspace.dagster_home / "history" / "runs").glob("*-*.db"), key=lambda path: path.stat().st_mtime)
    with closing(sqlite3.connect(runs[-1])) as history:
        asked = "select step_key from event_logs where dagster_event_type = 'STEP_START' order by id desc limit 1"
        return next((str(step) for (step,) in history.execute(asked)), "before its first step")


def sound(workspace: Workspace, before: str) -> None:
    """Raise where anything that was there is not, or is half there."""
    found = release.current(workspace)
    assert found is not None
    assert found.id == before
    assert release.damage(found) == []
    for table in TABLES:
        for snapshot in list_snapshots(workspace.snapshots, table):
            verify(snapshot)
    with release.lock(workspace):
        pass


def try_out(kills: int, folder: Path) -> Counter[str]:
    """Kill so many refreshes; returns how often, by the step each had come to.

    Raises:
        AssertionError: something was not as it was; the folder that is named is kept.
    """
    chance = random.Random(kills)
    start = Workspace(folder / "start")
    done: Counter[str] = Counter()
    with StandIn() as bank:
        environment = os.environ | {
            "SEKSBY_STATBANK_URL": bank.url,
            "SEKSBY_STATBANK_INTERVAL": "0",
            "NO_PROXY": "127.0.0.1",
        }
        catalogue(start.data_dir / "catalogue", TABLES)
        for table in TABLES:
            bank.alter(table, periods_since(FIRST_YEAR))
        before, whole = "", 0.0
        for _ in range(2):  # the second as those that are killed will be: with what the first has kept
            for table in TABLES:
                bank.touch(table, values=True)
            with subprocess.Popen(command(start, "refresh"), cwd=PROJECT, env=environment) as process:
                while process.poll() is None:
                    whole = cpu_seconds(process.pid)
                    time.sleep(LOOKED_AT_EVERY_S)
            before = start.current.resolve().name
        for table in TABLES:
            bank.touch(table, values=True)
        for number in range(kills):
            tried = Workspace(shutil.copytree(start.data_dir, folder / "tried", symlinks=True))
            if not killed(tried, environment, chance.uniform(0, whole)):
                shutil.rmtree(tried.data_dir)
                continue
            sound(tried, before)
            done[came_to(tried)] += 1
            if number % GOES_ON_EVERY == 0:
                for arguments in (("refresh",), ("verify",)):
                    went_on = subprocess.run(
                        command(tried, *arguments), cwd=PROJECT, env=environment, capture_output=True, check=False
                    )
                    assert went_on.returncode == 0, (folder, went_on.stdout, went_on.stderr)
                assert tried.current.resolve().name != before
            shutil.rmtree(tried.data_dir)
            print(f"{number + 1}: {dict(done)}", flush=True)
    return done


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    folder = Path(tempfile.mkdtemp(prefix="seksby-killed-"))
    done = try_out(kills, folder)
    shutil.rmtree(folder)
    print(f"{kills} tries, killed {done.total()}, by the step they had come to: {dict(done)}; every time sound.")


if __name__ == "__main__":
    main()
