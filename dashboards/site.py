"""One build of the site: compile, render, draw, write.

Belongs here: the order of these steps, the shell around each page, and the files of the site. Does not belong here:
what stands on a page.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from dashboards import SiteReport, theme
from dashboards.charts import draw_all
from dashboards.compiler import CompiledPage, compile_pages
from dashboards.grammar import Query
from dashboards.language import LANGUAGES, Language, translated
from dashboards.queries import Marts
from dashboards.rendering import PlacedChart, Rendering, render, templates
from dashboards.workbook import FILE_NAME, write_workbook

ASSETS_DIR = Path(__file__).parent / "assets"
_MUNICIPALITIES = Query(
    "municipalities",
    "select name, slug from marts.municipalities where is_six_city order by six_city_order",
    Path(__file__),
    1,
)
_RELEASE = Query("release", "select release_id, notice_da, notice_en from marts.release", Path(__file__), 1)


@dataclass(frozen=True)
class _Rendered:
    """A page before its charts are drawn."""

    page: CompiledPage
    row: dict[str, Any]
    title: str
    body: Markup
    rendering: Rendering


def build(warehouse: Path, out: Path, *, cache: Path, pages: Path) -> SiteReport:
    """See `dashboards.build_site`."""
    environments = {lang: templates(lang) for lang in LANGUAGES}
    out.mkdir(parents=True, exist_ok=True)
    workbooks = _write_workbooks(warehouse, out)
    with Marts.open(warehouse) as marts:
        municipalities = marts.run(_MUNICIPALITIES, {}).rows
        release = next(iter(marts.run(_RELEASE, {}).rows), {"release_id": None, "notice_da": None, "notice_en": None})
        compiled = compile_pages(pages, marts)
        paths = frozenset(path for page in compiled for path in page.paths)
        rendered = []
        for page in compiled:
            for index, path in enumerate(page.paths):
                lang = page.source.lang
                rendering = Rendering(path, lang, paths, environments[lang], downloads=workbooks)
                title, body = render(page, index, marts, rendering)
                rendered.append(_Rendered(page, page.rows[index], title, body, rendering))
    drawn = draw_all((placed.chart for r in rendered for placed in r.rendering.charts), cache)
    titles = {r.rendering.path: r.title for r in rendered}
    size = _copy_assets(out) + sum(workbooks.values())
    for r in rendered:
        folder = out / r.rendering.path.strip("/")
        folder.mkdir(parents=True, exist_ok=True)
        html = _shell(r, titles, municipalities, translated(release, r.rendering.lang))
        for number, placed in enumerate(r.rendering.charts):
            html = html.replace(f"<!--chart {number}-->", _inline(placed, number, drawn.svg[placed.chart.key]), 1)
        files = {"index.html": html.encode(), **r.rendering.files}
        for name, content in files.items():
            (folder / name).write_bytes(content)
            size += len(content)
    return SiteReport(
        pages=len(rendered), charts_drawn=drawn.misses, charts_cached=len(drawn.svg) - drawn.misses, bytes_written=size
    )


def _inline(placed: PlacedChart, number: int, svg: str) -> str:
    """The drawing as an image with a name and a description, wide as asked and never wider than its place."""
    head = f'<svg class="chart" role="img" aria-labelledby="t{number} d{number}" width="{placed.width}"'
    texts = (
        f'<title id="t{number}">{escape(placed.title)}</title><desc id="d{number}">{escape(placed.description)}</desc>'
    )
    opening, _, drawing = svg.partition(">")
    return f"{head}{opening.removeprefix('<svg')}>{texts}{drawing}"


def _shell(
    rendered: _Rendered,
    titles: dict[str, str],
    municipalities: Sequence[dict[str, Any]],
    release: dict[str, Any],
) -> str:
    path, lang = rendered.rendering.path, rendered.rendering.lang
    return rendered.rendering.templates.get_template("page.html").render(
        page=rendered.rendering,
        title=rendered.title,
        body=rendered.body,
        crumbs=[
            (titles[parent], rendered.rendering.relative(f"{parent}index.html"))
            for parent in _parents(path, lang)
            if parent in titles
        ],
        switch=_switch(rendered, municipalities),
        languages=[
            {"lang": each, "path": target, "is_own": each == lang}
            for each in LANGUAGES
            if (target := each.root + path.removeprefix(lang.root)) in titles
        ],
        release=release,
    )


def _parents(path: str, lang: Language) -> list[str]:
    """The folders above a path as pages write them, nearest last, without the start page."""
    parts = path.removeprefix(lang.root).strip("/").split("/")[:-1]
    return [lang.root + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _switch(rendered: _Rendered, municipalities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same page seen from each municipality, or its front page where it has no such page."""
    own = rendered.row.get("municipality_slug")
    if own is None:
        return []
    rendering = rendered.rendering
    tail = rendering.path.removeprefix(f"{rendering.lang.root}{own}/")
    switch = []
    for municipality in municipalities:
        same = f"/{municipality['slug']}/{tail}"
        target = same if rendering.has(same) else f"/{municipality['slug']}/"
        switch.append({"name": municipality["name"], "path": target, "is_own": municipality["slug"] == own})
    return switch


def _write_workbooks(warehouse: Path, out: Path) -> dict[str, int]:
    """The figures as one workbook for each language; site path → size in bytes."""
    sizes = {}
    for lang in LANGUAGES:
        path = f"{lang.root}{FILE_NAME}"
        file = out / path.strip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        sizes[path] = write_workbook(warehouse, file, lang=lang).bytes_written
    return sizes


def _copy_assets(out: Path) -> int:
    target = out / "assets"
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(ASSETS_DIR.iterdir()):
        shutil.copyfile(file, target / file.name)
    styles = target / "seksby.css"
    styles.write_text(theme.stylesheet() + styles.read_text(encoding="utf-8"), encoding="utf-8")
    return sum(file.stat().st_size for file in target.iterdir())
