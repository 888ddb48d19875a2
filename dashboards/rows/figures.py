"""The rows that components take, one dataclass per shape.

Belongs here: column names and types of what a page's queries hand to components; a component declares the dataclass and
the compiler checks the columns against its fields. Does not belong here: reading them from the warehouse (`queries`) or
wording them (`sentences`).

`kind` and `indicator_id` are what the effect-first rule
reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.language import Number


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What the catalogue says of an indicator, and the year and value of one municipality.

    `seen_from_six` is whether that is one of the six, held up against the five others; any other against the six.
    """

    indicator_id: str
    slug: str
    kind: str
    service_area: str
    area_slug: str
    area_title: str
    title: str
    unit: str
    decimals: int
    better: str
    definition: str
    publisher: str | None
    publisher_tables: str | None
    origin: str | None
    warnings: Sequence[str]
    break_years: Sequence[int]
    break_notes: Sequence[str]
    municipality_name: str
    municipality_slug: str
    seen_from_six: bool
    year: int | None
    value: Number | None
    missing_reason: str | None
    missing_note: str | None


@dataclass(frozen=True, kw_only=True)
class Effect(Indicator):
    """An effect measure of one municipality beside the mean of the other five.

    `zone_low` to `zone_high` is where a value cannot be told from the others, in the measure's own unit, and
    `verdict_basis` the rule it comes of: `moving_range`, `range_of_others` or `missing`. `held_back_by` is why a value
    outside it is none the less not told apart.
    """

    reference: Number | None
    gap: Number | None
    zone_low: Number | None
    zone_high: Number | None
    verdict: str
    verdict_basis: str
    held_back_by: str | None
    target: Number | None
    target_year: int | None

    @property
    def is_told_apart(self) -> bool:
        """Whether citizens are better or worse off here; neither on a level nor what cannot be told apart is."""
        return self.verdict in ("better", "worse")

    @property
    def sign(self) -> int:
        """1 where a higher value is better for the citizens, −1 where a lower one is."""
        return -1 if self.better == "lower" else 1


@dataclass(frozen=True, kw_only=True)
class Price(Indicator):
    """A unit price of one municipality and the references of the other five.

    `zone_low_pct` to `zone_high_pct` is where a gap in per cent cannot be told from zero, by the rule `verdict_basis`
    as for an effect; `is_told_apart` is the verdict, and `held_back_by` is why a gap outside the zone is none the less
    not told apart. Where scopes do it, `turning_scope_id` is the one that turns the gap most, and `turning_scope` the
    title of its indicator; overhead is none. `coverage_pct` and `per_inhabitant` complete the identity
    value × coverage = cost per inhabitant, for a price whose numerator is also published per inhabitant, by the
    indicator `per_inhabitant_id`.
    """

    paired_effects: Sequence[str]
    is_monetary: bool
    price_basis: str
    reference_unweighted: Number | None
    reference_weighted: Number | None
    gap_pct: Number | None
    gap_dkk: Number | None
    zone_low_pct: Number | None
    zone_high_pct: Number | None
    verdict_basis: str | None
    is_told_apart: bool
    held_back_by: str | None
    turning_scope_id: str | None
    turning_scope: str | None
    coverage_pct: Number | None
    per_inhabitant: Number | None
    per_inhabitant_id: str | None

    @property
    def zone(self) -> tuple[Number | None, Number | None]:
        """The zone in kr. instead of per cent of the reference."""
        if self.reference_unweighted is None or self.zone_low_pct is None or self.zone_high_pct is None:
            return None, None
        mean = float(self.reference_unweighted)
        return mean * (1 + float(self.zone_low_pct) / 100), mean * (1 + float(self.zone_high_pct) / 100)


@dataclass(frozen=True, kw_only=True)
class TargetProgress:
    """A decided target of one municipality, and whether the present course leads there: `verdict` is the mart's own.

    `projected_lower` to `projected_upper` is where the figure of the target's year is expected, four times in five.
    """

    indicator_id: str
    target_year: int
    target: Number
    decided_by: str
    base_year: int | None
    base: Number | None
    latest: Number | None
    way_covered_pct: Number | None
    projected_lower: Number | None
    projected_upper: Number | None
    verdict: str


@dataclass(frozen=True, kw_only=True)
class PriceBasis:
    """In which year's prices fixed prices are given; without a year, why there are none."""

    base_year: int | None
    missing_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Point:
    """One municipality's value of one indicator in one year."""

    indicator_id: str
    municipality_code: str
    name: str
    is_six_city: bool
    is_own: bool
    year: int
    price_basis: str
    value: Number | None
    missing_reason: str | None

    @property
    def is_compared(self) -> bool:
        """Whether it is one of those that a page names: our own and the six. All others are ticks."""
        return self.is_six_city or self.is_own


@dataclass(frozen=True, kw_only=True)
class SeriesPoint(Point):
    """A value with the process limits of its municipality's series, which only stand since its last break.

    `signal_outside` is the mart's own: whether the value lies outside of them.
    """

    lower_limit: Number | None
    upper_limit: Number | None
    signal_outside: bool


def points_of(figure: Indicator, points: Sequence[Point]) -> list[Point]:
    """The municipalities' values of the same measure in the same year."""
    return [p for p in points if p.indicator_id == figure.indicator_id and p.year == figure.year]


@dataclass(frozen=True, kw_only=True)
class PairedEffect:
    """One municipality's figure of an effect that a unit price is shown beside."""

    indicator_id: str
    slug: str
    kind: str
    title: str
    unit: str
    decimals: int
    year: int | None
    name: str
    value: Number | None
    missing_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the catalogue says of an indicator, on its own page."""

    indicator_id: str
    slug: str
    kind: str
    title: str
    definition: str
    unit: str
    decimals: int
    better: str
    owner: str
    verification: str
    valid_from: int
    valid_to: int | None
    bound_low: Number | None
    bound_high: Number | None
    publisher: str | None
    publisher_tables: str | None
    origin: str | None
    formula: str | None
    first_year: int | None
    latest_year: int | None
    missing_reason: str | None
    missing_note: str | None
    warnings: Sequence[str]
    break_years: Sequence[int]
    break_notes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A steering demand on the positive list; never shown without legal basis, owner and review date.

    `indicator_id` is the process measure that follows it, or the demand itself where none does. `state` is the mart's.
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
class Claim:
    """One effect measure that a stakeholder has a claim on."""

    stakeholder: str
    indicator_id: str
    kind: str
    slug: str
    title: str
    latest_year: int | None
    missing_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Somebody's signed view of an area's figures, in the language it was written in."""

    author: str
    role: str
    written_on: dt.date
    language: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PeerResult:
    """One municipality's effect and paired price beside those of another; `is_ahead` is the mart's."""

    indicator_id: str
    kind: str
    slug: str
    title: str
    unit: str
    decimals: int
    effect_year: int
    value: Number
    price_title: str
    price_year: int
    other_code: str
    other_name: str
    other_value: Number
    price_difference_pct: Number
    is_ahead: bool


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
    seen_from_six: bool
    area_slug: str
    area_title: str
    title: str
    first_year: int
    latest_year: int
    measurements: int
    is_modelled: bool
    contact: str | None


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """A figure to look at twice, without its value: where it is, and by which rule."""

    indicator_id: str
    slug: str
    title: str
    name: str
    year: int
    flag: str
    previous_year: int | None
    is_above: bool


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A source cell that is known to be wrong, and what became of its correction."""

    publisher: str
    publisher_table: str
    area_name: str
    period: str
    codes: str | None
    expected_value: Number | None
    expected_marker: str | None
    value: Number | None
    missing_reason: str | None
    reason: str
    evidence: str
    reviewed_by: str
    reviewed_on: dt.date
    status: str
    state: str
    figure_count: int


@dataclass(frozen=True, kw_only=True)
class Release:
    """The release a page belongs to; `notice` is what all its figures have in common, such as being transcribed.

    Its id stands in the page shell alone: a page that shows it would be another page in every release.
    """

    notice: str | None


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """How one value came about: scale × numerator × multiplier / denominator."""

    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    unit: str
    decimals: int
    scale: Number
    municipality_code: str
    municipality_name: str
    municipality_slug: str
    year: int | None
    numerator: Number | None
    multiplier: Number | None
    denominator: Number | None
    value: Number | None
    missing_reason: str | None
    missing_note: str | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One source cell that entered a value."""

    municipality_code: str
    role: str
    publisher_table: str
    codes: str
    period: str
    cell_value: Number | None
    published_value: Number | None
    marker: str | None
    missing_reason: str | None
    correction_id: str | None
    weight: Number
    divisor: Number
    weighted_value: Number | None
    snapshot_id: str
    file_row: int


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """One figure that rests on a corrected source cell, and the correction of it.

    `value` is used, or the figure is missing by `missing_reason`.
    """

    municipality_code: str
    municipality_name: str
    year: int
    correction_id: str
    publisher: str
    publisher_table: str
    area_name: str
    period: str
    codes: str
    published_value: Number | None
    published_marker: str | None
    value: Number | None
    missing_reason: str | None
    reason: str
    evidence: str
    reviewed_by: str
    reviewed_on: dt.date
    status: str


@dataclass(frozen=True, kw_only=True)
class Flag:
    """One figure to look at twice: far from the country's municipalities, or from the figure of `previous_year`."""

    municipality_code: str
    name: str
    is_municipality: bool
    is_six_city: bool
    year: int
    price_basis: str
    flag: str
    value: Number
    previous_year: int | None
    is_above: bool


@dataclass(frozen=True, kw_only=True)
class Certainty:
    """How sure one municipality's figure is, and from whom it can be told apart, as the marts judge it.

    `lower_value` to `upper_value` is an interval of 95 % or, for money, the band over scopes in the figure's own unit;
    the gaps are the band of the difference to the five others, over scopes of any unit.
    """

    indicator_id: str
    kind: str
    paired_effects: Sequence[str]
    municipality_code: str
    name: str
    is_six_city: bool
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
    verdict_five: str
    verdict_basis: str | None
    held_back_by: str | None
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
    is_six_city: bool
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
class ScopeValue:
    """A unit price under one scope; `scope_title` is null where the scope is no indicator of its own."""

    indicator_id: str
    scope_id: str
    scope_title: str | None
    scope_unit: str | None
    scope_decimals: int | None
    municipality_code: str
    name: str
    year: int
    value: Number | None
    gap_pct: Number | None


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
    seen_from_six: bool
    coverage_pct: Number
    reference_coverage_pct: Number


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """One of a city's nearest municipalities, and how far from it, in standard deviations of what they are found by."""

    name: str
    peer_name: str
    nearness: int
    distance: Number


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The file a cell stands in."""

    snapshot_id: str
    publisher: str
    publisher_table: str
    title: str
    origin: str
    licence: str
    citation: str | None
    retrieved_at: str
    publisher_updated: str | None
    sha256: str
    row_count: int
    url: str | None
    request: str | None
    path: str | None
    not_updated_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A trial in one municipality and what is concluded of it; `kind` and `slug` are its effect measure's."""

    trial_id: str
    indicator_id: str
    slug: str
    kind: str
    effect_title: str
    unit: str
    decimals: int
    better: str
    municipality_code: str
    municipality_name: str
    title: str
    description: str
    contact: str
    registered_on: date
    starts_on: date
    stop_on: date
    smallest_change: Number
    decision: str | None
    decided_by: str | None
    decided_on: date | None
    verdict: str
    reasons: Sequence[str]
    last_year_before: int
    donors: int | None
    donors_dropped: int


@dataclass(frozen=True, kw_only=True)
class TrialEstimate:
    """What one method says a trial changed, in the effect measure's unit."""

    trial_id: str
    municipality_code: str
    method: str
    estimate: Number
    low: Number | None
    high: Number | None
    p_value: Number


@dataclass(frozen=True, kw_only=True)
class TrialYear:
    """A year of a trial: the figure, and what it would have been had it gone like the synthetic control."""

    trial_id: str
    municipality_code: str
    year: int
    actual: Number
    counterfactual: Number
    gap: Number
