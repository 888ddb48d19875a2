"""Whole builds: determinism, escaping, size, what the pages say about missing figures, cheap import."""

from __future__ import annotations

import gzip
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from dashboards import SiteReport
from dashboards.spreadsheet import _cell
from pipelines.commands.serving.server import TYPES
from tests.browser.invented import HOSTILE, SNAPSHOT, invented
from tests.conftest import Site
from tests.support.serving import served
from tests.support.sites import STAND_IN, Pages, build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(site: Site) -> Path:
    """Where the shared site lies in `site/`; nothing is written there."""
    return site.folder.parent


def text_of(folder: Path, path: str) -> str:
    """A page without what only keeps `6-byerne` in one line."""
    html = (folder / "site" / path / "index.html").read_text(encoding="utf-8")
    return re.sub(r'<span class="whole">([^<]*)</span>', r"\1", html)


def files(root: Path) -> dict[str, bytes]:
    return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def test_the_same_marts_give_the_same_bytes(folder: Path, tmp_path: Path, warmed: Callable[[Path], Path]) -> None:
    """Built by another process on another day; the drawings have a test of their own."""
    warehouse, cache = invented().write(tmp_path / "second.duckdb"), warmed(tmp_path / "cache")
    fresh = build(warehouse, tmp_path / "again", cache=cache)
    cached = build(warehouse, tmp_path / "cached", cache=cache)
    assert files(folder / "site") == files(tmp_path / "again") == files(tmp_path / "cached")
    assert fresh.charts_drawn + fresh.charts_cached > 50
    assert cached == SiteReport(fresh.pages, fresh.pages, 0, 0, fresh.bytes_written)
    assert fresh.pages_rendered == fresh.pages
    written = [len(content) for content in files(tmp_path / "again").values() if content != STAND_IN]
    assert fresh.bytes_written == sum(written)


def test_pages_are_small(folder: Path) -> None:
    sizes = {name: len(gzip.compress(content)) for name, content in files(folder / "site").items()}
    assert max(size for name, size in sizes.items() if name.endswith(".html")) < 100_000


def test_front_page_answers_first(folder: Path) -> None:
    html = text_of(folder, "randers")
    assert "På ét af fire effektmål med tal er borgerne i Randers klart bedre stillet end gennemsnittet" in html
    assert "gennemsnittet af de fem andre, på ét klart dårligere" in html
    assert html.index('class="lede"') < html.index("<svg")
    assert html.index('class="firmest"') < html.index('class="area"') < html.index('id="hvad-pengene-gaar-til"')
    assert "To mål mangler tal: to kommer ved første hentning" in html
    assert "Ét mål mangler tal: ét har ingen kilde" in html
    assert (
        "40\u00a0%</b> af det, vi følger, er effektmål: 2 effektmål med tal, mål af det samme talt hver for "
        "sig, og 3 styringskrav." in html
    )
    assert "Endnu ikke ført ind: styringskrav på positivlisten" in text_of(folder, "odense")


def test_the_money_is_one_picture_of_ours_and_the_others_on_one_scale(tmp_path: Path) -> None:
    """Randers 900 beside a mean of 600, and a larger cost without others: bars of 90 and 60 of the longest, 1,000."""
    world = invented()
    for name, order in (("fee", 1), ("debt", 2)):
        about = next(row for row in world.rows["indicators"] if row["indicator_id"] == name)
        about |= {"unit_per": "inhabitant", "service_area": "school", "latest_year": 2024}
        own, mean = ((900, 600), (1000, None))[order - 1]
        told = {"indicator_id": name, "municipality_code": "730", "year": 2024, "price_basis": "current"}
        world.rows["benchmarks"] = [row for row in world.rows["benchmarks"] if row["indicator_id"] != name]
        world.add("benchmarks", told | {"peer_group": "compared", "value": own, "reference_unweighted": mean})
    with Pages.of(world.write(tmp_path / "costs.duckdb")) as pages:
        page = pages.at("/randers/")
    table = page.html.partition('<table class="numeric costs">')[2].partition("</table>")[0]
    assert re.findall(r'class="(own|other)" (?:y="10" )?width="([\d.]+)"', table) == [
        ("own", "100.0"),
        ("own", "90.0"),
        ("other", "60.0"),
    ]
    cells = re.findall(r"<td>(?:<b>)?([^<]+)", table)
    assert cells == ["1.000\u00a0kr.", "–", "900\u00a0kr.", "600\u00a0kr.", "+300"]
    assert ">Udgift, 2024</th>" in table
    assert 'href="skole/index.html"' in table
    assert page.csv("udgifter-pr-indbygger").splitlines()[1:] == [
        "Randers;Gæld;2024;1000;;",
        "Randers;Takst;2024;900;600;rettet",
    ]


@pytest.mark.parametrize("path", ["randers", "randers/skole", "en/randers", "en/randers/skole"])
def test_a_long_page_lists_its_sections_in_their_order(folder: Path, path: str) -> None:
    html = text_of(folder, path)
    contents = html[html.index('<nav class="contents"') :]
    contents = contents[: contents.index("</nav>")]
    assert html.index('class="lede"') < html.index('class="contents"') < html.index("<section")
    listed = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', contents)
    assert listed == re.findall(r'<h2 id="([^"]+)">([^<]+)</h2>', html)


def test_both_languages_say_what_a_municipality_outside_the_group_is_held_against(folder: Path) -> None:
    assert "en kommune uden for dem ved siden af dem alle" in " ".join(text_of(folder, "").split())
    assert "one outside them beside them all" in " ".join(text_of(folder, "en").split())


def test_a_private_measure_leads_to_its_page_and_to_no_city_on_it(folder: Path) -> None:
    assert 'href="../tal/fee/index.html"' in text_of(folder, "privat")


def test_every_unit_price_stands_below_the_effects_it_is_paid_for(folder: Path) -> None:
    html = text_of(folder, "enhedspriser")
    kinds = re.findall(r'<tr data-kind="(\w+)">', html)
    assert kinds == sorted(kinds)
    assert {"effect", "unit_price"} == set(kinds)
    assert "ved siden af: Elever med fravær" in html


def test_who_does_better_is_told_by_effect_with_the_price_after(folder: Path) -> None:
    html = text_of(folder, "randers/skole")
    part = html[html.index("Hvem har et bedre tal til en lignende pris") :].partition("</dl>")[0]
    kinds = re.findall(r'<(d[td]|div)\b[^>]*data-(?:kind="(\w+)"|scope)', part)
    assert kinds == [("div", ""), ("dt", "effect"), ("dd", "unit_price")] * 2


def test_what_is_missing_is_one_folded_line_by_what_it_waits_for(folder: Path) -> None:
    html = text_of(folder, "randers/skole")
    assert html.count('<details class="awaited">') == 1
    part = html[html.index('<details class="awaited">') :].partition("</details>")[0]
    assert re.search(r"<summary>\w+ mål mangler tal: \w+ kommer ved første hentning", part)
    assert "<dt>Første hentning</dt>" in part
    assert 'data-kind="effect" id="wellbeing"' in part
    assert html.count('id="wellbeing"') == 1
    assert ">mangler</td>" in html


def test_area_page_begins_with_the_price_that_differs_and_has_the_identity(folder: Path) -> None:
    html = text_of(folder, "randers/skole")
    assert (
        "Skole: udgift pr. barn: 48.357\u00a0kr. i 2024 mod 60.297\u00a0kr. i gennemsnit i de fem andre; lavest af de "
        "seks (klart lavere)." in html
    )
    numbers = re.findall(r"<li><p><b>([^<]+)</b> ([^<]+)</p>", html)
    assert numbers == [
        ("48.357\u00a0kr.", "pr. barn"),
        ("× 14,0\u00a0%", "af indbyggerne"),
        ("= 6.770\u00a0kr.", "pr. indbygger"),
    ]
    assert "regneeksempel, ikke besparelse" in html


def test_a_trial_says_what_it_can_find_and_what_all_its_municipalities_show_together(folder: Path) -> None:
    html = text_of(folder, "proevehandlinger").replace("\u00a0", " ")
    assert "Er ændringen kun lige den mindste, bliver den fundet 41 % af gangene (regnet på årene før starten)." in html
    assert (
        "De tre kommuner i forsøget under ét: Virker: ændringen er −2,4 % (fra −3,1 til −1,7). Sammenlignet med 31 "
        "grupper af lige så mange. Er ændringen kun lige den mindste, bliver den fundet 48 % af gangene" in html
    )


def test_a_trend_is_told_in_words_on_cards_and_front_page(folder: Path) -> None:
    card, front = text_of(folder, "randers/skole"), text_of(folder, "randers")
    for html in (card, front):
        # A break in 2022; 6.5 in 2020 is of the series before.
        assert "Randers: 6,7 i 2022, 7,0 i 2023. De fem andre: 7,1 til 7,5 i 2023." in html
    assert "egne procesgrænser" in card
    assert "egne procesgrænser" not in front  # the small trends have no limits


def test_the_one_plane_says_which_effect_and_which_price_it_shows_and_why(folder: Path) -> None:
    """The area's main price with the effect that can be told apart."""
    school = text_of(folder, "randers/skole")
    pair = 'Effekt: <span data-kind="effect">{}</span><br>\nPris: <span data-kind="unit_price">{}</span>'
    assert school.count('class="plane"') == 1
    assert pair.format("karakterer (2023)", "skole: udgift pr. indbygger (2024)") in school
    assert '<p class="because">Opdigtet grund.</p>' in school
    assert 'class="plane"' not in text_of(folder, "randers")


def test_a_plane_holds_all_cities_against_the_same_mean_and_its_file_says_of_what(folder: Path) -> None:
    """The row of Odense is held against a mean that Odense is part of: "the five others" would not be its five."""
    for root, mean, head, first in (
        (
            "",
            "Forskel til gennemsnittet af 6-byerne uden Randers",
            "kommune;pris;prisens_aar;prisforskel_pct;effektmaal;effektens_aar;effektforskel;effekten_maalt_mod",
            "København;Skole: udgift pr. indbygger;2024;-21,684;Karakterer;2023;0,2;gennemsnittet",
        ),
        (
            "en/",
            "Difference from the mean of the six cities without Randers",
            "municipality,price,price_year,price_difference_pct,effect_measure,effect_year,effect_difference,effect_against",
            "København,Skole: udgift pr. indbygger,2024,-21.684,Karakterer,2023,0.2,the mean",
        ),
    ):
        html = text_of(folder, f"{root}randers/skole")
        assert f"<caption>{mean}: skole: udgift pr. indbygger</caption>" in html
        assert f"{mean}. " in html
        file = folder / "site" / root / "randers" / "skole" / "flade-school-cost.csv"
        lines = file.read_text(encoding="utf-8-sig").replace('"', "").splitlines()
        assert (lines[0], lines[1].startswith("Randers"), lines[2]) == (head, True, first)


def test_an_indicators_page_says_how_far_it_holds(folder: Path) -> None:
    html = " ".join(text_of(folder, "tal/absence").split())
    assert "<dt>Gælder</dt><dd>2007 og frem</dd>" in html
    assert "<dt>Mulige værdier</dt><dd>0 til 100</dd>" in html
    assert "<dt>Kilde kontrolleret</dt><dd>delvis; en del står ikke i udgiverens egen oversigt</dd>" in html
    assert "<dt>Mulige værdier</dt><dd>mindst 0</dd>" in text_of(folder, "tal/grades")
    smallest = "<dt>Mindste forskel, der betyder noget</dt><dd>"
    assert f"{smallest}1,5 %, besluttet af Byrådet 1. marts 2025</dd>" in html.replace("\u00a0", " ")
    assert f"{smallest}ikke besluttet</dd>" in " ".join(text_of(folder, "tal/grades").split())


def test_a_target_is_named_and_measured_to(folder: Path) -> None:
    assert "Mål: 7,4 i 2028, besluttet af Byrådet" in text_of(folder, "randers/skole")
    assert "Mål: 7,4 i 2028, besluttet af Byrådet 12. oktober 2023." in text_of(folder, "randers/skole").replace(
        "\u00a0", " "
    )
    assert "\u22120,4 til målet på 7,4 i 2028" in text_of(folder, "randers")
    assert "til målet" not in text_of(folder, "aarhus")
    own = " ".join(text_of(folder, "tal/grades").replace("\u00a0", " ").split())
    assert '<p class="target"><b>Randers</b>: mål: 7,4 i 2028, besluttet af Byrådet 12. oktober 2023.' in own
    assert "Randers, mål 2028</text>" in own  # named at its line in the drawing
    assert 'class="target"' not in text_of(folder, "tal/absence")


def test_indicator_page_shows_formula_cells_and_file(folder: Path) -> None:
    html = text_of(folder, "tal/school-cost-per-child")
    assert "6.770 / 0,14 = 48.357" in html
    assert f'href="#{SNAPSHOT.lower()}"' in html
    assert "0" * 64 in html
    assert html.index("Effekten ved siden af") < html.index("6.770 / 0,14")
    assert "fortroligt eller ukendt" in text_of(folder, "tal/fee")


def test_indicator_page_shows_what_was_corrected_and_why(folder: Path) -> None:
    html = text_of(folder, "tal/fee")
    assert "20.005 (rettet; i filen står 2.500,5)" in html
    assert "I kildens fil står 2.500,5; her bruges 20.005. Opdigtet kommafejl. Grundlag: Opdigtet notat." in html
    assert "Vurderet af Opdigtet kontor den 3. februar 2026; kilden har bekræftet fejlen." in html
    assert "Rettelsen indgår i Randers 2024." in html
    assert "Et usædvanligt tal" not in html
    assert "<td>20.005\u00a0*</td>" in html
    assert '* Se <a href="#rettelser-og-usaedvanlige-tal">' in html


def test_indicator_page_says_in_words_which_figures_are_unusual(folder: Path) -> None:
    html = text_of(folder, "tal/life")
    words = "usædvanligt lavt i forhold til landets kommuner og usædvanligt stor stigning siden 2019"
    assert "Det kan være rigtigt og er hverken ændret eller udeladt." in html
    assert f"<td>{words}</td>" in html
    assert "I landets øvrige kommuner er ét tal usædvanligt; det står med bemærkning i CSV-filen over alle år." in html
    assert "En rettelse" not in html
    csv = (folder / "site" / "tal" / "life" / "life.csv").read_text(encoding="utf-8-sig")
    assert f"life;461;Odense;2024;ikke et beløb;år;80;;{words}; tallet er ikke ændret" in csv.replace('"', "")
    assert (
        "life;200;Opdigtet 200;2024;ikke et beløb;år;78;;usædvanligt lavt i forhold til landets kommuner"
        in csv.replace('"', "")
    )


def test_indicator_page_without_corrections_and_flags_does_not_mention_them(folder: Path) -> None:
    html = text_of(folder, "tal/grades")
    assert "usædvanlige tal" not in html
    assert "rettet" not in html


def test_a_cell_that_enters_no_published_value_is_written_by_its_own_role(tmp_path: Path) -> None:
    """Wages of the same functions, and use per age group, are in the lineage of fetched accounts."""
    world = invented()
    cell = next(row for row in world.rows["lineage"] if row["indicator_id"] == "fee")
    world.add("lineage", cell | {"role": "wages"}, cell | {"role": "use:67-79"})
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        page = pages.at("/tal/fee/")
    written = [content.decode() for content in page.files.values()]
    assert any(";heraf løn;" in text and ";forbrug, alder 67-79;" in text for text in written)


@pytest.mark.parametrize(
    ("file", "mark", "head"),
    [
        ("{}/effektmaal.csv", ";", "kommunekode;kommune;omraade;effektmaal;aar;"),
        ("en/{}/effektmaal.csv", ",", "municipality_code,municipality,service_area,effect_measure,year,"),
    ],
)
def test_the_files_of_two_cities_can_be_stacked(folder: Path, file: str, mark: str, head: str) -> None:
    for slug, city in (("randers", f"730{mark}Randers"), ("aarhus", f"751{mark}Aarhus")):
        heading, *rows = (folder / "site" / file.format(slug)).read_text(encoding="utf-8-sig").splitlines()
        assert heading.startswith(head)
        assert rows
        assert all(row.startswith(f"{city}{mark}") for row in rows)


def test_csv_opens_in_a_danish_spreadsheet(folder: Path) -> None:
    content = (folder / "site" / "randers" / "skole" / "absence.csv").read_bytes()
    assert content.startswith(
        b"\xef\xbb\xbfindikator;kommunekode;kommune;aar;prisbasis;enhed;vaerdi;mangler_fordi;kildetal_rettet\r\n"
    )
    assert "absence;730;Randers;2025;ikke et beløb;%;18,7;;\r\n" in content.decode("utf-8-sig")


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_text_begins_as_a_formula_in_a_spreadsheet(beginning: str) -> None:
    assert _cell(f"{beginning}1+1", ",") == f"'{beginning}1+1"
    assert _cell(-1.5, ",") == "-1,5"


def test_the_server_knows_the_kinds_of_file_a_site_consists_of_and_no_other(folder: Path) -> None:
    """Beside them, what this one lacks: pictures of links for a site with an address, mails where something is new."""
    assert {file.suffix for file in (folder / "site").rglob("*") if file.is_file()} | {".png", ".txt"} == set(TYPES)


def test_a_formula_in_a_text_is_no_formula_in_the_spreadsheet(tmp_path: Path) -> None:
    world = invented()
    world.rows["municipalities"][0]["name"] = "=1+1"
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        assert ";'=1+1;" in pages.at("/randers/skole/").csv("absence")


class Tags(HTMLParser):
    """Collects what a browser would take as elements, comments and event attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.hrefs: set[str] = set()
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.hrefs |= {value or "" for name, value in attrs if name == "href"}

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_no_text_from_outside_becomes_markup(folder: Path, hostile: Path) -> None:
    """In Danish alone: both languages have the same templates, and what is said in them is escaped there."""
    expected, found = Tags(), Tags()
    for name, content in files(folder / "site").items():
        if name.endswith(".html") and not name.startswith("en/"):
            expected.feed(content.decode())
    seen = 0
    for name, content in files(hostile).items():
        if name.endswith(".html"):
            found.feed(content.decode())
            seen += content.decode().count("&lt;script&gt;alert(&#34;x&#34;)")
            assert HOSTILE not in content.decode()
    assert seen > 500
    assert found.tags == expected.tags
    assert found.comments == []
    assert not any(href.startswith("javascript") for href in found.hrefs)
    assert "49" not in (hostile / "index.html").read_text(encoding="utf-8").partition("<main")[2][:400]


def test_importing_the_package_is_cheap() -> None:
    heavy = "duckdb altair vl_convert jinja2 markdown_it babel"
    code = f"import sys, dashboards; sys.exit(', '.join(set('{heavy}'.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == ""


def test_the_control_page_names_what_differs_and_what_waits(folder: Path) -> None:
    html = text_of(folder, "kontrol")
    assert "Lige nu kan én af to kontroller regnes. Af 2\nsammenlignede tal stemmer ét, og ét afviger." in html
    row = html[html.index("Tal, der afviger, efter kommune") :]
    cells = re.findall(r"<td[^>]*>([^<]+)</td>", row)
    assert cells[: cells.index("Randers") + 3][-3:] == ["Randers", "1", "2024"]
    assert cells[cells.index("60.100,25") :][:4] == ["60.100,25", "60.000", "100,25", "0,54"]
    assert "<td>København</td>" not in row
    assert "Tallene i OPDIGTET er ikke hentet endnu." in row


def test_a_release_like_the_one_before_says_so_and_what_is_refused_is_told(tmp_path: Path) -> None:
    world = invented()
    world.rows["news"] = []
    world.add("news_basis", {"has_earlier": True})
    refused = {"indicator_id": "grant", "service_area": "school", "kind": "unit_price", "title_da": "Tilskud"}
    world.add("withheld_indicators", refused | {"refused_for": "set_from", "beside_da": "Udgift pr. barn"})
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        changes, private = (pages.at(path).html for path in ("/aendringer/", "/privat/"))
    assert '<p class="none">Intet tal og ingen vurdering er ændret siden udgaven før.</p>' in changes
    assert '<p class="none">Ingen kommunes tal er et andet end i udgaven før. Procesmål,' in changes
    assert "<li>Tilskud: cirkulær: tallet er sat efter »Udgift pr. barn«" in private


def test_pages_say_that_there_is_nothing_to_compare_and_nothing_revised(folder: Path, tmp_path: Path) -> None:
    world = invented()
    world.rows["controls"] = world.rows["control_overview"] = world.rows["revised_tables"] = world.rows["news"] = []
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        control, changes = pages.at("/kontrol/"), pages.at("/aendringer/")
    assert "Lige nu kan ingen af ingen kontroller regnes." in control.html
    for said in ("Ingen kontrol kan regnes nu.", "Intet tal afviger.", "Ingen kontrol venter på tal."):
        assert f'<p class="none">{said}</p>' in control.html
    assert control.csv("afvigelser").splitlines() == [
        "Kontrol;Kommune;Antal tal;Periode;Hvilket tal;Vores tal;Officielt tal;Forskel;Kan skyldes afrunding"
    ]
    assert '<p class="none">Intet kildetal på siderne er ændret siden kildens forrige fil.</p>' in changes.html
    assert "Ændrede kildetal siden" not in changes.html
    assert changes.html.count('<p class="none">Der er ingen tidligere udgave at holde denne op mod.') == 2
    revised = (folder / "site" / "aendringer" / "aendrede-kildetal.csv").read_text(encoding="utf-8-sig")
    assert changes.csv("aendrede-kildetal").splitlines() == revised.splitlines()[:1]


def test_texts_made_in_sql_are_in_the_language_of_the_page(folder: Path) -> None:
    danish, english = text_of(folder, "kontrol"), text_of(folder, "en/kontrol")
    assert ">nøgletallet</td>" in danish
    assert ">antaget</td>" in danish
    assert "At present one of two checks can be computed." in english
    assert ">the key figure</td>" in english
    assert "<td>assumed</td>" in english
    assert "nøgletallet" not in english
    assert "antaget" not in english
    assert "Der er registreret 1 prøvehandling. <a" in text_of(folder, "randers")
    assert "1 trial is registered. <a" in text_of(folder, "en/randers")


def test_the_country_is_called_what_the_language_calls_it(folder: Path) -> None:
    tal, en = folder / "site" / "tal" / "life", folder / "site" / "en" / "tal" / "life"
    assert "life;000;Hele landet;2024;ikke et beløb;år;80,5;" in (tal / "life.csv").read_text(encoding="utf-8-sig")
    assert "life,000,The whole country,2024,not an amount,år,80.5," in (en / "life.csv").read_text(encoding="utf-8-sig")


def test_an_english_page_is_english_in_its_head_and_crumbs(folder: Path) -> None:
    html = text_of(folder, "en/tal/absence")
    assert '<html lang="en">' in html
    assert " · All figures · Seksby</title>" in html
    assert '<a href="../index.html">All figures</a>' in html
    assert "<title>Skole · Randers · Seksby</title>" in text_of(folder, "en/randers/skole")


def test_the_ledger_says_of_a_price_how_much_it_changed_and_not_what_it_was(tmp_path: Path) -> None:
    world = invented()
    line = {"cause": "source", "figure_count": 3, "municipality_count": 2, "municipality_code": "730", "year": 2024}
    line |= {"before_value": 100, "value": 103, "change_pct": 3}
    for name in ("absence", "school_cost"):
        world.add("ledger", line | {"indicator_id": name})
    world.add("ledger", {"indicator_id": "no_more", "cause": "gone", "figure_count": 3, "municipality_count": 2})
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        html = pages.at("/aendringer/").html
    table = html[html.index('<table class="ledger stacked">') :].split("</table>", 1)[0]
    assert re.findall(r"<th scope=\"col\">([^<]+)<", table)[-3:] == ["Før", "Nu", "Ændring"]
    effect, price, removed = (re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in table.split("<tr>")[2:])
    assert effect == ["kilden", "3", "2", "Randers 2024", "100,0\xa0%", "103,0\xa0%", "+3,0\xa0%"]
    assert price == ["kilden", "3", "2", "Randers 2024", "–", "–", "+3,0\xa0%"]
    assert removed == ["væk", "3", "2", "–", "–", "–", "–"]
    assert '<th scope="row">no_more</th>' in table


def test_a_source_of_one_measure_is_counted_as_one_in_english(tmp_path: Path) -> None:
    world = invented()
    world.rows["lineage"] = [row for row in world.rows["lineage"] if row["indicator_id"] == "absence"]
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        danish, english = (pages.at(path).html for path in ("/kilder/", "/en/kilder/"))
    assert ("1 mål</span>" in danish, "1 measure</span>" in english) == (True, True)


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_page_is_called_what_the_link_at_the_foot_calls_it(folder: Path, root: str) -> None:
    foot = text_of(folder, f"{root}kilder").split("<footer", 1)[1]
    named = re.findall(r'<li><a href="([^"]+)/index.html">([^<]+)</a></li>', foot)
    assert len(named) == 12  # every page of the foot but the one it stands on
    for path, name in named:
        html = (folder / "site" / root / "kilder" / path / "index.html").read_text(encoding="utf-8")
        assert f"<h1>{name}</h1>" in html


class _Policies(HTMLParser):
    """What a page's meta elements say it may load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            self.found.append(given.get("content"))


def test_every_page_is_served_with_the_policy_it_gives_itself(folder: Path) -> None:
    site = folder / "site"
    with served(site, under="/tal/six") as url, httpx.Client(base_url=url) as client:
        for file in site.rglob("*.html"):
            answer = client.get(str(file.relative_to(site)))
            page = _Policies()
            page.feed(answer.text)
            assert page.found != []
            assert [answer.headers["content-security-policy"]] == [
                f"{own}; frame-ancestors 'none'" for own in page.found
            ]


def test_a_figure_lies_beside_its_page_as_a_picture_for_other_pages(folder: Path) -> None:
    """On an area page drawn for the municipality, on a measure's own page of all; pages lead to it without scripts."""
    for path, title in (("randers/skole", "Randers: Elever med fravær"), ("tal/absence", "Elever med fravær")):
        svg = (folder / "site" / path / "absence.svg").read_text(encoding="utf-8")
        assert f"<title>{title}</title>" in svg
        assert re.search(r">Kilde: Opdigtet udgiver[^<]*</text>", svg)
        assert '<a class="picture" data-as="svg" href="absence.svg" download>' in text_of(folder, path)
    own = (folder / "site" / "randers" / "skole" / "absence.svg").read_text(encoding="utf-8")
    assert "Blå prik: Randers. Grå prikker: de fem andre." in re.sub(r"</text><text[^>]*>", " ", own)


def test_a_shared_link_names_address_and_picture_only_where_the_municipality_has_said_it(
    folder: Path, tmp_path: Path
) -> None:
    """The picture is its front page's; a page of one municipality has that of the municipality."""
    assert "og:url" not in text_of(folder, "randers")
    assert not list((folder / "site").rglob("del.png"))
    world = invented()
    world.rows["release"][0]["site_address"] = "https://noegletal.example.dk/"
    pages = tmp_path / "pages"
    pages.mkdir()
    places = "```sql places\nselect slug as municipality_slug, name from marts.municipalities where is_viewpoint\n```"
    for name, head in (
        ("index.md", "path: /\ntitle: Forside"),
        ("kommune.md", 'path: /{municipality_slug}/\nfor_each: places\ntitle: "{{ name }}"'),
        ("omraade.md", "path: /{municipality_slug}/skole/\nfor_each: places\ntitle: Skole"),
    ):
        queries = places if "for_each" in head else ""
        (pages / name).write_text(f"---\n{head}\n---\n\n{queries}\n\nNoget.\n", encoding="utf-8")
    report = build(world.write(tmp_path / "w.duckdb"), tmp_path / "site", cache=tmp_path / "cache", pages=pages)
    assert report.pages == 13
    for path, picture in (("", ""), ("randers/", "randers/"), ("randers/skole/", "randers/")):
        html = (tmp_path / "site" / path / "index.html").read_text(encoding="utf-8")
        assert f'<meta property="og:url" content="https://noegletal.example.dk/{path}">' in html
        assert f'<meta property="og:image" content="https://noegletal.example.dk/{picture}del.png">' in html
    pictures = [file.relative_to(tmp_path / "site").as_posix() for file in (tmp_path / "site").rglob("*.png")]
    assert len(pictures) == 7
    assert {"del.png", "randers/del.png"} < set(pictures)
    assert struct.unpack(">II", (tmp_path / "site" / "del.png").read_bytes()[16:24]) == (1200, 630)


def test_a_perspective_says_who_chose_it_and_when_where_somebody_did(folder: Path, tmp_path: Path) -> None:
    """On its own page alone; where no choice was decided, nothing is said."""
    assert "valgt dette perspektiv" not in text_of(folder, "interessenter")
    world = invented()
    world.rows["release"][0] |= {"perspectives_by": "Byrådet", "perspectives_on": date(2026, 10, 8)}
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text("---\npath: /\ntitle: Forside\n---\n\nNoget.\n", encoding="utf-8")
    chosen = "```sql chosen\nselect 1 as is_chosen from marts.release\n```"
    (pages / "privat.md").write_text(
        f"---\npath: /privat/\nfor_each: chosen\ntitle: Privat\n---\n\n{chosen}\n\nNoget.\n", encoding="utf-8"
    )
    build(world.write(tmp_path / "w.duckdb"), tmp_path / "site", cache=tmp_path / "cache", pages=pages)
    assert "Kommunen har valgt dette perspektiv: Byrådet, 8. oktober 2026." in text_of(tmp_path, "privat")
    assert "valgt dette perspektiv" not in text_of(tmp_path, ".")
