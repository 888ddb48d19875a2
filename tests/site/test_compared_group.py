"""The compared group is a value: whole sites of four, six and seven municipalities say so, and say no other number."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from dashboards.brief.content import Briefs
from dashboards.brief.export import wanted
from dashboards.compiler.queries import Marts
from dashboards.language import DANISH, ENGLISH, LANGUAGES, NBSP, Language
from dashboards.workbook import write_workbook
from dashboards.workbook.sheets import SHEETS
from tests.browser.invented import FOUR, OUTSIDE, SEVEN, SIX, SLUGS, invented
from tests.conftest import Site as Built
from tests.support.sites import Pages, Told, build_whole

HERE = f"opdigtet-{OUTSIDE}"
# How many of the others a price is above or below.
OF_THEM = re.compile(r"\b(?:højere end|lavere end|higher than|lower than) \w+ (?:af dem|of them)\b", re.IGNORECASE)
# How many measures there is something to say of.
COUNTED = re.compile(
    r"(?:\b(?:af|on|of) )?\b\w+ (?:(?:af|of) \w+ )?(?:effektmål\b|mål mangler|effect measures?\b|measures? ha)"
    r"|\b\w+ (?:tyder på|er på niveau|kan ikke skelnes|har for få|kommer ved|kræver en nøgle|skal I selv)"
    r"|\b\w+ (?:har ingen kilde|mangler af|klare vurderinger|likely (?:better|worse)|level\b|that cannot be told)"
    r"|\b\w+ (?:with too few|come with|need a key|are yours|have no source|are missing|clear verdicts)"
    r"|, på \w+ klart|(?:worse|better) off on \w+",
    re.IGNORECASE,
)
NUMBERS = range(2, 13)
FIXED = (
    *("seks i træk", "mindst syv i træk", "`marts.controls` har seks", "marts.controls har seks"),
    *(
        "færre end fem år",
        "under fem enheder",
        "mindst fem tal",
        "højst fire vilkår",
        "tre til tolv kommuner",
        "mindst otte gange",
        "mindst otte målinger",
        "Otte af ti",
    ),
    *("six in a row", "seven in a row", "marts.controls has six", "fewer than five years", "at least five figures"),
    "three to twelve municipalities",
    "fewer than five units",
    *("at most four conditions", "at least eight measurements", "Eight in ten"),
)
"""Numbers in words that are about other things than the group, as far as the invented pages have them."""


@dataclass(frozen=True)
class Site:
    """A built site of one group."""

    folder: Path
    group: Mapping[str, str]

    @property
    def size(self) -> int:
        return len(self.group)

    def text(self, path: str) -> str:
        return words((self.folder / path / "index.html").read_text(encoding="utf-8"))


def words(markup: str) -> str:
    """What a reader or a screen reader is given of a page, with plain spaces."""
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    said = re.findall(r' (?:aria-label|content|title)="([^"]*)"', plain)
    return re.sub(r"\s+", " ", html.unescape(" ".join((re.sub(r"<[^>]+>", " ", plain), *said))))


@pytest.fixture(scope="module", params=[FOUR, SIX, SEVEN], ids=["four", "six", "seven"])
def site(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    seen_from_outside: Built,
) -> Site:
    """A whole site of the group, with pages of one municipality outside of it; of four and seven it has the words of
    the drawings alone.
    """
    if request.param == SIX:
        return Site(seen_from_outside.folder, SIX)
    folder = tmp_path_factory.mktemp("group")
    warehouse = invented(group=request.param, viewpoint=True).write(folder / "warehouse.duckdb")
    return Site(build_whole(warehouse, folder / "site", cache=folder / "cache", draw=Told), request.param)


def test_sentences_count_the_others_and_name_the_group(site: Site) -> None:
    n, slug = site.size, SLUGS["730"]
    others = f"de {DANISH.in_words(n - 1)} andre"
    own = site.text(f"{slug}/skole")
    assert re.search(rf"kr\. i 2024 mod [\d.]+ kr\. i gennemsnit i {others};", own)
    assert f"Kan ikke skelnes fra gennemsnittet af {others}" in site.text(f"{slug}/sundhed")
    assert f"493 kr. mere pr. indbygger end {others} under ét" in own
    assert re.search(rf"\b{others.capitalize()}: [\d,]+ til [\d,]+ i 2023\.", own)  # every other has a figure
    assert f"Gennemsnittet af {n}-byerne er " in site.text(f"{HERE}/skole")
    in_english = f"the other {ENGLISH.in_words(n - 1)}"
    assert f"The mean of {in_english} is " in site.text(f"en/{slug}/skole")
    assert f"The mean of the {ENGLISH.in_words(n)} cities is " in site.text(f"en/{HERE}/skole")
    assert f"Effekt før proces i {n}-byerne" in site.text("")
    assert f"Effect before process in the {ENGLISH.in_words(n)} cities" in site.text("en")
    assert f"aldrig blive mindre end 1/{n}, altså {DANISH.number(1 / n, 3)}." in site.text("proevehandlinger")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_in_words_is_another_than_that_of_the_group(site: Site, lang: Language) -> None:
    """`fem`, `five`, `6-byerne` …: what is left once the sentences about other things are taken out is of the group."""
    # Two, three and ten are said of much else: both prices, three questions, the ten nearest.
    false = [lang.in_words(n) for n in NUMBERS if n not in (site.size, site.size - 1, 2, 3, 10)]
    wanted = re.compile(rf"\b(?:{'|'.join(false)})\b|\b(?!{site.size}-)\d+-by", re.IGNORECASE)
    root = site.folder / lang.root.strip("/")
    pages = [page for page in root.rglob("index.html") if lang != DANISH or "en" not in page.relative_to(root).parts]
    assert len(pages) > 40
    found = {}
    for page in pages:
        text = site.text(str(page.parent.relative_to(site.folder)))
        for known in FIXED:
            text = text.replace(known, "")
        text = COUNTED.sub("", OF_THEM.sub("", text))
        found |= {text[max(0, m.start() - 60) : m.end() + 40]: page for m in wanted.finditer(text)}
    assert found == {}


def test_every_member_has_pages_a_place_in_the_files_and_a_column_in_the_workbook(site: Site) -> None:
    members = list(site.group.values())
    for slug in (SLUGS[code] for code in site.group):
        assert (site.folder / slug / "index.html").is_file()
    front = site.text("")
    assert [name for name in SEVEN.values() if f" {name} " in front] == [n for n in SEVEN.values() if n in members]
    for lang in LANGUAGES:
        book = openpyxl.load_workbook(site.folder / lang.root.strip("/") / "seksby.xlsx", read_only=True)
        for sheet in SHEETS:
            head, *rows = book[lang.say(sheet.name)].iter_rows(values_only=True)
            if sheet.query == "latest":
                start = next(n for n, column in enumerate(sheet.columns) if column.per_member)
                assert list(head[start : start + site.size]) == members
                assert len(head) == len(sheet.columns) - 1 + site.size
                assert any(all(value is not None for value in row[start : start + site.size]) for row in rows)
            elif sheet.query in ("effects_compared", "prices_compared"):
                place = list(head).index(lang.say("Kommune"))
                assert {row[place] for row in rows} == {*members, f"Opdigtet {OUTSIDE}"}
        title = f"{site.size}-byerne" if lang == DANISH else f"the {ENGLISH.in_words(site.size)} cities"
        (effects, *_) = SHEETS
        lines = [str(row[1]) for row in book[lang.say("Læs mig")].iter_rows(values_only=True)]
        assert lang.say(effects.holds, group=title) in lines


@pytest.fixture(scope="module")
def without_aalborg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the six where Aalborg has no grades: to Randers (7.0) the mean is (7.1 + 7.3 + 7.4 + 7.5) / 4."""
    world = invented()
    grades = {mart: [row for row in rows if row.get("indicator_id") == "grades"] for mart, rows in world.rows.items()}
    for row in grades["indicator_values"]:
        if row["municipality_code"] == "851":
            row |= {"value": None, "missing_reason": "confidential"}
    for row in grades["benchmarks"]:
        row["n_peers"] = 4
    (seen,) = [row for row in grades["effect_overview"] if row["municipality_code"] == "730"]
    seen |= {"reference": 7.325, "gap": -0.325}
    return world.write(tmp_path_factory.mktemp("fewer") / "warehouse.duckdb")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mean_of_fewer_is_said_to_be_so_on_page_in_picture_brief_and_workbook(
    without_aalborg: Path, lang: Language, tmp_path: Path
) -> None:
    said = {
        "da": (
            "Randers ligger klart dårligere end gennemsnittet af fire af de fem andre på »karakterer«: 7,0 mod 7,3",
            "Klart dårligere end gennemsnittet af fire af de fem andre",
            "Gennemsnittet af fire af de fem andre er 7,3.",
            "de andre med tal",
            "»mod«: gennemsnit af de andre med tal",
            "»mod«: gennemsnit af de fem andre",
            "Kan ikke skelnes fra gennemsnittet af de fem andre",
        ),
        "en": (
            "Randers is clearly worse than the mean of four of the other five on “karakterer”: 7.0 against 7.3",
            "Clearly worse than the mean of four of the other five",
            "The mean of four of the other five is 7.3.",
            "the others with figures",
            "“against”: mean of the others with figures",
            "“against”: mean of the other five",
            "Cannot be told apart from the mean of the other five",
        ),
    }
    lead, message, mean, several, legend, all_others, of_whole = said[lang.code]
    with Pages.of(without_aalborg) as pages:
        page = pages.at(f"{lang.root}randers/skole/")
        front = words(pages.at(f"{lang.root}randers/").html)
        health = words(pages.at(f"{lang.root}randers/sundhed/").html)
    text = words(page.html)
    assert lead in text.replace(NBSP, " ")
    assert message in text
    assert mean in text
    assert any(mean in chart.description for chart in page.charts)
    for where in (text, front):
        assert legend in where
    assert all_others in health
    assert several not in health
    assert of_whole in text  # absence, which all have
    with Marts.open(without_aalborg) as marts:
        source = Briefs(marts)
        papers = [source.of(place, lang) for place in wanted(source.places, "Randers", None)]
    (school,) = [brief for brief in papers if brief.headline.startswith(lead)]
    assert school.others.lower() == several
    assert several in school.legend
    assert message in [effect.message for effect in school.effects]
    write_workbook(without_aalborg, tmp_path / "seksby.xlsx", lang=lang)
    sheet = next(each for each in SHEETS if each.key == "effect_compared")
    head, *rows = openpyxl.load_workbook(tmp_path / "seksby.xlsx")[lang.say(sheet.name)].iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    n = {
        row[lang.say("Mål-id")]: row[lang.say("Antal andre")] for row in found if row[lang.say("Kommunekode")] == "730"
    }
    assert (n["grades"], n["absence"], n["wellbeing"]) == (4, 5, None)


def test_a_chart_has_a_dot_and_a_name_for_every_other(site: Site) -> None:
    page = (site.folder / SLUGS["730"] / "sundhed" / "index.html").read_text(encoding="utf-8")
    strip = page[page.index("Middellevetid") :]
    drawing = strip[strip.index('<svg class="chart"') :].partition("</svg>")[0]
    for name in site.group.values():
        assert f">{name} " in drawing, name
