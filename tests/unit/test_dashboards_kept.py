"""Kept files: whole or not at all, by whoever writes, and never trusted when they are not as they were written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seksby import kept

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_kept_is_found_by_what_it_was_made_of(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.kept"
    assert kept.find(file, "key") is None
    kept.keep(file, "key", b"one\ntwo")
    assert kept.find(file, "key") == b"one\ntwo"
    assert kept.find(file, "other") is None
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("fault", [FileNotFoundError, PermissionError])
def test_what_another_removes_now_or_owns_is_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[OSError]
) -> None:
    def refused(_: Path) -> None:
        raise fault

    file = tmp_path / "a.kept"
    kept.keep(file, "key", b"one")
    monkeypatch.setattr(kept.os, "utime", refused)
    assert kept.find(file, "key") == b"one"


def test_two_processes_that_write_the_same_file_never_share_the_half_written_one(tmp_path: Path) -> None:
    """The other one begins to write, and stops, between this one's writing and its renaming."""
    file = tmp_path / "a.kept"
    program = """
import os, sys
from pathlib import Path
from seksby import kept
Path.replace = lambda *_: os._exit(0)
kept.write(Path(sys.argv[1]), b"half")
"""
    replace = Path.replace

    def other_comes_between(self: Path, target: Path) -> Path:
        subprocess.run([sys.executable, "-c", program, str(file)], check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
        return replace(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", other_comes_between)
        kept.write(file, b"whole")
    assert file.read_bytes() == b"whole"


@pytest.mark.parametrize("harm", [lambda text: text[:-2], lambda text: text.replace(b"one", b"two"), lambda _: b""])
def test_what_is_damaged_is_not_found_and_may_be_kept_anew(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "a.kept"
    kept.keep(file, "key", b"one and more")
    file.write_bytes(harm(file.read_bytes()))
    assert kept.find(file, "key") is None
    kept.keep(file, "key", b"one and more")
    assert kept.find(file, "key") == b"one and more"
