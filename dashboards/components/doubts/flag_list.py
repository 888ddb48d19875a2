"""Which figures are unusual and were kept, and where are they?

Use it on the page of changes. Not for values: a price may not stand alone, and each line leads to the measure's own
page, where the figure stands with all that belongs to it.

Example: `<FlagList data={flagged} />`, rows of one measure and reason after each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.provenance import Flagged
from dashboards.words import trust as trust_sentences


def render(page: Page, *, data: Sequence[Flagged]) -> Markup:
    measures = []
    for _, rows in groupby(data, key=lambda row: row.indicator_id):
        found = list(rows)
        measures.append((found[0], trust_sentences.flagged(page.lang, found)))
    return page.template("flag_list.html", measures=measures)


COMPONENT = Component(tag="FlagList", kinds=(), attributes={"data": Rows(Flagged)}, render=render)
