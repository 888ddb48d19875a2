"""The index of the site search: areas and indicators with the words they are found by.

Belongs here: which rows are found and by which words. Does not belong here: how the reader searches in it
(`scripts/search.js`) and how it is written to a file (`interactive`).

One index serves both languages, so that a Danish title is found on an English page. Process measures are not in it:
they are not public.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from dashboards import words as words_of
from dashboards.grammar import Query
from dashboards.language import LANGUAGES
from dashboards.queries import Marts

KINDS: Final = ("effect", "unit_price", "activity", "context")
"""The kinds that are found, in the order they are offered: effects before prices."""

_SPELLED: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_WORD: Final = re.compile(r"[a-z0-9%]+")
_AREAS = Query(
    "areas", "select slug, title_da, title_en from marts.service_areas order by sort_order, slug", Path(__file__), 1
)
_PLACES = Query(
    "places",
    "select slug, name from marts.municipalities order by six_city_order nulls last, municipality_code",
    Path(__file__),
    1,
)
_INDICATORS = Query(
    "indicators",
    """
    select
        i.slug, i.kind, i.title_da, i.title_en, i.unit_da, i.unit_en, i.definition_da, i.definition_en,
        a.slug as area, a.title_da as area_da, a.title_en as area_en
    from marts.indicators as i
    inner join marts.service_areas as a on i.service_area = a.service_area
    order by a.sort_order, i.sort_order, i.indicator_id
    """,
    Path(__file__),
    1,
)


def fold(text: str) -> str:
    """Small letters without accents; æ, ø and å as ae, oe and aa, the way they are typed without a Danish keyboard."""
    spelled = text.lower().translate(_SPELLED)
    return "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))


def words(*texts: str | None) -> list[str]:
    """The different words of the texts, folded."""
    return sorted({word for text in texts if text for word in _WORD.findall(fold(text))})


def index(marts: Marts, paths: Collection[str]) -> dict[str, Any]:
    """The index of a site with pages at `paths`; what has no page is not in it."""
    areas = marts.run(_AREAS, {}).rows
    places = marts.run(_PLACES, {}).rows
    indicators = marts.run(_INDICATORS, {}).rows
    seen_from = [
        {
            "slug": place["slug"],
            "name": place["name"],
            "areas": [area["slug"] for area in areas if f"/{place['slug']}/{area['slug']}/" in paths],
        }
        for place in places
    ]
    return {
        "places": [place for place in seen_from if place["areas"]],
        "areas": [
            {"slug": area["slug"], "title": _titles(area), "words": words(*_titles(area).values())} for area in areas
        ],
        "indicators": [
            {
                "slug": row["slug"],
                "kind": row["kind"],
                "area": row["area"],
                "title": _titles(row),
                "words": words(*_titles(row).values(), *_texts(row), *_kinds(row["kind"])),
            }
            for row in indicators
            if row["kind"] in KINDS and f"/tal/{row['slug']}/" in paths
        ],
    }


def _titles(row: dict[str, Any]) -> dict[str, str]:
    """The title by language; where one is missing the Danish stands for it."""
    return {lang.code: row[f"title_{lang.code}"] or row["title_da"] for lang in LANGUAGES}


def _kinds(kind: str) -> list[str]:
    name = words_of.KINDS[kind]
    return [lang.say(name) for lang in LANGUAGES]


def _texts(row: dict[str, Any]) -> list[str | None]:
    return [row[f"{name}_{lang.code}"] for name in ("unit", "definition", "area") for lang in LANGUAGES]
