"""A full disk: a clear error, nothing published, nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from pathlib import Path

from pipelines.releases import release
from seksby.workspace import Workspace
from tests.conftest import Published
from tests.support import HANG_S, PROJECT, SEKSBY

# More than Dagster's history and dbt's parse state need, less than a warehouse: as if the disk were full after that.
ROOM = 4 << 20


def test_a_full_disk_publishes_nothing_and_loses_nothing(published: Published, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    shutil.copytree(published.workspace.data_dir, workspace.data_dir, symlinks=True)
    shutil.copytree(PROJECT / "data" / "catalogue", workspace.data_dir / "catalogue")
    unit = workspace.catalogue / "stakeholders.yml"
    unit.write_text(unit.read_text(encoding="utf-8") + "# a change that makes a new release\n", encoding="utf-8")
    before = release.find(workspace)
    folders = sorted(path.name for path in workspace.releases.iterdir())
    done = subprocess.run(
        [*SEKSBY, "--data-dir", str(workspace.data_dir), "refresh", "--offline"],
        cwd=PROJECT,
        env=os.environ,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)),
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )
    assert done.returncode == 1
    assert "Fejl:" in done.stderr
    assert "gør nu:" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in workspace.releases.iterdir() if path != workspace.building) == folders
    after = release.find(workspace)
    assert after.id == before.id
    assert release.damage(after) == []
