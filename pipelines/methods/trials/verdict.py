"""What may be concluded: works, does not work, or cannot be decided and why.

Belongs here: the fixed rule. Does not belong here: any estimate, or words for readers.

The synthetic control speaks, difference-in-differences must not contradict it. Let *effect* be the estimate, counted so
that up is better for the citizens, and *smallest* the smallest change that matters, registered before the start.

    works              p ≤ 0.05, effect ≥ smallest, and difference-in-differences points the same way
    does_not_work      the whole 95 % interval lies below smallest, and so does difference-in-differences
    cannot_be_decided  everything else; and whatever the numbers say when the comparison itself is unsound: too few
                       years or donors, a poor fit before the start (RMSPE above smallest), a drift before the start, a
                       break, figures that are missing or not out yet, another trial on the same measure

An unsound comparison bars both verdicts, not only the pleasant one: it can hide an effect as well as make one up.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipelines.methods.trials.estimators import ALPHA, Estimate
from pipelines.methods.trials.panel import in_order
from seksby.vocabulary import Better, TrialReason, TrialVerdict


@dataclass(frozen=True)
class Verdict:
    """One of three, and the reasons where it is `cannot_be_decided`."""

    verdict: TrialVerdict
    reasons: tuple[TrialReason, ...] = ()


def judge(
    synthetic: Estimate,
    parallel: Estimate,
    pre_trend_p_value: float,
    *,
    smallest_change: float,
    better: Better,
    reasons: Collection[TrialReason] = (),
) -> Verdict:
    """The verdict by the rule above.

    Args:
        synthetic: of the synthetic control.
        parallel: of the difference-in-differences.
        pre_trend_p_value: of the event study.
        smallest_change: in the measure's unit, above zero.
        better: which way is better.
        reasons: those that the figures gave by themselves.
    """
    against = set(reasons)
    if synthetic.pre_rmspe > smallest_change:
        against.add(TrialReason.POOR_FIT_BEFORE)
    if pre_trend_p_value <= ALPHA:
        against.add(TrialReason.PRE_TREND)
    sign = 1 if better == Better.HIGHER else -1
    effect, other = sign * synthetic.estimate, sign * parallel.estimate
    best = synthetic.high if better == Better.HIGHER else synthetic.low
    if best is not None and sign * best < smallest_change:
        found = TrialVerdict.DOES_NOT_WORK
        if other >= smallest_change:
            against.add(TrialReason.MODELS_DISAGREE)
    elif synthetic.p_value > ALPHA:
        return Verdict(TrialVerdict.CANNOT_BE_DECIDED, in_order(against | {TrialReason.WITHIN_PLACEBO_RANGE}))
    elif effect < smallest_change:
        return Verdict(TrialVerdict.CANNOT_BE_DECIDED, in_order(against | {TrialReason.BELOW_SMALLEST_CHANGE}))
    else:
        found = TrialVerdict.WORKS
        if other <= 0:
            against.add(TrialReason.MODELS_DISAGREE)
    return Verdict(TrialVerdict.CANNOT_BE_DECIDED, in_order(against)) if against else Verdict(found)
