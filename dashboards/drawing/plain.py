"""Drawings of many municipalities that are written straight as SVG: their lines over the years, and their place in one.

Use them where nobody is "ours" and a page has a drawing of its own for each measure: they cost a thousandth of what
Vega takes. Not for a card seen from one municipality (`trend`, `benchmark_strip`). The texts of a screen reader, the
heading and the table stand around them (`components.effects.measure_chart`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from statistics import quantiles
from typing import Final

from markupsafe import Markup, escape

from dashboards.drawing import theme
from dashboards.drawing.placement import LINE, strip_labels
from dashboards.language import Language
from dashboards.numbers import Number
from dashboards.rows.indicator import Point

WIDTH: Final = float(theme.STRIP_WIDTH)
HEIGHT: Final = 224.0
TOP, BOTTOM, TICK_GAP, NAME_GAP = 10.0, 22.0, 6.0, 16.0
FEWEST_FOR_LINE: Final = 3
"""Two points are no development: they are drawn as dots, as in `trend`."""
DOTS_UP_TO: Final = 40
"""With more points than this the lines are drawn without a dot at each."""
STRIP_EDGE: Final = 8.0
LABEL_RISE: Final = 17.0
BAR: Final = (240.0, 12.0)
STEPS_HEIGHT: Final = 168.0
NAME_ROOM: Final = 110.0
AFTER: Final = 0.08
"""How much of the time drawn follows the last day of change: what was decided then holds still."""
FEWEST_TICKS: Final = 20
FAR_OUT: Final = 3.0
"""Quartile ranges beyond a quartile, from where a value does not set the scale (Tukey's outer fence)."""


def lines(
    lang: Language, points: Sequence[Point], breaks: Sequence[int], targets: Sequence[tuple[str, float]] = ()
) -> Markup:
    """The lines of the compared group, each with its name where it ends, cut at the years of `breaks`.

    Each of `targets`, its name and its value, is a line across.

    Empty with fewer than two years.
    """
    series: dict[str, dict[int, float]] = {}
    for p in points:
        if p.is_compared and p.value is not None:
            series.setdefault(p.name, {})[p.year] = float(p.value)
    years = sorted({year for line in series.values() for year in line})
    if len(years) < 2:
        return Markup()
    values = [value for line in series.values() for value in line.values()] + [value for _, value in targets]
    ticks, decimals = round_values(min(values), max(values))
    low, high = min(ticks[0], *values), max(ticks[-1], *values)
    texts = [lang.number(tick, decimals) for tick in ticks]
    left = max(theme.text_width(text, 11.5) for text in texts) + TICK_GAP
    right = WIDTH - NAME_GAP - max(theme.text_width(name) for name in (*series, *(name for name, _ in targets)))
    first, last = years[0], years[-1]

    def across(year: float) -> float:
        return left + (right - left) * (year - first) / (last - first)

    def down(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / ((high - low) or 1)

    drawn = _ticks(left, right, list(zip(map(down, ticks), texts, strict=True)))
    drawn += [
        _text(across(year), HEIGHT - 4, str(year), anchor="middle", size=11.5, colour=theme.MUTED)
        for year in _shown(years)
    ]
    drawn += [
        _path([(across(year - 0.5), TOP), (across(year - 0.5), HEIGHT - BOTTOM)], theme.DOT, dashes="2 3")
        for year in breaks
        if first < year <= last
    ]
    drawn += [_rule(left, right, down(value), theme.ACCENT) for _, value in targets]
    with_dots = len(values) <= DOTS_UP_TO
    for line in series.values():
        for part in _parts(sorted(line.items()), breaks):
            at = [(across(year), down(value)) for year, value in part]
            joined = len(at) >= FEWEST_FOR_LINE
            drawn += [_path(at, theme.DOT, width=1.5)] if joined else []
            drawn += [_dot(x, y, 2.5) for x, y in at] if with_dots or not joined else []
    ends = {name: max(line.items()) for name, line in series.items()} | {name: (last, value) for name, value in targets}
    drawn += _names(right, HEIGHT, [(down(value), name, across(year) + 4) for name, (year, value) in ends.items()])
    return _sheet(WIDTH, HEIGHT, drawn)


def strip(lang: Language, points: Sequence[Point], decimals: int) -> tuple[Markup, int]:
    """The compared group, each with name and value, among all others of one year; how many lie outside the scale.

    Empty with no value.
    """
    known = [(p, float(p.value)) for p in points if p.value is not None]
    named = [(p, value) for p, value in known if p.is_compared]
    rest = sorted(value for p, value in known if not p.is_compared)
    rest = rest if len(rest) >= FEWEST_TICKS else []
    if not named:
        return Markup(), 0
    scale = [value for _, value in named] + _near(rest)
    low, high = min(scale), max(scale)
    low, high = (low, high) if high > low else (low - 1, high + 1)

    def across(value: float) -> float:
        return STRIP_EDGE + (WIDTH - 2 * STRIP_EDGE) * (value - low) / (high - low)

    labels = [f"{theme.fitted(p.name, 72.0)} {lang.number(value, decimals)}" for p, value in named]
    placed = strip_labels(
        [(across(value), theme.text_width(text)) for (_, value), text in zip(named, labels, strict=True)], WIDTH
    )
    base = (1 + max(line for _, line in placed)) * LINE + LABEL_RISE
    drawn = [_rule(0, WIDTH, base, theme.LINE)]
    drawn += [_path([(across(x), base - 5), (across(x), base + 5)], theme.TICK) for x in rest if low <= x <= high]
    for (_, value), (place, line), text in zip(named, placed, labels, strict=True):
        y = base - LABEL_RISE - line * LINE
        if line or place.anchor != "middle":
            to = y + (8 if place.anchor == "middle" else -2)
            drawn.append(_path([(across(value), base - 6), (across(value), to)], theme.DOT, width=0.75))
        drawn.append(_text(place.x, y + 4, text, anchor=place.anchor))
    drawn += [_dot(across(value), base, 4.5) for _, value in named]
    outside = sum(not low <= x <= high for x in rest)
    drawn += [
        _text(0, base + 22, lang.number(low, decimals), size=11.5, colour=theme.MUTED),
        _text(WIDTH, base + 22, lang.number(high, decimals), anchor="end", size=11.5, colour=theme.MUTED),
    ]
    return _sheet(WIDTH, base + 26, drawn), outside


def steps(lang: Language, series: Sequence[tuple[str, Sequence[tuple[date, Number | None]]]]) -> Markup:
    """What holds from each day until the next, a line of steps for each name, from 0; the first line is the whole.

    A line ends on a day from which there is no value, and begins again where there is one.

    Empty with no day.
    """
    days = sorted({day for _, line in series for day, _ in line})
    if not days:
        return Markup()
    first = days[0].toordinal()
    last = days[-1].toordinal() + max(90.0, AFTER * (days[-1].toordinal() - first))
    most = max((float(value) for _, line in series for _, value in line if value is not None), default=0.0) or 1.0
    ticks, decimals = round_values(0.0, most)
    high = max(ticks[-1], most)
    texts = [lang.number(tick, decimals) for tick in ticks]
    names = [theme.fitted(name, NAME_ROOM) for name, _ in series]
    left = max(theme.text_width(text, 11.5) for text in texts) + TICK_GAP
    right = WIDTH - NAME_GAP - max(theme.text_width(name) for name in names)

    def across(day: float) -> float:
        return left + (right - left) * (day - first) / (last - first)

    def down(value: float) -> float:
        return TOP + (STEPS_HEIGHT - TOP - BOTTOM) * (1 - value / high)

    drawn = _ticks(left, right, list(zip(map(down, ticks), texts, strict=True)))
    years = [date(year, 1, 1) for year in range(days[0].year + 1, date.fromordinal(int(last)).year + 1)]
    if years:
        for begun in years[:: max(1, math.ceil(len(years) / 5))]:
            x, foot = across(begun.toordinal()), STEPS_HEIGHT - BOTTOM
            drawn.append(_path([(x, foot), (x, foot + 4)], theme.DOT))
            drawn.append(_text(x, STEPS_HEIGHT - 4, str(begun.year), anchor="middle", size=11.5, colour=theme.MUTED))
    else:
        drawn.append(_text(left, STEPS_HEIGHT - 4, lang.date(days[0]), size=11.5, colour=theme.MUTED))
    ends: list[tuple[float, str]] = []
    for number, (_, line) in reversed(list(enumerate(series))):
        colour, width = (theme.ACCENT, 2.5) if number == 0 else (theme.DOT, 1.5)
        held: list[tuple[float, float]] = []
        for day, value in [*sorted(line, key=lambda each: each[0]), (None, None)]:
            x = right if day is None else across(day.toordinal())
            held += [(x, held[-1][1])] if held else []
            if value is None and held:
                drawn.append(_path(held, colour, width=width))
                ends += [(held[-1][1], names[number])] if day is None else []
                held = []
            elif value is not None:
                held.append((x, down(float(value))))
    drawn += _names(right, STEPS_HEIGHT, [(y, name, right + 2) for y, name in ends])
    return _sheet(WIDTH, STEPS_HEIGHT, drawn)


def _ticks(left: float, right: float, placed: Sequence[tuple[float, str]]) -> list[str]:
    """The values along the side, each with its line across."""
    texts = [_text(left - TICK_GAP, y + 4, text, anchor="end", size=11.5, colour=theme.MUTED) for y, text in placed]
    return [*(_rule(left, right, y, theme.LINE) for y, _ in placed), *texts]


def _names(right: float, height: float, ends: Sequence[tuple[float, str, float]]) -> list[str]:
    """The names right of the lines they belong to, clear of each other: how far down each ends, its name, and where."""
    drawn = []
    ordered = sorted(ends)
    for (y, name, x), place in zip(ordered, apart([y for y, *_ in ordered], height - BOTTOM), strict=True):
        drawn += [_path([(x, y), (right + 12, place)], theme.DOT, width=0.75), _text(right + NAME_GAP, place + 4, name)]
    return drawn


def shares(parts: Sequence[tuple[str, int]]) -> Markup:
    """A bar of counts side by side, each `(colour of the palette, or none for grey; count)`; empty where all are 0."""
    total = sum(count for _, count in parts)
    drawn, x = [], 0.0
    for colour, count in parts:
        width = BAR[0] * count / total if total else 0.0
        if count:
            fill = f"var(--{colour})" if colour else theme.BAND
            drawn.append(
                f'<rect x="{_n(x + 0.5)}" y="0.5" width="{_n(max(width - 1, 1))}" height="{_n(BAR[1] - 1)}" '
                f'fill="{fill}" stroke="{fill if colour else theme.DOT}"/>'
            )
        x += width
    return _sheet(*BAR, drawn) if total else Markup()


def apart(wanted: Sequence[float], lowest: float) -> list[float]:
    """Places at least a line apart, in the order of `wanted` (sorted, downwards), the last no lower than `lowest`."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LINE) if placed else max(y, TOP))
    ceiling = lowest
    for n in reversed(range(len(placed))):
        placed[n] = min(placed[n], ceiling)
        ceiling = placed[n] - LINE
    return placed


def round_values(low: float, high: float) -> tuple[list[float], int]:
    """Two to five round values within `low` to `high`, and the decimals they need."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    for step in (power, power / 2, power / 5, power / 10):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last > first:
            break
    every = max(1, math.ceil((last - first + 1) / 5))
    values = [round(n * step, 10) for n in range(first, last + 1, every)] or [low]
    return values, max(0, -math.floor(math.log10(step) + 1e-9))


def _shown(years: Sequence[int]) -> list[int]:
    """The first and the last year, and one between where there is room."""
    middle = [year for year in years if year - years[0] >= 3 and years[-1] - year >= 3]
    return [years[0], *middle[len(middle) // 2 :][:1], years[-1]]


def _parts(line: Sequence[tuple[int, float]], breaks: Sequence[int]) -> list[list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    for year, value in line:
        found.setdefault(sum(year >= cut for cut in breaks), []).append((year, value))
    return list(found.values())


def _near(ticks: Sequence[float]) -> list[float]:
    """The values that set the scale; all of them where half have one value."""
    if len(ticks) < FEWEST_TICKS:
        return list(ticks)
    first, _, third = quantiles(ticks, n=4)
    reach = FAR_OUT * (third - first)
    return [x for x in ticks if first - reach <= x <= third + reach] if reach > 0 else list(ticks)


def _sheet(width: float, height: float, drawn: Sequence[str]) -> Markup:
    body = "".join(drawn)
    return Markup(f'<svg viewBox="0 0 {_n(width)} {_n(height)}" fill="none">{body}</svg>')  # noqa: S704 - built here, texts escaped


def _rule(left: float, right: float, y: float, colour: str) -> str:
    return f'<path d="M{_n(left)} {_n(y)}H{_n(right)}" stroke="{colour}"/>'


def _path(at: Sequence[tuple[float, float]], colour: str, *, width: float = 1, dashes: str = "") -> str:
    (x, y), *further = at
    steps = f"M{_n(x)} {_n(y)}" + "".join(f"L{_n(x)} {_n(y)}" for x, y in further)
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    thick = f' stroke-width="{_n(width)}"' if width != 1 else ""
    return f'<path d="{steps}" stroke="{colour}"{thick}{dash}/>'


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{theme.DOT}" stroke="{theme.PAPER}"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: float = theme.FONT_SIZE, colour: str = theme.INK
) -> str:
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{where} font-size="{size}" fill="{colour}">{escape(text)}</text>'


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
