"""The files of an export: which briefs, under which names.

Belongs here: finding the municipalities and areas asked for, and writing. Of one area: a PDF and slides of its own. Of
all areas of a municipality: a PDF for each and one with all of them, and all slides in one presentation, as a meeting
takes them. Does not belong here: what is in a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from dashboards.brief.agenda import Agenda, agenda
from dashboards.brief.content import Brief, Briefs, Place, headings
from dashboards.compiler.queries import Marts
from dashboards.drawing.charts import draw_all
from dashboards.language import DANISH, LANGUAGES, Language
from seksby.errors import UsageError
from seksby.naming import folded

Format = Literal["pdf", "pptx"]
FORMATS: tuple[Format, ...] = ("pdf", "pptx")


@dataclass(frozen=True)
class BriefReport:
    """What one export wrote.

    Args:
        briefs: how many places are in it.
        files: the files, in the order they were written.
        charts_drawn: charts that were not in the cache.
    """

    briefs: int
    files: tuple[Path, ...]
    charts_drawn: int


def write_briefs(
    warehouse: Path,
    out: Path,
    *,
    cache: Path,
    municipality: str | None = None,
    area: str | None = None,
    formats: Collection[Format] = FORMATS,
    lang: Language = DANISH,
) -> BriefReport:
    """Write the briefs of a municipality and an area, all of them where none is named, into the folder `out`.

    The same marts give the same bytes. Files of these names are replaced, others left alone.

    Raises:
        UsageError: there is no such municipality or area, or it has no brief.
        PageError: a brief is too long for its page, or a page's query does not fit the warehouse.
    """
    with Marts.open(warehouse) as marts:
        briefs = Briefs(marts)
        places = wanted(briefs.places, municipality, area)
        content = list(zip(places, briefs.every(places, lang), strict=True))
    drawn = draw_all((figure.chart for _, brief in content for figure in brief.figures if figure.chart), cache)
    ending = "" if lang == DANISH else f"-{lang.code}"
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for slug, grouped in groupby(content, key=lambda pair: pair[0].municipality_slug):
        for name, bytes_ in _files(slug, list(grouped), drawn.svg, formats, whole=area is None):
            path = out / name.replace(".", f"{ending}.")
            path.write_bytes(bytes_)
            files.append(path)
    return BriefReport(briefs=len(content), files=tuple(files), charts_drawn=drawn.misses)


def write_agenda(
    warehouse: Path,
    out: Path,
    *,
    cache: Path,
    municipality: str,
    committee: str,
    areas: Sequence[str],
    formats: Collection[Format] = FORMATS,
    lang: Language = DANISH,
) -> BriefReport:
    """Write the papers of a committee's meeting: its agenda and the briefs of its areas, a document of each format.

    Args:
        warehouse: of the release.
        out: the folder to write to.
        cache: where charts are kept.
        municipality: name, slug or code.
        committee: its name, as it stands on the papers.
        areas: its service areas, by id, title or slug.
        formats: which files.
        lang: what they are written in.

    Raises:
        UsageError: there is no such municipality or area, or it has no brief.
        PageError: a brief is too long for its page, or a query does not fit the warehouse.
    """
    with Marts.open(warehouse) as marts:
        briefs = Briefs(marts)
        places = [place for area in areas for place in wanted(briefs.places, municipality, area)]
        every = briefs.every(places, lang)
        papers = agenda(marts, committee, places, every, lang)
    drawn = draw_all((figure.chart for brief in every for figure in brief.figures if figure.chart), cache)
    out.mkdir(parents=True, exist_ok=True)
    ending = "" if lang == DANISH else f"-{lang.code}"
    stem = "-".join(["dagsorden", places[0].municipality_slug, *"".join(_plain_letters(committee)).split()]) + ending
    files = []
    for form in formats:
        path = out / f"{stem}.{form}"
        path.write_bytes(_papers(form, every, papers, drawn.svg))
        files.append(path)
    return BriefReport(briefs=len(every), files=tuple(files), charts_drawn=drawn.misses)


def _papers(form: Format, briefs: Sequence[Brief], papers: Agenda, svg: Mapping[str, str]) -> bytes:
    title = f"{papers.subject}: {papers.title}"
    if form == "pdf":
        from dashboards.brief.pdf import to_pdf

        return to_pdf(briefs, title, svg, papers)
    from dashboards.brief.slides import to_pptx

    return to_pptx(briefs, title, svg, papers)


def _plain_letters(text: str) -> Iterator[str]:
    return (letter if letter.isalnum() else " " for letter in folded(text))


def wanted(places: Sequence[Place], municipality: str | None, area: str | None) -> list[Place]:
    """The places asked for: a municipality by name, slug or code, an area by title, slug or id, in any case.

    Raises:
        UsageError: there is none; says which there are.
    """
    for asked, names, option in (
        (municipality, _municipality_names, "--municipality"),
        (area, _area_names, "--area"),
    ):
        if asked is None:
            continue
        known = list(dict.fromkeys(names(place)[0] for place in places))
        places = [place for place in places if folded(asked) in map(folded, names(place))]
        if not places:
            raise UsageError(
                f"There is no brief of the service area {asked}."
                if option == "--area"
                else f"There is no brief of the municipality {asked}.",
                where=option,
                expected=f"one of {', '.join(known)}",
                remedy=f"name one of them, or leave {option} out for all",
            )
    return list(places)


def _municipality_names(place: Place) -> list[str]:
    return [place.municipality_slug, place.municipality, str(place.row["municipality_code"])]


def _area_names(place: Place) -> list[str]:
    return [place.area_slug, str(place.row["service_area"]), *(place.area(lang) for lang in LANGUAGES)]


def _files(
    municipality: str,
    content: Sequence[tuple[Place, Brief]],
    svg: Mapping[str, str],
    formats: Collection[Format],
    *,
    whole: bool,
) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of one municipality's files; `whole` when all its areas were asked for."""
    every = [brief for _, brief in content]
    kind = headings(every[0].lang)["kind"]
    title = f"{kind}: {every[0].municipality}" if whole else every[0].title
    if "pdf" in formats:
        from dashboards.brief.pdf import to_pdf

        for place, brief in content:
            yield f"{municipality}-{place.area_slug}.pdf", to_pdf([brief], brief.title, svg)
        if whole:
            yield f"{municipality}.pdf", to_pdf(every, title, svg)
    if "pptx" in formats:
        from dashboards.brief.slides import to_pptx

        name = municipality if whole else f"{municipality}-{content[0][0].area_slug}"
        yield f"{name}.pptx", to_pptx(every, title, svg)
