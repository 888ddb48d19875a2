"""The wheel: what it brings is enough to check, refresh and serve without the repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from pipelines.releases.inputs import gather
from tests.conftest import once
from tests.support import HANG_S, PROJECT, figures, make_world


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command that has to succeed writes."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@dataclass(frozen=True)
class Installed:
    """An environment that has Seksby from its wheel, and the other packages from where the tests run."""

    folder: Path

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def packages(self) -> Path:
        (found,) = (self.folder / "lib").glob("python*/site-packages")
        return found

    def files(self) -> dict[str, int]:
        """Every file of the environment and when it was last changed."""
        return {str(file): file.stat().st_mtime_ns for file in self.folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def installed(shared: Path) -> Installed:
    """No network: the wheel is built and installed with what is here, and nothing of the repository is on the path."""

    def make(folder: Path) -> None:
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist", cwd=PROJECT)
        run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
        made = Installed(folder / "venv")
        (wheel,) = (folder / "dist").glob("*.whl")
        uv = Path(sysconfig.get_path("scripts")) / "uv"
        # Compiled once, and not by each process: none may write beside it.
        options = ("--offline", "--no-deps", "--compile-bytecode")
        run(uv, "pip", "install", *options, wheel, cwd=folder, VIRTUAL_ENV=str(made.folder))
        (made.packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        dbt = made.bin / "dbt"
        dbt.write_text(f"#!{made.bin / 'python'}\nfrom dbt.cli.main import cli\n\ncli()\n", encoding="utf-8")
        dbt.chmod(0o755)

    return Installed(once(shared, "wheel", make) / "venv")


def test_the_shipped_catalogue_and_pages_are_sound(installed: Installed, tmp_path: Path) -> None:
    where = run(installed.bin / "python", "-c", "import pipelines; print(pipelines.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.packages)

    said = run(installed.bin / "seksby", "--language", "en", "check", cwd=tmp_path, SEKSBY_DATA_DIR="")

    assert re.match(r"Sound: \d{3} indicators", said)
    assert list(tmp_path.iterdir()) == []


def test_a_refresh_from_the_wheel_publishes_the_same_release_and_writes_nothing_beside_it(
    installed: Installed, warmed: Callable[[Path], Path], tmp_path: Path
) -> None:
    world = make_world(tmp_path / "world")
    warmed(world.workspace.cache)
    world.snapshot(figures())
    before = installed.files()

    said = run(
        installed.bin / "seksby", "--data-dir", world.workspace.data_dir, "refresh", "--offline", "--json", cwd=tmp_path
    )

    assert json.loads(said)["release"] == gather(world.workspace).release_id
    assert installed.files() == before
    assert [file.name for file in tmp_path.iterdir()] == ["world"]

    command = [installed.bin / "seksby", "--data-dir", world.workspace.data_dir, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        answer = httpx.get(process.stdout.readline().split()[0], trust_env=False, timeout=HANG_S)
        process.terminate()
    assert answer.status_code == 200
    assert "<html" in answer.text
