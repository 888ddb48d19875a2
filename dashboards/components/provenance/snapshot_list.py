"""In which file does a source cell stand, and how can I check that it is the file that was published from?

Use it on an indicator's own page and on the page of sources. Not on area pages.

Example: `<SnapshotList data={snapshots} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The file a cell stands in."""

    snapshot_id: str
    publisher: str
    publisher_table: str
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


def render(page: Page, *, data: Sequence[Snapshot]) -> Markup:
    return page.template("snapshot_list.html", snapshots=data)


COMPONENT = Component(tag="SnapshotList", kinds=(), attributes={"data": Rows(Snapshot)}, render=render)
