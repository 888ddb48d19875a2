"""The catalogue, and what is known of this refresh's snapshots, as rows for the `raw` schema.

Belongs here: which columns each catalogue table has, and how an entry becomes a row. Does not belong here: writing them
(`warehouse`), or rules about what a catalogue may contain (`catalogue`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.catalogue.models import SIX_CITIES, Indicator, Kind, Source, Trial
from pipelines.catalogue.selectors import Compiled, formula, tables
from pipelines.inputs import Inputs
from pipelines.snapshots import Snapshot

# What publishers write in place of a number, and why the number is not there. `..` is confidential or unknown, never 0.
MARKERS = {"..": "confidential", ".": "not_published", "-": "not_applicable"}

TEXT, WHOLE, EXACT, TRUTH = "varchar", "integer", "decimal(18, 6)", "boolean"


@dataclass(frozen=True)
class Table:
    """One table of the `raw` schema: its columns with SQL types, and its rows."""

    name: str
    columns: Mapping[str, str]
    records: Sequence[Mapping[str, Any]]


def catalogue_tables(inputs: Inputs, compiled: Compiled) -> list[Table]:
    """Every table but the cells.

    A process indicator is published only if the positive list names it. Indicators are in the order of their area and
    id, but for the lead price of an area, which comes first.
    """
    catalogue = inputs.catalogue
    sources = {source.id: source for source in catalogue.sources}
    allowed = {demand.indicator for demand in catalogue.positive_list}
    leads = {area.lead_price for area in catalogue.service_areas}
    published = sorted(
        (item for item in catalogue.indicators if item.kind is not Kind.PROCESS or item.id in allowed),
        key=lambda item: (item.service_area, item.id not in leads, item.id),
    )
    published_ids = {item.id for item in published}
    listed = {"indicator_id": TEXT, "sort_order": WHOLE}

    def per_indicator(field: str, row: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"indicator_id": indicator.id, "sort_order": order} | row(item)
            for indicator in published
            for order, item in enumerate(getattr(indicator, field), start=1)
        ]

    return [
        Table(
            "recipe_terms",
            {
                **dict.fromkeys(("indicator_id", "role", "table_id", "series_key", "codes", "period_suffix"), TEXT),
                **dict.fromkeys(("recipe_no", "term_no", "year_offset", "divisor"), WHOLE),
                "weight": EXACT,
                "absent_is_zero": TRUTH,
            },
            [asdict(series) for series in compiled.series if series.indicator_id in published_ids],
        ),
        Table(
            "indicators",
            {
                **dict.fromkeys(("indicator_id", "service_area", "kind", "perspective", "title_da", "title_en"), TEXT),
                **dict.fromkeys(("unit_da", "unit_en", "better", "definition_da", "definition_en", "owner"), TEXT),
                **dict.fromkeys(("formula_da", "missing_reason", "missing_note_da"), TEXT),
                **dict.fromkeys(("publisher", "publisher_tables", "origin"), TEXT),
                **dict.fromkeys(("decimals", "overlapping_years", "valid_from", "recipe_no", "sort_order"), WHOLE),
                "scale": EXACT,
                "is_monetary": TRUTH,
            },
            [
                _indicator(order, indicator, compiled.recipe_used.get(indicator.id), sources, inputs.snapshots)
                for order, indicator in enumerate(published, start=1)
            ],
        ),
        Table(
            "indicator_warnings",
            {**listed, "warning_id": TEXT},
            per_indicator("usage_warnings", lambda item: {"warning_id": item}),
        ),
        Table(
            "indicator_pairs",
            {**listed, "effect_id": TEXT},
            per_indicator("paired_effects", lambda item: {"effect_id": item}),
        ),
        Table(
            "indicator_breaks",
            {**listed, "year": WHOLE, "note_da": TEXT, "note_en": TEXT},
            per_indicator("breaks", lambda item: {"year": item.year, "note_da": item.note.da, "note_en": item.note.en}),
        ),
        Table(
            "indicator_targets",
            {**listed, "municipality": TEXT, "year": WHOLE, "value": EXACT, "decided_by": TEXT, "decided_on": "date"},
            per_indicator("targets", lambda item: item.model_dump()),
        ),
        Table(
            "usage_warnings",
            dict.fromkeys(("warning_id", "text_da", "text_en"), TEXT),
            [
                {"warning_id": item.id, "text_da": item.text.da, "text_en": item.text.en}
                for item in catalogue.usage_warnings
            ],
        ),
        Table(
            "service_areas",
            {**dict.fromkeys(("service_area", "title_da", "title_en", "slug"), TEXT), "sort_order": WHOLE},
            [
                {"service_area": item.id, "title_da": item.title.da, "title_en": item.title.en}
                | {"slug": item.slug, "sort_order": item.sort_order}
                for item in catalogue.service_areas
            ],
        ),
        Table(
            "municipalities",
            {**dict.fromkeys(("municipality_code", "name", "slug"), TEXT), "six_city_order": WHOLE},
            _municipalities(inputs),
        ),
        Table(
            "peer_group_members",
            dict.fromkeys(("peer_group", "municipality_code"), TEXT),
            [
                {"peer_group": group.id, "municipality_code": code}
                for group in catalogue.peer_groups
                for code in group.members or [item.municipality_code for item in catalogue.municipalities]
            ],
        ),
        Table(
            "trials",
            {
                **dict.fromkeys(("trial_id", "municipality_code", "effect_id", "title_da", "title_en"), TEXT),
                **dict.fromkeys(("description_da", "description_en", "contact", "donor_pool"), TEXT),
                **dict.fromkeys(("registered_on", "starts_on", "stop_on"), "date"),
                "smallest_change": EXACT,
                **dict.fromkeys(("decision", "decided_by"), TEXT),
                "decided_on": "date",
            },
            [_trial(trial, code) for trial in catalogue.trials for code in trial.municipalities],
        ),
        Table(
            "missing_markers",
            {"marker": TEXT, "missing_reason": TEXT},
            [{"marker": marker, "missing_reason": reason} for marker, reason in MARKERS.items()],
        ),
        Table(
            "snapshots",
            {
                **dict.fromkeys(("snapshot_id", "source_id", "publisher", "publisher_table", "title_da"), TEXT),
                **dict.fromkeys(("origin", "licence", "citation", "retrieved_at", "publisher_updated", "sha256"), TEXT),
                "row_count": "bigint",
                **dict.fromkeys(("url", "request", "path", "not_updated_reason"), TEXT),
            },
            [
                _snapshot(sources[source], snapshot, inputs.stale.get(source))
                for source, snapshot in inputs.snapshots.items()
            ],
        ),
        Table(
            "release",
            {"release_id": TEXT, "notice_da": TEXT, "as_of": "date"},
            [{"release_id": inputs.release_id, "notice_da": notice(inputs), "as_of": inputs.as_of}],
        ),
    ]


def notice(inputs: Inputs) -> str:
    """What the figures are and how fresh, in Danish: for every page and the terminal."""
    if inputs.fetched:
        text = f"{inputs.fetched} tabeller er hentet fra StatBank; øvrige tal er afskrevet fra offentlig gengivelse."
    else:
        text = "Alle tal er de medfølgende, afskrevet fra offentlig gengivelse; intet er hentet fra StatBank endnu."
    if inputs.stale and inputs.fetched:
        text += f" Ikke opdateret: {', '.join(sorted(inputs.stale))}."
    if inputs.as_of:
        text += f" Bygget på det, der var kendt {inputs.as_of:%d.%m.%Y}."
    return text


def _indicator(
    order: int,
    indicator: Indicator,
    recipe_no: int | None,
    sources: Mapping[str, Source],
    snapshots: Mapping[str, Snapshot],
) -> dict[str, Any]:
    recipe = indicator.recipes[recipe_no - 1] if recipe_no else None
    used = sorted(tables(recipe)) if recipe else []
    wanted = sorted({sources[table].table for item in indicator.recipes for table in tables(item)})
    reason = note = None
    if indicator.missing:
        reason, note = indicator.missing.reason.value, indicator.missing.note.da
    elif recipe is None:
        reason, note = "source_absent", f"Tallene i {', '.join(wanted)} er ikke hentet endnu."
    origins = {snapshots[table].meta.origin for table in used}
    return {
        "indicator_id": indicator.id,
        "service_area": indicator.service_area,
        "kind": indicator.kind.value,
        "perspective": indicator.perspective,
        "title_da": indicator.title.da,
        "title_en": indicator.title.en,
        "unit_da": indicator.unit.da,
        "unit_en": indicator.unit.en,
        "decimals": indicator.decimals,
        "better": indicator.better,
        "overlapping_years": indicator.overlapping_years,
        "is_monetary": indicator.monetary,
        "definition_da": indicator.definition.da,
        "definition_en": indicator.definition.en,
        "owner": indicator.owner,
        "valid_from": indicator.valid_from,
        "recipe_no": recipe_no,
        "scale": recipe.scale if recipe else 1,
        "formula_da": formula(recipe) if recipe else None,
        "missing_reason": reason,
        "missing_note_da": note,
        "publisher": ", ".join(dict.fromkeys(sources[table].publisher for table in used)) or None,
        "publisher_tables": ", ".join(dict.fromkeys(sources[table].table for table in used)) or None,
        # One transcribed source makes the whole figure transcribed.
        "origin": next((origin for origin in ("transcribed", "delivered", "fetched") if origin in origins), None),
        "sort_order": order,
    }


def _municipalities(inputs: Inputs) -> list[dict[str, Any]]:
    six = next(group.members for group in inputs.catalogue.peer_groups if group.id == SIX_CITIES)
    order = {code: number for number, code in enumerate(six, start=1)}
    return [
        item.model_dump() | {"six_city_order": order.get(item.municipality_code)}
        for item in inputs.catalogue.municipalities
    ]


def _trial(trial: Trial, municipality_code: str) -> dict[str, Any]:
    decision = trial.decision
    return {
        "trial_id": trial.id,
        "municipality_code": municipality_code,
        "effect_id": trial.effect,
        "title_da": trial.title.da,
        "title_en": trial.title.en,
        "description_da": trial.description.da,
        "description_en": trial.description.en,
        "contact": trial.contact,
        "donor_pool": trial.donor_pool,
        "registered_on": trial.registered_on,
        "starts_on": trial.starts_on,
        "stop_on": trial.stop_on,
        "smallest_change": trial.smallest_change,
        "decision": decision.outcome if decision else None,
        "decided_by": decision.decided_by if decision else None,
        "decided_on": decision.decided_on if decision else None,
    }


def _snapshot(source: Source, snapshot: Snapshot, not_updated_reason: str | None) -> dict[str, Any]:
    meta = snapshot.meta
    return {
        "snapshot_id": meta.id,
        "source_id": source.id,
        "publisher": source.publisher,
        "publisher_table": source.table,
        "title_da": source.title.da,
        "origin": meta.origin,
        "licence": meta.licence,
        "citation": meta.citation,
        "retrieved_at": meta.retrieved_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher_updated": meta.updated,
        "sha256": meta.sha256,
        "row_count": meta.rows,
        "url": meta.url,
        "request": json.dumps(meta.request, ensure_ascii=False) if meta.request else None,
        # Relative to the data folder, so that a release names the same file wherever it lies.
        "path": "/".join(snapshot.data_path.parts[-4:]),
        "not_updated_reason": not_updated_reason,
    }
