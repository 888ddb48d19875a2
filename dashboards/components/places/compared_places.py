"""How do the compared municipalities stand, each in a few words?

Use it on the start page, where a reader chooses one of them. Not on a page seen from one of them (`Headline`), and not
to rank: they stand in their usual order, and each is held against its own others.

Example: `<ComparedPlaces data={effects} />`, rows by municipality.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.drawing import plain
from dashboards.rows.indicator import Effect
from dashboards.words.of_pages import headline


def render(page: Page, *, data: Sequence[Effect]) -> Markup:
    places = []
    for (name, slug), rows in groupby(data, key=attrgetter("municipality_name", "municipality_slug")):
        effects = list(rows)
        tally = headline.Tally.of(effects)
        between = tally.with_figures - tally.better - tally.worse
        places.append(
            {
                "name": name,
                "path": f"/{slug}/",
                "bar": plain.shares([("good", tally.better), ("bad", tally.worse), ("", between)]),
                "better": page.lang.number(tally.better),
                "worse": page.lang.number(tally.worse),
                "between": page.lang.number(between),
                "message": headline.lead(page.lang, name, effects),
            }
        )
    return page.template("compared_places.html", places=places)


COMPONENT = Component(
    tag="ComparedPlaces", kinds=("effect",), attributes={"data": Rows(Effect, shown=True)}, render=render
)
