"""`seksby trace` and `seksby impact`: a number down to its cells, and a cell up to its numbers.

Belongs here: reading the command lines, and the answers as text. Does not belong here: finding them
(`releases.tracing`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.exporting import ReleaseId
from pipelines.commands.screen.terminal import (
    Json,
    day,
    figure,
    language,
    plain,
    print_json,
    print_table,
    say,
    spoken,
    word,
    workspace_of,
)

if TYPE_CHECKING:
    from pipelines.releases.tracing.cells import Cell
    from pipelines.releases.tracing.trace import Number, Trace

SHOWN = 60
"""Cells that a terminal is shown; more of them are counted by role, and all are in `--json`."""
PREMISES = {
    "own": "of the municipality itself",
    "other": "of the others",
    "country": "of the whole country",
    "direct": "of the price itself",
    "overhead": "of its overhead",
    "series": "of the series",
    "covariate": "of the conditions",
    "log covariate": "of the conditions, as logarithms",
    "course": "of the present course",
    "measurement": "of the measurements",
}
"""What a value is to the number that rests on it, where its role alone would not say it to a reader."""
NAMED = 8
"""Municipalities named in a line; more are counted."""


def trace(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(help="Id or title: primary_school_absence_over_10_pct.")],
    municipality: Annotated[str, typer.Argument(help="Code or name: 730, Randers.")],
    year: Annotated[int | None, typer.Argument(help="The latest if left out.")] = None,
    kind: Annotated[
        str,
        typer.Option(
            help="value, benchmark, change, price, decomposition, expected, certainty, verdict, process, full_cost, "
            "control, distance, count, target, peer, offer, burden or trial."
        ),
    ] = "value",
    of: Annotated[
        str | None, typer.Option(help="The group, model, scenario or comparison, where there are several.")
    ] = None,
    fixed: Annotated[bool, typer.Option("--fixed", help="In fixed prices.")] = False,
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Show what a number rests on, every source cell of that with its line, and work it again from the files."""
    from pipelines.releases import release
    from pipelines.releases.tracing.trace import trace as traced

    workspace = workspace_of(context)
    found = traced(
        workspace,
        release.find(workspace, release_id),
        indicator,
        municipality,
        year,
        kind=kind,
        variant=of,
        fixed=fixed,
    )
    if as_json:
        print_json(found.as_dict())
    else:
        _print(found)
    if not found.agrees:
        raise typer.Exit(1)


def impact(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="The source or the publisher's table: REGK31.")],
    codes: Annotated[str, typer.Argument(help='As a trace shows them: "FUNKTION=32201 · ART=TOT · PRISENHED=INDL".')],
    municipality: Annotated[str, typer.Argument(help="Code or name: 730, Randers; 000 is the whole country.")],
    period: Annotated[str, typer.Argument(help="As the file writes it: 2024, 2024K1.")],
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Show every published number, page and brief that one source cell touches."""
    from pipelines.releases import release
    from pipelines.releases.tracing.impact import impact as touched

    found = touched(release.find(workspace_of(context), release_id), table, codes, municipality, period)
    if as_json:
        print_json(asdict(found))
        return
    say(f"{found.publisher_table} · {found.codes} · {found.area} · {found.period}", style="bold")
    say(f"  {found.snapshot_id} line {found.file_line}: {found.file_text}")
    counted = Counter((item.kind, item.indicator_id) for item in found.numbers)
    rows = []
    for (kind, indicator), number in counted.items():
        of = [item for item in found.numbers if (item.kind, item.indicator_id) == (kind, indicator)]
        places = sorted({item.municipality_code for item in of})
        years = sorted({item.year for item in of if item.year is not None})
        rows.append(
            {
                "kind": kind,
                "of": indicator,
                "numbers": number,
                "municipalities": ", ".join(places) if len(places) <= NAMED else f"{len(places)} municipalities",
                "years": f"{years[0]}-{years[-1]}" if len(years) > 1 else "".join(map(str, years)),
            }
        )
    print_table(rows, ("kind", "of", "numbers", "municipalities", "years"))
    numbers, pages, briefs = (figure(len(each)) for each in (found.numbers, found.pages, found.briefs))
    say(f"  {numbers} numbers, {pages} pages, {briefs} briefs; each in --json.")
    for page in found.pages:
        say(f"    {page}", style="dim")
    for brief in found.briefs:
        say(f"    brief: {brief}", style="dim")


def _print(found: Trace) -> None:
    about = [found.title, f"{found.municipality} ({found.municipality_code})", found.year, found.variant]
    say(" · ".join(str(part) for part in about if part is not None), style="bold")
    if found.price_basis == "fixed":
        say("  in fixed prices")
    if found.kind == "value":
        (number,) = found.numbers
        missing = word(found.missing_reason or "")
        say(f"  {missing if number.published is None else f'{plain(number.published)} {found.unit}'}")
        say(f"  {found.formula}")
    elif found.missing_reason:
        say(f"  {word(found.missing_reason)}")
    for absent in found.absent:
        say(
            f"  Absent: {word(absent.role)} {absent.publisher_table or absent.table} [{absent.codes}] {absent.period}: "
            f"{word(absent.reason)}"
        )
    if found.kind != "value":
        print_table([_number_row(number) for number in found.numbers], ("number", "published", "again", "how"))
    _print_cells(found)
    for cell in found.cells:
        if not cell.fits:
            say(f"  NOT of {cell.area}, {cell.codes}, {cell.period}: {cell.snapshot_id} line {cell.file_line}")
        if correction := cell.correction:
            reason = correction.reason_da if language() == "da" else correction.reason_en
            say(f"  Corrected in {cell.snapshot_id} line {cell.file_line}: {_used(cell)}. {reason}")
            say(
                f"    {correction.correction_id}: {correction.evidence}; reviewed by {correction.reviewed_by} "
                f"on {correction.reviewed_on} ({correction.status})",
                style="dim",
            )
    for cell in {cell.snapshot_id: cell for cell in found.cells}.values():
        say(f"  {cell.file} sha256 {cell.sha256}")
        where = " ".join(part for part in (cell.url, cell.request) if part)
        terms = "; ".join(filter(None, (cell.licence, spoken(f"retrieved {day(cell.retrieved_at)}"), where)))
        for text in (cell.citation, terms):
            if text:
                say(f"    {text}", style="dim")
    if found.kind == "value" and found.recomputed is not None:
        verdict = "the same as published" if found.agrees else "NOT what is published"
        say(f"  {found.numbers[0].how}")
        say(f"  Computed again from the files: {_again(found.recomputed)}, {verdict}.")
    elif found.kind != "value" and found.missing_reason is None:
        wrong = [number.name for number in found.numbers if not number.agrees]
        verdict = "NOT what is published: " + ", ".join(wrong or ["a value it rests on"])
        say(f"  Computed again from the files: {'the same as published' if found.agrees else verdict}.")


def _print_cells(found: Trace) -> None:
    """The cells, each with the value it is in where that is another; where they are many, those of the fewest roles."""
    shown = [
        cell for cell in found.cells if len(found.cells) <= SHOWN or cell.municipality_code == found.municipality_code
    ]
    several = found.kind != "value"
    rows = [
        {
            "in": f"{cell.indicator_id or found.indicator_id} {cell.municipality_code or cell.area} {cell.year}",
            "role": word(cell.role),
            "source": f"{cell.publisher}, {cell.publisher_table}",
            "area": cell.area,
            "codes": cell.codes,
            "period": cell.period,
            "value": _used(cell),
            "weight": plain(cell.weight) + (f"/{cell.divisor}" if cell.divisor > 1 else ""),
            "snapshot": cell.snapshot_id,
            "line": cell.file_line,
            "as it stands": cell.file_text,
            "cell of the sheet": cell.source_cell,
        }
        for cell in shown
    ]
    print_table(
        rows,
        (("in",) if several else ())
        + ("role", "source", "area", "codes", "period", "value", "weight", "snapshot", "line", "as it stands")
        + (("cell of the sheet",) if any(cell.source_cell for cell in shown) else ()),
    )
    if len(shown) < len(found.cells):
        by_role = groupby(sorted(found.premises, key=lambda item: item.role), key=lambda item: item.role)
        listed = ", ".join(f"{len(list(items))} × {spoken(PREMISES.get(role, role))}" for role, items in by_role)
        say(f"  It rests on {len(found.premises)} values ({listed}); all {len(found.cells)} cells are in --json.")


def _number_row(number: Number) -> dict[str, object]:
    return {
        "number": number.name,
        "published": number.published,
        "again": ("" if number.agrees else "NOT ") + _again(number.recomputed),
        "how": number.how,
    }


def _again(value: float | str | None) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _used(cell: Cell) -> str:
    """The figure a cell enters with, and what the file says where a correction holds."""
    if cell.correction is None:
        return cell.file_value
    used = word(cell.missing_reason or "") if cell.value is None else plain(cell.value)
    return f"{used} (file: {cell.file_value})"
