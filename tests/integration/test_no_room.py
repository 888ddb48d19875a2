"""A full disk: a clear error, nothing published, nothing lost."""

from __future__ import annotations

import os
import resource
import subprocess

from pipelines import release
from tests.conftest import Published
from tests.support import PROJECT, SEKSBY

# More than Dagster's history and dbt's parse state need, less than a warehouse: as if the disk were full after that.
ROOM = 4 << 20


def test_a_full_disk_publishes_nothing_and_loses_nothing(published: Published) -> None:
    before = release.find(published.workspace)
    done = subprocess.run(
        [*SEKSBY, "--data-dir", str(published.workspace.data_dir), "refresh", "--as-of", "2026-11-22"],
        cwd=PROJECT,
        env=os.environ,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    assert "Error:" in done.stderr
    assert "do now:" in done.stderr
    assert "Traceback" not in done.stderr
    after = release.find(published.workspace)
    assert after.id == before.id
    assert release.damage(after) == []
