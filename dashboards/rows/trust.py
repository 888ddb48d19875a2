"""What is asked of those who do the work, who is heard and who is offered help: the rows of trust.

Belongs here: the shapes that words are made of. Does not belong here: the rows of one component only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dashboards.numbers import Number


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A steering demand on the positive list; never shown without legal basis, owner and review date.

    `indicator_id` is the process measure that follows it, or the demand itself where none does. `state` is the mart's.
    `measured` is the newest figure of that measure, `measure` its title; None where there is none.
    """

    indicator_id: str
    kind: str
    title: str
    municipality_name: str
    area_title: str
    basis: str
    legal_basis: str
    justification: str
    owner: str
    since: dt.date
    review_by: dt.date
    state: str
    decision: str | None
    hours_per_year: Number
    hours_returned: Number
    measure: str | None
    measured: Number | None
    measured_year: int | None
    measured_unit: str | None
    measured_decimals: int | None


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What is measured of effects in one area of one municipality, and what its demands cost of the core task."""

    service_area: str
    effect_count: int
    demand_count: int
    due_count: int
    own_choice_count: int
    hours_per_year: Number
    hours_own_choice: Number
    hours_returned: Number
    full_time_equivalents: Number
    full_time_hours: int


@dataclass(frozen=True, kw_only=True)
class BurdenFrom:
    """What is asked in an area, or without one in the whole municipality, from a day on.

    `effect_share_pct` is of the effects with figures now and the demands then; None where nothing is asked.
    """

    name: str
    service_area: str | None
    area_title: str
    from_day: dt.date
    demand_count: int
    hours_per_year: Number
    hours_returned: Number
    effect_share_pct: Number | None


@dataclass(frozen=True, kw_only=True)
class TrustSpace:
    """How much room the work of a service area has; without `task` nobody has described it.

    `process_count` is the process measures on the positive list, shown or not; at most `process_ceiling`.
    """

    service_area: str
    area_title: str
    task: str | None
    limits: str | None
    process_ceiling: int | None
    process_count: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many effect measures a stakeholder has in a service area; one without any has a row without an area."""

    stakeholder: str
    title: str
    service_area: str | None
    area_title: str | None
    effect_count: int
    effects_with_figures: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Somebody's signed view of an area's figures, in the language it was written in."""

    author: str
    role: str
    written_on: dt.date
    language: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PracticeNote:
    """What a municipality does that does well on an effect measure, and whom to ask."""

    effect_id: str
    municipality_code: str
    municipality_name: str
    what: str
    contact: str
    source: str
    noted_on: dt.date


@dataclass(frozen=True, kw_only=True)
class HelpOffer:
    """One effect measure that gave rise to an offer of help to an area; an offer rests on several."""

    municipality_slug: str
    is_compared: bool
    group: str
    n_others: int
    area_slug: str
    area_title: str
    title: str
    first_year: int
    latest_year: int
    measurements: int
    is_modelled: bool
    contact: str | None
