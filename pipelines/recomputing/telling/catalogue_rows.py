"""What the catalogue says of itself, as the rows that readers are told.

Belongs here: an entry's own words and numbers, put where a mart has them. Does not belong here: anything computed from
cells, but for the years in which an indicator has figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.series import ROLES, Chosen
from pipelines.recomputing.values import origin
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

KINDS = ("effect", "unit_price", "activity", "context", "control", "process")
"""In the order a page shows them."""

UNREAD = "Vilkår for genbrug er ikke kontrolleret"
"""What the licence of a source says whose terms nobody has read."""
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
        **_texts("title", item["title"]),
        **_texts("definition", item["definition"]),
        **{name: item[name] for name in ("service_area", "kind", "perspective", "decimals", "better")},
        **{name: item[name] for name in ("owner", "valid_from", "verification")},
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


def _unit(unit: Entry, units: Entry) -> dict[str, Any]:
    measure = next(item.get("text") for item in units["measures"] if item["id"] == unit["measure"])
    per = next((item["text"] for item in units["per"] if item["id"] == unit.get("per")), None)
    whole = {lang: " ".join(part[lang] for part in (measure, per) if part) for lang in ("da", "en")}
    return {
        "unit_measure": unit["measure"],
        "unit_per": unit.get("per"),
        **_texts("unit", whole),
        **_texts("per_what", per or whole),
        "is_monetary": unit["measure"] == "dkk",
    }


def lists(written: Written, chosen: Chosen) -> dict[str, pl.DataFrame]:
    """The lists of each indicator and of the catalogue, by the mart that has them; a mart without rows is there too."""
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
        "corrections": [
            {
                "correction_id": item["id"],
                "table_id": item["source"],
                "area_code": item["area"],
                "period": item["period"],
                "value": _number(item.get("value")),
                "missing_reason": item.get("missing"),
                "expected_value": None if isinstance(item["expect"], str) else _number(item["expect"]),
                "expected_marker": item["expect"] if isinstance(item["expect"], str) else None,
                **_texts("reason", item["reason"]),
                **{name: item[name] for name in ("evidence", "reviewed_by", "reviewed_on", "status")},
            }
            for item in written.corrections
        ],
        "municipalities": _municipalities(written),
    }
    return {name: pl.DataFrame(found, infer_schema_length=None) for name, found in rows.items()}


def _cautions(item: Entry, written: Written, chosen: Chosen) -> list[str]:
    """The catalogue's, and that of a figure of a source whose terms of reuse nobody has read."""
    number = chosen.recipe_no.get(item["id"])
    recipe = item["recipes"][number - 1] if number else {}
    used = {term["table"] for role in ROLES for term in recipe.get(role) or []}
    is_preview = any(written.sources[table]["licence"] == UNREAD for table in used)
    return [*(item.get("usage_warnings") or []), *([PREVIEW] if is_preview else [])]


def snapshots(stored: Mapping[str, Stored]) -> pl.DataFrame:
    """One row per file in use, by what lies beside it."""
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
            }
            for source, item in stored.items()
        ],
        infer_schema_length=None,
    )


def _municipalities(written: Written) -> list[dict[str, Any]]:
    compared = written.compared["members"]
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
        }
        for item in written.municipalities
    ]
    country = {"municipality_code": "000", "name": "Hele landet", "slug": "hele-landet"}
    return [*rows, country | {"is_municipality": False, "is_compared": False}]


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


def called(source: Entry) -> Mapping[str, str]:
    """A table as readers are told it."""
    name: str = source["table"]
    return source.get("called") or {"da": name, "en": name}


def _listed(names: Iterable[str]) -> str | None:
    found: Sequence[str] = list(dict.fromkeys(names))
    return ", ".join(found) or None
