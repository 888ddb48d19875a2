"""Where do I go from here?

Use it for a short list of pages that come from rows, each with `name` and `slug`. Not for links in running text;
those are Markdown.

Example: `<LinkList data={cities} label="Vælg kommune" />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page directly below the start page."""

    name: str
    slug: str


def render(page: Page, *, data: Sequence[Entry], label: str) -> Markup:
    return page.template("link_list.html", entries=data, label=label)


COMPONENT = Component(
    tag="LinkList", kinds=(), attributes={"data": Rows(Entry, free=True), "label": Text()}, render=render
)
