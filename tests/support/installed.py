"""Seksby as others have it: from its wheel, in an environment of its own.

Belongs here: building and installing the wheel, and running what it brings. Does not belong here: what it must do there
(`tests/integration/test_wheel.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from tests.support import HANG_S, PROJECT


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


def install(folder: Path) -> None:
    """Without network: built and installed with what is here, and nothing of the repository is on its path."""
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
