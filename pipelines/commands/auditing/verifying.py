"""`seksby verify`: its command line.

Belongs here: reading the options, and how what was found looks on a terminal. Does not belong here: any check
(`releases.proof`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.screen.terminal import (
    Json,
    figure,
    print_json,
    say,
    say_aside,
    settings_of,
    spoken,
    workspace_of,
)
from seksby.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipelines.releases.proof.audit import Audit
    from pipelines.releases.proof.paper import PaperAudit
    from pipelines.releases.rebuilding import Rebuilt
    from pipelines.releases.release import Release
    from pipelines.releases.sealing.fault import Fault
    from seksby.workspace import Workspace


def verify(
    context: typer.Context,
    release_id: Annotated[str | None, typer.Argument(metavar="[RELEASE]", help="The current one if left out.")] = None,
    quick: Annotated[bool, typer.Option(help="Checksums, chain and signature alone; compute nothing.")] = False,
    public_key: Annotated[
        Path | None, typer.Option(help="PEM file of the public key that the manifest has to be signed with.")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Build it again aside too, from the catalogue it had, and compare every row."),
    ] = False,
    brief: Annotated[
        Path | None,
        typer.Option(
            help="Check a brief or an agenda instead, as PDF or slides: every number printed in it, against the "
            "release that it says it is of."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a release: every file, what it was made of, and its numbers, computed again without the warehouse."""
    from pipelines.releases import release
    from pipelines.releases.proof.audit import audit

    workspace = workspace_of(context)
    if brief:
        if quick or rebuild or public_key:
            raise UsageError(
                "A brief is checked by itself, and its numbers always.",
                where=str(brief),
                expected="--brief without --quick, --rebuild and --public-key",
                remedy="ask of the release itself in a command of its own",
            )
        _verify_paper(workspace, brief, release_id, as_json=as_json)
        return
    asked = release.find(workspace, release_id)
    found = audit(workspace, asked, quick=quick, public_key=public_key)
    built = _rebuilt(context, asked, silent=as_json) if rebuild else None
    if as_json:
        print_json(asdict(found) | ({"rebuilt": asdict(built)} if built else {}))
    else:
        _print(found, quick=quick)
        if built:
            _print_rebuilt(built)
    if found.faults or (built and (built.differing_tables or built.differing_files)):
        raise typer.Exit(1)


def _verify_paper(workspace: Workspace, file: Path, release_id: str | None, *, as_json: bool) -> None:
    from pipelines.releases.proof.paper import check_paper

    found = check_paper(workspace, file, release_id)
    if as_json:
        print_json(asdict(found))
    else:
        _print_paper(found)
    if found.faults:
        raise typer.Exit(1)


def _print_paper(found: PaperAudit) -> None:
    for fault in found.faults:
        say_aside(in_words(fault))
    if found.faults:
        say_aside(f"The paper does NOT say what release {found.release} gives: {figure(len(found.faults))} faults.")
    else:
        say(f"The paper says what catalogue and files of release {found.release} give.", style="bold")
    say(
        f"  {figure(found.numbers)} numbers, years, days and verdicts on "
        f"{figure(found.pages_with_numbers)} of its {figure(found.pages)} pages were computed again, without the "
        "warehouse."
    )
    for page, words in found.unread:
        say(f'  Not judged: page {page}: "{words}"')
    say(
        "  Not judged: the marks of the axes of drawings, what a page of several areas counts in words, and what "
        "stands without a number or verdict beside it, such as which municipalities are better off and what lists name."
    )


def _rebuilt(context: typer.Context, asked: Release, *, silent: bool) -> Rebuilt:
    from pipelines.commands.screen.progress import progress
    from pipelines.orchestration import refresh as workflow
    from pipelines.releases.rebuilding import rebuild

    settings = settings_of(context)

    def build(laid: Workspace, as_of: date | None, viewpoints: Sequence[str]) -> Release:
        changed = {"data_dir": laid.data_dir, "own_dir": None, "signing_key": None, "viewpoints": tuple(viewpoints)}
        return workflow.refresh(laid, settings.model_copy(update=changed), offline=True, as_of=as_of).after

    with progress(silent=silent):
        return rebuild(settings.workspace, asked, build)


def _print_rebuilt(built: Rebuilt) -> None:
    for name in built.differing_tables:
        say_aside(f"Built again, {name} has other rows.")
    for name in built.differing_files:
        say_aside(f"Built again, {name} has other bytes.")
    same = built.tables - len(built.differing_tables)
    say(f"  Built again as {built.release}: {same} of {built.tables} tables have the same rows.")
    if built.files:
        alike = built.files - len(built.differing_files)
        say(f"  {figure(alike)} of {figure(built.files)} other files have the same bytes.")
    if built.other_inputs:
        say(f"  It was made by other inputs than it has now: {', '.join(built.other_inputs)}.")


def in_words(fault: Fault) -> str:
    """A fault in the reader's language: of something that holds not of a subject, each half by itself."""
    subject = fault.text.removesuffix(f" {fault.kind}")
    return spoken(fault.text) if subject == fault.text else f"{spoken(subject)} {spoken(fault.kind)}"


def by_kind(faults: Sequence[Fault]) -> list[tuple[Fault, int]]:
    """The first fault of each kind, and how many more there are of it."""
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(fault.kind, []).append(fault)
    return [(found[0], len(found) - 1) for found in kinds.values()]


def _print(found: Audit, *, quick: bool) -> None:
    for first, more in by_kind(found.faults):
        say_aside(in_words(first))
        if more:
            say_aside(f"  … and {figure(more)} more of this kind")
    if found.faults:
        say_aside(f"Release {found.release} is NOT sound: {figure(len(found.faults))} faults.")
        label, remedy = (
            spoken("do now:"),
            spoken("bring it back from a backup, or move its folder away and run `seksby refresh`"),
        )
        say_aside(f"  {label} {remedy}")
        say_aside("  Every fault is in --json.")
    else:
        say(f"Release {found.release} is sound.", style="bold")
    say(
        f"  {figure(found.files)} files of it were read and {figure(found.snapshot_files)} of its "
        f"{figure(found.snapshots)} snapshots."
    )
    if found.numbers:
        say(
            f"  Computed again from catalogue and files, without the warehouse: {figure(found.values)} values and why "
            f"{figure(found.missing)} are missing, {figure(found.cells)} source cells in them; "
            f"{figure(found.numbers)} published cells compared."
        )
    if found.pages:
        pages = figure(found.pages)
        say(f"  Made again from the warehouse, by the same code: {pages} pages with files, and workbooks.")
    if found.is_signed is not None:
        say("  It is signed with that key." if found.is_signed else "  It is not signed with that key.")
    elif found.has_signature:
        say("  Its manifest has a signature: name the key with --public-key to know whose.")
    else:
        say("  Its manifest is not signed: what it says of time, commit and review rests on nobody's signature.")
    for line in found.not_judged:
        say(f"  Not judged: {spoken(line)}")  # apart: a line of its own form would take the label in
    if quick:
        say("  No number was computed again: --quick.")
    elif found.not_recomputed:
        say("  Not computed again:")
        for table, columns in found.not_recomputed.items():
            say(f"    {table}: {', '.join(columns)}", style="dim")
