"""Sites of invented figures, as cheap as what a test looks at allows.

Belongs here: building a whole site, or single pages. Does not belong here: the figures (`tests.browser.invented`).
"""

from __future__ import annotations

import importlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

from markupsafe import escape

from dashboards import PAGES_DIR, SiteReport, WorkbooksReport, make_pages, write_site, write_workbooks
from dashboards.compiler.compile import CompiledPage, ParsedSite, fit, parse_pages
from dashboards.compiler.grammar import Source
from dashboards.compiler.queries import Marts
from dashboards.compiler.rendering import PlacedChart, Rendering, render
from dashboards.drawing.charts import Chart, Drawings, Drawn
from dashboards.language import LANGUAGES
from dashboards.site import build as site_build
from dashboards.workbook import workbook_file, workbook_path

P = ParamSpec("P")
T = TypeVar("T")
STAND_IN = b"workbook" * 12_500
"""What lies where a workbook would; to write one takes longer than most tests, and pages tell its size alone."""


def build_site(warehouse: Path, out: Path, *, cache: Path, pages: Path = PAGES_DIR) -> SiteReport:
    """Pages, and the site of them beside the workbooks that lie there."""
    return write_site(make_pages(warehouse, out, cache=cache, pages=pages), out)


def build(
    warehouse: Path, out: Path, *, cache: Path, pages: Path = PAGES_DIR, draw: type[Drawings] = Drawings
) -> SiteReport:
    """`build_site` beside something that stands for the workbooks."""
    stand_in(warehouse, out, cache)
    with patch.object(site_build, "Drawings", draw):
        return build_site(warehouse, out, cache=cache, pages=pages)


def stand_in(warehouse: Path, out: Path, cache: Path) -> WorkbooksReport:
    """In place of `write_workbooks`."""
    del warehouse, cache
    for lang in LANGUAGES:
        file = workbook_file(out, lang)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(STAND_IN)
    return WorkbooksReport(len(LANGUAGES) * len(STAND_IN), 0)


def build_whole(warehouse: Path, out: Path, *, cache: Path, draw: type[Drawings] = Drawings) -> Path:
    """The folder of a site with its workbooks, as a refresh makes it."""
    write_workbooks(warehouse, out, cache)
    with patch.object(site_build, "Drawings", draw):
        build_site(warehouse, out, cache=cache)
    return out


class Here(Executor):
    """In place of a `ProcessPoolExecutor`: what it is given is done at once, in this process."""

    _processes = None

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result is told
            done.set_exception(error)
        return done


class Undrawn(Drawings):
    """Drawings that are left out: on the pages they are pictures with their texts alone."""

    def want(self, chart: Chart) -> None:
        pass

    def finish(self) -> Drawn:
        return Drawn({}, 0)


class Told(Drawings):
    """Drawings that are laid out and not drawn, which takes six times as long: of each there are its words."""

    def want(self, chart: Chart) -> None:
        sheet = importlib.import_module(chart.component).draw(json.loads(chart.inputs))
        words = [row["text"] for rows in sheet["datasets"].values() for row in rows if "text" in row]
        self._svg[chart.key] = f"<svg>{''.join(f'<text>{escape(each)}</text>' for each in words)}</svg>"


@contextmanager
def of_one_page() -> Iterator[None]:
    """For a refresh in this process of which nobody asks what pages and workbooks say: there is one page."""
    building = "pipelines.orchestration.building"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "start.md").write_text("---\npath: /\ntitle: Start\n---\n\nEn side.\n", encoding="utf-8")
        one_page = patch(f"{building}.make_pages", partial(make_pages, pages=Path(folder)))
        with one_page, patch(f"{building}.write_workbooks", stand_in):
            yield


@dataclass(frozen=True)
class Page:
    """A page without its shell; where charts go it has comments."""

    title: str
    html: str
    files: Mapping[str, bytes]
    charts: Sequence[PlacedChart]

    def csv(self, name: str) -> str:
        return self.files[f"{name}.csv"].decode("utf-8-sig")


@cache
def _parsed() -> ParsedSite:
    """The project's pages, which no test changes."""
    return parse_pages(PAGES_DIR)


class _Everywhere:
    """The paths of a site that has every page."""

    def __contains__(self, path: object) -> bool:
        return True


class Pages:
    """The project's pages of one warehouse, each rendered when it is asked for; what links lead to is not looked at."""

    def __init__(self, marts: Marts) -> None:
        self._marts = marts
        self._site = _parsed()
        self._fitted: dict[int, CompiledPage] = {}
        marts.share(self._site.shared)

    @classmethod
    @contextmanager
    def of(cls, warehouse: Path) -> Iterator[Pages]:
        with Marts.open(warehouse) as marts:
            yield cls(marts)

    def at(self, path: str) -> Page:
        """The page of a site path: `/randers/skole/`."""
        page, index = self._find(path)
        rendering = Rendering.of(page, index, _Everywhere(), {workbook_path(lang) for lang in LANGUAGES})
        answers = {name: self._marts.run(q.query, dict(q.parameters)) for name, q in page.questions(index).items()}
        title, html = render(page, index, answers, rendering)
        return Page(title, str(html), rendering.files, rendering.charts)

    def paths(self, file: str) -> list[str]:
        """The site paths of the pages that a file writes, in all languages."""
        return [path for page in self._fit(lambda source: source.file.name == file) for path in page.paths]

    def _find(self, path: str) -> tuple[CompiledPage, int]:
        for page in self._fit(lambda source: re.fullmatch(re.sub(r"{\w+}", "[^/]+", source.path), path) is not None):
            if path in page.paths:
                return page, page.paths.index(path)
        raise AssertionError(f"there is no page {path}")

    def _fit(self, wanted: Callable[[Source], bool]) -> Iterator[CompiledPage]:
        for number, page in enumerate(self._site.pages):
            if wanted(page.source):
                if number not in self._fitted:
                    self._fitted[number] = fit(page, self._marts)
                yield self._fitted[number]
