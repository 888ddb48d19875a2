"""The municipality's own folder over the shipped catalogue: which files it may have, and what becomes of its entries.

Belongs here: the layering. An own entry is added after those of the catalogue, and replaces none, but for the group
compared: an own one takes its place. Does not belong here: reading files (`read`), rules (`crosscheck`), or writing
into the folder (`pipelines.own`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pipelines.catalogue.faults import Fault
from pipelines.catalogue.models.own import DemandReview, OwnTarget, PerspectiveChoice
from pipelines.catalogue.models.trust import DemandDecision, SteeringDemand
from pipelines.catalogue.models.whole import Catalogue

LAYERED = ("peer_groups", "stakeholders", "positive_list", "help_contacts")
"""Lists that the catalogue has too."""
OWN_LISTS = ("targets", "reviews", "trial_decisions", "perspectives")
"""Lists of the own folder alone."""
FOLDERS = ("trials", "readings", "practice_notes", "cases")
FILES = frozenset(f"{name}.yml" for name in (*LAYERED, *OWN_LISTS, "municipality"))


def strangers(own: Path) -> list[Fault]:
    """Files of the own folder that nothing reads: what they say would be missed in silence."""
    if not own.is_dir():
        return []
    allowed = f"one of {', '.join(sorted(FILES))}, or a file in {', '.join(FOLDERS)}"
    return [
        Fault(path, 1, "file", "not read, for its name or place", allowed)
        for path in sorted(own.iterdir())
        if path.suffix in (".yml", ".yaml") and path.name not in FILES and not path.name.startswith(".")
    ]


def layered(catalogue: Catalogue, own_groups: Collection[str] = ()) -> Catalogue:
    """The catalogue in which own decisions stand where the shipped entries have theirs.

    Args:
        catalogue: all entries.
        own_groups: groups of the own folder that are to be compared.
    """
    targets: dict[str, list[OwnTarget]] = {item.id: [] for item in catalogue.indicators}
    for target in catalogue.targets:
        targets.get(target.effect, []).append(target)
    reviews: dict[str, list[DemandReview]] = {}
    for review in sorted(catalogue.reviews, key=lambda item: item.decided_on):
        reviews.setdefault(review.demand, []).append(review)
    decided = {item.trial: item for item in catalogue.trial_decisions}
    chosen = last_choice(catalogue.perspectives)
    return catalogue.model_copy(
        update={
            "own": catalogue.own.model_copy(update={"perspectives": chosen.perspectives})
            if catalogue.own and chosen
            else catalogue.own,
            "trials": [
                item.model_copy(update={"decision": decided[item.id]}) if item.id in decided else item
                for item in catalogue.trials
            ],
            "indicators": [
                item.model_copy(update={"targets": [*item.targets, *targets[item.id]]}) if targets[item.id] else item
                for item in catalogue.indicators
            ],
            "peer_groups": [
                group.model_copy(update={"compared": False}) if own_groups and group.id not in own_groups else group
                for group in catalogue.peer_groups
            ],
            "positive_list": [
                _reviewed(item, reviews[item.id]) if item.id in reviews else item for item in catalogue.positive_list
            ],
        }
    )


def last_choice(choices: Sequence[PerspectiveChoice]) -> PerspectiveChoice | None:
    """The choice of perspectives that holds."""
    return max(reversed(choices), key=lambda item: item.decided_on, default=None)


def _reviewed(demand: SteeringDemand, reviews: Sequence[DemandReview]) -> SteeringDemand:
    """The demand as its last review left it: one that was simplified before and is kept now takes no more again."""
    minutes = [review.minutes_per_year for review in reviews if review.minutes_per_year is not None]
    last = reviews[-1]
    decision = DemandDecision.model_construct(
        outcome=last.outcome,
        minutes_per_year=minutes[-1] if minutes else None,
        decided_by=last.decided_by,
        decided_on=last.decided_on,
    )
    return demand.model_copy(update={"decision": decision, "review_by": last.review_by})
