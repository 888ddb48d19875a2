"""The inbox from the command line: `seksby check --inbox` and `seksby inbox undo`, in Danish as what they tell of.

Belongs here: how what was found is said. Does not belong here: reading files or taking them back
(`pipelines.sources.intake`).
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipelines.commands.screen.terminal import print_json, say, settings_of, workspace_of
from seksby.errors import SeksbyError

inbox = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Own files that were taken in.")


@inbox.callback()
def group() -> None:
    """Keep `undo` a word of its own while it is the only command."""


@inbox.command()
def undo(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Whose last delivery is taken back: EGNE_MAALINGER.")],
) -> None:
    """Take back what was taken in last: the delivery before it is used from the next refresh. Nothing is deleted."""
    from pipelines.releases.inputs import read
    from pipelines.releases.release import lock
    from pipelines.sources.intake import deliveries
    from pipelines.sources.snapshots import newest

    workspace = workspace_of(context)
    with lock(workspace):
        undone, still_there = deliveries.undo(workspace, read(workspace).catalogue, source)
    before = newest([workspace.snapshots], source)
    say(f"Taget tilbage: {undone.meta.id}, taget ind {undone.meta.retrieved_at:%Y-%m-%d %H:%M} UTC.")
    say(f"Fra næste `seksby refresh` bruges {before.meta.id}." if before else "Kilden er nu uden tal.")
    if still_there:
        say(f"{', '.join(still_there)} ligger stadig i indbakken og tages ikke igen, før den er ændret.")


def look(context: typer.Context, *, as_json: bool) -> None:
    """Say every fault of every file in the inbox; nothing is taken in.

    Raises:
        typer.Exit: with 1 where there are faults.
    """
    from pipelines.own.forms import filled
    from pipelines.releases.inputs import read
    from pipelines.sources.intake import deliveries

    workspace = settings_of(context).workspace
    catalogue = read(workspace).catalogue
    found = deliveries.look(workspace, catalogue)
    strays = deliveries.strays(workspace, catalogue)
    rows: list[dict[str, Any]] = [
        {
            "source": item.source.id,
            "files": list(item.files),
            "state": item.state,
            "faults": list(map(str, item.faults)),
            "said": list(item.said),
        }
        for item in found
    ]
    rows += [
        {
            "source": workspace.forms.name,
            "files": [item.file],
            "state": item.state,
            "faults": list(map(str, item.faults)),
            "said": [],
        }
        for item in filled.look(workspace)
    ]
    if as_json:
        print_json({"sources": rows, "without_source": strays})
    else:
        _print(rows, strays)
    if strays or any(row["faults"] for row in rows):
        raise typer.Exit(SeksbyError.exit_code)


def _print(rows: list[dict[str, Any]], strays: list[str]) -> None:
    states = {
        "new": "uden fejl; tages ind ved næste `seksby refresh`",
        "taken": "uden fejl; er taget ind",
        "undone": "uden fejl; er taget tilbage og tages ikke igen, før en fil er ændret",
    }
    for row in rows:
        told = states.get(row["state"]) or f"{len(row['faults'])} fejl; intet af leverancen tages ind"
        say(f"{row['source']}: {', '.join(row['files'])}: {told}")
        for line in row["faults"]:
            say(f"  {line}")
        for line in row["said"]:
            say(f"  {line}")
    for name in strays:
        say(f"{name}: ingen kilde hører til; mappen skal hedde som kilden i kataloget")
    if not rows and not strays:
        say("Indbakken er tom.")
