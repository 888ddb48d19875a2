"""How far up or down among the country's municipalities a figure may lie, given chance: never a single rank.

Grain: indicator_id, municipality_code, year, where the country is at hand. Columns: rank_low, rank_high (from 1, the
lowest figure), and the seed and number of the draws they are from. Method: `pipelines.methods.statistics.ranks`.
"""


def model(dbt, session):  # noqa: ARG001 - dbt's own signature
    """Rates and their standard errors to rank intervals."""
    rates = dbt.ref("int_intervals")
    funnels = dbt.ref("int_funnels")
    figures = rates.join(funnels, "indicator_id, municipality_code, year").select(
        "indicator_id, municipality_code, year, rate, rate_error"
    )
    if not figures.limit(1).fetchall():
        none = "1 as rank_low, 1 as rank_high, 1 as seed, 1 as draws"
        return figures.select(f"indicator_id, municipality_code, year, {none}")
    import pandas as pd

    from pipelines.methods.statistics.ranks import DRAWS, SEED, draws, rank_intervals

    table = figures.order("indicator_id, year, municipality_code").df()
    names = sorted(table["municipality_code"].unique())
    noise = draws(names)
    row_of = {name: row for row, name in enumerate(names)}
    parts = []
    for _, group in table.groupby(["indicator_id", "year"], sort=False):
        rows = [row_of[name] for name in group["municipality_code"]]
        own = noise if len(rows) == len(names) else noise[:, rows]
        low, high = rank_intervals(group["rate"].to_numpy(), group["rate_error"].to_numpy(), own)
        found = group[["indicator_id", "municipality_code", "year"]]
        parts.append(found.assign(rank_low=low, rank_high=high, seed=SEED, draws=DRAWS))
    return pd.concat(parts)
