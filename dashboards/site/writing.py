"""The site in its folder: the shell around each page, and every file that is no page.

Belongs here: what stands around a page's body, and writing. Does not belong here: making a body (`build`). Nothing here
asks the marts, so that pages can be made while the workbooks, whose sizes the shells tell, are still being written.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from dashboards.addresses import ASSETS
from dashboards.compiler.rendering import Rendering, templates
from dashboards.drawing import theme
from dashboards.folders import DASHBOARDS_DIR
from dashboards.language import LANGUAGES, Language, translated
from dashboards.reports import SiteReport
from dashboards.site import interactive, share
from dashboards.site.interactive import Scripts
from dashboards.site.page_cache import Body
from dashboards.workbook import workbook_file, workbook_path

ASSETS_DIR = DASHBOARDS_DIR / ASSETS


@dataclass(frozen=True)
class Page:
    """A page without its shell, and what its shell is made of."""

    path: str
    lang: Language
    row: Mapping[str, Any]
    key: str
    rendering: Rendering
    body: Body
    is_new: bool


@dataclass(frozen=True)
class Frame:
    """What the shells of one build have in common.

    Attributes:
        paths: every page of the site.
        titles: of every page, by its path.
        municipalities: those that a page can be seen from.
        release: what the release is and says of itself.
        scripts: those of the site.
    """

    paths: frozenset[str]
    titles: Mapping[str, str]
    municipalities: Sequence[Mapping[str, Any]]
    release: Mapping[str, Any]
    scripts: Scripts


@dataclass(frozen=True)
class MadePages:
    """A site that is made and not yet written.

    Attributes:
        pages: in the order in which they are written.
        frame: what stands around them.
        files: those that belong to no page, by their path in the site.
        charts_drawn: distinct charts that were drawn.
        charts_cached: distinct charts that were taken as they were kept.
    """

    pages: Sequence[Page]
    frame: Frame
    files: Mapping[str, bytes]
    charts_drawn: int
    charts_cached: int

    @property
    def pages_rendered(self) -> int:
        """How many did not stand as they were kept."""
        return sum(page.is_new for page in self.pages)


@dataclass(frozen=True)
class _Written:
    """A page as it was written: what its body is known by, its folder, the files there and their size."""

    key: str
    folder: Path
    names: Sequence[str]
    size: int


class Writer:
    """Writes sites, one after the other: pages that stand as they did in the one before are linked to there."""

    def __init__(self) -> None:
        self._around: object = None
        self._written: Mapping[str, _Written] = {}

    def write(self, made: MadePages, out: Path) -> SiteReport:
        """Write a site into `out`, where its workbooks lie."""
        size = _copy_assets(out) + made.frame.scripts.write(out)
        for path, content in made.files.items():
            file = out / path
            file.parent.mkdir(parents=True, exist_ok=True)
            size += _write(file.parent, {file.name: content})
        size += self._write_pages(made, out)
        return SiteReport(
            pages=len(made.pages),
            pages_reused=len(made.pages) - made.pages_rendered,
            charts_drawn=made.charts_drawn,
            charts_cached=made.charts_cached,
            bytes_written=size,
        )

    def _write_pages(self, made: MadePages, out: Path) -> int:
        """Write the pages with their shells and the files beside them; gives their size.

        A page stands with its shell as it was written before if its body does and all that shells tell: other pages,
        the release, the scripts, the size of the workbook.
        """
        sizes = workbook_sizes(out)
        around = (made.frame, sizes)
        before = self._written if around == self._around else {}
        written = {}
        for page in made.pages:
            folder, earlier = out / page.path.strip("/"), before.get(page.path)
            folder.mkdir(parents=True, exist_ok=True)
            if not (earlier and earlier.key == page.key and _linked(earlier, folder)):
                files = {"index.html": shell(page, made.frame, sizes).encode(), **page.body.files}
                earlier = _Written(page.key, folder, tuple(files), _write(folder, files))
            written[page.path] = replace(earlier, folder=folder)
        self._around, self._written = around, written
        return sum(page.size for page in written.values())


def workbook_sizes(out: Path) -> dict[Language, int]:
    """Of the workbooks that lie in a site, in kB."""
    files = {lang: workbook_file(out, lang) for lang in LANGUAGES}
    return {lang: round(file.stat().st_size / 1000) for lang, file in files.items() if file.is_file()}


def shell(page: Page, frame: Frame, sizes: Mapping[Language, int]) -> str:
    """The page with what stands around it.

    Args:
        page: one page.
        frame: of its site.
        sizes: of the workbooks, in kB; of a language without one nothing leads there.
    """
    path, lang = page.path, page.lang
    own = workbook_path(lang)
    return (
        templates(lang)
        .get_template("page.html")
        .render(
            page=page.rendering,
            title=page.body.title,
            description=share.description(page.body.html),
            shared=share.told(frame.release.get("site_address"), path, share.front(lang, page.row, frame.paths)),
            body=Markup(page.body.html),  # noqa: S704 - rendered from escaping templates, now or in an earlier build
            crumbs=[
                (frame.titles[parent], page.rendering.relative(f"{parent}index.html"))
                for parent in _parents(path, lang)
                if parent in frame.titles
            ],
            switch=_switch(page, frame.municipalities),
            languages=[
                {"lang": each, "path": target, "is_own": each == lang}
                for each in LANGUAGES
                if (target := each.root + path.removeprefix(lang.root)) in frame.titles
            ],
            workbook={"address": page.rendering.relative(own), "size": sizes[lang]} if lang in sizes else None,
            release=translated(dict(frame.release), lang),
            is_perspective=bool(page.row.get("is_chosen")),
            scripts=interactive.shell(
                frame.scripts,
                lang,
                assets=f"{page.rendering.relative('/assets')}/",
                root=f"{page.rendering.relative(lang.root)}/",
                own=page.row.get("municipality_slug"),
            ),
        )
    )


def _parents(path: str, lang: Language) -> list[str]:
    """The folders above a path as pages write them, nearest last, without the start page."""
    parts = path.removeprefix(lang.root).strip("/").split("/")[:-1]
    return [lang.root + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _switch(page: Page, municipalities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
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
