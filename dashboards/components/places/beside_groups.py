"""With whom should this figure be compared, and does it matter?

Use it on a measure's own page: each municipality with pages beside every group there is, with a link to its page of the
area. Not for prices alone or over the years. Without figures it leaves nothing behind.

Example: `<BesideGroups data={facts} rows={beside} />`, by municipality and group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.method.question import INDICATOR_KINDS
from dashboards.language import N_, Language
from dashboards.numbers import Number
from dashboards.rows.indicator import Facts
from dashboards.words import closed_lists as words


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One municipality's latest figure beside the mean of one group, itself not in it.

    `n_known` is how many of those nearest have a figure, where not all of them do.
    """

    kind: str
    paired_effects: Sequence[str]
    indicator_id: str
    name: str
    slug: str
    group: str
    value: Number | None
    reference: Number | None
    n_known: int | None
    verdict: str | None


def render(page: Page, *, data: Sequence[Facts], rows: Sequence[Beside]) -> Markup:
    about = data[0]
    if all(row.value is None for row in rows):
        return Markup()
    groups = list(dict.fromkeys(row.group for row in rows))
    places = []
    for (name, slug), of_place in groupby(rows, key=attrgetter("name", "slug")):
        beside = list(of_place)
        value = beside[0].value
        places.append(
            {
                "name": name,
                "path": f"/{slug}/{about.area_slug}/",
                "value": page.lang.say("mangler") if value is None else page.lang.number(value, about.decimals),
                "cells": [_cell(page.lang, row, about.decimals) for row in beside],
            }
        )
    return page.template("beside_groups.html", about=about, groups=groups, places=places)


def _cell(lang: Language, row: Beside, decimals: int) -> tuple[str, str]:
    """The group's mean, and the verdict where there is one."""
    if row.reference is None or row.value is None:
        return "–", ""
    verdict = lang.say(words.VERDICTS[row.verdict]) if row.verdict else ""
    return lang.number(row.reference, decimals), ", ".join(filter(None, (verdict, known(lang, row.n_known))))


KNOWN = N_("{n} med tal")


def known(lang: Language, count: int | None) -> str:
    """How many of those nearest the mean is of, where some have no figure."""
    if count is None:
        return ""
    return lang.say(KNOWN, n=lang.counted(count))


COMPONENT = Component(
    tag="BesideGroups",
    kinds=INDICATOR_KINDS,
    attributes={"data": Rows(Facts), "rows": Rows(Beside, shown=True)},
    render=render,
)
