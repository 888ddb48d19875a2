"""What do we ask of those who do the work, by which law, who answers for it, and when is it looked at again?

Use it last on a page. Not for anything else, and never unfolded: it is always a closed `<details>`. The compiler
turns away a demand without legal basis, owner and review date. Without rows it says that none is registered,
or what `empty` says; with `quiet="yes"` it leaves nothing behind.

Example: `<ProcessList data={demands} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.trust import Demand
from dashboards.words import trust as trust_sentences


def render(page: Page, *, data: Sequence[Demand] = (), empty: str = "", quiet: str = "") -> Markup:
    if quiet and not data:
        return Markup("")
    return page.template(
        "process_list.html",
        demands=[(demand, trust_sentences.demand(page.lang, demand)) for demand in data],
        empty=empty,
    )


COMPONENT = Component(
    tag="ProcessList",
    kinds=("process",),
    attributes={
        "data": Rows(Demand, shown=True, required=False),
        "empty": Text(required=False),
        "quiet": Text(required=False, allowed=frozenset({"yes"})),
    },
    render=render,
)
