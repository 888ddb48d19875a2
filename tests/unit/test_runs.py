"""The history of runs: kept whole, and not written through to the disk at every event."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipelines.runs import history_held_open

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
