"""Verdicts: the worked numbers of docs/methods.md, what must hold of any figures, and how often they err in worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from pipelines.methods.verdicts.forecasts import CLEAR, SUGGESTED, Forecasts, Panels, forecasts
from pipelines.methods.verdicts.rows import forecast_rows
from seksby.workspace import PROJECT_DIR
from tests.verdict_worlds import last, rates, worlds

# Six cities over six years, published with one decimal: the example of docs/methods.md "A verdict is a forecast".
GRADES = [
    [7.9, 7.8, 8.0, 7.8, 7.9, 7.9],
    [7.4, 7.6, 7.7, 7.5, 7.6, 7.7],
    [7.1, 7.0, 7.3, 7.1, 7.2, 7.2],
    [7.2, 7.4, 7.3, 7.5, 7.4, 7.5],
    [7.0, 7.2, 7.0, 7.1, 6.9, 7.1],
    [7.2, 7.3, 7.1, 7.3, 7.2, 7.1],
]
some = settings(max_examples=40, deadline=None)


def panels(values: ArrayLike, unit: float = 0.0, sampling: float = np.nan, fewest: int = 1) -> Panels:
    """One panel in which everybody is compared with everybody else."""
    cells = np.array(values, dtype=float)[None]
    count = cells.shape[1]
    return Panels(
        values=cells,
        rounding=np.full_like(cells, unit**2 / 12),
        sampling=np.full_like(cells, sampling**2),
        group=np.array([0]),
        groups=~np.eye(count, dtype=bool)[None],
        fewest=np.array([fewest]),
        members=np.ones((1, count), dtype=bool),
    )


def words(found: Forecasts) -> NDArray[np.int64]:
    """2 for clear, 1 for suggested, with the sign of the side; 0 for what cannot be told."""
    size = np.abs(found.difference)
    strength = (size >= found.clear_from).astype(int) + (size >= found.suggested_from)
    return np.asarray((strength * np.sign(found.difference)).astype(int))[0]


def test_the_worked_numbers() -> None:
    found = last(panels(GRADES, unit=0.1))
    assert found.noise[0] == pytest.approx([0.0278] * 6)
    assert found.drift[0] == pytest.approx([0] * 6)
    assert found.difference[0] == pytest.approx([0.61, 0.25, -0.27, 0.01, -0.39, -0.21])
    assert found.error[0] == pytest.approx([0.068069] * 6, abs=5e-7)
    assert found.degrees[0].tolist() == [20] * 6
    assert found.same[0] == pytest.approx([0.998537, 0.909823, 0.925283, 0.521865, 0.978696, 0.871347], abs=5e-7)
    assert found.inside(np.full((1, 1), 0.2))[0, 3] == pytest.approx(0.991445, abs=5e-7)
    assert words(found).tolist() == [2, 1, -1, 0, -2, -1]


def test_a_difference_is_called_from_where_the_next_is_sure_enough_and_rounding_does_not_matter() -> None:
    # t(20; 0.95) = 1.724718 and t(20; 0.80) = 0.859964 standard deviations of the next, √(0.0278/6 + 0.0278) =
    # 0.180093; and 1.644854 of what rounding can have moved six measurements' mean by, √(1.2 · 0.01/12/6) = 0.012910.
    found = last(panels(GRADES, unit=0.1))
    assert found.clear_from[0] == pytest.approx([1.724718 * 0.180093 + 1.644854 * 0.012910] * 6, abs=2e-6)
    assert found.suggested_from[0] == pytest.approx([0.859964 * 0.180093 + 1.644854 * 0.012910] * 6, abs=2e-6)


def test_the_floor_is_what_rounding_and_sampling_do_at_least() -> None:
    # Differences that alternate by nothing: no swings, so the floor alone. 1.2 · (1/12 + 0.25) = 0.4 among six.
    still = np.tile(np.arange(6.0)[:, None], (1, 5))
    assert last(panels(still, unit=1.0, sampling=0.5)).noise[0] == pytest.approx([0.4] * 6)
    assert last(panels(still)).same[0] == pytest.approx([1] * 6)
    assert last(panels(np.zeros((6, 5)))).same[0] == pytest.approx([0.5] * 6)


def test_a_drift_is_a_drift_and_what_swings_back_is_noise() -> None:
    # City 1 goes up by 1 a year for good: successive steps are alike, nothing of it is noise. Then d = (1.2·5/6, …):
    # the mean of the squares of (1, −0.2 × 5) is (1 + 5·0.04)/6 = 0.2, all of it drift, times 1.2² / (1.2 · 5/6).
    climbing = np.zeros((6, 5))
    climbing[0] = np.arange(5)
    found = last(panels(climbing))
    assert found.noise[0] == pytest.approx([0] * 6)
    assert found.drift[0] == pytest.approx([0.2] * 6)
    assert found.difference[0, 0] == pytest.approx(4)
    swinging = np.zeros((6, 5))
    swinging[0] = [0, 1, 0, 1, 0]
    # The same steps turning back each time: noise 0.2, and v − 2e is below zero.
    assert last(panels(swinging)).noise[0] == pytest.approx([0.2] * 6)
    assert last(panels(swinging)).drift[0] == pytest.approx([0] * 6)


def test_twenty_measured_as_often_are_pooled_and_fewer_are_not() -> None:
    rng = np.random.default_rng(7)
    cells = rng.normal(size=(1, 21, 5))
    six = np.arange(21) < 6
    all_of_them = Panels(
        values=cells,
        rounding=np.zeros_like(cells),
        sampling=np.full_like(cells, np.nan),
        group=np.array([0]),
        groups=(np.tile(six, (21, 1)) & ~np.eye(21, dtype=bool))[None],
        fewest=np.array([5]),
        members=six[None],
    )
    found = last(all_of_them)
    assert found.pooled[0, 0] == 21
    assert found.degrees[0, 0] == 20 * 3
    assert found.noise[0, 0] / found.noise[0, 20] == pytest.approx(
        (1 + 1 / 5) / (1 + 1 / 6)
    )  # held up against five, six
    steps = np.diff(cells[0] - cells[0].mean(axis=0), axis=1)
    expected = -(steps[:, 1:] * steps[:, :-1]).mean() * 1.2 / (1 - 1 / 21)
    assert found.noise[0, 0] == pytest.approx(max(expected, 0))
    cells[0, 19:, 2] = np.nan  # nineteen are left that have all measurements
    few = last(all_of_them)
    assert few.pooled[0, 0] == 6
    alone = last(panels(cells[0, :6]))
    assert few.same[0, :6] == pytest.approx(alone.same[0])


def test_three_measurements_are_needed_and_one_of_a_survey_whose_error_is_known() -> None:
    values = [[10.0, 12.0], [9.0, 9.0], [8.0, 9.0]]
    assert np.isnan(last(panels(values)).same).all()
    assert last(panels(values)).difference[0] == pytest.approx([3, -1.5, -1.5])  # as measured
    # The latest measurement alone, gaps 1.5 and then 3, variance 1.5 · 1² of it and of the next: Φ(1.5/√3), Φ(3/√3).
    for survey, gap in zip(forecasts(panels(values, sampling=1.0)), (1.5, 3.0), strict=True):
        assert survey.same[0, 0] == pytest.approx(stats.norm.cdf(gap / np.sqrt(3)))
        assert np.isinf(survey.degrees).all()
        assert survey.pooled[0].tolist() == [0, 0, 0]


def test_who_was_not_measured_once_is_judged_by_what_there_is() -> None:
    gappy = np.array(GRADES)
    gappy[5, 2] = np.nan
    made = replace(panels(gappy, unit=0.1), groups=(np.tile(np.arange(6) < 5, (6, 1)) & ~np.eye(6, dtype=bool))[None])
    made = replace(made, members=(np.arange(6) < 5)[None])
    found = last(made)
    assert found.measurements[0].tolist() == [6, 6, 6, 6, 6, 5]
    assert np.isfinite(found.same).all()
    own = np.delete(gappy[5] - gappy[:5].mean(axis=0), 2)
    assert found.difference[0, 5] == pytest.approx(own.mean())  # without drift the level is the mean of what there is


def test_too_few_of_a_group_are_no_mean() -> None:
    assert np.isnan(last(panels(GRADES, fewest=6)).difference).all()


@given(st.integers(0, 10_000), st.integers(3, 9))
@some
def test_two_like_cities_always_get_the_same_word(seed: int, years: int) -> None:
    values = np.random.default_rng(seed).normal(size=(6, years)).round(1)
    values[1] = values[0]
    found = last(panels(values, unit=0.1))
    assert words(found)[0] == words(found)[1]
    assert found.same[0, 0] == pytest.approx(found.same[0, 1])


@given(
    arrays(np.int64, st.tuples(st.just(6), st.integers(3, 8)), elements=st.integers(-50, 50)), st.integers(-1000, 1000)
)
@some
def test_a_mirror_turns_every_word_and_a_constant_changes_none(tenths: NDArray[np.int64], constant: int) -> None:
    found, turned, moved = (last(panels(values / 10, unit=0.1)) for values in (tenths, -tenths, tenths + constant))
    assert turned.difference[0] == pytest.approx(-found.difference[0], abs=1e-9)
    assert moved.difference[0] == pytest.approx(found.difference[0], abs=1e-8)
    for other in (turned, moved):
        assert other.same[0] == pytest.approx(found.same[0], abs=1e-6)
        assert other.clear_from[0] == pytest.approx(found.clear_from[0], abs=1e-6)


@given(st.integers(0, 10_000))
@some
def test_the_past_is_replayed_from_what_was_known_then(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(6, 8))
    for step, found in enumerate(forecasts(panels(values))):
        assert found.same[0] == pytest.approx(last(panels(values[:, : step + 1])).same[0], nan_ok=True)


# Bounds a little above the rates that `python -m tests.verdict_worlds` prints for many more worlds.
@pytest.mark.parametrize(
    ("autocorrelation", "most_clear", "most_wrong"), [(0.0, 0.01, 1.0), (0.5, 0.085, 0.15), (0.8, 0.31, 0.05)]
)
def test_where_none_differ_few_are_called_and_what_lasts_a_while_comes_true(
    autocorrelation: float, most_clear: float, most_wrong: float
) -> None:
    found = rates(worlds(1000, 10, autocorrelation, differing=False, seed=1))
    assert found["clear"] <= most_clear
    assert not found["clear wrong"] > most_wrong


@pytest.mark.parametrize(
    ("autocorrelation", "least_found", "most_wrong"), [(0.0, 0.35, 0.04), (0.5, 0.5, 0.04), (0.8, 0.65, 0.03)]
)
def test_where_half_differ_they_are_found_and_hardly_ever_on_the_wrong_side(
    autocorrelation: float, least_found: float, most_wrong: float
) -> None:
    found = rates(worlds(1000, 10, autocorrelation, differing=True, seed=1))
    assert found["found"] >= least_found
    assert found["clear wrong"] <= most_wrong
    assert found["other side"] <= 0.015
    assert found["suggested wrong"] <= 0.2


def test_a_word_outlives_the_rounding_it_was_called_from() -> None:
    """In 95 % of draws within the rounding, what was said is still said or something firmer."""
    rng = np.random.default_rng(3)
    made = panels(rng.normal(0, 0.25, (6, 6)).cumsum(axis=1).round(1), unit=0.1)
    said = last(made)
    strength = np.abs(words(said))
    same = [
        np.sign(again.difference[0])
        * np.sign(said.difference[0])
        * np.select([again.same[0] >= CLEAR, again.same[0] >= SUGGESTED], [2, 1], 0)
        >= strength
        for again in (
            last(replace(made, values=made.values + rng.uniform(-0.05, 0.05, made.values.shape))) for _ in range(400)
        )
    ]
    assert np.mean(same, axis=0).min() >= 0.94  # 400 draws of 0.95 lie within 0.022 of it


def rows(known: Mapping[str, NDArray[Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Forecasts of a pair, by municipality and year."""
    base = {"stretch": 0, "is_price": False, "rounding": 0.0, "sampling": np.nan, "smallest": np.nan}
    length = len(known["year"])
    figures = {name: np.full(length, value) for name, value in base.items()} | dict(known)
    found = forecast_rows(
        figures,
        {
            "peer_group": np.array(["pair"], dtype=object),
            "is_fixed": np.array([True]),
            "fewest_members": np.array([1]),
            "fewest_measured": np.array([50]),
        },
        {
            "peer_group": np.array(["pair", "pair"], dtype=object),
            "subject_code": np.array([None, None], dtype=object),
            "municipality_code": np.array(["101", "751"], dtype=object),
        },
        ["101", "147", "751"],
    )
    return {
        (found["municipality_code"][row], int(found["year"][row])): {name: found[name][row] for name in found}
        for row in range(len(found["year"]))
    }


def test_rows_are_judged_stretch_by_stretch_and_only_in_years_all_of_a_group_have() -> None:
    codes, years = np.repeat(np.array(["101", "751", "147"], dtype=object), 5), np.tile(np.arange(2018, 2023), 3)
    kept = (codes != "751") | (years != 2019)
    found = rows(
        {
            "indicator_id": np.full(15, "i", dtype=object)[kept],
            "municipality_code": codes[kept],
            "year": years[kept],
            "value": np.arange(15.0)[kept],
            "stretch": (years >= 2022).astype(int)[kept],
        }
    )
    assert sorted({year for _, year in found}) == [2018, 2020, 2021, 2022]
    assert found["101", 2021]["measurements"] == 3
    assert found["101", 2022]["measurements"] == 1
    assert found["101", 2021]["difference"] == pytest.approx(-5)
    assert found["147", 2018]["latest"] == pytest.approx(10 - 2.5)  # against both of the pair


def test_prices_are_judged_in_logarithms_and_an_amount_of_nothing_is_none() -> None:
    found = rows(
        {
            "indicator_id": np.full(8, "p", dtype=object),
            "municipality_code": np.repeat(np.array(["101", "751"], dtype=object), 4),
            "year": np.tile(np.arange(2020, 2024), 2),
            "value": np.array([110.0, 110, 110, 0, 100, 100, 100, 100]),
            "is_price": np.full(8, True),
            "rounding": np.full(8, 1 / 12),
            "smallest": np.full(8, 20.0),
        }
    )
    assert {year for _, year in found} == {2020, 2021, 2022}
    assert found["101", 2022]["difference"] == pytest.approx(np.log(1.1))
    # Rounding of 1 in 110 and of 1 in 100: both have their part in the gap.
    assert found["101", 2022]["noise"] == pytest.approx((1 / 110**2 + 1 / 100**2) / 12)
    assert found["101", 2022]["smallest_difference"] == pytest.approx(np.log(1.2))  # 20 kr. over 100
    assert found["751", 2022]["smallest_difference"] == pytest.approx(np.log(130 / 110))


def test_the_limits_in_python_are_those_of_dbt() -> None:
    from ruamel.yaml import YAML

    limits = YAML(typ="safe").load(PROJECT_DIR / "dbt_project" / "dbt_project.yml")["vars"]
    from pipelines.methods.verdicts.forecasts import FEWEST_POOLED

    assert (limits["clear_sure"], limits["suggested_sure"], limits["pooled_min_areas"]) == (
        CLEAR,
        SUGGESTED,
        FEWEST_POOLED,
    )
