"""Which measures are not shown, and why?

Use it where a reader would look for them: prices that lack a figure or an effect to stand beside, and measures of
private services that may not be held against the municipality's own. Not for one municipality's missing figure; its
card says so. Few are told at once, more are folded; without any it says what `empty` says.

Example: `<NotShown data={not_shown} empty="Ingen sammenligning er afvist." />`; one row per measure, which has a page
where it has a `slug`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.words import waiting

FEW = 5


@dataclass(frozen=True, kw_only=True)
class NotShown:
    """One measure that is not shown.

    `refused_for` is why a private service is not compared with `beside`, the municipality's own; None for the others,
    which lack a figure for `missing_reason`, or else an effect with one.
    """

    slug: str | None
    title: str
    missing_reason: str | None
    refused_for: str | None
    beside: str | None


def render(page: Page, *, data: Sequence[NotShown], empty: str) -> Markup:
    return page.template(
        "not_shown.html",
        summary=waiting.not_shown(page.lang, len(data)),
        measures=[
            (row, waiting.why_not(page.lang, row.missing_reason, row.refused_for, row.beside or "")) for row in data
        ],
        is_folded=len(data) > FEW,
        empty=empty,
    )


COMPONENT = Component(tag="NotShown", kinds=(), attributes={"data": Rows(NotShown), "empty": Text()}, render=render)
