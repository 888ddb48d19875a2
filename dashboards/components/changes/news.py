"""What is new since the last time?

Use it on a municipality's front page (`most` measures of each kind, the rest by a link) and, without `most`, on the
page of changes. Not for what a publisher revised within its files; that has a table of its own. Without news it leaves
nothing behind with `most`; without, it says whether nothing is changed or there is no release before, as `basis` knows.

Example: `<News data={news} most="3" mail="{{ municipality_name }}" address="{{ release[0].site_address }}" />`
with rows by release, newest first. With `mail`, a name, it lies beside the page as the text of a mail too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows, Text
from dashboards.language import Language
from dashboards.rows.news import Basis, NewsItem
from dashboards.words.of_pages import news as sentences

MAIL = "nyt.txt"


def render(
    page: Page,
    *,
    data: Sequence[NewsItem],
    basis: Sequence[Basis] = (),
    most: str = "",
    mail: str = "",
    address: str = "",
) -> Markup:
    if most and not data:
        return Markup()
    releases = []
    for (told_on, release_id), rows in groupby(data, key=attrgetter("told_on", "release_id")):
        kinds = _kinds(page.lang, list(rows), int(most) if most else None)
        alike = all(kind["causes"] == kinds[0]["causes"] for kind in kinds)
        releases.append({"id": release_id, "told_on": told_on, "kinds": kinds, "alike": alike})
    return page.template(
        "news.html",
        releases=releases,
        nothing=sentences.none(page.lang, has_earlier=any(row.has_earlier for row in basis)),
        is_short=bool(most),
        mail=mail and page.file(MAIL, _mail(page, mail, data, address)),
    )


def _mail(page: Page, place: str, data: Sequence[NewsItem], address: str) -> bytes:
    front = f"{address}{page.path.removeprefix('/')}" if address else ""
    return sentences.mail(page.lang, place, data, front).encode()


def _kinds(lang: Language, items: Sequence[NewsItem], most: int | None) -> list[dict[str, Any]]:
    kinds = []
    for what, title in sentences.KINDS.items():
        of_kind = [item for item in items if item.what == what]
        shown = of_kind if most is None else of_kind[:most]
        if of_kind:
            more = len(of_kind) - len(shown)
            kinds.append(
                {
                    "title": lang.say(title),
                    "lines": [(item, sentences.line(lang, item)) for item in shown],
                    "causes": sentences.causes_of(lang, of_kind),
                    "more": lang.count(more, "og {n} mere", "og {n} mere") if more else "",
                }
            )
    return kinds


COMPONENT = Component(
    tag="News",
    kinds=(),
    attributes={
        "data": Rows(NewsItem),
        "basis": Rows(Basis, required=False),
        "most": Text(required=False),
        "mail": Text(required=False),
        "address": Text(required=False),
    },
    render=render,
)
