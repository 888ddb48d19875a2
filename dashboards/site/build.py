"""The pages of a site: compile, render what is not kept, draw.

Belongs here: the order of these steps, and what a site has besides. Does not belong here: what stands on a page, what a
page depends on (`page_cache`), and the shell around it and its place in a folder (`writing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import escape

from dashboards.addresses import OPEN_DATA
from dashboards.compiler.compile import CompiledPage, compile_pages
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts
from dashboards.compiler.rendering import PlacedChart, Rendering, render
from dashboards.drawing import charts
from dashboards.drawing.charts import Drawings, Drawn
from dashboards.drawing.picture import Part, picture
from dashboards.language import DANISH, LANGUAGES, Language
from dashboards.site import interactive, page_cache, share
from dashboards.site.answers import Answers
from dashboards.site.feed import CHANGES, feeds
from dashboards.site.page_cache import Body, PageCache, page_key
from dashboards.site.writing import Frame, MadePages, Page, shell, workbook_sizes
from dashboards.workbook import workbook_path
from seksby.kept import remove_old
from seksby.processes import workers
from seksby.workspace import MANIFEST

UNDRAWN = "<svg></svg>"
_MUNICIPALITIES = Query(
    "municipalities",
    "select name, slug from marts.municipalities where is_viewpoint order by viewpoint_order",
    Path(__file__),
    1,
)


@dataclass(frozen=True)
class _Page:
    """One page in the making: `body` is what was kept of it; where that is None, `html` is new.

    In UTF-8: all pages are at hand until the last chart is drawn, and text with one dash in it takes two bytes a letter
    (50 of 190 MB of a site of the whole country, 2026-11-30).
    """

    path: str
    lang: Language
    row: Mapping[str, Any]
    key: str
    body: Body | None
    rendering: Rendering
    title: str
    html: bytes


class Builder:
    """Builds of pages from one warehouse, one after the other: each costs what is new since the one before."""

    def __init__(self, marts: Marts, cache: Path) -> None:
        self._marts = marts
        self._cache = cache
        self._answers = Answers(marts, cache)
        self._kept = PageCache(cache)
        self._figures: Mapping[str, bytes] | None = None

    def make(self, out: Path, pages: Path, drawing: Executor | None = None) -> MadePages:
        """Every page of `pages` for the site folder `out`, in which its open data lies.

        Charts are drawn by `drawing`, or by a process of their own.

        Raises:
            PageError: a page breaks its grammar, its SQL or the effect-first rule.
        """
        compiled = compile_pages(pages, self._marts)
        with nullcontext(drawing) if drawing else workers(charts.DRAWING) as pool:
            drawings = Drawings(self._cache, pool)
            found = []
            for page in self._pages(compiled, out):
                for placed in page.rendering.charts:
                    drawings.want(placed.chart)
                found.append(page)
            self._answers.keep()
            frame = self._frame(compiled, found)
            drawn = drawings.finish()
        made = [
            Page(p.path, p.lang, p.row, p.key, p.rendering, p.body or _finish(p, drawn, self._kept), p.body is None)
            for p in found
        ]
        files = feeds(self._marts, _languages(compiled)) if CHANGES in frame.paths else {}
        files |= _shared(made, frame, self._cache)
        for folder in (page_cache.FOLDER, charts.FOLDER):
            remove_old(self._cache / folder)
        return MadePages(made, frame, files, drawn.misses, len(drawn.svg) - drawn.misses)

    def undrawn(self, published: Path, pages: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
        """Every page's path with its files by name, as they are written into the folder `published`, but for what
        charts draw.
        """
        compiled = compile_pages(pages, self._marts)
        found = list(self._pages(compiled, published))
        frame, sizes = self._frame(compiled, found), workbook_sizes(published)
        for each in found:
            body = _body(each, {})
            page = Page(each.path, each.lang, each.row, each.key, each.rendering, body, is_new=True)
            yield page.path, {"index.html": shell(page, frame, sizes).encode(), **body.files}

    def _pages(self, compiled: Sequence[CompiledPage], out: Path) -> Iterator[_Page]:
        """Every page, in all languages one after the other: they ask the marts the same."""
        paths, files = _paths(compiled), _files(out)
        every = [(page, index) for page in compiled for index in range(len(page.paths))]
        every.sort(key=lambda one: (one[0].source.file.name, one[1]))
        self._answers.expect(question for page, index in every for question in page.questions(index).values())
        for page, index in every:
            path, lang, row = page.paths[index], page.source.lang, page.rows[index]
            questions = page.questions(index)
            digests = {name: self._answers.digest(question) for name, question in questions.items()}
            key = page_key(page.source.digest, path, row, digests)
            rendering = Rendering.of(page, index, paths, files)
            body = self._kept.find(path, key, paths | files)
            if body:
                title, html = body.title, b""
            else:
                results = {name: self._answers.result(question) for name, question in questions.items()}
                title, text = render(page, index, results, rendering)
                html = text.encode()
            yield _Page(path, lang, row, key, body, rendering, title, html)

    def _frame(self, compiled: Sequence[CompiledPage], found: Sequence[_Page]) -> Frame:
        titles = {page.path: page.title for page in found}
        if self._figures is None:
            self._figures = interactive.figures(self._marts)
        return Frame(
            paths=_paths(compiled),
            titles=titles,
            municipalities=self._marts.run(_MUNICIPALITIES, {}).rows,
            release=self._marts.release(),
            scripts=interactive.scripts(self._marts, self._figures, titles, _texts(compiled)),
        )


@contextmanager
def builder(warehouse: Path, cache: Path) -> Iterator[Builder]:
    """Builds from `warehouse`, which is open as long."""
    with Marts.open(warehouse) as marts:
        yield Builder(marts, cache)


def _paths(compiled: Iterable[CompiledPage]) -> frozenset[str]:
    return frozenset(path for page in compiled for path in page.paths)


def _files(out: Path) -> frozenset[str]:
    """The site's files that belong to no page. The workbooks are among them when they are still being written."""
    lie_there = (out / MANIFEST, *(out / OPEN_DATA).rglob("*"))  # the manifest: for whoever has pages alone
    return frozenset(
        (*map(workbook_path, LANGUAGES), *(f"/{file.relative_to(out)}" for file in lie_there if file.is_file()))
    )


def _languages(compiled: Iterable[CompiledPage]) -> list[Language]:
    """Those the site has pages in."""
    spoken = {page.source.lang for page in compiled}
    return [lang for lang in LANGUAGES if lang in spoken]


def _texts(compiled: Iterable[CompiledPage]) -> list[str]:
    """The Danish pages of which there is one each, whatever the rows."""
    return [path for page in compiled if page.source.lang == DANISH for path in page.paths if path == page.source.path]


def _finish(page: _Page, drawn: Drawn, kept: PageCache) -> Body:
    """The page with its charts in their places, kept for the next build."""
    body = _body(page, drawn.svg)
    kept.keep(page.path, page.key, body)
    return body


def _body(page: _Page, svg: Mapping[str, str]) -> Body:
    files = page.rendering.files | _pictures(page, svg)
    return Body(page.title, _placed(page, svg), files, page.rendering.asked)


def _pictures(page: _Page, svg: Mapping[str, str]) -> dict[str, bytes]:
    """The pictures beside the page, by name; a chart that was not drawn stands in them with its texts alone."""
    return {
        frame.file: picture(
            frame,
            [
                Part(each.title, each.description, svg.get(each.chart.key, UNDRAWN))
                for each in page.rendering.charts
                if each.picture == frame.name
            ],
        )
        for frame in page.rendering.pictures
    }


def _placed(page: _Page, svg: Mapping[str, str]) -> str:
    """The page's HTML with its charts in their places; one that was not drawn is an empty picture with its texts."""
    html = page.html.decode()
    for number, placed in enumerate(page.rendering.charts):
        drawing = svg.get(placed.chart.key, UNDRAWN)
        html = html.replace(f"<!--chart {number}-->", _inline(placed, number, drawing), 1)
    return html


def _inline(placed: PlacedChart, number: int, svg: str) -> str:
    """The drawing as an image with a name and a description, wide as asked and never wider than its place."""
    head = f'<svg class="chart" role="img" aria-labelledby="t{number} d{number}" width="{placed.width}"'
    texts = (
        f'<title id="t{number}">{escape(placed.title)}</title><desc id="d{number}">{escape(placed.description)}</desc>'
    )
    opening, _, drawing = svg.partition(">")
    return f"{head}{opening.removeprefix('<svg')}>{texts}{drawing}"


def _shared(pages: Iterable[Page], frame: Frame, cache: Path) -> dict[str, bytes]:
    """The picture of each front page for where links are shared, by its path in the site, if that has an address."""
    if not frame.release.get("site_address"):
        return {}
    return {
        f"{page.path.strip('/')}/{share.NAME}".lstrip("/"): share.png(page.body.title, page.body.html, cache)
        for page in pages
        if share.front(page.lang, page.row, frame.paths) == page.path
    }
