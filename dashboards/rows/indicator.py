"""An indicator, its figures and what they are compared with: the rows that cards, lists and drawings take.

Belongs here: column names and types of the queries that several components share; a component declares the dataclass
and the compiler checks the columns against its fields. Does not belong here: the rows of one component only (they stand
in its module), reading them (`compiler.queries`) or wording them (`words`).

`kind` and `indicator_id` are what the effect-first rule reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from dashboards.numbers import Number


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One municipality's figure of a measure, where the municipalities stand side by side."""

    indicator_id: str
    slug: str
    kind: str
    title: str
    unit: str
    unit_measure: str
    decimals: int
    year: int | None
    name: str
    value: Number | None
    is_corrected: bool


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What the catalogue says of an indicator, and the year and value of one municipality.

    `awaits` is what it waits for where no municipality has a figure.
    """

    indicator_id: str
    slug: str
    kind: str
    service_area: str
    area_slug: str
    area_title: str
    title: str
    unit: str
    unit_measure: str
    decimals: int
    better: str
    definition: str
    publisher: str | None
    tables_called: str | None
    origin: str | None
    warnings: Sequence[str]
    break_years: Sequence[int]
    break_notes: Sequence[str]
    municipality_name: str
    municipality_slug: str
    year: int | None
    value: Number | None
    missing_reason: str | None
    missing_note: str | None
    awaits: str | None


@dataclass(frozen=True, kw_only=True)
class Compared(Indicator):
    """An indicator of one municipality that is held up against others.

    `is_compared` is whether it is one of the compared group, held up against the others of it; any other is held up
    against all of it. They are `n_others`, and `group` is what the group is called.
    """

    is_compared: bool
    group: str
    n_others: int


@dataclass(frozen=True, kw_only=True)
class Judged(Compared):
    """A figure beside the mean of the others, with what may be said of the difference: the marts' own.

    `p_same` is how sure it is that the next measurement lies on the same side, from so many `measurements` and by the
    swings of `pool`; it is None where they are too few. `held_back_by` is why no more is said than is said.
    `is_corrected` is whether the figure rests on a source cell that is known to be wrong, and on what is used for it.
    `others_with_value` is how many of the others have a figure that year, whom the mean is of; None without a mean.
    """

    verdict: str
    p_same: Number | None
    pool: str | None
    measurements: int | None
    held_back_by: str | None
    is_corrected: bool
    others_with_value: int | None

    @property
    def is_of_fewer(self) -> bool:
        """Whether the mean is of fewer than all of the others."""
        return bool(self.others_with_value) and self.others_with_value != self.n_others

    @property
    def is_told_apart(self) -> bool:
        """Whether the difference is clear; what is only suggested is not."""
        return self.verdict.startswith("clearly_")

    @property
    def is_suggested(self) -> bool:
        """Whether there is more for a difference than against it, but not enough to call it clear."""
        return self.verdict.startswith("suggests_")


@dataclass(frozen=True, kw_only=True)
class Effect(Judged):
    """An effect measure of one municipality beside the mean of the others.

    `zone_low` to `zone_high` is where a difference is not clear, in the measure's own unit; None where nothing is known
    of how much is chance. `expected` is what the municipality's conditions let one expect in the same year,
    `expected_low` to `expected_high` where four of five such municipalities lie, and `against_expected` where the value
    lies beside it; None without a usable model. Measures that share a `cluster` say the same thing.
    """

    cluster: str
    reference: Number | None
    expected: Number | None
    expected_low: Number | None
    expected_high: Number | None
    against_expected: str | None
    gap: Number | None
    zone_low: Number | None
    zone_high: Number | None
    target: Number | None
    target_year: int | None

    @property
    def sign(self) -> int:
        """1 where a higher value is better for the citizens, −1 where a lower one is."""
        return -1 if self.better == "lower" else 1


@dataclass(frozen=True, kw_only=True)
class Price(Judged):
    """A unit price of one municipality and the references of the others.

    `zone_low_pct` to `zone_high_pct` is where a gap in per cent is not clear. `side` is on which side of the mean the
    price lies whatever the verdict. Where scopes hold a difference back, `turning_scope_id` is the one that turns the
    gap most, and `turning_scope` the title of its indicator; overhead is none. `coverage_pct` and `per_inhabitant`
    complete the identity value × coverage = cost per inhabitant, for a price whose numerator is also published per
    inhabitant, by the indicator `per_inhabitant_id`. `per_what` is its unit without the mark: `pr. elev`.
    `others_lower` and `others_higher` are how many of `others_with_value` are lower and higher as shown.
    """

    paired_effects: Sequence[str]
    paired_because: Sequence[str]
    per_what: str
    is_monetary: bool
    price_basis: str
    reference_unweighted: Number | None
    reference_weighted: Number | None
    gap_pct: Number | None
    gap_dkk: Number | None
    zone_low_pct: Number | None
    zone_high_pct: Number | None
    side: str | None
    others_lower: int | None
    others_higher: int | None
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


class InUnit(Protocol):
    """Whatever says in which unit, and with how many decimals, its figures are shown."""

    @property
    def unit_measure(self) -> str: ...

    @property
    def decimals(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class TargetProgress:
    """A decided target of one municipality, and whether the present course leads there: `verdict` is the mart's own.

    `projected_lower` to `projected_upper` is where the figure of the target's year is expected, four times in five.
    """

    indicator_id: str
    target_year: int
    target: Number
    decided_by: str
    decided_on: date
    base_year: int | None
    base: Number | None
    latest: Number | None
    way_covered_pct: Number | None
    projected_lower: Number | None
    projected_upper: Number | None
    verdict: str


@dataclass(frozen=True, kw_only=True)
class PlacedTarget(TargetProgress):
    """A target beside those of other municipalities, with the name of its own."""

    name: str


@dataclass(frozen=True, kw_only=True)
class TitledTarget(TargetProgress):
    """A target where its measure does not stand beside it."""

    title: str
    unit_measure: str
    decimals: int


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
    is_compared: bool
    is_own: bool
    year: int
    price_basis: str
    value: Number | None
    missing_reason: str | None

    @property
    def is_named(self) -> bool:
        """Whether it is one of those that a page names: our own and the compared group. All others are ticks."""
        return self.is_compared or self.is_own


@dataclass(frozen=True, kw_only=True)
class SeriesPoint(Point):
    """A value with the process limits of its municipality's series, which only stand since its last break.

    `signal_outside` is the mart's own: whether the value lies outside of them. `is_corrected` is whether it rests on a
    source cell that is known to be wrong, and on what is used for it.
    """

    lower_limit: Number | None
    upper_limit: Number | None
    signal_outside: bool
    is_corrected: bool


APoint = TypeVar("APoint", bound=Point)


def points_of(figure: Indicator, points: Sequence[APoint]) -> list[APoint]:
    """The municipalities' values of the same measure in the same year."""
    return [p for p in points if p.indicator_id == figure.indicator_id and p.year == figure.year]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the catalogue says of an indicator, on its own page.

    `pitfalls` are what its definition gets wrong or nobody could check, `elsewhere` who books the cost under another
    function.
    """

    indicator_id: str
    slug: str
    kind: str
    area_slug: str
    title: str
    definition: str
    unit: str
    unit_measure: str
    decimals: int
    better: str
    owner: str
    verification: str
    valid_from: int
    valid_to: int | None
    bound_low: Number | None
    bound_high: Number | None
    smallest_difference_value: Number | None
    smallest_difference_decided_by: str | None
    smallest_difference_decided_on: date | None
    publisher: str | None
    tables_called: str | None
    origin: str | None
    worked: str | None
    first_year: int | None
    latest_year: int | None
    missing_reason: str | None
    missing_note: str | None
    awaits: str | None
    warnings: Sequence[str]
    break_years: Sequence[int]
    break_notes: Sequence[str]
    pitfalls: Sequence[str]
    elsewhere: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class PeerResult:
    """One municipality's effect and paired price beside those of another; `is_ahead` is the mart's."""

    indicator_id: str
    kind: str
    slug: str
    title: str
    unit: str
    unit_measure: str
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
