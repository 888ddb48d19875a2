"""What scripts are told: the policy, the hashes, the figures and the search index."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from dashboards import PAGES_DIR
from dashboards.site.interactive import data
from dashboards.site.search_index import words
from seksby.naming import fold
from tests.conftest import Site

CITIES = ("koebenhavn", "aarhus", "odense", "aalborg", "esbjerg", "randers")


def held(site: Site, pattern: str) -> Any:
    """What a script of data puts where scripts find it."""
    (file,) = (site.folder / "assets").glob(pattern)
    match = re.fullmatch(r'seksby\.data\.set\("[^"]+",(.*)\);\n', file.read_text(encoding="utf-8"))
    assert match
    return json.loads(match[1])


def told(page: Path) -> Any:
    match = re.search(r'<script type="application/json" id="seksby">(.*?)</script>', page.read_text(encoding="utf-8"))
    assert match
    return json.loads(match[1])


def integrity(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def test_the_policy_allows_the_script_in_the_page_by_its_hash_and_nothing_unsafe(site: Site) -> None:
    for file in site.pages():
        html = file.read_text(encoding="utf-8")
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        (inline,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        assert f"script-src 'self' '{integrity(inline.encode())}';" in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert html.index("Content-Security-Policy") < html.index("<script")


def test_every_script_is_named_with_the_hash_of_its_content(site: Site) -> None:
    named = [*told(site.folder / "tal" / "index.html")["scripts"].values(), *held(site, "figures.*.js").values()]
    scripts = {
        str(file.relative_to(site.folder / "assets")): file.read_bytes()
        for file in (site.folder / "assets").rglob("*.js")
    }
    assert {each["file"]: each["integrity"] for each in named} == {
        name: integrity(content) for name, content in scripts.items()
    }
    assert len(scripts) > 8


def test_readers_are_sent_no_code_but_the_sites_own(site: Site) -> None:
    """`docs/licences.md` says so; a library in the view would bring notices that must stand with it."""
    files = {file.name.partition(".")[0] for file in (site.folder / "assets").glob("*.js")}
    assert files == {"page", "view", "figures", "search"}
    (view,) = (site.folder / "assets").glob("view.*.js")
    assert view.stat().st_size < 60_000


def test_the_figures_are_those_of_all_municipalities_years_and_prices(site: Site) -> None:
    rows = list(_csv(site.folder / "tal" / "school-cost" / "school-cost.csv"))
    rows += list(_csv(site.folder / "tal" / "school-cost" / "school-cost-faste-priser.csv"))
    bases = {"løbende priser": "current", "current": "current", "fixed": "fixed", "faste priser": "fixed"}
    listed = {(bases[row["prisbasis"]], row["kommunekode"], int(row["aar"])): row["vaerdi"] for row in rows}
    figures = held(site, "figures/school-cost.*.js")
    assert {
        (basis, code, year): value
        for basis, lines in figures["values"].items()
        for code, line in lines
        for year, value in zip(figures["years"], line, strict=True)
    } == {key: float(value.replace(",", ".")) for key, value in listed.items()}
    assert len(held(site, "figures/life.*.js")["places"]) == 46


def _csv(file: Path) -> csv.DictReader[str]:
    return csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")


def test_a_card_without_a_figure_offers_no_view(site: Site) -> None:
    html = (site.folder / "randers" / "skole" / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-view="([^"]+)"', html)) == {
        "absence",
        "grades",
        "school-cost",
        "school-cost-per-child",
    }


def test_texts_for_scripts_are_in_the_language_of_the_page(site: Site) -> None:
    page = told(site.folder / "randers" / "skole" / "index.html")
    assert page["texts"]["copied"] == "Kopieret"
    assert page["locale"]["decimal"] == ","
    assert (page["own"], page["root"], page["assets"]) == ("randers", "../../", "../../assets/")


def test_the_index_has_effects_prices_activity_and_context_with_their_words_and_no_process(site: Site) -> None:
    index = held(site, "search.*.js")
    kinds = {each["slug"]: each["kind"] for each in index["indicators"]}
    assert set(kinds.values()) == {"effect", "unit_price", "activity", "context"}
    absence = next(each for each in index["indicators"] if each["slug"] == "absence")
    further = absence["words"].split(" ")
    assert {"definition", "effektmaal"} <= set(further)
    assert not {"fravaer", "elever"} & set(further)  # the title has them
    assert absence["area"] == "skole"
    titles = {area["slug"]: area["title"] for area in index["areas"]}
    assert "skole" in words(*titles[absence["area"]].values())
    assert {"slug": "oekonomi", "title": {"da": "Økonomi", "en": "Økonomi"}} in index["areas"]


def test_the_index_has_every_municipality_with_a_page_and_every_page_of_text_in_both_languages(site: Site) -> None:
    index = held(site, "search.*.js")
    places = {place["slug"]: place for place in index["places"]}
    assert index["places"][len(CITIES) - 1] == {
        "slug": "randers",
        "path": "randers",
        "name": "Randers",
        "words": "730 kommune kommuner municipalities municipality",
        "areas": ["skole", "sundhed", "oekonomi"],
    }
    light = {file.parent.name for file in (site.folder / "kommuner").glob("*/index.html")}
    seen_from = {place for place in CITIES if site.file(f"/{place}/").is_file()}
    assert seen_from
    assert light > seen_from
    assert {slug: place["path"] for slug, place in places.items()} == {
        slug: slug if slug in seen_from else f"kommuner/{slug}" for slug in light
    }
    assert len(index["places"]) == len(places)
    written = {file.stem: "{" in file.read_text(encoding="utf-8").split("\n", 2)[1] for file in PAGES_DIR.glob("*.md")}
    assert len(index["pages"]) == list(written.values()).count(False)
    pages = {page["path"]: page for page in index["pages"]}
    assert pages["was/"] == {
        "path": "was/",
        "title": {"da": "Tilgængelighed", "en": "Accessibility"},
        "words": "was",
    }
    assert {"", "metode/", "kilder/", "kontrol/", "tal/", "komponenter/"} <= pages.keys()


def test_danish_letters_are_folded_as_they_are_typed_without_them() -> None:
    assert fold("Ældre på Ærø, Århus, café") == "aeldre paa aeroe, aarhus, cafe"
    assert words("Kr. pr. 6-16-årig", None, "kr.") == ["16", "6", "aarig", "kr", "pr"]


def test_no_text_can_end_a_script_of_data() -> None:
    text = "</script><!-- ]]> & \u2028"
    script = data("x", {"a": text}).decode()
    assert not set("<>&") & set(script)
    assert json.loads(script.removeprefix('seksby.data.set("x",').removesuffix(");\n")) == {"a": text}
