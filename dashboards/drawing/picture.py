"""Drawings as a file of their own, to be shown elsewhere: title, what is said, the drawings and the source.

Belongs here: putting them together, in the light colours and on white ground, so that nothing of the page is needed.
Does not belong here: the drawings (`benchmark_strip`, `trend`, `plain`) and the words.

A picture loads nothing and runs nothing: it can stand in any page as an image.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from dashboards.drawing import theme

MARGIN: Final = 16.0
WIDTH: Final = theme.STRIP_WIDTH + 2 * MARGIN
GAP: Final = 10.0
_VIEWBOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_FACE: Final = "font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif\""


@dataclass(frozen=True)
class Frame:
    """The texts around the drawings of a picture.

    Args:
        name: of its file, without ending.
        title: what is shown, and of whom.
        said: what the drawings say, a paragraph each.
        notes: how they are read, and the source.
    """

    name: str
    title: str
    said: Sequence[str]
    notes: Sequence[str]

    @property
    def file(self) -> str:
        return f"{self.name}.svg"


@dataclass(frozen=True)
class Part:
    """A drawing of a picture, and what a screen reader says of it; `svg` as `charts` or `plain` give it."""

    title: str
    description: str
    svg: str


def picture(frame: Frame, parts: Sequence[Part]) -> bytes:
    """The picture as SVG: title, what is said, the drawings one below the other, and the notes in small letters."""
    drawn: list[str] = []
    y = _written(drawn, (frame.title,), MARGIN, 15.0, "bold", theme.INK)
    y = _written(drawn, frame.said, y, theme.FONT_SIZE, "normal", theme.INK)
    for part in parts:
        width, height = _size(part.svg)
        y += GAP
        _, _, inner = part.svg.partition(">")
        drawn.append(
            f'<svg class="chart" x="{MARGIN:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" fill="none"><title>{escape(part.title)}</title>'
            f"<desc>{escape(part.description)}</desc>{inner}"
        )
        y += height
    y = _written(drawn, frame.notes, y + GAP / 2, 11.0, "normal", theme.MUTED) + MARGIN
    sheet = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH:g}" height="{y:g}" '
        f'viewBox="0 0 {WIDTH:g} {y:g}" {_FACE}><title>{escape(frame.title)}</title>'
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>{"".join(drawn)}</svg>\n'
    )
    return theme.in_colours(sheet, "light").encode()


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """`text` in lines that fit `width` units; a word that does not fit stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and theme.text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _written(drawn: list[str], texts: Sequence[str], y: float, size: float, weight: str, colour: str) -> float:
    """Add the texts from `y` downwards; gives where they end."""
    for text in texts:
        for line in wrapped(text, WIDTH - 2 * MARGIN, size, bold=weight == "bold"):
            y += round(size * 1.3, 1)
            drawn.append(
                f'<text x="{MARGIN:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}">'
                f"{escape(line)}</text>"
            )
    return y


def _size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in its own units; nothing where it is none."""
    found = _VIEWBOX.search(svg)
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)
