"""What else rests on this measure?

Use it on a measure's own page, so that one knows what changes with it. Not for what the measure itself rests on; that
is the lineage. Where nothing else uses it, it leaves nothing behind.

Example: `<UsedBy data={uses} />`, by use and title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_


@dataclass(frozen=True, kw_only=True)
class Use:
    """A page that leads on to what uses the measure: `use` is one of `USES`, `path` a page of the site."""

    use: str
    path: str
    title: str


USES = {
    "paired": N_("Vises ved siden af"),
    "scope": N_("Er en afgrænsning af"),
    "neighbours": N_("Finder de nærmeste kommuner"),
}


def render(page: Page, *, data: Sequence[Use]) -> Markup:
    if not data:
        return Markup()
    uses = [(page.lang.say(USES[use]), list(rows)) for use, rows in groupby(data, key=attrgetter("use"))]
    return page.template("used_by.html", uses=uses)


COMPONENT = Component(tag="UsedBy", kinds=(), attributes={"data": Rows(Use)}, render=render)
