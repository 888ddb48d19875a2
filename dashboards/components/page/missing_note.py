"""Why is there nothing here?

Use it where a part of a page has no content yet, in that content's place. Not for a missing figure of an indicator;
its card says so itself, with the reason from the warehouse.

Example: `<MissingNote text="Der er ikke registreret nogen prøvehandlinger." />`
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text


def render(page: Page, *, text: str) -> Markup:
    return page.template("missing_note.html", text=text)


COMPONENT = Component(tag="MissingNote", kinds=(), attributes={"text": Text()}, render=render)
