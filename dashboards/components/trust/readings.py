"""How do those who know the area read the figures, each in their own name?

Use it once on an area page, after the figures: at least two views, side by side, so that disagreement is seen and not
averaged away. Not for a text without an author. Where there are fewer than two it says what is missing.

The words are an author's own: they are shown in the language they were written in. Of Markdown only paragraphs, lists
and emphasis count; everything else is text.

Example: `<Readings data={readings} />`; with `quiet="yes"` no reading at all leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.rows.trust import Reading
from dashboards.words import trust as trust_sentences

_WRITER = MarkdownIt("zero").enable(["emphasis", "list"])


def render(page: Page, *, data: Sequence[Reading], quiet: str = "") -> Markup:
    if quiet and not data:
        return Markup("")
    return page.template(
        "readings.html",
        readings=[(reading, Markup(_WRITER.render(reading.text))) for reading in data],  # noqa: S704 - escaped there
        missing=trust_sentences.readings_missing(page.lang, data),
    )


COMPONENT = Component(
    tag="Readings",
    kinds=(),
    attributes={"data": Rows(Reading), "quiet": Text(required=False, allowed=frozenset({"yes"}))},
    render=render,
)
