"""The rows of the working paper: each drawn number with recipe, cells and what was worked again.

Belongs here: what stands on the paper. Does not belong here: drawing (`drawing`) or the forms it is written in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.releases.release import Release
from pipelines.releases.sampling.drawing import RULES, Drawn, Sample
from pipelines.releases.tracing.cells import Cell
from pipelines.releases.tracing.trace import Trace, trace
from seksby.workspace import Workspace

CELLS_SHOWN: Final = 12
"""Cells of a number on the paper; of one that rests on the whole country the rest is in the trace."""
NO_DAY: Final = "2007-01-01"
"""A paper without any cell still needs a date: the reform of municipalities."""
CHECKS: Final = ("Celler fundet i filen", "Genregnet", "Set på siden")


@dataclass(frozen=True)
class PaperCell:
    """One source cell of a number, as it is looked up."""

    role: str
    table: str
    area: str
    codes: str
    period: str
    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Item:
    """One drawn number on the paper."""

    no: int
    key: str
    title: str
    of: str
    number: str
    published: str
    again: str
    recipe: str
    cells: Sequence[PaperCell]
    cells_in_all: int
    command: str


@dataclass(frozen=True)
class Paper:
    """The working paper: how it was drawn, and its items; `day` is that of the release's newest file."""

    release: str
    day: str
    facts: Sequence[tuple[str, str]]
    items: Sequence[Item]


def paper(workspace: Workspace, release: Release, sample: Sample) -> Paper:
    """Follow every drawn number to its cells.

    Raises:
        SnapshotError: a file a number stands on is not what was stored.
    """
    traces = [
        trace(
            workspace,
            release,
            drawn.indicator_id,
            drawn.municipality_code,
            drawn.year,
            kind=drawn.kind,
            variant=drawn.variant,
        )
        for drawn in sample.drawn
    ]
    repeat = f"seksby sample -n {len(sample.drawn)} --seed {sample.seed} --method {sample.method}"
    return Paper(
        release=release.id,
        day=max((cell.retrieved_at[:10] for traced in traces for cell in traced.cells), default=NO_DAY),
        facts=[
            ("Udgave", release.id),
            ("Ramme", f"{sample.frame} offentliggjorte tal; faste priser er ikke med"),
            ("Antal", str(len(sample.drawn))),
            ("Metode", sample.method),
            ("Regel", RULES[sample.method]),
            ("Frø", str(sample.seed)),
            ("Nøgle", "art|tal|mål|kommune|år|prisbasis|gruppe, model eller scenarie"),
            ("Træk igen", f"{repeat} --release {release.id}"),
        ],
        items=[
            _item(place, drawn, traced, release.id)
            for place, (drawn, traced) in enumerate(zip(sample.drawn, traces, strict=True), start=1)
        ],
    )


def _item(place: int, drawn: Drawn, traced: Trace, release: str) -> Item:
    (number,) = (each for each in traced.numbers if each.name == drawn.number)
    words = [drawn.indicator_id, drawn.municipality_code]
    words += [str(drawn.year)] if drawn.year is not None else []
    words += ["--kind", drawn.kind] if drawn.kind != "value" else []
    words += ["--of", f'"{drawn.variant}"'] if drawn.variant else []
    about = (traced.municipality, drawn.year, drawn.variant)
    return Item(
        no=place,
        key=drawn.key,
        title=traced.title,
        of=", ".join(str(part) for part in about if part is not None),
        number=drawn.number if drawn.kind == "value" else f"{drawn.kind}: {drawn.number}",
        published=_text(number.published),
        again=_text(number.recomputed) if number.agrees else f"IKKE DET SAMME: {_text(number.recomputed)}",
        recipe=" = ".join(part for part in (traced.formula if drawn.kind == "value" else "", number.how) if part),
        cells=[
            PaperCell(
                cell.role,
                cell.publisher_table,
                cell.area,
                cell.codes,
                cell.period,
                f"{cell.snapshot_id}.csv",
                cell.file_line,
                cell.file_text,
            )
            for cell in _first(traced.cells, drawn.municipality_code)
        ],
        cells_in_all=len(traced.cells),
        command=f"seksby trace {' '.join(words)} --release {release} --json",
    )


def _first(cells: Sequence[Cell], municipality: str) -> Sequence[Cell]:
    """The own cells of a number before those of the others; no more than there is room for."""
    return sorted(cells, key=lambda cell: cell.municipality_code != municipality)[:CELLS_SHOWN]


def _text(value: Decimal | float | int | str | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
