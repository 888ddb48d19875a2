"""Which source figures are known to be wrong, what is used in their place, and what became of it?

Use it once, on the page of changes: all corrections of the catalogue, also those no longer in use. Not on an
indicator's own page; `figure_notes` tells there which figures rest on one.

Example: `<CorrectionList data={corrections} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.provenance import Correction
from dashboards.words import trust as trust_sentences


def render(page: Page, *, data: Sequence[Correction]) -> Markup:
    return page.template(
        "correction_list.html",
        corrections=[(correction, trust_sentences.correction(page.lang, correction)) for correction in data],
    )


COMPONENT = Component(tag="CorrectionList", kinds=(), attributes={"data": Rows(Correction)}, render=render)
