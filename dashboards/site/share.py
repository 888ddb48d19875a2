"""What a link to a page looks like where it is shared: address, and a picture of the front page it belongs to.

Belongs here: the pictures and where they lie, and a page's first words. Does not belong here: the pictures of single
figures (`drawing.picture`).

Whoever shows a link asks for both by their whole address, which a site knows only if the municipality has said it
(`site_address` of its own folder); without it there are none. One picture for each front page, and pages below it have
its: a PNG takes a fifth of a second, which for each of 600 pages would double a build (2026-11-30).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from dashboards.drawing import charts, theme
from dashboards.drawing.picture import wrapped
from dashboards.language import Language
from seksby import kept

NAME: Final = "del.png"
WIDTH, HEIGHT = 1200, 630
"""Pixels: what those who show links ask for."""
MARGIN: Final = 64.0
MOST_LINES: Final = 4
TYPEFACE: Final = "Liberation Sans"
DESCRIPTION: Final = 300
"""How many letters of a page's first words stand where it is shared; more is cut there too."""
_FIRST = re.compile(r'<p class="lede">(.*?)</p>|<div class="prose">.*?<p>(.*?)</p>', re.DOTALL)
_CHART = re.compile(r'<svg class="chart"[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>.*?</svg>', re.DOTALL)


def front(lang: Language, row: Mapping[str, Any], paths: Container[str]) -> str:
    """The front page that the page of a row belongs to: its municipality's, or the start page."""
    own = f"{lang.root}{row.get('municipality_slug')}/"
    return own if own in paths else lang.root


def told(address: str | None, path: str, front_page: str) -> dict[str, str]:
    """Where a page and its picture are reached; nothing for a site without an address."""
    if not address:
        return {}
    return {
        "url": f"{address}{path.removeprefix('/')}",
        "image": f"{address}{front_page.removeprefix('/')}{NAME}",
    }


def description(html: str) -> str:
    """The first words of a page, for where a link to it is shown."""
    found = _FIRST.search(html)
    words = " ".join(Markup(found[1] or found[2]).striptags().split()) if found else ""  # noqa: S704 - for its text alone
    return words if len(words) <= DESCRIPTION else f"{words[:DESCRIPTION].rsplit(' ', 1)[0]} …"


def png(title: str, html: str, cache: Path) -> bytes:
    """The picture of a front page: its title, its first words and its first drawing, kept in `cache`."""
    svg = _sheet(title, description(html), html)
    key = hashlib.sha256(f"{version('vl-convert-python')}\n{svg}".encode()).hexdigest()
    file = cache / charts.FOLDER / key[:2] / f"{key}.png"
    content = kept.find(file, key)
    if content is None:
        import vl_convert

        content = bytes(vl_convert.svg_to_png(svg))
        kept.keep(file, key, content)
    return content


def _sheet(title: str, words: str, html: str) -> str:
    drawn = [_text("Seksby", 92, 28, theme.MUTED), _text(title, 176, 68, theme.INK, bold=True)]
    y = 200.0
    for line in wrapped(words, WIDTH - 2 * MARGIN, 34)[:MOST_LINES]:
        y += 46
        drawn.append(_text(line, y, 34, theme.INK))
    found = _CHART.search(html)
    if found:
        width, height = float(found[1]), float(found[2])
        room = HEIGHT - MARGIN / 2 - y - 24
        scale = min((WIDTH - 2 * MARGIN) / width, room / height)
        shown = found[0].partition(">")[2]
        drawn.append(
            f'<svg x="{MARGIN:g}" y="{y + 24:g}" width="{width * scale:g}" height="{height * scale:g}" '
            f'viewBox="0 0 {width:g} {height:g}" fill="none">{shown}'
        )
    sheet = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{TYPEFACE}">'
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>{"".join(drawn)}</svg>'
    )
    return theme.in_colours(sheet, "light")


def _text(text: str, y: float, size: float, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{MARGIN:g}" y="{y:g}" font-size="{size:g}"{weight} fill="{colour}">{escape(text)}</text>'
