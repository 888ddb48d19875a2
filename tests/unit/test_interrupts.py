"""Told to stop: one sentence and the exit code of the signal, in whatever shape the interrupt comes out."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dagster._core.errors import DagsterExecutionInterruptedError

from pipelines.commands import cli
from pipelines.releases import question, release
from seksby.errors import BuildError, UsageError

SAID = "Standset. Den gældende udgave står.\n"


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """A process that a shell started in the background is deaf to Ctrl-C: so would these tests be."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def run(monkeypatch: pytest.MonkeyPatch, command: Callable[[], Any]) -> int:
    """The exit code of the command line, with `command` in place of all that it does."""
    monkeypatch.setattr(cli, "in_the_readers_language", lambda _: lambda **_: command())
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert isinstance(left.value.code, int)
    return left.value.code


def duckdbs(error: BaseException) -> None:
    raise RuntimeError("Query interrupted") from error


def wrapped(error: BaseException) -> None:
    raise BuildError("The refresh stopped: Query interrupted", where="", expected="", remedy="") from error


def dagsters(error: BaseException) -> None:
    raise DagsterExecutionInterruptedError from error


def bare(error: BaseException) -> None:
    raise error


def typers(_: BaseException) -> int:
    return 130


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("shape", [bare, duckdbs, wrapped, dagsters, typers])
def test_every_shape_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    number: signal.Signals,
    code: int,
    shape: Callable[[BaseException], int | None],
) -> None:
    def stopped() -> int | None:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt as error:
            return shape(error)
        raise AssertionError("no handler")

    assert run(monkeypatch, stopped) == code
    assert capfd.readouterr() == ("", SAID)


def test_what_no_signal_caused_is_told_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def wrong() -> None:
        raise UsageError("There is no release x.", where="", expected="", remedy="")

    assert run(monkeypatch, wrong) == 2
    assert "Der er ingen udgave x." in capfd.readouterr().err
    monkeypatch.setattr(cli, "in_the_readers_language", lambda _: lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_a_command_that_ends_well_all_the_same_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`seksby serve`: to be stopped is how it ends."""

    def served() -> None:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    assert run(monkeypatch, served) == 0
    assert capfd.readouterr() == ("", "")


def test_handlers_are_as_before_when_the_command_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    run(monkeypatch, lambda: 0)
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.set_wakeup_fd(-1) == -1


def test_a_query_without_end_is_stopped(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The signal comes while DuckDB works, or just before: either way the query ends here or never."""
    warehouse = tmp_path / release.WAREHOUSE
    duckdb.connect(str(warehouse)).close()
    stopper = threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGINT))

    def endless() -> None:
        stopper.start()
        question.ask(
            release.Release(tmp_path, {"release": "one"}),
            "select count(*) from range(1000000000000000) where range % 7 = 3",
            tmp_path,
        )

    try:
        assert run(monkeypatch, endless) == 130
    finally:
        stopper.join()
    assert capfd.readouterr() == ("", SAID)
