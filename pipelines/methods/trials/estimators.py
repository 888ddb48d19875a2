"""What the figures say: difference-in-differences, event study and synthetic control, each with its placebo test.

Belongs here: estimates from a balanced panel with one treated unit. Does not belong here: which years and donors are in
it (`panel`), or what may be concluded (`verdict`).

Both methods give every unit a *gap*: its figure minus what it would have been, had it gone like others. For the treated
unit the mean gap of the years after is the estimate; the donors, which had no trial, show what gaps come by themselves.
With one treated unit that distribution is the only honest yardstick: standard errors clustered by unit rest on many
treated units and are far too small with one (Conley & Taber 2011, doi:10.1162/REST_a_00049).

Placebo test (Abadie, Diamond & Hainmueller 2010, doi:10.1198/jasa.2009.ap08746): p = rank / (J + 1) over J donors.
Ranked is |mean gap after| / misfit before, where they rank RMSPE after / RMSPE before. Two changes, our own choice: the
mean gap is the question asked, and turns into an interval in closed form; and the misfit is √(RMSPE² + median²), the
median over all units, because with more donors than years a synthetic control can hit the years before almost exactly
by chance, and its ratio then says little (`tests/trial_power.py` shows what that costs in power). The usual ratio and
its p are reported beside; they decide nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pipelines.methods.trials.panel import Floats, Panel
from seksby.vocabulary import TrialMethod

ALPHA = 0.05


@dataclass(frozen=True)
class Estimate:
    """What one method says of the treated unit; everything but p and ratios is in the measure's unit.

    Args:
        method: which.
        estimate: mean gap of the years after.
        low: lower end of the interval at level 1 − `ALPHA`; none where the donors are too few to bound it.
        high: upper end.
        p_value: share of units, the treated one included, whose gap is at least as large for their misfit before.
        pre_rmspe: root mean square of the gaps before the start.
        rmspe_ratio: root mean square of the gaps after, over `pre_rmspe`; none where that is zero.
        ratio_p_value: rank of `rmspe_ratio` / (J + 1), the usual form.
        gaps: gap per year of the panel, shape (years,).
        gap_low: lower end of an interval per year, none as `low`.
        gap_high: upper end.
        weights: of the donors, in the order of the panel; at least 0, sum 1.
    """

    method: TrialMethod
    estimate: float
    low: float | None
    high: float | None
    p_value: float
    pre_rmspe: float
    rmspe_ratio: float | None
    ratio_p_value: float
    gaps: Floats
    gap_low: Floats | None
    gap_high: Floats | None
    weights: Floats


@dataclass(frozen=True)
class EventStudy:
    """The gap of each year to the mean of the years before, and whether the years before drift.

    Args:
        coefficients: per year of the panel; their mean over the years after is the difference-in-differences estimate.
        low: lower end of the placebo interval per year, none where the donors are too few.
        high: upper end.
        pre_trend_p_value: joint test of the leads, see `event_study`.
    """

    coefficients: Floats
    low: Floats | None
    high: Floats | None
    pre_trend_p_value: float


def difference_in_differences(panel: Panel) -> Estimate:
    """(T1 − T0) − (C1 − C0), C the plain mean of the donors; the two-way fixed effects estimate of a balanced panel."""
    donors = len(panel.units) - 1
    return estimate(TrialMethod.DIFFERENCE_IN_DIFFERENCES, panel, parallel_gaps(panel), np.full(donors, 1 / donors))


def event_study(panel: Panel) -> EventStudy:
    """Leads and lags of the difference-in-differences.

    The joint test of the leads asks for the deviation that would carry over into the estimate: a straight drift. Its t
    statistic in the years before is ranked among the donors' own, p = rank / (J + 1); a Wald test on clustered
    covariances would need many treated units.
    """
    gaps = parallel_gaps(panel)
    low, high = _yearly_interval(gaps, panel)
    return EventStudy(gaps[:, 0], low, high, p_value(drifts(gaps, panel)))


def drifts(gaps: Floats, panel: Panel) -> Floats:
    """How far each unit's gaps before the start run along a straight line, for what they swing about it."""
    time = np.asarray(panel.years, dtype=float)[panel.before]
    time = time - time.mean()
    leads = gaps[panel.before]
    slope = time @ leads / (time @ time)
    rest = leads - np.outer(time, slope)
    return _ratio(np.abs(slope), np.sqrt((rest**2).sum(axis=0)))


def synthetic_control(panel: Panel) -> Estimate:
    """The treated unit against the mix of donors that went like it before the start, on the figures themselves."""
    gaps, weights = synthetic_gaps(panel)
    return estimate(TrialMethod.SYNTHETIC_CONTROL, panel, gaps, weights)


def synthetic_gaps(panel: Panel) -> tuple[Floats, Floats]:
    """Each unit's distance to its synthetic control, shape (years, units), and the weights for the treated one.

    Weights are at least 0 and sum to 1. They carry the ridge penalty of Arkhangelsky et al. (2021,
    doi:10.1257/aer.20190159), ζ² · years before · ‖w‖² with ζ² = √(years after) · variance of the donors' yearly
    changes: with more donors than years the weights would otherwise not be unique.

    Each donor's placebo is made of the other donors; the treated unit is in none, as its figures may hold an effect.
    """
    before = panel.values[panel.before]
    changes = np.diff(before[:, 1:], axis=0)
    penalty = math.sqrt(panel.after.sum()) * float(changes.var()) * len(before)
    gaps = np.empty_like(panel.values)
    units = np.arange(len(panel.units))
    weights: Floats = np.empty(0)
    for unit in reversed(units):  # the treated unit last, whose weights are kept
        others = np.flatnonzero((units != unit) & (units != 0))
        weights = simplex_weights(before[:, others], before[:, unit], penalty)
        gaps[:, unit] = panel.values[:, unit] - panel.values[:, others] @ weights
    return gaps, weights


def simplex_weights(donors: Floats, target: Floats, penalty: float) -> Floats:
    """Weights w ≥ 0, Σw = 1 that minimise ‖target − donors·w‖² + penalty·‖w‖².

    By non-negative least squares on donors − target with one more row that asks for Σw = 1: what is minimised is then
    homogeneous in w, so that scaling the solution to the sum 1 is exact, whatever that row weighs. pysyncon finds the
    same optimum by SLSQP, in 0.5 s against 0.0004 s for 97 donors (pysyncon 1.7, 2026-11-25): a minute for the placebos
    of one trial. It is the yardstick in the tests.
    """
    from scipy.optimize import nnls

    count = donors.shape[1]
    distance = donors - target[:, None]
    scale = max(float(np.abs(distance).max()), math.sqrt(penalty)) or 1.0
    rows = [distance, np.sqrt(penalty) * np.eye(count), np.full((1, count), scale)]
    found, _ = nnls(np.vstack(rows), np.append(np.zeros(len(target) + count), scale), maxiter=50 * count)
    return np.asarray(found / found.sum(), dtype=np.float64)


def clustered_standard_error(panel: Panel) -> float:
    """Standard error of the difference-in-differences by OLS with unit and year effects, clustered by unit.

    For comparison with published studies, which give it; with one treated unit it is too small and decides nothing.
    """
    from statsmodels.regression.linear_model import OLS

    counted = panel.before | panel.after
    values = panel.values[counted]
    treated = np.zeros_like(values)
    treated[panel.after[counted], 0] = 1
    outcome, regressor = (_without_unit_and_year_means(matrix).ravel() for matrix in (values, treated))
    groups = np.tile(np.arange(values.shape[1]), values.shape[0])
    fitted = OLS(outcome, regressor[:, None]).fit(cov_type="cluster", cov_kwds={"groups": groups})
    return float(fitted.bse[0])


def _without_unit_and_year_means(matrix: Floats) -> Floats:
    centred: Floats = matrix - matrix.mean(axis=0) - matrix.mean(axis=1, keepdims=True) + matrix.mean()
    return centred


def parallel_gaps(panel: Panel) -> Floats:
    """Each unit's distance to the mean of the donors, itself left out, less its mean distance before the start."""
    donors = panel.values[:, 1:]
    total, count = donors.sum(axis=1, keepdims=True), donors.shape[1]
    others = np.hstack([total / count, (total - donors) / (count - 1)])
    distance = panel.values - others
    return np.asarray(distance - distance[panel.before].mean(axis=0), dtype=np.float64)


def estimate(method: TrialMethod, panel: Panel, gaps: Floats, weights: Floats) -> Estimate:
    """The estimate, interval and placebo test of the first unit, from the gaps of all."""
    mean = gaps[panel.after].mean(axis=0)
    misfit = _misfit(gaps, panel)
    relative = _ratio(np.abs(mean), misfit)
    reach = _reach(relative, misfit)
    rmspe, rmspe_after = _root_mean_square(gaps[panel.before]), _root_mean_square(gaps[panel.after])
    ratios = _ratio(rmspe_after, rmspe)
    gap_low, gap_high = _yearly_interval(gaps, panel)
    return Estimate(
        method=method,
        estimate=float(mean[0]),
        low=None if reach is None else float(mean[0] - reach),
        high=None if reach is None else float(mean[0] + reach),
        p_value=p_value(relative),
        pre_rmspe=float(rmspe[0]),
        rmspe_ratio=float(ratios[0]) if math.isfinite(ratios[0]) else None,
        ratio_p_value=p_value(ratios),
        gaps=gaps[:, 0],
        gap_low=gap_low,
        gap_high=gap_high,
        weights=weights,
    )


def _misfit(gaps: Floats, panel: Panel) -> Floats:
    rmspe = _root_mean_square(gaps[panel.before])
    return np.hypot(rmspe, np.median(rmspe))


def _root_mean_square(gaps: Floats) -> Floats:
    return np.asarray(np.sqrt((gaps**2).mean(axis=0)), dtype=np.float64)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Above over below; something over nothing is infinite, nothing over nothing is nothing."""
    endless = np.where(above > 0, np.inf, 0.0)
    return np.divide(above, below, out=endless, where=below > 0)


def p_value(statistics: Floats) -> float:
    """Rank of the treated unit, first, among all units; those that tie with it count as at least as large."""
    return float((statistics >= statistics[0]).mean())


def _reach(relative: Floats, misfit: Floats) -> float | None:
    """Half the width of the interval: the changes that the placebo test would not reject (Firpo & Possebom 2018,
    doi:10.1515/jci-2016-0026).

    A change c is kept when more than `ALPHA` of all units have a relative gap at least as large as that of the treated
    unit less c; so the limit is the donors' k-th largest, k = ⌊ALPHA · units⌋. Below 1 / ALPHA units k is zero and
    every change is kept: the interval has no ends.
    """
    k = math.floor(ALPHA * len(relative) + 1e-9)
    return None if k == 0 else float(np.sort(relative[1:])[-k] * misfit[0])


def _yearly_interval(gaps: Floats, panel: Panel) -> tuple[Floats | None, Floats | None]:
    misfit = _misfit(gaps, panel)
    reaches = [_reach(_ratio(np.abs(year), misfit), misfit) for year in gaps]
    if any(reach is None for reach in reaches):
        return None, None
    reach = np.asarray(reaches, dtype=np.float64)
    return gaps[:, 0] - reach, gaps[:, 0] + reach
