"""How sure a figure is, what was to be expected, and what its gap is made of: the rows of an indicator's own page.

Belongs here: the shapes that words are made of. Does not belong here: the rows of one component only, and the figures
themselves (`indicator`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.numbers import Number


@dataclass(frozen=True, kw_only=True)
class Certainty:
    """How sure one municipality's figure is, and from whom it can be told apart, as the marts judge it.

    `lower_value` to `upper_value` is an interval of 95 % or, for money, the band over scopes in the figure's own unit;
    the gaps are the band of the difference to the others, over scopes of any unit.
    """

    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    municipality_code: str
    name: str
    is_compared: bool
    year: int
    value: Number
    interval_method: str
    lower_value: Number | None
    upper_value: Number | None
    people: Number | None
    scopes: int | None
    lowest_gap_pct: Number | None
    highest_gap_pct: Number | None
    common_value: Number | None
    phi: Number | None
    lower_95: Number | None
    upper_95: Number | None
    lower_998: Number | None
    upper_998: Number | None
    rank_low: int | None
    rank_high: int | None
    areas: int | None
    verdict_country: str
    has_limits: bool
    signal_outside: bool
    signal_seven_on_one_side: bool
    signal_six_in_one_direction: bool
    signal_two_of_three_near_a_limit: bool


@dataclass(frozen=True, kw_only=True)
class ExpectationModel:
    """A declared model of what an indicator would be expected to be; without figures it has a reason."""

    model_id: str
    title: str
    method: str
    covariates: str | None
    years: int
    latest_year: int | None
    missing_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What one model says of one municipality's figure; `deviation` is the figure minus the expected one."""

    model_id: str
    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    municipality_code: str
    name: str
    is_compared: bool
    year: int
    areas: int
    value: Number
    expected: Number
    lower_value: Number | None
    upper_value: Number | None
    deviation: Number
    loo_r2: Number | None
    verdict: str
    agreement: str


@dataclass(frozen=True, kw_only=True)
class CostWithOverhead:
    """A unit price with overhead in one scenario."""

    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    municipality_code: str
    name: str
    year: int
    scenario: str
    direct_cost: Number
    overhead_share_pct: Number | None
    full_cost: Number


@dataclass(frozen=True, kw_only=True)
class GapParts:
    """One municipality's gap in cost per inhabitant to the others together, split into price, coverage and mix; kr."""

    decomposition_id: str
    title: str
    counts: str
    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    municipality_code: str
    name: str
    year: int
    n_peers: int
    cost_dkk_per_inhabitant: Number
    reference_dkk_per_inhabitant: Number
    gap_dkk_per_inhabitant: Number
    price_effect_dkk_per_inhabitant: Number
    coverage_effect_dkk_per_inhabitant: Number
    mix_effect_dkk_per_inhabitant: Number
    is_compared: bool
    group: str
    n_others: int
    coverage_pct: Number
    reference_coverage_pct: Number
