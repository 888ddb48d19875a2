"""What an indicator file may contain.

Belongs here: indicators, with what stands in their files alone, and the cautions they name. Does not belong here: how a
figure is computed (`recipe`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from pipelines.catalogue.models.common import Bilingual, CatalogueModel, Identifier, MunicipalityCode, Text, Year, rule
from pipelines.catalogue.models.recipe import Recipe, Term
from pipelines.catalogue.models.unit import Unit
from seksby.vocabulary import INHABITANT, Better, IntervalKind, Kind, Measure, MissingReason, Perspective, Verification

PER_INHABITANTS = (INHABITANT, "thousand_inhabitants")
"""What no unit price is per: everybody, whether they use the service or not."""


class Missing(CatalogueModel):
    """Why an indicator has no recipe."""

    reason: MissingReason
    note: Bilingual


class Interval(CatalogueModel):
    """What a figure counts, and so how far chance moves it.

    A `proportion` of the people in the denominator (for a published share: in `weight`), or a `count` of events among
    them; the figure is `per` x events / people.
    """

    kind: IntervalKind
    """What the figure counts."""
    per: Annotated[Decimal, Field(gt=0)]
    """The figure is so many times events by people."""


class Stratum(CatalogueModel):
    """An age group in an indirect standardisation: what the group uses, and how many people are in it."""

    id: Identifier
    use: Annotated[list[Term], Field(min_length=1)]
    population: Annotated[list[Term], Field(min_length=1)]


class Break(CatalogueModel):
    """The first year of a new way of counting; no change is computed across it."""

    year: Year
    """The first year of a new way of counting."""
    note: Bilingual


class Bounds(CatalogueModel):
    """What a figure can be at all, in the indicator's unit: a value outside is an error of source or recipe."""

    low: Decimal | None = None
    """What a value can be at least; null where there is no bound."""
    high: Decimal | None = None
    """What a value can be at most."""

    @rule
    def _an_interval(self) -> Iterator[str]:
        if self.low is None and self.high is None:
            yield "give low, high or both"
        if self.low is not None and self.high is not None and self.low >= self.high:
            yield "low has to be below high"

    def holds(self, value: Decimal) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        low, high = ("" if end is None else f"{end.normalize():f}" for end in (self.low, self.high))
        return f"{low} … {high}".strip()


class SmallestDifference(CatalogueModel):
    """The smallest difference to the others that matters to those who decide: a smaller one is called no difference."""

    value: Annotated[Decimal, Field(gt=0)]
    """The smallest difference to the others that matters, in the indicator's unit; null while none is decided."""
    decided_by: Text
    """Who decided it."""
    decided_on: date
    """The day of the decision."""


class Target(CatalogueModel):
    """An effect target that somebody decided."""

    municipality: MunicipalityCode
    value: Decimal
    """The target."""
    year: Year
    """The year the target is for."""
    decided_by: Text
    decided_on: date

    @rule
    def _ahead(self) -> Iterator[str]:
        if self.year < self.decided_on.year:
            yield f"a target is for a year to come: {self.year} is before it was decided, {self.decided_on}"


class PairedEffect(CatalogueModel):
    """An effect that a price is shown beside, and what the one has to do with the other."""

    effect: Identifier
    """An effect measure it is shown beside."""
    because: Bilingual
    """What the effect has to do with the money, in one sentence that a councillor would accept."""


class SameScope(CatalogueModel):
    """The test that a private service's effect or price stands before it is held against the municipality's own.

    Each answer is yes, or the comparison is refused: the measure is not published, and the page of private services
    says why. What differs in users, tasks or costs differs in the figure too, and a figure that is set from the
    municipality's own (circular) follows it by rule, and says nothing of which is better or cheaper.
    """

    beside: Identifier
    """The municipality's own effect measure or unit price, of the same kind and unit."""
    same_users: bool
    """Whether those who use it are as those who use the municipality's own."""
    same_tasks: bool
    """Whether it does the same for them, with the same duties."""
    same_costs: bool
    """Whether the same is counted: buildings, administration, pensions, grants and what users pay."""
    set_from: Identifier | None = None
    """The municipality's own figure that this one is set from, by law or agreement; null where it is set by itself."""

    @property
    def refused_for(self) -> list[str]:
        """What speaks against the comparison, by the field that says so; none where it may stand."""
        differ = [name for name in ("same_users", "same_tasks", "same_costs") if not getattr(self, name)]
        return [*(["set_from"] if self.set_from is not None else []), *differ]


class BookedElsewhere(CatalogueModel):
    """Years in which a municipality is known to book this cost under another function: no figure, and no low price."""

    municipality: MunicipalityCode
    from_year: Year
    """The first year in which it does."""
    to_year: Year
    """The last year in which it is known to."""
    note: Bilingual
    """Where it is booked, and where that is known from."""

    @rule
    def _in_order(self) -> Iterator[str]:
        if self.to_year < self.from_year:
            yield f"to_year is before from_year, {self.from_year}"


class Indicator(CatalogueModel):
    """One indicator: `indicators/<service_area>/<id>.yml`."""

    id: Identifier
    title: Bilingual
    kind: Kind
    service_area: Identifier
    perspective: Perspective
    """Why it was chosen."""
    stakeholders: list[Identifier] = Field(default_factory=list)
    unit: Unit
    decimals: Annotated[int, Field(ge=0, le=4)]
    better: Better
    """Which way is better."""
    cluster: Identifier | None = None
    """What it measures: indicators that measure the same thing share a cluster, and count once; its own id if alone."""
    part_of: Identifier | None = None
    """The sum it is a part of: what municipalities book under one function or another is compared as one sum alone."""
    paired_effects: list[PairedEffect] = Field(default_factory=list)
    recipes: list[Recipe] = Field(default_factory=list)
    missing: Missing | None = None
    overlapping_years: Annotated[int, Field(ge=1, le=100)] = 1
    """Years each figure rests on; successive figures share all but one."""
    cyclical: bool = False
    """Whether it follows the business cycle: its own chart is then of the gap to the country."""
    interval: Interval | None = None
    """Accounts are a census and have none; nor has a published rate without its number of people."""
    scopes: list[Identifier] = Field(default_factory=list)
    """Other defensible ways to count the same cost."""
    standardisation: list[Stratum] = Field(default_factory=list)
    """What each age group uses."""
    breaks: list[Break] = Field(default_factory=list)
    booked_elsewhere: list[BookedElsewhere] = Field(default_factory=list)
    usage_warnings: list[Identifier] = Field(default_factory=list)
    pitfalls: list[Bilingual] = Field(default_factory=list)
    """What the definition is known to get wrong, or what of it nobody has been able to check."""
    definition: Bilingual
    """What was done."""
    owner: Text
    valid_from: Year
    """First year the definition holds for."""
    valid_to: Year | None = None
    """Last year; null while the series is kept."""
    verification: Verification
    """How much of the recipe stands in the publisher's own public listing."""
    bounds: Bounds | None = None
    smallest_difference: SmallestDifference | None = None
    targets: list[Target] = Field(default_factory=list)
    same_scope: SameScope | None = None
    """For a private service's effect or price: the test it stands."""

    @property
    def is_refused(self) -> bool:
        """Whether it is of a private service and may not be held against the municipality's own."""
        return self.same_scope is not None and bool(self.same_scope.refused_for)

    @property
    def monetary(self) -> bool:
        """Whether it is an amount of money, with fixed prices too."""
        return self.unit.measure == Measure.DKK

    @rule
    def _recipes_or_why_not(self) -> Iterator[str]:
        if bool(self.recipes) == (self.missing is not None):
            yield "give either recipes, or missing with its reason"

    @rule
    def _price_beside_an_effect(self) -> Iterator[str]:
        if self.kind is Kind.UNIT_PRICE and not self.paired_effects:
            yield "a unit price is never shown without an effect: name at least one in paired_effects"
        if self.kind is not Kind.UNIT_PRICE and self.paired_effects:
            yield "paired_effects are for unit prices"

    @rule
    def _price_of_what_is_used(self) -> Iterator[str]:
        if self.kind is Kind.UNIT_PRICE and self.unit.per in PER_INHABITANTS:
            yield "cost per inhabitant is price times coverage, and no unit price: give kind context"

    @rule
    def _part_under_its_sum(self) -> Iterator[str]:
        if self.part_of and self.kind in (Kind.UNIT_PRICE, Kind.EFFECT):
            yield "a part is shown under its sum and not judged by itself: give kind context"

    @rule
    def _private_by_its_test(self) -> Iterator[str]:
        is_private = self.perspective is Perspective.PRIVATE and self.kind in (Kind.EFFECT, Kind.UNIT_PRICE)
        if is_private != (self.same_scope is not None):
            yield "same_scope is for the effects and unit prices of private services, and each of them has it"

    @rule
    def _targets_of_effects(self) -> Iterator[str]:
        if self.kind is not Kind.EFFECT and self.targets:
            yield "targets are set for effect measures only"

    @rule
    def _targets_within_bounds(self) -> Iterator[str]:
        for target in self.targets:
            if self.bounds and not self.bounds.holds(target.value):
                yield f"a target is within the bounds, {self.bounds}: {target.value} is not"

    @rule
    def _effect_has_a_direction(self) -> Iterator[str]:
        if self.kind is Kind.EFFECT and self.better is Better.NEUTRAL:
            yield "an effect measure says which way is better: higher or lower"

    @rule
    def _difference_of_what_is_judged(self) -> Iterator[str]:
        if self.smallest_difference and self.kind not in (Kind.EFFECT, Kind.UNIT_PRICE):
            yield "a smallest difference is decided for what is judged: effects and unit prices"

    @rule
    def _money_is_counted_whole(self) -> Iterator[str]:
        if self.interval and self.monetary:
            yield "an amount of money has no sampling interval: name its defensible scopes instead"

    @rule
    def _scopes_of_prices(self) -> Iterator[str]:
        if (self.scopes or self.standardisation) and self.kind is not Kind.UNIT_PRICE:
            yield "scopes and standardisation belong to unit prices"

    @rule
    def _ends_after_it_begins(self) -> Iterator[str]:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            yield f"valid_to is before valid_from, {self.valid_from}"

    @rule
    def _years_together(self) -> Iterator[str]:
        covered = max((recipe.years_covered for recipe in self.recipes), default=1)
        if self.overlapping_years < covered:
            yield f"a recipe takes {covered} years together: give overlapping_years: {covered}"


class UsageWarning(CatalogueModel):
    """A closed vocabulary of cautions, shown beside a figure."""

    id: Identifier
    text: Bilingual
