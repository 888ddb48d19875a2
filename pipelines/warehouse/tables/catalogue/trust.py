"""Service areas, who has a claim on them, what is asked of those who do the work, and what is said of it, as rows.

Belongs here: areas with their trust space, stakeholders, the positive list, readings, practice notes and contacts. Does
not belong here: hours of a year (dbt).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.own import DemandReview, SingleCase
from pipelines.catalogue.models.trust import (
    DemandDecision,
    HelpContact,
    PracticeNote,
    Reading,
    ServiceArea,
    Stakeholder,
    SteeringDemand,
)
from pipelines.catalogue.positive_list import state
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables.table import DAY, TEXT, WHOLE, Column, Shape, Table, of
from seksby.vocabulary import DemandOutcome, DemandState

_AREA = of(
    ServiceArea,
    {
        "id": "service_area",
        "trust_space.task": "task",
        "trust_space.limits": "limits",
        "trust_space.process_ceiling": "process_ceiling",
    },
    leave_out=["lead_price"],
)
_STAKEHOLDER = of(Stakeholder, {"id": "stakeholder"})
_DEMAND = of(
    SteeringDemand,
    {
        "id": "demand_id",
        "municipality": "municipality_code",
        "indicator": "indicator_id",
        "case": "case_id",
        "exception.text": "exception",
        "decision.outcome": "decision",
        "decision.decided_by": "decided_by",
        "decision.decided_on": "decided_on",
    },
    leave_out=["decision.minutes_per_year"],
)
_READING = of(Reading, {"municipality": "municipality_code"})
_NOTE = of(PracticeNote, {"id": "note_id", "municipality": "municipality_code", "effect": "effect_id"})
_CONTACT = of(HelpContact, {"municipality": "municipality_code"})
_CASE = of(SingleCase, {"id": "case_id", "municipality": "municipality_code"})
_WITHHELD = of(Indicator, {"id": "indicator_id"}).columns

SERVICE_AREAS = Shape("service_areas", "One row per service area.", _AREA.columns)
STAKEHOLDERS = Shape(
    "stakeholders",
    "One row per stakeholder.",
    {**_STAKEHOLDER.columns, "sort_order": Column(WHOLE)},
)
DEMANDS = Shape(
    "demands",
    "One row per steering demand of the positive list; state says where it stands on the day of the build.",
    {
        **_DEMAND.columns,
        "minutes_left": Column(WHOLE, "Of each employee, after what was decided."),
        "state": Column(
            TEXT, "On the day of the build; due is within 90 days of review_by, overdue after it.", DemandState
        ),
        "sort_order": Column(WHOLE),
    },
)
WITHHELD_INDICATORS = Shape(
    "withheld_indicators",
    "Indicators of the catalogue that are not shown and not in indicators: of process that no demand in force stands "
    "for, and of private services that may not be held against the municipality's own.",
    {
        **{name: _WITHHELD[name] for name in ("indicator_id", "service_area", "kind", "title_da", "title_en")},
        "refused_for": Column(
            TEXT,
            "Why a private service is not compared, by blanks: set_from (circular), same_users, same_tasks, "
            "same_costs; null for process.",
        ),
        "beside_da": Column(TEXT, "The municipality's own measure that it would have stood beside, or is set from."),
        "beside_en": Column(TEXT, "The same in English."),
    },
)
DEMAND_REVIEWS = Shape(
    "demand_reviews",
    "One row per decision on a steering demand, until the day of the build; those before the last stay as they were.",
    {
        "demand_id": Column(TEXT, "The demand that was decided on."),
        "decision": Column(TEXT, "What was decided.", DemandOutcome),
        "minutes_left": Column(WHOLE, "Minutes a year of each employee from then on."),
        "reason_da": Column(TEXT, "Why, in Danish; null where the list itself says what was decided."),
        "reason_en": Column(TEXT, "Why, in English."),
        "legal_basis": Column(TEXT, "Which law or decision allows or demands it; null as the reason."),
        "decided_by": Column(TEXT, "Who decided."),
        "decided_on": Column(DAY, "When."),
        "sort_order": Column(WHOLE),
    },
)
CASES = Shape("cases", "One row per single case and what was found of its extent, without names.", _CASE.columns)
READINGS = Shape(
    "readings", "One row per signed reading; municipality_code is null where it is about all.", _READING.columns
)
PRACTICE_NOTES = Shape("practice_notes", "One row per practice note.", _NOTE.columns)
HELP_CONTACTS = Shape(
    "help_contacts",
    "Whom an area is offered help by; service_area is null for the municipality's other areas.",
    _CONTACT.columns,
)
SHAPES = (
    *(SERVICE_AREAS, STAKEHOLDERS, DEMANDS, DEMAND_REVIEWS, WITHHELD_INDICATORS, READINGS, PRACTICE_NOTES),
    *(HELP_CONTACTS, CASES),
)


def tables(inputs: Inputs, shown: Sequence[Indicator]) -> list[Table]:
    """All tables of this module; indicators that are not `shown` are withheld."""
    catalogue = inputs.catalogue
    ids = {item.id for item in shown}
    titles = {item.id: item.title for item in catalogue.indicators}
    return [
        Table(SERVICE_AREAS, [_AREA.row(item) for item in catalogue.service_areas]),
        Table(
            STAKEHOLDERS,
            [_STAKEHOLDER.row(item) | {"sort_order": order} for order, item in enumerate(catalogue.stakeholders, 1)],
        ),
        Table(
            DEMANDS,
            [
                _DEMAND.row(item)
                | {"minutes_left": _minutes_left(item), "state": state(item, inputs.today), "sort_order": order}
                for order, item in enumerate(catalogue.positive_list, start=1)
            ],
        ),
        Table(DEMAND_REVIEWS, list(_reviews(inputs))),
        Table(WITHHELD_INDICATORS, [_withheld(item, titles) for item in catalogue.indicators if item.id not in ids]),
        Table(
            READINGS,
            [
                _READING.row(item) | ({"municipality_code": None} if item.municipality == "all" else {})
                for item in catalogue.readings
            ],
        ),
        Table(PRACTICE_NOTES, [_NOTE.row(item) for item in catalogue.practice_notes]),
        Table(CASES, [_CASE.row(item) for item in catalogue.cases]),
        Table(HELP_CONTACTS, [_CONTACT.row(item) for item in catalogue.help_contacts]),
    ]


def _reviews(inputs: Inputs) -> Iterator[dict[str, Any]]:
    """Decisions in the order they were made; of a demand without reviews, the one that the list has."""
    catalogue = inputs.catalogue
    reviewed = {review.demand for review in catalogue.reviews}
    demands = {demand.id: demand for demand in catalogue.positive_list}
    found: list[tuple[str, DemandDecision, DemandReview | None]] = [
        *((review.demand, review, review) for review in catalogue.reviews),
        *((item.id, item.decision, None) for item in demands.values() if item.decision and item.id not in reviewed),
    ]
    left = {demand.id: demand.minutes_per_year for demand in demands.values()}
    for order, (name, decision, review) in enumerate(sorted(found, key=lambda item: item[1].decided_on), start=1):
        if decision.decided_on > inputs.today:
            continue
        left[name] = _left(decision, left[name])
        yield {
            "demand_id": name,
            "decision": decision.outcome,
            "minutes_left": left[name],
            "reason_da": review and review.reason.da,
            "reason_en": review and review.reason.en,
            "legal_basis": review and review.legal_basis,
            "decided_by": decision.decided_by,
            "decided_on": decision.decided_on,
            "sort_order": order,
        }


def _withheld(indicator: Indicator, titles: Mapping[str, Bilingual]) -> dict[str, Any]:
    scope = indicator.same_scope
    beside = titles[scope.set_from or scope.beside] if scope else None
    return {
        "indicator_id": indicator.id,
        "service_area": indicator.service_area,
        "kind": indicator.kind,
        "title_da": indicator.title.da,
        "title_en": indicator.title.en,
        "refused_for": " ".join(scope.refused_for) if scope else None,
        "beside_da": beside and beside.da,
        "beside_en": beside and beside.en,
    }


def _minutes_left(demand: SteeringDemand) -> int:
    """What the demand takes of an employee's year now, after what was decided."""
    return demand.minutes_per_year if demand.decision is None else _left(demand.decision, demand.minutes_per_year)


def _left(decision: DemandDecision, before: int) -> int:
    if decision.outcome is DemandOutcome.DROP:
        return 0
    return before if decision.minutes_per_year is None else decision.minutes_per_year
