"""The page language: what is taken, and that every fault names page, line and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboards import PAGES_DIR, SiteReport, check_pages, site_builder
from dashboards.compiler import compile as compiler
from dashboards.compiler.grammar import TRANSLATES
from dashboards.language import LANGUAGES, Language
from seksby.errors import PageError
from tests.browser.invented import invented
from tests.translated import stamp

FRONT = "---\npath: /\ntitle: Side\n---\n"
FRONT_LINES = 4


Build = Callable[[Path, Path], SiteReport]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path]) -> Iterator[Build]:
    """One opened warehouse for all tests: `build(out, pages)`."""
    folder = tmp_path_factory.mktemp("marts")
    with site_builder(invented().write(folder / "warehouse.duckdb"), warmed(folder / "cache")) as opened:
        yield opened


def write(folder: Path, text: str) -> Path:
    pages = folder / "pages"
    (pages / "queries").mkdir(parents=True, exist_ok=True)
    (pages / "side.md").write_text(text, encoding="utf-8")
    return pages


def built(build: Build, folder: Path, text: str) -> str:
    """The HTML of a page built from the invented warehouse."""
    build(folder / "out", write(folder, text))
    return (folder / "out" / "index.html").read_text(encoding="utf-8")


def fault(build: Build, folder: Path, text: str, line: int) -> PageError:
    with pytest.raises(PageError) as caught:
        built(build, folder, text)
    assert caught.value.where.endswith(f"side.md:{line}"), caught.value.where
    return caught.value


def test_text_values_and_links(build: Build, tmp_path: Path) -> None:
    html = built(
        build,
        tmp_path,
        FRONT
        + "\n```sql cities\nselect name, 1234.5 as n from marts.municipalities where municipality_code = '730'\n```\n\n"
        "Set fra **{{ cities[0].name }}**: {{ cities[0].n | tal(1) }}. [Forsiden](/) og [kilden](https://dst.dk/).\n\n"
        "## Første del\n",
    )
    assert "Set fra <strong>Randers</strong>: 1.234,5." in html
    assert '<a href="index.html">Forsiden</a>' in html
    assert '<a href="https://dst.dk/">kilden</a>' in html
    assert '<h2 id="foerste-del">Første del</h2>' in html


def test_raw_html_is_shown_and_not_obeyed(build: Build, tmp_path: Path) -> None:
    html = built(build, tmp_path, FRONT + "\n<b>fed</b> <script>alert(1)</script>\n")
    assert "&lt;b&gt;fed&lt;/b&gt; &lt;script&gt;" in html


def test_a_tag_may_run_over_several_lines(build: Build, tmp_path: Path) -> None:
    html = built(build, tmp_path, FRONT + '\n<BigValue\n  value="42 > 41"\n  caption="tal"\n/>\n')
    assert "<b>42 &gt; 41</b> tal" in html


def test_one_page_per_row(build: Build, tmp_path: Path) -> None:
    text = (
        "---\npath: /by/{slug}/\nfor_each: cities\ntitle: '{{ name }}'\n---\n"
        "```sql cities\nselect name, slug, municipality_code from marts.municipalities where is_compared\n```\n\n"
        "```sql own\nselect name as again from marts.municipalities "
        "where municipality_code = $municipality_code\n```\n\n"
        "{{ own[0].again }}\n"
    )
    pages = write(tmp_path, text)
    (pages / "start.md").write_text(FRONT, encoding="utf-8")
    assert build(tmp_path / "out", pages).pages == 7
    page = (tmp_path / "out" / "by" / "odense" / "index.html").read_text(encoding="utf-8")
    assert "<h1>Odense</h1>" in page
    assert "<p>Odense</p>" in page


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("Ingen front matter", 1, "no front matter"),
        ("---\npath: /\ntitle: a: b\n---\n", 3, "not YAML"),
        ("---\npath: /\ntitle: A\nslug: b\n---\n", 4, "unknown front matter key slug"),
        ("---\npath: /\n---\n", 1, "no title"),
        ("---\npath: side/\ntitle: A\n---\n", 2, "not a folder of the site"),
        ("---\npath: /{slug}/\ntitle: A\n---\n", 2, "names {slug}"),
        ("---\npath: /\nfor_each: x\ntitle: A\n---\n", 3, "no query of the page"),
        ("---\npath: /\ntitle: '{{ x }}'\n---\n", 3, "uses x"),
        (FRONT + "\n# Overskrift\n", 6, "first level"),
        (FRONT + "\n<Nothing />\n", 6, "no component <Nothing>"),
        (FRONT + '\n<BigValue value="1" />\n', 6, "lacks caption"),
        (FRONT + '\n<BigValue value="1" caption="a" colour="red" />\n', 6, "no attribute colour"),
        (FRONT + '\n<BigValue value={x} caption="a" />\n', 6, "takes value as text"),
        (FRONT + '\n<EffectCards data="x" values={y} targets={y} />\n', 6, "takes data as rows"),
        (FRONT + "\n<EffectCards data={x} values={y} targets={y} />\n", 6, "names the query x"),
        (FRONT + '\n<BigValue value=1 caption="a" />\n', 6, "value=1"),
        (FRONT + '\n<BigValue value="1" caption="a" /> tekst\n', 6, "text follows the tag"),
        (FRONT + '\nTekst <BigValue value="1" caption="a" />\n', 6, "inside a line of text"),
        (FRONT + '\n\n<Section title="A">\n\ntekst\n', 7, "never closed"),
        (FRONT + '\n<Section title="A">\n</Fold>\n', 7, "</Fold> closes <Section>"),
        (FRONT + "\n</Section>\n", 6, "closes nothing"),
        (FRONT + '\n<Section title="A" />\n', 6, "holds nothing"),
        (FRONT + '\n<Section title="A" legend="no">\n</Section>\n', 6, "no legend 'no'"),
        (FRONT + "\n{{ x }}\n", 6, "uses x"),
        (FRONT + "\na\n\nb {{ 1 + }}\n", 8, "cannot be read"),
        (FRONT + "\na\n\nb {{ " + "{" * 3000 + "}}\n", 8, "… cannot be read"),
        (FRONT + "\n[a](/{{ x }}/)\n", 6, "in the address of a link"),
        (FRONT + "\n[a](/{{x}}/)\n", 6, "in the address of a link"),
        (FRONT + "\n[a](/findes-ikke/)\n", 6, "no page of the site"),
        (FRONT + "\nFørste afsnit.\n\n[a](/findes-ikke/)\n", 8, "no page of the site"),
        (FRONT + "\n```sql\nselect 1\n```\n", 6, "without a usable name"),
        (FRONT + "\n```sql a\nselect 1 as x\n```\n\n```sql a\nselect 2 as x\n```\n", 10, "two queries are named a"),
        (FRONT + "\n```sql a\nselect 1 as x where false\n```\n\n{{ a[0].x }}\n", 10, "cannot be filled in"),
    ],
)
def test_faults_name_page_and_line(build: Build, tmp_path: Path, text: str, line: int, what: str) -> None:
    error = fault(build, tmp_path, text, line)
    assert what in error.what
    assert error.expected
    assert error.remedy


def test_an_unknown_name_is_answered_with_the_names_there_are(build: Build, tmp_path: Path) -> None:
    assert "EffectCards" in fault(build, tmp_path, FRONT + "\n<Effects />\n", 6).expected
    assert (
        fault(build, tmp_path, FRONT + '\n<BigValue value="1" caption="a" b="c" />\n', 6).expected
        == "one of value, caption"
    )


def test_a_component_names_the_columns_it_lacks(build: Build, tmp_path: Path) -> None:
    text = FRONT + '\n```sql rows\nselect 1 as name\n```\n\n<LinkList data={rows} label="a" />\n'
    error = fault(build, tmp_path, text, 10)
    assert error.what == "the query rows lacks slug"
    assert "name, slug" in error.expected


def test_two_pages_cannot_want_the_same_path(build: Build, tmp_path: Path) -> None:
    pages = write(tmp_path, FRONT)
    (pages / "twin.md").write_text(FRONT, encoding="utf-8")
    with pytest.raises(PageError, match="both write /"):
        build(tmp_path / "out", pages)


def test_a_slug_cannot_lead_out_of_the_site(build: Build, tmp_path: Path) -> None:
    text = "---\npath: /{slug}/\nfor_each: rows\ntitle: A\n---\n```sql rows\nselect '../../etc' as slug\n```\n"
    assert "'../../etc'" in fault(build, tmp_path, text, 2).what


def test_expressions_cannot_reach_python(build: Build, tmp_path: Path) -> None:
    text = FRONT + "\n```sql a\nselect 1 as x\n```\n\n{{ a.__class__.__mro__ }}\n"
    assert "unsafe" in fault(build, tmp_path, text, 10).what


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{{ a[0].x", "cannot be read"),  # and not shown as it stands
        ("{{ 'a' * 10**10 }}", "not for pages"),
        ("{{ 10 ** 10 ** 10 }}", "not for pages"),
        ("{{ '%999999999d' % 1 }}", "not for pages"),
        ("{{ 'a'.ljust(10000000000) }}", "not safely callable"),
        ("{{ 'a' | center(10000000000) }}", "No filter named"),
        ("{{ range(99999999) }}", "uses range"),
    ],
)
def test_an_expression_takes_no_more_than_a_page_needs(build: Build, tmp_path: Path, written: str, told: str) -> None:
    text = FRONT + f"\n```sql a\nselect 1 as x\n```\n\n{written}\n"
    assert told in fault(build, tmp_path, text, 10).what


# --- Translations -----------------------------------------------------------------------------------------------------

QUERIES = (
    "\n```sql rows\nselect name, slug from marts.municipalities where municipality_code = '730'\n```\n"
    "\n```sql other\nselect name, slug from marts.municipalities where municipality_code = '101'\n```\n"
)
LINKS = '\n<LinkList data={rows} label="Byer" />\n'
NOTED = '\n<Section title="Del">\n<MissingNote text="Mangler." />\n</Section>\n'
ORIGINAL = FRONT + QUERIES + LINKS + NOTED
EN = "---\ntitle: Page\n---\n"


def write_translated(folder: Path, original: str, translation: str) -> Path:
    pages = write(folder, original)
    (pages / "en").mkdir()
    (pages / "en" / "side.md").write_text(translation, encoding="utf-8")
    return pages


def test_a_translation_has_texts_of_its_own_on_the_page_s_queries(build: Build, tmp_path: Path) -> None:
    original = (
        "---\npath: /{slug}/\nfor_each: towns\ntitle: '{{ name }}'\n---\n"
        "```sql towns\nselect name, slug from marts.municipalities where municipality_code = '730'\n```\n\n"
        "```sql said\nselect 1234.5 as n, 'gamle' as age_da, 'old' as age_en, $language as code\n```\n\n"
        "Vi er {{ said[0].age }}, {{ said[0].n | tal(1) }}, {{ said[0].code }}. [Her](/randers/#en-del)\n\n"
        '## En del\n\n<BigValue value="1" caption="en" />\n'
    )
    translation = (
        "---\ntitle: '{{ name }} in English'\n---\n"
        "We are {{ said[0].age }}, {{ said[0].n | tal(1) }}, {{ said[0].code }}. [Here](/randers/#a-part)\n\n"
        '## A part\n\n<BigValue value="1" caption="one" />\n'
    )
    pages = write_translated(tmp_path, original, translation)
    (pages / "start.md").write_text(FRONT, encoding="utf-8")
    (pages / "en" / "start.md").write_text(EN, encoding="utf-8")
    assert build(tmp_path / "out", pages).pages == 4
    danish = (tmp_path / "out" / "randers" / "index.html").read_text(encoding="utf-8")
    english = (tmp_path / "out" / "en" / "randers" / "index.html").read_text(encoding="utf-8")
    assert 'lang="da"' in danish
    assert "Vi er gamle, 1.234,5, da." in danish
    assert '<a href="index.html#en-del">' in danish
    assert '<html lang="en">' in english
    assert "<title>Randers in English · Seksby</title>" in english
    assert "We are old, 1,234.5, en." in english
    assert '<a href="index.html#a-part">' in english
    assert '<h2 id="a-part">' in english
    for html, da, en in (
        (danish, "index.html", "../en/randers/index.html"),
        (english, "../../randers/index.html", "index.html"),
    ):
        assert f'<link rel="alternate" hreflang="da" href="{da}">' in html
        assert f'<link rel="alternate" hreflang="en" href="{en}">' in html
    assert '<a href="../en/randers/index.html" hreflang="en" lang="en">English</a>' in danish
    assert '<a href="../../randers/index.html" hreflang="da" lang="da">Dansk</a>' in english


@pytest.mark.parametrize(
    ("translation", "line", "what"),
    [
        ("Page\n", 1, "no front matter"),
        ("---\n---\n", 1, "no title"),
        ("---\ntitle: Page\npath: /page/\n---\n", 3, "unknown front matter key path"),
        ("---\ntitle: Page\nfor_each: rows\n---\n", 3, "unknown front matter key for_each"),
        (EN + "\n```sql more\nselect 1 as x\n```\n" + LINKS + NOTED, 6, "holds the query more"),
        (EN, 2, "no tag where the page has <LinkList data={rows} label>"),
        (EN + LINKS, 2, "no tag where the page has <Section title>"),
        (EN + LINKS + NOTED + '\n<MissingNote text="More." />\n', 11, "<MissingNote text> where the page has no tag"),
        (EN + NOTED + LINKS, 5, "<Section title> where the page has <LinkList data={rows} label>"),
        (EN + LINKS.replace("rows", "other") + NOTED, 5, "<LinkList data={other} label> where the page has"),
        (EN + LINKS + NOTED.replace("title=", 'note="n" title='), 7, "<Section note title> where the page has"),
        (
            EN + LINKS + '\n<Section title="Part">\n</Section>\n\n<MissingNote text="Missing." />\n',
            10,
            "<MissingNote text> where the page has <MissingNote text> inside <Section>",
        ),
        (EN + LINKS + NOTED + "\n{{ x }}\n", 11, "uses x"),
        (EN + LINKS + NOTED + "\n[a](/nowhere/)\n", 11, "no page of the site"),
        ("---\ntitle: '{{ rows[0].x }}'\n---\n" + LINKS + NOTED, 2, "cannot be filled in"),
    ],
)
def test_faults_of_a_translation_name_its_file_and_line(
    build: Build, tmp_path: Path, translation: str, line: int, what: str
) -> None:
    pages = write_translated(tmp_path, ORIGINAL, translation)
    (pages / "by.md").write_text(
        "---\npath: /{slug}/\nfor_each: rows\ntitle: By\n---\n```sql rows\nselect 'randers' as slug\n```\n",
        encoding="utf-8",
    )
    (pages / "en" / "by.md").write_text(EN, encoding="utf-8")
    with pytest.raises(PageError) as caught:
        build(tmp_path / "out", pages)
    assert caught.value.where.endswith(f"en/side.md:{line}"), caught.value.where
    assert what in caught.value.what
    assert caught.value.expected
    assert caught.value.remedy


def test_a_page_without_its_translation_is_told(tmp_path: Path) -> None:
    pages = write_translated(tmp_path, ORIGINAL, EN + LINKS + NOTED)
    assert check_pages(pages) == 2
    (pages / "twin.md").write_text(FRONT, encoding="utf-8")
    with pytest.raises(PageError, match=r"twin\.md has no text in English") as caught:
        check_pages(pages)
    assert caught.value.where.endswith("pages/twin.md:1")


def test_pages_in_a_language_that_the_site_has_not_are_refused_by_its_name(tmp_path: Path) -> None:
    pages = write_translated(tmp_path, ORIGINAL, EN + LINKS + NOTED)
    (pages / "de").mkdir()
    (pages / "de" / "side.md").write_text(EN, encoding="utf-8")
    with pytest.raises(PageError, match="the site has no language 'de'") as caught:
        check_pages(pages)
    assert caught.value.where.endswith("pages/de")
    assert "en" in caught.value.expected
    assert "dashboards/language.py" in caught.value.remedy


def test_a_language_of_the_site_without_its_messages_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "LANGUAGES", (*LANGUAGES, Language("sv", "Svenska", "sv_SE")))
    pages = write_translated(tmp_path, ORIGINAL, EN + LINKS + NOTED)
    with pytest.raises(PageError, match="the site has no messages in Svenska") as caught:
        check_pages(pages)
    assert caught.value.where.endswith("sv/LC_MESSAGES/seksby.po")


def test_a_translation_without_its_page_is_told(tmp_path: Path) -> None:
    pages = write_translated(tmp_path, ORIGINAL, EN + LINKS + NOTED)
    (pages / "en" / "sdie.md").write_text(EN, encoding="utf-8")
    with pytest.raises(PageError, match=r"en/sdie\.md translates no page") as caught:
        check_pages(pages)
    assert caught.value.where.endswith("en/sdie.md:1")


def test_a_translation_of_another_text_is_told_with_its_line(tmp_path: Path) -> None:
    prose = ORIGINAL + "\nEn sætning.\n"
    pages = write_translated(tmp_path, prose, EN + LINKS + NOTED + "\nA sentence.\n")
    stamp(pages / "side.md", pages / "en" / "side.md")
    assert check_pages(pages) == 2
    (pages / "side.md").write_text(prose.replace("'730'", "'101'"), encoding="utf-8")  # SQL is not translated
    assert check_pages(pages) == 2
    (pages / "side.md").write_text(prose + "En sætning til.\n", encoding="utf-8")
    with pytest.raises(PageError, match=r"side\.md has changed since this was translated") as caught:
        check_pages(pages)
    assert caught.value.where.endswith("en/side.md:3")
    stamp(pages / "side.md", pages / "en" / "side.md")
    assert check_pages(pages) == 2


def test_every_translated_page_says_what_it_translates() -> None:
    for file in PAGES_DIR.glob("en/*.md"):
        assert f"\n{TRANSLATES}: " in file.read_text(encoding="utf-8"), file.name


def test_the_projects_own_pages_are_sound() -> None:
    folder = Path(__file__).resolve().parents[2] / "dashboards" / "pages"
    assert check_pages() == 2 * len(list(folder.glob("*.md")))
