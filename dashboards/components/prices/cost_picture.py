"""What is the money spent on here, and where is it more or less per inhabitant than among the others?

Use it once on a front page, after effects and prices: it is context and no price, for a cost per inhabitant is price ×
how many use it. Each line leads to where its area shows the two. Not for parts of a sum: what municipalities book under
one function or another is compared as one sum alone.

Example: `<CostPicture data={costs} areas={context_areas} />`, rows ordered by kroner
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.language import N_, Language
from dashboards.numbers import Number, rounded
from dashboards.rows.indicator import Indicator
from dashboards.words import verdicts

CSV_COLUMNS = (
    N_("kommune"),
    N_("udgift"),
    N_("aar"),
    N_("kr_pr_indbygger"),
    N_("gennemsnit_af_de_andre"),
    N_("kildetal_rettet"),
)


@dataclass(frozen=True, kw_only=True)
class Cost(Indicator):
    """A cost per inhabitant of one municipality and the others' mean; `price_slug` is the price it is a product of."""

    is_corrected: bool
    reference: Number | None
    price_slug: str | None


@dataclass(frozen=True, kw_only=True)
class ContextArea:
    """An area that has figures, but neither effects nor prices: nothing else on a front page leads to it."""

    title: str
    municipality_slug: str
    area_slug: str


def render(page: Page, *, data: Sequence[Cost], areas: Sequence[ContextArea] = ()) -> Markup:
    lang = page.lang
    longest = max((float(value or 0) for row in data for value in (row.value, row.reference)), default=0.0)
    lines = []
    for row in data:
        own, other = (None if value is None else float(value) for value in (row.value, row.reference))
        here = f"/{row.municipality_slug}/{row.area_slug}/"
        lines.append(
            {
                "about": row,
                "title": _short(lang, row.title),
                "link": page.link(here, row.price_slug or ""),
                "own": round(100 * (own or 0) / (longest or 1), 1),
                "other": None if other is None else round(100 * other / (longest or 1), 1),
                "value": lang.kroner(row.value or 0),
                "corrected": verdicts.marked(lang, is_corrected=row.is_corrected),
                "mean": "–" if row.reference is None else lang.kroner(row.reference),
                "gap": ""
                if row.reference is None
                else lang.number(rounded(row.value or 0) - rounded(row.reference), signed=True),
            }
        )
    csv = page.csv(
        "udgifter-pr-indbygger",
        CSV_COLUMNS,
        [
            (row.municipality_name, row.title, row.year, row.value, row.reference, line["corrected"] or None)
            for row, line in zip(data, lines, strict=True)
        ],
    )
    years = {row.year for row in data}
    year = years.pop() if len(years) == 1 else None
    return page.template("cost_picture.html", lines=lines, csv=csv, areas=areas, year=year)


def _short(lang: Language, title: str) -> str:
    """What the money goes to, without what the heading says of every line."""
    return title.removesuffix(lang.say("pr. indbygger")).rstrip().removesuffix(lang.say(": udgift"))


COMPONENT = Component(
    tag="CostPicture",
    kinds=("context",),
    attributes={"data": Rows(Cost, shown=True), "areas": Rows(ContextArea, required=False)},
    render=render,
)
