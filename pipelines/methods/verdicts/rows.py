"""Figures and groups as columns to arrays, and forecasts as columns again.

Belongs here: which place of an array is which figure. Does not belong here: what is computed of it (`forecasts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from pipelines.methods.verdicts.forecasts import Forecasts, Groups, arranged, forecasts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Columns: TypeAlias = Mapping[str, NDArray[Any]]


def forecast_rows(figures: Columns, groups: Columns, members: Columns, codes: Sequence[str]) -> dict[str, NDArray[Any]]:
    """One row per figure and group that was measured with it, as columns.

    Args:
        figures: indicator_id, stretch, municipality_code, year, value, is_price, rounding and sampling (variances in
            the indicator's unit, the second NaN where everybody was asked), smallest (the smallest difference that
            matters, NaN where none is decided); at least one row.
        groups: peer_group, is_fixed, fewest_members, fewest_measured.
        members: peer_group, subject_code (empty where the group is one for all), municipality_code.
        codes: every municipality.
    """
    import numpy as np

    place = {code: number for number, code in enumerate(codes)}
    pairs = zip(figures["indicator_id"], figures["stretch"], strict=True)
    names = np.array([f"{name} {stretch}" for name, stretch in pairs])
    _, first, series = np.unique(names, return_index=True, return_inverse=True)
    years, year = np.unique(figures["year"], return_inverse=True)
    at = (series, np.array([place[code] for code in figures["municipality_code"]]), year)

    def placed(column: NDArray[np.float64]) -> NDArray[np.float64]:
        cells = np.full((len(first), len(codes), len(years)), np.nan)
        cells[at] = column
        return cells

    is_price = figures["is_price"].astype(bool)
    value = figures["value"].astype(float)
    # An amount that is nothing or less has no logarithm: where users pay for all of it, there is no price to compare.
    value = np.where(is_price & (value <= 0), np.nan, value)
    amount = np.where(is_price, value, 1.0)  # a logarithm's variance is that of the amount over its square
    panels, columns = arranged(
        placed(np.where(is_price, np.log(amount), value)),
        placed(figures["rounding"].astype(float) / amount**2),
        placed(figures["sampling"].astype(float) / amount**2),
        _groups(groups, members, place),
    )
    count = len(groups["peer_group"])
    ids = np.tile(figures["indicator_id"][first], count)
    of_price = np.tile(is_price[first], count)[:, None]
    smallest = np.tile(figures["smallest"].astype(float)[first], count)[:, None]
    group_names = groups["peer_group"][panels.group]

    def steps() -> Iterator[dict[str, NDArray[Any]]]:
        for forecast in forecasts(panels):
            level = panels.values[:, :, forecast.step] - forecast.latest
            matters = np.where(of_price, np.log1p(smallest / np.exp(np.where(of_price, level, 0.0))), smallest)
            panel, municipality = np.nonzero(np.isfinite(forecast.latest))
            yield {
                "indicator_id": ids[panel],
                "municipality_code": np.array(codes, dtype=object)[municipality],
                "year": years[columns[panel, forecast.step]],
                "peer_group": group_names[panel],
                **{name: column[panel, municipality] for name, column in _columns(forecast, matters).items()},
            }

    found = list(steps())
    return {name: np.concatenate([step[name] for step in found]) for name in found[0]}


def _columns(forecast: Forecasts, smallest: NDArray[np.float64]) -> Mapping[str, NDArray[Any]]:
    return {
        "latest": forecast.latest,
        "difference": forecast.difference,
        "standard_error": forecast.error,
        "noise": forecast.noise,
        "drift": forecast.drift,
        "degrees": forecast.degrees,
        "pooled": forecast.pooled,
        "measurements": forecast.measurements,
        "p_same": forecast.same,
        "p_inside": forecast.inside(smallest),
        "smallest_difference": smallest,
        "clear_from": forecast.clear_from,
        "suggested_from": forecast.suggested_from,
    }


def _groups(groups: Columns, members: Columns, place: Mapping[str, int]) -> Groups:
    import numpy as np

    compared = np.zeros((len(groups["peer_group"]), len(place), len(place)), dtype=bool)
    fixed = np.zeros(compared.shape[:2], dtype=bool)
    number = {name: at for at, name in enumerate(groups["peer_group"])}
    for group, subject, member in zip(
        members["peer_group"], members["subject_code"], members["municipality_code"], strict=True
    ):
        # A group that is one for all is compared with everybody.
        compared[number[group], place.get(subject, slice(None)), place[member]] = True
        fixed[number[group], place[member]] |= bool(groups["is_fixed"][number[group]])
    return Groups(
        compared=compared,
        members=fixed,
        fewest=groups["fewest_members"].astype(int),
        measured=groups["fewest_measured"].astype(int),
    )
