"""How a chart looks: colours, sizes, letter widths and the Vega-Lite configuration shared by all charts.

Belongs here: everything two charts must agree on. Does not belong here: what a single chart draws (its component).

Colours are CSS custom properties of the page. They stand as presentation attributes in the inline SVG, so that light,
dark and print come from the stylesheet and a chart is drawn once for all three. Where there is no stylesheet, as in a
brief, `in_colours` puts a palette's own in their place.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from dashboards.drawing.placement import Anchor

ACCENT: Final = "var(--accent)"
INK: Final = "var(--ink)"
MUTED: Final = "var(--muted)"
DOT: Final = "var(--dot)"
LINE: Final = "var(--line)"
TICK: Final = "var(--tick)"
BAND: Final = "var(--band)"
PAPER: Final = "var(--paper)"

PALETTES: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {
        "paper": "#ffffff",
        "raised": "#f5f7f9",
        "band": "#e6ebf1",
        "ink": "#18212c",
        "muted": "#55606e",
        "accent": "#0a5aa8",
        "dot": "#6c7784",
        "tick": "#7b8592",
        "rule": "#18212c",
        "line": "#cbd1d8",
        "hair": "#dde2e7",
        "good": "#0b6b63",
        "bad": "#9a4212",
    },
    "dark": {
        "paper": "#11161c",
        "raised": "#1a2129",
        "band": "#242d38",
        "ink": "#e9edf2",
        "muted": "#a4afbc",
        "accent": "#74b6ff",
        "dot": "#8d98a6",
        "tick": "#727d8a",
        "rule": "#a4afbc",
        "line": "#3a434e",
        "hair": "#2b333d",
        "good": "#4fc3b5",
        "bad": "#f0a070",
    },
    "print": {
        "paper": "#ffffff",
        "raised": "#ffffff",
        "band": "#e8e8e8",
        "ink": "#000000",
        "muted": "#444444",
        "accent": "#0a5aa8",
        "dot": "#666666",
        "tick": "#777777",
        "rule": "#000000",
        "line": "#cccccc",
        "hair": "#cccccc",
        "good": "#0b6b63",
        "bad": "#9a4212",
    },
}
"""The colours on screen and paper. Text is `ink`, `muted` and `accent`, at 4.5:1 or more on `paper`, `raised`, `band`;
what carries a figure is `accent`, `dot`, `tick` and `rule`, at 3:1 or more (WCAG 2.2, 1.4.3 and 1.4.11; tested).
`good` and `bad` fill the tiles of a map and bear letters of `paper` at 4.5:1: hues the colour-blind tell apart.
`line` and `hair` only guide the eye, and the grey zone has edges of `dot`."""

FONT_SIZE: Final = 12.5
"""Units of the letters; charts are at most `STRIP_WIDTH` wide, so they stay above 11 px on a 390 px phone."""
STRIP_WIDTH: Final = 380
TREND_WIDTH: Final = 330
ALIGN: Final[Mapping[Anchor, str]] = {"start": "left", "middle": "center", "end": "right"}
"""Vega's word for each anchor of a placed label."""

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_EDGES: Final = ("left", "right", "bottom", "top")
_FURTHER: Final = ("x2", "y2", "text", "part")
"""What a row may have besides `x` and `y`."""
_BARE: Final = {
    "autosize": "none",
    "background": "transparent",
    "padding": 0,
    "config": {"aria": False, "view": {"stroke": None}, "axis": {"disable": True}},
}


def stylesheet() -> str:
    """The palettes as custom properties of the page, in the order in which they overrule each other."""
    schemes = (
        ("light", "light dark", ""),
        ("dark", "light dark", "(prefers-color-scheme: dark)"),
        ("print", "light", "print"),
    )
    rules = []
    for palette, scheme, medium in schemes:
        listed = " ".join(f"--{name}: {colour};" for name, colour in PALETTES[palette].items())
        rule = f":root {{ color-scheme: {scheme}; {listed} }}"
        rules.append(f"@media {medium} {{ {rule} }}" if medium else rule)
    return "\n".join(rules) + "\n"


def in_colours(svg: str, palette: str) -> str:
    """A drawing with the colours of a palette in place of the page's custom properties; labels stay as they are."""
    for name, colour in PALETTES[palette].items():
        svg = svg.replace(f'"var(--{name})"', f'"{colour}"')
    return svg


# Widths in em of the sans-serif faces a reader may have; the widest of them decides, so that what is placed without
# touching stays so in all of them. That is DejaVu Sans, which a bare Linux falls back to (measured 2026-11-25).
NARROW: Final = frozenset("iljtfr.,:;'|()! -")
WIDE: Final = frozenset("mwMW%ÆæØ@")


def text_width(text: str, size: float = FONT_SIZE, *, bold: bool = False) -> float:
    """Estimated width of `text` in SVG units."""
    em = sum(0.38 if c in NARROW else 0.95 if c in WIDE else 0.72 if c.isupper() else 0.63 for c in text)
    return em * size * (1.1 if bold else 1.0)


def radius(size: float) -> float:
    """Of a dot of `size`, which Vega reads as the square of its width."""
    return round(math.sqrt(size) / 2, 2)


def fitted(text: str, width: float, size: float = FONT_SIZE) -> str:
    """`text`, or as much of its beginning as fits in `width` units."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"


class Sheet:
    """A bare surface of exactly `width` × `height` units, on which layers are drawn in the order they are added.

    Args:
        width: units across.
        height: units down.
        x: the data values at the left and the right edge.
        y: the data values at the bottom and the top edge.
    """

    def __init__(self, width: float, height: float, *, x: tuple[float, float], y: tuple[float, float]) -> None:
        self._size = {"width": width, "height": height}
        self._edges = dict(zip(_EDGES, (*x, *y), strict=True))
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._layers: list[dict[str, Any]] = []

    def add(self, mark: str, rows: Sequence[dict[str, Any]], **style: Any) -> None:
        """Draw `rows` with an Altair mark; nothing where there are none.

        Each row has `x` and `y`; also `x2` or `y2` for the other end of a rule or rectangle, `text` for a text,
        `part` for the line a point belongs to.
        """
        if not rows:
            return
        name = f"d{len(self._rows)}"
        self._rows[name] = list(rows)
        channels = tuple(channel for channel in _FURTHER if channel in rows[0])
        self._layers.append(_layer(mark, json.dumps(style), channels) | {"data": {"name": name}})

    def specification(self) -> dict[str, Any]:
        """The Vega-Lite specification.

        Size, parameters and datasets hold what is this drawing's own. All drawings with the same layers have the rest
        in common, which is compiled once for all of them (`charts`).
        """
        parameters = [{"name": name, "value": value} for name, value in self._edges.items()]
        return {
            "$schema": _SCHEMA,
            **_BARE,
            **self._size,
            "params": parameters,
            "datasets": self._rows,
            "layer": self._layers,
        }


@cache
def _layer(mark: str, style: str, channels: tuple[str, ...]) -> dict[str, Any]:
    """A layer without its rows, as Altair writes it; `style` is JSON."""
    import altair as alt

    left, right, bottom, top = (alt.ExprRef(edge) for edge in _EDGES)
    # Channel objects, not shorthands: reading "x2:Q" costs Altair eight milliseconds each time.
    encoding: dict[str, Any] = {
        "x": alt.X("x", type="quantitative", scale=alt.Scale(domain=[left, right], nice=False, zero=False)),
        "y": alt.Y("y", type="quantitative", scale=alt.Scale(domain=[bottom, top], nice=False, zero=False)),
    }
    for channel in channels:
        match channel:
            case "x2":
                encoding["x2"] = alt.X2("x2")
            case "y2":
                encoding["y2"] = alt.Y2("y2")
            case "text":
                encoding["text"] = alt.Text("text", type="nominal")
            case "part":
                encoding["detail"] = alt.Detail("part", type="nominal")
                encoding["order"] = alt.Order("x", type="quantitative")
    chart = getattr(alt.Chart(alt.NamedData(name="rows")), f"mark_{mark}")(**json.loads(style)).encode(**encoding)
    # Without its own check, which a layer alone does not pass; the tests check the whole specification.
    return dict(chart.to_dict(validate=False, context={"top_level": False, "datasets": {}}))
