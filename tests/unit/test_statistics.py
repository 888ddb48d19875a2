"""Regressions against a refit without the row, rank intervals against what must hold of any rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from pipelines.methods.statistics.ranks import DRAWS, draws, rank_intervals
from pipelines.methods.statistics.regression import expect

NAMES = [str(100 + n) for n in range(40)]
NOISE = draws(NAMES)
few = settings(max_examples=25)


def world(seed: int, count: int = 30) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Figures that two covariates explain in part."""
    chance = np.random.default_rng(seed)
    covariates = chance.normal(size=(count, 2)) * [1, 1000] + [5, 40_000]
    figures = 3 + covariates @ [2, 0.001] + chance.normal(size=count)
    return figures, covariates


def refit_without(row: int, figures: NDArray[np.float64], covariates: NDArray[np.float64]) -> tuple[float, float]:
    """Prediction and half interval for a row, by a regression that never saw it."""
    kept = np.arange(len(figures)) != row
    design = np.column_stack([np.ones(len(figures)), covariates])
    inverse = np.linalg.inv(design[kept].T @ design[kept])
    slopes = inverse @ design[kept].T @ figures[kept]
    left = figures[kept] - design[kept] @ slopes
    degrees = kept.sum() - design.shape[1]
    error = np.sqrt(left @ left / degrees * (1 + design[row] @ inverse @ design[row]))
    return float(design[row] @ slopes), float(stats.t.ppf(0.9, degrees) * error)


def test_each_row_is_predicted_by_a_regression_that_never_saw_it() -> None:
    figures, covariates = world(1)
    found = expect(figures, covariates)
    assert found is not None
    again = np.array([refit_without(row, figures, covariates) for row in range(len(figures))])
    assert found.expected == pytest.approx(again[:, 0], rel=1e-6)
    assert found.upper - found.expected == pytest.approx(again[:, 1], rel=1e-6)
    assert found.expected - found.lower == pytest.approx(again[:, 1], rel=1e-6)
    means = np.array([np.delete(figures, row).mean() for row in range(len(figures))])
    r2 = 1 - ((figures - again[:, 0]) ** 2).sum() / ((figures - means) ** 2).sum()
    assert found.loo_r2 == pytest.approx(r2)
    assert found.loo_r2 > 0.5


def test_four_points_on_a_line_but_one() -> None:
    """By hand: y = 0, 1, 2, 6 at x = 0, 1, 2, 3. Without the last the line gives 3 with nothing left over."""
    found = expect(np.array([0.0, 1, 2, 6]), np.array([[0.0], [1], [2], [3]]))
    assert found is not None
    assert found.expected[3] == pytest.approx(3)
    assert found.upper[3] == pytest.approx(found.lower[3])
    # Without the first: y = 1, 2, 6 at 1, 2, 3 is -2 + 2.5 x, so -2 at 0.
    assert found.expected[0] == pytest.approx(-2)


def test_four_fifths_of_new_figures_lie_inside_the_interval() -> None:
    inside = [
        np.mean((found.lower <= figures) & (figures <= found.upper))
        for seed in range(60)
        for figures, covariates in [world(seed, 40)]
        if (found := expect(figures, covariates)) is not None
    ]
    # 2,400 figures at 80 %: four standard errors are 3.3 points.
    assert np.mean(inside) == pytest.approx(0.8, abs=0.033)


@few
@given(seed=st.integers(0, 10_000), scale=st.floats(0.01, 1000), shift=st.floats(-1e4, 1e4))
def test_the_unit_of_a_figure_changes_nothing_but_the_unit(seed: int, scale: float, shift: float) -> None:
    figures, covariates = world(seed)
    before, after = expect(figures, covariates), expect(scale * figures + shift, covariates)
    assert before is not None
    assert after is not None
    assert after.expected == pytest.approx(scale * before.expected + shift, rel=1e-6, abs=1e-6)
    assert after.upper == pytest.approx(scale * before.upper + shift, rel=1e-6, abs=1e-6)
    assert after.loo_r2 == pytest.approx(before.loo_r2, abs=1e-6)


@few
@given(seed=st.integers(0, 10_000), order=st.permutations(range(30)))
def test_the_order_of_municipalities_changes_nothing(seed: int, order: list[int]) -> None:
    figures, covariates = world(seed)
    before, after = expect(figures, covariates), expect(figures[order], covariates[order])
    assert before is not None
    assert after is not None
    assert after.expected == pytest.approx(before.expected[order], rel=1e-9)


@pytest.mark.parametrize(
    "covariates",
    [
        np.ones((10, 1)),  # a constant explains nothing
        np.column_stack([np.arange(10.0), 2 * np.arange(10.0)]),  # one twice
        np.column_stack([np.arange(10.0), np.eye(10)[0]]),  # one row that alone has its covariate
    ],
)
def test_covariates_that_cannot_be_told_apart_give_no_expectation(covariates: NDArray[np.float64]) -> None:
    assert expect(np.arange(10.0) ** 2, covariates) is None


def test_chance_alone_explains_nothing_of_left_out_municipalities() -> None:
    chance = np.random.default_rng(7)
    found = [expect(chance.normal(size=98), chance.normal(size=(98, 4))) for _ in range(20)]
    assert max(item.loo_r2 for item in found if item is not None) < 0.3


def test_a_rank_without_chance_is_a_rank_and_with_it_an_interval() -> None:
    rates = np.linspace(0.1, 0.3, len(NAMES))
    low, high = rank_intervals(rates, np.full(len(NAMES), 1e-9), NOISE)
    assert low.tolist() == high.tolist() == list(range(1, len(NAMES) + 1))
    wide_low, wide_high = rank_intervals(rates, np.full(len(NAMES), 0.05), NOISE)
    assert (wide_low <= low).all()
    assert (wide_high >= high).all()
    assert (wide_high - wide_low).min() >= 5


def test_two_that_are_alike_may_each_be_first() -> None:
    """And of two that lie three standard errors of the difference apart, each has its place."""
    low, high = rank_intervals(np.array([0.5, 0.5]), np.array([0.1, 0.1]), NOISE[:, :2])
    assert (low.tolist(), high.tolist()) == ([1, 1], [2, 2])
    apart = 3 * np.hypot(0.1, 0.1)  # the lower is second once in 741 draws
    low, high = rank_intervals(np.array([0.5, 0.5 + apart]), np.array([0.1, 0.1]), NOISE[:, :2])
    assert (low.tolist(), high.tolist()) == ([1, 2], [1, 2])


@few
@given(seed=st.integers(0, 1000), order=st.permutations(range(len(NAMES))))
def test_a_rank_interval_belongs_to_the_name_not_to_its_place(seed: int, order: list[int]) -> None:
    chance = np.random.default_rng(seed)
    rates, errors = chance.uniform(0.1, 0.3, len(NAMES)), chance.uniform(0.001, 0.05, len(NAMES))
    low, high = rank_intervals(rates, errors, NOISE)
    moved_low, moved_high = rank_intervals(rates[order], errors[order], draws([NAMES[n] for n in order]))
    assert moved_low.tolist() == low[order].tolist()
    assert moved_high.tolist() == high[order].tolist()


def test_draws_are_standard_normal_and_the_same_every_time() -> None:
    assert NOISE.shape == (DRAWS, len(NAMES))
    assert (draws(["103", "101"]) == NOISE[:, [3, 1]]).all()
    assert float(NOISE.mean()) == pytest.approx(0, abs=0.01)
    assert float(NOISE.std()) == pytest.approx(1, abs=0.01)
