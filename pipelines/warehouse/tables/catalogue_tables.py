"""The catalogue, and what is known of this refresh's snapshots, as rows for the `raw` schema.

Belongs here: which columns each catalogue table has, and how an entry becomes a row. Does not belong here: writing them
(`warehouse`), or rules about what a catalogue may contain (`catalogue`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.catalogue.corrections import CorrectedSeries
from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.comparison import PeerGroup
from pipelines.catalogue.models.evidence import Trial
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.source import KEYED, Source
from pipelines.catalogue.models.trust import DemandDecision, SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.positive_list import shown_processes, state
from pipelines.catalogue.selectors import Compiled, EmptyCodeError, Misfit, formula, tables
from pipelines.releases.inputs import Inputs
from pipelines.sources.snapshots import Snapshot
from seksby.vocabulary import SIX_CITIES, Kind, lists

# What publishers write in place of a number, and why the number is not there. `..` is confidential or unknown, never 0.
# `:` is written by the intake of files alone, for a cell that was left empty.
MARKERS = {"..": "confidential", ".": "not_published", "-": "not_applicable", ":": "not_delivered"}

AGE_USE = Bilingual(
    da="alder; hvor udgift pr. alder ikke offentliggøres, følger den aldersgruppens forbrug, såsom timer",
    en="age; where cost by age is not published it follows the age group's use, such as hours",
)
# Why the newest figures of a source are not used, for readers. The error itself is for analysts and may quote a refused
# file, of which nothing is published.
NOT_REACHED = Bilingual(
    da="kilden kunne ikke nås, eller dens svar kunne ikke bruges; de forrige tal står",
    en="the source could not be reached, or its answer could not be used; the previous figures stand",
)
REFUSED = Bilingual(
    da="den nyeste fil holder ikke sin kontrakt; de forrige tal står",
    en="the newest file does not keep its contract; the previous figures stand",
)
AGE_STANDARDISATION = "age_standardisation"  # the id of the expectation model that `standardisation` makes

TEXT, WHOLE, EXACT, TRUTH = "varchar", "integer", "decimal(18, 6)", "boolean"


@dataclass(frozen=True)
class Table:
    """One table of the `raw` schema: its columns with SQL types, and its rows."""

    name: str
    columns: Mapping[str, str]
    records: Sequence[Mapping[str, Any]]


def corrections_table(catalogue: Catalogue, series: Mapping[str, CorrectedSeries]) -> Table:
    """One row per correction; series_key is null where the source is not at hand.

    Args:
        catalogue: the catalogue.
        series: what each correction's `where` stands for, by its id.
    """
    names = {item.municipality_code: item.name for item in catalogue.municipalities}
    names |= {area.code: area.name for area in catalogue.areas}
    sources = {source.id: source for source in catalogue.sources}
    return Table(
        "corrections",
        {
            **dict.fromkeys(("correction_id", "table_id", "publisher", "publisher_table", "area_code"), TEXT),
            **dict.fromkeys(("area_name", "period", "series_key", "codes", "expected_marker", "missing_reason"), TEXT),
            **dict.fromkeys(("reason_da", "reason_en", "evidence", "reviewed_by", "status"), TEXT),
            **dict.fromkeys(("expected_value", "value"), EXACT),
            "reviewed_on": "date",
            "sort_order": WHOLE,
        },
        [
            {
                "correction_id": item.id,
                "table_id": item.source,
                "publisher": sources[item.source].publisher,
                "publisher_table": sources[item.source].table,
                "area_code": item.area,
                "area_name": names[item.area],
                "period": item.period,
                "series_key": series[item.id].series_key if item.id in series else None,
                "codes": series[item.id].codes if item.id in series else None,
                "expected_value": None if isinstance(item.expect, str) else item.expect,
                "expected_marker": item.expect if isinstance(item.expect, str) else None,
                "value": item.value,
                "missing_reason": item.missing,
                "reason_da": item.reason.da,
                "reason_en": item.reason.en,
                "evidence": item.evidence,
                "reviewed_by": item.reviewed_by,
                "reviewed_on": item.reviewed_on,
                "status": item.status,
                "sort_order": order,
            }
            for order, item in enumerate(catalogue.corrections, start=1)
        ],
    )


def misfits_table(misfits: Sequence[Misfit], root: Path) -> Table:
    """One row per indicator, control, correction or source that does not fit its source, and what to mend.

    `place` is file, line and field within the catalogue.
    """
    return Table(
        "misfits",
        dict.fromkeys(("subject_kind", "subject_id", "source_id", "what", "place", "expected"), TEXT),
        [
            {
                "subject_kind": item.subject_kind,
                "subject_id": item.subject_id,
                "source_id": item.source_id,
                "what": item.error.what,
                "place": item.error.where.replace(f"{root}/", ""),
                "expected": item.error.expected,
            }
            for item in misfits
        ],
    )


def catalogue_tables(inputs: Inputs, compiled: Compiled, misfits: Sequence[Misfit] = ()) -> list[Table]:
    """Every table but the cells, the corrections and the misfits.

    A process indicator is published only if a demand in force on the positive list names it. Indicators are in the
    order of their area and id, but for the lead price of an area, which comes first.
    """
    catalogue = inputs.catalogue
    sources = {source.id: source for source in catalogue.sources}
    allowed = shown_processes(catalogue, inputs.today)
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
            "vocabulary",
            {"list": TEXT, "code": TEXT, "sort_order": WHOLE},
            [
                {"list": name, "code": code, "sort_order": order}
                for name, codes in lists().items()
                for order, code in enumerate(codes, start=1)
            ],
        ),
        Table(
            "recipe_terms",
            {
                **dict.fromkeys(("indicator_id", "role", "table_id", "series_key", "codes", "period_suffix"), TEXT),
                **dict.fromkeys(("recipe_no", "term_no", "year_offset", "divisor"), WHOLE),
                "weight": EXACT,
                **dict.fromkeys(("absent_is_zero", "needs_figure_each_year"), TRUTH),
            },
            [asdict(series) for series in compiled.series if series.indicator_id in published_ids],
        ),
        Table(
            "indicators",
            {
                **dict.fromkeys(("indicator_id", "service_area", "kind", "perspective", "title_da", "title_en"), TEXT),
                **dict.fromkeys(("unit_da", "unit_en", "better", "definition_da", "definition_en", "owner"), TEXT),
                **dict.fromkeys(
                    ("formula", "missing_reason", "missing_note_da", "missing_note_en", "verification"), TEXT
                ),
                **dict.fromkeys(("publisher", "publisher_tables", "origin"), TEXT),
                **dict.fromkeys(("decimals", "overlapping_years", "valid_from", "valid_to"), WHOLE),
                **dict.fromkeys(("kind_order", "recipe_no", "sort_order"), WHOLE),
                **dict.fromkeys(("scale", "bound_low", "bound_high"), EXACT),
                "is_monetary": TRUTH,
                "interval_kind": TEXT,
                "interval_per": EXACT,
            },
            [
                _indicator(
                    order,
                    indicator,
                    compiled.recipe_used.get(indicator.id),
                    sources,
                    inputs,
                    [item for item in misfits if (item.subject_kind, item.subject_id) == ("indicator", indicator.id)],
                )
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
            "indicator_scopes",
            {**listed, "scope_id": TEXT},
            per_indicator("scopes", lambda item: {"scope_id": item}),
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
            {
                **dict.fromkeys(("service_area", "title_da", "title_en", "slug"), TEXT),
                "sort_order": WHOLE,
                **dict.fromkeys(("task", "limits_da", "limits_en"), TEXT),
                "process_ceiling": WHOLE,
            },
            [
                {"service_area": item.id, "title_da": item.title.da, "title_en": item.title.en}
                | {"slug": item.slug, "sort_order": item.sort_order}
                | {"task": space.task if space else None}
                | {"limits_da": space.limits.da if space else None, "limits_en": space.limits.en if space else None}
                | {"process_ceiling": space.process_ceiling if space else None}
                for item in catalogue.service_areas
                for space in (item.trust_space,)
            ],
        ),
        *_trust_tables(inputs, published_ids),
        Table(
            "stakeholders",
            {**dict.fromkeys(("stakeholder", "title_da", "title_en"), TEXT), "sort_order": WHOLE},
            [
                {"stakeholder": item.id, "title_da": item.title.da, "title_en": item.title.en, "sort_order": order}
                for order, item in enumerate(catalogue.stakeholders, start=1)
            ],
        ),
        Table(
            "indicator_stakeholders",
            {**listed, "stakeholder": TEXT},
            per_indicator("stakeholders", lambda item: {"stakeholder": item}),
        ),
        Table(
            "municipalities",
            {
                **dict.fromkeys(("municipality_code", "name", "slug"), TEXT),
                **dict.fromkeys(("compared_order", "viewpoint_order"), WHOLE),
            },
            _municipalities(inputs),
        ),
        Table(
            "peer_group_members",
            dict.fromkeys(("peer_group", "municipality_code"), TEXT),
            [
                {"peer_group": group.id, "municipality_code": code}
                for group in catalogue.peer_groups
                if group.neighbours is None
                for code in group.members or [item.municipality_code for item in catalogue.municipalities]
            ],
        ),
        Table(
            "peer_groups",
            {
                **dict.fromkeys(("peer_group", "title_da", "title_en", "kind"), TEXT),
                **dict.fromkeys(("neighbours", "sort_order"), WHOLE),
            },
            [_peer_group(order, group) for order, group in enumerate(catalogue.peer_groups, start=1)],
        ),
        Table(
            "peer_covariates",
            {"peer_group": TEXT, "indicator_id": TEXT, "transform": TEXT, "weight": EXACT},
            [
                {"peer_group": group.id, "indicator_id": item.indicator}
                | {"transform": item.transform, "weight": item.weight}
                for group in catalogue.peer_groups
                for item in (group.neighbours.covariates if group.neighbours else ())
            ],
        ),
        *_expectation_tables(catalogue),
        *_decomposition_tables(catalogue),
        Table(
            "price_index_series",
            {**dict.fromkeys(("table_id", "current_key", "fixed_key"), TEXT), "is_deflator": TRUTH},
            [asdict(series) for series in compiled.price_index],
        ),
        Table(
            "full_cost",
            {"overhead_id": TEXT, "wages_id": TEXT},
            [{"overhead_id": item.overhead, "wages_id": item.wages} for item in (catalogue.full_cost,) if item],
        ),
        Table(
            "overhead_sensitivities",
            {"overhead_pct": EXACT, "overhead_pct_text": TEXT},
            [
                {"overhead_pct": share, "overhead_pct_text": f"{share.normalize():f}"}
                for share in (catalogue.full_cost.sensitivity_pct if catalogue.full_cost else ())
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
                **dict.fromkeys(
                    ("snapshot_id", "source_id", "publisher", "publisher_table", "title_da", "title_en"), TEXT
                ),
                **dict.fromkeys(("origin", "licence", "citation", "retrieved_at", "publisher_updated", "sha256"), TEXT),
                "row_count": "bigint",
                **dict.fromkeys(("url", "request", "path", "not_updated_reason_da", "not_updated_reason_en"), TEXT),
            },
            [
                _snapshot(sources[source], snapshot, is_stale=source in inputs.stale)
                for source, snapshot in inputs.snapshots.items()
            ],
        ),
        Table(
            "release",
            {"release_id": TEXT, "notice_da": TEXT, "notice_en": TEXT, "as_of": "date", "source_count": WHOLE},
            [
                {
                    "release_id": inputs.release_id,
                    "notice_da": notice(inputs).da,
                    "notice_en": notice(inputs).en,
                    "as_of": inputs.as_of,
                    "source_count": len(inputs.catalogue.sources),
                }
            ],
        ),
    ]


def _trust_tables(inputs: Inputs, published: Container[str]) -> list[Table]:
    """What is asked of those who do the work, what they and others say, and who can be asked for help."""
    catalogue = inputs.catalogue
    both = ("title_da", "title_en")
    return [
        Table(
            "demands",
            {
                **dict.fromkeys(("demand_id", "municipality_code", "service_area", "indicator_id", *both), TEXT),
                **dict.fromkeys(("basis", "legal_basis", "justification_da", "justification_en", "owner"), TEXT),
                **dict.fromkeys(("since", "review_by"), "date"),
                **dict.fromkeys(("minutes_per_year", "minutes_left", "staff"), WHOLE),
                **dict.fromkeys(("decision", "decided_by"), TEXT),
                "decided_on": "date",
                "state": TEXT,
                "sort_order": WHOLE,
            },
            [
                _demand(item) | {"state": state(item, inputs.today), "sort_order": order}
                for order, item in enumerate(catalogue.positive_list, start=1)
            ],
        ),
        Table(
            "withheld_indicators",
            dict.fromkeys(("indicator_id", "service_area", *both), TEXT),
            [
                {"indicator_id": item.id, "service_area": item.service_area}
                | {"title_da": item.title.da, "title_en": item.title.en}
                for item in catalogue.indicators
                if item.id not in published
            ],
        ),
        Table(
            "readings",
            {
                **dict.fromkeys(("service_area", "municipality_code", "author", "role", "language", "text"), TEXT),
                "written_on": "date",
            },
            [
                item.model_dump(exclude={"municipality"})
                | {"municipality_code": None if item.municipality == "all" else item.municipality}
                for item in catalogue.readings
            ],
        ),
        Table(
            "practice_notes",
            {
                **dict.fromkeys(("note_id", "municipality_code", "effect_id", "what_da", "what_en"), TEXT),
                **dict.fromkeys(("contact", "source"), TEXT),
                "noted_on": "date",
            },
            [
                {"note_id": item.id, "municipality_code": item.municipality, "effect_id": item.effect}
                | {"what_da": item.what.da, "what_en": item.what.en}
                | {"contact": item.contact, "source": item.source, "noted_on": item.noted_on}
                for item in catalogue.practice_notes
            ],
        ),
        Table(
            "help_contacts",
            dict.fromkeys(("municipality_code", "service_area", "contact"), TEXT),
            [
                {"municipality_code": item.municipality, "service_area": item.service_area, "contact": item.contact}
                for item in catalogue.help_contacts
            ],
        ),
    ]


def _demand(demand: SteeringDemand) -> dict[str, Any]:
    decision = demand.decision
    return {
        "demand_id": demand.id,
        "municipality_code": demand.municipality,
        "service_area": demand.service_area,
        "indicator_id": demand.indicator,
        "title_da": demand.title.da,
        "title_en": demand.title.en,
        "basis": demand.basis,
        "legal_basis": demand.legal_basis,
        "justification_da": demand.justification.da,
        "justification_en": demand.justification.en,
        "owner": demand.owner,
        "since": demand.since,
        "review_by": demand.review_by,
        "minutes_per_year": demand.minutes_per_year,
        "minutes_left": _minutes_left(demand),
        "staff": demand.staff,
        "decision": decision.outcome if decision else None,
        "decided_by": decision.decided_by if decision else None,
        "decided_on": decision.decided_on if decision else None,
    }


def _minutes_left(demand: SteeringDemand) -> int:
    """What the demand takes of an employee's year now, after what was decided."""
    match demand.decision:
        case DemandDecision(outcome="drop"):
            return 0
        case DemandDecision(minutes_per_year=int(minutes)):
            return minutes
        case _:
            return demand.minutes_per_year


def _peer_group(order: int, group: PeerGroup) -> dict[str, Any]:
    kind = "neighbours" if group.neighbours else "members" if group.members else "all"
    return {
        "peer_group": group.id,
        "title_da": group.title.da,
        "title_en": group.title.en,
        "kind": kind,
        "neighbours": group.neighbours.number if group.neighbours else None,
        "sort_order": order,
    }


def _expectation_tables(catalogue: Catalogue) -> list[Table]:
    titles = {item.id: item.title for item in catalogue.indicators}
    models = catalogue.expectation_models
    by_age = [item.id for item in catalogue.indicators if item.standardisation]
    return [
        Table(
            "expectation_models",
            dict.fromkeys(
                ("model_id", "title_da", "title_en", "method", "deviation_id", "covariates_da", "covariates_en"), TEXT
            ),
            [
                {
                    "model_id": AGE_STANDARDISATION,
                    "title_da": "Efter borgernes alder",
                    "title_en": "By the citizens' age",
                }
                | {
                    "method": "standardisation",
                    "deviation_id": None,
                    "covariates_da": AGE_USE.da,
                    "covariates_en": AGE_USE.en,
                }
            ]
            + [
                {"model_id": model.id, "title_da": model.title.da, "title_en": model.title.en}
                | {"method": "published" if model.published_deviation else "regression"}
                | {"deviation_id": model.published_deviation}
                | {
                    "covariates_da": ", ".join(titles[item.indicator].da for item in model.covariates) or None,
                    "covariates_en": ", ".join(titles[item.indicator].en for item in model.covariates) or None,
                }
                for model in models
            ],
        ),
        Table(
            "expectation_targets",
            {"model_id": TEXT, "indicator_id": TEXT},
            [{"model_id": model.id, "indicator_id": item} for model in models for item in model.indicators]
            + [{"model_id": AGE_STANDARDISATION, "indicator_id": item} for item in by_age],
        ),
        Table(
            "expectation_covariates",
            {"model_id": TEXT, "indicator_id": TEXT, "transform": TEXT, "sort_order": WHOLE},
            [
                {"model_id": model.id, "indicator_id": item.indicator, "transform": item.transform, "sort_order": order}
                for model in models
                for order, item in enumerate(model.covariates, start=1)
            ],
        ),
    ]


def _decomposition_tables(catalogue: Catalogue) -> list[Table]:
    return [
        Table(
            "decompositions",
            dict.fromkeys(
                ("decomposition_id", "title_da", "title_en", "service_area", "population_id", "counts"), TEXT
            ),
            [
                {"decomposition_id": item.id, "title_da": item.title.da, "title_en": item.title.en}
                | {"service_area": item.service_area, "population_id": item.population, "counts": item.counts}
                for item in catalogue.decompositions
            ],
        ),
        Table(
            "decomposition_parts",
            {"decomposition_id": TEXT, "part_id": TEXT, "sort_order": WHOLE},
            [
                {"decomposition_id": item.id, "part_id": part, "sort_order": order}
                for item in catalogue.decompositions
                for order, part in enumerate(item.parts, start=1)
            ],
        ),
    ]


def notice(inputs: Inputs) -> Bilingual:
    """What the figures are and how fresh: for every page and the terminal."""
    systems = {source.id: source.system for source in inputs.catalogue.sources}
    count: Counter[str] = Counter(systems[source] for source in inputs.snapshots)
    services = [
        (count[system], name)
        for system, name in (("statbank", "StatBank"), *((system, f"{system}.dk") for system in KEYED))
        if count[system]
    ]
    delivered = count["delivered"]
    fetched_da = [f"{n} {'tabel' if n == 1 else 'tabeller'} er hentet fra {name}" for n, name in services]
    fetched_en = [f"{n} {'table is' if n == 1 else 'tables are'} fetched from {name}" for n, name in services]
    if delivered:
        fetched_da.append(f"{delivered} er leveret som fil")
        fetched_en.append(f"{delivered} {'is delivered as a file' if delivered == 1 else 'are delivered as files'}")
    if fetched_da:
        da = f"{', '.join(fetched_da)}; øvrige tal er skrevet af fra offentlige gengivelser."
        en = f"{', '.join(fetched_en)}; the other figures are copied from public re-publications."
    else:
        da = (
            "Alle tal er skrevet af fra offentlige gengivelser af udgivernes statistik; intet er endnu hentet direkte "
            "hos udgiverne."
        )
        en = (
            "All figures are copied from public re-publications of the publishers’ statistics; nothing has been "
            "fetched directly from the publishers yet."
        )
    if shown := inputs.overdue:
        da += f" Ikke opdateret: {', '.join(shown)}."
        en += f" Not updated: {', '.join(shown)}."
    if inputs.as_of:
        da += f" Bygget på det, der var kendt {inputs.as_of:%d.%m.%Y}."
        en += f" Built on what was known on {inputs.as_of:%Y-%m-%d}."
    return Bilingual(da=da, en=en)


def _indicator(
    order: int,
    indicator: Indicator,
    recipe_no: int | None,
    sources: Mapping[str, Source],
    inputs: Inputs,
    misfits: Sequence[Misfit],
) -> dict[str, Any]:
    snapshots = inputs.snapshots
    recipe = indicator.recipes[recipe_no - 1] if recipe_no else None
    used = sorted(tables(recipe)) if recipe else []
    wanted = sorted({sources[table].table for item in indicator.recipes for table in tables(item)})
    reason = note = None
    if indicator.missing:
        reason, note = indicator.missing.reason.value, indicator.missing.note
    elif recipe is None and misfits:
        reason = "suspected_error" if isinstance(misfits[0].error, EmptyCodeError) else "source_absent"
        note = _does_not_fit(sorted({sources[item.source_id].table for item in misfits}), reason)
    elif recipe is None:
        reason = "source_absent"
        lacking = sorted({t for item in indicator.recipes for t in tables(item) if t not in snapshots})
        refused = [sources[table].table for table in lacking if table in inputs.stale]
        ways = list(dict.fromkeys(access for table in lacking if (access := sources[table].access)))
        # What was asked for and not had is another thing than what nobody has asked for.
        head = (
            Bilingual(
                da=f"Tallene i {', '.join(refused)} kunne ikke hentes, eller det hentede kunne ikke bruges.",
                en=f"The figures of {', '.join(refused)} could not be fetched, or what was fetched could not be used.",
            )
            if refused and inputs.fetched
            else Bilingual(
                da=f"Tallene i {', '.join(wanted)} er ikke hentet endnu.",
                en=f"The figures of {', '.join(wanted)} are not fetched yet.",
            )
        )
        note = Bilingual(
            da=" ".join([head.da, *(way.da for way in ways)]), en=" ".join([head.en, *(way.en for way in ways)])
        )
    origins = {snapshots[table].meta.origin for table in used}
    return {
        "indicator_id": indicator.id,
        "service_area": indicator.service_area,
        "kind": indicator.kind.value,
        "kind_order": list(Kind).index(indicator.kind) + 1,
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
        "valid_to": indicator.valid_to,
        "verification": indicator.verification.value,
        "bound_low": indicator.bounds.low if indicator.bounds else None,
        "bound_high": indicator.bounds.high if indicator.bounds else None,
        "recipe_no": recipe_no,
        "scale": recipe.scale if recipe else 1,
        "interval_kind": indicator.interval.kind if indicator.interval else None,
        "interval_per": indicator.interval.per if indicator.interval else None,
        "formula": formula(recipe) if recipe else None,
        "missing_reason": reason,
        "missing_note_da": note.da if note else None,
        "missing_note_en": note.en if note else None,
        "publisher": ", ".join(dict.fromkeys(sources[table].publisher for table in used)) or None,
        "publisher_tables": ", ".join(dict.fromkeys(sources[table].table for table in used)) or None,
        # One transcribed source makes the whole figure transcribed.
        "origin": next((origin for origin in ("transcribed", "delivered", "fetched") if origin in origins), None),
        "sort_order": order,
    }


def _does_not_fit(names: Sequence[str], reason: str) -> Bilingual:
    """Why an indicator has no figure although its table was fetched."""
    listed = ", ".join(names)
    if reason == "suspected_error":
        return Bilingual(
            da=f"Tallene i {listed} er tomme, hvor opskriften bruger dem, og holdes tilbage, til det er afklaret.",
            en=f"The figures of {listed} are empty where the recipe uses them and are held back until this is settled.",
        )
    return Bilingual(
        da=f"Opskriften passer ikke til {listed}, som tabellen er beskrevet nu; tallet venter på, at det rettes.",
        en=f"The recipe does not fit {listed} as it is described now; the figure waits for its correction.",
    )


def _municipalities(inputs: Inputs) -> list[dict[str, Any]]:
    six = next(group.members for group in inputs.catalogue.peer_groups if group.id == SIX_CITIES)
    order = {code: number for number, code in enumerate((*six, *inputs.viewpoints), start=1)}
    return [
        item.model_dump()
        | {
            "compared_order": order[code] if (code := item.municipality_code) in six else None,
            "viewpoint_order": order.get(code),
        }
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


def _snapshot(source: Source, snapshot: Snapshot, *, is_stale: bool) -> dict[str, Any]:
    meta = snapshot.meta
    reason = (REFUSED if source.system == "delivered" else NOT_REACHED) if is_stale else None
    return {
        "snapshot_id": meta.id,
        "source_id": source.id,
        "publisher": source.publisher,
        "publisher_table": source.table,
        "title_da": source.title.da,
        "title_en": source.title.en,
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
        "not_updated_reason_da": reason and reason.da,
        "not_updated_reason_en": reason and reason.en,
    }
