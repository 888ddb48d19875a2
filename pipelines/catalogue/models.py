"""What a catalogue file may contain.

Belongs here: the pydantic models, one per kind of file, and rules that one file can break on its own. Does not belong
here: reading YAML (`read`), rules that need a source's own description (`selectors`), or anything computed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[A-ZÆØÅ][A-ZÆØÅ0-9_]*$")]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

SIX_CITIES = "six_cities"  # the peer group whose members are the columns and dots of every comparison
ALL_98 = "all_98"  # the peer group of every municipality


class Kind(StrEnum):
    """What an indicator measures, in the order a page shows it."""

    EFFECT = "effect"
    UNIT_PRICE = "unit_price"
    ACTIVITY = "activity"
    PROCESS = "process"
    CONTEXT = "context"


class MissingReason(StrEnum):
    """The closed list of reasons for a figure that is not there."""

    NOT_PUBLISHED = "not_published"
    NOT_COLLECTED = "not_collected"
    NOT_DELIVERED = "not_delivered"
    CONFIDENTIAL = "confidential"
    NOT_APPLICABLE = "not_applicable"
    BREAK_IN_SERIES = "break_in_series"
    SUSPECTED_ERROR = "suspected_error"
    SOURCE_ABSENT = "source_absent"


class Timing(StrEnum):
    """Which periods of a source stand for a year; `PERIODS` in `selectors` gives the weights."""

    SAME_YEAR = "same_year"
    JANUARY = "january"
    STOCK_JULY = "stock_july"
    MEAN_OF_JANUARIES = "mean_of_januaries"
    SCHOOL_YEAR_7_5 = "school_year_7_5"
    MEAN_OF_QUARTERS = "mean_of_quarters"
    SUM_3_YEARS = "sum_3_years"
    MEAN_3_YEARS = "mean_3_years"


YEARS_COVERED = {Timing.SUM_3_YEARS: 3, Timing.MEAN_3_YEARS: 3}  # timings whose figure of a year rests on more than it


class CatalogueModel(BaseModel):
    """Unknown fields are errors: a misspelt field is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(CatalogueModel):
    """The same text in Danish (shown) and English."""

    da: Text
    en: Text


class Term(CatalogueModel):
    """Source cells that enter a figure: `factor × cell`, summed over the codes and periods selected.

    `where` maps a variable to a code, a list of codes, a numeric range `a..b` or a pattern with `*` and `?`. A variable
    left out takes the source's declared total. `absent: zero` is for sums over accounts, where no row means no booking.
    """

    table: SourceId
    where: dict[Text, Text | list[Text]] = Field(default_factory=dict)
    factor: Decimal = Decimal(1)
    timing: Timing = Timing.SAME_YEAR
    absent: Literal["missing", "zero"] = "missing"


class Recipe(CatalogueModel):
    """`value = scale × Σ numerator × Σ multiplier / Σ denominator`.

    `weight` does not enter the value: it is the quantity that weights a published rate in the weighted reference.
    """

    numerator: Annotated[list[Term], Field(min_length=1)]
    multiplier: list[Term] = Field(default_factory=list)
    denominator: list[Term] = Field(default_factory=list)
    weight: list[Term] = Field(default_factory=list)
    scale: Decimal = Decimal(1)

    @model_validator(mode="after")
    def _one_quantity(self) -> Recipe:
        if self.denominator and self.weight:
            raise ValueError("a recipe with a denominator is weighted by it: leave out weight")
        return self

    @property
    def years_covered(self) -> int:
        """How many years of a source one value rests on, as far as the timings say."""
        terms = (*self.numerator, *self.multiplier, *self.denominator)
        return max(YEARS_COVERED.get(term.timing, 1) for term in terms)


class Missing(CatalogueModel):
    """Why an indicator has no recipe."""

    reason: MissingReason
    note: Bilingual


class Break(CatalogueModel):
    """The first year of a new way of counting; no change is computed across it."""

    year: int
    note: Bilingual


class Target(CatalogueModel):
    """An effect target that somebody decided."""

    municipality: MunicipalityCode
    value: Decimal
    year: int
    decided_by: Text
    decided_on: date


class Indicator(CatalogueModel):
    """One indicator: `indicators/<service_area>/<id>.yml`.

    `overlapping_years` is the number of years each figure rests on: successive figures share all of them but one.
    """

    id: Identifier
    title: Bilingual
    kind: Kind
    service_area: Identifier
    perspective: Literal["stakeholder", "six_city", "private"]
    stakeholders: list[Identifier] = Field(default_factory=list)
    unit: Bilingual
    decimals: Annotated[int, Field(ge=0, le=4)]
    better: Literal["higher", "lower", "neutral"]
    monetary: bool = False
    paired_effects: list[Identifier] = Field(default_factory=list)
    recipes: list[Recipe] = Field(default_factory=list)
    missing: Missing | None = None
    overlapping_years: Annotated[int, Field(ge=1)] = 1
    breaks: list[Break] = Field(default_factory=list)
    usage_warnings: list[Identifier] = Field(default_factory=list)
    definition: Bilingual
    owner: Text
    valid_from: int
    targets: list[Target] = Field(default_factory=list)

    @model_validator(mode="after")
    def _consistent(self) -> Indicator:
        if bool(self.recipes) == (self.missing is not None):
            raise ValueError("give either recipes, or missing with its reason")
        if self.kind is Kind.UNIT_PRICE and not self.paired_effects:
            raise ValueError("a unit price is never shown without an effect: name at least one in paired_effects")
        if self.kind is not Kind.EFFECT and self.targets:
            raise ValueError("targets are set for effect measures only")
        if self.kind is Kind.EFFECT and self.better == "neutral":
            raise ValueError("an effect measure says which way is better: higher or lower")
        covered = max((recipe.years_covered for recipe in self.recipes), default=1)
        if self.overlapping_years < covered:
            raise ValueError(f"a recipe takes {covered} years together: give overlapping_years: {covered}")
        return self


class Source(CatalogueModel):
    """One table of a publisher: `sources/<ID>.yml`."""

    id: SourceId
    system: Literal["statbank", "bundled"]
    publisher: Text
    table: Text
    title: Bilingual
    licence: Text
    area: Text
    time: Text
    unit_variable: Text | None = None
    totals: dict[Text, Text] = Field(default_factory=dict)
    zero_markers: list[Text] = Field(default_factory=list)
    select: dict[Text, list[Text]] = Field(default_factory=dict)
    notes: Bilingual | None = None


class ServiceArea(CatalogueModel):
    """A service area, in the order pages list them. `lead_price` is the unit price that stands for the area."""

    id: Identifier
    title: Bilingual
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    sort_order: int
    lead_price: Identifier | None = None


class Municipality(CatalogueModel):
    """One of the 98 municipalities."""

    municipality_code: MunicipalityCode
    name: Text
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]


class Area(CatalogueModel):
    """An area code of the sources that is not one of the 98 municipalities."""

    code: Text
    name: Text
    kind: Literal["country", "region", "province", "group", "other"]


class PeerGroup(CatalogueModel):
    """Whom a municipality is compared with; an empty list of members means all 98."""

    id: Identifier
    title: Bilingual
    members: list[MunicipalityCode] = Field(default_factory=list)


class UsageWarning(CatalogueModel):
    """A closed vocabulary of cautions, shown beside a figure."""

    id: Identifier
    text: Bilingual


class Stakeholder(CatalogueModel):
    """Somebody with a claim on the effects of a service."""

    id: Identifier
    title: Bilingual


class SteeringDemand(CatalogueModel):
    """A steering demand that may stand: a process indicator is published only through one of these."""

    id: Identifier
    title: Bilingual
    indicator: Identifier | None = None
    legal_basis: Text
    justification: Bilingual
    owner: Text
    since: date
    review_by: date
    minutes_per_year: int
    staff: int


class Decision(CatalogueModel):
    """What those responsible did with a trial once it was judged."""

    outcome: Literal["scale_up", "throw_away"]
    decided_by: Text
    decided_on: date


class Trial(CatalogueModel):
    """A trial ("prøvehandling"), registered before its start: `trials/<id>.yml`.

    `smallest_change` is the smallest change that matters, in the unit of the effect measure and above zero; the good
    direction is the measure's own `better`. `donor_pool` is the peer group that the trial is compared with.
    """

    id: Identifier
    title: Bilingual
    municipalities: Annotated[list[MunicipalityCode], Field(min_length=1)]
    effect: Identifier
    description: Bilingual
    registered_on: date
    starts_on: date
    stop_on: date
    smallest_change: Annotated[Decimal, Field(gt=0)]
    contact: Text
    donor_pool: Identifier = ALL_98
    decision: Decision | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Trial:
        if not self.registered_on < self.starts_on < self.stop_on:
            raise ValueError("a trial is registered before it starts, and starts before it stops")
        if self.decision is not None and self.decision.decided_on < self.starts_on:
            raise ValueError("nobody decides on a trial before it starts")
        return self


class Catalogue(CatalogueModel):
    """Everything that is measured, read and cross-checked."""

    indicators: list[Indicator]
    sources: list[Source]
    service_areas: list[ServiceArea]
    municipalities: list[Municipality]
    areas: list[Area]
    peer_groups: list[PeerGroup]
    usage_warnings: list[UsageWarning]
    stakeholders: list[Stakeholder]
    positive_list: list[SteeringDemand]
    trials: list[Trial]
