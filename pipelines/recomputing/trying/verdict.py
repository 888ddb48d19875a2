"""What may be concluded of a trial, and how often the rule would find what was looked for.

Belongs here: the table of docs/methods.md "Trials", and power. Does not belong here: any estimate (`gaps`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from pipelines.recomputing.trying import gaps
from pipelines.recomputing.trying.gaps import LEVEL, Found
from pipelines.recomputing.trying.panel import Span, choose

if TYPE_CHECKING:
    import polars as pl

UNDECIDED = "cannot_be_decided"


def judge(
    control: Found, beside: Found, drift: float, smallest: float, sign: int, against: Collection[str] = ()
) -> tuple[str, set[str]]:
    """The verdict, and the reasons where there is none.

    Args:
        control: by synthetic control.
        beside: by difference-in-differences.
        drift: p of the drift before the start.
        smallest: the smallest change that matters.
        sign: 1 where higher is better, else -1.
        against: what bars a verdict whatever the figures say.
    """
    bars = set(against)
    if control.misfit > smallest:
        bars.add("poor_fit_before")
    if drift <= LEVEL:
        bars.add("pre_trend")
    effect, other = sign * control.estimate, sign * beside.estimate
    if control.reach is not None and effect + control.reach < smallest:
        verdict, disagree = "does_not_work", other >= smallest
    elif control.p > LEVEL:
        return UNDECIDED, bars | {"within_placebo_range"}
    elif effect < smallest:
        return UNDECIDED, bars | {"below_smallest_change"}
    else:
        verdict, disagree = "works", other <= 0
    if disagree:
        bars.add("models_disagree")
    return (UNDECIDED, bars) if bars else (verdict, set())


def power(
    figures: pl.DataFrame, own: str, wanted: Span, breaks: Collection[int], smallest: float, sign: int
) -> float | None:
    """How often the smallest change is called *works* where every unit in turn has it, in the last years before."""
    import polars as pl

    known = figures.filter(pl.col("year") <= wanted.before)
    newest = known.filter(pl.col("unit") == own)["year"].max()
    if not isinstance(newest, int) or wanted.last < wanted.first:
        return None
    first = newest - (wanted.last - wanted.first)
    chosen = choose(known, own, Span(first - (wanted.first - wanted.before), first, newest), breaks)
    panel = chosen.panel
    if panel is None or chosen.reasons:
        return None
    beside, (control, _) = gaps.parallel(panel), gaps.synthetic(panel)
    drifts = gaps.drift(panel, beside)

    def is_found(unit: int) -> bool:
        order = [unit, *(other for other in range(len(panel.units)) if other != unit)]
        moved = control[:, order], beside[:, order]
        for each in moved:
            each[panel.after, 0] += sign * smallest
        tried, other = (gaps.found(panel, each) for each in moved)
        return judge(tried, other, gaps.rank(drifts[order]), smallest, sign)[0] == "works"

    return sum(is_found(unit) for unit in range(len(panel.units))) / len(panel.units)
