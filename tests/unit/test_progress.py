"""Progress takes one line of a terminal, whatever the number of tables and steps."""

from __future__ import annotations

import io
import re
from unittest.mock import patch

from rich.console import Console

from pipelines.commands.screen import progress
from seksby.progress import tell


def test_a_refresh_shows_the_step_it_is_at_on_one_line() -> None:
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True, width=80, height=24)
    with patch.object(progress, "err", terminal), progress.progress(silent=False):
        for number in range(60):
            tell("fetch", number, 60)
            tell(f"TABLE{number}", 26_400_000, None)
        tell("fetch", 60, 60)
        tell("load", 0, None)
        tell("pages", 5, 100)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.getvalue())
    assert text.count("\n") == 1
    last = text.strip().rpartition("\r")[2]
    assert last.startswith("Sider")
    assert "5/100" in last


def test_bytes_are_said_with_a_unit() -> None:
    assert [progress.size(count) for count in (0, 340_200, 26_400_000)] == ["0 kB", "340 kB", "26 MB"]
