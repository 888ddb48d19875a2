"""Errors for readers: all four parts arrive, from wherever they come."""

from __future__ import annotations

import errno
import os
import pickle
import sqlite3

import pytest

from pipelines.commands.cli import _explained
from pipelines.orchestration.runs import causes
from seksby.errors import PageError, refused_by


def test_an_error_of_another_process_arrives_with_all_its_parts() -> None:
    error = PageError("a fault", where="side.md:3", expected="none", remedy="mend it")
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is PageError
    assert (str(arrived), arrived.as_dict()) == (str(error), error.as_dict())


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "giv den bruger ret til det, og luk det i andre programmer; kør så"),
        (errno.ENOSPC, "gør plads: `seksby tidy` viser, hvad der ikke behøver at blive gemt; kør så"),
        (errno.EROFS, "få disken tilsluttet, så den kan skrives, eller nævn en anden med --data-dir; kør så"),
        (errno.EMFILE, "hæv grænsen, for eksempel med `ulimit -n 4096`; kør så"),
    ],
)
def test_what_the_system_refuses_says_what_to_do(capfd: pytest.CaptureFixture[str], number: int, said: str) -> None:
    assert _explained(OSError(number, os.strerror(number), "/data/releases")) == 1
    told = capfd.readouterr().err
    assert said in told
    assert "/data/releases" in told
    assert os.strerror(number) not in told


def test_a_full_disk_is_known_by_what_a_database_says_of_it() -> None:
    stopped = RuntimeError("a step failed")
    stopped.__cause__ = sqlite3.OperationalError("database or disk is full")
    stopped.__context__ = FileNotFoundError(errno.ENOENT, "looked for, and not there")
    assert refused_by(causes(stopped)) == errno.ENOSPC
    assert refused_by([RuntimeError('Could not write file "w.duckdb": No space left on device')]) == errno.ENOSPC
    assert refused_by([RuntimeError("a fault of ours")]) is None
