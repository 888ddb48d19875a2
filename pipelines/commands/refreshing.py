"""`seksby refresh`: its command line, and its progress on a terminal.

Belongs here: reading the options, and how far the work has come. Does not belong here: the refresh
(`pipelines.orchestration.refresh`), or what is said at its end (`last_screen`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from pipelines.commands.last_screen import last_screen
from pipelines.commands.terminal import Json, err, print_json, settings_of
from seksby.errors import SourceError


def refresh(
    context: typer.Context,
    offline: Annotated[bool, typer.Option(help="Use the snapshots at hand; ask nobody.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Rebuild with what was known on this day.")
    ] = None,
    viewpoint: Annotated[
        list[str] | None,
        typer.Option(
            help="Make pages of this municipality too (name or code), held up against the compared group; may be given "
            "more than once. SEKSBY_VIEWPOINTS, by commas, makes it lasting."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch what has been revised, take files from the inbox, compute, and publish a new release.

    Exit code 3 means that a release stands but a source could not be updated or does not fit its entry, 4 that another
    refresh is running. A rebuild of an earlier day is kept beside the current release and does not replace it.
    """
    from pipelines.orchestration import refresh as workflow
    from pipelines.orchestration.summary import summary

    settings = settings_of(context)
    with _progress(silent=as_json):
        outcome = workflow.refresh(
            settings.workspace,
            settings,
            offline=offline,
            as_of=as_of.date() if as_of else None,
            seen_from=viewpoint or (),
        )
    told = summary(outcome, settings)
    if as_json:
        print_json(told)
    else:
        last_screen(told)
    if outcome.owed or told["misfits"]:
        raise typer.Exit(SourceError.exit_code)


@contextmanager
def _progress(*, silent: bool) -> Iterator[None]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from seksby.progress import listen

    labels = {
        "fetch": "Fetch",
        "intake": "Take files",
        "load": "Load",
        "compute": "Compute and check",
        "workbook": "Workbook",
        "pages": "Pages",
    }
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=silent or not err.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(labels.get(step, step), total=total)
            progress.update(tasks[step], completed=done, total=total)

        with listen(show):
            yield
