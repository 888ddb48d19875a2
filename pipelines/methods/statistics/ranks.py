"""Rank intervals: how far up or down a figure may lie among others, given chance.

A rank of its own says more than the figures do: neighbours in a list of 98 often cannot be told apart. Source of the
method: docs/methods.md "Rank interval", 10,000 seeded draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 10_000
SEED = 20_261_125
OUTSIDE = 0.025  # on each side of the interval
AT_ONCE = 500
"""Draws that are put in order together: what stays in the processor's cache takes half the time (2026-11-30)."""


def draws(names: Sequence[str]) -> NDArray[np.float32]:
    """Standard normal draws, one column per name; a name has the same draws in whatever company it comes.

    Args:
        names: what is ranked, such as municipality codes.
    """
    import numpy as np

    columns = [np.random.default_rng([SEED, *name.encode()]).standard_normal(DRAWS, dtype=np.float32) for name in names]
    return np.stack(columns, axis=1)


def rank_intervals(
    rates: NDArray[np.float64], errors: NDArray[np.float64], noise: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The 2.5 and 97.5 percentile of each rate's rank, from 1 for the lowest.

    Args:
        rates: one per name.
        errors: the standard error of each.
        noise: from `draws`, its columns in the same order.
    """
    import numpy as np

    count = len(rates)
    middle, spread = rates.astype(np.float32), errors.astype(np.float32)
    places = np.zeros(count * count, dtype=np.int64)
    for start in range(0, len(noise), AT_ONCE):
        order = np.argsort(middle + spread * noise[start : start + AT_ONCE], axis=1)
        # How often each name came in at each rank: order[d, r] is the name at rank r + 1 of draw d.
        places += np.bincount((order * count + np.arange(count)).ravel(), minlength=count * count)
    reached = np.cumsum(places.reshape(count, count), axis=1) / len(noise)
    low = (reached > OUTSIDE).argmax(axis=1) + 1
    high = (reached >= 1 - OUTSIDE).argmax(axis=1) + 1
    return low, high
