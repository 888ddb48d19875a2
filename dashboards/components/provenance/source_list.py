"""Which publishers' tables stand behind this page, how new are they, and under which licence?

Use it last on a front page or area page. Not for single figures; each has its own source line and its own page.

Example: `<SourceList data={sources} />`, rows ordered by publisher and table.
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
class Used:
    """A table that figures on the page rest on."""

    publisher: str
    called: str
    licence: str
    publisher_updated: str | None
    retrieved_at: str


def render(page: Page, *, data: Sequence[Used]) -> Markup:
    publishers = []
    for (publisher, licence), rows in groupby(data, key=attrgetter("publisher", "licence")):
        tables = [f"{row.called} ({page.lang.stamp(row.publisher_updated or row.retrieved_at)})" for row in rows]
        publishers.append((publisher, words.licence(page.lang, licence), tables))
    names = page.lang.listing(list(dict.fromkeys(publisher for publisher, _, _ in publishers)))
    return page.template("source_list.html", publishers=publishers, names=names)


COMPONENT = Component(tag="SourceList", kinds=(), attributes={"data": Rows(Used)}, render=render)
