"""How often a verdict is called that does not come true, and how often it is found: `python -m tests.verdict_worlds`.

Belongs here: simulated worlds in which it is known who differs, judged by the real rule, and the table of rates.
Nothing here is a figure. Worlds: six cities, alone or among 98, one measure a year with noise of standard deviation 1
that remembers the year before by its autocorrelation; none differ in the long run, or every other city does, by levels
with standard deviation 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.methods.verdicts.forecasts import Forecasts, Panels, forecasts

CITIES = 6
SPREAD = 2.0  # standard deviation of the levels of those that differ, in that of one year's noise
AUTOCORRELATIONS = (0.0, 0.5, 0.8)
LENGTHS = (4, 10)
COUNTS = {CITIES: 2000, 98: 300}  # worlds by how many municipalities each has


@dataclass(frozen=True)
class Worlds:
    """Measurements of many worlds and the one after them, and by how much each city differs in the long run."""

    panels: Panels
    after: NDArray[np.float64]
    lasting: NDArray[np.float64]


def worlds(
    count: int, measurements: int, autocorrelation: float, differing: bool, seed: int, places: int = CITIES
) -> Worlds:
    """`count` worlds of `places` municipalities; the first six are compared."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(count, places, measurements + 1))
    for year in range(1, measurements + 1):
        noise[:, :, year] = (
            autocorrelation * noise[:, :, year - 1] + np.sqrt(1 - autocorrelation**2) * noise[:, :, year]
        )
    level = rng.normal(0, SPREAD, (count, places)) * (np.arange(places) % 2 == 0) * differing
    values = level[:, :, None] + noise
    six = np.arange(places) < CITIES
    compared = np.tile(six, (places, 1)) & ~np.eye(places, dtype=bool)
    shape = values[:, :, :measurements]
    panels = Panels(
        values=shape,
        rounding=np.zeros_like(shape),
        sampling=np.full_like(shape, np.nan),
        group=np.zeros(count, dtype=np.int64),
        groups=compared[None],
        fewest=np.array([CITIES - 1]),
        members=six[None],
    )
    return Worlds(panels, _gaps(values[:, :, -1])[:, six], _gaps(level)[:, six])


def _gaps(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each of the first six to the mean of the other five."""
    mean = values[:, :CITIES].mean(axis=1, keepdims=True)
    return (values - mean) * CITIES / (CITIES - 1)


def last(panels: Panels) -> Forecasts:
    *_, found = forecasts(panels)
    return found


def rates(made: Worlds) -> Mapping[str, float]:
    """Shares of city-measures that are called, and of calls that do not come true."""
    found = last(made.panels)
    difference = found.difference[:, :CITIES]
    size = np.abs(difference)
    clear = size >= found.clear_from[:, :CITIES]
    suggested = ~clear & (size >= found.suggested_from[:, :CITIES])
    wrong = np.sign(difference) != np.sign(made.after)
    differs = np.abs(made.lasting) > 1
    return {
        "clear": float(clear.mean()),
        "clear wrong": _share(wrong, clear),
        "suggested": float(suggested.mean()),
        "suggested wrong": _share(wrong, suggested),
        "found": _share(clear, differs),
        "other side": _share(np.sign(difference) != np.sign(made.lasting), clear & differs),
    }


def _share(what: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    return float(what[of].mean()) if of.any() else float("nan")


def main() -> None:
    print("clear, suggested: share of city-measures called; wrong: of those, with the next")
    print("measurement on the other side; found: of those that differ by over 1 in the long run, called clear; other")
    print("side: of those called clear, on the other side of where they are in the long run")
    columns = ("clear", "clear wrong", "suggested", "suggested wrong", "found", "other side")
    print("differ  pool  memory  years", *(name.rjust(15) for name in columns))
    for differing in (False, True):
        for places, count in COUNTS.items():
            for autocorrelation in AUTOCORRELATIONS:
                for length in LENGTHS:
                    found = rates(worlds(count, length, autocorrelation, differing, seed=length, places=places))
                    print(
                        f"{'half' if differing else 'none':>6} {places:5} {autocorrelation:7.1f} {length:6}",
                        *(f"{found[name]:15.3f}" for name in columns),
                    )


if __name__ == "__main__":
    main()
