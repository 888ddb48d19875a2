"""How sure it is that the next measurement lies on the same side of the others', for every figure as it was known then.

Grain: indicator_id, municipality_code, year, peer_group, where a figure and its group were measured. Columns: those of
`pipelines.methods.verdicts.forecasts.Forecasts`, of prices in natural logarithms, and what is known of a smallest
difference that matters. Method: `pipelines.methods.verdicts`.
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
    known = dbt.ref("int_forecast_inputs").order("indicator_id, stretch, municipality_code, year").df()
    if known.empty:
        return session.sql(EMPTY)
    import pandas as pd

    from pipelines.methods.verdicts.rows import forecast_rows

    municipalities = dbt.source("raw", "municipalities")
    codes = [code for (code,) in municipalities.select("municipality_code").order("municipality_code").fetchall()]
    groups, members = dbt.ref("int_compared_groups").df(), dbt.ref("int_peer_members").df()
    return pd.DataFrame(forecast_rows(arrays(known), arrays(groups), arrays(members), codes))


def arrays(table):
    """The columns of a table."""
    return {name: column.to_numpy() for name, column in table.items()}
