"""What has nobody entered yet, and how is it done?

Use it once, last in a section of trust whose other components are quiet: all that is empty shares one line. Not for
figures that are missing (`missing_figures`).

Example: `<NotEntered readings={readings} demands={demands} />`; the rows of what may be empty, each in its own name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_
from dashboards.words import waiting

NAMES: Mapping[str, str] = {
    "readings": N_("to underskrevne læsninger af tallene"),
    "demands": N_("styringskrav på positivlisten"),
    "trials": N_("prøvehandlinger"),
}
"""What is told of each attribute where it has no rows."""


def render(page: Page, **rows: Sequence[Mapping[str, Any]]) -> Markup:
    empty = [page.lang.say(name) for given, name in NAMES.items() if given in rows and not rows[given]]
    return page.template("not_entered.html", sentence=waiting.not_entered(page.lang, empty))


COMPONENT = Component(
    tag="NotEntered", kinds=(), attributes={name: Rows(required=False) for name in NAMES}, render=render
)
