"""Fetching, building and switching, killed at random points: `python -m tests.on_demand.kills 500`.

On demand; `tests/unit/test_kills.py` has a few with a fixed seed. A point is a function call of Python's or of a
library's: the step is run once to count them, then again in a process of its own that kills itself at one of them.
After each kill the current release is whole and can be asked, every stored snapshot is what was stored, nothing is
locked; every fourth time all steps are then done again to their end.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.releases import release
from pipelines.releases.inputs import gather
from pipelines.sources.snapshots import list_snapshots, verify
from pipelines.warehouse.load import load
from tests.support import World, figures, make_world
from tests.unit.test_release import publish

LATER = datetime(2025, 7, 1, tzinfo=UTC)
Step = Callable[[World], Any]
GOES_ON_EVERY = 4  # tries: three steps, so that each is gone on from after a kill in each
TOLD_EVERY = 50


def fetch(world: World) -> None:
    """Store what a publisher sent."""
    world.snapshot([f"{row}7" for row in figures()], retrieved_at=LATER)


def build(world: World) -> None:
    """Load a warehouse from what is stored."""
    with release.lock(world.workspace):
        load(gather(world.workspace), release.begin(world.workspace) / release.WAREHOUSE)


def switch(world: World) -> None:
    """Publish what was built."""
    publish(world.workspace.data_dir)  # type: ignore[operator]  # lines that are run here and in other processes


STEPS: dict[str, Step] = {"fetch": fetch, "build": build, "switch": switch}


def aside(work: Callable[[], Any], kill_at: int = 0, *, counted: bool = False) -> tuple[int, int]:
    """Run in a process of its own, which kills itself at call number `kill_at`: its signal or code, calls if `counted`.

    Nothing that starts threads is used in this process, so that a fork of it is sound.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        calls = 0

        def count(*_: Any) -> None:
            nonlocal calls
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 0
        try:
            if counted or kill_at:
                sys.setprofile(count)
            work()
        except BaseException as error:  # noqa: BLE001 - told by the exit code, and here
            sys.setprofile(None)
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            code = 1
        finally:
            sys.setprofile(None)
            os.write(writing, str(calls).encode())
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        calls = int(told.read() or 0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), calls


def sound(world: World, before: str, *, go_on: bool) -> None:
    """Raise where anything that was there is not, or is half there, or where the steps cannot be done after all."""
    found = release.current(world.workspace)
    assert found is not None
    assert release.damage(found) == []
    with duckdb.connect(str(found.warehouse), read_only=True) as connection:
        assert connection.execute("select x from marts.t").fetchall() == [(1,)]
    for root in (world.workspace.snapshots, world.workspace.data_dir / "reference"):
        for snapshot in list_snapshots(root, "PUPILS"):
            verify(snapshot)
    with release.lock(world.workspace):
        pass
    if not go_on:
        return
    for step in STEPS.values():
        step(world)
    after = release.current(world.workspace)
    assert after is not None
    assert after.id != before


def try_out(kills: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill each step its share of times; returns how often, by step.

    Raises:
        AssertionError: something was not as it was; the message names step, call and folder, which is kept.
    """
    chance = random.Random(seed)
    start = folder / "start"
    world = make_world(start)
    aside(lambda: (world.snapshot(), switch(world)))
    before = (start / "current").resolve().name
    prepared: dict[str, Callable[[World], Any]] = {"fetch": lambda _: None, "build": fetch, "switch": fetch}
    points = {}
    for name, step in STEPS.items():
        tried = World(type(world.workspace)(shutil.copytree(start, folder / name, symlinks=True)))
        aside(lambda tried=tried, name=name: prepared[name](tried))  # type: ignore[misc]
        code, points[name] = aside(lambda tried=tried, step=step: step(tried), counted=True)  # type: ignore[misc]
        assert code == 0, name
    assert (start / "current" / release.MANIFEST).is_file()
    done = dict.fromkeys(STEPS, 0)
    for number in range(kills):
        name = list(STEPS)[number % len(STEPS)]
        tried = World(type(world.workspace)(shutil.copytree(start, folder / "tried", symlinks=True)))
        aside(lambda tried=tried, name=name: prepared[name](tried))  # type: ignore[misc]
        at = chance.randint(1, points[name])
        code, _ = aside(lambda tried=tried, name=name: STEPS[name](tried), at)  # type: ignore[misc]
        done[name] += code == -signal.SIGKILL
        go_on = number % GOES_ON_EVERY == 0
        code, _ = aside(lambda tried=tried, go_on=go_on: sound(tried, before, go_on=go_on))  # type: ignore[misc]
        assert code == 0, f"{name} killed at call {at} of {points[name]}: see {folder / 'tried'}"
        shutil.rmtree(folder / "tried")
        if (number + 1) % TOLD_EVERY == 0:
            print(f"{number + 1} tries, killed: {done}; every time sound.", flush=True)
    return done


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    folder = Path(tempfile.mkdtemp(prefix="seksby-kills-"))
    begun = time.monotonic()
    done = try_out(kills, seed=kills, folder=folder)
    shutil.rmtree(folder)
    print(f"{kills} tries, killed: {done}; every time sound. {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
