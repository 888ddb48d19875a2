"""What a trial can find at all: the power at the smallest change, from the figures before it begins.

Belongs here: trials that never were, in municipalities that had none, judged by the real rule. Does not belong here:
the estimates and the rule themselves (`estimators`, `verdict`).

Our own choice: the question of who plans is not what a formula says of independent figures, but how often *this* rule
would call *this* change on *these* figures. So every municipality in turn is given a trial of the same length that ends
with the last year before the real one begins, its figures are moved by the smallest change that matters, and the share
that is called *works* is the power. It cannot be much above a half: a change that just is the smallest is as often
estimated below it as above.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from pipelines.methods.trials import estimators
from pipelines.methods.trials.panel import Floats, Periods, select
from pipelines.methods.trials.verdict import judge
from seksby.vocabulary import Better, TrialMethod, TrialVerdict


def power(
    values: pl.DataFrame,
    treated: str,
    wanted: Periods,
    breaks: Collection[int] = (),
    *,
    smallest_change: float,
    better: Better,
) -> float | None:
    """Share of trials that never were in which the smallest change would be found; none where they cannot be held.

    Args:
        values: columns unit, year, value, as `panel.select` takes them.
        treated: the unit that is to have the trial; its figures before the start count as any other's.
        wanted: the years that count in the real trial.
        breaks: first years of a new way of counting.
        smallest_change: in the measure's unit, above zero.
        better: which way is better.
    """
    known = values.filter(pl.col("year") <= wanted.last_before)
    latest = known.filter(pl.col("unit") == treated)["year"].max()
    length, between = wanted.last_after - wanted.first_after, wanted.first_after - wanted.last_before
    if not isinstance(latest, int) or length < 0:
        return None
    start = latest - length
    earlier = select(known, treated, Periods(start - between, start, latest), breaks)
    if earlier.panel is None or earlier.reasons:
        return None
    panel = earlier.panel
    change = smallest_change if better == Better.HIGHER else -smallest_change
    parallel, (synthetic, weights) = estimators.parallel_gaps(panel), estimators.synthetic_gaps(panel)
    drift = estimators.drifts(parallel, panel)
    moved = np.where(panel.after, change, 0.0)

    def found(method: TrialMethod, gaps: Floats, order: list[int]) -> estimators.Estimate:
        own = gaps[:, order]
        own[:, 0] += moved
        return estimators.estimate(method, panel, own, weights)

    def works(unit: int) -> bool:
        order = [unit, *(other for other in range(len(panel.units)) if other != unit)]
        verdict = judge(
            found(TrialMethod.SYNTHETIC_CONTROL, synthetic, order),
            found(TrialMethod.DIFFERENCE_IN_DIFFERENCES, parallel, order),
            estimators.p_value(drift[order]),
            smallest_change=smallest_change,
            better=better,
        )
        return verdict.verdict == TrialVerdict.WORKS

    return sum(map(works, range(len(panel.units)))) / len(panel.units)
