"""What is this part of the page about?

Use it around every part, so that a page is a row of sections with headings in order. Not inside another section.

Example: `<Section title="Effekt for borgerne" note="Streg: gennemsnit …"> … </Section>`; the anchor is made from the
title. `legend="yes"` says how its charts are read, `legend="limits"` also what the process limits of a trend are.
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text
from dashboards.language import slug


def render(page: Page, *, title: str, body: Markup, note: str = "", legend: str = "") -> Markup:
    return page.template("section.html", title=title, note=note, legend=legend, anchor=slug(title), body=body)


COMPONENT = Component(
    tag="Section",
    kinds=(),
    attributes={
        "title": Text(),
        "note": Text(required=False),
        "legend": Text(required=False, allowed=frozenset({"yes", "limits"})),
    },
    render=render,
    container=True,
)
