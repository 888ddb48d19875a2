"""What a catalogue file may contain.

Belongs here: the pydantic models, one per kind of file, and rules that one file can break on its own. Does not belong
here: reading YAML (`read`), rules that need a source's own description (`selectors`), or anything computed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from seksby.vocabulary import (
    ALL_98,
    AreaKind,
    Better,
    ControlStatus,
    CorrectionStatus,
    Counts,
    DemandBasis,
    DemandOutcome,
    IntervalKind,
    Kind,
    MissingReason,
    Perspective,
    System,
    Task,
    Transform,
    TrialOutcome,
    Verification,
)

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[A-ZÆØÅ][A-ZÆØÅ0-9_]*$")]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}([A-Z][0-9]+|[/:][0-9]{4})?$")]
Marker = Annotated[str, StringConstraints(pattern=r"^[^0-9A-Za-z\s]+$")]  # what stands in place of a number: `..`
CellValue = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]  # the digits the warehouse keeps of a cell

COMPARED_MEMBERS = range(3, 13)
"""How many municipalities the compared group may have: of two there is one other and no range, and no chart can name
more than twelve."""


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


class Interval(CatalogueModel):
    """What a figure counts, and so how far chance moves it.

    A `proportion` of the people in the denominator (for a published share: in `weight`), or a `count` of events among
    them; the figure is `per` x events / people.
    """

    kind: IntervalKind
    per: Annotated[Decimal, Field(gt=0)]


class Stratum(CatalogueModel):
    """An age group in an indirect standardisation: what the group uses, and how many people are in it."""

    id: Identifier
    use: Annotated[list[Term], Field(min_length=1)]
    population: Annotated[list[Term], Field(min_length=1)]


class Break(CatalogueModel):
    """The first year of a new way of counting; no change is computed across it."""

    year: int
    note: Bilingual


class Bounds(CatalogueModel):
    """What a figure can be at all, in the indicator's unit: a value outside is an error of source or recipe."""

    low: Decimal | None = None
    high: Decimal | None = None

    @model_validator(mode="after")
    def _an_interval(self) -> Bounds:
        if self.low is None and self.high is None:
            raise ValueError("give low, high or both")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low has to be below high")
        return self


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
    `valid_from` and `valid_to` are the first and last year for which the figure means what the definition says; a
    series that is still kept has no last year.
    Without an `interval` a figure has none: accounts are a census, and a published rate without its number of people
    cannot be given one.
    `scopes` are other defensible ways to count the same cost; `standardisation` what each age group uses.
    """

    id: Identifier
    title: Bilingual
    kind: Kind
    service_area: Identifier
    perspective: Perspective
    stakeholders: list[Identifier] = Field(default_factory=list)
    unit: Bilingual
    decimals: Annotated[int, Field(ge=0, le=4)]
    better: Better
    monetary: bool = False
    paired_effects: list[Identifier] = Field(default_factory=list)
    recipes: list[Recipe] = Field(default_factory=list)
    missing: Missing | None = None
    overlapping_years: Annotated[int, Field(ge=1)] = 1
    interval: Interval | None = None
    scopes: list[Identifier] = Field(default_factory=list)
    standardisation: list[Stratum] = Field(default_factory=list)
    breaks: list[Break] = Field(default_factory=list)
    usage_warnings: list[Identifier] = Field(default_factory=list)
    definition: Bilingual
    owner: Text
    valid_from: int
    valid_to: int | None = None
    verification: Verification
    bounds: Bounds | None = None
    targets: list[Target] = Field(default_factory=list)

    @model_validator(mode="after")
    def _consistent(self) -> Indicator:
        if bool(self.recipes) == (self.missing is not None):
            raise ValueError("give either recipes, or missing with its reason")
        if self.kind is Kind.UNIT_PRICE and not self.paired_effects:
            raise ValueError("a unit price is never shown without an effect: name at least one in paired_effects")
        if self.kind is not Kind.EFFECT and self.targets:
            raise ValueError("targets are set for effect measures only")
        if self.kind is Kind.EFFECT and self.better is Better.NEUTRAL:
            raise ValueError("an effect measure says which way is better: higher or lower")
        if self.interval and self.monetary:
            raise ValueError("an amount of money has no sampling interval: name its defensible scopes instead")
        if (self.scopes or self.standardisation) and self.kind is not Kind.UNIT_PRICE:
            raise ValueError("scopes and standardisation belong to unit prices")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to is before valid_from, {self.valid_from}")
        covered = max((recipe.years_covered for recipe in self.recipes), default=1)
        if self.overlapping_years < covered:
            raise ValueError(f"a recipe takes {covered} years together: give overlapping_years: {covered}")
        return self


class Delivery(CatalogueModel):
    """How the files that an analyst drops for a source are read.

    `noegletal` is an export of noegletal.dk: one key figure, a row per municipality, a column per year; `key_figure` is
    what its title has to say. `table_schema` is own data by the contract `contracts/<ID>.schema.json`, whose fields
    `area` and `time` of the source name; `sheet` is the sheet of a workbook that has more than one.

    `unit` makes it unit-level data (a school, a nursing home): small numbers are suppressed before anything is stored.
    `persons` are then the fields that count persons, and `rests_on` says which of them a figure rests on.
    """

    format: Literal["noegletal", "table_schema"]
    key_figure: Text | None = None
    sheet: Text | None = None
    unit: Text | None = None
    persons: list[Text] = Field(default_factory=list)
    rests_on: dict[Text, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Delivery:
        if (self.format == "noegletal") != (self.key_figure is not None):
            raise ValueError("key_figure is for noegletal, which needs it")
        if self.format == "noegletal" and (self.sheet or self.unit):
            raise ValueError("sheet and unit are for table_schema")
        if not self.unit and (self.persons or self.rests_on):
            raise ValueError("persons and rests_on are for unit-level data: name its unit")
        if self.unit and not self.persons:
            raise ValueError("unit-level data: name the fields that count persons")
        if strangers := set(self.rests_on.values()) - set(self.persons):
            raise ValueError(f"a figure rests on one of persons, not on {', '.join(sorted(strangers))}")
        return self


KEYED = (System.UDDANNELSESSTATISTIK, System.JOBINDSATS)  # systems that want a free key


class Source(CatalogueModel):
    """One table of a publisher: `sources/<ID>.yml`.

    `rounding` is half a unit of the last digit the publisher gives, in the table's own unit, and 0 for what is counted
    whole: how far a figure may be from the one it was rounded from. Controls derive their tolerance from it.
    `delivery` is for files that are dropped. `query` and `measures` are for the services that want a key: the body of
    the request as the service wants it, and the figures asked for, each by a code of our own and the service's name.
    `access` tells a reader what it takes to get the figures; it is shown wherever they are missing. `instruction` tells
    the analyst how to go about it, in Danish like all that a refresh says; it is shown nowhere else.
    """

    id: SourceId
    system: System
    publisher: Text
    table: Text
    title: Bilingual
    licence: Text
    area: Text
    time: Text
    unit_variable: Text | None = None
    rounding: Annotated[Decimal, Field(ge=0)] | None = None
    totals: dict[Text, Text] = Field(default_factory=dict)
    zero_markers: list[Text] = Field(default_factory=list)
    select: dict[Text, list[Text]] = Field(default_factory=dict)
    delivery: Delivery | None = None
    query: dict[Text, Any] = Field(default_factory=dict)
    measures: dict[Text, Text] = Field(default_factory=dict)
    access: Bilingual | None = None
    instruction: Text | None = None
    notes: Bilingual | None = None

    @model_validator(mode="after")
    def _system(self) -> Source:
        if (self.system is System.DELIVERED) != (self.delivery is not None):
            raise ValueError("a source of system delivered, and no other, says in delivery how its files are read")
        if (self.system in KEYED) != bool(self.query and self.measures):
            raise ValueError(f"query and measures are for {' and '.join(KEYED)}, which need both")
        if self.system in (System.DELIVERED, *KEYED) and (self.access is None or self.instruction is None):
            raise ValueError(
                "say what it takes to get the figures: in access to readers, in instruction to the analyst"
            )
        return self


class TrustSpace(CatalogueModel):
    """How much room those who do the work have ("tillidsrum").

    `task` is the kind of limit that the task meets first. No more than `process_ceiling` process measures of the area
    may stand on the positive list: the room is to be as large as possible.
    """

    task: Task
    limits: Bilingual
    process_ceiling: Annotated[int, Field(ge=0)]


class ServiceArea(CatalogueModel):
    """A service area, in the order pages list them. `lead_price` is the unit price that stands for the area."""

    id: Identifier
    title: Bilingual
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    sort_order: int
    lead_price: Identifier | None = None
    trust_space: TrustSpace | None = None


class Municipality(CatalogueModel):
    """One of the 98 municipalities."""

    municipality_code: MunicipalityCode
    name: Text
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]


class Area(CatalogueModel):
    """An area code of the sources that is not one of the 98 municipalities."""

    code: Text
    name: Text
    kind: AreaKind


class Covariate(CatalogueModel):
    """A measure that describes a municipality, no price or process; `transform: log` where size counts in per cent."""

    indicator: Identifier
    transform: Transform = Transform.NONE
    weight: Annotated[Decimal, Field(gt=0)] = Decimal(1)


class Neighbours(CatalogueModel):
    """The municipalities most alike: least weighted distance between standardised covariates, each in one year."""

    number: Annotated[int, Field(ge=2, le=30)]
    covariates: Annotated[list[Covariate], Field(min_length=1)]


class PeerGroup(CatalogueModel):
    """Whom a municipality is compared with: a fixed list, its nearest neighbours, or, with neither, all 98.

    One of the lists is `compared`: its members are the columns, dots and words of every page, in the order given. Its
    title stands inside sentences ("the mean of …"), in the definite form.
    """

    id: Identifier
    title: Bilingual
    compared: bool = False
    members: list[MunicipalityCode] = Field(default_factory=list)
    neighbours: Neighbours | None = None

    @model_validator(mode="after")
    def _one_way(self) -> PeerGroup:
        if self.members and self.neighbours:
            raise ValueError("give either members or neighbours")
        return self


class ExpectationModel(CatalogueModel):
    """What a figure would be expected to be, given what a council cannot decide.

    `covariates` make a regression over the 98; `published_deviation` is an indicator that gives the publisher's own
    figure minus the publisher's expectation.
    """

    id: Identifier
    title: Bilingual
    indicators: Annotated[list[Identifier], Field(min_length=1)]
    covariates: Annotated[list[Covariate], Field(max_length=4)] = Field(default_factory=list)
    published_deviation: Identifier | None = None

    @model_validator(mode="after")
    def _one_method(self) -> ExpectationModel:
        if bool(self.covariates) == bool(self.published_deviation):
            raise ValueError("give either covariates or published_deviation")
        if self.published_deviation and len(self.indicators) != 1:
            raise ValueError("a published deviation belongs to one indicator")
        return self


class Decomposition(CatalogueModel):
    """A gap in cost per inhabitant, split into price, coverage and mix of the parts named (unit prices).

    `counts` says what the prices are per: `users` of the service, whose share of the inhabitants is coverage, or
    everybody of an `age_group`, whose share is demography and no choice of the council's.
    """

    id: Identifier
    title: Bilingual
    service_area: Identifier
    population: Identifier
    counts: Counts
    parts: Annotated[list[Identifier], Field(min_length=1)]


class PriceIndex(CatalogueModel):
    """The deflator: one key figure that a source gives in current and in fixed prices; their ratio is the price level.

    `same_in` names the key figures whose ratio has to be the same, in every area.
    """

    table: SourceId
    where: dict[Text, Text]
    unit_variable: Text
    current: Text
    fixed: Text
    same_in: dict[Text, list[Text]]


class FullCost(CatalogueModel):
    """Overhead added to a direct cost: by the share of wages, and as a sensitivity in per cent of the direct cost.

    `overhead` and `wages` are indicators whose numerators are the municipality's whole overhead and its whole wages
    outside that overhead; `wage_codes` turn a numerator term into the wages of the same functions.
    """

    overhead: Identifier
    wages: Identifier
    table: SourceId
    wage_codes: dict[Text, Text]
    sensitivity_pct: Annotated[list[Decimal], Field(min_length=1)]


class UsageWarning(CatalogueModel):
    """A closed vocabulary of cautions, shown beside a figure."""

    id: Identifier
    text: Bilingual


class Stakeholder(CatalogueModel):
    """Somebody with a claim on the effects of a service."""

    id: Identifier
    title: Bilingual


class DemandDecision(CatalogueModel):
    """What those responsible decided of a steering demand at its review; `minutes_per_year` is what is left of it."""

    outcome: DemandOutcome
    minutes_per_year: Annotated[int, Field(ge=0)] | None = None
    decided_by: Text
    decided_on: date

    @model_validator(mode="after")
    def _what_is_left(self) -> DemandDecision:
        if (self.outcome is DemandOutcome.SIMPLIFY) != (self.minutes_per_year is not None):
            raise ValueError("minutes_per_year is what a simplified demand takes from now on, and for simplify alone")
        return self


class SteeringDemand(CatalogueModel):
    """A steering demand of one municipality that may stand: a process indicator is published only through one of these.

    `basis` says who wants it: a law, data that central authorities collect, a task of authority, or the municipality's
    own choice, which it can undo by itself. `minutes_per_year` is per employee, before any decision to simplify.
    `review_by` is at most 24 months after the last decision, or after `since` where none has been made.
    """

    id: Identifier
    title: Bilingual
    municipality: MunicipalityCode
    service_area: Identifier
    indicator: Identifier | None = None
    basis: DemandBasis
    legal_basis: Text
    justification: Bilingual
    owner: Text
    since: date
    review_by: date
    minutes_per_year: Annotated[int, Field(ge=0)]
    staff: Annotated[int, Field(ge=0)]
    decision: DemandDecision | None = None

    @model_validator(mode="after")
    def _reviewed_in_time(self) -> SteeringDemand:
        decision = self.decision
        if decision and decision.decided_on < self.since:
            raise ValueError("nobody decides on a demand before it is there")
        last = decision.decided_on if decision else self.since
        dropped = decision is not None and decision.outcome is DemandOutcome.DROP
        due = self.review_by
        if not dropped and not last < due:
            raise ValueError(f"review_by is after the last decision, {last}")
        if not dropped and (due.year - 2, due.month, due.day) > (last.year, last.month, last.day):
            raise ValueError(f"review_by is at most 24 months after the last decision, {last}")
        if decision and decision.minutes_per_year is not None and decision.minutes_per_year > self.minutes_per_year:
            raise ValueError("a simplified demand takes no more minutes than before")
        return self


class Reading(CatalogueModel):
    """Somebody's signed view of an area's figures: `readings/<name>.md`, fields in front matter, the text below.

    The text is shown in the language it was written in: nobody is given words that are not their own.
    """

    service_area: Identifier
    municipality: MunicipalityCode | Literal["all"]
    author: Text
    role: Text
    written_on: date
    language: Literal["da", "en"] = "da"
    text: Text


class PracticeNote(CatalogueModel):
    """What a municipality that does better on an effect does, in two sentences, and whom to ask: `practice_notes/`."""

    id: Identifier
    municipality: MunicipalityCode
    effect: Identifier
    what: Bilingual
    contact: Text
    noted_on: date
    source: Text


class HelpContact(CatalogueModel):
    """Who in a municipality offers help: to one service area, or to those without a contact of their own."""

    municipality: MunicipalityCode
    service_area: Identifier | None = None
    contact: Text


class ComparedIndicators(CatalogueModel):
    """The same figure twice: computed by us from its parts, and as its publisher computes it."""

    recomputed: Identifier
    official: Identifier


class WholeAndParts(CatalogueModel):
    """A published whole and the published cells it consists of, in every area and period.

    A part may be subtracted by its factor. `each` names codes that both sides take in turn, each a comparison of its
    own.
    """

    whole: Term
    parts: Annotated[list[Term], Field(min_length=1)]
    each: dict[Text, list[Text]] = Field(default_factory=dict)

    @property
    def terms(self) -> list[Term]:
        return [self.whole, *self.parts]


class Control(CatalogueModel):
    """An entry of `controls.yml`: two ways to one figure that have to agree within rounding.

    One of the three: `indicators` compares two indicators of the catalogue; `sums` compares wholes with their parts;
    `areas` compares the whole country with the sum of the municipalities, for every series the terms select.
    `assumed` until the comparison has been seen to hold on the publisher's own figures: a difference is then told and
    stops nothing. A `confirmed` one that fails keeps the release from being published.
    """

    id: Identifier
    title: Bilingual
    note: Bilingual
    status: ControlStatus
    indicators: ComparedIndicators | None = None
    sums: list[WholeAndParts] = Field(default_factory=list)
    areas: list[Term] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_way(self) -> Control:
        if sum(map(bool, (self.indicators, self.sums, self.areas))) != 1:
            raise ValueError("give one of indicators, sums and areas")
        if any(term.timing is not Timing.SAME_YEAR for term in self.terms):
            raise ValueError("cells are compared period by period: leave out timing")
        return self

    @property
    def terms(self) -> list[Term]:
        """The cells compared as they stand, without an indicator."""
        return [*(term for entry in self.sums for term in entry.terms), *self.areas]


class Correction(CatalogueModel):
    """A source cell that is known to be wrong, and what is used in its place: an entry of `corrections.yml`.

    It holds only as long as the publisher's file says what `expect` says, a number or a marker. `where` names one code
    per variable as a recipe's selector does; area and period have fields of their own. `status` tells how far the
    publisher is: open (not told yet), reported, confirmed (the publisher agrees, the file is not mended yet).
    """

    id: Identifier
    source: SourceId
    area: Text
    period: Period
    where: dict[Text, Text | list[Text]] = Field(default_factory=dict)
    expect: CellValue | Marker
    value: CellValue | None = None
    missing: MissingReason | None = None
    reason: Bilingual
    evidence: Text
    reviewed_by: Text
    reviewed_on: date
    status: CorrectionStatus

    @model_validator(mode="after")
    def _one_change(self) -> Correction:
        if (self.value is None) == (self.missing is None):
            raise ValueError("give either value, the corrected number, or missing, the reason why there is none")
        if self.value is not None and self.value == self.expect:
            raise ValueError("value is what the file says already: there is nothing to correct")
        return self


class Decision(CatalogueModel):
    """What those responsible did with a trial once it was judged."""

    outcome: TrialOutcome
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
    expectation_models: list[ExpectationModel]
    decompositions: list[Decomposition]
    price_index: PriceIndex | None
    full_cost: FullCost | None
    usage_warnings: list[UsageWarning]
    stakeholders: list[Stakeholder]
    positive_list: list[SteeringDemand]
    readings: list[Reading]
    practice_notes: list[PracticeNote]
    help_contacts: list[HelpContact]
    controls: list[Control]
    corrections: list[Correction]
    trials: list[Trial]

    @property
    def compared_group(self) -> PeerGroup:
        """The one group that pages compare; `crosscheck` sees to it that there is one."""
        return next(group for group in self.peer_groups if group.compared)
