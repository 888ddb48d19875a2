"""What is there for those who want to check, and in the way of those who do not?

Use it around sections that few readers need each time, at the foot of a page. Not for what bears on whether a figure
may be believed. It is closed when the page comes; find-in-page and links into it open it, without scripts too.

Example: `<Fold title="Beregning og kildefiler"> … </Fold>`; the anchor is made from the title.
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text
from dashboards.language import slug


def render(page: Page, *, title: str, body: Markup) -> Markup:
    return page.template("fold.html", title=title, anchor=slug(title), body=body)


COMPONENT = Component(tag="Fold", kinds=(), attributes={"title": Text()}, render=render, container=True)
