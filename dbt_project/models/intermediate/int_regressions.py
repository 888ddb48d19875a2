"""Expected values by regression over the country's municipalities, each predicted from all the others.

Grain: model_id, indicator_id, municipality_code, year. Columns: expected, lower, upper (80 % prediction interval),
areas, loo_r2. Method: `pipelines.methods.statistics.regression`.
"""


def model(dbt, session):  # noqa: ARG001 - dbt's own signature
    """Figures and covariates to expected values, one regression per model, indicator and year."""
    inputs = dbt.ref("int_regression_inputs")
    keys = "model_id, indicator_id, year, municipality_code"
    if not inputs.limit(1).fetchall():
        return inputs.select(
            f"{keys}, y as expected, y as lower, y as upper, cast(areas as bigint) as areas, y as loo_r2"
        )
    import pandas as pd

    from pipelines.methods.statistics.regression import expect

    table = inputs.order(f"{keys}, covariate_no").df()
    parts = []
    for _, group in table.groupby(["model_id", "indicator_id", "year"], sort=False):
        covariates = group.pivot(index="municipality_code", columns="covariate_no", values="x")
        rows = group.drop_duplicates("municipality_code").set_index("municipality_code").loc[covariates.index]
        found = expect(rows["y"].to_numpy(), covariates.to_numpy())
        if found is not None:
            parts.append(
                rows.reset_index()[["model_id", "indicator_id", "year", "municipality_code"]].assign(
                    expected=found.expected,
                    lower=found.lower,
                    upper=found.upper,
                    areas=len(rows),
                    loo_r2=found.loo_r2,
                )
            )
    return (
        pd.concat(parts)
        if parts
        else inputs.select(
            f"{keys}, y as expected, y as lower, y as upper, cast(areas as bigint) as areas, y as loo_r2"
        ).limit(0)
    )
