"""How sure it is that the next measurement lies on the same side of the others', for every figure as it was known then.

Grain: indicator_id, municipality_code, year, peer_group, where a figure and its group were measured. Columns: those of
`pipelines.methods.verdicts.forecasts.Forecasts`, of prices in natural logarithms, and what is known of a smallest
difference that matters. Method: `pipelines.methods.verdicts`.
"""

FIGURES = """
    select
        figures.indicator_id, indicators.kind = 'unit_price' as is_price, stretches.stretch, figures.municipality_code,
        figures.year, cast(figures.value as double) as value,
        cast(coalesce(rounding.rounding_variance, 0) as double) as rounding,
        power(cast(sampling.standard_error as double), 2) as sampling,
        cast(indicators.smallest_difference_value as double) as smallest
    from figures
    inner join indicators on figures.indicator_id = indicators.indicator_id
    inner join stretches on figures.indicator_id = stretches.indicator_id and figures.year = stretches.year
    left join rounding
        on figures.indicator_id = rounding.indicator_id
        and figures.municipality_code = rounding.municipality_code
        and figures.year = rounding.year
    left join sampling
        on figures.indicator_id = sampling.indicator_id
        and figures.municipality_code = sampling.municipality_code
        and figures.year = sampling.year
    where
        indicators.kind in ('effect', 'unit_price')
        and figures.price_basis <> 'fixed' and figures.value is not null and figures.municipality_code <> '000'
    order by figures.indicator_id, stretches.stretch, figures.municipality_code, figures.year
"""
EMPTY = """
    select
        '' as indicator_id, '' as municipality_code, 0 as year, '' as peer_group, 0 as latest, 0 as difference,
        0 as standard_error, 0 as noise, 0 as drift, 0 as degrees, 0 as pooled, 0 as measurements, 0 as p_same,
        0 as p_inside, 0 as smallest_difference, 0 as clear_from, 0 as suggested_from
    limit 0
"""


def model(dbt, session):
    """Figures, groups and what is known of their noise, to forecasts."""
    dbt.config(materialized="table")
    # DuckDB finds these relations by the names of the variables: to a linter they are unused.
    figures, stretches = dbt.ref("indicator_values"), dbt.ref("int_stretches")  # noqa: F841
    rounding, sampling = dbt.ref("int_rounding"), dbt.ref("int_sampling_errors")  # noqa: F841
    indicators, municipalities = dbt.source("raw", "indicators"), dbt.source("raw", "municipalities")  # noqa: F841
    known = session.sql(FIGURES).df()
    if known.empty:
        return session.sql(EMPTY)
    import pandas as pd

    from pipelines.methods.verdicts.rows import forecast_rows

    codes = [code for (code,) in session.sql("select municipality_code from municipalities order by 1").fetchall()]
    groups, members = dbt.ref("int_compared_groups").df(), dbt.ref("int_peer_members").df()
    return pd.DataFrame(forecast_rows(arrays(known), arrays(groups), arrays(members), codes))


def arrays(table):
    """The columns of a table."""
    return {name: column.to_numpy() for name, column in table.items()}
