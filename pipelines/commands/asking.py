"""Questions to what is at hand: check, query, trace, verify, settings.

Belongs here: reading these command lines, and how an answer looks on a terminal. Does not belong here: finding it; each
command calls one function of the room that knows, imported when it runs.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands import inbox
from pipelines.commands.terminal import Json, err, print_json, print_table, say, settings_of, workspace_of

if TYPE_CHECKING:
    from pipelines.releases.lineage import Cell, Trace


def check(
    context: typer.Context,
    in_inbox: Annotated[bool, typer.Option("--inbox", help="Check the files in the inbox instead; take none.")] = False,
    as_json: Json = False,
) -> None:
    """Check catalogue, contracts, recipes, corrections, schemas and pages against what is at hand; build nothing."""
    from pipelines.orchestration import checking

    if in_inbox:
        inbox.look(context, as_json=as_json)
        return
    settings = settings_of(context)
    found = checking.check(settings.workspace, settings.viewpoints)
    if as_json:
        print_json(asdict(found))
        return
    say(
        f"Sound: {found.indicators} indicators ({found.computable_now} computable from what is at hand), "
        f"{found.sources} sources ({found.sources_at_hand} at hand), {found.corrections} corrections, "
        f"{found.contracts} contracts of own data, {found.pages} page templates."
    )
    for item in found.due:
        when = "skulle være gennemgået" if item.is_overdue else "skal gennemgås"
        say(f"  Kravet »{item.title}« {when} senest {item.review_by:%d.%m.%Y}; ejer: {item.owner}", style="yellow")
    if found.due:
        say("  Beslut med `seksby positive-list review`.")


def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(help='For example "select * from marts.benchmarks limit 5".')],
    as_json: Json = False,
) -> None:
    """Ask the current release's warehouse in SQL (read-only)."""
    from pipelines.releases import question, release

    workspace = workspace_of(context)
    answer = question.ask(release.find(workspace), sql, workspace.cache)
    if as_json:
        print_json(answer.rows)
    else:
        print_table(answer.rows, answer.columns)


def trace(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(help="Id or title: primary_school_absence_over_10_pct.")],
    municipality: Annotated[str, typer.Argument(help="Code or name: 730, Randers.")],
    year: int,
    as_json: Json = False,
) -> None:
    """Show every source cell of a number, and compute it again from the snapshot files."""
    from pipelines.releases import lineage, release

    workspace = workspace_of(context)
    found = lineage.trace(workspace, release.find(workspace), indicator, municipality, year)
    if as_json:
        print_json(found.as_dict())
    else:
        _print_trace(found)
    if not found.agrees:
        raise typer.Exit(1)


def verify(
    context: typer.Context,
    release_id: Annotated[str | None, typer.Argument(metavar="[RELEASE]", help="The current one if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Check a release: every file against the manifest, every source cell and value against the snapshot files."""
    from pipelines.releases import release
    from pipelines.releases.audit import audit

    workspace = workspace_of(context)
    found = audit(workspace, release.find(workspace, release_id))
    if as_json:
        print_json(asdict(found))
    elif not found.faults:
        say(
            f"Release {found.release} is sound: {found.files} files and {found.snapshots} snapshots have their "
            f"checksums; {found.cells} source cells and {found.values} rows of values agree with the files."
        )
    else:
        for line in found.faults:
            err.print(line, markup=False, soft_wrap=True)
    if found.faults:
        raise typer.Exit(1)


def settings(context: typer.Context, as_json: Json = False) -> None:
    """Every environment variable: the value in force, the default, and what it means."""
    from seksby.settings import listed

    rows = [asdict(item) for item in listed(settings_of(context))]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, ("variable", "value", "default", "meaning"))


def _print_trace(found: Trace) -> None:
    say(f"{found.title} · {found.municipality} ({found.municipality_code}) · {found.year}", style="bold")
    value = found.missing_reason if found.value is None else f"{found.value.normalize():f} {found.unit}"
    say(f"  {value}")
    say(f"  {found.formula}")
    print_table(
        [
            {
                "role": cell.role,
                "source": f"{cell.publisher}, {cell.publisher_table}",
                "codes": cell.codes,
                "period": cell.period,
                "value": _used(cell),
                "weight": f"{cell.weight.normalize():f}" + (f"/{cell.divisor}" if cell.divisor > 1 else ""),
                "snapshot": cell.snapshot_id,
                "row": cell.file_row,
                "cell of the sheet": cell.source_cell,
            }
            for cell in found.cells
        ],
        ("role", "source", "codes", "period", "value", "weight", "snapshot", "row")
        + (("cell of the sheet",) if any(cell.source_cell for cell in found.cells) else ()),
    )
    for cell in found.cells:
        if correction := cell.correction:
            say(f"  Corrected in {cell.snapshot_id} row {cell.file_row}: {_used(cell)}. {correction.reason_en}")
            say(
                f"    {correction.correction_id}: {correction.evidence}; reviewed by {correction.reviewed_by} "
                f"on {correction.reviewed_on} ({correction.status})",
                style="dim",
            )
    for file, digest, citation in dict.fromkeys((cell.file, cell.sha256, cell.citation) for cell in found.cells):
        say(f"  {file} sha256 {digest}")
        if citation:
            say(f"    {citation}", style="dim")
    if found.recomputed is not None:
        verdict = "the same as published" if found.agrees else "NOT what is published"
        say(f"  Computed again from the files: {found.recomputed.normalize():f}, {verdict}.")


def _used(cell: Cell) -> str:
    """The figure a cell enters with, and what the file says where a correction holds."""
    if cell.correction is None:
        return cell.file_value
    used = cell.missing_reason if cell.value is None else f"{cell.value.normalize():f}"
    return f"{used} (file: {cell.file_value})"
