"""The gallery: every component is there, on real rows, with what its own module says of it."""

from __future__ import annotations

import pytest

from dashboards import PAGES_DIR
from dashboards.compiler.compile import parse_pages, walk
from dashboards.compiler.grammar import Tag
from dashboards.components import COMPONENTS
from dashboards.components.page.example import documentation

SHOWN = {name: component for name, component in COMPONENTS.items() if name != "Example"}


@pytest.mark.parametrize("name", SHOWN)
def test_a_component_says_what_it_answers_when_not_to_use_it_and_how_it_is_written(name: str) -> None:
    about = documentation(SHOWN[name])
    assert about.question.endswith("?")
    assert about.usage
    assert "Not " in " ".join(about.usage) or "never" in " ".join(about.usage)
    assert about.example.startswith(f"`<{name} ") or about.example.startswith(f"`<{name}>")


def test_the_gallery_shows_every_component_inside_its_own_example() -> None:
    (page,) = [p for p in parse_pages(PAGES_DIR).pages if p.source.path == "/komponenter/"]
    shown = {}
    for node in walk(page.source.nodes):
        if isinstance(node, Tag) and node.name == "Example":
            (inside,) = [child for child in node.children if isinstance(child, Tag)]
            shown[node.attributes["of"].value] = inside.name
    assert shown == {name: name for name in SHOWN}
