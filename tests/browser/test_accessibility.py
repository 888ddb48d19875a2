"""What axe cannot see: the way through a page by keyboard, at 400 %, with wider letters, and as it is read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Site

PAGES = (
    "/",
    "/randers/",
    "/randers/skole/",
    "/tal/school-cost-per-child/",
    "/kommuner/randers/",
    "/kilder/",
    "/metode/",
)
FOCUSABLE = "a[href], button, input, select, summary, [tabindex='0']"
"""Of a group of radio buttons the Tab key stops at the chosen one only."""
STOPS = f"""() => [...document.querySelectorAll({FOCUSABLE!r})]
  .filter(e => e.checkVisibility() && !(e.type === 'radio' && !e.checked)).length"""
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    at: [...document.querySelectorAll('*')].indexOf(e), what: e.outerHTML.slice(0, 120),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
  };
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(e =>
  ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && !e.closest('.hidden, svg, .stacked thead')
  && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.outerHTML.slice(0, 120))"""
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
WIDER_LETTERS = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""WCAG 2.2, 1.4.12."""


@pytest.fixture(scope="module")
def _window(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(bypass_csp=True)
    yield page
    page.close()


@pytest.fixture
def page(_window: Page) -> Page:
    """The same for all: each test opens what it is about."""
    _window.set_viewport_size({"width": 1280, "height": 800})
    return _window


@pytest.fixture(scope="module")
def magnified(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    yield page
    page.close()


@pytest.mark.parametrize("path", ["/randers/", "/en/randers/skole/", "/tal/school-cost-per-child/"])
def test_the_tab_key_leads_through_the_whole_page_in_order_and_shows_where_it_is(
    site: Site, page: Page, path: str
) -> None:
    page.goto(site.url(path))
    stops = page.evaluate(STOPS)
    assert stops > 20
    places = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["outline"] >= 2, focused["what"]
        assert focused["seen"], focused["what"]
        places.append(focused["at"])
    assert places == sorted(set(places))
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED)["at"] == places[-2]


def test_what_is_folded_opens_and_closes_by_keyboard(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    folded = page.locator("details").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.locator("table").is_visible()
    page.keyboard.press("Space")
    assert not folded.locator("table").is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_at_400_per_cent_nothing_is_lost_and_nothing_scrolls_sideways(site: Site, magnified: Page, path: str) -> None:
    """1280 x 1024 at 400 % is 320 x 256 CSS pixels of four device pixels each (WCAG 2.2, 1.4.10)."""
    magnified.goto(site.url(path))
    assert magnified.evaluate(SIDEWAYS) <= 0
    assert magnified.evaluate(CUT_OFF) == []
    magnified.keyboard.press("Tab")
    assert magnified.evaluate(FOCUSED)["seen"]


@pytest.mark.parametrize("path", PAGES)
def test_wider_letters_and_lines_cut_nothing_off(site: Site, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site.url(path))
    page.add_style_tag(content=WIDER_LETTERS)
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(CUT_OFF) == []


def read_aloud(page: Page) -> list[dict[str, Any]]:
    """What a screen reader is given, in its order: role, name and description of each part."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in tree}

    def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if not node.get("ignored"):
            yield {
                "role": node["role"]["value"],
                "name": node.get("name", {}).get("value", ""),
                "description": node.get("description", {}).get("value", ""),
            }
        for child in node.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child])

    return list(walk(tree[0]))


def test_an_area_page_is_read_aloud_effect_first_with_every_chart_named_and_described(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    parts = read_aloud(page)
    headings = [part["name"].lower() for part in parts if part["role"] == "heading"]  # the stylesheet writes capitals
    effect, price, activity = (
        next(n for n, heading in enumerate(headings) if heading.startswith(start))
        for start in ("effekt for borgerne", "enhedspris ved siden af", "aktivitet og rammevilkår")
    )
    assert 0 < effect < price < activity
    charts = [part for part in parts if part["role"] in ("image", "img", "graphics-document")]
    assert len(charts) > 5
    assert all(part["name"] and part["description"] for part in charts)
    landmarks = [part["role"] for part in parts if part["role"] in ("banner", "main", "contentinfo")]
    assert landmarks == ["banner", "main", "contentinfo"]


def test_every_cell_of_a_table_has_its_headings(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    without = page.evaluate(
        """() => [...document.querySelectorAll('table')].filter(t => !t.caption || ![...t.rows].every((row, n) =>
          n === 0 ? [...row.cells].every(c => c.scope === 'col') : row.cells[0].scope === 'row'))
          .map(t => t.outerHTML.slice(0, 200))"""
    )
    assert without == []
