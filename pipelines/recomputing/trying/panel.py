"""Which years and which municipalities a trial is compared by.

Belongs here: the years before and after, breaks, figures that are missing, and groups of municipalities. Does not
belong here: what the figures say (`gaps`).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.written import Entry

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

YEARS_BEFORE, YEARS_AFTER, DONORS = 5, 2, 19
"""Fewer of any decide nothing."""
TOGETHER = "together"
"""The municipalities of one trial as one; no code of a municipality."""


@dataclass(frozen=True)
class Span:
    """The last year before a trial, and the first and the last that lie wholly in it."""

    before: int
    first: int
    last: int


@dataclass(frozen=True)
class Panel:
    """Figures without a gap: `figures` has a row per year and a column per unit, the trial's own first."""

    units: list[str]
    years: list[int]
    figures: Floats
    span: Span

    @property
    def before(self) -> list[int]:
        """Rows of the years before."""
        return [row for row, year in enumerate(self.years) if year <= self.span.before]

    @property
    def after(self) -> list[int]:
        """Rows of the years after."""
        return [row for row, year in enumerate(self.years) if year >= self.span.first]


@dataclass(frozen=True)
class Chosen:
    """The panel, None where nothing may be estimated, with the reasons that lie in the figures themselves."""

    panel: Panel | None
    reasons: set[str]
    years_left_out: int = 0
    donors_dropped: int = 0


def span(trial: Entry, overlapping_years: int) -> Span:
    """A year counts as after when the trial ran through all of it, and through all that its figure rests on."""
    starts, stops = trial["starts_on"], trial["stop_on"]
    first = starts.year if starts == date(starts.year, 1, 1) else starts.year + 1
    last = stops.year if stops == date(stops.year, 12, 31) else stops.year - 1
    return Span(starts.year - 1, first + overlapping_years - 1, last)


def choose(figures: pl.DataFrame, own: str, wanted: Span, breaks: Collection[int]) -> Chosen:
    """The years in which the unit `own` and half of the others have figures, and the others that have them in all.

    Args:
        figures: columns unit, year, value.
        own: the unit of the trial.
        wanted: the years of the trial.
        breaks: first years of a new way of counting; no panel crosses one.
    """
    import numpy as np
    import polars as pl

    lower = max((year for year in breaks if year <= wanted.before), default=None)
    upper = min((year - 1 for year in breaks if year > wanted.before), default=wanted.last)
    last = min(upper, wanted.last)
    known = figures.filter(pl.col("year") <= last)
    inside = known if lower is None else known.filter(pl.col("year") >= lower)
    by_unit: dict[str, dict[int, float]] = {}
    for unit, year, value in inside.select("unit", "year", "value").iter_rows():
        by_unit.setdefault(unit, {})[year] = value
    if own not in by_unit:
        return Chosen(None, {"figures_missing"})
    others = sorted(by_unit.keys() - {own})
    counts = {year: sum(year in by_unit[unit] for unit in others) for year in inside["year"].unique()}
    years = sorted(year for year, count in counts.items() if year in by_unit[own] and 2 * count >= len(others))
    left_out = counts.keys() - set(years)
    whole = [unit for unit in others if by_unit[unit].keys() >= set(years)]
    reasons: set[str] = set()
    if last == wanted.last > max(by_unit[own]):
        reasons.add("period_not_complete")
    if sum(year <= wanted.before for year in years) < YEARS_BEFORE:
        reasons.add("too_few_years_before")
        if lower is not None and known["year"].min() != inside["year"].min():
            reasons.add("break_in_series")
        if any(year <= wanted.before for year in left_out):
            reasons.add("figures_missing")
    if sum(year >= wanted.first for year in years) < YEARS_AFTER and "period_not_complete" not in reasons:
        reasons.add("too_few_years_after")
        if last < wanted.last:
            reasons.add("break_in_series")
        if any(year >= wanted.first for year in left_out):
            reasons.add("figures_missing")
    panel = None
    if not reasons and len(whole) > 1:  # one other alone has nobody to be compared with
        units = [own, *whole]
        rows = [[by_unit[unit][year] for unit in units] for year in years]
        panel = Panel(units, years, np.array(rows, dtype=float), wanted)
    if len(whole) < DONORS:
        reasons.add("too_few_donors")
    return Chosen(panel, reasons, len(left_out), len(others) - len(whole))


def grouped(figures: pl.DataFrame, own: Collection[str], trial: str) -> pl.DataFrame:
    """Means of as many municipalities as the trial has: `TOGETHER`, and the others in groups that its id draws."""
    import numpy as np
    import polars as pl

    size = len(own)
    others = sorted(set(figures["unit"]) - set(own))
    drawn: list[Any] = list(np.random.default_rng(zlib.crc32(trial.encode())).permutation(others))
    of = dict.fromkeys(own, TOGETHER)
    for number in range(len(drawn) // size):
        of |= dict.fromkeys(map(str, drawn[number * size : (number + 1) * size]), f"{number:04}")
    return (
        figures.with_columns(pl.col("unit").replace_strict(of, default=None))
        .drop_nulls("unit")
        .group_by("unit", "year")
        .agg(pl.col("value").mean(), pl.len().alias("members"))
        .filter(pl.col("members") == size)
        .drop("members")
    )
