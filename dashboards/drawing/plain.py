"""Drawings of many municipalities that are written straight as SVG: their lines over the years, and their place in one.

Use them where nobody is "ours" and a page has a drawing of its own for each measure: they cost a thousandth of what
Vega takes. Not for a card seen from one municipality (`trend`, `benchmark_strip`). The texts of a screen reader, the
heading and the table stand around them (`components.effects.measure_chart`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from dashboards.drawing import benchmark_strip as card
from dashboards.drawing import theme, trend
from dashboards.drawing.placement import LINE, apart, strip_labels
from dashboards.drawing.scale import round_ticks
from dashboards.language import Language
from dashboards.numbers import Number
from dashboards.rows.indicator import Facts, Point

FORM: Final = {"width": float(theme.STRIP_WIDTH), "height": 224.0, "stroke": 1.5, "dot": 2.5}
"""How large the lines of a measure's own page are, here and in the view that is opened in their place. All else of
them, and all of the strip, is as on a card (`trend`, `benchmark_strip`)."""
BAR: Final = (240.0, 12.0)
STEPS_WIDTH: Final = float(theme.STRIP_WIDTH)
STEPS_HEIGHT: Final = 168.0
TOP, BOTTOM, TICK_GAP, NAME_GAP = 10.0, 22.0, 6.0, 16.0
"""The edges of the steps."""
NAME_ROOM: Final = 110.0
AFTER: Final = 0.08
"""How much of the time drawn follows the last day of change: what was decided then holds still."""


def lines(lang: Language, about: Facts, points: Sequence[Point], targets: Sequence[tuple[str, float]] = ()) -> Markup:
    """The lines of the compared group, each with its name where it ends, cut at the years the measure breaks.

    Each of `targets`, its name and its value, is a line across.

    Empty with fewer than two years.
    """
    found: dict[str, dict[int, float]] = {}
    for p in points:
        if p.is_compared and p.value is not None:
            found.setdefault(p.name, {})[p.year] = float(p.value)
    series = {name: sorted(found[name].items()) for name in sorted(found)}
    years = sorted({year for line in series.values() for year, _ in line})
    if len(years) < 2:
        return Markup()
    values = [value for line in series.values() for _, value in line] + [value for _, value in targets]
    ticks, decimals = round_ticks(min(values), max(values))
    low, high = min(ticks[0], *values), max(ticks[-1], *values)
    texts = [lang.number(tick, decimals) for tick in ticks]
    names = [*(theme.fitted(name, trend.NAME_ROOM) for name in series), *(name for name, _ in targets)]
    width, height, foot = FORM["width"], FORM["height"], FORM["height"] - trend.BOTTOM
    left = max(theme.text_width(text, trend.TICK_SIZE) for text in texts) + trend.TICK_GAP
    right = width - trend.NAME_GAP - max(theme.text_width(name, bold=True) for name in names)
    first, last = years[0], years[-1]

    def across(year: float) -> float:
        return left + (right - left) * (year - first) / (last - first)

    def down(value: float) -> float:
        return trend.TOP + (foot - trend.TOP) * (high - value) / ((high - low) or 1)

    def small(x: float, y: float, text: str, anchor: str = "start") -> str:
        return _text(x, y + 4, text, anchor=anchor, size=trend.TICK_SIZE, colour=theme.MUTED)

    drawn = [_rule(left, right, down(tick), theme.LINE) for tick in ticks]
    drawn += [small(left - trend.TICK_GAP, down(tick), text, "end") for tick, text in zip(ticks, texts, strict=True)]
    drawn += [small(left, height - 7, str(first)), small(right, height - 7, str(last), "end")]
    drawn += [small(0, 7, theme.fitted(about.unit, width, trend.TICK_SIZE))]
    drawn += [
        _path([(across(year - 0.5), down(low)), (across(year - 0.5), down(high))], theme.DOT, dashes="2 3")
        for year in sorted(about.break_years)
        if first < year <= last
    ]
    drawn += [_rule(left, right, down(value), theme.ACCENT) for _, value in targets]
    for line in series.values():
        for part in _parts(line, about.break_years):
            at = [(across(year), down(value)) for year, value in part]
            if len(at) >= trend.FEWEST_FOR_LINE:
                drawn.append(_path(at, theme.DOT, width=FORM["stroke"]))
            else:
                drawn += [_dot(x, y, FORM["dot"], edge="none") for x, y in at]
    ends = [*((across(line[-1][0]), down(line[-1][1])) for line in series.values())]
    ends += [(right, down(value)) for _, value in targets]
    places = apart([y - trend.TOP for _, y in ends], trend.NAME_LINE, foot - trend.TOP)
    for (x, y), name, place in zip(ends, names, places, strict=True):
        at_name = trend.TOP + place
        drawn.append(_path([(x + 4, y), (right + trend.NAME_GAP - 3, at_name)], theme.DOT, width=0.75))
        drawn.append(_text(right + trend.NAME_GAP, at_name + 4, name, colour=theme.MUTED))
    return _sheet(width, height, drawn)


def strip(lang: Language, about: Facts, points: Sequence[Point]) -> Markup:
    """The compared group, each with name and value, among all others of one year.

    Empty with no value.
    """
    known = [(p, float(p.value)) for p in points if p.value is not None]
    named = [(p, value) for p, value in known if p.is_compared]
    rest = sorted(value for p, value in known if not p.is_compared)
    rest = rest if len(rest) >= card.FEWEST_TICKS else []
    if not named:
        return Markup()
    scale = [value for _, value in named] + card.near(rest)
    low, high = min(scale), max(scale)
    low, high = (low, high) if high > low else (low - 1, high + 1)
    width = float(theme.STRIP_WIDTH)

    def across(value: float) -> float:
        return card.MARGIN + (width - 2 * card.MARGIN) * (value - low) / (high - low)

    labels = [f"{theme.fitted(p.name, card.NAME_ROOM)} {lang.number(value, about.decimals)}" for p, value in named]
    placed = strip_labels(
        [(across(value), theme.text_width(text)) for (_, value), text in zip(named, labels, strict=True)], width
    )
    base = (1 + max(line for _, line in placed)) * LINE + card.LABEL_RISE
    drop = card.SCALE_DROP - card.OWN_LABEL
    drawn = [_rule(0, width, base, theme.LINE)]
    drawn += [_path([(across(x), base - 5), (across(x), base + 5)], theme.TICK) for x in rest if low <= x <= high]
    for (_, value), (place, line), text in zip(named, placed, labels, strict=True):
        y = base - card.LABEL_RISE - line * LINE
        if line or place.anchor != "middle":
            to = y + (6 if place.anchor == "middle" else -4)
            drawn.append(_path([(across(value), base - 6), (across(value), to)], theme.DOT, width=0.75))
        drawn.append(_text(place.x, y + 4, text, anchor=place.anchor, colour=theme.MUTED))
    drawn += [_dot(across(value), base, theme.radius(card.DOT_SIZE)) for _, value in named]
    beyond = [sum(x < low for x in rest), sum(x > high for x in rest)]
    notes = [lang.say(text, n=n) if n else "" for text, n in zip(card.BEYOND, beyond, strict=True)]
    drawn += [_text(0, base + drop + 4, notes[0], colour=theme.MUTED)] if notes[0] else []
    drawn += [_text(width, base + drop + 4, notes[1], anchor="end", colour=theme.MUTED)] if notes[1] else []
    taken = [theme.text_width(text) + card.SCALE_GAP if text else 0.0 for text in notes]
    values, decimals = round_ticks(low, high)
    for value in values:
        text = lang.number(value, decimals) + card.scale_mark(lang.unit_mark(about.unit_measure))
        x, half = across(value), theme.text_width(text) / 2
        if x - half >= taken[0] and x + half <= width - taken[1]:
            drawn.append(_text(x, base + drop + 4, text, anchor="middle", colour=theme.MUTED))
            drawn.append(_path([(x, base), (x, base + card.SCALE_TICK)], theme.LINE))
    return _sheet(width, base + drop + 8, drawn)


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
    ticks, decimals = round_ticks(0.0, most, at_most=5)
    high = max(ticks[-1], most)
    texts = [lang.number(tick, decimals) for tick in ticks]
    names = [theme.fitted(name, NAME_ROOM) for name, _ in series]
    left = max(theme.text_width(text, 11.5) for text in texts) + TICK_GAP
    right = STEPS_WIDTH - NAME_GAP - max(theme.text_width(name) for name in names)

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
    return _sheet(STEPS_WIDTH, STEPS_HEIGHT, drawn)


def _ticks(left: float, right: float, placed: Sequence[tuple[float, str]]) -> list[str]:
    """The values along the side, each with its line across."""
    texts = [_text(left - TICK_GAP, y + 4, text, anchor="end", size=11.5, colour=theme.MUTED) for y, text in placed]
    return [*(_rule(left, right, y, theme.LINE) for y, _ in placed), *texts]


def _names(right: float, height: float, ends: Sequence[tuple[float, str, float]]) -> list[str]:
    """The names right of the lines they belong to, clear of each other: how far down each ends, its name, and where."""
    drawn = []
    ordered = sorted(ends)
    places = apart([y - TOP for y, *_ in ordered], LINE, height - TOP - BOTTOM)
    for (y, name, x), place in zip(ordered, (TOP + each for each in places), strict=True):
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


def _parts(line: Sequence[tuple[int, float]], breaks: Sequence[int]) -> list[list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    for year, value in line:
        found.setdefault(sum(year >= cut for cut in breaks), []).append((year, value))
    return list(found.values())


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


def _dot(x: float, y: float, radius: float, *, edge: str = theme.PAPER) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{theme.DOT}" stroke="{edge}"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: float = theme.FONT_SIZE, colour: str = theme.INK
) -> str:
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{where} font-size="{size}" fill="{colour}">{escape(text)}</text>'


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
