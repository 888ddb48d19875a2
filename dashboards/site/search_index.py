"""The index of the site search: municipalities, areas, indicators and text pages with the words they are found by.

Belongs here: what is found and by which words. Does not belong here: how the reader searches in it
(`scripts/search.js`) and how it is written to a file (`interactive`).

One index serves both languages, so that a Danish title is found on an English page. `words` are those a title does not
have already, in one text with spaces between: a reader who enters the field waits for the index. A municipality is also
found by its code, and leads to the pages seen from it, or else to its light page. Process measures are not in it: they
are not public.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts
from dashboards.language import DANISH, LANGUAGES, N_
from dashboards.words import closed_lists as words_of
from seksby.naming import fold
from seksby.vocabulary import Kind

KINDS: Final = tuple(kind for kind in Kind if kind not in (Kind.CONTROL, Kind.PROCESS))
"""The kinds that are found."""

SYNONYMS: Final = Path(__file__).with_name("synonyms.csv")
_PLACE: Final = (N_("Kommune"), N_("Kommuner"))
_WORD: Final = re.compile(r"[a-z0-9%]+")
_AREAS = Query(
    "areas", "select slug, title_da, title_en from marts.service_areas order by sort_order, slug", Path(__file__), 1
)
_PLACES = Query(
    "places",
    """
    select slug, name, municipality_code
    from marts.municipalities
    where is_municipality
    order by compared_order nulls last, municipality_code
    """,
    Path(__file__),
    1,
)
_INDICATORS = Query(
    "indicators",
    """
    select
        i.slug, i.kind, i.latest_year is not null as has_figures,
        i.title_da, i.title_en, i.unit_da, i.unit_en, i.definition_da, i.definition_en,
        a.slug as area
    from marts.indicators as i
    inner join marts.service_areas as a on i.service_area = a.service_area
    order by a.sort_order, i.sort_order, i.indicator_id
    """,
    Path(__file__),
    1,
)


def words(*texts: str | None) -> list[str]:
    """The different words of the texts, folded."""
    return sorted({word for text in texts if text for word in _WORD.findall(fold(text))})


def synonyms() -> dict[str, str]:
    """What readers call a measure that its texts do not, by its slug."""
    with SYNONYMS.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: row["words"] for row in csv.DictReader(file, delimiter=";")}


def index(marts: Marts, titles: Mapping[str, str], texts: Collection[str]) -> dict[str, Any]:
    """The index of a site.

    Args:
        marts: municipalities, areas and indicators; those without a page are not in the index.
        titles: every page's title, by its path.
        texts: paths of the Danish pages that are of no municipality, area or indicator.
    """
    also = synonyms()
    areas = marts.run(_AREAS, {}).rows
    places = marts.run(_PLACES, {}).rows
    indicators = marts.run(_INDICATORS, {}).rows
    return {
        "places": [
            {
                "slug": place["slug"],
                "path": path,
                "name": place["name"],
                "words": _further({"name": place["name"]}, place["municipality_code"], *_said(*_PLACE)),
                "areas": [area["slug"] for area in areas if f"/{place['slug']}/{area['slug']}/" in titles],
            }
            for place in places
            if (path := next((p for p in (place["slug"], f"kommuner/{place['slug']}") if f"/{p}/" in titles), None))
        ],
        "areas": [{"slug": area["slug"], "title": _titles(area)} for area in areas],
        "indicators": [
            {
                "slug": row["slug"],
                "kind": row["kind"],
                "area": row["area"],
                "title": _titles(row),
                "hasFigures": row["has_figures"],
                "words": _further(
                    _titles(row), *_texts(row), *_said(words_of.KINDS[row["kind"]]), also.get(row["slug"])
                ),
            }
            for row in indicators
            if row["kind"] in KINDS and f"/tal/{row['slug']}/" in titles
        ],
        "pages": [_page(path, titles) for path in sorted(texts)],
    }


def _page(path: str, titles: Mapping[str, str]) -> dict[str, Any]:
    below = path.removeprefix(DANISH.root)
    title = {lang.code: titles.get(lang.root + below, titles[path]) for lang in LANGUAGES}
    return {"path": below, "title": title, "words": _further(title, below)}


def _further(title: Mapping[str, str], *texts: str | None) -> str:
    """The words of the texts that the title has in no language."""
    known = set(words(*title.values()))
    return " ".join(word for word in words(*texts) if word not in known)


def _titles(row: dict[str, Any]) -> dict[str, str]:
    """The title by language; where one is missing the Danish stands for it."""
    return {lang.code: row[f"title_{lang.code}"] or row["title_da"] for lang in LANGUAGES}


def _said(*messages: str) -> list[str]:
    return [lang.say(message) for message in messages for lang in LANGUAGES]


def _texts(row: dict[str, Any]) -> list[str | None]:
    return [row[f"{name}_{lang.code}"] for name in ("unit", "definition") for lang in LANGUAGES]
