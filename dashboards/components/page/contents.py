"""What is on this page, and how do I get straight to it?

Use it once, below the headline of a page of several screens. Not on a page that is read from top to bottom, and not for
links to other pages (`LinkList`).

Example: `<Contents />`; it names the page's sections in their order, so effects come first here too.
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page
from dashboards.language import slug


def render(page: Page) -> Markup:
    return page.template("contents.html", sections=[(slug(title), title) for title in page.sections])


COMPONENT = Component(tag="Contents", kinds=(), render=render)
