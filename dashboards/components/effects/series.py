"""What are the figures of this indicator in all years?

Use it on an indicator's own page, where no municipality is "ours". Not on area pages, whose cards have a trend beside
the strip. A figure with a correction or a flag has a sign in the table and a remark in the CSV; `FigureNotes` explains.
Money stands in fixed prices too, or a line says why not.

Example: `<Series data={facts} values={values} corrections={corrections} flags={flags} fixed={fixed} base={base} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.doubts.figure_notes import TITLE, FigureKey, flags_by_figure
from dashboards.components.page.data_table import CSV_COLUMNS, Table, csv_rows, series_table
from dashboards.language import N_, Language, slug
from dashboards.rows.indicator import Facts, Point, PriceBasis
from dashboards.rows.provenance import Corrected, Flag
from dashboards.words.corrections import flags_note
from dashboards.words.of_pages import method as method_sentences

NOTED_COLUMNS = (*CSV_COLUMNS, N_("bemaerkning"))


def remarks(
    lang: Language, points: Sequence[Point], corrections: Sequence[Corrected], flags: Sequence[Flag]
) -> dict[FigureKey, str]:
    """What is to be said of each figure that rests on a correction or has a flag."""
    corrected: dict[tuple[str, int], list[str]] = {}
    for row in corrections:
        corrected.setdefault((row.municipality_code, row.year), []).append(row.correction_id)
    flagged = flags_by_figure(flags)
    found: dict[FigureKey, str] = {}
    for p in points:
        key = (p.municipality_code, p.year, p.price_basis)
        ids = corrected.get(key[:2])
        parts = [lang.say("kildens tal er rettet ({corrections})", corrections=", ".join(ids))] if ids else []
        if key in flagged:
            parts.append(flags_note(lang, flagged[key]))
        if parts:
            found[key] = ". ".join(parts)
    return found


def render(
    page: Page,
    *,
    data: Sequence[Facts],
    values: Sequence[Point],
    corrections: Sequence[Corrected],
    flags: Sequence[Flag],
    fixed: Sequence[Point],
    base: Sequence[PriceBasis],
) -> Markup:
    about, lang, notes_title = data[0], page.lang, page.lang.say(TITLE)
    said = remarks(lang, values, corrections, flags)
    noted = [
        (*row, said.get((p.municipality_code, p.year, p.price_basis)))
        for row, p in zip(csv_rows(lang, about, values), values, strict=True)
    ]
    table = (
        series_table(lang, about, values, {key[:2] for key in said})
        if any(p.value is not None for p in values)
        else None
    )
    in_fixed = base[0].base_year is not None and any(p.value is not None for p in fixed)
    return page.template(
        "series.html",
        table=table,
        fixed=_fixed_table(lang, about, fixed, base[0]) if in_fixed else None,
        fixed_csv=in_fixed and page.csv(f"{about.slug}-faste-priser", CSV_COLUMNS, csv_rows(lang, about, fixed)),
        fixed_missing=method_sentences.fixed_prices_missing(lang, fixed) if values and fixed and not in_fixed else "",
        csv=values and page.csv(about.slug, NOTED_COLUMNS, noted),
        noted=any(p.is_compared and (p.municipality_code, p.year, p.price_basis) in said for p in values),
        notes_title=notes_title,
        notes_anchor=slug(notes_title),
    )


def _fixed_table(lang: Language, about: Facts, fixed: Sequence[Point], base: PriceBasis) -> Table:
    """The same series in prices of one year; years without an index stay out."""
    table = series_table(lang, about, [p for p in fixed if p.value is not None])
    return replace(table, caption=lang.say("{table}, i {year}-priser", table=table.caption, year=base.base_year))


COMPONENT = Component(
    tag="Series",
    kinds=("effect", "unit_price", "activity", "context", "control"),
    attributes={
        "data": Rows(Facts),
        "values": Rows(Point),
        "corrections": Rows(Corrected),
        "flags": Rows(Flag),
        "fixed": Rows(Point),
        "base": Rows(PriceBasis),
    },
    render=render,
)
