"""One build of the site: compile, render what is not kept, draw, put the shell around, write.

Belongs here: the order of these steps, the shell around each page, and the files of the site. Does not belong here:
what stands on a page, and what a page depends on (`page_cache`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from dashboards.addresses import ASSETS, OPEN_DATA
from dashboards.compiler.compile import CompiledPage, compile_pages
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts
from dashboards.compiler.rendering import PlacedChart, Rendering, render, templates
from dashboards.drawing import charts, theme
from dashboards.drawing.charts import Drawings, Drawn
from dashboards.drawing.picture import Part, picture
from dashboards.folders import DASHBOARDS_DIR
from dashboards.language import DANISH, LANGUAGES, Language, translated
from dashboards.processes import workers
from dashboards.reports import SiteReport
from dashboards.site import interactive, page_cache, share
from dashboards.site.answers import Answers
from dashboards.site.feed import CHANGES, write_feeds
from dashboards.site.interactive import Scripts
from dashboards.site.page_cache import Body, PageCache, page_key
from dashboards.workbook import workbook_path
from seksby.kept import remove_old

ASSETS_DIR = DASHBOARDS_DIR / ASSETS
UNDRAWN = "<svg></svg>"
_MUNICIPALITIES = Query(
    "municipalities",
    "select name, slug from marts.municipalities where is_viewpoint order by viewpoint_order",
    Path(__file__),
    1,
)


@dataclass(frozen=True)
class _Site:
    """What every page of one build has in common; `downloads` are its files that belong to no page, and their sizes."""

    paths: frozenset[str]
    downloads: Mapping[str, int]
    municipalities: Sequence[Mapping[str, Any]]
    release: Mapping[str, Any]


@dataclass(frozen=True)
class _Page:
    """One page of the site: `body` is what was kept of it; where that is None, `html` is new.

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
        self._frame: object = None
        self._written: Mapping[str, _Written] = {}

    def build(self, out: Path, pages: Path, beside: Path | None = None) -> SiteReport:
        """See `dashboards.build_site` and `site_builder`.

        Pages that stood in the build before are linked to there, not written again.
        """
        if beside:
            _take_workbooks(beside, out)
        compiled = compile_pages(pages, self._marts)
        site = _site(self._marts, compiled, out)
        with workers(charts.DRAWING) as pool:
            drawings = Drawings(self._cache, pool)
            found = []
            for page in _pages(compiled, self._answers, site, self._kept):
                for placed in page.rendering.charts:
                    drawings.want(placed.chart)
                found.append(page)
            self._answers.keep()
            titles = {page.path: page.title for page in found}
            if self._figures is None:
                self._figures = interactive.figures(self._marts)
            scripts = interactive.scripts(self._marts, self._figures, titles, _texts(compiled))
            drawn = drawings.finish()
        bodies = {page.path: page.body or _finish(page, drawn, self._kept) for page in found}
        size = _copy_assets(out) + scripts.write(out)
        if CHANGES in site.paths:
            size += write_feeds(self._marts, _languages(compiled), out)
        size += self._write_pages(found, bodies, titles, site, scripts, out)
        size += _write_shared(found, bodies, site, out, self._cache)
        for folder in (page_cache.FOLDER, charts.FOLDER):
            remove_old(self._cache / folder)
        return SiteReport(
            pages=len(found),
            pages_reused=sum(page.body is not None for page in found),
            charts_drawn=drawn.misses,
            charts_cached=len(drawn.svg) - drawn.misses,
            bytes_written=size,
        )

    def undrawn(self, published: Path, pages: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
        """Every page's path with its files by name, as a build into the folder `published` writes them, but for what
        charts draw.
        """
        compiled = compile_pages(pages, self._marts)
        site = _site(self._marts, compiled, published)
        found = list(_pages(compiled, self._answers, site, self._kept))
        titles = {page.path: page.title for page in found}
        figures = interactive.figures(self._marts)
        scripts = interactive.scripts(self._marts, figures, titles, _texts(compiled))
        for page in found:
            body = _body(page, {})
            yield page.path, {"index.html": _shell(page, body, titles, site, scripts).encode(), **body.files}

    def _write_pages(
        self,
        found: Sequence[_Page],
        bodies: Mapping[str, Body],
        titles: Mapping[str, str],
        site: _Site,
        scripts: Scripts,
        out: Path,
    ) -> int:
        """Write the pages with their shells and the files beside them; gives their size.

        A page stands with its shell as it was written before if its body does and all that shells tell: other pages,
        the release, the scripts.
        """
        frame = (site, titles, scripts.by_name)
        before = self._written if frame == self._frame else {}
        written = {}
        for page in found:
            folder, earlier = out / page.path.strip("/"), before.get(page.path)
            folder.mkdir(parents=True, exist_ok=True)
            if not (earlier and earlier.key == page.key and _linked(earlier, folder)):
                body = bodies[page.path]
                html = _shell(page, body, titles, site, scripts).encode()
                files = {"index.html": html, **body.files}
                earlier = _Written(page.key, folder, tuple(files), _write(folder, files))
            written[page.path] = replace(earlier, folder=folder)
        self._frame, self._written = frame, written
        return sum(page.size for page in written.values())


@dataclass(frozen=True)
class _Written:
    """A page as a build wrote it: what its body is known by, its folder, the files there and their size."""

    key: str
    folder: Path
    names: Sequence[str]
    size: int


@contextmanager
def builder(warehouse: Path, cache: Path) -> Iterator[Builder]:
    """Builds from `warehouse`, which is open as long."""
    with Marts.open(warehouse) as marts:
        yield Builder(marts, cache)


def _site(marts: Marts, compiled: Iterable[CompiledPage], out: Path) -> _Site:
    files = {path: out / path.strip("/") for path in map(workbook_path, LANGUAGES)}
    files["/manifest.json"] = out / "manifest.json"  # what the release is, for whoever has its pages alone
    files |= {f"/{file.relative_to(out)}": file for file in sorted((out / OPEN_DATA).rglob("*"))}
    downloads = {path: round(file.stat().st_size / 1000) for path, file in files.items() if file.is_file()}
    paths = frozenset(path for page in compiled for path in page.paths)
    return _Site(
        paths=paths,
        downloads=downloads,
        municipalities=marts.run(_MUNICIPALITIES, {}).rows,
        release=marts.release(),
    )


def _languages(compiled: Iterable[CompiledPage]) -> list[Language]:
    """Those the site has pages in."""
    spoken = {page.source.lang for page in compiled}
    return [lang for lang in LANGUAGES if lang in spoken]


def _texts(compiled: Iterable[CompiledPage]) -> list[str]:
    """The Danish pages of which there is one each, whatever the rows."""
    return [path for page in compiled if page.source.lang == DANISH for path in page.paths if path == page.source.path]


def _pages(compiled: Iterable[CompiledPage], answers: Answers, site: _Site, kept: PageCache) -> Iterator[_Page]:
    """Every page, in all languages one after the other: they ask the marts the same."""
    there = site.paths | site.downloads.keys()
    every = [(page, index) for page in compiled for index in range(len(page.paths))]
    every.sort(key=lambda one: (one[0].source.file.name, one[1]))
    answers.expect(question for page, index in every for question in page.questions(index).values())
    for page, index in every:
        path, lang, row = page.paths[index], page.source.lang, page.rows[index]
        questions = page.questions(index)
        digests = {name: answers.digest(question) for name, question in questions.items()}
        key = page_key(page.source.digest, path, row, digests)
        rendering = Rendering.of(page, index, site.paths, site.downloads)
        body = kept.find(path, key, there)
        if body:
            title, html = body.title, b""
        else:
            results = {name: answers.result(question) for name, question in questions.items()}
            title, text = render(page, index, results, rendering)
            html = text.encode()
        yield _Page(path, lang, row, key, body, rendering, title, html)


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


def _shell(page: _Page, body: Body, titles: Mapping[str, str], site: _Site, scripts: Scripts) -> str:
    path, lang = page.path, page.lang
    shell = templates(lang).get_template("page.html")
    return shell.render(
        page=page.rendering,
        title=body.title,
        description=_description(body.html),
        shared=share.told(site.release.get("site_address"), path, share.front(lang, page.row, site.paths)),
        body=Markup(body.html),  # noqa: S704 - rendered from escaping templates, now or in an earlier build
        crumbs=[
            (titles[parent], page.rendering.relative(f"{parent}index.html"))
            for parent in _parents(path, lang)
            if parent in titles
        ],
        switch=_switch(page, site.municipalities),
        languages=[
            {"lang": each, "path": target, "is_own": each == lang}
            for each in LANGUAGES
            if (target := each.root + path.removeprefix(lang.root)) in titles
        ],
        release=translated(dict(site.release), lang),
        is_perspective=bool(page.row.get("is_chosen")),
        scripts=interactive.shell(
            scripts,
            lang,
            assets=f"{page.rendering.relative('/assets')}/",
            root=f"{page.rendering.relative(lang.root)}/",
            own=page.row.get("municipality_slug"),
        ),
    )


_FIRST = re.compile(r'<p class="lede">(.*?)</p>|<div class="prose">.*?<p>(.*?)</p>', re.DOTALL)
DESCRIPTION = 300
"""How many letters of a page's first words stand where it is shared; more is cut there too."""


def _description(html: str) -> str:
    """The first words of a page, for where a link to it is shown."""
    found = _FIRST.search(html)
    words = " ".join(Markup(found[1] or found[2]).striptags().split()) if found else ""  # noqa: S704 - for its text alone
    return words if len(words) <= DESCRIPTION else f"{words[:DESCRIPTION].rsplit(' ', 1)[0]} …"


def _write_shared(found: Iterable[_Page], bodies: Mapping[str, Body], site: _Site, out: Path, cache: Path) -> int:
    """Write the picture of each front page for where links are shared, if the site has an address; gives their size."""
    if not site.release.get("site_address"):
        return 0
    size = 0
    for page in found:
        if share.front(page.lang, page.row, site.paths) == page.path:
            body = bodies[page.path]
            content = share.png(body.title, _description(body.html), body.html, cache)
            size += _write(out / page.path.strip("/"), {share.NAME: content})
    return size


def _parents(path: str, lang: Language) -> list[str]:
    """The folders above a path as pages write them, nearest last, without the start page."""
    parts = path.removeprefix(lang.root).strip("/").split("/")[:-1]
    return [lang.root + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _switch(page: _Page, municipalities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same page seen from each municipality, or its front page where it has no such page."""
    own = page.row.get("municipality_slug")
    if own is None:
        return []
    tail = page.path.removeprefix(f"{page.lang.root}{own}/")
    switch = []
    for municipality in municipalities:
        same = f"/{municipality['slug']}/{tail}"
        target = same if page.rendering.has(same) else f"/{municipality['slug']}/"
        switch.append({"name": municipality["name"], "path": target, "is_own": municipality["slug"] == own})
    return switch


def _take_workbooks(site: Path, out: Path) -> None:
    """Copy the workbooks of another site."""
    for path in map(workbook_path, LANGUAGES):
        own, theirs = out / path.strip("/"), site / path.strip("/")
        if theirs.is_file():
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(theirs, own)


def _copy_assets(out: Path) -> int:
    target = out / ASSETS
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(ASSETS_DIR.iterdir()):
        shutil.copyfile(file, target / file.name)
    styles = target / "seksby.css"
    styles.write_text(theme.stylesheet() + styles.read_text(encoding="utf-8"), encoding="utf-8")
    return sum(file.stat().st_size for file in target.iterdir())


def _write(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write files into a folder of the site; returns their size. Another build may share what was there: it stays."""
    for name, content in files.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_bytes(content)
    return sum(len(content) for content in files.values())


def _linked(earlier: _Written, folder: Path) -> bool:
    """Lead to the files of an earlier build from `folder`; False where they are no longer there."""
    try:
        for name in earlier.names:
            (folder / name).unlink(missing_ok=True)
            (folder / name).hardlink_to(earlier.folder / name)
    except OSError:
        return False
    return True
