"""How does this measure stand: over the years, between the compared, and over the whole country?

Use it first on a measure's own page, where no municipality is "ours"; with scripts a reader chooses one. Not on pages
of a municipality, whose cards show the measure from there. A decided target is a line across, told below it with who
decided it and where the present course leads. Without a figure it says why.

Example: `<MeasureChart data={facts} values={series} judged={judged} targets={targets} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.method.question import INDICATOR_KINDS
from dashboards.components.page.data_table import Table
from dashboards.components.places.tiles import TileEntry, tiles
from dashboards.drawing import plain
from dashboards.drawing.picture import Frame, Part, picture
from dashboards.drawing.view_data import view_of_all
from dashboards.language import Language, alphabetical, upper_first
from dashboards.numbers import Number
from dashboards.rows.indicator import Facts, PlacedTarget, Point
from dashboards.words import drawings, verdicts
from dashboards.words.of_pages import measure as sentences
from dashboards.words.waiting import without_figure

COUNTRY = "000"
"""The country's figure is among the values, and is no municipality's."""
FEWEST_ON_MAP = 60
"""With fewer municipalities than this a map shows where figures are missing and not how they lie."""


@dataclass(frozen=True, kw_only=True)
class JudgedPlace:
    """A municipality's latest figure: `verdict` and `gap` beside the country, the other verdict beside the group."""

    municipality_code: str
    name: str
    slug: str
    is_compared: bool
    value: Number | None
    gap: Number | None
    verdict: str | None
    verdict_compared: str | None


def render(
    page: Page,
    *,
    data: Sequence[Facts],
    values: Sequence[Point],
    judged: Sequence[JudgedPlace],
    targets: Sequence[PlacedTarget],
) -> Markup:
    about, lang = data[0], page.lang
    latest = [p for p in values if p.year == about.latest_year and p.municipality_code != COUNTRY]
    strip = plain.strip(lang, about, latest)
    told = [(target.name, verdicts.target_sentences(lang, target, about)) for target in targets]
    if not strip:
        missing = _missing(lang, about)
        why = page.template("missing_note.html", text=missing) if missing else Markup()
        return why + page.template("measure_targets.html", targets=told)
    calls = {row.municipality_code: _call(about, row) for row in judged}
    known = [row for row in judged if row.value is not None]
    on_map = about.kind in ("effect", "unit_price") and len(known) >= FEWEST_ON_MAP
    headline = _headline(lang, about, judged)
    aims = [_aim(lang, target) for target in targets]
    lines = plain.lines(lang, about, values, aims)
    frame = _frame(lang, about, headline)
    over_years, in_year = drawings.over_years(lang, about), drawings.in_year(lang, about)
    drawn = [Part(said, "", str(svg)) for said, svg in ((over_years, lines), (in_year, strip)) if svg]
    page.file(frame.file, picture(frame, drawn))
    return page.template(
        "measure_chart.html",
        about=about,
        headline=headline,
        lines=lines,
        over_years=over_years,
        in_year=in_year,
        picture=frame,
        strip=strip,
        n_others=sum(not row.is_compared for row in known),
        targets=told,
        map=tiles(page, [_tile(lang, about, row, calls) for row in judged], _legend(lang, calls)) if on_map else "",
        table=_table(lang, about, known, calls) if on_map else None,
        view=view_of_all(lang, about, values, aims),
    )


def _frame(lang: Language, about: Facts, headline: str) -> Frame:
    said = (f"{about.unit}, {about.latest_year}", headline)
    return Frame(about.slug, about.title, tuple(filter(None, said)), (drawings.credit(lang, about),))


def _call(about: Facts, row: JudgedPlace) -> str:
    return sentences.call(row.verdict, row.gap, about.decimals, row.value)


def _aim(lang: Language, target: PlacedTarget) -> tuple[str, float]:
    return lang.say("{place}, mål {year}", place=target.name, year=target.target_year), float(target.target)


def _headline(lang: Language, about: Facts, judged: Sequence[JudgedPlace]) -> str:
    """The compared group's verdicts, where any of them is more than too few measurements."""
    if about.kind not in ("effect", "unit_price"):
        return ""
    return sentences.verdicts_in_words(lang, [(row.name, row.verdict_compared) for row in judged if row.is_compared])


def _tile(lang: Language, about: Facts, row: JudgedPlace, calls: dict[str, str]) -> TileEntry:
    said = calls[row.municipality_code]
    return TileEntry(
        municipality_code=row.municipality_code,
        title=sentences.tile(lang, row.name, row.value, about, said),
        call=said,
        ways=((f"/{row.slug}/{about.area_slug}/", about.slug), (f"/kommuner/{row.slug}/", about.slug)),
    )


def _legend(lang: Language, calls: dict[str, str]) -> list[tuple[str, str]]:
    found = sentences.counted(list(calls.values()))
    return [(each, f"{lang.say(sentences.CALLS[each])} {lang.number(count)}") for each, count in found]


def _table(lang: Language, about: Facts, known: Sequence[JudgedPlace], calls: dict[str, str]) -> Table:
    """All that have a figure, by name."""
    by_name = sorted(known, key=lambda row: alphabetical(row.name))
    return Table(
        caption=lang.say(
            "{measure} i landets kommuner, {unit}, {year}",
            measure=about.title,
            unit=about.unit,
            year=about.latest_year,
        ),
        head=[lang.say("Kommune"), about.unit, lang.say("mod landets gennemsnit")],
        rows=[
            [
                row.name,
                lang.number(row.value or 0, about.decimals),
                lang.say(sentences.CALLS[calls[row.municipality_code]]),
            ]
            for row in by_name
        ],
    )


def _missing(lang: Language, about: Facts) -> str:
    """Why there is nothing to draw; empty where figures are there, but of one municipality alone."""
    if not about.missing_reason:
        return ""
    said = upper_first(without_figure(lang, about.awaits, about.missing_reason))
    return " ".join(filter(None, (f"{said}.", about.missing_note)))


COMPONENT = Component(
    tag="MeasureChart",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "values": Rows(Point), "judged": Rows(JudgedPlace), "targets": Rows(PlacedTarget)},
    render=render,
)
