"""Which figures rest on a corrected source cell, and which are worth a second look?

Use it on an indicator's own page, after the figures, outside any section: it has a section of its own and is not there
when there is nothing to say. Not for judging a municipality: a flag is about the figure, in the order of municipalities
and years, and says neither good nor bad.

Example: `<FigureNotes data={facts} corrections={corrections} flags={flags} />`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import Table
from dashboards.language import N_, slug
from dashboards.rows.indicator import Facts
from dashboards.rows.provenance import Corrected, Flag
from dashboards.words.corrections import correction_sentences, flags_words, other_flags

TITLE = N_("Rettelser og usædvanlige tal")
CORRECTED = N_(
    "En rettelse gælder en kildecelle, hvor fejlen er dokumenteret og vurderet; kildens egen fil er uændret."
)
UNUSUAL = N_(
    "Et usædvanligt tal er værd at se på en gang til. Det kan være rigtigt og er hverken ændret eller udeladt."
)

FigureKey = tuple[str, int, str]  # municipality_code, year, price_basis


def flags_by_figure(flags: Sequence[Flag]) -> Mapping[FigureKey, Sequence[Flag]]:
    """The flags of each figure, in the order given."""
    found: dict[FigureKey, list[Flag]] = {}
    for flag in flags:
        found.setdefault((flag.municipality_code, flag.year, flag.price_basis), []).append(flag)
    return found


def render(page: Page, *, data: Sequence[Facts], corrections: Sequence[Corrected], flags: Sequence[Flag]) -> Markup:
    if not corrections and not flags:
        return Markup("")
    about, lang = data[0], page.lang
    shown = [flag for flag in flags if flag.is_compared or not flag.is_municipality]
    rows = [
        [
            same[0].name,
            str(same[0].year),
            lang.in_unit(same[0].value, about.decimals, about.unit_measure),
            flags_words(lang, same),
        ]
        for same in flags_by_figure(shown).values()
    ]
    others = len(flags_by_figure([flag for flag in flags if flag.is_municipality and not flag.is_compared]))
    body = page.template(
        "figure_notes.html",
        corrections=[
            (
                rows[0],
                correction_sentences(lang, rows[0], [(row.municipality_name, row.year) for row in rows]),
            )
            for rows in (list(same) for _, same in groupby(corrections, key=lambda row: row.correction_id))
        ],
        table=Table(
            lang.say("Usædvanlige tal"),
            [lang.say("Kommune"), lang.say("År"), lang.say("Tal"), lang.say("Bemærkning")],
            rows,
            numeric=False,
        )
        if rows
        else None,
        others=other_flags(lang, others),
    )
    note = " ".join(lang.say(text) for text, there in ((CORRECTED, corrections), (UNUSUAL, flags)) if there)
    title = lang.say(TITLE)
    return page.template("section.html", title=title, note=note, legend="", anchor=slug(title), body=body)


COMPONENT = Component(
    tag="FigureNotes",
    kinds=("effect", "unit_price", "activity", "context", "control"),
    attributes={"data": Rows(Facts), "corrections": Rows(Corrected), "flags": Rows(Flag)},
    render=render,
)
