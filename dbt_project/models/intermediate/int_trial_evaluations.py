"""Every registered trial in every municipality it runs in, evaluated; statistics are no SQL.

Belongs here: fetching what the engine needs and handing back its rows. Does not belong here: everything else
(`pipelines.methods.trials`). Without trials no figure is read and nothing heavy is imported.
"""


def model(dbt, session):
    dbt.config(materialized="table")
    from pipelines.methods.trials.evaluation import ROW_TYPE, Registered, evaluate

    trials = dbt.ref("int_trial_inputs").order("trial_id, municipality_code").fetchall()
    # DuckDB finds these relations by the names of the variables: to a linter they are unused.
    registered, figures = dbt.ref("int_trial_inputs"), dbt.ref("indicator_values")  # noqa: F841
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
