"""The verdict worked again for one municipality: the local level model of docs/methods.md, step by step.

Belongs here: noise and drift of a difference to the others, where it stands now, and the word that follows. Does not
belong here: any other number (`working`), and any code of `pipelines.methods`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from statistics import fmean
from typing import Final

from pipelines.releases.tracing.working import Given, Premise, Worked

FEWEST_MEASUREMENTS: Final = 3
FEWEST_POOLED: Final = 20
CLEAR, SUGGESTED, INSIDE = 0.95, 0.80, 0.90
ROUNDING_Z: Final = 1.644854


def verdict(given: Given) -> Mapping[str, Worked]:
    """Difference, its standard error, noise, drift, how sure the side is, the zone, and the word."""
    from scipy.special import stdtr, stdtrit

    row, me = given.row, given.row["municipality_code"]
    of: dict[str, dict[int, Premise]] = {}
    for premise in given.premises:
        if premise.value is not None and premise.year is not None:
            of.setdefault(premise.municipality_code, {})[premise.year] = premise
    is_price = row["kind"] == "unit_price"
    if is_price:  # what is not above zero has no logarithm, and is not measured
        of = {place: {y: p for y, p in years.items() if (p.value or 0) > 0} for place, years in of.items()}
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
        return {"verdict": Worked("too_few", "the group was not measured that year")}

    def level(premise: Premise) -> float:
        assert premise.value is not None  # noqa: S101 - sorted out above
        return math.log(premise.value) if is_price else premise.value

    def scaled(premise: Premise, variance: float) -> float:
        return variance / (premise.value or 1) ** 2 if is_price else variance

    def sampling(premise: Premise) -> float | None:
        error = premise.facts["sampling"]
        return None if error is None else scaled(premise, error**2)

    steady = {place for place, found in of.items() if all(year in found for year in years)}
    others = sorted(compared & steady)
    if len(others) < max(1, row["fewest_members"]):
        return {"verdict": Worked("too_few", "too few of the others were measured every time")}
    mine = [of[me].get(year) for year in years]
    gaps = [
        None if p is None else level(p) - fmean(level(of[o][year]) for o in others)
        for p, year in zip(mine, years, strict=True)
    ]

    def of_gap(place: str, year: int, with_sampling: bool) -> float:
        def least(premise: Premise) -> float:
            rounding = scaled(premise, premise.facts["rounding"])
            return rounding + ((sampling(premise) or 0.0) if with_sampling else 0.0)

        return least(of[place][year]) + sum(least(of[o][year]) for o in others) / len(others) ** 2

    measured = [year for year, p in zip(years, mine, strict=True) if p is not None]
    pool = sorted(steady if len(steady) >= FEWEST_POOLED else steady & members)
    few = len(measured) < FEWEST_MEASUREMENTS or len(years) < FEWEST_MEASUREMENTS or len(pool) < 2
    surveyed = any(sampling(p) is not None for found in of.values() for p in found.values())
    if few and not surveyed:
        worked = {"verdict": Worked("too_few", f"{len(measured)} measurements")}
        latest = gaps[-1]
        if latest is not None:
            worked["difference"] = Worked(latest, "the latest measurement minus the mean of the others")
        return worked
    floor = fmean(of_gap(me, year, True) for year in measured)
    if few:
        noise, drift = of_gap(me, years[-1], True), 0.0
    else:
        means = {year: fmean(level(of[p][year]) for p in pool) for year in years}
        swings = [
            [level(of[p][now]) - means[now] - level(of[p][before]) + means[before] for before, now in pairwise(years)]
            for p in pool
        ]
        number = len(pool) * (len(years) - 1)
        scale = (1 + 1 / len(others)) / (1 - 1 / len(pool))
        variance = scale * sum(s * s for row_ in swings for s in row_) / number
        pairs = sum(a * b for row_ in swings for a, b in pairwise(row_)) / (number - len(pool))
        noise = max(-scale * pairs, floor)
        drift = max(0.0, variance - 2 * noise)
    m, p_var, moved = math.nan, math.nan, 0.0
    for gap, year in zip(gaps, years, strict=True):
        if math.isnan(m):
            if gap is not None:
                m, p_var, moved = gap, noise, of_gap(me, year, False)
            continue
        ahead = p_var + drift
        if gap is None:
            p_var = ahead
            continue
        weight = ahead / (ahead + noise) if ahead + noise > 0 else 0.0
        m += weight * (gap - m)
        p_var = ahead * (1 - weight)
        moved = (1 - weight) ** 2 * moved + weight**2 * of_gap(me, year, False)
    degrees = math.inf if few else (len(pool) - 1) * (len(years) - 2.0)
    if few:
        m, p_var, moved = gaps[-1] or 0.0, noise, of_gap(me, years[-1], False)
    spread = math.sqrt(p_var + drift + noise)
    slack = ROUNDING_Z * math.sqrt(moved)
    same = float(stdtr(degrees, abs(m) / spread)) if spread else (1.0 if m else 0.5)
    clear_from, suggested_from = (float(stdtrit(degrees, q)) * spread + slack for q in (CLEAR, SUGGESTED))
    reference = fmean(p.value or 0.0 for p in _latest(given, me))
    low, high = (
        (reference * math.exp(-clear_from), reference * math.exp(clear_from))
        if is_price
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
