"""Which figures count: the years before and after a trial, and the municipalities it is compared with.

Belongs here: periods, breaks, missing figures, and the balanced panel they leave. Does not belong here: estimating.

Our own rules, each against a way of being misled:
- A year is *after* only when the trial ran through all of it, and when every year its figure rests on did: a figure of
  `overlapping_years` years is named by the last of them. Years in between count neither as before nor as after.
- No panel crosses a break in series: it keeps to the years between breaks in which the last year before lies.
- Nothing is estimated until the figures of every year of the trial are out: who looks early and often finds something.
- A year without the municipality's own figure, or with figures of fewer than half of the donors, is left out; a donor
  without a figure in any remaining year is dropped. Both are counted. Nothing is filled in.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seksby.vocabulary import MIN_DONORS, MIN_YEARS_AFTER, MIN_YEARS_BEFORE, TrialReason

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

MIN_COVERAGE = 0.5  # share of the donors that must have a figure for a year to count


@dataclass(frozen=True)
class Panel:
    """A balanced panel of one treated unit and its donors.

    Args:
        units: the treated unit first, then the donors.
        years: rising; those neither before nor after are in between.
        values: shape (years, units).
        before: which years lie before the start, shape (years,).
        after: which years lie wholly after it.
    """

    units: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    before: Truths
    after: Truths


@dataclass(frozen=True)
class Periods:
    """The last year before a trial, and the first and last year that count as after it."""

    last_before: int
    first_after: int
    last_after: int


@dataclass(frozen=True)
class Selection:
    """What is left to compare, and what was left out; `panel` is none where nothing may be estimated.

    `reasons` are those that the figures give by themselves.
    """

    panel: Panel | None
    reasons: tuple[TrialReason, ...]
    years_left_out: int
    donors_dropped: int


def periods(starts_on: date, stop_on: date, overlapping_years: int = 1) -> Periods:
    """The years that count; `last_after` lies before `first_after` where no year does."""
    first_whole = starts_on.year + (0 if (starts_on.month, starts_on.day) == (1, 1) else 1)
    last_whole = stop_on.year - (0 if (stop_on.month, stop_on.day) == (12, 31) else 1)
    return Periods(starts_on.year - 1, first_whole + overlapping_years - 1, last_whole)


def select(values: pl.DataFrame, treated: str, wanted: Periods, breaks: Collection[int] = ()) -> Selection:
    """The panel of one trial in one municipality.

    Args:
        values: columns unit, year, value; the treated unit and every candidate donor, rows without a figure left out.
        treated: the treated unit.
        wanted: the years that count.
        breaks: first years of a new way of counting.
    """
    first = max((year for year in breaks if year <= wanted.last_before), default=None)
    beyond = min((year for year in breaks if year > wanted.last_before), default=None)
    last = wanted.last_after if beyond is None else min(wanted.last_after, beyond - 1)
    known = values.filter(pl.col("value").is_finite(), pl.col("year") <= last)
    inside = known.filter(pl.col("year") >= first) if first is not None else known
    own = inside.filter(pl.col("unit") == treated)["year"].to_list()
    if not own:
        return Selection(None, (TrialReason.FIGURES_MISSING,), 0, 0)
    reasons: set[TrialReason] = set()
    if last == wanted.last_after and max(own) < last:
        reasons.add(TrialReason.PERIOD_NOT_COMPLETE)

    wide = inside.pivot("year", index="unit", values="value")
    wide = pl.concat([wide.filter(pl.col("unit") == treated), wide.filter(pl.col("unit") != treated).sort("unit")])
    span = sorted(int(year) for year in wide.columns if year != "unit")
    filled = {year: wide[str(year)].is_not_null() for year in span}
    donors = wide.height - 1
    years = [y for y in span if filled[y][0] and (filled[y].sum() - 1) >= MIN_COVERAGE * donors]
    complete = wide.drop_nulls([str(year) for year in years])
    left_out = [year for year in span if year not in years]

    before = [year for year in years if year <= wanted.last_before]
    after = [year for year in years if year >= wanted.first_after]
    if len(before) < MIN_YEARS_BEFORE:
        reasons.add(TrialReason.TOO_FEW_YEARS_BEFORE)
        if first is not None and known["year"].min() != inside["year"].min():
            reasons.add(TrialReason.BREAK_IN_SERIES)
        if any(year <= wanted.last_before for year in left_out):
            reasons.add(TrialReason.FIGURES_MISSING)
    if len(after) < MIN_YEARS_AFTER and TrialReason.PERIOD_NOT_COMPLETE not in reasons:
        reasons.add(TrialReason.TOO_FEW_YEARS_AFTER)
        if last < wanted.last_after:
            reasons.add(TrialReason.BREAK_IN_SERIES)
        if any(year >= wanted.first_after for year in left_out):
            reasons.add(TrialReason.FIGURES_MISSING)
    estimable = not reasons and complete.height > 2  # a donor needs another one to be compared with
    if complete.height - 1 < MIN_DONORS:
        reasons.add(TrialReason.TOO_FEW_DONORS)
    panel = None
    if estimable:
        panel = Panel(
            units=tuple(complete["unit"]),
            years=tuple(years),
            values=complete.select([str(year) for year in years]).to_numpy().T.astype(np.float64),
            before=np.isin(years, before),
            after=np.isin(years, after),
        )
    return Selection(panel, in_order(reasons), len(left_out), wide.height - complete.height)


JOINT = "joint"
"""The unit that the municipalities of one trial make together."""


def together(values: pl.DataFrame, treated: Collection[str], trial_id: str) -> pl.DataFrame:
    """Means of as many municipalities as the trial has, so that like stands beside like: `JOINT` and groups of donors.

    A mean of several swings less than one municipality does, and would not be measured by what single ones do.
    Donors are put into groups by a draw that the trial's id alone decides; those left over are in none, and a group has
    a figure in the years in which all its members have one.

    Args:
        values: as `select` takes them.
        treated: the municipalities of the trial, at least two.
        trial_id: whose draw it is.
    """
    size = len(treated)
    donors = sorted(set(values["unit"].unique()) - set(treated))
    drawn = np.random.default_rng(zlib.crc32(trial_id.encode())).permutation(donors).tolist()
    groups = dict.fromkeys(treated, JOINT)
    groups |= {unit: f"group {n // size + 1:02}" for n, unit in enumerate(drawn[: len(drawn) // size * size])}
    members = pl.DataFrame({"unit": list(groups), "group": list(groups.values())})
    return (
        values.join(members, on="unit")
        .group_by("group", "year")
        .agg(pl.col("value").mean(), pl.len().alias("members"))
        .filter(pl.col("members") == size)
        .select(pl.col("group").alias("unit"), "year", "value")
    )


def in_order(reasons: Collection[TrialReason]) -> tuple[TrialReason, ...]:
    """Reasons in the order of the closed list."""
    return tuple(reason for reason in TrialReason if reason in reasons)
