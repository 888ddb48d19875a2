"""What the catalogue says of itself, as the rows that readers are told.

Belongs here: an entry's own words and numbers, put where a mart has them. Does not belong here: anything computed from
cells, but for the years in which an indicator has figures.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.names import read_as
from pipelines.recomputing.series import ROLES, Chosen
from pipelines.recomputing.telling.waiting import UNREAD
from pipelines.recomputing.values import origin
from pipelines.recomputing.written import Entry, Written, called

if TYPE_CHECKING:
    import polars as pl

KINDS = ("effect", "unit_price", "activity", "context", "control", "process")
"""In the order a page shows them."""

PREVIEW = "terms_unchecked"
PREVIEW_TEXT = {
    "da": "Kun til forhåndsvisning: ingen har læst udgiverens vilkår for genbrug.",
    "en": "For preview only: nobody has read the publisher's terms of reuse.",
}


def indicators(written: Written, chosen: Chosen, stored: Mapping[str, Stored], figures: pl.DataFrame) -> pl.DataFrame:
    """One row per indicator that is shown."""
    import polars as pl

    spans = (
        figures.filter(pl.col("value").is_not_null())
        .group_by("indicator")
        .agg(pl.col("year").min().alias("first_year"), pl.col("year").max().alias("latest_year"))
    )
    rows = [
        {"sort_order": order} | _indicator(item, written, chosen.recipe_no.get(item["id"]), stored)
        for order, item in enumerate(written.indicators, start=1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).join(
        spans, left_on="indicator_id", right_on="indicator", how="left"
    )


def _indicator(item: Entry, written: Written, recipe_no: int | None, stored: Mapping[str, Stored]) -> dict[str, Any]:
    recipe = item["recipes"][recipe_no - 1] if recipe_no else None
    used = sorted({term["table"] for role in ROLES for term in recipe.get(role) or []}) if recipe else []
    bounds, interval = item.get("bounds") or {}, item.get("interval") or {}
    smallest = item.get("smallest_difference") or {}
    return {
        "indicator_id": item["id"],
        "slug": item["id"].replace("_", "-"),
        **_as_written(item),
        **{name: item.get(name) for name in ("part_of", "valid_to")},
        "cluster": item.get("cluster") or item["id"],
        "overlapping_years": item.get("overlapping_years", 1),
        "cyclical": item.get("cyclical", False),
        "interval_kind": interval.get("kind"),
        "interval_per": _number(interval.get("per")),
        "bound_low": _number(bounds.get("low")),
        "bound_high": _number(bounds.get("high")),
        "smallest_difference_value": _number(smallest.get("value")),
        "smallest_difference_decided_by": smallest.get("decided_by"),
        "smallest_difference_decided_on": smallest.get("decided_on"),
        "kind_order": KINDS.index(item["kind"]) + 1,
        **_unit(item["unit"], written.units),
        "recipe_no": recipe_no,
        "scale": _number(recipe.get("scale", 1)) if recipe else 1.0,
        "publisher": _listed(written.sources[table]["publisher"] for table in used),
        "publisher_tables": _listed(written.sources[table]["table"] for table in used),
        "tables_called_da": _listed(called(written.sources[table])["da"] for table in used),
        "tables_called_en": _listed(called(written.sources[table])["en"] for table in used),
        "origin": origin(recipe, stored) if recipe else None,
    }


def _as_written(item: Entry) -> dict[str, Any]:
    """Its fields of one value, and its texts in two languages: one that is new is judged without being named here."""
    texts = {name: value for name, value in item.items() if isinstance(value, Mapping) and value.keys() == {"da", "en"}}
    alone = {name: value for name, value in item.items() if name != "id" and not isinstance(value, Mapping | list)}
    return alone | {key: text for name, value in texts.items() for key, text in _texts(name, value).items()}


def _unit(unit: Entry, units: Entry) -> dict[str, Any]:
    measure = next(item.get("text") for item in units["measures"] if item["id"] == unit["measure"])
    per = next((item["text"] for item in units["per"] if item["id"] == unit.get("per")), None)
    whole = {lang: " ".join(part[lang] for part in (measure, per) if part) for lang in ("da", "en")}
    return {
        "unit_measure": unit["measure"],
        "unit_per": unit.get("per"),
        **_texts("unit", whole),
        **_texts("per_what", per or whole),
        **_texts("counted_in", measure or whole),
        "is_monetary": unit["measure"] == "dkk",
    }


def lists(written: Written, chosen: Chosen, viewpoints: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The lists of each indicator and of the catalogue, by the mart that has them; a mart without rows is there too.

    Args:
        written: the catalogue.
        chosen: the recipes in use.
        viewpoints: codes of the municipalities that have pages of their own besides the compared.
    """
    import polars as pl

    shown = written.indicators
    warnings = {item["id"]: item["text"] for item in written.usage_warnings} | {PREVIEW: PREVIEW_TEXT}
    holders = {item["id"]: item for item in written.stakeholders}

    def each(field: str) -> Iterable[tuple[str, int, Any]]:
        return ((item["id"], order, one) for item in shown for order, one in enumerate(item.get(field) or [], start=1))

    rows: dict[str, list[dict[str, Any]]] = {
        "indicator_warnings": [
            {"indicator_id": item["id"], "sort_order": order, "warning_id": one, **_texts("text", warnings[one])}
            for item in shown
            for order, one in enumerate(_cautions(item, written, chosen), start=1)
        ],
        "indicator_pitfalls": [
            {"indicator_id": name, "sort_order": order, **_texts("text", one)} for name, order, one in each("pitfalls")
        ],
        "indicator_pairs": [
            {
                "indicator_id": name,
                "sort_order": order,
                "effect_id": one["effect"],
                **_texts("paired_because", one["because"]),
            }
            for name, order, one in each("paired_effects")
        ],
        "indicator_breaks": [
            {"indicator_id": name, "year": one["year"], **_texts("note", one["note"])}
            for name, _, one in each("breaks")
        ],
        "indicator_booked_elsewhere": [
            {
                "indicator_id": name,
                "municipality_code": one["municipality"],
                "from_year": one["from_year"],
                "to_year": one["to_year"],
                **_texts("note", one["note"]),
            }
            for name, _, one in each("booked_elsewhere")
        ],
        "indicator_stakeholders": [
            {"indicator_id": name, "stakeholder": one, "sort_order": order, **_texts("title", holders[one]["title"])}
            for name, order, one in each("stakeholders")
        ],
        "peer_groups": [
            {
                "peer_group": item["id"],
                **_texts("title", item["title"]),
                "is_compared": item.get("compared", False),
                "neighbours": (item.get("neighbours") or {}).get("number"),
                "kind": "neighbours" if item.get("neighbours") else "members" if item.get("members") else "all",
                "sort_order": order,
            }
            for order, item in enumerate(written.peer_groups, start=1)
        ],
        "decomposition_parts": [
            {
                "decomposition_id": item["id"],
                **_texts("title", item["title"]),
                "counts": item["counts"],
                "indicator_id": part,
                "sort_order": order,
            }
            for item in written.decompositions
            for order, part in enumerate(item["parts"], start=1)
        ],
        "service_areas": [
            {
                "service_area": item["id"],
                **_texts("title", item["title"]),
                **{name: item[name] for name in ("slug", "sort_order")},
                **_trust_space(item.get("trust_space") or {}),
            }
            for item in written.service_areas
        ],
        "municipalities": _municipalities(written, viewpoints),
    }
    return {name: pl.DataFrame(found, infer_schema_length=None) for name, found in rows.items()}


def _cautions(item: Entry, written: Written, chosen: Chosen) -> list[str]:
    """The catalogue's, and that of a figure of a source whose terms of reuse nobody has read."""
    number = chosen.recipe_no.get(item["id"])
    recipe = item["recipes"][number - 1] if number else {}
    used = {term["table"] for role in ROLES for term in recipe.get(role) or []}
    is_preview = any(written.sources[table]["licence"] == UNREAD for table in used)
    return [*(item.get("usage_warnings") or []), *([PREVIEW] if is_preview else [])]


def snapshots(
    stored: Mapping[str, Stored], before: Mapping[str, Stored] | None, not_updated: Collection[str] = ()
) -> pl.DataFrame:
    """One row per file in use, by what lies beside it.

    Args:
        stored: the files in use.
        before: the file before of each source that has one; without them, what means something else is not told.
        not_updated: sources whose newest figures could not be had. Where there is any, why is not told: it follows from
            what a server answered that day.
    """
    import polars as pl

    return pl.DataFrame(
        [
            {
                "snapshot_id": item.id,
                "source_id": source,
                "publisher": item.source["publisher"],
                "publisher_table": item.source["table"],
                **_texts("called", called(item.source)),
                **_texts("title", item.source["title"]),
                **{name: item.meta.get(name) for name in ("origin", "licence", "citation", "sha256", "url")},
                # To the second: what is fetched keeps its millionths.
                "retrieved_at": f"{datetime.fromisoformat(item.meta['retrieved_at']):%Y-%m-%dT%H:%M:%SZ}",
                "publisher_updated": item.meta.get("updated"),
                "row_count": item.meta["rows"],
                "path": "/".join((item.folder / "data.csv").parts[-4:]),
                "request": json.dumps(asked, ensure_ascii=False) if (asked := item.meta.get("request")) else None,
                **{f"read_as_{lang}": _joined(read_as(one, lang) for one in item.taken) for lang in ("da", "en")},
                **({} if before is None else _changed(before.get(source), item)),
                **({} if not_updated else {f"not_updated_reason_{lang}": None for lang in ("da", "en")}),
            }
            for source, item in stored.items()
        ],
        infer_schema_length=None,
    )


def _changed(before: Stored | None, item: Stored) -> dict[str, str | None]:
    """What the publisher says otherwise of the same figures; a transcribed file's description is no word of theirs."""
    told = [] if before is None or item.meta["origin"] == "transcribed" else list(differences(before.info, item.info))
    return {f"meaning_changed_{lang}": _joined(one[at] for one in told) for at, lang in enumerate(("da", "en"))}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """In what two descriptions of a table mean something else, in Danish and English."""

    def footnote(info: Mapping[str, Any]) -> tuple[Any, Any]:
        note = info.get("footnote") or {}
        return note.get("text"), note.get("mandatory", False)

    if before["text"] != after["text"]:
        yield f"titlen er nu »{after['text']}«", "the title is another"
    if before.get("unit") != after.get("unit"):
        yield f"enheden er nu {after.get('unit') or '–'}, før {before.get('unit') or '–'}", "the unit is another"
    if footnote(before) != footnote(after):
        text, _ = footnote(after)
        yield (
            (f"fodnoten er nu: {text}", "the footnote is another")
            if text
            else ("fodnoten er væk", "the footnote is gone")
        )
    if before.get("active", True) and not after.get("active", True):
        yield "tabellen opdateres ikke mere", "the table is no longer updated"
    is_zero = [info.get("suppressedDataValue") == "0" for info in (before, after)]
    if is_zero[0] != is_zero[1]:
        now = ("nul", "zero") if is_zero[1] else ("ukendt", "unknown")
        yield f"en række, der ikke er der, er nu {now[0]}", f"a row that is not there is now {now[1]}"
    texts = {item["id"]: {value["id"]: value["text"] for value in item["values"]} for item in before["variables"]}
    for item in after["variables"]:
        for value in () if item.get("time") else item["values"]:
            said = texts.get(item["id"], {}).get(value["id"], value["text"])
            if said != value["text"]:
                name = f"{item['id']} {value['id']}"
                yield f"{name} hedder nu »{value['text']}«, før »{said}«", f"{name} is called something else"


def _joined(clauses: Iterable[str]) -> str | None:
    return "; ".join(clauses) or None


def _municipalities(written: Written, viewpoints: Sequence[str]) -> list[dict[str, Any]]:
    compared = written.compared["members"]
    seen_from = {code: number for number, code in enumerate((*compared, *viewpoints), start=1)}
    rows: list[dict[str, Any]] = [
        {
            "municipality_code": item["municipality_code"],
            "name": item["name"],
            "slug": item["slug"],
            "is_municipality": True,
            "is_compared": item["municipality_code"] in compared,
            "compared_order": (
                compared.index(item["municipality_code"]) + 1 if item["municipality_code"] in compared else None
            ),
            "n_others": len(compared) - (item["municipality_code"] in compared),
            "is_viewpoint": item["municipality_code"] in seen_from,
            "viewpoint_order": seen_from.get(item["municipality_code"]),
        }
        for item in written.municipalities
    ]
    country = {"municipality_code": "000", "name": "Hele landet", "slug": "hele-landet"}
    return [*rows, country | {"is_municipality": False, "is_compared": False, "is_viewpoint": False}]


def _trust_space(item: Entry) -> dict[str, Any]:
    limits = item.get("limits") or {}
    return {
        **{name: item.get(name) for name in ("task", "process_ceiling")},
        **{f"limits_{lang}": limits.get(lang) for lang in ("da", "en")},
    }


def _texts(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{lang}": text[lang] for lang in ("da", "en")}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _listed(names: Iterable[str]) -> str | None:
    found: Sequence[str] = list(dict.fromkeys(names))
    return ", ".join(found) or None
