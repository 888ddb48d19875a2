"""What is this page about, in a sentence?

Use it once, below the title, for a text that comes from rows. Not for what is concluded from figures (`Headline`).

Example: `<Lede text="{{ facts[0].definition }}" />`
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text


def render(page: Page, *, text: str) -> Markup:
    return page.template("lede.html", text=text)


COMPONENT = Component(tag="Lede", kinds=(), attributes={"text": Text()}, render=render)
