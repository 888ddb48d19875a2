"""The verdict worked again for one municipality: the local level model of docs/methods.md, step by step.

Belongs here: noise and drift of a difference to the others, where it stands now, and the word that follows. Does not
belong here: any other number (`working`), and any code of `pipelines.methods`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

from pipelines.releases.tracing.working import Given, Premise, Worked

FEWEST_MEASUREMENTS: Final = 3
FEWEST_POOLED: Final = 20
CLEAR, SUGGESTED, INSIDE = 0.95, 0.80, 0.90
ROUNDING_Z: Final = 1.644854


@dataclass(frozen=True)
class _Measured:
    """The measurements of one stretch, by municipality and year; of prices their logarithms are what is compared.

    Attributes:
        of: those with a value; of prices, above zero.
        me: whose difference it is.
        years: in which the group was measured.
        members: of a fixed group; empty of any other.
        steady: who was measured in all of these years.
        others: those of them who `me` is compared with.
        is_price: whether it is the logarithms that count.
    """

    of: Mapping[str, Mapping[int, Premise]]
    me: str
    years: Sequence[int]
    members: Set[str]
    steady: Set[str]
    others: Sequence[str]
    is_price: bool

    def level(self, place: str, year: int) -> float:
        value = self.of[place][year].value
        assert value is not None  # noqa: S101 - only such are in `of`
        return math.log(value) if self.is_price else value

    def gap(self, year: int) -> float | None:
        """The difference to the mean of the others, None in a year without a measurement of one's own."""
        if year not in self.of[self.me]:
            return None
        return self.level(self.me, year) - fmean(self.level(other, year) for other in self.others)

    def sampling(self, premise: Premise) -> float | None:
        error = premise.facts["sampling"]
        return None if error is None else self._scaled(premise, error**2)

    def variance(self, year: int, *, with_sampling: bool) -> float:
        """What rounding, and sampling too, do to the difference of a year, at least."""

        def least(place: str) -> float:
            premise = self.of[place][year]
            rounding = self._scaled(premise, premise.facts["rounding"])
            return rounding + ((self.sampling(premise) or 0.0) if with_sampling else 0.0)

        return least(self.me) + sum(map(least, self.others)) / len(self.others) ** 2

    def _scaled(self, premise: Premise, variance: float) -> float:
        return variance / (premise.value or 1) ** 2 if self.is_price else variance


def verdict(given: Given) -> Mapping[str, Worked]:
    """Difference, its standard error, noise, drift, how sure the side is, the zone, and the word."""
    from scipy.special import stdtr, stdtrit

    found = _measured(given)
    if isinstance(found, str):
        return {"verdict": Worked("too_few", found)}
    years, gaps = found.years, [found.gap(year) for year in found.years]
    measured = [year for year, gap in zip(years, gaps, strict=True) if gap is not None]
    pool = sorted(found.steady if len(found.steady) >= FEWEST_POOLED else found.steady & found.members)
    few = len(measured) < FEWEST_MEASUREMENTS or len(years) < FEWEST_MEASUREMENTS or len(pool) < 2
    surveyed = any(found.sampling(p) is not None for own in found.of.values() for p in own.values())
    if few and not surveyed:
        worked = {"verdict": Worked("too_few", f"{len(measured)} measurements")}
        latest = gaps[-1]
        if latest is not None:
            worked["difference"] = Worked(latest, "the latest measurement minus the mean of the others")
        return worked
    if few:  # of a survey with a known error the latest figure is judged by that alone
        noise, drift, degrees = found.variance(years[-1], with_sampling=True), 0.0, math.inf
        m, p_var, moved = gaps[-1] or 0.0, noise, found.variance(years[-1], with_sampling=False)
    else:
        floor = fmean(found.variance(year, with_sampling=True) for year in measured)
        noise, drift = _noise_and_drift(found, pool, floor)
        degrees = (len(pool) - 1) * (len(years) - 2.0)
        m, p_var, moved = _filtered(found, gaps, noise, drift)
    spread = math.sqrt(p_var + drift + noise)
    slack = ROUNDING_Z * math.sqrt(moved)
    same = float(stdtr(degrees, abs(m) / spread)) if spread else (1.0 if m else 0.5)
    clear_from, suggested_from = (float(stdtrit(degrees, q)) * spread + slack for q in (CLEAR, SUGGESTED))
    reference = fmean(p.value or 0.0 for p in _latest(given, found.me))
    low, high = (
        (reference * math.exp(-clear_from), reference * math.exp(clear_from))
        if found.is_price
        else (reference - clear_from, reference + clear_from)
    )
    held = f"{len(measured)} measurements {measured[0]}-{measured[-1]}, noise of {len(pool)} municipalities"
    return {
        "noise": Worked(noise, f"variance of one measurement; {held}"),
        "drift": Worked(drift, "variance the level moves by from one measurement to the next"),
        "difference": Worked(m, f"where the difference stands by the filter; the latest is {gaps[-1]:.6f}"),
        "standard_error": Worked(math.sqrt(p_var), "of where it stands"),
        "p_same": Worked(same, f"Student's t with {degrees:g} degrees of freedom at {abs(m):.6f} / {spread:.6f}"),
        "zone_low": Worked(low, f"what is clear begins {clear_from:.6f} from the mean of the others"),
        "zone_high": Worked(high, f"what is clear begins {clear_from:.6f} from the mean of the others"),
        "verdict": Worked(_word(given, m, clear_from, suggested_from), "the rule of docs/methods.md"),
    }


def _measured(given: Given) -> _Measured | str:
    """What there is to judge by, or why that is too little."""
    row, me = given.row, given.row["municipality_code"]
    is_price = row["kind"] == "unit_price"
    of: dict[str, dict[int, Premise]] = {}
    for premise in given.premises:
        # What is not above zero has no logarithm, and is not measured.
        if premise.value is not None and premise.year is not None and (premise.value > 0 or not is_price):
            of.setdefault(premise.municipality_code, {})[premise.year] = premise
    members = {p.municipality_code for p in given.premises if p.facts["member"]} if row["is_fixed"] else set()
    compared = {p.municipality_code for p in given.premises if p.role in ("own", "other")} - {me}
    years = sorted(
        year
        for year in {year for found in of.values() for year in found}
        if (
            all(year in of.get(place, {}) for place in members)
            if row["is_fixed"]
            else sum(year in found for found in of.values()) >= row["fewest_measured"]
        )
    )
    if row["year"] not in years or row["year"] not in of.get(me, {}):
        return "the group was not measured that year"
    steady = {place for place, found in of.items() if all(year in found for year in years)}
    others = sorted(compared & steady)
    if len(others) < max(1, row["fewest_members"]):
        return "too few of the others were measured every time"
    return _Measured(of, me, years, members, steady, others, is_price)


def _noise_and_drift(found: _Measured, pool: Sequence[str], floor: float) -> tuple[float, float]:
    """Of how the municipalities of the pool swing about their own mean from one measurement to the next."""
    years = found.years
    means = {year: fmean(found.level(place, year) for place in pool) for year in years}
    swings = [
        [found.level(p, now) - means[now] - found.level(p, before) + means[before] for before, now in pairwise(years)]
        for p in pool
    ]
    number = len(pool) * (len(years) - 1)
    scale = (1 + 1 / len(found.others)) / (1 - 1 / len(pool))
    variance = scale * sum(swing * swing for own in swings for swing in own) / number
    pairs = sum(a * b for own in swings for a, b in pairwise(own)) / (number - len(pool))
    noise = max(-scale * pairs, floor)
    return noise, max(0.0, variance - 2 * noise)


def _filtered(found: _Measured, gaps: Sequence[float | None], noise: float, drift: float) -> tuple[float, float, float]:
    """Where the difference stands after the last measurement, its variance, and that which rounding gives it."""
    m, p_var, moved = math.nan, math.nan, 0.0
    for gap, year in zip(gaps, found.years, strict=True):
        if math.isnan(m):
            if gap is not None:
                m, p_var, moved = gap, noise, found.variance(year, with_sampling=False)
            continue
        ahead = p_var + drift
        if gap is None:
            p_var = ahead
            continue
        weight = ahead / (ahead + noise) if ahead + noise > 0 else 0.0
        m += weight * (gap - m)
        p_var = ahead * (1 - weight)
        moved = (1 - weight) ** 2 * moved + weight**2 * found.variance(year, with_sampling=False)
    return m, p_var, moved


def _latest(given: Given, me: str) -> list[Premise]:
    """The others of the year, whoever of them was measured before."""
    return [p for p in given.all("other") if p.year == given.row["year"] and p.municipality_code != me]


def _word(given: Given, m: float, clear_from: float, suggested_from: float) -> str:
    """The word by the rule, and where something else held it back the word the release says it held it back to."""
    row = given.row
    if row["held_back_by"] in ("latest", "scopes", "scores", "alike", "smallest_difference") or row["verdict"] in (
        "on_level",
        "not_comparable",
    ):
        return str(row["verdict"])
    strength = "clearly" if abs(m) >= clear_from else "suggests" if abs(m) >= suggested_from else None
    if strength is None:
        return "cannot_tell"
    if row["kind"] == "unit_price":
        return f"{strength}_{'higher' if m > 0 else 'lower'}"
    return f"{strength}_{'better' if (m > 0) == (row['better'] == 'higher') else 'worse'}"
