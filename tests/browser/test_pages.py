"""What a reader meets in the browser: order, links, privacy, width, legible charts, accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from dashboards.compiler.rule import ORDER
from tests.conftest import Site
from tests.support import accessibility
from tests.support.screens import resizing, unpainted

WIDTHS = (320, 390, 1280)
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
PAGE_TYPES = (
    "/",
    "/randers/",
    "/randers/skole/",
    "/randers/sundhed/",
    "/randers/oekonomi/",
    "/tal/",
    "/tal/school-cost-per-child/",
    "/tal/wellbeing/",
    "/tal/fee/",
    "/tal/life/",
    "/kilder/",
    "/metode/",
    "/data/",
    "/sammenligningsgrupper/",
    "/proevehandlinger/",
    "/komponenter/",
    "/positivliste/",
    "/enkeltsager/",
    "/interessenter/",
    "/enhedspriser/",
    "/privat/",
    "/aendringer/",
    "/was/",
    "/kontrol/",
)
LANGUAGES = {"da": "", "en": "/en"}
"""The languages of the site, and where its pages lie in each."""
READ_PAGE = """(page) => ({
  kinds: [...page.querySelectorAll('[data-kind]')].map(e => [
    [...page.querySelectorAll('[data-scope]')].indexOf(e.closest('[data-scope]')), e.dataset.kind,
    e.closest('details') !== null]),
  links: [...page.querySelectorAll('a[href]')].map(a => [
    new URL(a.getAttribute('href'), page.baseURI).href, a.getAttribute('hreflang') ?? '']),
  alternates: [...page.querySelectorAll('link[rel=alternate][hreflang]')].map(l => [l.hreflang, l.href]),
  ids: [...page.querySelectorAll('[id]')].map(e => e.id),
  headings: [...page.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1]),
  language: page.documentElement.lang,
  styled: page.querySelectorAll('[style], style').length,
  scripts: [...page.querySelectorAll('script')].map(s => s.id || s.src.split('/').pop().split('.')[0]),
})"""
READ_HTML = f"""([html, address]) => {{
  const page = new DOMParser().parseFromString(html, 'text/html'), base = page.createElement('base');
  base.href = address;
  page.head.prepend(base);
  return ({READ_PAGE})(page);
}}"""
SVG_TEXTS = """() => [...document.querySelectorAll('svg.chart text')].map(
  t => [t.textContent, parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a])"""
COLLISIONS = """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([_, q]) =>
    p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3
  ).map(([b, _]) => svg.querySelector('title').textContent + ': ' + a + ' / ' + b));
})"""
WATCH_SHIFTS = """window.shifted = 0; window.watcher = new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}); window.watcher.observe({type: 'layout-shift', buffered: true});"""
SHIFTED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
  for (const entry of window.watcher.takeRecords()) window.shifted += entry.value;
  done(window.shifted);
}))))"""
CLIPPED = """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(t => {
    const r = t.getBoundingClientRect();
    return r.left < box.left - 4 || r.right > box.right + 4;
  }).map(t => svg.querySelector('title').textContent + ': ' + t.textContent);
})"""


@dataclass
class Visit:
    """What one page holds, and what it asked for."""

    file: Path
    language: str
    path: str
    """Where the page lies in its language: the same for its translation."""
    dom: dict[str, Any]
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    overflow: dict[int, int] = field(default_factory=dict)
    """By width; of a page that was opened."""


@pytest.fixture(scope="session")
def visits(site: Site, browser: Browser) -> list[Visit]:
    """Every page of the site, read once, and opened.

    The pages of municipalities outside the six are one page file with other figures, and invented names of one length.
    Of them those are opened that are made of something that none before is made of.
    """
    return list(_visit_all(site, browser))


@pytest.fixture(scope="session")
def opened(visits: list[Visit]) -> list[Visit]:
    return [visit for visit in visits if visit.overflow]


def _visit_all(site: Site, browser: Browser) -> Iterator[Visit]:
    page = unpainted(browser, WIDTHS[0])
    resize = resizing(page)
    widths = WIDTHS
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    blank = browser.new_page()
    made_of: set[str] = set()
    for file in site.pages():
        visit = Visit(file, *place(site, file), dom={})
        if visit.path.startswith("kommuner/opdigtet-"):
            html = file.read_text(encoding="utf-8")
            of_this = accessibility.parts(blank, html)
            if of_this <= made_of:
                visit.dom = blank.evaluate(READ_HTML, [html, file.as_uri()])
                yield visit
                continue
            made_of |= of_this
        requests.clear()
        messages.clear()
        page.goto(file.as_uri())
        visit.overflow[widths[0]] = page.evaluate(SIDEWAYS)
        for width in widths[1:]:
            resize(width)
            visit.overflow[width] = page.evaluate(SIDEWAYS)
        widths = widths[::-1]  # the next page is opened in the last width of this
        visit.dom = page.evaluate(f"({READ_PAGE})(document)")
        visit.requests, visit.messages = list(requests), list(messages)
        yield visit
    blank.close()
    page.close()


def place(site: Site, file: Path) -> tuple[str, str]:
    """The language of a file of the site, and its path without it."""
    path = file.relative_to(site.folder).as_posix()
    return ("en", path.removeprefix("en/")) if path.startswith("en/") else ("da", path)


def test_every_kind_of_page_is_there(site: Site) -> None:
    assert len(site.pages()) > 80
    for root in LANGUAGES.values():
        assert all(site.file(root + path).is_file() for path in PAGE_TYPES)


def test_every_page_is_there_in_both_languages_and_says_which_it_is_in(visits: list[Visit]) -> None:
    paths = {lang: {visit.path for visit in visits if visit.language == lang} for lang in LANGUAGES}
    assert paths["da"] == paths["en"]
    assert all(visit.dom["language"] == visit.language for visit in visits)


def test_links_stay_in_the_language_and_the_switch_leads_to_the_same_page(visits: list[Visit], site: Site) -> None:
    for visit in visits:
        switches = []
        for link, language in visit.dom["links"]:
            there, path = place(site, local(link))
            if language:
                switches.append((language, there, path))
            else:
                assert there == visit.language, f"{visit.file}: {link}"
        (other,) = LANGUAGES.keys() - {visit.language}
        assert switches == [(other, other, visit.path)], visit.file
        alternates = [(language, *place(site, local(link))) for language, link in visit.dom["alternates"]]
        assert alternates == [(language, language, visit.path) for language in LANGUAGES], visit.file


def local(link: str) -> Path:
    return Path(unquote(urlsplit(link).path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_effect_comes_before_price_before_activity_before_process(visits: list[Visit], language: str) -> None:
    shown = 0
    for visit in visits:
        if visit.language != language:
            continue
        by_scope: dict[int, list[int]] = {}
        for scope, kind, _ in visit.dom["kinds"]:
            by_scope.setdefault(scope, []).append(ORDER.index(kind))
        for ranks in by_scope.values():
            shown += len(ranks)
            assert ranks == sorted(ranks), visit.file
    assert shown > 200


def test_both_languages_show_the_same_measures(visits: list[Visit]) -> None:
    shown = {(visit.language, visit.path): visit.dom["kinds"] for visit in visits}
    for (language, path), kinds in shown.items():
        assert kinds == shown["da", path], (language, path)


def test_a_price_is_never_shown_without_an_effect_before_it(visits: list[Visit]) -> None:
    prices = 0
    for visit in visits:
        kinds = [kind for _, kind, _ in visit.dom["kinds"]]
        if "unit_price" in kinds:
            prices += 1
            assert "effect" in kinds[: kinds.index("unit_price")], visit.file
    assert prices > 10


def test_process_is_folded(visits: list[Visit]) -> None:
    assert all(folded for visit in visits for _, kind, folded in visit.dom["kinds"] if kind == "process")


def test_every_link_and_anchor_resolves(visits: list[Visit], site: Site) -> None:
    ids = {visit.file: set(visit.dom["ids"]) for visit in visits}
    checked = 0
    for visit in visits:
        for link, _ in visit.dom["links"]:
            url = urlsplit(link)
            assert url.scheme == "file", f"{visit.file}: {link}"
            target = local(link)
            assert target.is_file(), f"{visit.file}: {link}"
            assert target.is_relative_to(site.folder)
            if url.fragment:
                assert url.fragment in ids[target], f"{visit.file}: {link}"
            checked += 1
    assert checked > 1600


def test_no_id_stands_twice(visits: list[Visit]) -> None:
    for visit in visits:
        assert len(visit.dom["ids"]) == len(set(visit.dom["ids"])), visit.file


def test_nothing_is_fetched_from_elsewhere_and_nothing_complains(opened: list[Visit], site: Site) -> None:
    assert len(opened) > 110
    for visit in opened:
        assert visit.messages == [], visit.file
        assert all(url.startswith(site.folder.as_uri()) for url in visit.requests), visit.file
        assert any(url.endswith("seksby.css") for url in visit.requests)


def test_pages_have_one_small_script_and_no_inline_style(visits: list[Visit]) -> None:
    for visit in visits:
        assert visit.dom["styled"] == 0, visit.file
        brought = ["page"] if visit.overflow else []  # by the script in the page, once it is opened
        assert visit.dom["scripts"] == ["seksby", "", *brought], visit.file


def test_headings_go_down_one_step_at_a_time(visits: list[Visit]) -> None:
    for visit in visits:
        levels = visit.dom["headings"]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), visit.file


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(opened: list[Visit], width: int) -> None:
    assert {visit.file: visit.overflow[width] for visit in opened if visit.overflow[width] > 0} == {}


@pytest.fixture(scope="module")
def _window(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def page(_window: Page) -> Page:
    """A phone's empty page; the same for all, emptied between them: a new one takes as long as to open something."""
    _window.goto("about:blank")
    _window.set_viewport_size({"width": 390, "height": 800})
    return _window


@pytest.mark.parametrize("root", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("path", ["/randers/", "/randers/skole/", "/koebenhavn/skole/", "/randers/sundhed/"])
def test_texts_in_charts_are_legible_and_apart_on_a_phone(site: Site, page: Page, path: str, root: str) -> None:
    page.goto(site.url(root + path))
    small = [(text, size) for text, size in page.evaluate(SVG_TEXTS) if size < 11]
    assert small == []
    assert page.evaluate(COLLISIONS) == []
    assert page.evaluate(CLIPPED) == []


CAPTIONS_BEYOND = """() => [...document.querySelectorAll("caption:not(.hidden)")].filter((caption) => {
    const text = document.createRange();
    text.selectNodeContents(caption);
    return text.getBoundingClientRect().right > innerWidth;
}).map((caption) => caption.textContent)"""


@pytest.mark.parametrize("path", ["/tal/absence/", "/sammenligningsgrupper/"])
def test_what_a_table_is_of_is_read_on_a_phone_without_moving_it(site: Site, page: Page, path: str) -> None:
    page.goto(site.url(path))
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.locator("caption:not(.hidden)").count() > 2
    assert page.evaluate(CAPTIONS_BEYOND) == []


CUT_WORDS = """() => {
    const title = document.querySelector("h1");
    title.style.overflowWrap = title.style.hyphens = "normal";
    return title.scrollWidth > title.clientWidth;
}"""
HALF_SEEN = """(which) => [...document.querySelectorAll(which)].filter((table) => table.checkVisibility()
    && table.closest(".scroll").scrollWidth > table.closest(".scroll").clientWidth)
    .map((table) => table.querySelector("caption").textContent)"""


def test_on_phone_and_tablet_no_title_is_cut_in_a_word_and_no_column_lies_beyond_the_edge(
    site: Site, browser: Browser
) -> None:
    """Rows of many columns, or of sentences, are small lists on a phone; each cell says what it is of.

    On a tablet every table is seen whole, but for the cells of a file and what is shown among the components.
    """
    page = unpainted(browser, 390)
    resize = resizing(page)
    for path in PAGE_TYPES:
        resize(390)
        page.goto(site.url(path))
        assert page.evaluate(HALF_SEEN, ".stacked") == [], path
        assert page.evaluate(CUT_WORDS) is False, path
        resize(768)
        beyond = page.evaluate(HALF_SEEN, ".scroll table:not(.cells)")
        assert beyond == [] or path == "/komponenter/", (path, beyond)
    resize(390)
    page.goto(site.url("/enhedspriser/"))
    names = (
        page.locator("table.stacked")
        .first.locator("tbody tr")
        .first.locator("td")
        .evaluate_all("(cells) => cells.map((cell) => getComputedStyle(cell, '::before').content)")
    )
    assert names[:3] == ['"År"', '"København"', '"Aarhus"']
    page.close()


def test_area_page_has_names_and_values_in_its_charts(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    texts = [text for text, _ in page.evaluate(SVG_TEXTS)]
    assert {"Randers 18,7", "Odense 14,0", "Aarhus 14,6", "ikke klart"} <= set(texts)


def test_a_reader_chooses_fixed_prices_with_the_keyboard_alone(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/skole/"))
    current, fixed = page.locator(".price .in-current"), page.locator(".price .in-fixed")
    assert current.count() == fixed.count() == 1
    assert (current.is_visible(), fixed.is_visible()) == (True, False)
    page.get_by_label("løbende priser").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_label("faste priser (2024-priser)").is_checked()
    assert (current.is_visible(), fixed.is_visible()) == (False, True)


def test_colours_follow_the_reader(site: Site, browser: Browser) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(site.url("/randers/skole/"))
        seen.add(
            page.evaluate(
                "[getComputedStyle(document.body).backgroundColor,"
                " getComputedStyle(document.querySelector('svg.chart text[font-weight=bold]')).fill].join()"
            )
        )
        page.close()
    assert len(seen) == 2


def test_keyboard_meets_the_skip_link_first(site: Site, page: Page) -> None:
    page.goto(site.url("/randers/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#indhold"


def test_nothing_moves_while_a_page_loads(site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.add_init_script(WATCH_SHIFTS)
    for path in ("/randers/", "/randers/skole/", "/tal/absence/"):
        page.goto(site.url(path))
        assert page.evaluate(SHIFTED) == 0, path
    page.evaluate("document.querySelector('main').style.marginTop = '300px'")
    assert page.evaluate(SHIFTED) > 0, "a shift would not be seen"
    page.close()


def test_pages_seen_from_outside_the_six(seen_from_outside: Site, browser: Browser) -> None:
    theirs = seen_from_outside
    page = browser.new_page(viewport={"width": 390, "height": 800})
    seen: dict[str, set[str]] = {"light": set()}
    accessibility.bring(page)
    for path in ("/opdigtet-200/", "/opdigtet-200/skole/"):
        page.goto(theirs.url(path))
        main = page.locator("main").inner_text()
        assert "gennemsnittet af 6-byerne" in main
        assert "fem andre" not in main
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(COLLISIONS) == []
        assert all(
            Path(unquote(urlsplit(link).path)).is_file()
            for link, _ in page.evaluate(f"({READ_PAGE})(document)")["links"]
        )
        assert accessibility.faults(page, seen) == []
    assert "Opdigtet … 16,4" in [text for text, _ in page.evaluate(SVG_TEXTS)]
    page.get_by_role("navigation", name="Set fra").get_by_role("link", name="Randers").click()
    assert page.url == theirs.url("/randers/skole/")
    page.close()


def test_no_accessibility_faults(site: Site, browser: Browser) -> None:
    """Of each kind of page in Danish, and of English pages with something on them that no Danish page has."""
    page, blank = browser.new_page(viewport={"width": 1280, "height": 720}), browser.new_page()
    seen: dict[str, set[str]] = {"light": set(), "dark": set()}
    made_of: set[str] = set()
    found = {}
    accessibility.bring(page)
    for root in LANGUAGES.values():
        for path in PAGE_TYPES:
            of_this = accessibility.parts(blank, site.file(root + path).read_text(encoding="utf-8"))
            if root == LANGUAGES["da"] or not of_this <= made_of:
                page.goto(site.url(root + path))
                found[root + path] = accessibility.faults(page, seen)
            made_of |= of_this
    blank.close()
    page.close()
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert "/en/randers/skole/" in found  # where a text in Danish says that it is


def text_of(site: Site, page: Page, path: str, section: str) -> str:
    """What a section says, as read aloud; folded parts opened. For pages on which nothing is done but reading."""
    if page.url != site.url(path):
        page.goto(site.url(path))
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return " ".join(page.locator(f"section[aria-labelledby='{section}']").inner_text().split())


def test_what_we_ask_of_colleagues_is_counted_and_folded(site: Site, page: Page) -> None:
    said = text_of(site, page, "/randers/", "krav-proevehandlinger-og-hjaelp")
    assert (
        "40 % af det, vi følger, er effektmål: 2 effektmål med tal, mål af det samme talt hver for "
        "sig, og 3 styringskrav." in said
    )
    assert "Kravene koster 200 timer om året, svarende til 0,1 årsværk på 1.924 timer." in said
    assert "2 krav skal gennemgås nu eller inden for tre måneder." in said
    assert "Ét krav er kommunens eget valg og kan falde bort ved egen beslutning: 35 timer om året." in said
    assert "31 timer om året er givet tilbage til kerneopgaven." in said
    empty = text_of(site, page, "/odense/", "krav-proevehandlinger-og-hjaelp")
    assert "Endnu ikke ført ind: styringskrav på positivlisten" in empty
    assert "%" not in empty


def test_the_positive_list_says_what_is_due_and_what_could_be_dropped(site: Site, page: Page) -> None:
    due = text_of(site, page, "/positivliste/", "skal-gennemgaas")
    assert "Krav form" in due
    assert "Krav plan" in due
    assert "Krav waiting" not in due
    assert "Opdigtet lov § 2 (krævet som indberetning til staten). Opdigtet grund. Ejer: Opdigtet ejer." in due
    assert "forenklet ved seneste gennemgang" in due
    assert "Gennemgås senest 2. december 2026. 40 timer om året." in due
    own = text_of(site, page, "/positivliste/", "kan-falde-bort")
    assert "Krav plan" in own
    assert "Krav report" not in own
    back = text_of(site, page, "/positivliste/", "givet-tilbage-til-kerneopgaven")
    assert "11 timer om året er givet tilbage" in back
    assert "Krav form" in back
    assert "Skjult mål" in text_of(site, page, "/positivliste/", "procesmaal-der-ikke-vises")
    said = text_of(site, page, "/randers/skole/", "laesninger-og-styringskrav")
    assert "Højst ét procesmål må stå på positivlisten; der står 1." in said
    told = text_of(site, page, "/positivliste/", "effektmaal-og-styringskrav")
    assert "Der står 3 styringskrav på listen." in told
    assert "Et årsværk er regnet som 1.924 timer, ferie medregnet." in " ".join(
        page.locator("main").inner_text().split()
    )


def test_stakeholders_without_an_effect_measure_are_named(site: Site, page: Page) -> None:
    said = text_of(site, page, "/interessenter/", "hvem-er-daekket")
    assert "1 af 3 interessenter har mindst ét effektmål med tal." in said
    assert "Uden et eneste effektmål: firmaer." in said
    assert "Kun effektmål uden tal: pårørende." in said
    cells = page.locator(".matrix tbody tr").first.locator("td").all_inner_texts()
    assert cells == ["1 af 2"]


def test_the_private_view_has_effects_first_and_says_what_is_missing(site: Site, page: Page) -> None:
    assert "Elever med fravær" in text_of(site, page, "/privat/", "effekten-ved-siden-af")
    assert "Takst" in text_of(site, page, "/privat/", "private-tilbud-ved-siden-af")
    said = text_of(site, page, "/privat/", "hvad-der-mangler")
    assert "Skole 1 af 1" in said
    assert "Sundhed" in said.partition("Intet mål af private tilbud:")[2]


def test_corrections_breaks_and_unusual_figures_are_listed(site: Site, page: Page) -> None:
    said = text_of(site, page, "/aendringer/", "rettede-kildetal")
    assert "Opdigtet udgiver, OPD1: Randers, 2024" in said
    assert "Rettelsen bruges." in said
    revised = text_of(site, page, "/aendringer/", "tal-som-udgivere-har-aendret")
    assert "Opdigtet udgiver OPD1 22. november 2026 2 1 3 4,3" in revised
    described = text_of(site, page, "/aendringer/", "beskrivelser-som-udgivere-har-aendret")
    assert "OPD1 22. november 2026 enheden er nu 1.000 kr., før kr." in described
    assert "Ny opgørelse." in text_of(site, page, "/aendringer/", "brud-i-opgoerelsen")
    unusual = text_of(site, page, "/aendringer/", "tal-at-se-paa-to-gange")
    assert "Odense 2024: usædvanligt lavt i forhold til landets kommuner." in unusual
    assert "Odense 2024: usædvanligt stor stigning siden 2019." in unusual
    assert "Opdigtet 200" not in unusual


def test_readings_stand_side_by_side_and_one_is_not_enough(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site.url("/randers/skole/"))
    boxes = [reading.bounding_box() for reading in page.locator(".reading").all()]
    assert [box and box["y"] for box in boxes] == [boxes[0] and boxes[0]["y"]] * 2
    assert page.locator(".reading em").inner_text() == "arbejdet"
    assert page.locator(".reading a, .reading b").count() == 0
    signed = page.locator(".signed").all_inner_texts()
    assert signed == ["Bo, Leder, 4. februar 2026", "Anna, Leder, 3. februar 2026"]
    section = "laesninger-og-styringskrav"
    assert "læsning" not in text_of(site, page, "/randers/skole/", section).partition("Tillidsrum")[2]
    assert "Her mangler endnu en læsning" in text_of(site, page, "/randers/sundhed/", section)
    assert "Endnu ikke ført ind: to underskrevne læsninger af tallene" in text_of(site, page, "/odense/skole/", section)


def test_who_does_better_is_named_with_what_they_do(site: Site, page: Page) -> None:
    said = text_of(site, page, "/randers/skole/", "enhedspris-ved-siden-af-effekten")
    said = said.partition("Hvem har et bedre tal til en lignende pris, og hvad gør de?")[2]
    assert "Vores tal er 18,7 % (2025)." in said
    assert "pris: Aarhus (14,6 %, prisen er 3,4 % højere) og Odense (14,0 %, prisen er 11,0 % lavere)." in said
    assert "Hvad Aarhus gør, er ikke beskrevet endnu." in said
    assert "Odense: De ringer hjem. Kontakt: Skoleafdelingen. Kilde: Opdigtet møde, 5. januar 2026." in said
    assert "Aalborg" not in said


def test_help_is_offered_to_an_area_with_a_contact(site: Site, page: Page) -> None:
    said = text_of(site, page, "/esbjerg/", "krav-proevehandlinger-og-hjaelp")
    assert "Tilbud om hjælp: Skole" in said
    assert "»elever med fravær« (2023–2025, 3 målinger) og »karakterer« (2023–2025, 3 målinger)" in said
    assert "Området kan få hjælp, hvis det ønsker det. Tilbuddet har ingen følger i sig selv." in said
    assert "Kontakt: Opdigtet." in said
    assert "Tilbud om hjælp" in text_of(site, page, "/esbjerg/skole/", "laesninger-og-styringskrav")
    none = text_of(site, page, "/randers/", "krav-proevehandlinger-og-hjaelp")
    assert "Der er ikke givet tilbud om hjælp." in none
    assert "kan det ikke afgøres endnu." in none
    assert "Tilbud" not in text_of(site, page, "/randers/skole/", "laesninger-og-styringskrav")


def test_effects_that_do_not_stand_out_are_folded_on_a_phone_and_on_nothing_else(site: Site, browser: Browser) -> None:
    """Without scripts too; on paper they are all there."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url("/randers/"))
    folded, summary = page.locator("details.level .lines li").first, page.locator("details.level > summary").first
    for width, medium, is_folded in ((390, "screen", True), (1280, "screen", False), (390, "print", False)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media=medium)
        assert folded.is_visible() is not is_folded, (width, medium)
        assert summary.is_visible() is is_folded
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(media="screen")
    summary.click()
    assert folded.is_visible()
    context.close()
