"""Briefs as tagged PDF, one A4 page each.

Belongs here: handing the text to Typst and asking for PDF/UA-1, which the compiler refuses where a picture has no
alternative text or the document no title. Does not belong here: what a page looks like (`brief.typ`).

The bytes depend on the briefs alone: typefaces are those inside Typst, whatever the machine has, and the time stamp is
the date of the newest source. Text goes in as JSON and is never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboards.brief.agenda import Agenda
from dashboards.brief.content import LISTED, Brief, Figure, headings
from dashboards.brief.drawings import on_paper
from dashboards.drawing import theme
from seksby.errors import PageError

if TYPE_CHECKING:
    import typst

TEMPLATE: Final = Path(__file__).with_name("brief.typ")
TYPEFACE: Final = "Libertinus Serif"
STANDARD: Final = "ua-1"


def to_pdf(briefs: Sequence[Brief], title: str, svg: Mapping[str, str], agenda: Agenda | None = None) -> bytes:
    """The briefs, of one language, in one document, a page each, after the agenda where there is one; `svg` is each
    chart's drawing by its key.

    Raises:
        PageError: a brief is too long for its page at the smallest size of letters.
    """
    import typst

    lang = briefs[0].lang
    data = {
        "title": title,
        "description": briefs[0].headline if len(briefs) == 1 else title,
        "language": lang.code,
        "colours": theme.PALETTES["print"],
        "words": headings(lang),
        "agenda": agenda and {**asdict(agenda), "lang": None},
        "briefs": [_plain(brief, svg) for brief in briefs],
    }
    try:
        made = _compiler().compile(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=_timestamp(briefs),
        )
    except typst.TypstError as error:
        raise PageError(
            f"the brief cannot be set: {error.message.removeprefix('assertion failed: ')}",
            where=f"{title}, set by {TEMPLATE.name}",
            expected="text that fits one A4 page at 9 pt or more, and an alternative text for each picture",
            remedy="shorten the titles, or the notes of what is missing, in the catalogue",
        ) from None
    assert isinstance(made, bytes)  # noqa: S101 - no output file was named
    return made


@cache
def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(input=TEMPLATE, ignore_system_fonts=True)


def _plain(brief: Brief, svg: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": brief.title,
        "municipality": brief.municipality,
        "others": brief.others,
        "edition": brief.edition,
        "headline": brief.headline,
        "effects": [_figure(figure, svg) for figure in brief.effects],
        "no-effect": brief.no_effect,
        "prices": [_figure(figure, svg) for figure in brief.prices],
        "no-price": brief.no_price,
        "unknown": [
            [{"heading": row.heading, "text": row.text(brief.lang, listed)} for row in brief.unknown]
            for listed in LISTED
        ],
        "questions": brief.questions,
        "legend": brief.legend,
        "foot": list(filter(None, (brief.sources, brief.notice, brief.where))),
    }


def _figure(figure: Figure, svg: Mapping[str, str]) -> dict[str, Any]:
    drawing = on_paper(svg[figure.chart.key], TYPEFACE) if figure.chart else None
    return {**asdict(figure), "chart": None, "svg": drawing}


def _timestamp(briefs: Sequence[Brief]) -> datetime:
    """The date of the newest source; the epoch where there is no source."""
    days = [brief.dated for brief in briefs if brief.dated]
    return datetime.combine(max(days), time(), UTC) if days else datetime.fromtimestamp(0, UTC)
