"""What commands write where no terminal is."""

from __future__ import annotations

from pathlib import Path

from tests.support import make_world, seksby


def test_a_piped_table_has_one_whole_line_per_row(tmp_path: Path) -> None:
    """On a terminal the cells of a narrow screen fold; a pipe has no width, whatever the shell's is."""
    world = make_world(tmp_path)
    world.snapshot()
    done = seksby("--language", "en", "sources", data_dir=world.workspace.data_dir, COLUMNS="30")
    assert done.returncode == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert " ".join(head.split()) == "source publisher origin retrieved at rows not updated"
    (row,) = rows
    source, *_, origin, day, _time, number = row.split()
    assert (source, origin, day, number) == ("PUPILS", "transcribed", "2025-06-01", "36")
