"""How has our value moved, beside the others, and is the movement more than its usual swings?

Use it small, beside a strip, for one indicator over the years. Not for comparing levels exactly (the strip and the
table do that), and not for two points: those are drawn as dots without a line, because two points are no development.

Example: `trend(effect, points)` gives a `Chart`, or none where there are fewer than two years.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dashboards.drawing import theme
from dashboards.drawing.charts import Chart
from dashboards.language import DANISH, Language, language
from dashboards.rows.indicator import Indicator, SeriesPoint

HEIGHT = 112.0
RIGHT, TOP, BOTTOM = 8.0, 8.0, 20.0
TICK_SIZE, TICK_GAP = 11.5, 6.0
FEWEST_FOR_LINE = 3


def trend(lang: Language, indicator: Indicator, points: Sequence[SeriesPoint], *, bare: bool = False) -> Chart | None:
    """Our own series with its process limits, and those of the compared group; `bare` is without limits and axis texts.

    None with fewer than two years.
    """
    series: dict[str, list[tuple[int, float]]] = {}
    for p in sorted((p for p in points if p.is_named and p.value is not None), key=lambda p: p.year):
        series.setdefault("" if p.is_own else p.name, []).append((p.year, round(float(p.value or 0), 6)))
    if len({year for line in series.values() for year, _ in line}) < 2:
        return None
    limits = {
        p.year: [float(p.lower_limit), float(p.upper_limit)]
        for p in points
        if p.is_own and p.lower_limit is not None and p.upper_limit is not None
    }
    # Those of a measure that follows the business cycle move with the country's figure.
    is_moving = len({tuple(edges) for edges in limits.values()}) > 1
    moving = [[year, *edges] for year, edges in sorted(limits.items())] if is_moving else []
    limits_from = None if bare or moving else min(limits, default=None)
    return Chart.of(
        __name__,
        {
            "own": series.pop("", []),
            "others": [series[name] for name in sorted(series)],
            "breaks": sorted(indicator.break_years),
            "limits": None if limits_from is None else limits[limits_from],
            "limits_from": limits_from,
            **({"moving_limits": moving} if moving and not bare else {}),
            "bare": bare,
            # The bare one has no text and is the same in all languages.
            **({} if bare else {"language": lang.code}),
        },
    )


def before_and_after(
    lang: Language, own: Sequence[tuple[int, float]], other: Sequence[tuple[int, float]], start: int
) -> Chart:
    """Our own series beside one other, cut before the year `start` from which something is tried."""
    inputs = {
        "own": own,
        "others": [other],
        "breaks": [start],
        "limits": None,
        "limits_from": None,
        "bare": False,
        "language": lang.code,
    }
    return Chart.of(__name__, inputs)


def draw(inputs: dict[str, Any]) -> dict[str, Any]:
    """The Vega-Lite specification; x is the year, y the indicator's unit."""
    lines: list[list[list[float]]] = [*inputs["others"], inputs["own"]]
    years = [int(year) for line in lines for year, _ in line]
    values = [value for line in lines for _, value in line]
    bare = inputs["bare"]
    number = language(inputs.get("language", DANISH.code)).number
    limits = inputs["limits"] or []
    moving: list[list[float]] = inputs.get("moving_limits", [])
    values += [*limits, *(edge for _, *edges in moving for edge in edges)]
    width, height = (120.0, 44.0) if bare else (float(theme.TREND_WIDTH), HEIGHT)
    ticks, decimals = _ticks(min(values), max(values))
    widest = max(theme.text_width(number(tick, decimals), TICK_SIZE) for tick in ticks)
    left, right, top, bottom = (5.0, 5.0, 5.0, 5.0) if bare else (widest + TICK_GAP, RIGHT, TOP, BOTTOM)
    low, high = (min(values), max(values)) if bare else (min(ticks[0], *values), max(ticks[-1], *values))
    first, last = min(years), max(years)
    per_year = (last - first) / (width - left - right)
    per_unit = ((high - low) or 1) / (height - top - bottom)
    bottom_edge = low - bottom * per_unit
    sheet = theme.Sheet(
        width,
        height,
        x=(first - left * per_year, last + right * per_year),
        y=(bottom_edge, high + top * per_unit),
    )
    small = {"fontSize": TICK_SIZE, "color": theme.MUTED}
    if not bare:
        sheet.add("rule", [{"x": first, "x2": last, "y": t} for t in ticks], color=theme.LINE)
        marks = [{"x": first - TICK_GAP * per_year, "y": t, "text": number(t, decimals)} for t in ticks]
        sheet.add("text", marks, align="right", **small)
        for year, align in ((first, "left"), (last, "right")):
            sheet.add("text", [{"x": year, "y": bottom_edge + 7 * per_unit, "text": str(year)}], align=align, **small)
    breaks = [{"x": year - 0.5, "y": low, "y2": high} for year in inputs["breaks"] if first < year <= last]
    sheet.add("rule", breaks, color=theme.DOT, strokeDash=[2, 3])
    sheet.add(
        "rule",
        [{"x": inputs["limits_from"], "x2": last, "y": v} for v in limits],
        color=theme.ACCENT,
        strokeDash=[4, 3],
    )
    steps = [
        {"x": year, "x2": after, "y": edge, "y2": moved}
        for (year, *edges), (after, *moves) in pairwise(moving)
        for edge, moved in zip(edges, moves, strict=True)
    ]
    sheet.add("rule", steps, color=theme.ACCENT, strokeDash=[4, 3])
    for group, colour, stroke, dot in (
        (inputs["others"], theme.DOT, 1.0, 12),
        ([inputs["own"]], theme.ACCENT, 2.5, 36),
    ):
        rows, lone = _segments(group, inputs["breaks"])
        sheet.add("line", rows, color=colour, strokeWidth=stroke, strokeJoin="round")
        sheet.add("point", lone, filled=True, size=dot, color=colour, opacity=1)
    return sheet.specification()


def _segments(lines: list[list[list[float]]], breaks: list[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the lines, cut at breaks, and rows of points too few to be joined by one."""
    rows: list[dict[str, Any]] = []
    lone: list[dict[str, Any]] = []
    for number_of_line, line in enumerate(lines):
        parts: dict[int, list[dict[str, Any]]] = {}
        for year, value in line:
            part = sum(year >= b for b in breaks)
            parts.setdefault(part, []).append({"x": year, "y": value, "part": f"{number_of_line}.{part}"})
        for points in parts.values():
            (rows if len(points) >= FEWEST_FOR_LINE else lone).extend(points)
    return rows, lone


def _ticks(low: float, high: float) -> tuple[list[float], int]:
    """Two to four round values within the series, and the decimals they need."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    for step in (power, power / 2, power / 5, power / 10):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last > first:
            break
    every = max(1, math.ceil((last - first + 1) / 4))  # a series that stands still may have no round value in it
    ticks = [round(n * step, 10) for n in range(first, last + 1, every)] or [low]
    return ticks, max(0, -math.floor(math.log10(step) + 1e-9))
