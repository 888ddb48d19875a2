"""Where do I find my own municipality?

Use it on the start page: each tile of the map, and each name of the list beside it, leads to the municipality's page.
Not for showing figures; `MeasureChart` does that on a measure's own page.

Example: `<MunicipalityMap data={everybody} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.places.tiles import TileEntry, tiles
from dashboards.language import alphabetical


@dataclass(frozen=True, kw_only=True)
class Place:
    """A municipality of the country."""

    municipality_code: str
    name: str
    slug: str


def render(page: Page, *, data: Sequence[Place]) -> Markup:
    entries = [
        TileEntry(
            municipality_code=place.municipality_code,
            title=place.name,
            ways=((f"/{place.slug}/", ""), (f"/kommuner/{place.slug}/", "")),
        )
        for place in data
    ]
    names = sorted(data, key=lambda place: alphabetical(place.name))
    return page.template("municipality_map.html", map=tiles(page, entries), names=names)


COMPONENT = Component(tag="MunicipalityMap", kinds=(), attributes={"data": Rows(Place)}, render=render)
