"""The committee brief, read back from its files: what it says, that it is tagged, fits one page, is the same twice."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader

from dashboards import choices
from dashboards.brief import drawings, pdf, slides
from dashboards.brief.agenda import _nothing_new, agenda
from dashboards.brief.content import (
    EFFECTS,
    Brief,
    Briefs,
    Place,
    Unknown,
    headings,
    no_price,
    telling,
    unknown,
)
from dashboards.brief.export import wanted, write_agenda, write_briefs
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts
from dashboards.drawing import theme
from dashboards.drawing.charts import draw_all
from dashboards.language import DANISH, ENGLISH, LANGUAGES, Language
from dashboards.rows.indicator import Effect, Price
from seksby.errors import PageError, UsageError
from tests.browser.invented import Invented, invented
from tests.support.sites import Pages
from tests.unit.test_dashboards_sentences import effect, price

HOSTILE = r"#import \"x\": * $x^2$ *b* _i_ @ref <label> // \ `raw` [c] ] } ~ -- <script>&amp; var(--accent)"
"""What Typst, SVG and XML would each take for markup."""

DRAWN = {("da", "randers"), ("da", "koebenhavn"), ("da", "odense"), ("en", "randers")}


def mixed() -> Invented:
    """The invented world with the case it lacks: an area where a city is both better and worse off."""
    world = invented()
    for row in world.rows["effect_overview"]:
        if (row["indicator_id"], row["municipality_code"]) == ("absence", "101"):
            row["verdict"] = "clearly_worse"
    return world


@dataclass(frozen=True)
class World:
    """Briefs of invented marts in both languages, by (language, municipality, area), with the drawings of some."""

    warehouse: Path
    cache: Path
    briefs: Mapping[tuple[str, str, str], Brief]
    svg: Mapping[str, str]

    def of(self, municipality: str, area: str, lang: Language = DANISH) -> Brief:
        return self.briefs[lang.code, municipality, area]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path]) -> World:
    folder = tmp_path_factory.mktemp("brief")
    warehouse = mixed().write(folder / "warehouse.duckdb")
    with Marts.open(warehouse) as marts:
        source = Briefs(marts)
        briefs = {
            (lang.code, place.municipality_slug, place.area_slug): source.of(place, lang)
            for lang in LANGUAGES
            for place in source.places
        }
    charts = [f.chart for key, brief in briefs.items() if key[:2] in DRAWN for f in brief.figures if f.chart]
    cache = warmed(folder / "cache")
    return World(warehouse, cache, briefs, draw_all(charts, cache).svg)


@pytest.fixture(scope="module")
def school(world: World) -> PdfReader:
    brief = world.of("randers", "skole")
    return PdfReader(io.BytesIO(pdf.to_pdf([brief], brief.title, world.svg)))


def tags(reader: PdfReader) -> list[tuple[str, str | None]]:
    """Every element of the structure tree in reading order: its type and its alternative text."""

    def walk(node: Any) -> Iterator[tuple[str, str | None]]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"])[1:], node.get("/Alt")
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def words_of(reader: PdfReader) -> str:
    """The text with any space as one, since a line may break anywhere."""
    return squeezed(" ".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return " ".join(text.split())


# --- What it says -----------------------------------------------------------------------------------------------------


def test_the_headline_is_the_pages_own(world: World) -> None:
    """The same sentence on the web page of every place, word for word."""
    compared = 0
    with Pages.of(world.warehouse) as pages:
        for path in pages.paths("omraade.md"):
            lang = next(lang for lang in reversed(LANGUAGES) if path.startswith(lang.root))
            lede = re.search(r'<p class="lede">(.*?)</p>', pages.at(path).html)
            assert lede is not None
            municipality, area = path.removeprefix(lang.root).strip("/").split("/")
            assert html.unescape(re.sub("<[^>]+>", "", lede.group(1))) == world.of(municipality, area, lang).headline
            compared += 1
    assert compared >= 24


@pytest.mark.parametrize(
    ("case", "municipality", "area", "begins", "verdicts"),
    [
        (
            "mixed",
            "koebenhavn",
            "skole",
            "København ligger klart bedre end gennemsnittet af de fem andre på »karakterer«: 7,5 mod 7,2 i 2023.",
            ["klart dårligere", "klart bedre", "mangler"],
        ),
        (
            "bad",
            "randers",
            "skole",
            "Randers ligger klart dårligere end gennemsnittet af de fem andre på »karakterer«: 7,0 mod 7,3 i 2023.",
            ["klart dårligere", "kan ikke skelnes", "mangler"],
        ),
        (
            "good",
            "randers",
            "sundhed",
            "Randers ligger klart bedre end gennemsnittet af de fem andre på »daglig rygning«: 10,0",
            ["klart bedre", "kan ikke skelnes"],
        ),
        (
            "cannot tell",
            "odense",
            "sundhed",
            "Odense kan ikke skelnes fra gennemsnittet af de fem andre på »middellevetid«: 80,0",
            ["kan ikke skelnes"] * 2,
        ),
        ("none", "randers", "oekonomi", "Siden kan endnu ikke sige, hvordan borgerne", []),
    ],
)
def test_each_case_is_told(
    world: World, case: str, municipality: str, area: str, begins: str, verdicts: list[str]
) -> None:
    brief = world.of(municipality, area)
    assert brief.headline.startswith(begins)
    told = {f.verdict for f in brief.effects}
    assert told == set(verdicts)
    assert len(brief.effects) == len(verdicts)
    text = words_of(PdfReader(io.BytesIO(pdf.to_pdf([brief], brief.title, world.svg))))
    assert squeezed(brief.headline) in text
    for figure in brief.effects:
        assert squeezed(figure.message) in text
    if case == "none":
        assert "Der er ikke valgt effektmål for området." in text


def test_the_page_says_everything_in_the_order_effect_price_unknown_questions_sources(
    world: World, school: PdfReader
) -> None:
    brief, text, names = world.of("randers", "skole"), words_of(school), headings(DANISH)
    order = [
        brief.title,
        "Udgave opdigtet",
        brief.headline,
        names["effects"],
        brief.effects[0].sentence,
        names["prices"],
        brief.prices[0].sentence,
        names["unknown"],
        *(row.text(DANISH) for row in brief.unknown),
        names["questions"],
        *brief.questions,
        brief.sources,
        brief.notice,
        "/randers/skole/",
    ]
    found = [text.index(squeezed(part)) for part in order]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("lang", "edition", "sources"),
    [
        (
            DANISH,
            "Udgave opdigtet. Nyeste kildefil lagt ind 22. november 2026.",
            "Opdigtet udgiver: OPD1 (lagt ind 22. november 2026).",
        ),
        (
            ENGLISH,
            "Release opdigtet. Newest source file added 22 November 2026.",
            "Opdigtet udgiver: OPD1 (added 22 November 2026).",
        ),
    ],
)
def test_a_source_without_a_publishers_date_has_the_day_its_file_was_put_in(
    tmp_path: Path, lang: Language, edition: str, sources: str
) -> None:
    given = invented()
    (file,) = given.rows["snapshots"]
    file["publisher_updated"] = None
    with Marts.open(given.write(tmp_path / "warehouse.duckdb")) as marts:
        briefs = Briefs(marts)
        (place,) = [p for p in briefs.places if (p.municipality_slug, p.area_slug) == ("randers", "skole")]
        brief = briefs.of(place, lang)
    assert (brief.edition, brief.sources) == (edition, sources)


def test_briefs_that_are_asked_for_together_are_those_of_each_place(world: World) -> None:
    with Marts.open(world.warehouse) as marts:
        alone, together = Briefs(marts), Briefs(marts)
        places = alone.places
        with patch.object(marts, "run", wraps=marts.run) as run:
            every = together.every(places, DANISH)
            asked = run.call_count
            assert every == [alone.of(place, DANISH) for place in places]
        assert len(places) > 2
        assert asked < (run.call_count - asked) / 2


def test_price_stands_with_effect_identity_and_worked_example(world: World) -> None:
    per_child, per_head = world.of("randers", "skole").prices
    assert "Ved siden af: Elever med fravær 18,7\u00a0% (kan ikke skelnes)" in per_child.notes[-1]
    assert "regneeksempel, ikke besparelse" in per_head.notes[0]
    assert "6.770\u00a0kr. pr. indbygger" in per_child.notes[1]
    assert "× 14,0\u00a0% af indbyggerne" in per_child.notes[1]


def test_without_a_figure_for_its_effect_no_price_is_shown(world: World) -> None:
    brief = world.of("randers", "oekonomi")
    assert not brief.prices
    assert brief.no_price
    assert choices.brief_prices([effect("missing")], [price()]) == []


NO_EFFECT = "Områdets priser vises ikke her, fordi ingen af deres effektmål har et tal at stå ved siden af."


@pytest.mark.parametrize(
    ("effects", "prices", "said"),
    [
        ([], [], "Der er ikke valgt enhedspriser for området."),
        ([], [price(value=None)], "Ingen af områdets enhedspriser har tal endnu."),
        ([effect("missing")], [price(), price(value=None)], NO_EFFECT),
        ([effect("missing")], [price(), price(gap_pct=None)], NO_EFFECT),
        (
            [effect("clearly_better")],
            [price(gap_pct=None), price(value=None)],
            "Områdets priser vises ikke her, fordi de ikke kan sammenlignes med 6-byerne.",
        ),
        (
            [effect("clearly_better")],
            [price(gap_pct=None), price(paired_effects=("wellbeing",))],
            "Områdets priser vises ikke her: nogle kan ikke sammenlignes med 6-byerne, og de øvrige har ikke et "
            "effektmål med tal at stå ved siden af.",
        ),
    ],
)
def test_why_no_price_is_shown(effects: list[Effect], prices: list[Price], said: str) -> None:
    assert choices.brief_prices(effects, prices) == []
    assert no_price(DANISH, "6-byerne", effects, prices) == said


def test_a_price_without_a_figure_is_listed_whatever_its_effects_have() -> None:
    alike = [price(title="Kendt", is_told_apart=False), price(title="Ukendt", value=None, missing_reason="x")]
    listed = list(unknown(DANISH, [effect("missing")], alike))
    assert [row.titles for row in listed if row.heading.startswith("Priser")] == [("Ukendt",)]


def test_what_cannot_be_told_is_listed_with_its_reason(world: World) -> None:
    brief = world.of("randers", "skole")
    listed = {row.heading: row.text(DANISH) for row in brief.unknown}
    assert listed["Effektmål, der ikke kan skelnes"] == "Elever med fravær."
    english = {row.heading: row.text(ENGLISH) for row in world.of("randers", "skole", ENGLISH).unknown}
    assert english["Effect measures that cannot be told apart"] == "Elever med fravær."
    assert listed["Effektmål uden tal (kommer ved første hentning)"] == "Trivsel."
    assert listed["Priser uden tal (kommer ved første hentning)"] == "Klub: pris pr. barn."


def test_an_area_without_effect_measures_says_what_its_brief_cannot(world: World) -> None:
    said = {
        lang.code: [f"{row.heading}: {row.text(lang)}" for row in world.of("randers", "oekonomi", lang).unknown]
        for lang in LANGUAGES
    }
    assert said == {
        "da": ["Effektmål: Området har ingen effektmål, så brevet kan ikke sige, om borgerne er bedre stillet."],
        "en": [
            "Effect measure: The area has no effect measures, so the brief cannot say whether citizens are better off."
        ],
    }


def test_three_effects_by_the_rule() -> None:
    def told(verdict: str, gap: float, name: str) -> Any:
        return effect(verdict, name, gap=gap, zone_low=0, zone_high=2)

    worse = [told("clearly_worse", gap, f"w{gap}") for gap in (1, 5, 3, 4)]
    better = [told("clearly_better", gap, f"b{gap}") for gap in (-1.5, -2)]
    level, unclear, missing = effect("on_level", "s"), effect("cannot_tell", "i"), effect("missing", "m")

    def chosen(*effects: Any) -> list[str]:
        return [e.indicator_id for e in telling(effects)]

    assert chosen(*worse) == ["w5", "w4", "w3"]
    assert chosen(*worse, *better) == ["w5", "w4", "b-2"]
    assert chosen(*better, *worse[:1]) == ["b-2", "b-1.5", "w1"]
    assert chosen(missing, unclear, level, *worse[:1]) == ["w1", "s", "i"]
    assert chosen(missing, unclear) == ["i", "m"]
    assert chosen() == []


# --- PDF --------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_one_tagged_page_with_title_and_language(world: World, school: PdfReader) -> None:
    root = school.trailer["/Root"]
    assert len(school.pages) == 1
    assert [round(float(n)) for n in school.pages[0].mediabox[2:]] == [595, 842]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "da"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert school.metadata is not None
    assert school.metadata.title == "Skole i Randers"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    english = world.of("randers", "skole", ENGLISH)
    reader = PdfReader(io.BytesIO(pdf.to_pdf([english], english.title, world.svg)))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Skole in Randers"


def test_headings_tables_and_pictures_are_tagged(world: World, school: PdfReader) -> None:
    brief, found = world.of("randers", "skole"), tags(school)
    kinds = [kind for kind, _ in found]
    assert [kind for kind in kinds if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H2", "H2", "H2"]
    assert kinds.count("Table") == 2
    assert kinds.count("TH") == 8
    assert kinds.count("TR") > 2 + EFFECTS
    assert kinds.count("LI") == 3
    assert kinds.index("H1") < kinds.index("Table") < kinds.index("Figure") < kinds.index("LI")
    drawn = [figure.description for figure in brief.effects if figure.chart]
    assert [alt for kind, alt in found if kind == "Figure"] == drawn
    assert drawn[0].startswith("Randers: ")


def test_a_picture_without_alternative_text_is_refused(world: World) -> None:
    brief = world.of("randers", "skole")
    blind = tuple(replace(figure, description="") for figure in brief.effects)
    with pytest.raises(PageError, match="alt"):
        pdf.to_pdf([replace(brief, effects=blind)], brief.title, world.svg)


def test_text_is_never_markup(world: World) -> None:
    brief = world.of("randers", "skole")
    texts = dict.fromkeys(("title", "unit", "message", "sentence", "description"), HOSTILE)
    figure = replace(brief.effects[0], **texts, notes=(HOSTILE,))
    hostile = replace(
        brief,
        **dict.fromkeys(("title", "edition", "answer", "legend", "sources", "notice", "where"), HOSTILE),
        municipality="#panic()",
        others="*#panic()*",
        effects=(figure,),
        prices=(replace(brief.prices[0], **texts, notes=(HOSTILE,)),),
        unknown=(Unknown(HOSTILE, (HOSTILE,), HOSTILE),),
        questions=(HOSTILE, "b", "c"),
    )
    drawing = {**world.svg}
    assert figure.chart is not None
    label = f">{html.escape(HOSTILE)}</text>"
    drawing[figure.chart.key] = re.sub(r">[^<>]+</text>", lambda _: label, world.svg[figure.chart.key])
    reader = PdfReader(io.BytesIO(pdf.to_pdf([hostile], HOSTILE, drawing)))
    assert len(reader.pages) == 1
    text, literal = words_of(reader), squeezed(HOSTILE)
    # Seven of the page, five of an effect, eight in its strip, five of a price, three of what is unknown, one question.
    assert text.count(literal) == 7 + 5 + 8 + 5 + 3 + 1
    assert text.count("*#panic()*") == 2
    assert [alt for kind, alt in tags(reader) if kind == "Figure"] == [HOSTILE]
    shown = Presentation(io.BytesIO(slides.to_pptx([hostile], HOSTILE, drawing)))
    assert (
        shown.slides[0].shapes.title.text_frame.text == f"{HOSTILE}: {figure.value} mod {figure.mean}, {figure.verdict}"
    )


def test_a_brief_too_long_for_its_page_is_refused(world: World) -> None:
    brief = world.of("randers", "skole")
    with pytest.raises(PageError, match="too long for one page: Skole i Randers"):
        pdf.to_pdf([replace(brief, answer="Alt for lang en overskrift. " * 200)], brief.title, world.svg)


def test_long_titles_and_long_lists_still_fit(world: World) -> None:
    """The longest title of the catalogue has 50 letters; here all have 93. Room is found by counting more names."""
    brief = world.of("randers", "skole")
    long = "Andelen af alle borgere med et langt navn på det, der måles, og en tilføjelse i parentes (xx)"
    full = replace(
        brief,
        effects=tuple(replace(figure, title=long) for figure in brief.effects),
        prices=tuple(replace(figure, title=long) for figure in brief.prices),
        unknown=tuple(replace(row, titles=(long,) * 12) for row in brief.unknown),
    )
    reader = PdfReader(io.BytesIO(pdf.to_pdf([full], "x", world.svg)))
    assert len(reader.pages) == 1
    assert words_of(reader).count("mere") >= 4


def test_a_price_keeps_its_first_caution_where_the_page_has_room(world: World, school: PdfReader) -> None:
    brief = world.of("randers", "skole")
    assert [figure.caution for figure in brief.prices] == ["", "Forbehold: Opdigtet forbehold 0."]
    assert "Forbehold: Opdigtet forbehold 0." in words_of(school)
    assert [figure.caution for figure in world.of("randers", "skole", ENGLISH).prices][1].startswith("Caution: ")
    longer = replace(brief.prices[1], caution="Forbehold: " + "meget lang tekst " * 400)
    reader = PdfReader(io.BytesIO(pdf.to_pdf([replace(brief, prices=(longer,))], "x", world.svg)))
    assert len(reader.pages) == 1
    assert "Forbehold" not in words_of(reader)


def test_several_briefs_are_a_page_each(world: World) -> None:
    every = [b for (code, place, _), b in world.briefs.items() if (code, place) == ("da", "randers")]
    reader = PdfReader(io.BytesIO(pdf.to_pdf(every, "Randers", world.svg)))
    assert len(reader.pages) == len(every) == 3
    for page, brief in zip(reader.pages, every, strict=True):
        assert squeezed(brief.title) in squeezed(page.extract_text())


# --- Slides -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deck(world: World) -> Any:
    every = [b for (code, place, _), b in world.briefs.items() if (code, place) == ("da", "randers")]
    return Presentation(io.BytesIO(slides.to_pptx(every, "Udvalgsbrief: Randers", world.svg)))


def test_slides_have_titles_native_tables_and_notes(world: World, deck: Any) -> None:
    brief = world.of("randers", "skole")
    assert deck.core_properties.title == "Udvalgsbrief: Randers"
    assert (deck.slide_width / deck.slide_height) == pytest.approx(16 / 9, abs=0.001)
    assert len(deck.slides) == 6
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    first, price = brief.effects[0], brief.prices[0]
    assert titles[:2] == [
        f"{first.title}: {first.value} mod {first.mean}, {first.verdict}",
        f"{price.title}: {price.value} mod {price.mean}",
    ]
    assert brief.effects[1].notes == ("Randers: 18,0\u00a0% i 2018, 18,7\u00a0% i 2025.",)
    for slide, whole in zip(list(deck.slides)[:2], (brief.answer, brief.price_clause), strict=True):
        assert whole in slide.notes_slide.notes_text_frame.text
    assert all(titles)
    effects, prices = (next(s.table for s in slide.shapes if s.has_table) for slide in list(deck.slides)[:2])
    assert effects.first_row
    assert [cell.text_frame.text for cell in effects.rows[0].cells] == [
        "Effektmål",
        "Randers",
        "De fem andre",
        "Forskel",
    ]
    rows = [[cell.text_frame.paragraphs[0].runs[0].text for cell in row.cells] for row in list(effects.rows)[1:]]
    assert rows[0] == [brief.effects[0].title, brief.effects[0].value, brief.effects[0].mean, "klart dårligere"]
    assert rows[2][1:] == ["mangler", "–", "Mangler: kommer ved første hentning"]
    assert len(prices.rows) == 3
    for slide in deck.slides:
        assert "opdigtet" in slide.notes_slide.notes_text_frame.text
    text = " ".join(s.text_frame.text for s in deck.slides[1].shapes if s.has_text_frame)
    for part in (*brief.questions, *(row.text(DANISH) for row in brief.unknown), brief.sources, *brief.prices[1].notes):
        assert part in text


def test_slide_pictures_and_tables_have_alternative_texts_and_runs_a_language(world: World, deck: Any) -> None:
    brief, described = world.of("randers", "skole"), {}
    for number, slide in enumerate(deck.slides):
        for shape in slide.shapes:
            if shape.shape_type == 13 or shape.has_table:
                described.setdefault(number, []).append(shape._element.xpath("./*/p:cNvPr")[0].get("descr"))
        runs = slide._element.xpath(".//a:r")
        assert runs
        assert {run.rPr.get("lang") for run in runs} == {"da-DK"}
    assert described[0][0] == headings(DANISH)["effects"]
    assert described[0][1:] == [figure.description for figure in brief.effects if figure.chart]
    assert all(text for texts in described.values() for text in texts)


@pytest.mark.parametrize("lang", LANGUAGES, ids=lambda lang: lang.code)
def test_nothing_on_a_slide_overlaps_or_runs_over_its_box(world: World, lang: Language) -> None:
    every = [b for (*key, _), b in world.briefs.items() if key[0] == lang.code and tuple(key) in DRAWN]
    deck = Presentation(io.BytesIO(slides.to_pptx(every, "x", world.svg)))
    for slide in deck.slides:
        boxes = []
        for shape in slide.shapes:
            left, top, right, bottom = shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
            assert left >= 0
            assert top >= 0
            assert right <= deck.slide_width
            assert bottom <= deck.slide_height
            boxes.append((left, top, right, bottom))
            if shape.has_text_frame:
                assert stands(shape.text_frame, shape.width) <= Emu(shape.height).inches + 0.01, shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    for column, cell in zip(shape.table.columns, row.cells, strict=True):
                        width = column.width - cell.margin_left - cell.margin_right
                        assert stands(cell.text_frame, width) <= Emu(row.height).inches, cell.text_frame.text
        for n, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[n + 1 :]:
                slack = Emu(9144)
                apart = left >= other[2] - slack or other[0] >= right - slack
                assert apart or top >= other[3] - slack or other[1] >= bottom - slack


def stands(frame: Any, width: int) -> float:
    """How high the text of a frame stands at the widest letters a reader may have, in inches."""
    high = 0.0
    for paragraph in frame.paragraphs:
        points = max((run.font.size.pt for run in paragraph.runs), default=12.0)
        assert points >= 8
        for run in paragraph.runs:
            for word in re.split("[ -]", run.text):  # no other place to break a line
                assert theme.text_width(word, run.font.size.pt, bold=bool(run.font.bold)) <= Emu(width).inches * 72, (
                    word
                )
        line = sum(theme.text_width(run.text, run.font.size.pt, bold=bool(run.font.bold)) for run in paragraph.runs)
        after = paragraph.space_after.pt if paragraph.space_after is not None else 0
        high += (max(1, -(-line // (Emu(width).inches * 72))) * points * 1.2 + after) / 72
    return high


# --- Files ------------------------------------------------------------------------------------------------------------


def test_the_same_briefs_give_the_same_bytes(world: World, tmp_path: Path) -> None:
    """Without the caches of the first time; in the zip file no clock."""
    options: dict[str, Any] = {"municipality": "Randers", "area": "Skole"}
    first = write_briefs(world.warehouse, tmp_path / "a", cache=world.cache, **options)
    pdf._compiler.cache_clear()
    again = write_briefs(world.warehouse, tmp_path / "b", cache=tmp_path / "cache", **options)
    assert first.charts_drawn == 0
    assert again.charts_drawn > 0
    assert [file.name for file in first.files] == ["randers-skole.pdf", "randers-skole.pptx"]
    assert [file.read_bytes() for file in first.files] == [file.read_bytes() for file in again.files]
    with zipfile.ZipFile(first.files[1]) as package:
        assert {member.date_time[0] for member in package.infolist()} == {1980}


def test_a_whole_municipality_has_a_file_per_area_one_with_all_and_one_presentation(
    world: World, tmp_path: Path
) -> None:
    report = write_briefs(world.warehouse, tmp_path, cache=world.cache, municipality="Randers", lang=ENGLISH)
    areas = ("skole", "sundhed", "oekonomi")  # the workplace has no figure: no page, no brief
    names = [*(f"randers-{area}-en.pdf" for area in areas), "randers-en.pdf", "randers-en.pptx"]
    assert [file.name for file in report.files] == names
    assert report.briefs == 3


def test_places_are_found_by_name_code_slug_and_area_in_either_language() -> None:
    row = {"municipality_name": "København", "municipality_slug": "koebenhavn", "municipality_code": "101"}
    area = {"service_area": "elderly_care", "area_slug": "aeldre", "area_title_da": "Ældre", "area_title_en": "Elderly"}
    place = Place({**row, **area})
    for municipality in ("københavn", "KOEBENHAVN", "101", None):
        for asked in ("ældre", "aeldre", "elderly", "elderly_care", None):
            assert wanted([place], municipality, asked) == [place]
    with pytest.raises(UsageError) as missing:
        wanted([place], "Ribe", None)
    assert "Ribe" in missing.value.what
    assert missing.value.expected == "one of koebenhavn"
    with pytest.raises(UsageError, match="service area skole") as missing:
        wanted([place], None, "skole")
    assert missing.value.expected == "one of aeldre"


def test_a_label_that_looks_like_a_colour_stays() -> None:
    svg = '<svg viewBox="0 0 1 1"><text fill="var(--ink)">var(--ink)</text></svg>'
    assert drawings.on_paper(svg, "X").endswith('<text fill="#000000">var(--ink)</text></svg>')


@pytest.mark.parametrize(
    ("has_earlier", "said"),
    [
        (True, "Intet nyt i denne udgave på områderne."),
        (False, "Der er ingen tidligere udgave at holde denne op mod. Det nye står her fra den næste."),
    ],
)
def test_a_first_release_is_not_said_to_bring_nothing_new(has_earlier: bool, said: str) -> None:
    marts: Any = SimpleNamespace(run=lambda *_: SimpleNamespace(rows=[{"has_earlier": has_earlier}]))
    assert _nothing_new(DANISH, marts) == said


def test_a_meetings_papers_say_what_it_is_about_before_the_briefs(world: World, tmp_path: Path) -> None:
    """News, the offer of help by area, demands due with law and hours, the decided trial, three kinds of questions."""
    report = write_agenda(
        world.warehouse,
        tmp_path,
        cache=world.cache,
        municipality="Randers",
        committee="Børn og skole",
        areas=["school", "sundhed"],
    )
    pdf_file, pptx_file = report.files
    assert pdf_file.name == "dagsorden-randers-boern-og-skole.pdf"
    said = words_of(PdfReader(pdf_file))
    assert said.index("Dagsorden for Randers") < said.index("1. Det siger tallene") < said.index("Udvalgsbrief")
    assert "Blå streg: målet." in said.partition("Udvalgsbrief")[2]
    assert said.count("Mål: 7,4 i 2028, besluttet af Byrådet 12. oktober 2023.") == 2  # here and in the brief
    targets = said.partition("3. Besluttede mål")[2].partition("4. ")[0]
    assert "Karakterer. Mål: 7,4 i 2028, besluttet af Byrådet 12. oktober 2023." in targets
    others = said.partition("5. Hvad andre gør")[2].partition("6. ")[0]
    assert "Odense om »elever med fravær«: De ringer hjem. Kontakt: Skoleafdelingen." in others
    asked = said.partition("6. Styringskrav, der skal besluttes")[2].partition("7. ")[0]
    assert "Krav form (Opdigtet lov § 2)" in asked
    assert "35 timer om året" in asked
    assert "Krav report" not in asked, "it was dropped"
    trials = said.partition("7. Prøvehandlinger")[2].partition("8. ")[0]
    assert "Morgenmad: Virker (bredes ud)." in trials
    assert "Senere mødetid" not in trials
    questions = said.partition("8. Tre spørgsmål til dialogen")[2].partition("Udvalgsbrief")[0]
    kinds = [world.of("randers", area).questions[n] for area, n in (("skole", 0), ("sundhed", 1), ("skole", 2))]
    for question in kinds:
        assert " ".join(question.split()) in questions
    presentation = Presentation(str(pptx_file))
    titles = [slide.shapes.title.text_frame.text for slide in presentation.slides]
    first, last = titles[: -2 * 2], titles[-2 * 2 :]  # two slides of each of the two briefs
    # Several stand on one slide where they have room, at most three, each under its heading and in the same order.
    assert [title.count(" · ") < 3 for title in first] == [True] * len(first)
    assert len(first) < 8
    assert " · ".join(first).split(" · ") == [
        "Det siger tallene",
        "Nyt siden sidst",
        "Besluttede mål",
        "Tilbud om hjælp",
        "Hvad andre gør",
        "Styringskrav, der skal besluttes",
        "Prøvehandlinger",
        "Tre spørgsmål til dialogen",
    ]
    assert len(last) == 4
    texts = [shape.text_frame.text for shape in presentation.slides[0].shapes if shape.has_text_frame]
    assert any(text.startswith("Det siger tallene\n") and "\nNyt siden sidst\n" in text for text in texts)


def test_a_single_case_is_on_the_papers_with_its_extent_and_without_a_name(tmp_path: Path) -> None:
    invented_case = mixed()
    case: dict[str, Any] = {"case_id": "fall", "municipality_code": "730", "service_area": "school", "units": 12}
    case |= {"title_da": "Et fald", "title_en": "A fall", "measure": "trivsel", "period": "2025", "outside": 1}
    invented_case.add("cases", case | {"answer": "one_unit", "handled": "Skolechefen", "checked_on": date(2026, 2, 1)})
    with Marts.open(invented_case.write(tmp_path / "warehouse.duckdb")) as marts:
        briefs = Briefs(marts)
        places = wanted(briefs.places, "Randers", "school")
        papers = agenda(marts, "Udvalget", places, [briefs.of(place, DANISH) for place in places], DANISH)
    (section,) = [each for each in papers.sections if each.heading == "Enkeltsager"]
    (said,) = section.paragraphs
    assert said.endswith(
        "Et fald (trivsel, 2025). Én enhed ligger uden for det, tilfældet kan forklare. Løses af Skolechefen."
    )


def test_help_stands_on_the_papers_as_an_offer_to_an_area_and_nowhere_as_a_list_of_the_worst(world: World) -> None:
    with Marts.open(world.warehouse) as marts:
        briefs = Briefs(marts)
        places = wanted(briefs.places, "Esbjerg", "school")
        papers = agenda(marts, "Udvalget", places, [briefs.of(place, DANISH) for place in places], DANISH)
        offered = next(section for section in papers.sections if section.heading == "Tilbud om hjælp")
        (found,) = marts.run(
            Query("o", "select count(*) as n from all_offers where municipality_code = '561'", Path(), 1), {}
        ).rows
    assert found["n"] > 0
    assert len(offered.paragraphs) == 1
    assert offered.paragraphs[0].startswith(f"{places[0].area(DANISH)}: Flere effektmål har været dårligere end ventet")
    assert "Tilbuddet har ingen følger i sig selv." in offered.paragraphs[0]
