"""The wheel: what it brings is enough to check, refresh and serve without the repository."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import httpx

from pipelines.releases.inputs import gather
from tests.conftest import PROGRAM, SAID, Published
from tests.support import HANG_S
from tests.support.installed import Installed, run


def test_the_shipped_catalogue_and_pages_are_sound(installed: Installed, tmp_path: Path) -> None:
    where = run(installed.bin / "python", "-c", "import pipelines; print(pipelines.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.packages)

    said = run(installed.bin / "seksby", "--language", "en", "check", cwd=tmp_path, SEKSBY_DATA_DIR="")

    assert re.match(r"Sound: \d{3} indicators", said)
    assert list(tmp_path.iterdir()) == []


def test_a_refresh_from_the_wheel_publishes_the_same_release_and_writes_nothing_beside_it(
    installed: Installed, published: Published, tmp_path: Path
) -> None:
    """`published` was made by the wheel; here the repository says what that release is called."""
    data_dir = published.workspace.data_dir
    assert published.summary["release"] == gather(published.workspace).release_id
    assert installed.files() == json.loads((data_dir.parent / PROGRAM).read_text(encoding="utf-8"))
    assert {file.name for file in data_dir.parent.iterdir()} == {data_dir.name, SAID, PROGRAM}

    command = [installed.bin / "seksby", "--data-dir", data_dir, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        answer = httpx.get(process.stdout.readline().split()[0], trust_env=False, timeout=HANG_S)
        process.terminate()
    assert answer.status_code == 200
    assert "<html" in answer.text
