"""A few kills with a fixed seed; `python -m tests.on_demand.kills` tries as many as it is told."""

from __future__ import annotations

from pathlib import Path

from tests.on_demand.kills import STEPS, try_out


def test_killed_at_a_random_call_nothing_is_lost_and_nothing_is_half_there(tmp_path: Path) -> None:
    """A point may come after the last call of a step that took fewer this time; most do not."""
    done = try_out(6, seed=20261130, folder=tmp_path)
    assert set(done) == set(STEPS)
    assert sum(done.values()) >= 4
