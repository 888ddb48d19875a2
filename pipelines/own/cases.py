"""A bad single case: one unit, a few, or all? From the municipality's own figures of units, by funnel and XmR.

Belongs here: finding the units' figures, the rule of the answer, and writing a case down without names. Does not belong
here: suppressing small numbers (`sources.intake.disclosure` did so when the file was taken in, and what it hid is not
compared), or the words of the answer (`pipelines.commands`).

    funnel   each unit's share is held against that of the other units together: outside when it is 3.09 standard errors
             or more to the bad side (99.8 %, as the country's funnel), with the error widened by what the others vary
             beyond chance: their median distance by what it is by chance, so that a few that are far out do not hide
             each other
    XmR      the unit's own years, and those of the other units together, when there are eight or more: outside when the
             year lies beyond the mean of the years before by 2.66 mean moving ranges, to the bad side
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.own import SingleCase
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.own import writing
from pipelines.own.writing import Addition
from pipelines.sources import snapshots
from pipelines.sources.intake import normal
from pipelines.sources.intake.disclosure import TOTAL
from seksby.errors import UsageError
from seksby.naming import folded, near, resolve
from seksby.vocabulary import Better, CaseAnswer
from seksby.workspace import Workspace

OUTER_Z = 3.09
MEDIAN_OF_CHANCE = 0.6745
"""Median distance from the mean of what is normally distributed, in standard deviations."""
FEWEST_UNITS = 5
FEWEST_YEARS = 8
XMR = 2.66
MANY = 0.2
"""From this share of the units outside on, it is no longer a few. Our own choice."""


@dataclass(frozen=True)
class Unit:
    """The count and the base of one unit in one year."""

    count: float
    base: float

    @property
    def share(self) -> float:
        return self.count / self.base


@dataclass(frozen=True)
class Swing:
    """A year against the years before it; `outside` is None where there are too few of them."""

    years: int
    centre: float | None = None
    limit: float | None = None
    outside: bool | None = None


@dataclass(frozen=True)
class Extent:
    """What the figures say of a case.

    Shares are of one. `own` is None where the unit's figure is hidden or not there; then nothing else is told of it.
    """

    indicator: str
    period: str
    answer: CaseAnswer
    units: int
    outside: int
    own: Unit | None
    others: float | None
    limit: float | None
    is_outside: bool
    own_years: Swing
    others_years: Swing


def check(
    workspace: Workspace, catalogue: Catalogue, unit: str, measure: str, period: str, municipality: str | None = None
) -> Extent:
    """How far a case reaches.

    Args:
        workspace: where the delivered figures lie.
        catalogue: the catalogue with the own folder.
        unit: the unit's name, as the file has it.
        measure: id or title of an indicator that is a share of counts by unit.
        period: the year.
        municipality: name or code; that of the own folder if left out.

    Raises:
        UsageError: no such measure, municipality, unit or year, or no figures of units were delivered.
    """
    indicator, source = measured(catalogue, measure)
    code = place(catalogue, municipality)
    years = _figures(workspace, indicator, source, code)
    if period not in years:
        raise _unknown("period", period, sorted(years))
    names = {name: (name,) for listed in years.values() for name in listed}
    found = resolve(unit, names)
    if found is None:
        raise _unknown("unit", unit, near(unit, names))
    return extent(indicator.title.da, indicator.better, years, found, period)


def extent(
    title: str, better: Better, years: Mapping[str, Mapping[str, Unit | None]], unit: str, period: str
) -> Extent:
    """The rule, on figures by year and unit; None is one that is hidden or was not delivered."""
    bad = -1 if better is Better.HIGHER else 1
    shown = {name: item for name, item in years[period].items() if item is not None}
    limits = {
        name: _limit(item, [other for key, other in shown.items() if key != name], bad) for name, item in shown.items()
    }
    outside = {name for name, item in shown.items() if bad * (item.share - limits[name]) > 0}
    before = sorted(year for year in years if year <= period)
    own_years = _swing([item.share for year in before if (item := years[year].get(unit))], bad)
    together = [_pooled([item for name, item in years[year].items() if item and name != unit]) for year in before]
    others_years = _swing([share for share in together if share is not None], bad)
    own = shown.get(unit)
    others = _pooled([item for name, item in shown.items() if name != unit])
    if own is None or len(shown) < FEWEST_UNITS:
        answer = CaseAnswer.CANNOT_TELL
    elif others_years.outside or len(outside) >= max(3, MANY * len(shown)):
        answer = CaseAnswer.ALL
    elif not outside and not own_years.outside:
        answer = CaseAnswer.NONE
    else:
        answer = CaseAnswer.ONE_UNIT if len(outside | ({unit} if own_years.outside else set())) == 1 else CaseAnswer.FEW
    return Extent(
        title,
        period,
        answer,
        len(shown),
        len(outside),
        own,
        others,
        limits.get(unit),
        is_outside=unit in outside,
        own_years=own_years,
        others_years=others_years,
    )


def record(workspace: Workspace, case: SingleCase, today: date) -> None:
    """Write a case down in the own folder.

    Raises:
        UsageError: it breaks a rule, or there is a case of that id.
    """
    writing.started(workspace)
    addition = Addition(f"cases/{case.id}.yml", case, is_listed=False, note=f"{case.handled}, ført ind {today}")
    if wrong := writing.tried(workspace, [addition]):
        raise UsageError(
            f"The case cannot be written down: {'; '.join(f'{item.field}: {item.found}' for item in wrong)}.",
            where=addition.file,
            expected="; ".join(item.allowed for item in wrong),
            remedy="give the options named another value; nothing was written",
        )
    writing.add(workspace, [addition])


def _limit(own: Unit, others: Sequence[Unit], bad: int) -> float:
    """The share beyond which a unit of this size is outside, held against the others together."""
    common = _pooled(others)
    if common is None:
        return bad * math.inf
    spread = common * (1 - common)
    if spread == 0:
        return common
    scores = [abs(item.share - common) / math.sqrt(spread / item.base) for item in others]
    widened = max(1.0, median(scores) / MEDIAN_OF_CHANCE)
    return common + bad * OUTER_Z * widened * math.sqrt(spread / own.base)


def _pooled(units: Sequence[Unit]) -> float | None:
    base = sum(unit.base for unit in units)
    return sum(unit.count for unit in units) / base if base else None


def _swing(shares: Sequence[float], bad: int) -> Swing:
    """The last of a series against those before it."""
    if len(shares) < FEWEST_YEARS:
        return Swing(len(shares))
    *before, last = shares
    centre = sum(before) / len(before)
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(before)]
    limit = centre + bad * XMR * sum(ranges) / len(ranges)
    return Swing(len(shares), centre, limit, outside=bad * (last - limit) > 0)


def measured(catalogue: Catalogue, asked: str) -> tuple[Indicator, Source]:
    """An indicator that is a share of what units count, and the source of it."""
    by_unit = {source.id: source for source in catalogue.sources if source.delivery and source.delivery.unit}
    known = {
        item.id: item
        for item in catalogue.indicators
        for recipe in item.recipes[:1]
        if len(recipe.numerator) == len(recipe.denominator) == 1 and recipe.numerator[0].table in by_unit
    }
    found = resolve(asked, {name: (item.title.da, item.title.en) for name, item in known.items()})
    if found is None:
        raise _unknown("measure", asked, list(known))
    return known[found], by_unit[known[found].recipes[0].numerator[0].table]


def place(catalogue: Catalogue, asked: str | None) -> str:
    if asked is None and catalogue.own is not None:
        return catalogue.own.municipality
    if not (asked or "").strip():
        raise UsageError(
            "Nobody has said which municipality.",
            where="--municipality",
            expected="a name or a code, where there is no own folder that says it",
            remedy="give --municipality, or write the own folder with `seksby init`",
        )
    names = {item.municipality_code: (item.name, item.slug) for item in catalogue.municipalities}
    found = resolve(str(asked), names)
    if found is None:
        raise _unknown("municipality", str(asked), [names[key][0] for key in near(str(asked), names)])
    return found


def _figures(
    workspace: Workspace, indicator: Indicator, source: Source, code: str
) -> dict[str, dict[str, Unit | None]]:
    """By year and unit, the count and its base; None where either is hidden."""
    import polars as pl

    snapshot = snapshots.newest([workspace.snapshots], source.id)
    if snapshot is None or source.delivery is None or source.delivery.unit is None:
        raise UsageError(
            f"No figures of units of {source.title.en} were delivered.",
            where=str(workspace.inbox / source.id),
            expected="a file by the contract of the source, taken in by a refresh",
            remedy="put the file there and run `seksby refresh`",
        )
    frame = normal.read(snapshot, source).filter(pl.col("area") == code)
    wanted = [_measure_of(indicator.recipes[0].numerator[0]), _measure_of(indicator.recipes[0].denominator[0])]
    value = pl.when(~pl.col("content").is_in([normal.CONFIDENTIAL, normal.NOT_DELIVERED])).then(pl.col("content"))
    table = (
        frame.filter(pl.col("measure").is_in(wanted), pl.col(source.delivery.unit) != TOTAL)
        .select("period", "measure", unit=pl.col(source.delivery.unit), value=value.cast(pl.Float64))
        .pivot(on="measure", index=["period", "unit"], values="value")
    )
    years: dict[str, dict[str, Unit | None]] = {}
    for period, name, count, base in table.select("period", "unit", *wanted).rows():
        is_known = count is not None and base
        years.setdefault(period, {})[name] = Unit(count, base) if is_known else None
    return years


def _measure_of(term: object) -> str:
    found = getattr(term, "where", {}).get(normal.MEASURE)
    return found if isinstance(found, str) else next(iter(found or [""]))


def _unknown(what: str, asked: str, close: Sequence[str]) -> UsageError:
    return UsageError(
        f"There is no {what} {folded(asked) and asked}.",
        where=f"--{what}" if what == "municipality" else what,
        expected="one of " + (", ".join(close) or "those that were delivered"),
        remedy="correct what was typed",
    )
