"""Where labels go so that none lies on another.

Belongs here: the choice among candidate places, the candidates of a label on a strip and on a plane, and the column of
names at the ends of lines. Does not belong here: fonts and colours (`theme`) and drawing (the components).

Coordinates are SVG units, y downwards. The search is exact and deterministic: the first label takes its candidates in
order of cost, and a branch is left as soon as it cannot cost less than the best whole placement found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal

Anchor = Literal["start", "middle", "end"]

LINE = 15.0
"""Height of one line of labels."""
GAP = 4.0
"""Smallest distance between two labels on a line, and between a label and another's leader."""
SPARE_LINES = 2
"""How many lines more than labels a strip may use before labels are stacked one by one."""
FLAG_COST = 0.6
"""A flag beside its leader is worse than a label over its dot, and better than one more line."""


@dataclass(frozen=True)
class Box:
    """A rectangle; `right` and `bottom` lie outside it."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Place:
    """One way to put a label.

    Args:
        x: where the text is anchored.
        y: middle of the line of text.
        anchor: which side of the text stands at `x`.
        cost: how much worse than the best place it is.
        text: what the letters cover.
        leader: the thin line from dot to label, none where the label stands at its dot.
    """

    x: float
    y: float
    anchor: Anchor
    cost: float
    text: Box
    leader: Box | None = None

    def collides(self, other: Place) -> bool:
        """Letters on letters, or a leader through letters; two leaders may run together."""
        return (
            self.text.overlaps(other.text)
            or (self.leader is not None and self.leader.overlaps(other.text))
            or (other.leader is not None and other.leader.overlaps(self.text))
        )


def choose(candidates: Sequence[Sequence[Place]], taken: Sequence[Box] = ()) -> list[Place] | None:
    """One place per label, together the cheapest in which nothing collides; none if there is no such choice.

    `taken` is what is drawn already and no letter may cover.
    """
    free = [
        sorted((p for p in places if not any(p.text.overlaps(box) for box in taken)), key=lambda p: (p.cost, p.x, p.y))
        for places in candidates
    ]
    numbered = [list(enumerate(places, sum(map(len, free[:label])))) for label, places in enumerate(free)]
    ruled_out: dict[int, int] = {}
    best: list[Place] | None = None
    best_cost = float("inf")
    chosen: list[Place] = []

    def rules_out(number: int, place: Place) -> int:
        """Which places of later labels collide with this one, a bit for each by its number; found once for a place."""
        if number not in ruled_out:
            later = numbered[len(chosen) + 1 :]
            ruled_out[number] = sum(1 << n for places in later for n, other in places if other.collides(place))
        return ruled_out[number]

    def extend(cost: float, out: int) -> None:
        nonlocal best, best_cost
        if len(chosen) == len(free):
            best, best_cost = list(chosen), cost
            return
        rest = 0.0
        for places in numbered[len(chosen) + 1 :]:
            left = next((place.cost for n, place in places if not out >> n & 1), None)
            if left is None:
                return
            rest += left
        for number, place in numbered[len(chosen)]:
            if cost + place.cost + rest >= best_cost:
                return
            if not out >> number & 1:
                out_too = out | rules_out(number, place)
                chosen.append(place)
                extend(cost + place.cost, out_too)
                chosen.pop()

    if all(free):
        extend(0.0, 0)
    return best


def strip_labels(marks: Sequence[tuple[float, float]], width: float) -> list[tuple[Place, int]]:
    """Places for labels above a strip, each `(x of the dot, width of the text)`, with the line each stands on.

    Line 0 is the one next to the dots; y is minus the distance upwards, in whole lines. A label stands over its dot, or
    as a flag beside its leader; as few lines as possible are used, and the lower ones first. Labels wider than three
    tenths of the strip may have no such placement; then each has a line of its own, and a leader may pass behind
    letters.
    """
    candidates = [_strip_candidates(x, text_width, width) for x, text_width in marks]
    for lines in range(1, len(marks) + SPARE_LINES + 1):
        places = choose([[place(line) for line in range(lines) for place in on_line] for on_line in candidates])
        if places is not None:
            return [(place, round(-place.y / LINE)) for place in places]
    return [(on_line[0](line), line) for line, on_line in enumerate(candidates)]


def _strip_candidates(x: float, text_width: float, width: float) -> list[Callable[[int], Place]]:
    """The ways to stand on a line, the one over the dot first."""
    half = text_width / 2
    centre = min(max(x, half), max(width - half, half))
    ways: list[tuple[float, Anchor, float, float]] = [(centre, "middle", centre - half, abs(centre - x) / text_width)]
    if x + GAP + text_width <= width:
        ways.append((x + GAP, "start", x + GAP, FLAG_COST))
    if x - GAP - text_width >= 0:
        ways.append((x - GAP, "end", x - GAP - text_width, FLAG_COST))

    def place(line: int, at: float, anchor: Anchor, left: float, cost: float) -> Place:
        y = -line * LINE
        return Place(
            x=at,
            y=y,
            anchor=anchor,
            cost=line + cost,
            text=Box(left - GAP / 2, y - LINE / 2, left + text_width + GAP / 2, y + LINE / 2),
            leader=Box(x - 1, y + (LINE / 2 if anchor == "middle" else -LINE / 3), x + 1, LINE / 2),
        )

    return [partial(place, at=at, anchor=anchor, left=left, cost=cost) for at, anchor, left, cost in ways]


def apart(wanted: Sequence[float], gap: float, height: float) -> list[float]:
    """Places of labels in one column, each as near to where it is wanted as the others allow, in the order given.

    No two are nearer than `gap`, and none is beyond 0 and `height` where all have room between them.
    """
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n], n))
    places = list(wanted)
    for before, after in pairwise(order):
        places[after] = max(places[after], places[before] + gap)
    # What was pushed out below is moved up again, as far as it takes.
    limit = height
    for n in reversed(order):
        places[n] = min(places[n], limit)
        limit = places[n] - gap
    return places


def plane_labels(
    marks: Sequence[tuple[float, float, float]], width: float, height: float, taken: Sequence[Box], radius: float
) -> list[Place | None]:
    """Places for labels on a plane, each mark `(x, y, width of the text)`; none for a label that has no free place.

    The dots themselves count as taken. When not every label fits, the last ones give way (callers put the most
    important mark first), and the reader finds them in the table.
    """
    dots = [Box(x - radius, y - radius, x + radius, y + radius) for x, y, _ in marks]
    candidates = [_plane_candidates(x, y, text_width, width, height, radius) for x, y, text_width in marks]
    for count in range(len(marks), 0, -1):
        places = choose(candidates[:count], [*taken, *dots])
        if places is not None:
            return [*places, *([None] * (len(marks) - count))]
    return [None] * len(marks)


def _plane_candidates(x: float, y: float, text_width: float, width: float, height: float, radius: float) -> list[Place]:
    away, half = radius + 3, text_width / 2
    offsets: list[tuple[float, float, Anchor, float]] = [
        (0, -away - LINE / 2, "middle", 0),
        (away, 0, "start", 0.2),
        (-away, 0, "end", 0.3),
        (0, away + LINE / 2, "middle", 0.4),
        (away, -LINE * 0.7, "start", 0.6),
        (-away, -LINE * 0.7, "end", 0.7),
        (away, LINE * 0.7, "start", 0.8),
        (-away, LINE * 0.7, "end", 0.9),
        (0, -away - LINE * 1.5, "middle", 2),
        (0, away + LINE * 1.5, "middle", 2.2),
    ]
    places = []
    for dx, dy, anchor, cost in offsets:
        at, middle = x + dx, y + dy
        left = at - {"start": 0.0, "middle": half, "end": text_width}[anchor]
        box = Box(left, middle - LINE / 2, left + text_width, middle + LINE / 2)
        if box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height:
            places.append(Place(at, middle, anchor, cost, box))
    return places
