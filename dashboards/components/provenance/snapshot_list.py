"""In which file does a source cell stand, and how can I check that it is the file that was published from?

Use it on an indicator's own page and on the page of sources. Not on area pages.

Example: `<SnapshotList data={snapshots} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.figures import Snapshot


def render(page: Page, *, data: Sequence[Snapshot]) -> Markup:
    return page.template("snapshot_list.html", snapshots=data)


COMPONENT = Component(tag="SnapshotList", kinds=(), attributes={"data": Rows(Snapshot)}, render=render)
