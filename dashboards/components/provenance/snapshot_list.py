"""In which file does a source cell stand, and how can I check that it is the file that was published from?

Use it on an indicator's own page and on the page of sources. Not on area pages.

With `uses`, how many measures rest on each file, they stand by publisher, one line each, unfolded by those who check.

Example: `<SnapshotList data={snapshots} />`; with `uses={uses}`, rows ordered by publisher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.words import closed_lists as words


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The file a cell stands in."""

    snapshot_id: str
    publisher: str
    publisher_table: str
    called: str
    title: str
    origin: str
    licence: str
    citation: str | None
    retrieved_at: str
    publisher_updated: str | None
    sha256: str
    row_count: int
    url: str | None
    request: str | None
    path: str | None
    not_updated_reason: str | None
    read_as: str | None
    meaning_changed: str | None


@dataclass(frozen=True, kw_only=True)
class Use:
    """How many measures have figures from a file, in any year."""

    snapshot_id: str
    measures: int


def render(page: Page, *, data: Sequence[Snapshot], uses: Sequence[Use] = ()) -> Markup:
    used = {use.snapshot_id: use.measures for use in uses}
    measures = {file.snapshot_id: page.lang.count(used.get(file.snapshot_id, 0), "{n} mål", "{n} mål") for file in data}
    shelves = [_shelf(page, publisher, list(files)) for publisher, files in groupby(data, attrgetter("publisher"))]
    return page.template("snapshot_list.html", snapshots=data, shelves=shelves if uses else [], measures=measures)


def _shelf(page: Page, publisher: str, files: Sequence[Snapshot]) -> tuple[str, list[str], Sequence[Snapshot]]:
    """A publisher, the terms it lets its figures be used on, and its files."""
    return publisher, [words.licence(page.lang, text) for text in dict.fromkeys(s.licence for s in files)], files


COMPONENT = Component(
    tag="SnapshotList",
    kinds=(),
    attributes={"data": Rows(Snapshot), "uses": Rows(Use, required=False)},
    render=render,
)
