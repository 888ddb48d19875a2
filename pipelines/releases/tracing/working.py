"""Numbers made of values, worked again by hand: one function per kind, from the values as the files give them.

Belongs here: the arithmetic of docs/methods.md a second time, for one number. Does not belong here: which values a
number rests on (`kinds`), the verdict's own arithmetic (`forecasting`), and any code of `pipelines.methods`: a second
hand that used the first one's would find nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEP: Final = 1e-6
Z: Final = 1.959964
OUTER_Z: Final = 3.090232
XMR: Final = 2.66
XMR_RANGE: Final = 3.267
COVERAGE: Final = 0.80
OUTSIDE: Final = 0.025


@dataclass(frozen=True)
class Premise:
    """A value that a number rests on, in the role it has there; `value` is what the files give today.

    `totals` are its sums by the recipe's roles, and `quantity` is what it weighs.
    """

    role: str
    indicator_id: str
    municipality_code: str
    year: int | None
    value: float | None
    quantity: float | None = None
    totals: Mapping[str, Fraction] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What a number is worked from: the published row (for facts that are no figures), and its premises."""

    row: Mapping[str, Any]
    premises: Sequence[Premise]
    sums: Mapping[str, float] = field(default_factory=dict)
    """Sums over cells that are in no value, by role."""

    def all(self, *roles: str) -> list[Premise]:
        return [premise for premise in self.premises if premise.role in roles and premise.value is not None]

    def one(self, role: str) -> float:
        """The value of the one premise in a role."""
        (found,) = self.all(role)
        assert found.value is not None  # noqa: S101 - `all` gives those that have one
        return found.value


@dataclass(frozen=True)
class Worked:
    """A number worked again, and the formula with its numbers."""

    value: float | str | None
    how: str
    slack: float = 0.0
    """How far the published one may be off, because it is of numbers that were rounded on the way."""


Working = Callable[[Given], Mapping[str, Worked]]


def value(given: Given) -> Mapping[str, Worked]:
    """The sums of the recipe, the multiplication and the division are those of `cells`."""
    (own,) = given.premises
    parts = {name: float(total) for name, total in own.totals.items()}
    how = " × ".join(
        [f"{given.row['scale']:f}".rstrip("0").rstrip("."), *(digits(parts[role]) for role in _ABOVE if role in parts)]
    )
    if "denominator" in parts:
        how += f" / {digits(parts['denominator'])}"
    if "to_base" in given.row:
        how = f"({how}) × {given.row['to_base']:.12f} (prices of {given.row['base_year']})"
    return {"value": Worked(own.value, how)}


_ABOVE: Final = ("numerator", "multiplier")


def benchmark(given: Given) -> Mapping[str, Worked]:
    own, others, country = given.one("own"), given.all("other"), given.all("country")
    figures = [value_of(other) for other in others]
    mean = round(fmean(figures), 6)  # gaps are to the mean as it is published
    worked = {
        "n_peers": Worked(len(figures), "the others with a figure"),
        "reference_unweighted": Worked(mean, _mean(figures)),
        "gap": Worked(own - mean, f"{digits(own)} - {digits(mean)}"),
    }
    weights = [other.quantity for other in others]
    own_quantity = next(p.quantity for p in given.premises if p.role == "own")
    known = [weight for weight in weights if weight is not None]
    if given.row["reference_weighted"] is not None and len(known) == len(weights):
        amount = sum(figure * weight for figure, weight in zip(figures, known, strict=True))
        worked["reference_weighted"] = Worked(amount / sum(known), f"{digits(amount)} / {digits(sum(known))}")
    if given.row["has_zero"] and mean > 0:
        how = f"100 × ({digits(own)} - {digits(mean)}) / {digits(mean)}"
        worked["gap_pct"] = Worked(100 * (own - mean) / mean, how, 100 * own / mean**2 * STEP)
    if given.row["price_basis"] != "none" and own_quantity is not None:
        how = f"({digits(own)} - {digits(mean)}) × {digits(own_quantity)}"
        worked["gap_dkk"] = Worked((own - mean) * own_quantity, how, own_quantity * STEP)
    steady = [value_of(other) for other in others if other.facts["steady"]]
    worked["n_same_peers"] = Worked(len(steady), "those of the others with a figure in every full year")
    if steady:
        worked["reference_same_peers"] = Worked(fmean(steady), _mean(steady))
    below = sum(value_of(premise) < own for premise in country)
    worked["areas_below"] = Worked(below, f"municipalities with less than {digits(own)}")
    worked["areas_total"] = Worked(len(country) + 1, "municipalities with a figure")
    return worked


def change(given: Given) -> Mapping[str, Worked]:
    if not given.all("before"):
        return {}
    own, before = given.one("own"), given.one("before")
    worked = {"change": Worked(own - before, f"{digits(own)} - {digits(before)}")}
    if before > 0:
        how = f"100 × ({digits(own)} - {digits(before)}) / {digits(before)}"
        worked["change_pct"] = Worked(100 * (own - before) / before, how)
    return worked


def price(given: Given) -> Mapping[str, Worked]:
    own, decimals = given.one("own"), given.row["decimals"]
    worked = {}
    if given.all("per inhabitant"):
        cost = given.one("per inhabitant")
        worked["coverage_pct"] = Worked(100 * cost / own, f"100 × {digits(cost)} / {digits(own)}")
    # Compared as readers see them: half away from zero, as official statistics round.
    shown, others = _shown(own, decimals), [_shown(value_of(other), decimals) for other in given.all("other")]
    if others:
        among = f"of {len(others)} others, as shown with {decimals} decimals"
        worked["others_lower"] = Worked(sum(other < shown for other in others), f"lower than {shown} {among}")
        worked["others_higher"] = Worked(sum(other > shown for other in others), f"higher than {shown} {among}")
        worked["others_with_value"] = Worked(len(others), "the compared with a figure")
    return worked


def _shown(value: float, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decomposition(given: Given) -> Mapping[str, Worked]:
    """Shapley's rule over price, coverage and mix; the others are pooled."""
    me = given.row["municipality_code"]
    inhabitants = {p.municipality_code: value_of(p) for p in given.all("inhabitants") if value_of(p) > 0}
    parts = sorted({p.role for p in given.premises if p.role.startswith("part:")})
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for premise in given.premises:
        users = premise.totals.get("denominator")
        if premise.role in parts and users is not None:
            if premise.value is None and (users or premise.totals.get("numerator", Fraction(1))):
                continue
            cost = (premise.value or 0.0) * float(users)
            found.setdefault(premise.municipality_code, {})[premise.role] = (cost, float(users))
    places = {place: of for place, of in found.items() if len(of) == len(parts) and place in inhabitants}
    others = [place for place in places if place != me]

    def pooled(which: Sequence[str]) -> tuple[dict[str, tuple[float, float]], float]:
        sums = {
            part: (sum(places[p][part][0] for p in which), sum(places[p][part][1] for p in which)) for part in parts
        }
        return sums, sum(inhabitants[p] for p in which)

    (own, own_people), (other, other_people) = pooled([me]), pooled(others)
    own_users, other_users = sum(u for _, u in own.values()), sum(u for _, u in other.values())
    c1, c0 = own_users / own_people, other_users / other_people
    price = mix = covered = 0.0
    for part in parts:
        (cost1, users1), (cost0, users0) = own[part], other[part]
        if not users1 and not users0:
            continue
        m1, m0 = users1 / own_users, users0 / other_users
        p1 = cost1 / users1 if users1 else cost0 / users0
        p0 = cost0 / users0 if users0 else p1
        covered += (c1 - c0) * ((m0 * p0 + m1 * p1) / 3 + (m0 * p1 + m1 * p0) / 6)
        mix += (m1 - m0) * ((c0 * p0 + c1 * p1) / 3 + (c0 * p1 + c1 * p0) / 6)
        price += (p1 - p0) * ((c0 * m0 + c1 * m1) / 3 + (c0 * m1 + c1 * m0) / 6)
    cost1, cost0 = sum(c for c, _ in own.values()), sum(c for c, _ in other.values())
    shapley = "mean effect over the orders in which price, coverage and mix can change (docs/methods.md)"
    return {
        "n_peers": Worked(len(others), "the others with every part"),
        "cost_dkk_per_inhabitant": Worked(cost1 / own_people, f"{digits(cost1)} / {digits(own_people)}"),
        "reference_dkk_per_inhabitant": Worked(cost0 / other_people, f"{digits(cost0)} / {digits(other_people)}"),
        "gap_dkk_per_inhabitant": Worked(cost1 / own_people - cost0 / other_people, "the first minus the second"),
        "price_effect_dkk_per_inhabitant": Worked(price, shapley),
        "coverage_effect_dkk_per_inhabitant": Worked(covered, shapley),
        "mix_effect_dkk_per_inhabitant": Worked(mix, shapley),
        "coverage_pct": Worked(100 * c1, f"100 × {digits(own_users)} / {digits(own_people)}"),
        "reference_coverage_pct": Worked(100 * c0, f"100 × {digits(other_users)} / {digits(other_people)}"),
    }


def expected(given: Given) -> Mapping[str, Worked]:
    own = given.one("own")
    by_method = {"regression": _regression, "standardisation": _standardisation, "published": _published}
    worked = dict(by_method[given.row["method"]](given))
    if "expected" in worked:
        guess = float(worked["expected"].value or 0)
        worked["deviation"] = Worked(own - guess, f"{digits(own)} - {digits(guess)}")
        if guess > 0:
            worked["deviation_pct"] = Worked(
                100 * (own - guess) / guess, f"100 × ({digits(own)} - {digits(guess)}) / {digits(guess)}"
            )
    return worked


def _published(given: Given) -> Mapping[str, Worked]:
    own, deviation = given.one("own"), given.one("deviation")
    return {
        "expected": Worked(own - deviation, f"{digits(own)} - {digits(deviation)}, the publisher's own deviation"),
        "areas": Worked(len(given.all("counted")), "municipalities with figure and deviation"),
    }


def _regression(given: Given) -> Mapping[str, Worked]:
    """Least squares on all the other municipalities; the municipality itself is left out, one after the other."""
    import numpy as np
    from scipy.special import stdtrit  # scipy.stats would take longer to import than the trace

    figures = {p.municipality_code: value_of(p) for p in given.all("figure")}
    kinds = sorted({(p.indicator_id, p.year, p.role) for p in given.all("covariate", "log covariate")})
    known = {(p.indicator_id, p.municipality_code): _x(p) for p in given.all("covariate", "log covariate")}
    places = sorted(p for p in figures if all((indicator, p) in known for indicator, _, _ in kinds))
    y = np.array([figures[p] for p in places])
    x = np.array([[1.0, *(known[indicator, p] for indicator, _, _ in kinds)] for p in places])
    x[:, 1:] = (x[:, 1:] - x[:, 1:].mean(axis=0)) / x[:, 1:].std(axis=0)
    predicted = np.empty(len(places))
    me = places.index(given.row["municipality_code"])
    reach = 0.0
    for row in range(len(places)):
        rest = np.arange(len(places)) != row
        beta, *_ = np.linalg.lstsq(x[rest], y[rest], rcond=None)
        predicted[row] = x[row] @ beta
        if row == me:
            degrees = len(places) - 1 - x.shape[1]
            variance = ((y[rest] - x[rest] @ beta) ** 2).sum() / degrees
            spread = 1 + x[row] @ np.linalg.inv(x[rest].T @ x[rest]) @ x[row]
            reach = float(np.sqrt(variance * spread) * stdtrit(degrees, 0.5 + COVERAGE / 2))
    of_mean = (y - y.mean()) * len(y) / (len(y) - 1)
    r2 = 1 - ((y - predicted) ** 2).sum() / (of_mean**2).sum()
    names = ", ".join(
        f"{'ln ' if role.startswith('log') else ''}{indicator} ({year})" for indicator, year, role in kinds
    )
    guess = float(predicted[me])
    how = f"least squares on {names} over the {len(places) - 1} other municipalities"
    return {
        "expected": Worked(guess, how),
        "lower_value": Worked(guess - reach, f"{digits(guess)} - {digits(reach)} (80 % of new observations)"),
        "upper_value": Worked(guess + reach, f"{digits(guess)} + {digits(reach)} (80 % of new observations)"),
        "loo_r2": Worked(float(r2), "1 - squared misses of those left out / squared distances to the others' mean"),
        "areas": Worked(len(places), "municipalities with the figure and every covariate"),
    }


def _standardisation(given: Given) -> Mapping[str, Worked]:
    figures = {p.municipality_code: p for p in given.all("figure")}
    ages = sorted({role.partition(":")[2] for p in figures.values() for role in p.totals if role.startswith("use:")})
    used = {age: sum(float(p.totals[f"use:{age}"]) for p in figures.values()) for age in ages}
    people = {age: sum(float(p.totals[f"population:{age}"]) for p in figures.values()) for age in ages}

    def use(premise: Premise) -> float:
        return sum(used[age] / people[age] * float(premise.totals[f"population:{age}"]) for age in ages if people[age])

    cost = sum(value_of(p) * float(p.totals["denominator"]) for p in figures.values())
    mine = figures[given.row["municipality_code"]]
    guess = use(mine) * cost / sum(map(use, figures.values())) / float(mine.totals["denominator"])
    how = f"the country's use by age ({', '.join(ages)}) times own citizens, in the country's kroner per unit of use"
    return {"expected": Worked(guess, how), "areas": Worked(len(figures), "municipalities with every age")}


def certainty(given: Given) -> Mapping[str, Worked]:
    if given.row["interval_kind"] is not None and given.row["interval_method"] in ("wilson", "byar"):
        return _chance(given)
    return _scopes(given)


def _interval(kind: str, rate: float, people: float) -> tuple[float, float]:
    """Wilson's interval of a share, Byar's of a count of events; as rates."""
    if kind == "proportion":
        middle = rate + Z * Z / (2 * people)
        reach = Z * math.sqrt(rate * (1 - rate) / people + Z * Z / (4 * people * people))
        return (middle - reach) / (1 + Z * Z / people), (middle + reach) / (1 + Z * Z / people)
    events = rate * people
    low = 0.0 if events == 0 else events * (1 - 1 / (9 * events) - Z / (3 * math.sqrt(events))) ** 3
    more = events + 1
    return low / people, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3 / people


def _chance(given: Given) -> Mapping[str, Worked]:
    import numpy as np

    kind, per, me = given.row["interval_kind"], given.row["per"], given.row["municipality_code"]
    own = next(p for p in given.premises if p.role == "own")
    rate, people = value_of(own) / per, own.quantity or 0.0
    low, high = _interval(kind, rate, people)
    name = "Wilson" if kind == "proportion" else "Byar"
    how = f"{name} at 95 % of {digits(rate)} among {digits(people)}"
    worked = {"lower_value": Worked(per * low, how), "upper_value": Worked(per * high, how)}
    country = sorted(given.all("country"), key=lambda p: p.municipality_code)
    if not country:
        return worked
    rates = np.array([value_of(p) / per for p in country])
    sizes = np.array([p.quantity or 0.0 for p in country])
    theta = float((rates * sizes).sum() / sizes.sum())
    chance = np.sqrt((theta * (1 - theta) if kind == "proportion" else theta) / sizes)
    squares = float((((rates - theta) / chance) ** 2).sum())
    inverse = 1 / chance**2
    tau2 = max(0.0, (squares - (len(rates) - 1)) / float(inverse.sum() - (inverse**2).sum() / inverse.sum()))
    error = math.sqrt((theta * (1 - theta) if kind == "proportion" else theta) / people + tau2)
    most = 1.0 if kind == "proportion" else math.inf
    funnel = f"the country's rate {digits(theta)} ± z × {digits(error)}"
    worked |= {
        "areas": Worked(len(rates), "municipalities"),
        "common_value": Worked(per * theta, "events of all / people of all"),
        "phi": Worked(squares / len(rates), "mean squared distance in standard errors of chance"),
        "tau2": Worked(tau2, "what municipalities differ by beyond chance"),
        "z_score": Worked((rate - theta) / error, f"({digits(rate)} - {digits(theta)}) / {digits(error)}"),
        "lower_95": Worked(per * max(0.0, theta - Z * error), funnel),
        "upper_95": Worked(per * min(most, theta + Z * error), funnel),
        "lower_998": Worked(per * max(0.0, theta - OUTER_Z * error), funnel),
        "upper_998": Worked(per * min(most, theta + OUTER_Z * error), funnel),
    }
    if given.row["seed"] is not None:
        seed, count = int(given.row["seed"]), int(given.row["draws"])
        errors = [
            (high - low) / (2 * Z)
            for low, high in (_interval(kind, r, n) for r, n in zip(rates.tolist(), sizes.tolist(), strict=True))
        ]
        place = [p.municipality_code for p in country].index(me)
        low_rank, high_rank = _ranks(
            rates, np.array(errors), [p.municipality_code for p in country], place, seed, count
        )
        drawn = f"2.5 and 97.5 percentile of the rank in {count} draws, numpy default_rng([{seed}, *code])"
        worked |= {"rank_low": Worked(low_rank, drawn), "rank_high": Worked(high_rank, drawn)}
    return worked


def _ranks(
    rates: NDArray[np.float64], errors: NDArray[np.float64], codes: Sequence[str], place: int, seed: int, count: int
) -> tuple[int, int]:
    import numpy as np

    noise = np.stack(
        [np.random.default_rng([seed, *code.encode()]).standard_normal(count, dtype=np.float32) for code in codes], 1
    )
    drawn = rates.astype(np.float32) + errors.astype(np.float32) * noise
    rank = 1 + (drawn < drawn[:, [place]]).sum(axis=1)
    reached = np.cumsum(np.bincount(rank, minlength=len(codes) + 1)) / count
    return int((reached > OUTSIDE).argmax()), int((reached >= 1 - OUTSIDE).argmax())


def _scopes(given: Given) -> Mapping[str, Worked]:
    """The lowest and highest figure and gap over the scopes that can be defended."""
    me = given.row["municipality_code"]
    scopes: dict[str, dict[str, float]] = {}
    same: set[str] = set()
    for premise in given.all("scope"):
        scopes.setdefault(premise.indicator_id, {})[premise.municipality_code] = value_of(premise)
        if premise.facts["same_unit"]:
            same.add(premise.indicator_id)
    direct = {p.municipality_code: p for p in given.all("direct")}
    overhead = {p.municipality_code: p for p in given.premises if p.role == "overhead"}
    wages = {p.municipality_code: p for p in given.premises if p.role == "all wages"}
    for place, premise in direct.items():
        full = _full_cost(premise, overhead.get(place), wages.get(place))
        if full is not None:
            scopes.setdefault("with_overhead", {})[place] = full[0]
            same.add("with_overhead")
    gaps, figures = {}, {}
    for scope, of in scopes.items():
        if me not in of:
            continue
        others = [figure for place, figure in of.items() if place != me]
        if scope in same:
            figures[scope] = of[me]
        if others and fmean(others) > 0:
            gaps[scope] = 100 * (of[me] - fmean(others)) / fmean(others)
    worked = {}
    if gaps:
        for name, choose in (("lowest_gap_pct", min), ("highest_gap_pct", max)):
            scope = choose(gaps, key=lambda key: gaps[key])
            worked[name] = Worked(gaps[scope], f"the gap as {scope}, of {len(gaps)} scopes")
    if len(scopes) > 1 and figures:
        for name, choose in (("lower_value", min), ("upper_value", max)):
            scope = choose(figures, key=lambda key: figures[key])
            worked[name] = Worked(figures[scope], f"the price as {scope}, of {len(figures)} scopes in its unit")
    return worked


def _full_cost(own: Premise, overhead: Premise | None, wages: Premise | None) -> tuple[float, float] | None:
    """Price with overhead by wages, and the share; None where wages or overhead are not at hand."""
    if overhead is None or wages is None or "wages" not in own.totals:
        return None
    above, all_wages = overhead.totals.get("numerator"), wages.totals.get("numerator")
    if above is None or not all_wages:
        return None
    share = float(own.totals["wages"]) / float(all_wages)
    return value_of(own) + share * float(above) / float(own.totals["denominator"]), share


def full_cost(given: Given) -> Mapping[str, Worked]:
    scenario = given.row["variant"]
    (own,) = given.all("direct")
    if scenario != "wage_share":
        percent = float(scenario.removeprefix("plus_").removesuffix("_pct").replace("_", "."))
        return {
            "full_cost": Worked(
                value_of(own) * (1 + percent / 100), f"{digits(value_of(own))} × (1 + {digits(percent)} / 100)"
            )
        }
    (overhead,) = (p for p in given.premises if p.role == "overhead")
    (wages,) = (p for p in given.premises if p.role == "all wages")
    found = _full_cost(own, overhead, wages)
    if found is None:
        return {}
    full, share = found
    above, users = float(overhead.totals["numerator"]), float(own.totals["denominator"])
    return {
        "full_cost": Worked(full, f"{digits(value_of(own))} + {digits(share)} × {digits(above)} / {digits(users)}"),
        "overhead_share_pct": Worked(100 * share, "100 × wages of the service / all wages outside overhead"),
    }


def process(given: Given) -> Mapping[str, Worked]:
    country = {p.year: value_of(p) for p in given.all("country")}
    cyclical = given.row["cyclical"]
    series = sorted(
        (p.year, value_of(p) - (country[p.year] if cyclical else 0.0))
        for p in given.all("series")
        if not cyclical or p.year in country
    )
    steps = {year: abs(now - before) for (_, before), (year, now) in pairwise(series)}
    year = given.row["year"]
    worked = {}
    if year in steps:
        worked["moving_range"] = Worked(steps[year], "the step from the measurement before")
    if given.row["has_limits"]:
        centre, mean_step = fmean(figure for _, figure in series), fmean(steps.values())
        base = country[year] if cyclical else 0.0
        how = f"{digits(base + centre)} ± 2.66 × {digits(mean_step)} (mean step of {len(series)} measurements)"
        worked |= {
            "centre": Worked(base + centre, f"mean of {len(series)} measurements, {series[0][0]}-{series[-1][0]}"),
            "lower_limit": Worked(base + centre - XMR * mean_step, how),
            "upper_limit": Worked(base + centre + XMR * mean_step, how),
            "moving_range_limit": Worked(XMR_RANGE * mean_step, f"3.267 × {digits(mean_step)}"),
        }
    return worked


def control(given: Given) -> Mapping[str, Worked]:
    sums = dict(given.sums)
    for premise in given.all("recomputed", "official"):
        sums[premise.role] = value_of(premise)
    worked: dict[str, Worked] = {}
    for role in ("recomputed", "official"):
        if role in sums:
            worked[role] = Worked(sums[role], "the sum of its cells")
    if len(worked) == 2:
        how = f"{digits(sums['recomputed'])} - {digits(sums['official'])}"
        worked["difference"] = Worked(sums["recomputed"] - sums["official"], how)
    if "half_width" in sums:
        worked["tolerance"] = Worked(sums["half_width"], "what rounding of every cell together can explain")
    return worked


def distance(given: Given) -> Mapping[str, Worked]:
    me, other = given.row["municipality_code"], given.row["variant"]
    covariates: dict[str, dict[str, float]] = {}
    weights, years = {}, {}
    for premise in given.all("covariate", "log covariate"):
        covariates.setdefault(premise.indicator_id, {})[premise.municipality_code] = _x(premise)
        weights[premise.indicator_id], years[premise.indicator_id] = premise.facts["weight"], premise.year
    squares = {
        name: ((of[me] - of[other]) / stdev(of.values())) ** 2 if stdev(of.values()) else 0.0
        for name, of in covariates.items()
    }
    total = sum(weights[name] * square for name, square in squares.items()) / sum(weights.values())
    parts = " + ".join(f"{digits(squares[name])} ({name}, {years[name]})" for name in sorted(squares))
    return {"distance": Worked(math.sqrt(total), f"root of the weighted mean of {parts}")}


def count(given: Given) -> Mapping[str, Worked]:
    first: dict[str, Premise] = {}
    for premise in sorted(given.premises, key=lambda p: p.facts["place"]):
        first.setdefault(premise.facts["cluster"], premise)
    verdicts = [premise.role for premise in first.values()]
    return {
        word: Worked(verdicts.count(word), "measures with that verdict; those of the same thing count once")
        for word in given.row["words"]
    }


def value_of(premise: Premise) -> float:
    assert premise.value is not None  # noqa: S101 - asked of premises that have one
    return premise.value


def _x(premise: Premise) -> float:
    return math.log(value_of(premise)) if premise.role == "log covariate" else value_of(premise)


def digits(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _mean(figures: Sequence[float]) -> str:
    if len(figures) > 12:
        return f"the sum of {len(figures)} figures / {len(figures)}"
    return f"({' + '.join(map(digits, figures))}) / {len(figures)}"
