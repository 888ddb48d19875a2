"""What should we talk about, now that we have seen the figures?

Use it once per area page, after the figures. Not on the front page, and never as a conclusion: the three are questions,
chosen by rule from what the figures show.

Example: `<DialogueQuestions effects={effects} prices={prices} values={values} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.rows.indicator import Effect, Point, Price
from dashboards.words.of_pages import questions


def render(page: Page, *, effects: Sequence[Effect], prices: Sequence[Price], values: Sequence[Point]) -> Markup:
    return page.template("dialogue_questions.html", questions=questions.questions(page.lang, effects, prices, values))


COMPONENT = Component(
    tag="DialogueQuestions",
    kinds=(),
    attributes={"effects": Rows(Effect), "prices": Rows(Price), "values": Rows(Point)},
    render=render,
)
