"""Running a Dagster job in this process, with the run history that `seksby dev` shows.

Belongs here: the run history of a data folder, and turning a failed run into the error that made it fail. Does not
belong here: jobs (`jobs`).
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.orchestration.run import RESOURCE
from seksby import kept
from seksby.errors import BuildError, SeksbyError, advice, refused_by
from seksby.workspace import Workspace

LOG = "refresh.log"
LOG_KEPT = 1_000_000  # bytes of the log that `shorten_log` leaves: some thirty refreshes
KEPT_DAYS = 90
INSTANCE_SETTINGS = """
telemetry:
  enabled: false
# What steps print goes to `cache/refresh.log`. To catch it too Dagster starts four processes, and two of them answer
# Ctrl-C with a traceback (dagster 1.13, 2026-12-01).
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""


def prepare_history(workspace: Workspace) -> None:
    """Make the folder of the run history, where Dagster's own programs look for their settings too."""
    workspace.dagster_home.mkdir(parents=True, exist_ok=True)
    settings = workspace.dagster_home / "dagster.yaml"
    if not settings.exists():
        settings.write_text(INSTANCE_SETTINGS, encoding="utf-8")


@contextmanager
def history_held_open() -> Iterator[None]:
    """Dagster's history by one engine and one open connection for each of its SQLite files.

    Dagster makes both anew for each of some 600 events, and with them every statement: 6 of 27 CPU seconds of a small
    refresh. The last to close a file in WAL mode also moves the log into it and waits for the disk, as every commit
    does: 33 of 70 s on a busy one (dagster 1.13, 2026-11-30). It has no setting for it, so its `create_engine` is
    another here. Commits are `synchronous = normal`: after a power cut the last events may be gone, but the file is
    whole (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    from dagster._core.storage.event_log.sqlite import sqlite_event_log
    from dagster._core.storage.runs.sqlite import sqlite_run_storage
    from sqlalchemy import Engine, create_engine, event
    from sqlalchemy.pool import QueuePool

    class HeldOpen(QueuePool):
        """Open until the end, whoever disposes of it before."""

        def dispose(self) -> None: ...

        def recreate(self) -> QueuePool:
            return self

    engines: dict[str, Engine] = {}

    def engine(address: str, **options: Any) -> Engine:
        if address not in engines:
            made = engines[address] = create_engine(address, **options | {"poolclass": HeldOpen})
            event.listen(made, "connect", lambda opened, _: opened.execute("pragma synchronous = normal"))
        return engines[address]

    with ExitStack() as stack:
        for storage in (sqlite_event_log, sqlite_run_storage):
            stack.callback(setattr, storage, "create_engine", storage.create_engine)
            setattr(storage, "create_engine", engine)  # noqa: B010 - theirs is typed as one of SQLAlchemy's own
        try:
            yield
        finally:
            for each in engines.values():
                QueuePool.dispose(each.pool)  # type: ignore[arg-type]  # a HeldOpen


@contextmanager
def _told_to_a_file(path: Path) -> Iterator[None]:
    """What dbt, Dagster and retries say goes to a file: the terminal shows progress and, at the end, what was found."""
    with path.open("a", encoding="utf-8") as file, redirect_stdout(file), ExitStack() as stack:
        handler = logging.StreamHandler(file)
        handler.setLevel(logging.WARNING)
        for name in ("dagster", "stamina"):
            logger = logging.getLogger(name)
            logger.addHandler(handler)
            stack.callback(logger.removeHandler, handler)
        yield


def run_job(
    workspace: Workspace, definitions: dg.Definitions, name: str, settings: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Run one job to its end; returns the metadata that each step left, by the name of its asset.

    Args:
        workspace: whose run history to write.
        definitions: from `jobs.build_defs`.
        name: one of its jobs.
        settings: configuration of the run, see `run.run_resource`.

    Raises:
        SeksbyError: the step's own error; BuildError for anything a step did not explain.
    """
    prepare_history(workspace)
    workspace.cache.mkdir(parents=True, exist_ok=True)
    config = {
        "resources": {RESOURCE: {"config": dict(settings or {})}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    try:
        with ExitStack() as stack:
            stack.enter_context(_told_to_a_file(workspace.cache / LOG))
            stack.enter_context(history_held_open())
            instance = stack.enter_context(_history(workspace))
            done = definitions.resolve_job_def(name).execute_in_process(run_config=config, instance=instance)
    except Exception as error:
        if (told := explained(error)) is not None:
            raise told from None
        number = refused_by(causes(error))
        expected, remedy = advice(number) if number else ("a run without faults", "mend what the message names")
        raise BuildError(
            f"The refresh stopped: {os.strerror(number) if number else error}",
            where=f"job {name}; the whole story is in the run history, `seksby dev`",
            expected=expected,
            remedy=f"{remedy}; then run `seksby refresh` again. The current release stands",
        ) from error
    return {
        event.asset_key.path[-1]: {key: value.value for key, value in event.materialization.metadata.items()}
        for event in done.get_asset_materialization_events()
        if event.asset_key is not None
    }


def older_than(workspace: Workspace, day: datetime) -> list[str]:
    """Ids of the runs in the history that were begun before `day`."""
    if not (workspace.dagster_home / "history").is_dir():
        return []
    with _history(workspace) as instance:
        found = instance.get_run_records(dg.RunsFilter(created_before=day))
    return [record.dagster_run.run_id for record in found]


def remove(workspace: Workspace, run_ids: Sequence[str]) -> None:
    """Take runs out of the history, with what they wrote, and give their room back to the disk."""
    if not run_ids:
        return
    with _history(workspace) as instance:
        for run_id in run_ids:
            instance.delete_run(run_id)
            shutil.rmtree(workspace.dagster_home / "storage" / run_id, ignore_errors=True)
    for file in (workspace.dagster_home / "history").rglob("*.db"):
        if file.stem in run_ids:
            file.unlink()
            continue
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("vacuum")


def shorten_log(workspace: Workspace) -> None:
    """Leave the end of what dbt, Dagster and retries said."""
    path = workspace.cache / LOG
    if path.is_file() and path.stat().st_size > LOG_KEPT:
        kept.write(path, path.read_bytes()[-LOG_KEPT:].split(b"\n", maxsplit=1)[-1])


@contextmanager
def _history(workspace: Workspace) -> Iterator[dg.DagsterInstance]:
    """The run history, opened.

    Raises:
        BuildError: its files are damaged.
    """
    try:
        opened = dg.DagsterInstance.from_config(str(workspace.dagster_home))
    except OSError:
        raise
    except Exception as error:
        raise _damaged(workspace, error) from error
    with opened as instance:
        try:
            yield instance
        except Exception as error:
            if _is_damage(error):
                raise _damaged(workspace, error) from error
            raise


def _is_damage(error: BaseException) -> bool:
    """Whether a file of the history is not, or not any more, what SQLite wrote."""
    causes = [str(each) for each in (error, error.__cause__, error.__context__)]
    return any(word in text for text in causes for word in ("file is not a database", "disk image is malformed"))


def _damaged(workspace: Workspace, error: Exception) -> BuildError:
    return BuildError(
        f"The run history cannot be read: {str(error).splitlines()[0]}",
        where=str(workspace.dagster_home),
        expected="the files that Dagster wrote",
        remedy="move that folder away and run the command again: it holds the history of runs and nothing else",
    )


def explained(error: BaseException) -> SeksbyError | None:
    """The first error among the causes that was written for a reader."""
    return next((each for each in causes(error) if isinstance(each, SeksbyError)), None)


def causes(error: BaseException) -> list[BaseException]:
    """An error and what it came of, nearest first; they may run in a circle."""
    waiting: list[BaseException | None] = [error]
    found: list[BaseException] = []
    while waiting:
        each = waiting.pop(0)
        if each is not None and not any(each is other for other in found):
            found.append(each)
            waiting += [each.__cause__, each.__context__]
    return found
