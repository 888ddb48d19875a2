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
from typing import Literal

from pipelines.methods.trials.estimators import ALPHA, Estimate
from pipelines.methods.trials.panel import Reason, in_order


@dataclass(frozen=True)
class Verdict:
    """One of three, and the reasons where it is `cannot_be_decided`."""

    verdict: Literal["works", "does_not_work", "cannot_be_decided"]
    reasons: tuple[Reason, ...] = ()


def judge(
    synthetic: Estimate,
    parallel: Estimate,
    pre_trend_p_value: float,
    *,
    smallest_change: float,
    better: Literal["higher", "lower"],
    reasons: Collection[Reason] = (),
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
        against.add(Reason.POOR_FIT_BEFORE)
    if pre_trend_p_value <= ALPHA:
        against.add(Reason.PRE_TREND)
    sign = 1 if better == "higher" else -1
    effect, other = sign * synthetic.estimate, sign * parallel.estimate
    best = synthetic.high if better == "higher" else synthetic.low
    if best is not None and sign * best < smallest_change:
        found: Literal["works", "does_not_work"] = "does_not_work"
        if other >= smallest_change:
            against.add(Reason.MODELS_DISAGREE)
    elif synthetic.p_value > ALPHA:
        return Verdict("cannot_be_decided", in_order(against | {Reason.WITHIN_PLACEBO_RANGE}))
    elif effect < smallest_change:
        return Verdict("cannot_be_decided", in_order(against | {Reason.BELOW_SMALLEST_CHANGE}))
    else:
        found = "works"
        if other <= 0:
            against.add(Reason.MODELS_DISAGREE)
    return Verdict("cannot_be_decided", in_order(against)) if against else Verdict(found)
