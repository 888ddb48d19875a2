"""What have steering demands cost from each day on, what was given back, and how much of what we follow is effect?

Use it on the page of the positive list, above the table of the same rows. Not for what holds today; `steering_burden`
says that. Each municipality has its three drawings, the whole before its areas. Without a day it leaves nothing.

Example: `<BurdenOverTime data={history} />`; a row without `service_area` is the whole municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.drawing import plain
from dashboards.language import N_
from dashboards.numbers import Number
from dashboards.rows.trust import BurdenFrom
from dashboards.words.trust import burden_over_time

DRAWN: Sequence[tuple[str, Callable[[BurdenFrom], Number | None]]] = (
    (N_("Timer om året til styringskrav"), lambda row: row.hours_per_year),
    (N_("Timer om året givet tilbage"), lambda row: row.hours_returned),
    (N_("Effektmål af alt, der følges, pct."), lambda row: row.effect_share_pct),
)


def render(page: Page, *, data: Sequence[BurdenFrom]) -> Markup:
    places = []
    for name, rows in groupby(data, key=lambda row: row.name):
        lines: dict[str, list[BurdenFrom]] = {}
        for row in sorted(rows, key=lambda row: row.service_area is not None):
            lines.setdefault(row.area_title, []).append(row)
        drawings = [
            (
                page.lang.say(title),
                plain.steps(
                    page.lang,
                    [(area, [(row.from_day, figure(row)) for row in line]) for area, line in lines.items()],
                ),
            )
            for title, figure in DRAWN
        ]
        whole = next(iter(lines.values()))
        said = burden_over_time(page.lang, name, whole[0], whole[-1])
        places.append({"name": name, "said": said, "drawings": drawings})
    return page.template("burden_over_time.html", places=places)


COMPONENT = Component(tag="BurdenOverTime", kinds=(), attributes={"data": Rows(BurdenFrom)}, render=render)
