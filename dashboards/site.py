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

from jinja2 import Environment
from markupsafe import Markup, escape

from dashboards import SiteReport
from dashboards.charts import draw_all
from dashboards.compiler import CompiledPage, compile_pages
from dashboards.grammar import Query
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
_RELEASE = Query("release", "select release_id, notice_da from marts.release", Path(__file__), 1)


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
    environment = templates()
    out.mkdir(parents=True, exist_ok=True)
    workbook = write_workbook(warehouse, out / FILE_NAME, language="da")
    downloads = {f"/{FILE_NAME}": workbook.bytes_written}
    with Marts.open(warehouse) as marts:
        municipalities = marts.run(_MUNICIPALITIES, {}).rows
        release = next(iter(marts.run(_RELEASE, {}).rows), {"release_id": None, "notice_da": None})
        compiled = compile_pages(pages, marts)
        paths = frozenset(path for page in compiled for path in page.paths)
        rendered = []
        for page in compiled:
            for index, path in enumerate(page.paths):
                rendering = Rendering(path, paths, environment, downloads)
                title, body = render(page, index, marts, rendering)
                rendered.append(_Rendered(page, page.rows[index], title, body, rendering))
    drawn = draw_all((placed.chart for r in rendered for placed in r.rendering.charts), cache)
    titles = {r.rendering.path: r.title for r in rendered}
    size = _copy_assets(out) + sum(downloads.values())
    for r in rendered:
        folder = out / r.rendering.path.strip("/")
        folder.mkdir(parents=True, exist_ok=True)
        html = _shell(r, environment, titles, municipalities, release)
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
    environment: Environment,
    titles: dict[str, str],
    municipalities: Sequence[dict[str, Any]],
    release: dict[str, Any],
) -> str:
    path = rendered.rendering.path
    return environment.get_template("page.html").render(
        page=rendered.rendering,
        title=rendered.title,
        body=rendered.body,
        crumbs=[(titles[parent], parent) for parent in _parents(path) if parent in titles],
        switch=_switch(rendered, municipalities, titles.keys()),
        release=release,
    )


def _parents(path: str) -> list[str]:
    """The folders above a path, nearest last, without the start page."""
    parts = path.strip("/").split("/")[:-1]
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _switch(rendered: _Rendered, municipalities: Sequence[dict[str, Any]], paths: Any) -> list[dict[str, Any]]:
    """The same page seen from each municipality, or its front page where it has no such page."""
    own = rendered.row.get("municipality_slug")
    if own is None:
        return []
    tail = rendered.rendering.path.removeprefix(f"/{own}/")
    switch = []
    for municipality in municipalities:
        same = f"/{municipality['slug']}/{tail}"
        target = same if same in paths else f"/{municipality['slug']}/"
        switch.append({"name": municipality["name"], "path": target, "is_own": municipality["slug"] == own})
    return switch


def _copy_assets(out: Path) -> int:
    target = out / "assets"
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(ASSETS_DIR.iterdir()):
        shutil.copyfile(file, target / file.name)
    return sum(file.stat().st_size for file in target.iterdir())
