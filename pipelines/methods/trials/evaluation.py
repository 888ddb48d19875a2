"""Every registered trial in every municipality it runs in, and in all of them together, as rows for the warehouse.

Belongs here: which municipalities are donors, the order of the steps, and the shape of the rows. Does not belong here:
statistics (`estimators`) and the rule (`verdict`). Without trials nothing heavy is imported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from seksby.vocabulary import Better, TrialMethod, TrialPeriod, TrialReason, TrialRegistration, TrialVerdict

if TYPE_CHECKING:
    from pipelines.methods.trials.panel import Floats, Panel
    from pipelines.methods.trials.verdict import Verdict

# DuckDB's type of a row of `evaluate`: one per trial and municipality, with a list per finer grain; the row of all the
# municipalities of a trial together has none.
ROW_TYPE = """struct(
    trial_id varchar, municipality_code varchar, verdict varchar, reasons varchar[],
    last_year_before integer, first_year_after integer, last_year_after integer,
    years_left_out integer, donors integer, donors_dropped integer, pre_trend_p_value double, power double,
    estimates struct(
        method varchar, estimate double, low double, high double, p_value double, pre_rmspe double, rmspe_ratio double,
        ratio_p_value double, clustered_standard_error double
    )[],
    path struct(
        method varchar, year integer, period varchar, actual double, counterfactual double, gap double, low double,
        high double
    )[],
    weights struct(municipality_code varchar, weight double)[]
)"""


@dataclass(frozen=True)
class Registered:
    """A trial in one municipality, with what the catalogue says of its effect measure.

    `donor_pool` are codes of municipalities; `breaks` first years of a new way of counting.
    """

    trial_id: str
    municipality_code: str
    effect_id: str
    starts_on: date
    stop_on: date
    smallest_change: float
    better: Better
    overlapping_years: int
    breaks: Collection[int]
    donor_pool: Collection[str]
    registration: TrialRegistration = TrialRegistration.PROVED


Figure = tuple[str, str, int, float]
"""Effect, municipality, year and value."""


def evaluate(trials: Sequence[Registered], figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """One row of `ROW_TYPE` per trial and municipality, and one per trial in several; a trial that cannot be estimated
    has a verdict and reasons.
    """
    if not trials:
        return []
    import polars as pl

    schema = {"effect": pl.String, "unit": pl.String, "year": pl.Int64, "value": pl.Float64}
    frame = pl.DataFrame(list(figures), schema=schema, orient="row")
    by_effect = {
        effect: frame.filter(pl.col("effect") == effect).drop("effect") for effect in {t.effect_id for t in trials}
    }
    rows = [_row(trial, _others(trial, trials), by_effect[trial.effect_id]) for trial in trials]
    for own in _by_trial(trials):
        if len(own) > 1:
            outside = [trial for trial in trials if trial.trial_id != own[0].trial_id]
            rows.append(_joint_row(own, _others(own[0], outside), by_effect[own[0].effect_id]))
    return rows


def _by_trial(trials: Sequence[Registered]) -> list[list[Registered]]:
    found: dict[str, list[Registered]] = {}
    for trial in trials:
        found.setdefault(trial.trial_id, []).append(trial)
    return list(found.values())


def _others(trial: Registered, trials: Sequence[Registered]) -> set[str]:
    """Municipalities whose figures of the measure may hold the effect of another trial, or of this one elsewhere."""
    return {
        other.municipality_code
        for other in trials
        if other is not trial and other.effect_id == trial.effect_id and other.starts_on <= trial.stop_on
    }


def _row(trial: Registered, others: set[str], values: Any) -> dict[str, Any]:
    """A trial in one municipality, compared with municipalities that have no trial on the measure."""
    import polars as pl

    treated = trial.municipality_code
    units = ({*trial.donor_pool} - others) | {treated}
    among = values.filter(pl.col("unit").is_in(sorted(units)))
    return _judged(trial, treated, among, treated in others) | {"municipality_code": treated}


def _joint_row(own: Sequence[Registered], others: set[str], values: Any) -> dict[str, Any]:
    """A trial in all its municipalities under one, compared with groups of as many that have no trial."""
    import polars as pl

    from pipelines.methods.trials.panel import JOINT, together

    treated = {trial.municipality_code for trial in own}
    units = ({*own[0].donor_pool} - others) | treated
    among = together(values.filter(pl.col("unit").is_in(sorted(units))), treated, own[0].trial_id)
    return _judged(own[0], JOINT, among, bool(treated & others)) | {"municipality_code": None, "weights": []}


def _judged(trial: Registered, treated: str, values: Any, has_another: bool) -> dict[str, Any]:
    """What is found of one unit among the others of `values`: columns unit, year, value."""
    from pipelines.methods.trials.estimators import (
        clustered_standard_error,
        difference_in_differences,
        event_study,
        synthetic_control,
    )
    from pipelines.methods.trials.panel import in_order, periods, select
    from pipelines.methods.trials.planning import power
    from pipelines.methods.trials.verdict import Verdict, judge

    wanted = periods(trial.starts_on, trial.stop_on, trial.overlapping_years)
    selection = select(values, treated, wanted, trial.breaks)
    reasons = {*selection.reasons} | ({TrialReason.OTHER_TRIAL} if has_another else set())
    if trial.registration != TrialRegistration.PROVED:
        reasons.add(TrialReason(trial.registration))
    row: dict[str, Any] = {
        "trial_id": trial.trial_id,
        "last_year_before": wanted.last_before,
        "first_year_after": wanted.first_after,
        "last_year_after": wanted.last_after,
        "years_left_out": selection.years_left_out,
        "donors": None,
        "donors_dropped": selection.donors_dropped,
        "pre_trend_p_value": None,
        "power": power(
            values,
            treated,
            wanted,
            trial.breaks,
            smallest_change=trial.smallest_change,
            better=trial.better,
        ),
        "estimates": [],
        "path": [],
        "weights": [],
    }
    if selection.panel is None:
        return row | _said(Verdict(TrialVerdict.CANNOT_BE_DECIDED, in_order(reasons)))
    panel = selection.panel
    parallel, leads_and_lags, synthetic = difference_in_differences(panel), event_study(panel), synthetic_control(panel)
    verdict = judge(
        synthetic,
        parallel,
        leads_and_lags.pre_trend_p_value,
        smallest_change=trial.smallest_change,
        better=trial.better,
        reasons=reasons,
    )
    errors = {parallel.method: clustered_standard_error(panel)}
    return (
        row
        | _said(verdict)
        | {
            "donors": len(panel.units) - 1,
            "pre_trend_p_value": leads_and_lags.pre_trend_p_value,
            "estimates": [
                {
                    "method": found.method.value,
                    "estimate": found.estimate,
                    "low": found.low,
                    "high": found.high,
                    "p_value": found.p_value,
                    "pre_rmspe": found.pre_rmspe,
                    "rmspe_ratio": found.rmspe_ratio,
                    "ratio_p_value": found.ratio_p_value,
                    "clustered_standard_error": errors.get(found.method),
                }
                for found in (parallel, synthetic)
            ],
            "path": [
                *_path(panel, parallel.method, leads_and_lags.coefficients, leads_and_lags.low, leads_and_lags.high),
                *_path(panel, synthetic.method, synthetic.gaps, synthetic.gap_low, synthetic.gap_high),
            ],
            "weights": [
                {"municipality_code": unit, "weight": float(weight)}
                for unit, weight in zip(panel.units[1:], synthetic.weights, strict=True)
                if weight > 0
            ],
        }
    )


def _said(verdict: Verdict) -> dict[str, Any]:
    return {"verdict": verdict.verdict.value, "reasons": [reason.value for reason in verdict.reasons]}


def _path(
    panel: Panel, method: TrialMethod, gaps: Floats, low: Floats | None, high: Floats | None
) -> list[dict[str, Any]]:
    return [
        {
            "method": method.value,
            "year": year,
            "period": _period(panel, n).value,
            "actual": float(panel.values[n, 0]),
            "counterfactual": float(panel.values[n, 0] - gaps[n]),
            "gap": float(gaps[n]),
            "low": None if low is None else float(low[n]),
            "high": None if high is None else float(high[n]),
        }
        for n, year in enumerate(panel.years)
    ]


def _period(panel: Panel, year: int) -> TrialPeriod:
    if panel.before[year]:
        return TrialPeriod.BEFORE
    return TrialPeriod.AFTER if panel.after[year] else TrialPeriod.BETWEEN
