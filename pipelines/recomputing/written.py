"""The catalogue as its files say it: plain values, no models.

Belongs here: which file holds what, and defaults of what a file leaves out. Does not belong here: faults of the
catalogue (the refresh that made the release has found none), or what follows from an entry.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from seksby.reading import read_text, read_yaml

Entry = Mapping[str, Any]
EVERYBODY = "all_98"
"""Whom a trial is compared with where nothing is said."""


@dataclass(frozen=True)
class Written:
    """Every list of the catalogue, as written; `indicators` are those that are shown, in the order of pages."""

    indicators: Sequence[Entry]
    withheld: Sequence[Entry]
    sources: Mapping[str, Entry]
    municipalities: Sequence[Mapping[str, str]]
    areas: Sequence[Mapping[str, str]]
    successions: Sequence[Entry]
    peer_groups: Sequence[Entry]
    expectation_models: Sequence[Entry]
    decompositions: Sequence[Entry]
    corrections: Sequence[Entry]
    controls: Sequence[Entry]
    service_areas: Sequence[Entry]
    stakeholders: Sequence[Entry]
    usage_warnings: Sequence[Entry]
    practice_notes: Sequence[Entry]
    readings: Sequence[Entry]
    trials: Sequence[Entry]
    positive_list: Sequence[Entry]
    reviews: Sequence[Entry]
    help_contacts: Sequence[Entry]
    cases: Sequence[Entry]
    units: Entry
    price_index: Entry | None
    full_cost: Entry | None
    municipality: Entry | None
    """Whose own folder it is."""

    @property
    def compared(self) -> Entry:
        """The group that pages compare."""
        return next(group for group in self.peer_groups if group.get("compared"))

    @property
    def codes(self) -> list[str]:
        return [item["municipality_code"] for item in self.municipalities]


def read(root: Path, own: Path, today: date) -> Written:
    """The catalogue in the folder `root` with the municipality's own decisions in `own`, as they stood on `today`.

    An own entry stands after those of the catalogue; only an own group that is compared takes the place of theirs, a
    target is added to its effect, and the last review of a demand says where it stands.

    Raises:
        FileNotFoundError: a file is not there.
        seksby.reading.UnreadableError: a file cannot be read.
    """

    def one(name: str, place: Path = root) -> Any:
        path = place / f"{name}.yml"
        return read_yaml(read_text(path)) if path.is_file() else None

    def entries(name: str, *, is_layered: bool = False) -> list[Entry]:
        return [*(one(name) or []), *((one(name, own) or []) if is_layered else [])]

    def folder(pattern: str, place: Path = root) -> list[Entry]:
        return [read_yaml(read_text(path)) for path in sorted(place.glob(pattern))]

    reviews = one("reviews", own) or []
    demands = _reviewed(entries("positive_list", is_layered=True), reviews)
    groups, own_groups = entries("peer_groups"), one("peer_groups", own) or []
    if any(group.get("compared") for group in own_groups):
        groups = [{**group, "compared": False} for group in groups]
    areas = entries("service_areas")
    every = [_with_targets(item, one("targets", own) or []) for item in folder("indicators/*/*.yml")]
    shown = _shown(every, areas, demands, today)
    decided = {item["trial"]: item for item in one("trial_decisions", own) or []}
    return Written(
        indicators=shown,
        withheld=[item for item in every if item not in shown],
        sources={item["id"]: item for item in folder("sources/*.yml")},
        municipalities=_table(root / "municipalities.csv"),
        areas=_table(root / "areas.csv"),
        successions=entries("successions"),
        peer_groups=[*groups, *own_groups],
        expectation_models=entries("expectation_models"),
        decompositions=entries("decompositions"),
        corrections=entries("corrections"),
        controls=entries("controls"),
        service_areas=areas,
        stakeholders=entries("stakeholders", is_layered=True),
        usage_warnings=entries("usage_warnings"),
        practice_notes=[*folder("practice_notes/*.yml"), *folder("practice_notes/*.yml", own)],
        readings=[_reading(path) for place in (root, own) for path in sorted(place.glob("readings/*.md"))],
        trials=[
            {**item, "decision": decided[item["id"]]} if item["id"] in decided else item
            for item in [*folder("trials/*.yml"), *folder("trials/*.yml", own)]
        ],
        positive_list=demands,
        reviews=reviews,
        help_contacts=entries("help_contacts", is_layered=True),
        cases=folder("cases/*.yml", own),
        units=one("units"),
        price_index=one("price_index"),
        full_cost=one("full_cost"),
        municipality=_municipality(one("municipality", own), one("perspectives", own) or []),
    )


def called(source: Entry) -> Mapping[str, str]:
    """A table as readers are told it."""
    name: str = source["table"]
    return source.get("called") or {"da": name, "en": name}


def _municipality(began: Entry | None, choices: Sequence[Entry]) -> Entry | None:
    """With the last choice of perspectives in place of what it began with."""
    last = sorted(choices, key=lambda choice: choice["decided_on"])[-1:]
    return {**began, "perspectives": last[0]["perspectives"], "chosen": last[0]} if began and last else began


def _reading(path: Path) -> Entry:
    """Fields between two lines of hyphens, and the text below them."""
    _, fields, text = read_text(path).split("---\n", 2)
    return {**read_yaml(fields), "text": text.strip()}


def _with_targets(indicator: Entry, targets: Sequence[Entry]) -> Entry:
    own = [target for target in targets if target["effect"] == indicator["id"]]
    return {**indicator, "targets": [*(indicator.get("targets") or []), *own]} if own else indicator


def _reviewed(demands: Sequence[Entry], reviews: Sequence[Entry]) -> list[Entry]:
    """Each demand as its last review left it; one that was simplified before and is kept takes no more again."""
    made: dict[str, list[Entry]] = {}
    for review in sorted(reviews, key=lambda review: review["decided_on"]):
        made.setdefault(review["demand"], []).append(review)
    found = []
    for demand in demands:
        if not (own := made.get(demand["id"])):
            found.append(demand)
            continue
        minutes = [review["minutes_per_year"] for review in own if review.get("minutes_per_year") is not None]
        decision = {**own[-1], "minutes_per_year": minutes[-1] if minutes else None}
        found.append({**demand, "decision": decision, "review_by": own[-1]["review_by"]})
    return found


def _shown(indicators: Sequence[Entry], areas: Sequence[Entry], demands: Sequence[Entry], today: date) -> list[Entry]:
    """Without the process measures that no demand in force stands for, and the private services that are refused.

    An area's lead price stands before its others.
    """
    in_force = {
        item.get("indicator")
        for item in demands
        if (item.get("decision") or {}).get("outcome") != "drop" and item["review_by"] >= today
    }
    leads = {area.get("lead_price") for area in areas}
    kept = [
        item
        for item in indicators
        if (item["kind"] != "process" or item["id"] in in_force) and not refused_for(item.get("same_scope"))
    ]
    return sorted(kept, key=lambda item: (item["service_area"], item["id"] not in leads, item["id"]))


def refused_for(scope: Entry | None) -> list[str]:
    """What speaks against holding a private service against the municipality's own, by the field that says so."""
    if scope is None:
        return []
    circular = ["set_from"] if scope.get("set_from") else []
    return circular + [name for name in ("same_users", "same_tasks", "same_costs") if not scope[name]]


def _table(path: Path) -> list[Mapping[str, str]]:
    return list(csv.DictReader(read_text(path).removeprefix("\ufeff").splitlines(), delimiter=";"))
