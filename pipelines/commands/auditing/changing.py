"""`seksby revisions`: what one release says otherwise than another.

Belongs here: reading the command line, and the ledger as text. Does not belong here: comparing (`releases.ledger`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.screen.terminal import Json, figure, print_json, print_table, say, workspace_of
from pipelines.commands.screen.writing import writing
from seksby.errors import UsageError

SHOWN = 20


def revisions(
    context: typer.Context,
    before_id: Annotated[
        str | None, typer.Argument(metavar="[BEFORE]", help="The one before the current release if left out.")
    ] = None,
    after_id: Annotated[str | None, typer.Argument(metavar="[AFTER]", help="The current one if left out.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write every change to this CSV file.", dir_okay=False)] = None,
    as_json: Json = False,
) -> None:
    """Show every published number that changed from one release to another, and why."""
    from pipelines.releases import ledger, release

    workspace = workspace_of(context)
    after = release.find(workspace, after_id)
    if before_id is None and after.manifest.get("previous") is None:
        raise UsageError(
            f"Release {after.id} is the first: there is none before it.",
            where=str(after.directory),
            expected="two releases to compare",
            remedy="name the earlier one: seksby revisions BEFORE AFTER",
        )
    before = release.find(workspace, before_id or str(after.manifest["previous"]))
    found = ledger.ledger(before.warehouse, after.warehouse)
    if out is not None:
        with writing(out):
            ledger.write(found, out)
    if as_json:
        print_json({"before": before.id, "after": after.id, **asdict(found)})
        return
    say(
        f"{figure(len(found.changes))} published numbers of {after.id} are others than in {before.id}.",
        style="bold",
    )
    rows = [
        {"kind": kind, "cause": cause, "numbers": number, "meaning": ledger.CAUSES[cause]}
        for kind, cause, number in ledger.counted(found)
    ]
    if rows:
        print_table(rows, ("kind", "cause", "numbers", "meaning"))
        print_table(
            [asdict(change) for change in found.changes[:SHOWN]],
            ("kind", "number", "indicator_id", "municipality_code", "year", "variant", "before", "after", "cause"),
        )
    if len(found.changes) > SHOWN:
        say(f"  … {figure(len(found.changes) - SHOWN)} more; all are in --json and --out.")
    if found.not_compared:
        say(f"  Not compared, since one of the two has no such table: {', '.join(found.not_compared)}.")
    if out is not None:
        say(f"  {out.resolve()}")
