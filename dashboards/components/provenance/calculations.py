"""How did this number come about, cell by cell?

Use it on an indicator's own page, for those with pages in one year. Not for a series; the other years are in the CSV
and in `seksby trace`. Each municipality has an anchor of its own, to which the links "Where does the figure come
from?" lead.

Example: `<Calculations data={calculations} cells={cells} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_, Language
from dashboards.numbers import Number
from dashboards.words import corrections, verdicts
from dashboards.words.closed_lists import role_words


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """How one value came about: scale × numerator × multiplier / denominator."""

    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    unit: str
    decimals: int
    scale: Number
    recipe: str | None
    municipality_code: str
    municipality_name: str
    municipality_slug: str
    year: int | None
    numerator: Number | None
    multiplier: Number | None
    denominator: Number | None
    value: Number | None
    missing_reason: str | None
    missing_note: str | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One source cell that entered a value; `area_code` is whose cell it is, which may have become part of another."""

    municipality_code: str
    area_code: str
    role: str
    publisher_table: str
    codes: str
    period: str
    cell_value: Number | None
    published_value: Number | None
    marker: str | None
    missing_reason: str | None
    correction_id: str | None
    weight: Number
    divisor: Number
    weighted_value: Number | None
    snapshot_id: str
    file_line: int
    file_text: str | None


CSV_COLUMNS = (
    N_("kommunekode"),
    N_("rolle"),
    N_("tabel"),
    N_("koder"),
    N_("periode"),
    N_("vaerdi"),
    N_("i_filen"),
    N_("maerke"),
    N_("rettelse"),
    N_("vaegt"),
    N_("deler"),
    N_("bidrag"),
    N_("snapshot"),
    N_("linje"),
    N_("linjens_tekst"),
)


SUMMANDS = 6
"""Cells of which a number is written as the sum; of more the table below has them."""


def formula(lang: Language, row: Calculation, cells: Sequence[Cell] = ()) -> str:
    """The recipe with this municipality's numbers: `100 × (1.000 + 234) / 5.678 = 21,7`; a scale of 1 is left out."""
    if row.value is None or row.numerator is None:
        return ""
    parts: dict[str, Number | None] = {
        "numerator": row.numerator,
        "multiplier": row.multiplier,
        "denominator": row.denominator,
    }
    is_alone = row.scale == 1 and row.multiplier is None and row.denominator is None
    said = {
        role: _as_sum(lang, whole, [cell for cell in cells if cell.role == role], is_alone=is_alone)
        for role, whole in parts.items()
        if whole is not None
    }
    factors = [*([lang.exact(row.scale)] if row.scale != 1 else []), said["numerator"]]
    if "multiplier" in said:
        factors.append(said["multiplier"])
    left = " × ".join(factors)
    if "denominator" in said:
        left += f" / {said['denominator']}"
    return f"{left} = {lang.number(row.value, row.decimals)}"


def _as_sum(lang: Language, whole: Number, cells: Sequence[Cell], *, is_alone: bool) -> str:
    """A number as the sum of what its cells give; by itself where that is one cell, many, or not all of it."""
    given = [cell.weighted_value for cell in cells if cell.weighted_value is not None]
    known = [float(value) for value in given]
    if not 1 < len(given) <= SUMMANDS or abs(sum(known) - float(whole)) > 1e-6 * max(1.0, abs(float(whole))):
        return lang.exact(whole)
    first, *rest = given
    text = lang.exact(first) + "".join(
        f" {'−' if value < 0 else '+'} {lang.exact(-value if value < 0 else value)}" for value in rest
    )
    return text if is_alone else f"({text})"


def render(page: Page, *, data: Sequence[Calculation], cells: Sequence[Cell]) -> Markup:
    rows = [
        {
            "about": row,
            "formula": formula(
                page.lang, row, [cell for cell in cells if cell.municipality_code == row.municipality_code]
            ),
            "missing": ""
            if row.value is not None
            else verdicts.missing_sentence(page.lang, row.missing_reason, row.missing_note),
            "cells": [cell for cell in cells if cell.municipality_code == row.municipality_code],
        }
        for row in data
    ]
    csv = cells and page.csv(
        "celler",
        CSV_COLUMNS,
        [
            (
                c.municipality_code,
                role_words(page.lang, c.role),
                c.publisher_table,
                c.codes,
                c.period,
                c.cell_value,
                c.published_value,
                c.marker,
                c.correction_id,
                c.weight,
                c.divisor,
                c.weighted_value,
                c.snapshot_id,
                c.file_line,
                c.file_text,
            )
            for c in cells
        ],
    )
    return page.template(
        "calculations.html",
        rows=rows,
        recipe=data[0].recipe if data else None,
        role_words=partial(role_words, page.lang),
        csv=csv,
        in_file=partial(corrections.in_file, page.lang),
    )


COMPONENT = Component(
    tag="Calculations",
    kinds=("effect", "unit_price", "activity", "context", "control"),
    attributes={"data": Rows(Calculation, shown=True), "cells": Rows(Cell)},
    render=render,
)
