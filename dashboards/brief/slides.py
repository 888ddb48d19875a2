"""Briefs as slides, two for each: effects, then price, what cannot be told and the questions.

Belongs here: where things stand on a 16:9 slide, with native tables and real titles so that text can be edited and read
aloud, and charts as pictures with alternative text. Does not belong here: any text of its own.

The bytes depend on the briefs alone: charts are drawn in the typeface inside vl-convert, and dates in the file are
those of the newest source. Sizes of letters are chosen by an estimate on the wide side, so that PowerPoint's own fit.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain
from math import ceil
from typing import Any, Final

import vl_convert
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from dashboards.brief.agenda import Agenda, Section
from dashboards.brief.content import Brief, Figure, headings
from dashboards.brief.drawings import on_paper, size
from dashboards.drawing import theme

TYPEFACE: Final = "Liberation Sans"
SLIDE: Final = (13.333, 7.5)
MARGIN: Final = 0.5
TITLE: Final = (MARGIN, 0.72, SLIDE[0] - 2 * MARGIN, 1.35)
"""Left, top, width and height of the title, in inches, as all places below."""
BODY_TOP: Final = 2.25
BODY_BOTTOM: Final = 6.7
LEFT_WIDTH: Final = 6.9
RIGHT: Final = 7.6
RIGHT_WIDTH: Final = SLIDE[0] - MARGIN - RIGHT
COLUMNS: Final = (2.55, 1.5, 1.4, 1.45)
"""The narrowest a cost of six digits fits with its currency, which no line may break from it."""
HEAD_HEIGHT: Final = 0.4
CELL: Final = 0.06
"""Room at the sides of a cell."""
LEAST_CHART: Final = 0.9
"""With less room than this a strip would not be read from a chair."""
PIXELS: Final = 3.0
"""Pixels for each unit of a chart: sharp on a projector of 4K."""

_COLOURS = {name: colour.lstrip("#") for name, colour in theme.PALETTES["print"].items()}
_INK, _MUTED, _ACCENT = map(RGBColor.from_string, (_COLOURS["ink"], _COLOURS["muted"], _COLOURS["accent"]))
_NO_TABLE_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's built-in "No Style, No Grid"; lines are drawn below."""
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the earliest a zip file can say, which has no time zone


def to_pptx(briefs: Sequence[Brief], title: str, svg: Mapping[str, str], agenda: Agenda | None = None) -> bytes:
    """The briefs, of one language, in one presentation, after the agenda where there is one; `svg` is each chart's
    drawing by its key.
    """
    presentation = _presentation()
    if agenda:
        for section in agenda.sections:
            _agenda_slide(presentation, briefs[0], agenda, section)
    pictures = _Pictures(svg)
    for brief in briefs:
        _effects_slide(presentation, brief, pictures)
        _price_slide(presentation, brief, pictures)
    days = [brief.dated for brief in briefs if brief.dated]
    properties = presentation.core_properties
    properties.title, properties.author, properties.language = title, "Seksby", briefs[0].lang.code
    properties.last_modified_by, properties.revision = "Seksby", 1
    properties.created = properties.modified = datetime.combine(max(days), time()) if days else _EPOCH
    out = io.BytesIO()
    presentation.save(out)
    return _without_clock(out.getvalue())


@dataclass(frozen=True)
class Run:
    """A piece of text with one look; `smaller` by so many points."""

    text: str
    bold: bool = False
    colour: RGBColor = _INK
    smaller: float = 0


Paragraphs = Sequence[Sequence[Run]]


class _Pictures:
    """Charts as PNG, each drawn once."""

    def __init__(self, svg: Mapping[str, str]) -> None:
        self._svg = svg
        self._png: dict[str, bytes] = {}

    def of(self, figure: Figure) -> tuple[bytes, float] | None:
        """The picture and its height by its width; none where there is no chart."""
        if figure.chart is None:
            return None
        key, drawing = figure.chart.key, self._svg[figure.chart.key]
        width, height = size(drawing)
        if key not in self._png:
            self._png[key] = vl_convert.svg_to_png(on_paper(drawing, TYPEFACE), scale=PIXELS)
        return self._png[key], height / width


def _presentation() -> Any:
    """An empty 16:9 presentation; the default one is 4:3, so its layouts are widened."""
    presentation = Presentation()
    wider = SLIDE[0] * 914400 / presentation.slide_width
    presentation.slide_width, presentation.slide_height = Inches(SLIDE[0]), Inches(SLIDE[1])
    for shape in chain.from_iterable(
        sheet.placeholders for sheet in (presentation.slide_master, *_layouts(presentation))
    ):
        if shape.element.spPr.find(qn("a:xfrm")) is not None:
            shape.left, shape.width = Emu(round(shape.left * wider)), Emu(round(shape.width * wider))
    return presentation


def _layouts(presentation: Any) -> Sequence[Any]:
    return list(presentation.slide_layouts)


def _agenda_slide(presentation: Any, brief: Brief, agenda: Agenda, section: Section) -> None:
    """A section of the agenda; what does not fit in letters that can be read goes on to the next slide."""
    width, room = SLIDE[0] - 2 * MARGIN, BODY_BOTTOM - BODY_TOP
    rest: Paragraphs = [[Run(text)] for text in section.paragraphs]
    while rest:
        shown = max((n for n in range(1, len(rest) + 1) if height(rest[:n], width, LEAST_AGENDA) <= room), default=1)
        slide = _slide(presentation, brief, section.heading, f"{agenda.subject}: {agenda.title}")
        points = _fitting(rest[:shown], width, room, (20, 18, 16, LEAST_AGENDA))
        _text(slide, brief, (MARGIN, BODY_TOP, width, room), rest[:shown], points)
        foot = [[Run(" ".join(filter(None, (agenda.notice, agenda.edition))), colour=_MUTED)]]
        _text(slide, brief, (MARGIN, 6.78, width, 0.6), foot, 10)
        rest = rest[shown:]


def _effects_slide(presentation: Any, brief: Brief, pictures: _Pictures) -> None:
    words = headings(brief.lang)
    slide = _slide(presentation, brief, brief.effect_title)
    if brief.effects:
        room = (BODY_BOTTOM - BODY_TOP - HEAD_HEIGHT) / max(len(brief.effects), 2)
        head = (words["effect"], brief.municipality, brief.others, words["difference"])
        _table(slide, brief, words["effects"], head, brief.effects, room)
        for n, effect in enumerate(brief.effects):
            _picture(slide, pictures.of(effect), effect, (RIGHT, BODY_TOP + HEAD_HEIGHT + n * room, RIGHT_WIDTH, room))
    else:
        _text(slide, brief, (MARGIN, BODY_TOP, LEFT_WIDTH, 1), [[Run(brief.no_effect)]], 16)
    legend = [brief.legend] if any(effect.chart for effect in brief.effects) else []
    _foot(slide, brief, *legend)
    told = [f"{e.title}: {' '.join((f'{e.message}.', e.sentence, *e.notes))}".rstrip() for e in brief.effects]
    _note(slide, brief, [brief.answer, *told])


def _price_slide(presentation: Any, brief: Brief, pictures: _Pictures) -> None:
    words = headings(brief.lang)
    slide = _slide(presentation, brief, brief.price_title)
    if brief.prices:
        head = (words["price"], brief.municipality, brief.others, words["difference"])
        top = BODY_TOP + _table(slide, brief, words["prices"], head, brief.prices) + 0.1
        notes: Paragraphs = [[Run(note)] for price in brief.prices for note in price.notes]
        points = _fitting(notes, LEFT_WIDTH, BODY_BOTTOM - top - LEAST_CHART, (13, 12, 11, 10))
        room = height(notes, LEFT_WIDTH, points)
        _text(slide, brief, (MARGIN, top, LEFT_WIDTH, room), notes, points)
        top += room
        if BODY_BOTTOM - top >= LEAST_CHART:
            first = brief.prices[0]
            _picture(slide, pictures.of(first), first, (MARGIN, top, LEFT_WIDTH, BODY_BOTTOM - top))
    unknown: Paragraphs = [[Run(f"{row.heading}: ", bold=True), Run(row.text(brief.lang))] for row in brief.unknown]
    questions: Paragraphs = [[Run(f"{n}. {question}")] for n, question in enumerate(brief.questions, start=1)]
    asked, untold = ([Run(words[name], bold=True, colour=_ACCENT)] for name in ("questions", "unknown"))
    paragraphs = [untold, *unknown, asked, *questions]
    left = RIGHT if brief.prices else MARGIN
    place = (left, BODY_TOP, SLIDE[0] - MARGIN - left, BODY_BOTTOM - BODY_TOP)
    _text(slide, brief, place, paragraphs, _fitting(paragraphs, place[2], place[3], (16, 14, 13, 12, 11, 10)))
    _foot(slide, brief)
    said = [
        f"{price.title}: {price.message}. {price.sentence} {' '.join((*price.notes, price.caution))}".rstrip()
        for price in brief.prices
    ]
    _note(slide, brief, [brief.price_clause, *(said or [brief.no_price])])


def _slide(presentation: Any, brief: Brief, title: str, above: str = "") -> Any:
    words = headings(brief.lang)
    slide = presentation.slides.add_slide(presentation.slide_layouts.get_by_name("Title Only"))
    left, top, width, height = TITLE
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = (Inches(n) for n in TITLE)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    runs = [[Run(title, bold=True)]]
    _write(frame, brief, runs, _fitting(runs, width, height, (26, 24, 22, 20, 18, 16)))
    kind = [[Run(above or f"{words['kind']}: {brief.title}", colour=_MUTED)]]
    _text(slide, brief, (left, top - 0.42, width, 0.35), kind, 12)
    return slide


def _table(
    slide: Any, brief: Brief, description: str, head: Sequence[str], figures: Sequence[Figure], least: float = 0
) -> float:
    """A native table with a header row: what, here, the others, the difference in words; gives its height in inches.

    A row is as high as its text wants, and at least `least`.
    """
    words = headings(brief.lang)
    rows: list[tuple[tuple[Paragraphs, float], ...]] = [
        (
            ([[Run(figure.title, bold=True)], [Run(figure.unit, colour=_MUTED, smaller=3)]], 14),
            ([[Run(figure.value, bold=True, colour=_ACCENT) if figure.value else Run(words["missing"])]], 14),
            ([[Run(figure.mean or "–", colour=_MUTED)]], 14),
            ([[Run(figure.verdict if figure.value else figure.message)]], 12),
        )
        for figure in figures
    ]
    heights = [
        max(
            least, *(height(cell, width - 2 * CELL, points) for (cell, points), width in zip(row, COLUMNS, strict=True))
        )
        for row in rows
    ]
    whole = HEAD_HEIGHT + sum(heights)
    place = (Inches(MARGIN), Inches(BODY_TOP), Inches(LEFT_WIDTH), Inches(whole))
    frame = slide.shapes.add_table(len(figures) + 1, len(COLUMNS), *place)
    _describe(frame, description, description)
    table = frame.table
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_TABLE_STYLE
    table.first_row, table.horz_banding = True, False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = Inches(width)
    for row, tall in zip(table.rows, (HEAD_HEIGHT, *heights), strict=True):
        row.height = Inches(tall)
    for n, name in enumerate(head):
        _cell(table.cell(0, n), brief, [[Run(name, colour=_MUTED)]], 12, right=n in (1, 2))
    for number, row in enumerate(rows, start=1):
        for n, (cell, points) in enumerate(row):
            _cell(table.cell(number, n), brief, cell, points, right=n in (1, 2))
    return whole


def _cell(cell: Any, brief: Brief, paragraphs: Paragraphs, points: float, *, right: bool = False) -> None:
    cell.margin_left = cell.margin_right = Inches(CELL)
    cell.margin_top = cell.margin_bottom = Inches(0.05)
    _write(cell.text_frame, brief, paragraphs, points)
    if right:
        for paragraph in cell.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.RIGHT
    properties = cell._tc.get_or_add_tcPr()
    line = OxmlElement("a:lnB")
    line.set("w", str(Pt(0.75)))
    fill = OxmlElement("a:solidFill")
    colour = OxmlElement("a:srgbClr")
    colour.set("val", _COLOURS["hair"])
    fill.append(colour)
    line.append(fill)
    properties.append(line)


def _text(
    slide: Any, brief: Brief, place: tuple[float, float, float, float], paragraphs: Paragraphs, points: float
) -> None:
    box = slide.shapes.add_textbox(*(Inches(n) for n in place))
    box.text_frame.word_wrap = True
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _write(frame, brief, paragraphs, points)


def _write(frame: Any, brief: Brief, paragraphs: Paragraphs, points: float) -> None:
    for n, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        if len(paragraphs) > 2:
            paragraph.space_after = Pt(points * SPACE_AFTER)
        for run in runs:
            written = paragraph.add_run()
            written.text = run.text
            font = written.font
            font.size, font.bold = Pt(points - run.smaller), run.bold
            font.color.rgb = run.colour
            font.language_id = MSO_LANGUAGE_ID.from_xml(brief.lang.tag)


LEAST_AGENDA: Final = 14
"""Points: smaller letters are not read from a chair."""
SPACE_AFTER: Final = 0.4
LINE_HEIGHT: Final = 1.25


def height(paragraphs: Paragraphs, width: float, points: float) -> float:
    """About how high the text stands in a box of `width`, in inches; rather too high than too low."""
    lines = 0.0
    for runs in paragraphs:
        text, bold = "".join(run.text for run in runs), any(run.bold for run in runs)
        lines += ceil(theme.text_width(text, points, bold=bold) / (width * 72)) * LINE_HEIGHT + SPACE_AFTER
    return lines * points / 72


def _fitting(paragraphs: Paragraphs, width: float, room: float, sizes: Sequence[float]) -> float:
    """The largest of `sizes` at which the text fits, else the smallest."""
    return next((points for points in sizes if height(paragraphs, width, points) <= room), sizes[-1])


def _picture(
    slide: Any, drawn: tuple[bytes, float] | None, figure: Figure, place: tuple[float, float, float, float]
) -> None:
    """The chart as large as its place allows, in the middle of its height."""
    if drawn is None:
        return
    png, ratio = drawn
    left, top, width, room = place
    shown = min(width, 0.94 * room / ratio)
    down = top + (room - shown * ratio) / 2
    picture = slide.shapes.add_picture(
        io.BytesIO(png), Inches(left), Inches(down), Inches(shown), Inches(shown * ratio)
    )
    _describe(picture, figure.title, figure.description)


def _describe(shape: Any, name: str, description: str) -> None:
    shape.name = name
    shape._element.xpath("./*/p:cNvPr")[0].set("descr", description)


def _foot(slide: Any, brief: Brief, *before: str) -> None:
    text = " ".join(filter(None, (*before, brief.sources, brief.notice, brief.edition)))
    place = (MARGIN, 6.78, SLIDE[0] - 2 * MARGIN, 0.6)
    runs = [[Run(text, colour=_MUTED)]]
    _text(slide, brief, place, runs, _fitting(runs, place[2], place[3], (10, 9, 8)))


def _note(slide: Any, brief: Brief, texts: Sequence[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    said = [*texts, brief.sources, brief.notice, brief.where, brief.edition]
    _write(frame, brief, [[Run(text)] for text in said if text], 12)


def _without_clock(package: bytes) -> bytes:
    """The same zip file with one fixed time for all its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=_EPOCH.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
