"""How far the work has come, on a terminal: one line for each step, none for what is done.

Belongs here: the steps' names, and how progress looks. Does not belong here: the steps, which tell of themselves
(`seksby.progress`).

A terminal may have 24 lines, and a refresh fetches some sixty tables: they share one line, on which the table that is
being fetched is named with the bytes received so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.commands.screen.terminal import err, spoken

STEPS = {
    "ask": "Spørger StatBank",
    "fetch": "Henter",
    "intake": "Læser indbakken",
    "load": "Indlæser",
    "compute": "Regner og kontrollerer",
    "open_data": "Åbne data",
    "pages": "Sider",
    "workbook": "Regneark",
}
"""Every other step that is told of is a table of the step `fetch`."""


@contextmanager
def progress(*, silent: bool) -> Iterator[None]:
    """Show the progress of what is done inside, where there is a terminal to show it on."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from seksby.progress import listen

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[beside]}"),
    )
    with Progress(*columns, console=err, disable=silent or not err.is_terminal) as shown:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in STEPS:
                if "fetch" in tasks:
                    shown.update(tasks["fetch"], beside=f"{step} {size(done)}")
                return
            for other, task in tasks.items():  # each step is told of after the one before is done
                if other != step:
                    shown.update(task, visible=False)
            if step not in tasks:
                tasks[step] = shown.add_task(spoken(STEPS[step]), total=total, beside="")
            shown.update(tasks[step], completed=done, total=total, visible=True, beside="")

        with listen(show):
            yield


def size(count: int) -> str:
    """Bytes for a reader: `340 kB`, `26 MB`."""
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
