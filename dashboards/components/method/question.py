"""A section of an indicator's own page that answers one question: sentences, tables and files.

Belongs here: what these sections have in common. It has no tag: each question is a component of its own, which is not
there when there is nothing to answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Page
from dashboards.components.page.data_table import Table
from dashboards.language import slug

INDICATOR_KINDS = ("effect", "unit_price", "activity", "context", "control")
"""The page is of one indicator, of whatever kind; its rows carry which."""


def section(
    page: Page,
    *,
    title: str,
    kind: str,
    note: str = "",
    sentences: Sequence[str] = (),
    tables: Sequence[tuple[Table, str]],
) -> Markup:
    """The section, its sentences and its tables, each with the address of its CSV or an empty text."""
    body = page.template("question.html", kind=kind, sentences=sentences, tables=tables)
    return page.template("section.html", title=title, note=note, legend="", anchor=slug(title), body=body)
