"""What a reader does with scripts: chooses, shares the address, searches, copies. And what cannot happen.

Readers meet the pages from file:// and from a server, where the site lies in a folder. What a browser does otherwise
there is done from both (`base`): how a script, figures and the search index are brought, addresses and history,
copying, saving, the policy. What a script makes of what was brought is the same, and is done from one.
"""

from __future__ import annotations

import csv
import functools
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.invented import HOSTILE
from tests.conftest import Site
from tests.support import accessibility

VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation',
  e => violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""
PASTED = """document.addEventListener('paste', e => {
  window.pasted = Object.fromEntries(['text/plain', 'text/html'].map(t => [t, e.clipboardData.getData(t)]));
})"""
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
RUN = """() => new Promise(done => {
  const look = () => window.seksby?.start ? done() : setTimeout(look, 10);
  look();
})"""
"""Waits until the script of the page has run: then it has what it starts with. Playwright's own way wants a body."""
CLIPBOARD_FORBIDDEN = "/without-clipboard/"
TAMPERED = "/tampered/"
SLOW = "/slow/"
BODY_MAY_COME = threading.Event()


class _Handler(SimpleHTTPRequestHandler):
    """The site under `/in/a/folder/`, and again under prefixes where something is not as it should be."""

    def translate_path(self, path: str) -> str:
        for prefix in (CLIPBOARD_FORBIDDEN, TAMPERED, SLOW, "/in/a/folder/"):
            path = path.replace(prefix, "/", 1) if path.startswith(prefix) else path
        return super().translate_path(path)

    def end_headers(self) -> None:
        if self.path.startswith(CLIPBOARD_FORBIDDEN):
            self.send_header("Permissions-Policy", "clipboard-write=()")
        super().end_headers()

    def do_GET(self) -> None:
        if self.path.startswith(SLOW) and self.path.endswith(".html"):
            head, end, body = Path(self.translate_path(self.path)).read_bytes().partition(b"</head>")
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(head + end)
            BODY_MAY_COME.wait(30)
            self.wfile.write(body)
            return
        if self.path.startswith(TAMPERED) and "/page." in self.path:
            content = b"window.tampered = true;"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        else:
            super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="session")
def server(site: Site) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(site.folder))) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture
def hosted(server: str) -> str:
    return f"{server}/in/a/folder"


@pytest.fixture(params=["file", "http"])
def base(request: pytest.FixtureRequest, site: Site, hosted: str) -> str:
    return site.folder.as_uri() if request.param == "file" else hosted


@dataclass
class Heard:
    """What a page asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("request", self._requested)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss())[0])

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(VIOLATIONS)
    yield context
    context.close()


@pytest.fixture(scope="module")
def _window(context: BrowserContext) -> tuple[Page, Heard]:
    page, heard = context.new_page(), Heard()
    heard.listen(page)
    return page, heard


@pytest.fixture
def heard(_window: tuple[Page, Heard]) -> Heard:
    return _window[1]


@pytest.fixture
def page(_window: tuple[Page, Heard]) -> Iterator[Page]:
    """An empty page that must end without a complaint and without a breach of the policy.

    The same for all, emptied between them: a new one takes as long as most of what is done in it.
    """
    page, heard = _window
    page.goto("about:blank")
    page.mouse.move(0, 0)
    heard.requests.clear()
    heard.complaints.clear()
    yield page
    assert page.evaluate("window.violations") == []
    assert heard.complaints == []


def card(page: Page, slug: str) -> Any:
    return page.locator(f"article#{slug}")


def open_view(page: Page, slug: str) -> Any:
    """Opens the view of a card with the keyboard, and waits until both drawings are there."""
    found = card(page, slug)
    found.get_by_role("button", name="Vis interaktivt").focus()
    page.keyboard.press("Enter")
    return drawn(found)


def choice(found: Any, name: str) -> Any:
    return found.get_by_role("combobox", name=name, exact=True)


def drawn(found: Any) -> Any:
    found.locator(".plot svg").first.wait_for()
    found.locator(".view-status").filter(has_not_text="Henter").wait_for(state="attached")
    return found


def signature(found: Any) -> Any:
    """All a reader sees and can set in an open view."""
    return (
        found.locator(".view svg text").all_text_contents(),
        found.locator(".plot-head").all_inner_texts(),
        found.locator(".view select").evaluate_all("all => all.map(s => s.value)"),
        found.locator(".view input:checked").evaluate_all("all => all.map(b => b.parentElement.textContent.trim())"),
    )


def address(page: Page) -> dict[str, str]:
    return dict(part.split("=") for part in page.url.partition("#")[2].split("&"))


def test_a_key_leads_into_the_view_and_our_own_figure_stands_out_without_colour(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    found = open_view(page, "absence")
    page.wait_for_function("document.activeElement.closest('.view') !== null")
    sizes = found.locator(".plot").first.evaluate(
        "plot => [...plot.querySelectorAll('circle[fill]')].map(p => [p.getAttribute('fill'), p.getBBox().width])"
    )
    own = [width for fill, width in sizes if "accent" in fill]
    others = [width for fill, width in sizes if "dot" in fill]
    assert own
    assert others
    assert min(own) > max(others) * 1.2
    bold = found.locator(".plot text[font-weight=bold]").all_text_contents()
    assert bold == ["Randers 18,7", "Randers"]


DRAWN = """svg => {
  const sheet = svg.getBoundingClientRect(), zoom = sheet.width / svg.viewBox.baseVal.width;
  const there = [...svg.querySelectorAll('text, path, line, rect, circle')]
    .filter(e => e.getAttribute('visibility') !== 'hidden');
  const sized = [['sheet', 0, 0, svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]];
  return sized.concat(there.map(e => {
    const box = e.getBoundingClientRect(), look = name => e.getAttribute(name) ?? '';
    const dashes = look('stroke-dasharray').replace(',', ' ');
    const own = e.tagName === 'text' ? e.textContent : `${look('stroke')} ${dashes}`;
    const at = [box.x - sheet.x, box.y - sheet.y, box.width, box.height].map(each => each / zoom);
    return [`${own} ${look('fill').replace('none', '')}`, ...at];
  }));
}"""
"""What a drawing consists of: its looks or its text, and where it stands, in units of the drawing."""
STATIC, OPEN = ("strip", "trend"), (".in-year", ".over-years")


@pytest.mark.parametrize(
    ("path", "slugs"),
    [
        ("/randers/skole/", ["absence", "grades", "school-cost"]),
        ("/randers/sundhed/", ["life"]),
        ("/aalborg/skole/", ["absence"]),
        ("/tal/absence/", ["absence"]),
        ("/tal/life/", ["life"]),
    ],
)
def test_an_open_view_is_the_drawing_of_its_card(site: Site, page: Page, path: str, slugs: list[str]) -> None:
    """Before a reader chooses, each name, dot, line, value and note stands where the page has it."""
    for slug in slugs:
        page.goto(site.url(path))
        found = card(page, slug)
        before = [found.locator(f"figure.{name} svg").evaluate_all(f"all => all.map({DRAWN})") for name in STATIC]
        open_view(page, slug)
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        after = [found.locator(f"{name} .plot svg").evaluate_all(f"all => all.map({DRAWN})") for name in OPEN]
        assert sum(map(len, before)) > 0
        # Of two drawings in two price bases the view shows the one that the page shows.
        for drawn_before, drawn_after in zip(before, after, strict=True):
            for parts, left in zip(drawn_before, drawn_after, strict=False):
                for look, *at in parts:
                    near = [e for e in left if e[0] == look and max(map(_apart, at, e[1:])) < 0.6]
                    assert near, (slug, look, at, [e for e in left if e[0] == look])
                    left.remove(near[0])
                assert left == [], slug
            assert bool(drawn_before) == bool(drawn_after), slug


def _apart(one: float, other: float) -> float:
    return abs(one - other)


def test_without_scripts_all_is_readable_and_nothing_promises_more(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("/randers/skole/", "/tal/absence/", "/kilder/"):
        page.goto(site.url(path))
        text = page.locator("body").inner_text().lower()
        assert not [word for word in ("interaktiv", "kopi", "søg") if word in text]
        assert page.locator("button:visible, input[type=search]:visible").count() == 0
        assert page.locator("header").get_by_role("link", name="Alle tal").is_visible()
    page.goto(site.url("/randers/skole/"))
    assert page.locator("figure.strip:visible svg").count() > 2
    context.close()


def test_nothing_moves_and_little_is_loaded_before_a_reader_asks(base: str, page: Page, heard: Heard) -> None:
    page.goto(f"{base}/randers/skole/index.html")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    assert page.evaluate(SHIFT) == 0
    names = [re.sub(r"\.[0-9a-f]{16}\.", ".", url.rpartition("/")[2]) for url in heard.requests]
    assert sorted(name for name in names if name != "icon.svg") == ["index.html", "page.js", "seksby.css"]
    assert all(url.startswith(base) for url in heard.requests)


def test_a_reader_sees_values_under_pointer_and_keys(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/randers/skole/index.html")
    found = open_view(page, "absence")
    strip, trend = found.locator(".plot").nth(0), found.locator(".plot").nth(1)
    own = strip.locator("circle[fill*=accent]").bounding_box()
    assert own is not None
    page.mouse.move(own["x"] + own["width"] / 2, own["y"] + own["height"] / 2)
    assert strip.locator(".tip").inner_text() == "Randers, 2025: 18,7 %"
    page.mouse.move(0, 0)
    assert strip.locator(".tip").is_hidden()

    strip.focus()
    page.keyboard.press("Tab")
    said = found.locator(".view [role=status]").last
    assert trend.evaluate("e => e === document.activeElement")
    assert trend.locator(".tip").inner_text() == said.inner_text() == "Randers, 2025: 18,7 %"
    page.keyboard.press("ArrowLeft")
    assert said.inner_text() == "Randers, 2024: 19,0 %"
    page.keyboard.press("ArrowUp")
    assert said.inner_text() == "Esbjerg, 2024: 24,0 %"
    page.keyboard.press("Escape")
    assert trend.locator(".tip").is_hidden()


def test_the_address_keeps_what_a_reader_chose(base: str, page: Page) -> None:
    page.goto(f"{base}/randers/skole/index.html")
    found = open_view(page, "absence")
    page.wait_for_url("**#vis=absence&aar=2025&fra=2018&til=2025&med=101,751,461,851,561")
    before = signature(found)
    found.get_by_role("checkbox", name="København").uncheck()
    page.wait_for_url("**med=751,461,851,561")
    choice(found, "År").select_option("2021")
    choice(found, "Fra år").select_option("2020")
    page.wait_for_url("**#vis=absence&aar=2021&fra=2020&til=2025&med=751,461,851,561")
    drawn(found).locator(".plot-head").filter(has_text="2021").wait_for()
    chosen = signature(found)
    assert "København" not in chosen[0]
    assert {"Randers 18,0", "Odense 13,0", "Esbjerg 23,0"} <= set(chosen[0])  # in 2021
    assert "2019" not in chosen[0]
    assert "Gennemsnit" in found.locator(".plot-note").first.inner_text()

    page.reload()
    drawn(found)
    found.locator(".plot-head").filter(has_text="2021").wait_for()
    assert signature(found) == chosen
    for wanted in ("**aar=2021&fra=2018**", "**aar=2025&fra=2018**med=751**", "**med=101,751**"):
        page.go_back()
        page.wait_for_url(wanted)
    found.locator(".plot svg text").filter(has_text="København").first.wait_for()
    assert signature(found) == before
    page.go_back()
    page.wait_for_url("**/index.html")
    assert found.locator(".view").count() == 0
    assert found.locator("figure.strip").is_visible()
    page.go_forward()
    drawn(found)
    assert signature(found) == before


def test_a_reader_chooses_among_the_98(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/randers/sundhed/index.html")
    found = open_view(page, "life")
    assert found.locator(".in-year path[stroke*=tick]").count() == 40
    choice(found, "Tilføj kommune").select_option("Opdigtet 217")
    page.wait_for_url("**med=101,751,461,851,561,217")
    found.locator(".plot svg text").filter(has_text="Opdigt").first.wait_for()
    assert [text for text in signature(found)[0] if re.fullmatch(r"Opdigt.* 79,7", text)]
    found.get_by_role("checkbox", name="Opdigtet 217").uncheck()
    page.wait_for_url("**med=101,751,461,851,561")


def test_prices_are_current_or_fixed_in_the_view_as_on_the_page(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/randers/skole/index.html")
    found = open_view(page, "school-cost")
    choice(found, "År").select_option("2023")
    found.locator("svg text").filter(has_text=re.compile("^Randers 6.700$")).wait_for()
    page.get_by_label("faste priser (2024-priser)").check()
    page.wait_for_url("**&priser=faste")
    found.locator("svg text").filter(has_text=re.compile("^Randers 13.400$")).wait_for()
    assert "faste priser" in found.locator(".plot-head").first.inner_text()
    chosen = signature(found)
    page.reload()
    drawn(found)
    assert page.get_by_label("faste priser (2024-priser)").is_checked()
    assert signature(found) == chosen
    page.go_back()
    found.locator("svg text").filter(has_text=re.compile("^Randers 6.700$")).wait_for()
    assert page.get_by_label("løbende priser").is_checked()


def test_what_the_view_draws_is_the_figures_of_the_csv(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    for slug in ("absence", "grades", "school-cost", "school-cost-per-child"):
        found = open_view(page, slug)
        figures = page.evaluate("slug => seksby.data.get(slug)", slug)
        basis = next(name for name in figures["values"] if name != "fixed")
        drawn_figures = {
            (code, year): value
            for code, line in figures["values"][basis]
            for year, value in zip(figures["years"], line, strict=True)
            if value is not None
        }
        with (site.folder / "randers" / "skole" / f"{slug}.csv").open(encoding="utf-8-sig", newline="") as file:
            listed = {
                (row["kommunekode"], int(row["aar"])): float(row["vaerdi"].replace(",", "."))
                for row in csv.DictReader(file, delimiter=";")
                if row["vaerdi"]
            }
        assert drawn_figures == listed
        assert len(listed) > 5
        assert found.locator(".plot svg").count() == 2


@pytest.mark.parametrize(
    "state",
    [
        "#vis=constructor",
        "#vis=__proto__&aar=2025",
        "#vis=<img src=x onerror=alert(1)>",
        "#vis=%3Cscript%3Ealert(1)%3C/script%3E&med=101",
        "#vis=..%2F..%2Fassets",
        "#vis=nothing-of-that-name",
        "#priser=javascript:alert(1)",
        "#vis=",
        "#%00%ff%E0%A4%A",
        "#vis=absence%00",
    ],
)
def test_an_address_that_means_nothing_opens_nothing(site: Site, page: Page, state: str) -> None:
    page.goto(site.url("/randers/skole/") + state)
    page.wait_for_function("window.seksby && document.querySelector('script[src*=page]')")
    assert page.locator(".view").count() == 0
    assert page.locator("figure.strip:visible").count() > 2
    assert page.get_by_label("løbende priser").is_checked()


def test_of_an_address_that_is_half_wrong_the_right_half_counts(site: Site, page: Page) -> None:
    page.goto(
        site.url("/randers/skole/") + "#vis=absence&aar=1066&fra=2020&til=<b>&med=751,999,730,751&priser=alert(1)&x=y"
    )
    drawn(card(page, "absence"))
    page.wait_for_url("**#vis=absence&aar=2025&fra=2020&til=2025&med=751")


def test_ordinary_anchors_are_still_anchors(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/") + "#grades")
    assert page.evaluate("document.querySelector(':target').id") == "grades"
    page.get_by_label("faste priser (2024-priser)").check()
    page.locator("section > .note").get_by_role("link", name="Elever med fravær", exact=True).click()
    assert page.evaluate("document.querySelector(':target').id") == "absence"
    assert page.get_by_label("faste priser (2024-priser)").is_checked()


def test_the_language_link_keeps_the_open_view_and_what_was_chosen_since(base: str, page: Page) -> None:
    page.goto(f"{base}/randers/skole/index.html")
    open_view(page, "absence")
    page.wait_for_url("**#vis=absence&**")
    choice(card(page, "absence"), "Fra år").select_option("2020")
    page.wait_for_url("**&fra=2020&**")
    chosen = page.url.partition("#")[2]
    page.locator("header").get_by_role("link", name="English").click()
    page.wait_for_url(f"{base}/en/randers/skole/index.html#{chosen}")
    drawn(card(page, "absence"))
    with page.context.expect_page() as opened:
        page.locator("header").get_by_role("link", name="Dansk").click(modifiers=["Control"])
    opened.value.wait_for_url(f"{base}/randers/skole/index.html#{chosen}")
    opened.value.close()


def test_a_reader_chooses_whose_figure_a_measures_own_page_shows(hosted: str, page: Page) -> None:
    """Nobody is "ours" there until then; the address remembers it."""
    page.goto(f"{hosted}/tal/absence/index.html")
    found = open_view(page, "absence")
    assert "kom" not in address(page)
    choice(found, "Set fra").select_option(label="Aarhus")
    page.wait_for_url(re.compile("kom=751"))
    assert found.locator(".peers label:visible").count() == 5
    page.reload()
    found = drawn(card(page, "absence"))
    assert choice(found, "Set fra").evaluate("each => each.selectedOptions[0].text") == "Aarhus"


def test_under_a_finger_a_tile_of_the_map_first_says_which_municipality_it_is(hosted: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{hosted}/index.html")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    assert page.locator(".tiles text:visible").count() == 0  # four letters in 20 px
    tile = page.locator(".tiles a[data-code]").first
    name = tile.locator("title").text_content()
    tile.tap()
    said = page.locator(".tile-said a")
    said.wait_for()
    assert (said.inner_text(), page.url) == (name, f"{hosted}/index.html")
    assert said.get_attribute("href") == tile.get_attribute("href")
    tile.tap()
    page.wait_for_url(lambda url: url != f"{hosted}/index.html")
    context.close()


def test_a_drawing_is_saved_with_title_and_source_as_it_looks(base: str, page: Page) -> None:
    """The SVG is the file beside the page; once a reader chose something, what is seen. A PNG is made of that too."""
    page.goto(f"{base}/tal/absence/index.html")

    def saved(role: Any, kind: str) -> bytes:
        with page.expect_download() as download:
            card(page, "absence").get_by_role(role, name=kind).click()
        assert download.value.suggested_filename == f"absence.{kind.lower()}"
        return Path(download.value.path()).read_bytes()

    beside = saved("link", "SVG")
    with Image.open(io.BytesIO(saved("button", "PNG"))) as drawn_in_pixels:
        assert drawn_in_pixels.format == "PNG"
        assert len(drawn_in_pixels.convert("L").getcolors()) > 10
    open_view(page, "absence")
    chosen = saved("link", "SVG")
    assert chosen != beside
    for svg in (beside.decode(), chosen.decode()):
        assert svg.index("Elever med fravær</text>") < svg.index("Randers") < svg.index("Kilde: ")
        assert "var(" not in svg
    assert "class=" not in chosen.decode()


def test_code_for_another_page_is_an_image_that_leads_here(base: str, page: Page) -> None:
    page.goto(f"{base}/randers/skole/index.html")
    found = card(page, "absence")
    found.locator("details.notes summary").click()
    found.get_by_role("button", name="Kode til indlejring").click()
    found.get_by_text("Kopieret", exact=True).wait_for()
    page.evaluate(PASTED)
    page.keyboard.press("Control+V")
    page.wait_for_function("window.pasted")
    code = page.evaluate("window.pasted['text/plain']")
    here = page.url.partition("#")[0]
    assert code == (
        f'<a href="{here}#absence"><img src="{here.removesuffix("index.html")}absence.svg" '
        'alt="Randers: Elever med fravær" width="412"></a>'
    )


def test_a_link_to_a_calculation_opens_the_fold_it_lies_in(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/tal/absence/index.html")
    assert not page.locator("h3#randers").is_visible()
    page.goto(f"{hosted}/tal/absence/index.html#randers")
    page.locator("h3#randers").wait_for()


def test_a_search_knows_codes_and_says_which_measures_have_no_figures(site: Site, page: Page) -> None:
    page.goto(site.url("/kilder/"))
    assert search(page, "730") == ["Randers"]
    assert "Trivsel Skole, uden tal" in search(page, "trivsel")
    assert "uden tal" not in search(page, "fravær")[0]


def test_the_language_link_takes_an_ordinary_anchor_along_and_no_older_one(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/") + "#grades")
    english = page.locator("header").get_by_role("link", name="English")
    assert english.get_attribute("href") == "../../en/randers/skole/index.html"  # without scripts an ordinary link
    english.click()
    page.wait_for_url(site.url("/en/randers/skole/") + "#grades")


def search(page: Page, text: str, *, english: bool = False) -> list[str]:
    name, said = ("Search for", "suggestion") if english else ("Søg efter", "forslag")
    field_ = page.get_by_role("combobox", name=f"{name} ")
    field_.fill("")
    field_.press_sequentially(text)
    page.locator("[role=search] [role=status]").filter(has_text=re.compile(said)).wait_for(state="attached")
    return cast("list[str]", page.locator("[role=listbox] [role=option]:visible").all_inner_texts())


def test_a_reader_finds_a_measure_with_the_keyboard_alone(base: str, page: Page) -> None:
    page.goto(f"{base}/randers/index.html")
    asked = search(page, "fravær")
    assert asked[0] == "Elever med fravær Skole"
    assert page.locator("[role=listbox] [role=option] span").first.inner_text() == "Skole"  # where it belongs
    assert len(set(asked)) == len(asked)
    assert search(page, "FRAVAER") == asked
    field_ = page.get_by_role("combobox")
    assert field_.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.locator("[role=option][aria-selected=true]")
    assert active.inner_text() == asked[1]
    assert field_.get_attribute("aria-activedescendant") == active.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/tal/absence/index.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Elever med fravær"
    assert page.get_by_role("table").first.is_visible()
    page.goto(f"{base}/randers/index.html")
    search(page, "sundhed")
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox] [role=option]:visible").count() == 0
    search(page, "sundhed")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/randers/sundhed/index.html")


def test_effects_are_found_before_prices_and_process_is_not_found(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/randers/index.html")
    search(page, "skole")
    groups = page.locator("[role=listbox] [role=group] p").all_inner_texts()
    assert groups == ["Områder", "Effektmål", "Enhedspriser", "Aktivitet", "Rammevilkår"]
    assert "Elever med fravær Skole" in search(page, "skole frav")  # by a word of its area
    assert search(page, "tilsyn") == []
    assert page.locator("[role=search] [role=status]").inner_text() == "Ingen forslag"


def test_a_misspelt_word_finds_what_is_like_it_and_says_so(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/kilder/index.html")
    said = page.get_by_role("search").get_by_role("status")
    for asked, first in {
        "fravær": "Elever med fravær Skole",
        "fravar": "Elever med fravær Skole",
        "karaktrer": "Karakterer Skole",
        "randes": "Randers",
        "mideellevetid": "Middellevetid Sundhed",
    }.items():
        assert search(page, asked)[0] == first
        assert said.inner_text().startswith("Ingen forslag til det skrevne") == (asked != "fravær")
        assert (said.evaluate("each => each.clientHeight") > 10) == (asked != "fravær")  # seen, not only heard


def test_another_word_finds_nothing_though_some_word_is_three_letters_away(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/kilder/index.html")
    assert search(page, "karrusel") == []
    said = page.get_by_role("search").get_by_role("status")
    assert said.evaluate("each => each.clientHeight") > 10
    page.keyboard.press("Escape")
    assert said.evaluate("each => each.clientHeight") < 2


def test_from_a_page_of_no_municipality_a_reader_names_one(site: Site, page: Page) -> None:
    page.goto(site.url("/kilder/"))
    assert search(page, "skole oden") == ["Skole Odense"]
    page.locator("[role=listbox] [role=option]:visible").click()
    assert page.url == site.url("/odense/skole/")


def test_a_municipality_by_name_is_its_front_page_and_not_all_its_areas(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/en/randers/skole/index.html")
    assert search(page, "oden", english=True) == ["Odense"]
    page.keyboard.press("Enter")
    page.wait_for_url(f"{hosted}/en/odense/index.html")


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_municipality_is_found_by_what_it_is_called_in_either_language(hosted: str, page: Page, lang: str) -> None:
    root = f"{hosted}/en" if lang == "en" else hosted
    page.goto(f"{root}/kilder/index.html")
    for asked in ("randers municipality", "randers kommune", "municipality rand", "Kommuner Randers"):
        assert search(page, asked, english=lang == "en") == ["Randers"], asked
        leads_to = page.locator("[role=listbox] [role=option]:visible").evaluate("each => each.href")
        assert leads_to == f"{root}/randers/index.html"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{root}/randers/index.html")


def test_an_area_is_found_by_the_name_of_its_municipality_in_full(site: Site, page: Page) -> None:
    page.goto(site.url("/en/kilder/"))
    assert search(page, "sundhed odense municipality", english=True) == ["Sundhed Odense"]


def test_an_area_is_found_where_the_page_is_seen_from_and_elsewhere_for_each(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/"))
    assert search(page, "sundhed")[0] == "Sundhed Randers"
    page.goto(site.url("/kilder/"))
    assert [hit for hit in search(page, "skole") if hit.startswith("Skole ")] == [
        f"Skole {name}" for name in ("København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers")
    ]


def test_pages_of_text_are_found_by_title_in_either_language_and_by_their_address(hosted: str, page: Page) -> None:
    page.goto(f"{hosted}/randers/index.html")
    assert search(page, "tilgaeng") == ["Tilgængelighed"]
    assert search(page, "accessib") == ["Tilgængelighed"]
    assert search(page, "was") == ["Tilgængelighed"]
    assert page.locator("[role=listbox] [role=group] p").all_inner_texts() == ["Sider"]
    page.keyboard.press("Enter")
    page.wait_for_url(f"{hosted}/was/index.html")
    page.goto(f"{hosted}/en/randers/index.html")
    assert search(page, "sources", english=True)[-1] == "Sources"
    page.locator("[role=listbox] [role=option]").last.click()
    page.wait_for_url(f"{hosted}/en/kilder/index.html")


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        assert tag in {"table", "tbody", "tr", "td", "th"}
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.rows[-1][-1] += data


def copied(page: Page, button: Any) -> tuple[list[list[str]], list[list[str]]]:
    """Presses a copy button and pastes: the cells of the text and of the HTML."""
    button.click()
    button.locator("xpath=..").get_by_role("status").filter(has_text="Kopieret").wait_for()
    page.evaluate(PASTED)
    page.keyboard.press("Control+V")
    pasted = page.evaluate("window.pasted")
    html = _Cells()
    html.feed(re.sub(r"(?s).*(<table.*</table>).*", r"\1", pasted["text/html"]))
    return [line.split("\t") for line in pasted["text/plain"].splitlines()], html.rows


@pytest.mark.parametrize("where", ["file", "http", "forbidden"])
def test_a_copied_table_pastes_as_cells_with_numbers(
    site: Site, server: str, page: Page, heard: Heard, where: str
) -> None:
    start = {
        "file": site.folder.as_uri(),
        "http": f"{server}/in/a/folder",
        "forbidden": server + CLIPBOARD_FORBIDDEN[:-1],
    }
    page.goto(f"{start[where]}/randers/skole/index.html")
    found = card(page, "school-cost")
    found.locator("summary").click()
    text, html = copied(page, found.get_by_role("button", name="Kopiér tabel"))
    assert text == html
    assert text[0] == ["År", "Randers", "København", "Aarhus", "Odense", "Aalborg", "Esbjerg"]
    assert text[1] == ["2024", "6770", "5125", "6064", "6025", "7372", "8134"]
    card(page, "absence").locator("summary").click()
    text, _ = copied(page, card(page, "absence").get_by_role("button", name="Kopiér tabel"))
    assert text[1] == ["2025", "18,7", "25,1", "14,6", "14,0", "25,3", "24,2"]
    if where == "forbidden":
        # Chromium says that the policy of the server holds; that is what the test is about.
        heard.complaints = [each for each in heard.complaints if "ermissions policy" not in each]


def test_a_script_that_was_changed_on_the_way_does_not_run(server: str, browser: Browser) -> None:
    page = browser.new_page()
    heard = Heard()
    heard.listen(page)
    page.goto(f"{server}{TAMPERED}randers/skole/index.html")
    page.wait_for_function("!document.documentElement.classList.contains('js')")
    assert page.evaluate("window.tampered") is None
    assert any("integrity" in each for each in heard.complaints)
    assert page.locator("button:visible").count() == 0
    page.close()


def test_the_script_may_be_here_long_before_the_body(server: str, page: Page, heard: Heard) -> None:
    """The head comes, the script is loaded and run, and only then the rest of the page."""
    BODY_MAY_COME.clear()
    try:
        with page.expect_event("requestfinished", lambda request: "/page." in request.url):  # asked for at once
            page.goto(f"{server}{SLOW}randers/skole/index.html", wait_until="commit")
        page.evaluate(RUN)
        assert page.evaluate("[document.body, document.readyState]") == [None, "loading"]
    finally:
        BODY_MAY_COME.set()
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.classList.contains('js')")
    search(page, "skole")
    assert page.get_by_role("option").count() > 0
    open_view(page, "absence")
    assert heard.complaints == []


def test_neither_inline_script_nor_markup_from_text_nor_foreign_address_is_let_through(
    base: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{base}/randers/skole/index.html")
    refused = page.evaluate(
        """async () => {
          const refused = {};
          const attempt = async (name, act) => { try { await act(); } catch (e) { refused[name] = e.name; } };
          await attempt('eval', () => setTimeout('window.evaluated = true', 0));
          await attempt('markup', () => { document.body.innerHTML = '<b>x</b>'; });
          await attempt('script', () => seksby.load({file: 'https://example.org/x.js', integrity: ''}));
          await attempt('above', () => seksby.load({file: '../randers/x.js', integrity: ''}));
          await attempt('fetch', () => fetch('index.html'));
          const inline = document.createElement('b');
          document.body.append(inline);
          await attempt('handler', () => { inline.setAttribute('onclick', 'window.handled = true'); inline.click(); });
          return refused;
        }"""
    )
    assert refused.keys() == {"eval", "markup", "script", "above", "fetch", "handler"}
    assert page.evaluate("[window.evaluated, window.handled]") == [None, None]
    assert len(page.evaluate("window.violations")) >= 3
    page.close()


def test_an_open_view_and_an_open_search_have_no_accessibility_faults(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    accessibility.bring(page)
    seen: dict[str, set[str]] = {"light": set(), "dark": set()}
    found = {}
    for path, slug in (("/randers/skole/", "absence"), ("/randers/sundhed/", "life")):
        page.goto(site.url(path))
        open_view(page, slug)
        search(page, "skole")
        found[path] = accessibility.faults(page, seen)
        assert page.locator("[role=listbox] [role=option]:visible").count() > 0
    page.close()
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_an_open_view_never_scrolls_the_page_sideways(site: Site, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(site.url("/randers/sundhed/"))
    open_view(page, "life")
    search(page, "skole")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.close()


def test_hostile_labels_are_shown_as_text_in_views_search_and_copies(hostile: Path, page: Page, heard: Heard) -> None:
    """The page's own fixture asserts that nothing complained, no dialog came up and the policy was not breached."""
    folder = hostile.as_uri()
    shown = re.sub(r"\s+", " ", HOSTILE).strip()
    foreign = "document.querySelectorAll('main img, i, b[onclick], [onerror], [onfocus], a[href^=javascript]').length"

    page.goto(f"{folder}/randers/skole/index.html")
    scripts = page.locator("script").count()
    found = open_view(page, "absence")
    names = found.locator(".peers label").all_inner_texts()
    assert len(names) == 5
    assert all(shown[:60] in name for name in names)
    found.locator(".plot").first.focus()
    found.locator(".plot").nth(1).focus()
    page.keyboard.press("Shift+Tab")
    assert found.locator(".plot").first.locator(".tip").inner_text().startswith(f"Randers{shown[:40]}")
    assert shown[:60] in page.locator(".plot-head").first.inner_text()
    assert page.evaluate(foreign) == 0

    options = search(page, "fravaer")
    assert options
    assert all(shown[:60] in option for option in options)
    assert page.evaluate(foreign) == 0

    found.locator("summary").click()
    text, html = copied(page, found.get_by_role("button", name="Kopiér tabel"))
    assert [cell.split("<")[0] for cell in text[0]] == [
        "År",
        "Randers",
        "København",
        "Aarhus",
        "Odense",
        "Aalborg",
        "Esbjerg",
    ]
    assert all(shown[:60] in cell for cell in html[0][1:])
    assert page.evaluate(foreign) == 0
    assert page.locator("script").count() == scripts + 4  # figures, their list, the view, the search index
    assert all(url.startswith(f"{folder}/") and "/x" not in url.removeprefix(folder) for url in heard.requests)
    assert page.url.startswith(f"{folder}/randers/skole/index.html")
