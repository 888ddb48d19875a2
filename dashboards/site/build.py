"""One build of the site: compile, render what is not kept, draw, put the shell around, write.

Belongs here: the order of these steps, the shell around each page, and the files of the site. Does not belong here:
what stands on a page, and what a page depends on (`page_cache`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from dashboards import DASHBOARDS_DIR, SiteReport
from dashboards.compiler.compile import CompiledPage, compile_pages
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts
from dashboards.compiler.rendering import PlacedChart, Rendering, answers, render, templates
from dashboards.drawing import charts, theme
from dashboards.drawing.charts import Drawn, draw_all
from dashboards.language import DANISH, LANGUAGES, Language, translated
from dashboards.site import interactive, page_cache
from dashboards.site.interactive import Scripts
from dashboards.site.page_cache import Body, PageCache, code_hash, page_key
from dashboards.workbook import FILE_NAME, write_workbook
from seksby.kept import remove_old

ASSETS_DIR = DASHBOARDS_DIR / "assets"
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
    environments: Mapping[Language, Environment]
    municipalities: Sequence[Mapping[str, Any]]
    release: Mapping[str, Any]


@dataclass(frozen=True)
class _Page:
    """One page of the site: `body` is what was kept of it; where that is None, `html` is new."""

    path: str
    lang: Language
    row: Mapping[str, Any]
    key: str
    body: Body | None
    rendering: Rendering
    title: str
    html: Markup


def build(warehouse: Path, out: Path, *, cache: Path, pages: Path) -> SiteReport:
    """See `dashboards.build_site`."""
    kept = PageCache(cache)
    downloads = _write_workbooks(warehouse, out)
    with Marts.open(warehouse) as marts:
        compiled = compile_pages(pages, marts)
        site = _site(marts, compiled, downloads)
        found = list(_pages(compiled, marts, site, kept))
        titles = {page.path: page.title for page in found}
        scripts = interactive.scripts(marts, titles, _texts(compiled), cache)
    drawn = draw_all((placed.chart for page in found for placed in page.rendering.charts), cache)
    bodies = {page.path: page.body or _finish(page, drawn, kept) for page in found}
    size = _copy_assets(out) + scripts.write(out) + sum((out / path.strip("/")).stat().st_size for path in downloads)
    for page in found:
        html = _shell(page, bodies[page.path], titles, site, scripts)
        size += _write(out / page.path.strip("/"), {"index.html": html.encode(), **bodies[page.path].files})
    for folder in (page_cache.FOLDER, charts.FOLDER):
        remove_old(cache / folder)
    return SiteReport(
        pages=len(found),
        pages_reused=sum(page.body is not None for page in found),
        charts_drawn=drawn.misses,
        charts_cached=len(drawn.svg) - drawn.misses,
        bytes_written=size,
    )


def _site(marts: Marts, compiled: Iterable[CompiledPage], downloads: Mapping[str, int]) -> _Site:
    paths = frozenset(path for page in compiled for path in page.paths)
    return _Site(
        paths=paths,
        downloads=downloads,
        environments={lang: templates(lang) for lang in LANGUAGES},
        municipalities=marts.run(_MUNICIPALITIES, {}).rows,
        release=marts.release(),
    )


def _texts(compiled: Iterable[CompiledPage]) -> list[str]:
    """The Danish pages of which there is one each, whatever the rows."""
    return [path for page in compiled if page.source.lang == DANISH for path in page.paths if path == page.source.path]


def _pages(compiled: Iterable[CompiledPage], marts: Marts, site: _Site, kept: PageCache) -> Iterator[_Page]:
    """Every page, in all languages one after the other: they ask the marts the same."""
    code = code_hash()
    there = site.paths | site.downloads.keys()
    every = [(page, index) for page in compiled for index in range(len(page.paths))]
    every.sort(key=lambda one: (one[0].source.file.name, one[1]))
    for _, versions in groupby(every, key=lambda one: (one[0].source.file.name, one[1])):
        known: dict[Any, Any] = {}
        for page, index in versions:
            path, lang, row = page.paths[index], page.source.lang, page.rows[index]
            results = answers(page, index, marts, known)
            key = page_key(code, page.source.digest, path, row, results)
            rendering = Rendering(
                path,
                lang,
                site.paths,
                site.environments[lang],
                is_compared=row.get("is_compared", True),
                downloads=site.downloads,
            )
            body = kept.find(path, key, there)
            title, html = (body.title, Markup()) if body else render(page, index, results, rendering)
            yield _Page(path, lang, row, key, body, rendering, title, html)


def _finish(page: _Page, drawn: Drawn, kept: PageCache) -> Body:
    """The page with its charts in their places, kept for the next build."""
    html = str(page.html)
    for number, placed in enumerate(page.rendering.charts):
        html = html.replace(f"<!--chart {number}-->", _inline(placed, number, drawn.svg[placed.chart.key]), 1)
    body = Body(page.title, html, page.rendering.files, page.rendering.asked)
    kept.keep(page.path, page.key, body)
    return body


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
    shell = site.environments[lang].get_template("page.html")
    return shell.render(
        page=page.rendering,
        title=body.title,
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
        scripts=interactive.shell(
            scripts,
            lang,
            assets=f"{page.rendering.relative('/assets')}/",
            root=f"{page.rendering.relative(lang.root)}/",
            own=page.row.get("municipality_slug"),
        ),
    )


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


def _write_workbooks(warehouse: Path, out: Path) -> dict[str, int]:
    """The figures as one workbook for each language; site path → size in kB, as it is shown."""
    sizes = {}
    for lang in LANGUAGES:
        path = f"{lang.root}{FILE_NAME}"
        file = out / path.strip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        sizes[path] = round(write_workbook(warehouse, file, lang=lang).bytes_written / 1000)
    return sizes


def _copy_assets(out: Path) -> int:
    target = out / "assets"
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(ASSETS_DIR.iterdir()):
        shutil.copyfile(file, target / file.name)
    styles = target / "seksby.css"
    styles.write_text(theme.stylesheet() + styles.read_text(encoding="utf-8"), encoding="utf-8")
    return sum(file.stat().st_size for file in target.iterdir())


def _write(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write files into a folder of the site; returns their size."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return sum(len(content) for content in files.values())
