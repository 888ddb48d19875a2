"""Where a steering demand stands on a given day, and which process measures may be shown because of it.

Belongs here: the dates of the positive list against the day of the build. Does not belong here: what an entry may
contain (`models`) and what it costs (the mart `demands`).
"""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.catalogue.models.trust import SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from seksby.vocabulary import DemandOutcome, DemandState

NOTICE = timedelta(days=90)
"""A demand is due for review this long before its last day: time for a council to decide. Our own choice."""


def state(demand: SteeringDemand, today: date) -> DemandState:
    """`dropped` by decision, `overdue` when the review date has passed, `due` when it is near, else `stands`."""
    if demand.decision and demand.decision.outcome is DemandOutcome.DROP:
        return DemandState.DROPPED
    if demand.review_by < today:
        return DemandState.OVERDUE
    return DemandState.DUE if demand.review_by <= today + NOTICE else DemandState.STANDS


def shown_processes(catalogue: Catalogue, today: date) -> set[str]:
    """Process indicators that a demand in force stands for."""
    return {
        demand.indicator
        for demand in catalogue.positive_list
        if demand.indicator and state(demand, today) in (DemandState.DUE, DemandState.STANDS)
    }
