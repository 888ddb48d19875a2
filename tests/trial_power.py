"""How often a trial is called what it is not, and how often it is found: `python -m tests.trial_power`.

Belongs here: simulated worlds with a known effect, judged by the real rule, and the table of rates. Nothing here is a
figure. Worlds: 98 municipalities with levels of their own, two common wandering factors that each follows in its own
degree, and noise whose size differs from one to the next (median standard deviation 1); ten years before, three after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from pipelines.methods.trials.estimators import ALPHA, difference_in_differences, event_study, synthetic_control
from pipelines.methods.trials.panel import Panel
from pipelines.methods.trials.verdict import judge
from seksby.vocabulary import Better

BEFORE, AFTER = 10, 3
SMALLEST = 3.0  # the smallest change that matters, in median standard deviations of one year's noise
EFFECTS = (0.0, 0.5 * SMALLEST, SMALLEST, 1.5 * SMALLEST)


def world(rng: np.random.Generator, effect: float, donors: int = 97) -> Panel:
    """A panel whose first unit is raised by `effect` in the years after."""
    units, years = donors + 1, BEFORE + AFTER
    level = rng.normal(50, 5, units)
    factors = rng.normal(0, 1, (years, 2)).cumsum(axis=0)
    noise = rng.normal(0, 1, (years, units)) * np.exp(rng.normal(0, 0.5, units))
    values = level + factors @ rng.normal(0, 0.5, (2, units)) + noise
    after = np.arange(years) >= BEFORE
    values[after, 0] += effect
    return Panel(tuple(map(str, range(units))), tuple(range(2000, 2000 + years)), values, ~after, after)


def rates(effect: float, worlds: int, seed: int, donors: int = 97) -> Mapping[str, float]:
    """Share of worlds in which each thing happens."""
    rng = np.random.default_rng(seed)
    seen: Counter[str] = Counter()
    for _ in range(worlds):
        panel = world(rng, effect, donors)
        parallel, synthetic = difference_in_differences(panel), synthetic_control(panel)
        drift = event_study(panel).pre_trend_p_value
        verdict = judge(synthetic, parallel, drift, smallest_change=SMALLEST, better=Better.HIGHER)
        seen["synthetic p"] += synthetic.p_value <= ALPHA
        seen["usual ratio p"] += synthetic.ratio_p_value <= ALPHA
        seen["parallel p"] += parallel.p_value <= ALPHA
        seen["pre-trend p"] += drift <= ALPHA
        seen["covered"] += synthetic.low is not None and synthetic.low <= effect <= (synthetic.high or 0)
        seen[verdict.verdict] += 1
    return {what: count / worlds for what, count in seen.items()}


def main() -> None:
    columns = ("synthetic p", "usual ratio p", "parallel p", "pre-trend p", "covered")
    verdicts = ("works", "does_not_work", "cannot_be_decided")
    print(f"share of 500 worlds, smallest change that matters {SMALLEST:g}; 'p': at most {ALPHA:g}")
    print("effect".rjust(7), *(name.rjust(17) for name in (*columns, *verdicts)))
    for effect in EFFECTS:
        found = rates(effect, 500, seed=1)
        print(f"{effect:7.1f}", *(f"{found.get(name, 0):17.3f}" for name in (*columns, *verdicts)))


if __name__ == "__main__":
    main()
