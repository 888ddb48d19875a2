"""The closed lists: every code that the catalogue, the marts, the pages and the workbook have in common.

Belongs here: one enumeration per list, its members in the order a reader meets them, and the few ids of the catalogue
that code knows by name. Does not belong here: what a code is called in Danish or English (`dashboards.words`), and
lists that one module alone uses.

The catalogue's models take their fields from here. The loader writes all of it to `raw.vocabulary`, which the dbt test
`in_vocabulary` reads, so that no list is written once more in YAML. SQL has codes as literals; `test_vocabulary` holds
each against the list of its column.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

ALL_98: Final = "all_98"  # the peer group of every municipality
INHABITANT: Final = "inhabitant"  # what a figure per inhabitant is per, in `units.yml`
SOURCE_CELL: Final = "KILDECELLE"  # the column of data.csv that names the cell of the received file, where it has one


# --- Indicators -------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What an indicator measures, in the order a page shows it."""

    EFFECT = "effect"
    UNIT_PRICE = "unit_price"
    ACTIVITY = "activity"
    CONTEXT = "context"
    CONTROL = "control"  # computed only to be held against another figure; on no page but its own and the controls'
    PROCESS = "process"


class Perspective(StrEnum):
    """Whose question an indicator answers."""

    STAKEHOLDER = "stakeholder"
    SIX_CITY = "six_city"
    PRIVATE = "private"


class Better(StrEnum):
    """Which way is better for the citizens."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Measure(StrEnum):
    """The measures that decide how a figure is written or what may be computed with it; `units.yml` has them all."""

    DKK = "dkk"
    PCT = "pct"
    YEARS = "years"


class Verification(StrEnum):
    """How much of a recipe stands in the publisher's own public listing of tables, variables and codes."""

    VERIFIED = "verified"
    PARTLY = "partly"  # a code, a unit or a scope is our reading, or is known from a re-publication only
    UNVERIFIED = "unverified"  # the source is local, closed or has not been seen


class MissingReason(StrEnum):
    """Why a figure is not there."""

    NOT_PUBLISHED = "not_published"
    NOT_COLLECTED = "not_collected"
    NOT_DELIVERED = "not_delivered"
    CONFIDENTIAL = "confidential"
    NOT_APPLICABLE = "not_applicable"
    BREAK_IN_SERIES = "break_in_series"
    SUSPECTED_ERROR = "suspected_error"
    SOURCE_ABSENT = "source_absent"
    TERMS_UNCHECKED = (
        "terms_unchecked"  # nobody has read the publisher's terms of reuse, and such figures are not shown
    )


class Awaits(StrEnum):
    """What a measure without figures waits for."""

    FIRST_FETCH = "first_fetch"
    KEY = "key"  # the service is free, but the municipality has to order its own key
    OWN_DELIVERY = "own_delivery"
    TERMS = "terms"  # nobody has read the publisher's terms of reuse, and such figures are not shown
    CORRECTION = "correction"  # the recipe does not fit what was fetched
    NO_SOURCE = "no_source"


class PriceBasis(StrEnum):
    """In which prices a figure is; `none` for what is no money."""

    CURRENT = "current"
    FIXED = "fixed"
    NONE = "none"


class IntervalKind(StrEnum):
    """What a figure counts, and so how far chance moves it."""

    PROPORTION = "proportion"
    COUNT = "count"


class Flag(StrEnum):
    """Why a figure is to be looked at twice."""

    UNUSUAL_AMONG_98 = "unusual_among_98"
    UNUSUAL_CHANGE = "unusual_change"


# --- Sources and corrections ------------------------------------------------------------------------------------------


class System(StrEnum):
    """Where a source's files come from."""

    STATBANK = "statbank"
    BUNDLED = "bundled"
    DELIVERED = "delivered"
    UDDANNELSESSTATISTIK = "uddannelsesstatistik"
    JOBINDSATS = "jobindsats"


class Origin(StrEnum):
    """How a file came to us."""

    FETCHED = "fetched"
    TRANSCRIBED = "transcribed"
    DELIVERED = "delivered"


class CorrectionStatus(StrEnum):
    """How far the publisher of a wrong cell is."""

    OPEN = "open"  # not told yet
    REPORTED = "reported"
    CONFIRMED = "confirmed"  # the publisher agrees, the file is not mended yet


class CorrectionState(StrEnum):
    """What became of a correction."""

    APPLIED = "applied"
    OUTDATED = "outdated"
    NO_SUCH_CELL = "no_such_cell"
    SOURCE_ABSENT = "source_absent"


class AreaKind(StrEnum):
    """What an area of the sources is that is not one of the 98 municipalities."""

    COUNTRY = "country"
    REGION = "region"
    PROVINCE = "province"
    GROUP = "group"
    OTHER = "other"


class ControlMethod(StrEnum):
    """What a control holds against what."""

    INDICATORS = "indicators"
    SUMS = "sums"
    AREAS = "areas"


class ControlSide(StrEnum):
    """Where a series stands in a comparison: a part, the whole, or both at once, by area."""

    RECOMPUTED = "recomputed"
    OFFICIAL = "official"
    AREAS = "areas"


class ControlStatus(StrEnum):
    """`assumed` until the comparison has been seen to hold on the publisher's own figures."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"


class ControlOutcome(StrEnum):
    """What a control found of one figure."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not_comparable"


# --- Comparing --------------------------------------------------------------------------------------------------------


class PeerGroupKind(StrEnum):
    """How the members of a peer group are found."""

    MEMBERS = "members"
    NEIGHBOURS = "neighbours"
    ALL = "all"


class Verdict(StrEnum):
    """What may be said of an effect or a price beside the others, the firmest first; a price is lower or higher."""

    CLEARLY_BETTER = "clearly_better"
    CLEARLY_WORSE = "clearly_worse"
    CLEARLY_LOWER = "clearly_lower"
    CLEARLY_HIGHER = "clearly_higher"
    SUGGESTS_BETTER = "suggests_better"
    SUGGESTS_WORSE = "suggests_worse"
    SUGGESTS_LOWER = "suggests_lower"
    SUGGESTS_HIGHER = "suggests_higher"
    ON_LEVEL = "on_level"
    CANNOT_TELL = "cannot_tell"
    TOO_FEW = "too_few"  # measurements to know how much is chance
    ALONE = "alone"  # a figure of an effect that none of the others has
    NOT_COMPARABLE = "not_comparable"  # a price of nothing, or a mean of the others that is no base of a per cent
    MISSING = "missing"


EFFECT_VERDICTS = tuple(
    word.value for word in Verdict if not word.endswith(("_lower", "_higher")) and word is not Verdict.NOT_COMPARABLE
)
"""What may be said of an effect: all but the words of a price."""


class Side(StrEnum):
    """On which side of the mean of the group compared a price lies, whether or not it can be told apart."""

    ABOVE = "above"
    BELOW = "below"
    LEVEL = "level"


class Pool(StrEnum):
    """Whose swings from one measurement to the next tell how much of a difference is chance."""

    COUNTRY = "country"  # all municipalities that were measured as often
    COMPARED = "compared"  # those compared alone
    SURVEY = "survey"  # nobody's: the standard error of the sample alone
    NONE = "none"  # too few measurements to know


class HeldBack(StrEnum):
    """Why no more is said of a difference than is said."""

    ROUNDING = "rounding"  # figures as published are too coarse
    LATEST = "latest"  # the latest figure itself lies on the other side, or on a level
    SCOPES = "scopes"  # in another defensible scope the price lies on the other side
    SMALLEST_DIFFERENCE = "smallest_difference"  # it is smaller than what somebody decided matters
    SCORES = "scores"  # such calls came true too rarely before
    PEERS = "peers"  # not all of the others were measured
    ALIKE = "alike"  # another of the compared group has the same figure and cannot be told


class ScoreScope(StrEnum):
    """What calls of the past are counted over."""

    ALL = "all"
    CLASS = "class"
    INDICATOR = "indicator"


class Against(StrEnum):
    """Where a figure lies beside a mean, by its own uncertainty."""

    ABOVE = "above"
    BELOW = "below"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPUTED = "not_computed"


class IntervalMethod(StrEnum):
    """What the interval of a figure is."""

    WILSON = "wilson"
    BYAR = "byar"
    SCOPE_BAND = "scope_band"
    NONE = "none"


class Transform(StrEnum):
    """How a covariate enters; `log` where size counts in per cent."""

    NONE = "none"
    LOG = "log"


class ExpectationMethod(StrEnum):
    """How an expected figure is found."""

    REGRESSION = "regression"
    STANDARDISATION = "standardisation"
    PUBLISHED = "published"


class AgainstExpected(StrEnum):
    """Where a figure lies beside what a model expects of it."""

    ABOVE = "above"
    BELOW = "below"
    CANNOT_TELL = "cannot_tell"
    NO_INTERVAL = "no_interval"
    NOT_USABLE = "not_usable"


class Agreement(StrEnum):
    """Whether the usable models of a figure point the same way."""

    AGREE = "agree"
    UNRESOLVED = "unresolved"
    ONE_MODEL = "one_model"
    NO_MODEL = "no_model"


class Counts(StrEnum):
    """What the prices of a decomposition are per."""

    USERS = "users"
    AGE_GROUP = "age_group"


class TargetVerdict(StrEnum):
    """Whether a decided target is reached, or the present course leads there."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    ON_COURSE = "on_course"
    OFF_COURSE = "off_course"
    CANNOT_TELL = "cannot_tell"
    TOO_FEW_FIGURES = "too_few_figures"
    MISSING = "missing"


# --- Trust ------------------------------------------------------------------------------------------------------------


class Task(StrEnum):
    """The kind of limit that the task of an area meets first."""

    PROFESSIONAL = "professional"
    ECONOMIC = "economic"
    LEGAL = "legal"


class DemandBasis(StrEnum):
    """Who wants a steering demand."""

    LAW = "law"
    CENTRAL_DATA = "central_data"
    AUTHORITY = "authority"
    OWN_CHOICE = "own_choice"


class DemandOutcome(StrEnum):
    """What was decided of a steering demand at its review."""

    KEEP = "keep"
    SIMPLIFY = "simplify"
    DROP = "drop"


class CaseAnswer(StrEnum):
    """How far a bad single case reaches, by the figures of units."""

    ONE_UNIT = "one_unit"
    FEW = "few"
    ALL = "all"
    NONE = "none"
    CANNOT_TELL = "cannot_tell"


class DemandState(StrEnum):
    """Where a steering demand stands on a given day."""

    STANDS = "stands"
    DUE = "due"
    OVERDUE = "overdue"
    DROPPED = "dropped"


# --- Trials -----------------------------------------------------------------------------------------------------------


MIN_YEARS_BEFORE = 5
"""Fewer years before a trial, and a fit says nothing."""
MIN_YEARS_AFTER = 2
"""One year after is one measurement, which is never enough in this project."""
MIN_DONORS = 19
"""The smallest pool in which a placebo test can reach 0.05: 1 / (19 + 1)."""


class TrialVerdict(StrEnum):
    """What may be concluded of a trial."""

    WORKS = "works"
    DOES_NOT_WORK = "does_not_work"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class TrialRegistration(StrEnum):
    """What proves that a trial was registered before it began."""

    PROVED = "proved"  # a release held it before the first day, as it stands
    LATE = "registered_late"
    CHANGED = "registration_changed"


class TrialReason(StrEnum):
    """Why a trial cannot be decided."""

    REGISTERED_LATE = TrialRegistration.LATE.value
    REGISTRATION_CHANGED = TrialRegistration.CHANGED.value
    FIGURES_MISSING = "figures_missing"
    PERIOD_NOT_COMPLETE = "period_not_complete"
    BREAK_IN_SERIES = "break_in_series"
    TOO_FEW_YEARS_BEFORE = "too_few_years_before"
    TOO_FEW_YEARS_AFTER = "too_few_years_after"
    TOO_FEW_DONORS = "too_few_donors"
    OTHER_TRIAL = "other_trial"
    POOR_FIT_BEFORE = "poor_fit_before"
    PRE_TREND = "pre_trend"
    MODELS_DISAGREE = "models_disagree"
    BELOW_SMALLEST_CHANGE = "below_smallest_change"
    WITHIN_PLACEBO_RANGE = "within_placebo_range"


class TrialMethod(StrEnum):
    """How the change of a trial is estimated."""

    SYNTHETIC_CONTROL = "synthetic_control"
    DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"


class TrialPeriod(StrEnum):
    """Where a year lies beside a trial."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"


class TrialOutcome(StrEnum):
    """What those responsible did with a trial once it was judged."""

    SCALE_UP = "scale_up"
    THROW_AWAY = "throw_away"


class News(StrEnum):
    """What a release may tell otherwise than the one before, what matters most to a reader first."""

    VERDICT = "verdict"
    NEW_MEASURE = "new_measure"
    NEW_FIGURES = "new_figures"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class NewsCause(StrEnum):
    """Why a release tells something otherwise."""

    SOURCE = "source"  # another file than before
    COMPUTATION = "computation"  # the same files: a recipe, a correction or the code


def lists() -> Mapping[str, type[StrEnum]]:
    """Every closed list by its name, in the order of this file."""
    return {
        name: one
        for name, one in globals().items()
        if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
    }
