"""What is shown: pages of Markdown, components and a compiler that puts effect before process.

Belongs here: the public entries. Does not belong here: what rooms of the package share (`folders`, `reports`), and
anything heavy at import time: each entry loads the compiler, DuckDB or the chart libraries itself, so that who asks for
one waits for no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.folders import PAGES_DIR
from dashboards.reports import SiteReport, WorkbooksReport

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dashboards.site.replay import Replayed
    from dashboards.site.writing import MadePages

__all__ = [
    "PAGES_DIR",
    "SiteReport",
    "WorkbooksReport",
    "check_pages",
    "fixed_word",
    "load_workbook_writer",
    "make_pages",
    "replay_site",
    "site_builder",
    "write_site",
    "write_workbooks",
]


def make_pages(
    warehouse: Path, out: Path, *, cache: Path, pages: Path = PAGES_DIR, drawing: Executor | None = None
) -> MadePages:
    """Render every page of `pages` from the marts of `warehouse`, for the site folder `out`.

    Charts are drawn by `drawing` meanwhile, or by a process of their own.

    The warehouse is opened read-only and without access to files or network. The same marts and pages give the same
    pages, whatever `cache` holds. They lead to the workbooks of `out`, which may still be being written, and to what
    lies under `/data/` there.

    Raises:
        seksby.errors.PageError: a page breaks its grammar, its SQL or the effect-first rule; names file and line.
    """
    from dashboards.site.build import builder

    with builder(warehouse, cache) as opened:
        return opened.make(out, pages, drawing)


def write_site(made: MadePages, out: Path) -> SiteReport:
    """Write pages that are made, with all that belongs to a site, into the folder `out`, where its workbooks lie.

    `out` is a folder the caller has made for this site: files of an earlier one are overwritten, not removed.
    """
    from dashboards.site.writing import Writer

    return Writer().write(made, out)


@contextmanager
def site_builder(
    warehouse: Path, cache: Path, *, beside: Path | None = None
) -> Iterator[Callable[[Path, Path], SiteReport]]:
    """A `build(out, pages)` that makes pages and writes them, to be called again as pages change: it costs what is new
    in them, and pages that stand as they did are linked to, not written again.

    The site has the workbooks of the site `beside`, where there is one.
    """
    from dashboards.site.build import builder
    from dashboards.site.writing import Writer
    from dashboards.workbook import take_workbooks

    with builder(warehouse, cache) as opened:
        writer = Writer()

        def build(out: Path, pages: Path) -> SiteReport:
            if beside:
                take_workbooks(beside, out)
            return writer.write(opened.make(out, pages), out)

        yield build


def write_workbooks(warehouse: Path, out: Path, cache: Path) -> WorkbooksReport:
    """Write the marts of `warehouse` as one Excel workbook for each language into the site folder `out`.

    The same marts give the same bytes, whatever `cache` holds.

    Raises:
        seksby.errors.BuildError: a sheet would have more rows than Excel can hold.
    """
    from dashboards.workbook.keeping import write

    return write(warehouse, out, cache)


def load_workbook_writer() -> None:
    """Import what `write_workbooks` needs, in a process that will be asked for them and has nothing to do yet."""
    import dashboards.workbook.keeping  # noqa: F401


def replay_site(warehouse: Path, site: Path, *, pages: Path = PAGES_DIR) -> Replayed:
    """Hold every page of a published site, every file beside one, and the workbooks against what the warehouse gives.

    Whoever changed a page after it was made is found by this, whatever checksums he mended. It is no second
    computation: the same code makes the pages, which have to be of this version. Drawings are not made again.

    Args:
        warehouse: the marts the site was made of.
        site: its folder.
        pages: the texts it was made of.
    """
    from dashboards.site.replay import replay

    return replay(warehouse, site, pages)


def check_pages(pages: Path = PAGES_DIR) -> int:
    """Check all that needs no warehouse: grammar, tags, the shape of the SQL, effect before process.

    Returns the number of page files, translations counted.

    Raises:
        seksby.errors.PageError: a page is not right; names file and line.
    """
    from dashboards.compiler.compile import parse_pages

    return len(parse_pages(pages).pages)


def fixed_word(code: str, language: str) -> str:
    """A code as the pages say it: why a figure is missing, how a file came to us, what a cell does in a figure.

    A code that stands in none of these lists is given as it came.
    """
    from dashboards.language import language as spoken
    from dashboards.words.closed_lists import ORIGINS, REASONS, ROLES, role_words

    lang = spoken(language)
    if code.partition(":")[0] in ROLES:
        return role_words(lang, code)
    text = {**REASONS, **ORIGINS}.get(code)
    return code if text is None else lang.say(text)
