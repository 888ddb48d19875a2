"""`seksby refresh`: its command line.

Belongs here: reading the options. Does not belong here: the refresh (`pipelines.orchestration.refresh`), how far it has
come (`progress`), or what is said at its end (`last_screen`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from pipelines.commands.screen.last_screen import last_screen
from pipelines.commands.screen.progress import progress
from pipelines.commands.screen.terminal import Json, print_json, settings_of
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
    with progress(silent=as_json):
        outcome = workflow.refresh(
            settings.workspace,
            settings,
            offline=offline,
            as_of=as_of.date() if as_of else None,
            seen_from=viewpoint or (),
        )
    told = summary(outcome, settings, "da" if as_json else settings.language)
    if as_json:
        print_json(told)
    else:
        last_screen(told)
    if outcome.owed or told["misfits"] or told["forms_refused"]:
        raise typer.Exit(SourceError.exit_code)
