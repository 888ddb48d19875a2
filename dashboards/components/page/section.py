"""What is this part of the page about?

Use it around every part, so that a page is a row of sections with headings in order. Not inside another section.

Example: `<Section title="Effekt for borgerne" note="Streg: gennemsnit …"> … </Section>`; the anchor is made from the
title. With `about={rows}` it leaves nothing behind where there is nothing it is about. `legend="yes"` says how its
charts are read, `legend="limits"` also what the process limits of a trend are; without a chart there is no legend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.language import slug

DRAWN = "<figure"


def render(
    page: Page,
    *,
    title: str,
    body: Markup,
    note: str = "",
    legend: str = "",
    about: Sequence[Mapping[str, Any]] | None = None,
) -> Markup:
    if about is not None and not about:
        return Markup("")
    if DRAWN not in body:
        legend = ""
    return page.template("section.html", title=title, note=note, legend=legend, anchor=slug(title), body=body)


COMPONENT = Component(
    tag="Section",
    kinds=(),
    attributes={
        "title": Text(),
        "note": Text(required=False),
        "about": Rows(required=False),
        "legend": Text(required=False, allowed=frozenset({"yes", "limits"})),
    },
    render=render,
    container=True,
)
