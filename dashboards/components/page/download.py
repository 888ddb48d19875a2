"""Where do I get all of it at once?

Use it for a file of the whole site, such as the workbook. Not for the figures of one page; those have their CSV beside
the table. How large the file is stands in the footer: here it would make another page in every release.

Example: `<Download file="/seksby.xlsx" label="Alle tal som Excel" />`
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text


def render(page: Page, *, file: str, label: str) -> Markup:
    return page.template("download.html", file=file, label=label)


COMPONENT = Component(tag="Download", kinds=(), attributes={"file": Text(), "label": Text()}, render=render)
