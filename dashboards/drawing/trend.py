"""How has our value moved, beside the others, and is the movement more than its usual swings?

Use it beside a strip, for one indicator over the years: names stand at the ends of the lines, the unit over the scale.
Not for comparing levels exactly (the strip and the table do that), and not for two points: those are drawn as dots
without a line, because two points are no development.

Example: `trend(effect, points)` gives a `Chart`, or none where there are fewer than two years.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dashboards.drawing import theme
from dashboards.drawing.charts import Chart
from dashboards.drawing.placement import apart
from dashboards.drawing.scale import round_ticks
from dashboards.language import DANISH, Language, language
from dashboards.numbers import Number
from dashboards.rows.indicator import Indicator, SeriesPoint

HEIGHT = 132.0
RIGHT, TOP, BOTTOM = 8.0, 24.0, 20.0
TICK_SIZE, TICK_GAP = 12.0, 6.0
NAME_ROOM, NAME_LINE, NAME_GAP = 84.0, 14.0, 14.0
"""Room for a name at the end of a line, its height, and how far from the line it stands; the thin leader fills that."""
FEWEST_FOR_LINE = 3
OTHERS_STROKE, OTHERS_SIZE, OWN_SIZE = 1.0, 12, 36
FORM = {
    "width": float(theme.TREND_WIDTH),
    "height": HEIGHT,
    "stroke": OTHERS_STROKE,
    "dot": theme.radius(OTHERS_SIZE),
}
"""How large a card's own is, for the view that is opened in its place."""


def trend(
    lang: Language,
    indicator: Indicator,
    points: Sequence[SeriesPoint],
    *,
    targets: Sequence[tuple[int, Number]] = (),
    bare: bool = False,
) -> Chart | None:
    """Our own series with its process limits, and those of the compared group; `bare` is without limits and axis texts.

    `targets` are our own decided ones, each its year and its value: a line across, with the year at its end.

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
            **({"targets": [round(float(value), 6) for _, value in targets]} if targets else {}),
            # The bare one has no text and is the same in all languages.
            **(
                {}
                if bare
                else {
                    "language": lang.code,
                    "unit": indicator.unit,
                    "names": [*sorted(series), next((p.name for p in points if p.is_own), "")],
                    **({"target_names": [lang.say("mål {year}", year=year) for year, _ in targets]} if targets else {}),
                }
            ),
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
    targets: list[float] = inputs.get("targets", [])
    values += [*limits, *(edge for _, *edges in moving for edge in edges), *targets]
    width, height = (120.0, 44.0) if bare else (float(theme.TREND_WIDTH), HEIGHT)
    ticks, decimals = round_ticks(min(values), max(values))
    widest = max(theme.text_width(number(tick, decimals), TICK_SIZE) for tick in ticks)
    names: list[str] = [theme.fitted(name, NAME_ROOM) for name in inputs.get("names", [])]
    target_names: list[str] = inputs.get("target_names", [])
    named = [theme.text_width(name, bold=True) for name in (*names, *target_names)]
    room = NAME_GAP + max(named) if names else RIGHT
    left, right, top, bottom = (5.0, 5.0, 5.0, 5.0) if bare else (widest + TICK_GAP, room, TOP, BOTTOM)
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
        if unit := inputs.get("unit"):
            edge = {"x": first - left * per_year, "y": high + (top - 7) * per_unit}
            sheet.add("text", [edge | {"text": theme.fitted(unit, width, TICK_SIZE)}], align="left", **small)
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
    sheet.add("rule", [{"x": first, "x2": last, "y": v} for v in targets], color=theme.ACCENT, strokeWidth=1)
    for group, colour, stroke, dot in (
        (inputs["others"], theme.DOT, OTHERS_STROKE, OTHERS_SIZE),
        ([inputs["own"]], theme.ACCENT, 2.5, OWN_SIZE),
    ):
        rows, lone = _segments(group, inputs["breaks"])
        sheet.add("line", rows, color=colour, strokeWidth=stroke, strokeJoin="round")
        sheet.add("point", lone, filled=True, size=dot, color=colour, opacity=1)
    ends = [(name, line[-1][1]) for name, line in zip(names, lines, strict=False) if line]
    ends += list(zip(target_names, targets, strict=False))
    places = apart(
        [(high - value) / per_unit for _, value in ends], NAME_LINE, (high - bottom_edge) / per_unit - bottom
    )
    rows = [
        {"x": last, "y": high - place * per_unit, "text": name, "value": value, "own": name == names[-1]}
        for (name, value), place in zip(ends, places, strict=True)
    ]
    _names(sheet, rows, per_year)
    return sheet.specification()


def _names(sheet: theme.Sheet, rows: Sequence[dict[str, Any]], per_year: float) -> None:
    """The names at the ends of the lines, each with a thin leader from the line's last value."""
    leaders = [
        {"x": row["x"] + 4 * per_year, "x2": row["x"] + (NAME_GAP - 3) * per_year, "y": row["value"], "y2": row["y"]}
        for row in rows
    ]
    sheet.add("rule", leaders, color=theme.DOT, strokeWidth=0.75)
    for own, weight, colour in ((False, "normal", theme.MUTED), (True, "bold", theme.ACCENT)):
        texts = [
            {"x": row["x"] + NAME_GAP * per_year, "y": row["y"], "text": row["text"]}
            for row in rows
            if row["own"] is own
        ]
        sheet.add("text", texts, align="left", fontSize=theme.FONT_SIZE, fontWeight=weight, color=colour)


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
