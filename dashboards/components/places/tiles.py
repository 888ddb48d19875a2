"""The map of tiles, of one size for every municipality: what components that show it have in common.

Belongs here: colour and sign of a call, and the drawing with its legend. Does not belong here: where tiles stand
(`drawing.tile_map`), the words (`words.of_pages.measure`). It has no tag of its own.

What a tile says stands in its colour, in its sign and in its title. The drawing is for the eye and the pointer: beside
it stands a table or a list that says and links the same, for keys and screen readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from dashboards.components.base import Page
from dashboards.drawing.tile_map import GAP, SIDE, layout, size
from dashboards.language import MINUS

LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "clearly_better": ("good sure", "++"),
    "suggests_better": ("good", "+"),
    "clearly_worse": ("bad sure", MINUS * 2),
    "suggests_worse": ("bad", MINUS),
    "clearly_higher": ("high sure", "▲▲"),
    "suggests_higher": ("high", "▲"),
    "clearly_lower": ("low sure", "▼▼"),
    "suggests_lower": ("low", "▼"),
    "on_level": ("", "="),
    "cannot_tell": ("", "~"),
    "over": ("", "▵"),
    "under": ("", "▿"),
    "level": ("", "="),
    "too_few": ("", "·"),
    "alone": ("", "·"),
    "not_comparable": ("", "·"),
    "missing": ("empty", ""),
}
"""The classes and the sign of a call (`words.of_pages.measure`); higher and lower are no better and worse."""


@dataclass(frozen=True, kw_only=True)
class TileEntry:
    """What the tile of one municipality says; `call` is none on a map that only leads on.

    It leads to the first page of `ways` that the site has, each a path and an anchor on it.
    """

    municipality_code: str
    title: str
    call: str | None = None
    ways: Sequence[tuple[str, str]] = ()


def tiles(page: Page, entries: Sequence[TileEntry], legend: Sequence[tuple[str, str]] = ()) -> Markup:
    """The drawing; `legend` are calls with what is said of each."""
    known = {entry.municipality_code: entry for entry in entries}
    width, height = size()
    return page.template(
        "tiles.html",
        tiles=[(tile, known[tile.municipality_code]) for tile in layout() if tile.municipality_code in known],
        looks=LOOKS,
        legend=legend,
        width=width,
        height=height,
        side=SIDE - GAP,
    )
