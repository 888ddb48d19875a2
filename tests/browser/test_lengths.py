"""How long a page is: a reader has four minutes, and what is measured is what is seen without unfolding anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Published

WORDS = """() => {
    const page = document.querySelector("main").cloneNode(true);
    page.querySelectorAll("details > :not(summary), table, .hidden, .only-js, title, desc").forEach((e) => e.remove());
    return page.textContent.split(/\\s+/).filter((word) => /[\\p{L}\\p{N}]/u.test(word)).length;
}"""
"""Words outside folded parts and tables, those in drawings too."""


def area_pages(site: Path) -> list[str]:
    return sorted(f"/randers/{page.parent.name}/" for page in (site / "randers").glob("*/index.html"))


@pytest.mark.slow
def test_a_page_is_read_in_four_minutes(published: Published, browser: Browser) -> None:
    """On the bundled figures; the longest area has nine effects, most others a few."""
    site = published.workspace.current / "site"
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / "randers" / "index.html").as_uri())
    front = page.evaluate("document.documentElement.scrollHeight"), page.evaluate(WORDS)
    assert front[0] <= 4500
    assert front[1] <= 1000
    heights = {}
    for path in area_pages(site):
        page.goto((site / path.strip("/") / "index.html").as_uri())
        heights[path] = page.evaluate("document.documentElement.scrollHeight")
        assert page.evaluate(WORDS) <= 1000, path
    page.close()
    assert heights["/randers/folkeskole/"] <= 3500
    assert max(heights.values()) <= 4000


@pytest.mark.slow
def test_a_phone_is_not_scrolled_for_ever(published: Published, browser: Browser) -> None:
    """Seven screens of a phone for a municipality's front page, a little more where much stands out."""
    site = published.workspace.current / "site"
    page = browser.new_page(viewport={"width": 390, "height": 844})
    heights = {}
    for path in ("", "koebenhavn", "aarhus", "odense", "aalborg", "esbjerg", "randers", "randers/folkeskole"):
        page.goto((site / path / "index.html").as_uri())
        heights[path] = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert heights["randers"] <= 6000
    assert max(heights.values()) <= 6600
    assert heights[""] <= 3000
