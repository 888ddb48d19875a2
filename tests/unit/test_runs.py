"""The history of runs: kept whole, and not written through to the disk at every event."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from pipelines.orchestration.runs import history_held_open

FULL, NORMAL = 2, 1


@pytest.mark.parametrize("held", [True, False])
def test_a_file_of_the_history_stays_open_until_the_end(tmp_path: Path, held: bool) -> None:
    """As Dagster writes: a new file that goes into WAL mode, then a connection for each event.

    While another has the file open, closing it leaves its log beside it.
    """
    file, log = tmp_path / "runs.db", tmp_path / "runs.db-wal"
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)

    def write(statement: str) -> int:
        with engine.begin() as connection:
            connection.execute(text(statement))
            return int(connection.execute(text("pragma synchronous")).scalar_one())

    def history() -> None:
        write("pragma journal_mode = wal")
        write("create table events (id integer)")
        for number in range(3):
            assert write(f"insert into events values ({number})") == (NORMAL if held else FULL)
            assert log.exists() is held

    if held:
        with history_held_open():
            history()
    else:
        history()
    assert not log.exists()
    assert write("insert into events values (3)") == FULL
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from events")).scalar_one() == 4


def engine_of(file: Path) -> Engine:
    return create_engine(f"sqlite:///{file}", poolclass=NullPool, connect_args={"timeout": 0})


def wal(file: Path) -> None:
    """A file of the history with one table, in WAL mode and closed by all."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table events (id integer)")


def insert(file: Path) -> None:
    with engine_of(file).begin() as connection:
        connection.execute(text("insert into events values (1)"))


def test_a_run_that_fails_leaves_none_of_its_files_open(tmp_path: Path) -> None:
    files = [tmp_path / "index.db", tmp_path / "run.db"]
    for file in files:
        wal(file)
    with pytest.raises(RuntimeError, match="the run"), history_held_open():  # noqa: PT012 - the files stay open until then
        for file in files:
            insert(file)
        assert len(list(tmp_path.glob("*-wal"))) == 2
        raise RuntimeError("the run")
    assert sorted(tmp_path.iterdir()) == files  # the last to close a file takes its log away
    insert(files[0])
    assert sorted(tmp_path.iterdir()) == files  # the next is not held


def test_a_file_that_another_process_has_for_itself_is_left_to_those_who_wait_for_it(tmp_path: Path) -> None:
    file = tmp_path / "runs.db"
    wal(file)
    with history_held_open():
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("pragma locking_mode = exclusive")
            other.execute("insert into events values (0)")
            with engine_of(file).connect():
                pass
        insert(file)
        assert file.with_name("runs.db-wal").exists()  # held from the first time it could be read
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("select count(*) from events").fetchone() == (2,)


def test_a_database_that_is_not_sqlite_is_left_alone() -> None:
    class Other:
        """Any other driver's connection: it has none of SQLite's statements."""

        def cursor(self) -> None: ...

        def rollback(self) -> None: ...

        def close(self) -> None: ...

    engine = create_engine("sqlite://", creator=Other, poolclass=NullPool, _initialize=False)
    with history_held_open():
        engine.raw_connection().close()
