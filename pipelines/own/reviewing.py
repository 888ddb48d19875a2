"""Reviews of steering demands: which are due, and writing what was decided of one. What was decided before stays.

Belongs here: what is due to whom, and adding a review. Does not belong here: asking (`pipelines.commands`), or where a
demand stands on a day (`pipelines.catalogue.positive_list`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.catalogue.models.own import DemandReview
from pipelines.catalogue.models.trust import SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.positive_list import state
from pipelines.own import writing
from pipelines.own.writing import Addition
from seksby.errors import UsageError
from seksby.naming import folded
from seksby.vocabulary import DemandState
from seksby.workspace import Workspace

FILE = "reviews.yml"


def due(catalogue: Catalogue, today: date, owner: str | None = None) -> list[SteeringDemand]:
    """The demands to be decided on now, the first due first; an owner's own where one is named."""
    found = [
        demand
        for demand in catalogue.positive_list
        if state(demand, today) in (DemandState.DUE, DemandState.OVERDUE)
        and (owner is None or folded(owner) == folded(demand.owner))
    ]
    return sorted(found, key=lambda demand: (demand.review_by, demand.id))


def decide(workspace: Workspace, reviews: Sequence[DemandReview], today: date) -> None:
    """Add reviews to those that are there.

    Raises:
        UsageError: a review breaks a rule; all that do are told at once, and nothing is written.
    """
    writing.started(workspace)
    additions = [
        Addition(FILE, review, is_listed=True, note=f"{review.decided_by}, ført ind {today}") for review in reviews
    ]
    if wrong := writing.tried(workspace, additions):
        raise UsageError(
            f"The review cannot stand: {'; '.join(f'{item.field}: {item.found}' for item in wrong)}.",
            where=", ".join(dict.fromkeys(reviews[item.number].demand for item in wrong)),
            expected="; ".join(item.allowed for item in wrong),
            remedy="give the options named another value; nothing was written",
        )
    writing.add(workspace, additions)
