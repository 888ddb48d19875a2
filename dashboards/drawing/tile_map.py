"""Where each municipality's tile stands on a map on which all are of one size.

Belongs here: the layout (`tile_map.csv`, drawn by hand) and the size of a tile. Does not belong here: what a tile says
and how it is coloured (`components.places.tiles`, the stylesheet).

A map of areas shows Ringkøbing-Skjern sixteen times as large as Frederiksberg, which has twice its inhabitants. Here
neighbours stay near each other, west is left and north is up; the rest is given up for tiles of one size. `x` and `y`
count tiles from the upper left; Funen stands half a tile to the side, so that water lies around it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_suffix(".csv")
SIDE: Final = 36
GAP: Final = 2


@dataclass(frozen=True)
class Tile:
    """A municipality's tile: `short` is its name in at most four letters."""

    municipality_code: str
    short: str
    x: float
    y: float

    @property
    def left(self) -> float:
        """In SVG units."""
        return (self.x - 1) * SIDE

    @property
    def top(self) -> float:
        """In SVG units."""
        return (self.y - 1) * SIDE


@cache
def layout() -> Sequence[Tile]:
    """All tiles, from north to south and west to east."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    tiles = [Tile(row["municipality_code"], row["short"], float(row["x"]), float(row["y"])) for row in rows]
    return sorted(tiles, key=lambda tile: (tile.y, tile.x))


@cache
def size() -> tuple[int, int]:
    """Width and height of the whole map in SVG units."""
    return int(max(tile.x for tile in layout()) * SIDE), int(max(tile.y for tile in layout()) * SIDE)
