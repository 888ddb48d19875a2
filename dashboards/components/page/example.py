"""How does a component look, and when is it the right one?

Use it in the gallery, around one component with real figures; it reads what the component's own module says of itself.
Not on pages for readers.

Example: `<Example of="Headline"> <Headline … /> </Example>`
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

from dashboards.components.base import Component, Page, Text
from dashboards.language import slug


@dataclass(frozen=True)
class Documentation:
    """What a module says of its component: the question it answers, when to use it and when not, an example."""

    question: str
    usage: Sequence[str]
    example: str


def documentation(component: Component) -> Documentation:
    """The docstring of the component's module, whose three parts `tests/unit/test_gallery.py` holds it to."""
    module = inspect.getmodule(component.render)
    question, *usage, example = inspect.cleandoc((module and module.__doc__) or "").split("\n\n")
    return Documentation(question, usage, example.removeprefix("Example: "))


def render(page: Page, *, of: str, body: Markup) -> Markup:
    # The list of components is made from these modules, so it cannot be imported while they are.
    from dashboards.components import COMPONENTS

    about = documentation(COMPONENTS[of])
    texts = [Markup(MarkdownIt("commonmark", {"html": False}).render(text)) for text in (*about.usage, about.example)]  # noqa: S704
    return page.template("example.html", tag=of, anchor=slug(of), question=about.question, texts=texts, body=body)


COMPONENT = Component(tag="Example", kinds=(), attributes={"of": Text()}, render=render, container=True)
