"""Where do I get all of it at once?

Use it for a file of the whole site, such as the workbook. Not for the figures of one page; those have their CSV beside
the table. How large the file is stands in the footer: here it would make another page in every release.

A file that is the same in every language and lies under `/data/` is `shared`; it is led to where a release has it, and
nothing stands in its place where pages are built alone.

Example: `<Download file="/seksby.xlsx" label="Alle tal som Excel" />`
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text


def render(page: Page, *, file: str, label: str, shared: str = "") -> Markup:
    address = page.shared_file(file) if shared else page.download(file)
    return page.template("download.html", address=address, label=label)


COMPONENT = Component(
    tag="Download",
    kinds=(),
    attributes={"file": Text(), "label": Text(), "shared": Text(required=False)},
    render=render,
)
