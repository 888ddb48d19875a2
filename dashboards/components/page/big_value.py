"""What is the one number of this part?

Use it for a single figure that is no indicator of a service area, such as the share of effect measures. Not for an
effect or a price; those never stand alone.

Example: `<BigValue value="{{ share[0].pct | pct(0) }}" caption="af de offentliggjorte mål er effektmål" />`
"""

from __future__ import annotations

from markupsafe import Markup

from dashboards.components.base import Component, Page, Text


def render(page: Page, *, value: str, caption: str) -> Markup:
    return page.template("big_value.html", value=value, caption=caption)


COMPONENT = Component(tag="BigValue", kinds=(), attributes={"value": Text(), "caption": Text()}, render=render)
