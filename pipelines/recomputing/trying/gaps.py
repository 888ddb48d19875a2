"""How far each municipality went from what it would have been, and how seldom a gap as large comes by itself.

Belongs here: difference-in-differences, synthetic control, the placebo test and its interval, drift and a clustered
standard error. Does not belong here: which figures (`panel`), or what may be concluded (`verdict`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.recomputing.trying.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.05
EXCHANGES = 3
"""So often all may be exchanged at once without fewer being wrong; then one at a time, which always ends."""


@dataclass(frozen=True)
class Found:
    """What one method finds of a unit: its mean gap after, the interval, and the placebo test."""

    estimate: float
    reach: float | None
    p: float
    misfit: float
    ratio: float
    ratio_p: float
    by_year: Floats
    reach_by_year: list[float] | None

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Of the interval; none where the units are too few."""
        return (None, None) if self.reach is None else (self.estimate - self.reach, self.estimate + self.reach)


def parallel(panel: Panel) -> Floats:
    """Every unit's distance to the plain mean of the donors but itself, counted from its mean before."""
    import numpy as np

    columns = []
    for unit in range(len(panel.units)):
        others = [other for other in range(1, len(panel.units)) if other != unit]
        distance = panel.figures[:, unit] - panel.figures[:, others].mean(axis=1)
        columns.append(distance - distance[panel.before].mean())
    return np.column_stack(columns)


def synthetic(panel: Panel) -> tuple[Floats, Floats]:
    """Every unit's distance to the mix of donors that went like it before, and the mix of the trial's own."""
    import numpy as np

    figures, before = panel.figures, panel.figures[panel.before]
    changes = before[1:, 1:] - before[:-1, 1:]
    ridge = math.sqrt(len(panel.after)) * changes.var() * len(before)
    columns, own = [], np.empty(0)
    for unit in range(len(panel.units)):
        others = [other for other in range(1, len(panel.units)) if other != unit]
        weights = mix(before[:, others], before[:, unit], ridge)
        own = own if unit else weights
        columns.append(figures[:, unit] - figures[:, others] @ weights)
    return np.column_stack(columns), own


def mix(donors: Floats, wanted: Floats, ridge: float) -> Floats:
    """The weights, none below 0 and 1 together, with the least squared distance and ridge.

    With Q of the distances, they are the u ≥ 0 with Qu ≥ 1 where one of the two holds with equality for each donor,
    scaled to 1: who has weight and who has none is exchanged until nobody is on the wrong side (Júdice & Pires 1994).
    """
    import numpy as np

    distance = donors - wanted[:, None]
    q = distance.T @ distance + ridge * np.eye(donors.shape[1])
    inside = np.ones(len(q), dtype=bool)
    fewest, left = len(q) + 1, EXCHANGES
    while True:
        u = np.zeros(len(q))
        u[inside] = np.linalg.solve(q[np.ix_(inside, inside)], np.ones(inside.sum()))
        short = q @ u - 1
        wrong = np.where(inside, u < 0, short < -1e-12)
        if not wrong.any():
            return np.asarray(u / u.sum(), dtype=float)
        if wrong.sum() < fewest:
            fewest, left = int(wrong.sum()), EXCHANGES
        elif left:
            left -= 1
        else:
            wrong[: np.flatnonzero(wrong)[-1]] = False
        inside ^= wrong


def found(panel: Panel, gaps: Floats) -> Found:
    """Of the first unit, among all."""
    import numpy as np

    after, before = gaps[panel.after], gaps[panel.before]
    rms = np.sqrt((before**2).mean(axis=0))
    scale = np.sqrt(rms**2 + np.median(rms) ** 2)
    means = after.mean(axis=0)
    relative = _over(np.abs(means), scale)
    ratios = _over(np.sqrt((after**2).mean(axis=0)), rms)
    yearly = [_reach(_over(np.abs(year), scale), scale[0]) for year in gaps]
    return Found(
        estimate=means[0],
        reach=_reach(relative, scale[0]),
        p=rank(relative),
        misfit=rms[0],
        ratio=ratios[0],
        ratio_p=rank(ratios),
        by_year=gaps[:, 0],
        reach_by_year=None if None in yearly else [reach for reach in yearly if reach is not None],
    )


def drift(panel: Panel, gaps: Floats) -> Floats:
    """The slope of every unit's gaps before, over what they swing about the line."""
    import numpy as np

    leads = gaps[panel.before]
    years = np.array(panel.years, dtype=float)[panel.before]
    line = np.column_stack([np.ones(len(years)), years - years.mean()])
    fitted = np.linalg.lstsq(line, leads, rcond=None)[0]
    return _over(np.abs(fitted[1]), np.sqrt(((leads - line @ fitted) ** 2).sum(axis=0)))


def rank(statistics: Floats) -> float:
    """The share of units, the first counted, that have as much as the first."""
    return float(sum(statistics >= statistics[0]) / len(statistics))


def clustered_error(panel: Panel) -> float:
    """Of difference-in-differences by least squares with unit and year effects, clustered by unit."""
    import numpy as np

    counted = sorted([*panel.before, *panel.after])
    y = panel.figures[counted]
    d = np.zeros_like(y)
    d[[row for row, year in enumerate(counted) if year in panel.after], 0] = 1
    y, d = (m - m.mean(axis=0) - m.mean(axis=1)[:, None] + m.mean() for m in (y, d))
    effect = (d * y).sum() / (d * d).sum()
    scores = (d * (y - effect * d)).sum(axis=0)
    units = y.shape[1]
    return float(math.sqrt((scores**2).sum() * units / (units - 1)) / (d * d).sum())


def _over(above: Floats, below: Floats) -> Floats:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(above / below, nan=0.0, posinf=np.inf)


def _reach(relative: Floats, scale: float) -> float | None:
    """The largest change that would not be rejected, in both directions; none with fewer than 20 units."""
    rejected = math.floor(LEVEL * len(relative) + 1e-9)
    return None if rejected == 0 else float(sorted(relative[1:], reverse=True)[rejected - 1] * scale)
