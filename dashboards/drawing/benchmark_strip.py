"""Where does our value lie among the others of the group, the 98 and the mean of the others?

Use it for one indicator in one year. Not for change over time (`trend`) nor for two measures at once
(`effect_price_plane`). It is drawn inside `effect_cards`, `price_cards` and `area_rows`, which give it heading,
sentence, table and source, so it has no tag of its own.

Example: `strip(effect, points, with_names=True)` gives a `Chart` for `page.chart(…)`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from statistics import quantiles
from typing import Any

from dashboards.drawing import theme
from dashboards.drawing.charts import Chart
from dashboards.drawing.placement import LINE, strip_labels
from dashboards.drawing.scale import round_ticks
from dashboards.language import N_, NBSP, Language, language
from dashboards.numbers import Number
from dashboards.rows.indicator import Indicator, Point

SMALL_WIDTH = 240
MARGIN = 9.0
"""Room at both ends for half a dot."""
LABEL_RISE = 17.0
"""How far the lowest line of labels stands above the dots, clear of the lines through them."""
NAME_ROOM = 72.0
"""A longer name is cut in the drawing; the table has it in full."""
FEWEST_TICKS = 20
"""With fewer values than this the faint ticks would not show where the 98 lie, only where a few do."""
FAR_OUT = 3.0
"""Quartile ranges beyond a quartile (Tukey's outer fence). Ticks farther out do not set the scale: an island with 1,700
inhabitants would press the compared into one point. How many there are is written."""
BEYOND = (N_("{n} lavere uden for skalaen"), N_("{n} højere uden for skalaen"))
"""Written at the end of the scale beyond which they lie."""
SCALE_DROP = 38.0
"""How far the scale's values stand below the dots, clear of our own label."""
OWN_LABEL = 16.0
"""How much of that is for our own label."""
SCALE_TICK, SCALE_GAP = 4.0, 8.0
DOT_SIZE, OWN_SIZE = 64, 170


def strip(
    lang: Language,
    indicator: Indicator,
    points: Sequence[Point],
    *,
    reference: Number | None,
    zone: tuple[Number | None, Number | None] = (None, None),
    target: Number | None = None,
    with_names: bool = True,
) -> Chart:
    """The strip of `points`, all of one indicator and year; `with_names=False` is the small one of the front page."""
    known = [p for p in points if p.value is not None]
    others = [p for p in known if p.is_compared and not p.is_own]
    ticks = [p for p in known if not p.is_compared and not p.is_own]

    def dot(point: Point) -> dict[str, Any]:
        value = point.value or 0
        named = {"name": point.name, "text": lang.number(value, indicator.decimals)} if with_names else {}
        return {"value": float(value), **named}

    return Chart.of(
        __name__,
        {
            "others": [dot(p) for p in others],
            "own": next((dot(p) for p in known if p.is_own), None),
            "ticks": sorted(float(p.value) for p in ticks if p.value is not None) if len(ticks) >= FEWEST_TICKS else [],
            "reference": _plain(reference),
            "zone": [_plain(edge) for edge in zone],
            "target": _plain(target),
            "names": with_names,
            # The small one has no text and is the same in all languages.
            **(
                {
                    "beyond": [lang.say(text) for text in BEYOND],
                    "language": lang.code,
                    "unit_mark": lang.unit_mark(indicator.unit_measure),
                }
                if with_names
                else {}
            ),
        },
    )


def ends(chart: Chart) -> tuple[float, float]:
    """The lowest and the highest value on the scale of a strip, for whoever writes them beside the small one."""
    return _domain(json.loads(chart.inputs))


def scale_mark(unit_mark: str) -> str:
    """What stands at each value of the scale: per cent; money has its unit in the text beside."""
    return f"{NBSP}{unit_mark}" if unit_mark == "%" else ""


def _plain(value: Number | None) -> float | None:
    return None if value is None else round(float(value), 6)


def draw(inputs: dict[str, Any]) -> dict[str, Any]:
    """The Vega-Lite specification; y is in SVG units from the top, x in the indicator's unit."""
    own, others, names = inputs["own"], inputs["others"], inputs["names"]
    width = float(theme.STRIP_WIDTH if names else SMALL_WIDTH)
    low, high = _domain(inputs)
    unit = (high - low) / (width - 2 * MARGIN)
    left, right = low - MARGIN * unit, high + MARGIN * unit

    labels = [f"{theme.fitted(dot['name'], NAME_ROOM)} {dot['text']}" for dot in others] if names else []
    marks = [((dot["value"] - left) / unit, theme.text_width(text)) for dot, text in zip(others, labels, strict=False)]
    placed = strip_labels(marks, width) if marks else []
    base = (1 + max((line for _, line in placed), default=-1)) * LINE + LABEL_RISE
    height = base + (SCALE_DROP + 8 if names else 14.0)
    sheet = theme.Sheet(width, height, x=(left, right), y=(height, 0))

    def upright(x: float, reach: float) -> dict[str, Any]:
        return {"x": x, "y": base - reach, "y2": base + reach}

    zone_low, zone_high = inputs["zone"]
    if zone_low is not None and zone_high is not None:
        band = {"x": max(zone_low, left), "x2": min(zone_high, right), "y": base - 9, "y2": base + 9}
        sheet.add("rect", [band], color=theme.BAND)
        edges = [upright(x, 9) for x in (zone_low, zone_high) if left < x < right]
        sheet.add("rule", edges, color=theme.DOT, strokeWidth=0.75)
    sheet.add("rule", [{"x": left, "x2": right, "y": base}], color=theme.LINE)
    sheet.add("rule", [upright(x, 5) for x in inputs["ticks"] if low <= x <= high], color=theme.TICK)
    sheet.add(
        "rule", [upright(x, 10) for x in (inputs["reference"],) if x is not None], color=theme.INK, strokeDash=[2, 2]
    )
    sheet.add("rule", [upright(x, 10) for x in (inputs["target"],) if x is not None], color=theme.ACCENT, strokeWidth=2)
    leaders = [
        {
            "x": dot["value"],
            "y": base - 6,
            "y2": base - LABEL_RISE - line * LINE + (6 if place.anchor == "middle" else -4),
        }
        for dot, (place, line) in zip(others, placed, strict=False)
        if line or place.anchor != "middle"
    ]
    sheet.add("rule", leaders, color=theme.DOT, strokeWidth=0.75)
    sheet.add(
        "point",
        [{"x": dot["value"], "y": base} for dot in others],
        size=DOT_SIZE if names else 40,
        **_dot_style(theme.DOT),
    )
    for anchor, align in theme.ALIGN.items():
        rows = [
            {"x": left + place.x * unit, "y": base - LABEL_RISE - line * LINE, "text": text}
            for text, (place, line) in zip(labels, placed, strict=True)
            if place.anchor == anchor
        ]
        sheet.add("text", rows, align=align, fontSize=theme.FONT_SIZE, color=theme.MUTED)
    if own is not None:
        sheet.add(
            "point", [{"x": own["value"], "y": base}], size=OWN_SIZE if names else 120, **_dot_style(theme.ACCENT)
        )
    if own is not None and names:
        text = f"{theme.fitted(own['name'], NAME_ROOM)} {own['text']}"
        half = theme.text_width(text, bold=True) / 2
        x = min(max((own["value"] - left) / unit, half), width - half)
        row = {"x": left + x * unit, "y": base + 20, "text": text}
        sheet.add("text", [row], fontSize=theme.FONT_SIZE, fontWeight="bold", color=theme.ACCENT)
    if names:
        _scale(sheet, inputs, base, low, high, unit)
    return sheet.specification()


def _scale(sheet: theme.Sheet, inputs: dict[str, Any], base: float, low: float, high: float, unit: float) -> None:
    """Round values under the line, and at its ends how many lie beyond; a value that would touch that is left out."""
    small = {"fontSize": theme.FONT_SIZE, "color": theme.MUTED}
    beyond = [sum(x < low for x in inputs["ticks"]), sum(x > high for x in inputs["ticks"])]
    notes = [text.format(n=n) if n else "" for text, n in zip(inputs["beyond"], beyond, strict=True)]
    left, right = low - MARGIN * unit, high + MARGIN * unit
    for text, x, align in zip(notes, (left, right), ("left", "right"), strict=True):
        if text:
            sheet.add("text", [{"x": x, "y": base + SCALE_DROP, "text": text}], align=align, **small)
    taken = [theme.text_width(text) + SCALE_GAP if text else 0.0 for text in notes]
    values, decimals = round_ticks(low, high)
    number = language(inputs["language"]).number
    mark = scale_mark(inputs["unit_mark"])
    rows = []
    for value in values:
        text = f"{number(value, decimals)}{mark}"
        half = theme.text_width(text) / 2 * unit
        if value - half >= left + taken[0] * unit and value + half <= right - taken[1] * unit:
            rows.append({"x": value, "y": base + SCALE_DROP, "text": text})
    sheet.add("text", rows, **small)
    sheet.add("rule", [{"x": row["x"], "y": base, "y2": base + SCALE_TICK} for row in rows], color=theme.LINE)


def _dot_style(colour: str) -> dict[str, Any]:
    return {"filled": True, "color": colour, "stroke": theme.PAPER, "strokeWidth": 1, "opacity": 1}


def _domain(inputs: dict[str, Any]) -> tuple[float, float]:
    values = [dot["value"] for dot in inputs["others"]] + near(inputs["ticks"])
    values += [v for v in (inputs["reference"], inputs["target"]) if v is not None]
    if inputs["own"] is not None:
        values.append(inputs["own"]["value"])
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def near(ticks: list[float]) -> list[float]:
    """The ticks within the outer fences; all of them where half of them have one value."""
    if len(ticks) < FEWEST_TICKS:
        return ticks
    first, _, third = quantiles(ticks, n=4)
    reach = FAR_OUT * (third - first)
    return [x for x in ticks if first - reach <= x <= third + reach] if reach > 0 else ticks
