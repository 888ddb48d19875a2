"""What do we ask of those who do the work, by which law, who answers for it, and when is it looked at again?

Use it last on a page. Not for anything else, and never unfolded: it is always a closed `<details>`. The compiler
turns away a demand without legal basis, owner and review date. Without `data` it says that none is registered.

Example: `<ProcessList data={demands} />`
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.figures import Demand


def render(page: Page, *, data: Sequence[Demand] = ()) -> Markup:
    return page.template("process_list.html", demands=data)


COMPONENT = Component(
    tag="ProcessList",
    kinds=("process",),
    attributes={"data": Rows(Demand, shown=True, required=False)},
    render=render,
)
