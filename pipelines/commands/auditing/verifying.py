"""`seksby verify`: its command line.

Belongs here: reading the options, and how what was found looks on a terminal. Does not belong here: any check
(`releases.proof`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.terminal import Json, print_json, say, say_aside, workspace_of

if TYPE_CHECKING:
    from pipelines.releases.proof.audit import Audit


def verify(
    context: typer.Context,
    release_id: Annotated[str | None, typer.Argument(metavar="[RELEASE]", help="The current one if left out.")] = None,
    quick: Annotated[bool, typer.Option(help="Checksums, chain and signature alone; compute nothing.")] = False,
    public_key: Annotated[
        Path | None, typer.Option(help="PEM file of the public key that the manifest has to be signed with.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a release: every file, what it was made of, and its numbers, computed again without the warehouse."""
    from pipelines.releases import release
    from pipelines.releases.proof.audit import audit

    workspace = workspace_of(context)
    found = audit(workspace, release.find(workspace, release_id), quick=quick, public_key=public_key)
    if as_json:
        print_json(asdict(found))
    else:
        _print(found, quick=quick)
    if found.faults:
        raise typer.Exit(1)


def _print(found: Audit, *, quick: bool) -> None:
    for line in found.faults:
        say_aside(line)
    if found.faults:
        say_aside(f"Release {found.release} is NOT sound: {len(found.faults)} faults.")
    else:
        say(f"Release {found.release} is sound.", style="bold")
    say(f"  {found.files:,} files of it were read, and {found.snapshot_files:,} of {found.snapshots} snapshots.")
    if found.numbers:
        say(
            f"  Computed again from catalogue and files, without the warehouse: {found.values:,} values and why "
            f"{found.missing:,} are missing, {found.cells:,} source cells in them; {found.numbers:,} published cells "
            "compared."
        )
    if found.pages:
        say(f"  Made again from the warehouse, by the same code: {found.pages:,} pages with files, and workbooks.")
    if found.is_signed is not None:
        say(f"  Signed: {'yes' if found.is_signed else 'no'}.")
    for line in found.not_judged:
        say(f"  Not judged: {line}")
    if quick:
        say("  No number was computed again: --quick.")
    elif found.not_recomputed:
        say("  Not computed again:")
        for table, columns in found.not_recomputed.items():
            say(f"    {table}: {', '.join(columns)}", style="dim")
