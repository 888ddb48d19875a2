"""A rebuild of an earlier day, with what was known then, is kept beside the current release and does not replace it.

That the command asks for one is shown by the refresh of a trial (`test_trial_refresh`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.releases import release
from tests.support import figures, make_world
from tests.support.computing import Compiled, rows

COUNT = "select count(value) as n from marts.indicator_values"


def test_a_rebuild_of_an_earlier_day_does_not_replace_the_current_release(tmp_path: Path, compiled: Compiled) -> None:
    world = make_world(tmp_path)
    world.snapshot(retrieved_at=datetime(2025, 6, 1, tzinfo=UTC))
    world.snapshot(figures()[:-2], retrieved_at=datetime(2025, 9, 1, tzinfo=UTC))  # the last figure is withdrawn
    current = compiled.release(world.workspace)

    rebuilt = compiled.release(world.workspace, as_of=date(2025, 6, 30))

    assert rebuilt.id != current.id
    assert rebuilt.manifest["as_of"] == "2025-06-30"
    assert rows(rebuilt.warehouse, COUNT)[0]["n"] == rows(current.warehouse, COUNT)[0]["n"] + 1
    found = release.current(world.workspace)
    assert found is not None
    assert found.id == current.id
    assert release.find(world.workspace, rebuilt.id).directory == rebuilt.directory
