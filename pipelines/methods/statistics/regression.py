"""What a figure would be expected to be, by a regression over the other municipalities.

Each municipality is predicted from all the others: it does not explain itself. The interval is that of a new
observation, and the explained share is of left-out municipalities. Source of the method: docs/methods.md "Regression";
leave-one-out from one fit by the hat matrix (statsmodels `OLSInfluence`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COVERAGE = 0.80  # of the prediction interval


@dataclass(frozen=True)
class Expectation:
    """Expected values with prediction intervals, one per row given, and the leave-one-out R² of the whole."""

    expected: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    loo_r2: float


def expect(figures: NDArray[np.float64], covariates: NDArray[np.float64]) -> Expectation | None:
    """Expected values by ordinary least squares, each from the other rows.

    Args:
        figures: one per municipality.
        covariates: one row per municipality, one column per covariate; the constant is added here.

    Returns:
        None where the covariates cannot be told from each other or from a constant, or explain a single row alone.
    """
    import numpy as np
    from scipy import stats
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.outliers_influence import OLSInfluence
    from statsmodels.tools import add_constant

    # Centred and scaled, so that kroner and shares weigh alike in the numerics; the predictions are the same.
    spread = covariates.std(axis=0)
    if not np.all(spread > 0):
        return None
    design = add_constant((covariates - covariates.mean(axis=0)) / spread, has_constant="add")
    count, columns = design.shape
    if np.linalg.matrix_rank(design) < columns or count <= columns + 1:
        return None
    influence = OLSInfluence(OLS(figures, design).fit())
    leverage = influence.hat_matrix_diag
    if np.any(leverage > 1 - 1e-9):
        return None
    errors = influence.resid_press
    reach = np.sqrt(influence.sigma2_not_obsi / (1 - leverage)) * stats.t.ppf(0.5 + COVERAGE / 2, count - 1 - columns)
    expected = figures - errors
    from_mean = (figures - figures.mean()) * count / (count - 1)
    total = float(from_mean @ from_mean)
    return Expectation(
        expected, expected - reach, expected + reach, 1 - float(errors @ errors) / total if total > 0 else 0.0
    )
