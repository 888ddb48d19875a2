"""A site that was published, held against what its warehouse gives: every page and every file beside it, drawn again.

Belongs here: comparing. Does not belong here: making a page, for which what builds a site is asked (`build`); nothing
that is kept of an earlier build is taken, for it would vouch for itself.

A drawing is not made again, which takes longer than all else: of a chart its title, its description and the rows of its
file are compared, and not its lines.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dashboards.language import LANGUAGES
from dashboards.site.build import builder
from dashboards.workbook import workbook_path
from dashboards.workbook.keeping import write as write_workbooks

_CHART = re.compile(rb'<svg class="chart"[^>]*>(<title.*?</desc>).*?</svg>', re.DOTALL)
_HEIGHTS = re.compile(rb' (?:y|height|viewBox)="[^"]*"')
"""What in a picture follows from how high its drawings are."""


@dataclass(frozen=True)
class Replayed:
    """How many pages were made again, the names of all files that were compared, and of those that differ."""

    pages: int
    compared: frozenset[str]
    differing: tuple[str, ...]


def replay(warehouse: Path, site: Path, pages: Path) -> Replayed:
    """See `dashboards.replay_site`."""
    compared: set[str] = set()
    differing = []
    count = 0
    with tempfile.TemporaryDirectory() as cache, builder(warehouse, Path(cache)) as opened:

        def compare(name: str, content: bytes) -> None:
            compared.add(name)
            published = site / name
            if not published.is_file() or bare(name, published.read_bytes()) != bare(name, content):
                differing.append(name)

        for path, written in opened.undrawn(site, pages):
            count += 1
            for name, content in written.items():
                compare(f"{path.strip('/')}/{name}".lstrip("/"), content)
        write_workbooks(warehouse, Path(cache), Path(cache))
        for workbook in (path.strip("/") for path in map(workbook_path, LANGUAGES)):
            compare(workbook, (Path(cache) / workbook).read_bytes())
    return Replayed(count, frozenset(compared), tuple(differing))


def bare(name: str, content: bytes) -> bytes:
    """A file without what only drawing it could tell."""
    left = _CHART.sub(rb"\1", content)
    return _HEIGHTS.sub(b"", left) if name.endswith(".svg") else left
