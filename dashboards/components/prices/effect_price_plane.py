"""What do the citizens get, and what does it cost, in one look?

Use it for one unit price and one of its paired effects, with the compared group as dots. Not for two effects or two
prices, and not as a ranking: the grey cross is where a difference is not clear, and a corner has a name only outside.

Where a model says for each of the dots what its conditions let one expect, the effect is the difference to that, and
the grey is what such a model leaves open (docs/methods.md, "Effect and price on one plane"); else it is the difference
to the others. The grey is the interval of our own dot, laid around the middle instead of around the dot: the dot is
outside of the one where the middle is outside of the other, and only our own dot gets a word.

Example: `<EffectPricePlane effects={effects} prices={prices} values={values} />`, one plane: the area's main price,
chosen alike for every city, and one of its effects of nearly the same year, with the catalogue's reason for the pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboards import choices
from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import Table
from dashboards.drawing import theme
from dashboards.drawing.charts import Chart
from dashboards.drawing.placement import Anchor, Box, Place, choose, plane_labels
from dashboards.language import N_, Language, language, lower_first
from dashboards.numbers import Number
from dashboards.rows.indicator import Effect, Point, Price, points_of
from dashboards.words import beside, verdicts

HEIGHT = 230.0
NOTE_SIZE, NOTE_LINE = 12.0, 14.0
CORNER = 8.0
"""Between a corner's name and the frame or the grey."""
RADIUS = 5.0
NAME_ROOM = 100.0
"""A longer name is cut in the drawing; the table has it in full."""
SHOWN = 460
NOTES = (
    N_("billigere og bedre"),
    N_("dyrere og bedre"),
    N_("billigere og dårligere"),
    N_("dyrere og dårligere"),
    N_("ikke klart"),
)
"""What is written in the corners and in the grey."""
NOTES_BY_CONDITIONS = (
    N_("billigere, bedre end ventet"),
    N_("dyrere, bedre end ventet"),
    N_("billigere, dårligere end ventet"),
    N_("dyrere, dårligere end ventet"),
    N_("ikke klart"),
)
"""The same where the effect is held against what conditions let one expect."""
CSV_COLUMNS = (
    N_("kommune"),
    N_("pris"),
    N_("prisens_aar"),
    N_("prisforskel_pct"),
    N_("effektmaal"),
    N_("effektens_aar"),
    N_("effektforskel"),
    N_("effekten_maalt_mod"),
)


@dataclass(frozen=True, kw_only=True)
class PlanePoint(Point):
    """A value with what its municipality's conditions let one expect in the same year; None without a usable model."""

    expected: Number | None


def plane(lang: Language, effect: Effect, price: Price, values: Sequence[PlanePoint]) -> Chart:
    """The plane of one effect and one price; the zone is that of our own municipality, and so is the middle."""
    points = [
        {"name": name, "own": is_own, "x": round(pct, 4), "y": round(difference * effect.sign, 6)}
        for name, is_own, pct, difference in _differences(effect, price, values)
    ]
    expecting = by_conditions(effect, price, values)
    return Chart.of(
        __name__,
        {
            "points": points,
            "x_zone": _price_zone(price),
            "y_zone": _expected_zone(effect) if expecting else _effect_zone(effect),
            "language": lang.code,
            "sign": effect.sign,
            "notes": [lang.say(note) for note in (NOTES_BY_CONDITIONS if expecting else NOTES)],
        },
    )


def by_conditions(effect: Effect, price: Price, values: Sequence[PlanePoint]) -> bool:
    """Whether a model says what to expect of every municipality shown; dots with different middles cannot be read."""
    shown = _shown(effect, price, values)
    return effect.expected_low is not None and bool(shown) and all(p.expected is not None for p, _ in shown)


def _shown(effect: Effect, price: Price, values: Sequence[PlanePoint]) -> list[tuple[PlanePoint, float]]:
    """The effect of each municipality that has both figures, and its price."""
    known = [p for p in values if p.is_named and p.value is not None]
    prices = {p.municipality_code: float(p.value or 0) for p in points_of(price, known)}
    return [(p, prices[p.municipality_code]) for p in points_of(effect, known) if p.municipality_code in prices]


def _differences(effect: Effect, price: Price, values: Sequence[PlanePoint]) -> list[tuple[str, bool, float, float]]:
    """Name and whether it is ours of each municipality with both figures, and its differences to the middle.

    The price in per cent, the effect in its own unit. One reference for all: measured against its own others, each
    dot would have another middle than the zone. What to expect is each municipality's own.
    """
    if effect.reference is None or price.reference_unweighted is None or price.reference_unweighted <= 0:
        return []  # of what is not above zero there are no per cent
    mean, cost = float(effect.reference), float(price.reference_unweighted)
    expecting = by_conditions(effect, price, values)
    return [
        (
            *(p.name, p.is_own, 100 * (paid - cost) / cost),
            float(p.value or 0) - (float(p.expected or 0) if expecting else mean),
        )
        for p, paid in _shown(effect, price, values)
    ]


def _plain(value: Number | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _price_zone(price: Price) -> list[float | None]:
    """The zone in per cent of the mean; all of the axis where a difference beyond it is not called clear either."""
    low, high = _plain(price.zone_low_pct), _plain(price.zone_high_pct)
    if low is None or high is None or (not price.is_told_apart and not low <= float(price.gap_pct or 0) <= high):
        return [None, None]
    return [low, high]


def _effect_zone(effect: Effect) -> list[float | None]:
    """The zone as differences to the mean, turned so that up is better; all of the axis as for the price."""
    if effect.zone_low is None or effect.zone_high is None or effect.reference is None or effect.value is None:
        return [None, None]
    if not effect.is_told_apart and not effect.zone_low <= effect.value <= effect.zone_high:
        return [None, None]
    edges = [(float(edge) - float(effect.reference)) * effect.sign for edge in (effect.zone_low, effect.zone_high)]
    return [round(edge, 6) for edge in sorted(edges)]


def _expected_zone(effect: Effect) -> list[float | None]:
    """Where four of five municipalities of such conditions lie, as differences to what is expected, up is better."""
    low, middle, high = (float(n or 0) for n in (effect.expected_low, effect.expected, effect.expected_high))
    return [round(edge, 6) for edge in sorted(((low - middle) * effect.sign, (high - middle) * effect.sign))]


def pair(effects: Sequence[Effect], prices: Sequence[Price]) -> tuple[Effect, Price] | None:
    """The area's main price and one of its paired effects that have a figure; none without one of nearly the same year.

    An effect that can be told apart from the others, better or worse, is taken before one that cannot; of several the
    first in the catalogue.
    """
    by_id = {effect.indicator_id: effect for effect in effects if effect.value is not None}
    price = choices.main_price(effects, prices)
    beside = [by_id[name] for name in price.paired_effects if name in by_id] if price else []
    beside = [effect for effect in beside if price and choices.may_be_paired(effect, price)]
    return (min(beside, key=lambda effect: not effect.is_told_apart), price) if price and beside else None


def draw(inputs: dict[str, Any]) -> dict[str, Any]:
    """The Vega-Lite specification; x is the price gap in per cent, y the effect gap with up as better."""
    points = sorted(inputs["points"], key=lambda p: (not p["own"], p["name"]))
    points = [p | {"name": theme.fitted(p["name"], NAME_ROOM)} for p in points]
    width, height = float(theme.STRIP_WIDTH), HEIGHT
    x_edge = _edge([p["x"] for p in points], inputs["x_zone"])
    y_edge = _edge([p["y"] for p in points], inputs["y_zone"])
    x_zone, y_zone = _within(inputs["x_zone"], x_edge), _within(inputs["y_zone"], y_edge)
    sheet = theme.Sheet(width, height, x=(-x_edge, x_edge), y=(-y_edge, y_edge))

    def to_data(x: float, y: float) -> dict[str, Any]:
        return {"x": x / width * 2 * x_edge - x_edge, "y": y_edge - y / height * 2 * y_edge}

    arms = [
        {"x": x_zone[0], "x2": x_zone[1], "y": -y_edge, "y2": y_edge},
        {"x": -x_edge, "x2": x_edge, "y": y_zone[0], "y2": y_zone[1]},
    ]
    sheet.add("rect", arms, color=theme.BAND)
    sheet.add("rule", _outline(x_zone, y_zone, x_edge, y_edge), color=theme.DOT, strokeWidth=0.75)
    frame = {"x": -x_edge, "x2": x_edge, "y": -y_edge, "y2": y_edge}
    sheet.add("rect", [frame], filled=False, stroke=theme.LINE, strokeWidth=1)
    sheet.add("rule", [{"x": 0, "y": -y_edge, "y2": y_edge}], color=theme.TICK)
    sheet.add("rule", [{"x": -x_edge, "x2": x_edge, "y": 0}], color=theme.TICK)
    marks = [
        (
            (p["x"] + x_edge) / (2 * x_edge) * width,
            (y_edge - p["y"]) / (2 * y_edge) * height,
            theme.text_width(p["name"], bold=p["own"]),
        )
        for p in points
    ]
    dots = [Box(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y, _ in marks]
    white = [
        (zone[0] + edge if low else edge - zone[1]) / (2 * edge) * size
        for zone, edge, size in ((x_zone, x_edge, width), (y_zone, y_edge, height))
        for low in (True, False)
    ]
    notes = _notes(language(inputs["language"]), inputs["notes"], inputs["sign"], dots, x_edge, y_edge, white)
    for anchor, align in theme.ALIGN.items():
        rows = [{**to_data(place.x, place.y), "text": text} for text, place in notes if place.anchor == anchor]
        sheet.add("text", rows, align=align, fontSize=NOTE_SIZE, color=theme.MUTED)
    taken = [place.text for _, place in notes]
    places = plane_labels(marks, width, height, taken, RADIUS)
    for own, weight, colour in ((False, "normal", theme.MUTED), (True, "bold", theme.ACCENT)):
        for anchor, align in theme.ALIGN.items():
            rows = [
                {**to_data(place.x, place.y), "text": point["name"]}
                for point, place in zip(points, places, strict=True)
                if place is not None and place.anchor == anchor and point["own"] is own
            ]
            sheet.add("text", rows, align=align, fontSize=theme.FONT_SIZE, fontWeight=weight, color=colour)
    for own, size, colour in ((False, 64, theme.DOT), (True, 170, theme.ACCENT)):
        rows = [{"x": p["x"], "y": p["y"]} for p in points if p["own"] is own]
        sheet.add("point", rows, filled=True, size=size, color=colour, stroke=theme.PAPER, strokeWidth=1, opacity=1)
    return sheet.specification()


def _outline(
    x_zone: tuple[float, float], y_zone: tuple[float, float], x_edge: float, y_edge: float
) -> list[dict[str, Any]]:
    """The edges of the grey cross from the frame to its middle, because the grey alone is too faint to be an edge."""
    upright = [
        {"x": x, "x2": x, "y": y, "y2": end}
        for x in x_zone
        for y, end in ((-y_edge, y_zone[0]), (y_zone[1], y_edge))
        if abs(x) < x_edge
    ]
    across = [
        {"x": x, "x2": end, "y": y, "y2": y}
        for y in y_zone
        for x, end in ((-x_edge, x_zone[0]), (x_zone[1], x_edge))
        if abs(y) < y_edge
    ]
    return upright + across


def _notes(
    lang: Language,
    texts: Sequence[str],
    better: int,
    dots: Sequence[Box],
    x_edge: float,
    y_edge: float,
    white: Sequence[float],
) -> list[tuple[str, Place]]:
    """The fixed texts where no dot stands on them: the corners, the grey, and a round value out on each axis.

    `white` is how much is left of the zone to the left, the right, below and above it, in units. A corner's name stands
    in its white, on one line or two; where it has no room there it is left out, for the grey would cut it.
    """
    width, height = float(theme.STRIP_WIDTH), HEIGHT
    x, y = _round_below(x_edge * 0.8), _round_below(y_edge * 0.7)
    decimals = max(0, -math.floor(math.log10(y) + 1e-9))
    above, below = height / 2 - 10, height / 2 + 11
    *corners, grey = texts
    found: list[tuple[str, Place]] = []
    for number, text in enumerate(corners):
        is_right, is_low = number % 2 == 1, number >= 2
        lines = _lines(text, white[is_right] - 2 * CORNER, white[2 if is_low else 3] - 2 * CORNER)
        first = height - CORNER - 6 - NOTE_LINE * (len(lines) - 1) if is_low else CORNER + 6
        named = [
            _note(
                line, width - CORNER if is_right else CORNER, first + n * NOTE_LINE, "end" if is_right else "start", 0
            )
            for n, line in enumerate(lines)
        ]
        if not any(place.text.overlaps(dot) for place in named for dot in dots):
            found += zip(lines, named, strict=True)
    spots: dict[str, list[tuple[float, float, Anchor]]] = {
        grey: [(8, below, "start"), (8, above, "start"), (width - 8, below, "end"), (width - 8, above, "end")]
    }
    for sign in (-1, 1):
        at_x, at_y = width / 2 * (1 + sign * x / x_edge), height / 2 * (1 - sign * y / y_edge)
        across = lang.percent(sign * x, 0 if x >= 1 else 1, signed=True)
        spots[across] = [(at_x, above, "middle"), (at_x, below, "middle")]
        spots[lang.number(better * sign * y, decimals, signed=True)] = [
            (width / 2 + 5, at_y, "start"),
            (width / 2 - 5, at_y, "end"),
        ]
    taken = [*dots, *(place.text for _, place in found)]
    places = choose([[_note(text, *spot, cost) for cost, spot in enumerate(at)] for text, at in spots.items()], taken)
    return found + (list(zip(spots, places, strict=True)) if places is not None else [])


def _lines(text: str, width: float, height: float) -> list[str]:
    """The text on one line, or on two at its last space, whichever has room; nothing where neither has."""
    for lines in ([text], text.rsplit(" ", 1)):
        if len(lines) * NOTE_LINE <= height and max(theme.text_width(line, NOTE_SIZE) for line in lines) <= width:
            return lines
    return []


def _note(text: str, x: float, y: float, anchor: Anchor, cost: float) -> Place:
    wide = theme.text_width(text, NOTE_SIZE)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return Place(x, y, anchor, cost, Box(left, y - 8, left + wide, y + 8))


def _round_below(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (5, 2, 1) if m * power <= value * (1 + 1e-9))


def _edge(values: Sequence[float], zone: Sequence[float | None]) -> float:
    """Half width of an axis: zero in the middle, all dots and the zone well inside."""
    return max([abs(v) for v in values] + [abs(edge) * 1.1 for edge in zone if edge is not None] + [1e-6]) * 1.28


def _within(zone: Sequence[float | None], edge: float) -> tuple[float, float]:
    """The zone inside the axis; the whole axis where there is none, because then nothing can be told apart."""
    low, high = zone
    return (-edge if low is None else max(low, -edge), edge if high is None else min(high, edge))


def render(page: Page, *, effects: Sequence[Effect], prices: Sequence[Price], values: Sequence[PlanePoint]) -> Markup:
    found = pair(effects, prices)
    return page.template("effect_price_plane.html", plane=_plane(page, *found, values) if found else None)


def _plane(page: Page, effect: Effect, price: Price, values: Sequence[PlanePoint]) -> dict[str, Any]:
    lang = page.lang
    expecting = by_conditions(effect, price, values)
    message = (verdicts.plane_message_by_conditions if expecting else verdicts.plane_message)(lang, effect, price)
    rows = [
        (name, round(pct, 4), round(difference, 6))
        for name, _, pct, difference in sorted(_differences(effect, price, values), key=lambda row: not row[1])
    ]
    # The same mean for every row, also for those that are part of it: not "the five others" of each.
    short = price.is_of_fewer or (effect.is_of_fewer and not expecting)
    cities = beside.group_measured(lang, price) if short else beside.the_group(price)
    if price.is_compared:
        without = N_("{group}, uden {place}") if short else N_("{group} uden {place}")
        cities = lang.say(without, group=cities, place=price.municipality_name)
    against = lang.say("det ventede") if expecting else lang.say("gennemsnittet")
    unit = lang.say("procentpoint") if lang.unit_mark(effect.unit_measure) == "%" else effect.unit
    return {
        "effect": effect,
        "price": price,
        "message": message,
        "because": dict(zip(price.paired_effects, price.paired_because, strict=True))[effect.indicator_id],
        "cities": cities,
        "unit": unit,
        "expecting": expecting,
        "table": Table(
            caption=lang.say(
                N_("Pris mod gennemsnittet af {cities}, effekt mod det ventede: {price}")
                if expecting
                else N_("Forskel til gennemsnittet af {cities}: {price}"),
                cities=cities,
                price=lower_first(price.title),
            ),
            head=[lang.say("Kommune"), lang.say("Pris, %"), lang.say("Effekt, {unit}", unit=unit)],
            rows=[
                [
                    name,
                    lang.number(pct, 1, signed=True),
                    lang.number(gap, effect.decimals, signed=True),
                ]
                for name, pct, gap in rows
            ],
        ),
        "csv": page.csv(
            f"flade-{price.slug}",
            CSV_COLUMNS,
            [
                (name, price.title, price.year, pct, effect.title, effect.year, difference, against)
                for name, pct, difference in rows
            ],
        ),
        "chart": page.chart(
            plane(lang, effect, price, values),
            title=lang.say("{effect} og {price}", effect=effect.title, price=lower_first(price.title)),
            description=message,
            width=SHOWN,
        ),
    }


COMPONENT = Component(
    tag="EffectPricePlane",
    kinds=("effect", "unit_price"),
    attributes={"effects": Rows(Effect, shown=True), "prices": Rows(Price, shown=True), "values": Rows(PlanePoint)},
    render=render,
)
