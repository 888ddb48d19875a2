"""A verdict is a forecast: how sure it is that the next measurement lies on the same side of the others'.

A difference is a level that drifts, seen through noise (a local level model). How much of its swings is noise and how
much drift is found by the method of moments over all municipalities that were measured as often; what chance in a
sample and rounding do at least is a floor under the noise. A Kalman filter then says where each difference stands now.
Source of the method: docs/methods.md "A verdict is a forecast".

Belongs here: the arithmetic, for many series at once; the only loops are over measurements. Does not belong here: which
figure is which (`rows`), and the words (`int_calls`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_MEASUREMENTS = 3
"""Two differences of successive differences have no covariance; a survey with a known standard error needs but one."""
FEWEST_POOLED = 20
"""With fewer municipalities than this measured as often, those compared are pooled alone."""
CLEAR, SUGGESTED = 0.95, 0.80
"""How sure the side of the next measurement has to be for each of the two words."""
ROUNDING_Z = 1.644854
"""Standard normal quantile of 95 %: so far rounding moves a difference in one direction in at most 5 % of draws."""


@dataclass(frozen=True, kw_only=True)
class Panels:
    """Measurements that are compared: a panel is one indicator, one stretch without a break and one group.

    Shapes: P panels, K municipalities, T measurements, each panel's own first and NaN after its last.

    Attributes:
        values: P × K × T, NaN where there is none; of prices the natural logarithm.
        rounding: P × K × T, the variance that rounding gives each, unit² / 12.
        sampling: P × K × T, the variance that drawing a sample gives each, NaN where everybody was asked.
        group: P, which of `groups` each panel is compared in.
        groups: G × K × K, true where the column is compared with the row; nobody is compared with themselves.
        fewest: G, how many of a group have to be there for a mean of it.
        members: G × K, whom to pool where there are fewer than `FEWEST_POOLED`.
    """

    values: NDArray[np.float64]
    rounding: NDArray[np.float64]
    sampling: NDArray[np.float64]
    group: NDArray[np.int64]
    groups: NDArray[np.bool_]
    fewest: NDArray[np.int64]
    members: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Forecasts:
    """What is known of every difference at one measurement, from that one and those before it; all P × K.

    NaN where nothing can be said: `difference` is NaN only where the municipality or its group was not measured.

    Attributes:
        step: the measurement, from 0.
        latest: the difference as measured.
        difference: where it stands now, in the unit of the values; as measured where there are too few measurements.
        error: its standard error.
        noise: the variance of one measurement.
        drift: the variance that the level itself moves by from one measurement to the next.
        degrees: of freedom behind noise and drift; infinite where a survey's standard error stands for them.
        pooled: how many municipalities noise and drift are from.
        measurements: how many each difference rests on.
        same: how sure it is that the next measurement lies on the same side.
        clear_from: a difference of this size or more is clear, also where rounding made it larger than it is.
        suggested_from: the same for one that is suggested.
    """

    step: int
    latest: NDArray[np.float64]
    difference: NDArray[np.float64]
    error: NDArray[np.float64]
    noise: NDArray[np.float64]
    drift: NDArray[np.float64]
    degrees: NDArray[np.float64]
    pooled: NDArray[np.int64]
    measurements: NDArray[np.int64]
    same: NDArray[np.float64]
    clear_from: NDArray[np.float64]
    suggested_from: NDArray[np.float64]

    def inside(self, smallest: NDArray[np.float64]) -> NDArray[np.float64]:
        """How sure it is that the difference is smaller than the smallest that matters, P × K or P × 1."""
        from scipy.special import stdtr

        def below(limit: NDArray[np.float64]) -> NDArray[np.float64]:
            return stdtr(self.degrees, (limit - self.difference) / self.error)  # type: ignore[no-any-return]

        return below(smallest) - below(-smallest)


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Who is compared with whom, over K municipalities; G groups as in `Panels`.

    Attributes:
        compared: G × K × K, true where the column is compared with the row, in this group.
        members: G × K, the members of a fixed group, all of whom a year needs; none of a group that is the country, or
            differs by municipality.
        fewest: G, how many of a group a mean needs.
        measured: G, how many municipalities of all a year needs where the group is not fixed.
    """

    compared: NDArray[np.bool_]
    members: NDArray[np.bool_]
    fewest: NDArray[np.int64]
    measured: NDArray[np.int64]


def arranged(
    values: NDArray[np.float64],
    rounding: NDArray[np.float64],
    sampling: NDArray[np.float64],
    groups: Groups,
) -> tuple[Panels, NDArray[np.int64]]:
    """Series as panels, one per series and group, with the years in which the group was measured moved to the front.

    Args:
        values: S × K × Y, NaN where there is no figure; `rounding` and `sampling` alike, as in `Panels`.
        groups: whom to compare.

    Returns:
        The panels, series by series within group after group, and the column of `values` that each measurement of a
        panel is from, −1 after its last (P × T).
    """
    import numpy as np

    measured = np.isfinite(values)
    used = np.concatenate(
        [
            measured[:, members].all(axis=1) if members.any() else measured.sum(axis=1) >= fewest
            for members, fewest in zip(groups.members, groups.measured, strict=True)
        ]
    )
    longest = max(1, int(used.sum(axis=1).max(initial=0)))
    order = np.argsort(~used, axis=1, kind="stable")[:, :longest]
    kept = np.take_along_axis(used, order, axis=1)

    def front(parts: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = np.take_along_axis(np.concatenate([parts] * len(groups.fewest)), order[:, None, :], axis=2)
        return np.where(kept[:, None, :], moved, np.nan)

    panels = Panels(
        values=front(values),
        rounding=front(rounding),
        sampling=front(sampling),
        group=np.repeat(np.arange(len(groups.fewest)), len(values)),
        groups=groups.compared & ~np.eye(values.shape[1], dtype=bool),
        fewest=groups.fewest,
        members=groups.members,
    )
    return panels, np.where(kept, order, -1)


def forecasts(panels: Panels) -> Iterator[Forecasts]:
    """The forecasts at every measurement, each from that one and those before it: the past as it was known then."""
    for step in range(panels.values.shape[2]):
        yield _at(panels, step)


def _at(panels: Panels, step: int) -> Forecasts:
    import numpy as np
    from scipy.special import stdtrit

    count = step + 1
    values = panels.values[:, :, :count]
    measured = np.isfinite(values)
    # Those with all measurements: the mean of the others is of the same ones in all of them.
    steady: NDArray[np.bool_] = np.all(measured, axis=2)
    others = _sums(panels, np.where(steady, 1.0, 0.0)[:, :, None])
    enough = others >= panels.fewest[panels.group][:, None, None]
    others = np.where(enough, others, np.nan)
    gaps = values - _sums(panels, np.where(steady[:, :, None], values, 0.0)) / others
    rounding, floor = (
        _of_gaps(panels, part[:, :, :count], steady, others) for part in (panels.rounding, _least(panels))
    )
    sampled: NDArray[np.bool_] = np.any(np.isfinite(panels.sampling[:, :, :count]), axis=(1, 2), keepdims=True)[:, :, 0]

    pool, pooled = _pool(panels, steady)
    least = np.nansum(floor, axis=2) / np.maximum(np.isfinite(floor).sum(axis=2), 1)
    noise, drift = _moments(values, pool, pooled, 1 + 1 / others[:, :, 0], least)
    own = measured.sum(axis=2)
    few = (own < FEWEST_MEASUREMENTS) | (count < FEWEST_MEASUREMENTS) | (pooled < 2)[:, None]
    noise = np.where(few, np.where(sampled, floor[:, :, step], np.nan), noise)
    drift = np.where(few, np.where(sampled, 0.0, np.nan), drift)
    degrees = np.where(few, np.inf, (pooled - 1)[:, None] * (count - 2.0))

    # With too few measurements nothing is known of drift, and what was measured before says nothing of now.
    state = _filter(gaps, noise, drift, rounding)
    latest = gaps[:, :, step]
    there = np.isfinite(latest)
    difference = np.where(few, latest, state.level)
    variance = np.where(few, noise, state.variance)
    spread = np.sqrt(variance + drift + noise)
    slack = ROUNDING_Z * np.sqrt(np.where(few, rounding[:, :, step], state.rounding))

    def at(quantile: float) -> NDArray[np.float64]:
        return stdtrit(degrees, quantile) * spread + slack  # type: ignore[no-any-return]

    def where(known: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(there, known, np.nan)

    return Forecasts(
        step=step,
        latest=latest,
        difference=where(difference),
        error=where(np.sqrt(variance)),
        noise=where(noise),
        drift=where(drift),
        degrees=where(degrees),
        pooled=np.where(few, 0, pooled[:, None]),
        measurements=own,
        same=where(_sure(np.abs(difference), spread, degrees)),
        clear_from=where(at(CLEAR)),
        suggested_from=where(at(SUGGESTED)),
    )


def _sums(panels: Panels, parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of `parts` (P × K × T) over those that each municipality is compared with."""
    import numpy as np

    sums = np.empty_like(parts)
    for number, compared in enumerate(panels.groups):
        rows = panels.group == number
        sums[rows] = compared.astype(float) @ parts[rows]
    return sums


def _least(panels: Panels) -> NDArray[np.float64]:
    import numpy as np

    return panels.rounding + np.nan_to_num(panels.sampling)


def _of_gaps(
    panels: Panels, parts: NDArray[np.float64], steady: NDArray[np.bool_], others: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The variance of a gap to a mean, from that of each figure: its own, and the mean's."""
    import numpy as np

    return parts + _sums(panels, np.where(steady[:, :, None], np.nan_to_num(parts), 0.0)) / others**2


def _pool(panels: Panels, steady: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    import numpy as np

    enough = steady.sum(axis=1) >= FEWEST_POOLED
    pool = steady & (enough[:, None] | panels.members[panels.group])
    return pool, np.asarray(pool.sum(axis=1))


def _moments(
    values: NDArray[np.float64],
    pool: NDArray[np.bool_],
    pooled: NDArray[np.int64],
    of_a_gap: NDArray[np.float64],
    floor: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Noise and drift (P × K) of gaps, from the swings of the pooled figures about their mean.

    A figure's own variance is `pooled / (pooled − 1)` of that of its distance to the mean of the pool, and `of_a_gap`
    times that is the variance of a gap to the mean of the others.
    """
    import numpy as np

    inside = pool[:, :, None]
    centred = np.where(inside, values, 0.0)
    centred = np.where(inside, centred - centred.sum(axis=1, keepdims=True) / np.maximum(pooled, 1)[:, None, None], 0.0)
    swings = np.diff(centred, axis=2)
    number = pooled * swings.shape[2]
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = of_a_gap / (1 - 1 / pooled)[:, None]
        variance = scale * ((swings**2).sum(axis=(1, 2)) / number)[:, None]
        pairs = (swings[:, :, 1:] * swings[:, :, :-1]).sum(axis=(1, 2)) / (number - pooled)
        noise = np.maximum(-scale * pairs[:, None], floor)
    return noise, np.maximum(0.0, variance - 2 * noise)


def _sure(size: NDArray[np.float64], spread: NDArray[np.float64], degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """How sure the side of a difference is; of one without any spread it is certain, and none has no side."""
    import numpy as np
    from scipy.special import stdtr

    known = spread > 0
    sure = stdtr(degrees, size / np.where(known, spread, 1.0))
    return np.where(known | np.isnan(spread), np.where(np.isnan(spread), np.nan, sure), np.where(size > 0, 1.0, 0.5))


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """`part` of `whole`; nothing of nothing, where a difference neither drifts nor swings."""
    import numpy as np

    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.where(np.isnan(whole), np.nan, 0.0))


@dataclass(frozen=True)
class _State:
    level: NDArray[np.float64]
    variance: NDArray[np.float64]
    rounding: NDArray[np.float64]


def _filter(
    gaps: NDArray[np.float64],
    noise: NDArray[np.float64],
    drift: NDArray[np.float64],
    rounding: NDArray[np.float64],
) -> _State:
    """Where each gap stands after the last measurement, how sure that is, and what rounding can have moved it by.

    A measurement that is not there moves nothing; the level drifts on.
    """
    import numpy as np

    level = np.full(noise.shape, np.nan)
    variance = np.full(noise.shape, np.nan)
    moved = np.zeros(noise.shape)
    for step in range(gaps.shape[2]):
        gap = gaps[:, :, step]
        there, begun = np.isfinite(gap), np.isfinite(level)
        first, later = there & ~begun & np.isfinite(noise), there & begun
        ahead = variance + drift
        weight = _share(ahead, ahead + noise)
        level = np.where(first, gap, np.where(later, level + weight * (gap - level), level))
        variance = np.where(first, noise, np.where(later, ahead * (1 - weight), ahead))
        moved = np.where(
            first,
            rounding[:, :, step],
            np.where(later, (1 - weight) ** 2 * moved + weight**2 * rounding[:, :, step], moved),
        )
    return _State(level, variance, moved)
