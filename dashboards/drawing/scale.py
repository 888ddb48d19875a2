"""The round values of an axis.

Belongs here: which values a scale shows. Does not belong here: how they are written (`dashboards.language`) and where
they stand on a drawing.
"""

from __future__ import annotations

import math


def round_ticks(low: float, high: float, at_most: int = 4) -> tuple[list[float], int]:
    """Two to `at_most` round values from `low` to `high`, and the decimals they need; one where both are the same."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    for step in (power, power / 2, power / 5, power / 10):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last > first:
            break
    # A series that stands still may have no round value in it.
    every = max(1, math.ceil((last - first + 1) / at_most))
    ticks = [round(n * step, 10) for n in range(first, last + 1, every)] or [low]
    return ticks, max(0, -math.floor(math.log10(step) + 1e-9))
