"""Pages of the bundled figures in a browser: how long they are, and where their numbers lead.

A reader has four minutes, and what is measured is what is seen without unfolding anything. An auditor has any number,
and goes from it to a line of a file.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from pipelines.releases import release
from pipelines.releases.tracing.kinds import KINDS
from pipelines.releases.tracing.trace import trace
from tests.conftest import Published
from tests.support.screens import unpainted

WORDS = """() => {
    const page = document.querySelector("main").cloneNode(true);
    const unseen = "details:not(.level) > :not(summary), .level > summary, table, .hidden, .only-js, title, desc";
    page.querySelectorAll(unseen).forEach((e) => e.remove());
    return page.textContent.split(/\\s+/).filter((word) => /[\\p{L}\\p{N}]/u.test(word)).length;
}"""
"""Words outside folded parts and tables, those in drawings too; what is folded on a phone alone (`level`) counts."""
AT_MOST = {
    "": (2000, 500),
    "tal/primary-school-exam-grade": (4300, 500),
    "tal/primary-and-special-school-cost-per-child-6-16": (4500, 700),
    "kommuner/horsens": (2200, 100),
    "aendringer": (3000, 700),
    "positivliste": (3500, 900),
    "interessenter": (3700, 700),
    "enhedspriser": (1800, 150),
    "privat": (2000, 350),
    "kontrol": (3000, 500),
    "sammenligningsgrupper": (2300, 400),
    "kilder": (1800, 350),
}
"""Pixels and words of one page of each other kind that readers meet; what is read through once, such as the method, has
no bound."""


def area_pages(site: Path) -> list[str]:
    return sorted(f"/randers/{page.parent.name}/" for page in (site / "randers").glob("*/index.html"))


@pytest.mark.slow
def test_a_page_is_read_in_four_minutes(published: Published, browser: Browser) -> None:
    """On the bundled figures; the longest area has nine effects, most others a few."""
    site = published.workspace.current / "site"
    page = unpainted(browser, 1280, 900)
    page.goto((site / "randers" / "index.html").as_uri())
    front = page.evaluate("document.documentElement.scrollHeight"), page.evaluate(WORDS)
    assert front[0] <= 4500
    assert front[1] <= 1000
    heights = {}
    for path in area_pages(site):
        page.goto((site / path.strip("/") / "index.html").as_uri())
        heights[path] = page.evaluate("document.documentElement.scrollHeight")
        assert page.evaluate(WORDS) <= 1000, path
    found = {}
    for path in AT_MOST:
        page.goto((site / path / "index.html").as_uri())
        found[path] = page.evaluate("document.documentElement.scrollHeight"), page.evaluate(WORDS)
    page.close()
    assert {
        path: each for path, each in found.items() if each[0] > AT_MOST[path][0] or each[1] > AT_MOST[path][1]
    } == {}
    assert heights["/randers/folkeskole/"] <= 3500
    assert max(heights.values()) <= 4000


@pytest.mark.slow
def test_a_phone_is_not_scrolled_for_ever(published: Published, browser: Browser) -> None:
    """Seven screens of a phone for a municipality's front page, a little more where much stands out."""
    site = published.workspace.current / "site"
    page = unpainted(browser, 390, 844)
    heights = {}
    for path in (
        "",
        "koebenhavn",
        "aarhus",
        "odense",
        "aalborg",
        "esbjerg",
        "randers",
        "randers/folkeskole",
        "enhedspriser",
        "kommuner/horsens",
    ):
        page.goto((site / path / "index.html").as_uri())
        heights[path] = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert heights["randers"] <= 6000
    assert max(heights.values()) <= 6600
    assert heights[""] <= 3000
    assert heights["enhedspriser"] <= 2500
    assert heights["kommuner/horsens"] <= 3700


SAID = """(pages) => pages.map((html) => {
    const page = new DOMParser().parseFromString(html.replaceAll("<", " <"), "text/html").querySelector("main");
    page.querySelectorAll("script, style, code, .fold, .shelf .facts, .hidden").forEach((e) => e.remove());
    const code = /(?:^|[^\\w./])([A-ZÆØÅ0-9]+(?:[/_][\\wÆØÅæøå]+)+|[a-z]+(?:_[a-z0-9]+)+|[A-Z0-9]+\\[)/g;
    return [...page.textContent.matchAll(code)].map((found) => found[1]).filter((word) => /[A-Za-zÆØÅ]/.test(word));
})"""
"""What of pages a machine would say: paths and names with underscores, outside of what is folded for auditors.

What Danmarks Statistik calls a table is no such word: by it anyone finds the table.
"""
FOR_AUDITORS = ("data", "kontrol", "komponenter")
AT_A_TIME = 20
"""Pages that are handed to the browser together: one by one half of the time goes to handing over."""


@pytest.mark.slow
def test_no_reader_meets_a_code_word(published: Published, browser: Browser) -> None:
    """On every page, but for those of an auditor; there, and in what is folded beside each figure, codes belong."""
    site = published.workspace.current / "site"
    page = browser.new_page()
    files = [
        file
        for file in sorted(site.rglob("*.html"))
        if file.relative_to(site).as_posix().removeprefix("en/").split("/")[0] not in FOR_AUDITORS
    ]
    said = [
        words
        for first in range(0, len(files), AT_A_TIME)
        for words in page.evaluate(SAID, [_main(file) for file in files[first : first + AT_A_TIME]])
    ]
    page.close()
    assert len(files) > 500
    assert {file.relative_to(site).as_posix(): words for file, words in zip(files, said, strict=True) if words} == {}


def _main(file: Path) -> str:
    _, start, rest = file.read_text(encoding="utf-8").partition("<main")
    main, end, _ = rest.partition("</main>")
    return start + main + end


LEADS = """(page) => [...page.querySelectorAll("main a[href*='/tal/'][href*='#']")].map((link) => link.href)"""
CELLS = """(page, place) => {
    const article = page.getElementById(place)?.closest("article");
    return [...(article?.querySelectorAll("table.cells tbody tr") ?? [])].map((row) => {
        const cell = row.lastElementChild;
        const file = page.querySelector(cell.querySelector("a").hash).closest("article");
        return [
            row.children[2].textContent, cell.textContent.match(/linje ([0-9.]+)/)[1],
            cell.querySelector("code").textContent,
            file.querySelector("a[download]").href, [...file.querySelectorAll("code")].at(-1).textContent,
        ];
    });
}"""
"""Of a measure's page: area, line, its text, the address of the file and its checksum, row by row."""


@pytest.mark.slow
def test_fifty_numbers_of_every_kind_lead_to_a_line_of_a_file_that_gives_them(
    published: Published, browser: Browser
) -> None:
    """From links on area pages: the measure's page names a line, the file it links has it and its checksum, and every
    kind of number of that measure, worked from such lines, is what is published.
    """
    found = release.find(published.workspace)
    draw = random.Random(50)
    page = browser.new_page()
    leads: set[str] = set()
    for city in ("randers", "aarhus", "odense"):
        for path in sorted((found.site / city).glob("*/index.html")):
            leads.update(_read(page, LEADS, path.as_uri()))
    assert len(leads) > 100
    # Open throughout, or each of the fifty opens the file anew.
    with duckdb.connect(str(found.warehouse), read_only=True) as connection:
        of_kind = {
            name: connection.execute(
                f"""
                select i.slug, m.slug, k.indicator_id, k.municipality_code, k.year, k.variant
                from ({kind.published}) as k
                inner join marts.indicators as i on k.indicator_id = i.indicator_id and k.year = i.latest_year
                inner join marts.municipalities as m on k.municipality_code = m.municipality_code
                where coalesce(k.price_basis, '') <> 'fixed' order by all
                """
            ).fetchall()
            for name, kind in KINDS.items()
            if kind.has_year and name not in ("control", "decomposition", "target")
        }
        by_place = {place: lead for lead in sorted(leads) if (place := _place(lead))}
        numbers = [
            (name, *row)
            for name, rows in of_kind.items()
            for row in draw.sample(rows, len(rows))
            if row[:2] in by_place
        ]
        drawn = [
            next(number for number in numbers if number[0] == name) for name in dict.fromkeys(n[0] for n in numbers)
        ]
        drawn += draw.sample(numbers, 50 - len(drawn))
        seen: dict[str, list[list[str]]] = {}
        for name, slug, place, indicator, municipality, year, variant in drawn:
            lead = by_place[slug, place]
            rows = seen[lead] if lead in seen else seen.setdefault(lead, _read(page, CELLS, lead))
            assert rows, lead
            area, line, text, address, checksum = draw.choice(rows)
            content = Path(unquote(urlsplit(address).path)).read_bytes()
            assert hashlib.sha256(content).hexdigest() == checksum
            assert content.decode("utf-8-sig").splitlines()[int(line.replace(".", "")) - 1] == text
            assert text.split(";")[0].rjust(3, "0") == area == municipality
            traced = trace(published.workspace, found, indicator, municipality, year, kind=name, variant=variant)
            assert traced.agrees, (name, indicator, municipality, year)
            assert text in {cell.file_text for cell in traced.cells}
    page.close()
    assert {number[0] for number in drawn} >= {
        "value",
        "benchmark",
        "verdict",
        "price",
        "expected",
        "certainty",
        "peer",
    }


def _place(lead: str) -> tuple[str, str]:
    """Slugs of the measure and the municipality that a link leads to."""
    parts = urlsplit(lead)
    return Path(parts.path).parent.name, parts.fragment


def _read(page: Page, what: str, address: str) -> Any:
    """What a page holds as the browser reads it, its links with it; without layout and scripts, which are not asked."""
    parsed = """([html, address, place]) => {
        const page = new DOMParser().parseFromString(html, "text/html");
        const base = page.createElement("base");
        base.href = address;
        page.head.prepend(base);
        return (WHAT)(page, place);
    }"""
    parts = urlsplit(address)
    html = Path(unquote(parts.path)).read_text(encoding="utf-8")
    return page.evaluate(parsed.replace("WHAT", what), [html, address, parts.fragment])
