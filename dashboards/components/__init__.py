"""The components of the page grammar, one module each, in rooms by what they show.

Belongs here: finding them. Each module's docstring says what question the component answers, when not to use it, and
how it stands on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from dashboards.components.base import Component


def _found() -> Iterator[Component]:
    for module in walk_packages(__path__, f"{__name__}."):
        component = getattr(import_module(module.name), "COMPONENT", None)
        if component is not None:
            yield component


COMPONENTS: dict[str, Component] = {component.tag: component for component in _found()}
"""By tag. A module is a component by having a `COMPONENT`; nothing else has to list it."""
