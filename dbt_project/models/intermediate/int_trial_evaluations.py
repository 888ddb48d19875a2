"""Every registered trial in every municipality it runs in, evaluated; statistics are no SQL.

Belongs here: fetching what the engine needs and handing back its rows. Does not belong here: everything else
(`pipelines.methods.trials`). Without trials no figure is read and nothing heavy is imported.
"""


def model(dbt, session):
    dbt.config(materialized="table")
    from pipelines.methods.trials.evaluation import ROW_TYPE, Registered, evaluate

    # DuckDB finds these relations by the names of the variables: to a linter they are unused.
    registered, indicators = dbt.source("raw", "trials"), dbt.source("raw", "indicators")  # noqa: F841
    breaks, members = dbt.source("raw", "indicator_breaks"), dbt.source("raw", "peer_group_members")  # noqa: F841
    figures = dbt.ref("indicator_values")  # noqa: F841
    trials = session.sql(
        """
        select
            trial_id, registered.municipality_code, effect_id, starts_on, stop_on, cast(smallest_change as double),
            better, overlapping_years,
            coalesce((select list(year) from breaks where indicator_id = effect_id), []),
            (select list(members.municipality_code) from members where peer_group = donor_pool),
            registration
        from registered inner join indicators on effect_id = indicator_id
        order by trial_id, registered.municipality_code
        """
    ).fetchall()
    known = session.sql(
        """
        select indicator_id, municipality_code, year, cast(value as double)
        from figures
        where
            indicator_id in (select effect_id from registered)
            and value is not null and price_basis <> 'fixed' and municipality_code <> '000'
        """
    )
    rows = evaluate([Registered(*trial) for trial in trials], known.fetchall() if trials else ())
    return session.sql(f"select unnest(cast($rows as {ROW_TYPE}[]), max_depth := 2)", params={"rows": rows})
