"""Who has a better figure at a similar price, and what do they do?

Use it on an area page after effects and prices: the first half is computed by rule, the second is notes of practice
with a contact. A better figure is a place to ask and no explanation. Not as a ranking: whoever does not have a better
figure is not named.

Example: `<BetterPerformers data={peers} notes={notes} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import PeerResult
from dashboards.rows.trust import PracticeNote
from dashboards.words import trust as trust_sentences


def render(page: Page, *, data: Sequence[PeerResult], notes: Sequence[PracticeNote]) -> Markup:
    effects = []
    for indicator_id in dict.fromkeys(row.indicator_id for row in data):
        rows = [row for row in data if row.indicator_id == indicator_id]
        ahead = {row.other_code for row in rows if row.is_ahead}
        told = [note for note in notes if note.effect_id == indicator_id and note.municipality_code in ahead]
        effects.append(
            {
                "about": rows[0],
                "sentence": trust_sentences.better_performers(page.lang, rows),
                "notes": told,
                "missing": trust_sentences.notes_missing(page.lang, rows, told),
            }
        )
    return page.template("better_performers.html", effects=effects)


COMPONENT = Component(
    tag="BetterPerformers",
    kinds=("effect", "unit_price"),
    attributes={"data": Rows(PeerResult, shown=True), "notes": Rows(PracticeNote)},
    render=render,
)
