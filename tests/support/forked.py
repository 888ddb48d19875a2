"""The command as a process of its own, forked from one that has imported what a refresh needs.

For tests of what befalls the process: a signal, a limit of the system. Importing Dagster and dbt is half of what such a
refresh costs until it is stopped. That the command starts by itself is shown by every test that uses
`tests.support.seksby`.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.support import HANG_S

FORKING = get_context("forkserver")
IMPORTED = (
    "tests.support.forked",
    "pipelines.commands.cli",
    "pipelines.orchestration.jobs",
    "dbt.cli.main",
    "dagster._core.storage.event_log.sqlite",
    "dagster._core.storage.runs.sqlite",
    "dagster._core.storage.schedules.sqlite",
    "alembic.command",
)
"""What is not there is passed over, and imported by each command itself."""


@dataclass(frozen=True)
class Command:
    """A command at work, in a process group of its own, so that whatever it starts can be found."""

    process: ForkServerProcess
    said: Path

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def end(self) -> tuple[str, str, int | None]:
        """What it wrote to stdout and stderr, and its exit code, when it has come to its end."""
        self.process.join(HANG_S)
        out, err = (self.said.with_suffix(f".{name}").read_text(encoding="utf-8") for name in ("out", "err"))
        return out, err, self.process.exitcode


@contextmanager
def running(
    *arguments: str, said: Path, largest_file: int | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Command]:
    """`seksby arguments`.

    Args:
        arguments: of the command line.
        said: what it says goes to files of this name.
        largest_file: bytes that none of its files may exceed.
        environment: variables besides those that are set here.
    """
    FORKING.set_forkserver_preload(list(IMPORTED))
    given = (arguments, said, largest_file, os.environ | (environment or {}))
    process = FORKING.Process(target=_run, args=given)
    process.start()
    try:
        yield Command(process, said)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()


def _run(arguments: tuple[str, ...], said: Path, largest_file: int | None, environment: Mapping[str, str]) -> None:
    from pipelines.commands.cli import main

    os.setsid()
    for stream, name in ((1, "out"), (2, "err")):
        with said.with_suffix(f".{name}").open("w", encoding="utf-8") as file:
            os.dup2(file.fileno(), stream)
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["seksby", *arguments]
    main()
