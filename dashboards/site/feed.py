"""What is new, as an Atom feed (RFC 4287) beside the pages: one entry per release that told something new.

Belongs here: the feed. Does not belong here: what is new (the mart `news`) and its words (`words.of_pages.news`).

A site does not know at which address it will be served, and works from a folder too. So links are relative, as Atom
allows: a reader resolves them against the address it took the feed from. What names a feed and its entries for ever
must not be relative, and is a `urn:` made from the release's id. Nothing in it is asked from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from xml.etree import ElementTree as ET

from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, instances
from dashboards.folders import PAGES_DIR
from dashboards.language import Language, lower_first
from dashboards.rows.news import NewsItem
from dashboards.words.of_pages import news as sentences

NAME = "nyt.atom"
CHANGES = "/aendringer/"
"""The page that says it too; a site without it has no feed."""
_ATOM = "http://www.w3.org/2005/Atom"
_TOLD = PAGES_DIR / "queries" / "told_news.sql"
"""The query that pages read news by."""
_DAY = Query(
    "day",
    "select cast(max(left(retrieved_at, 10)) as date) as day from marts.snapshots",
    Path(__file__),
    1,
)


def feeds(marts: Marts, languages: Sequence[Language]) -> dict[str, bytes]:
    """The feed of each language, by its path in the site: at the top of the language's pages."""
    found = marts.run(_news(), {})
    day = marts.run(_DAY, {}).rows[0]["day"]
    return {
        f"{lang.root}{NAME}".lstrip("/"): feed(
            lang, instances(NewsItem, found.translated(lang), name="news", place=__file__), day
        )
        for lang in languages
    }


def _news() -> Query:
    order = "release_no, viewpoint_order nulls last, kind_order, area_order, sort_order, slug"
    told = _TOLD.read_text(encoding="utf-8")
    return Query("news", f"with told as ({told}) select * from told order by {order}", _TOLD, 1)


def feed(lang: Language, items: Sequence[NewsItem], day: date | None) -> bytes:
    """The feed of news, newest release first; `day` is when it was last the same, where there is no news."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang.code})
    _add(root, "id", f"urn:seksby:news:{lang.code}")
    _add(root, "title", lang.say("Seksby: nyt siden sidst"))
    _add(root, "updated", _moment(items[0].told_on if items else day))
    _add(root, "link", href=NAME, rel="self", type="application/atom+xml")
    _add(root, "link", href="aendringer/index.html", rel="alternate", type="text/html")
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", "Seksby")
    for (told_on, release_id), rows in groupby(items, key=attrgetter("told_on", "release_id")):
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"urn:seksby:news:{lang.code}:{release_id}")
        _add(entry, "title", lang.say("Nyt {day}", day=lang.date(told_on)))
        _add(entry, "updated", _moment(told_on))
        _add(entry, "link", href="aendringer/index.html", rel="alternate", type="text/html")
        _add(entry, "content", "\n".join(_lines(lang, list(rows))), type="text")
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _lines(lang: Language, items: Sequence[NewsItem]) -> Iterator[str]:
    for what, title in sentences.KINDS.items():
        of_kind = [item for item in items if item.what == what]
        for item in of_kind:
            yield f"{lang.say(title)}: {lower_first(item.title)}: {sentences.line(lang, item)}."


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text


def _moment(day: date | None) -> str:
    return f"{(day or date(2026, 1, 1)).isoformat()}T00:00:00Z"
