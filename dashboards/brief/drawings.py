"""From a chart as the pages draw it to a drawing on paper or on a slide.

Belongs here: making it a file of its own, with print colours and a typeface in place of what a page's stylesheet would
give. Does not belong here: the colours (`theme`), what a chart draws (its component), and the cache (`charts`).
"""

from __future__ import annotations

import re

from dashboards.drawing import theme

_SVG = "http://www.w3.org/2000/svg"


def on_paper(svg: str, typeface: str) -> str:
    """The drawing in its own units with print colours, its letters in `typeface`."""
    width, height = size(svg)
    head = f'<svg xmlns="{_SVG}" width="{width:g}" height="{height:g}" font-family="{typeface}" '
    return theme.in_colours(svg, "print").replace("<svg ", head, 1)


def size(svg: str) -> tuple[float, float]:
    """Width and height of the drawing, in its own units."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert match is not None  # noqa: S101 - `charts.tidy` writes it
    return float(match.group(1)), float(match.group(2))
