"""How sure a figure is by itself, and whether it can be told from the country.

Belongs here: docs/methods.md "Intervals", "Funnel" and "Rank interval". Does not belong here: verdicts beside a group
(`forecasts`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.recomputing.others import COUNTRY_AT_LEAST
from pipelines.recomputing.values import of_municipalities
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

Z = 1.959964
OUTER_Z = 3.090232
DRAWS, SEED, OUTSIDE = 10_000, 20_261_125, 0.025
AT_ONCE = 500
PLACE = ["indicator", "municipality", "year"]


def uncertainty(written: Written, figures: pl.DataFrame, scopes: pl.DataFrame) -> pl.DataFrame:
    """How sure each figure is: its own interval, the funnel of the country, the band over scopes, its rank.

    Returns:
        Columns as marts.uncertainty, with indicator and municipality for its ids.
    """
    import polars as pl

    same = pl.col("is_same_unit")
    bands = scopes.group_by(PLACE).agg(
        pl.len().cast(pl.Int32).alias("scopes"),
        pl.col("value").filter(same).min().alias("lowest"),
        pl.col("value").filter(same).max().alias("highest"),
        pl.col("gap_pct").min().alias("lowest_gap_pct"),
        pl.col("gap_pct").max().alias("highest_gap_pct"),
    )
    is_band = (pl.col("scopes") > 1).fill_null(value=False)
    there = of_municipalities(figures).select(*PLACE, "price_basis", "value")
    return (
        there.join(_intervals(written, figures), on=PLACE, how="left")
        .join(bands, on=PLACE, how="left")
        .with_columns(
            pl.when(pl.col("method").is_not_null())
            .then("method")
            .when(is_band)
            .then(pl.lit("scope_band"))
            .otherwise(pl.lit("none"))
            .alias("interval_method"),
            pl.coalesce("lower_value", pl.when(is_band).then("lowest")).alias("lower_value"),
            pl.coalesce("upper_value", pl.when(is_band).then("highest")).alias("upper_value"),
            pl.when(pl.col("z_score").is_null())
            .then(pl.lit("not_computed"))
            .when(pl.col("value") > pl.col("upper_95"))
            .then(pl.lit("above"))
            .when(pl.col("value") < pl.col("lower_95"))
            .then(pl.lit("below"))
            .otherwise(pl.lit("cannot_tell"))
            .alias("verdict_country"),
        )
        .drop("method", "lowest", "highest")
    )


def _intervals(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """Wilson's interval of a proportion and Byar's of a count, with the funnel and the rank of each."""
    import polars as pl

    kinds = pl.DataFrame(
        [
            (item["id"], item["interval"]["kind"], float(item["interval"]["per"]))
            for item in written.indicators
            if item.get("interval")
        ],
        schema={"indicator": pl.String, "kind": pl.String, "per": pl.Float64},
        orient="row",
    )
    there = of_municipalities(figures)
    rate, n = pl.col("rate"), pl.col("people")
    is_share = pl.col("kind") == "proportion"
    usable = (
        there.join(kinds, on="indicator")
        .with_columns(
            (pl.col("value") / pl.col("per")).alias("rate"), pl.coalesce("denominator", "weight").alias("people")
        )
        .filter(n > 0, rate >= 0, ~is_share | (rate <= 1))
    )
    x = rate * n
    wilson = (rate * (1 - rate) / n + Z**2 / (4 * n * n)).sqrt() * Z
    middle, whole = rate + Z**2 / (2 * n), 1 + Z**2 / n
    low = (
        pl.when(is_share)
        .then((middle - wilson) / whole)
        .otherwise(pl.when(x == 0).then(0.0).otherwise(x * (1 - 1 / (9 * x) - Z / (3 * x.sqrt())) ** 3 / n))
    )
    high = (
        pl.when(is_share)
        .then((middle + wilson) / whole)
        .otherwise((x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * (x + 1).sqrt())) ** 3 / n)
    )
    bounded = usable.with_columns(low.alias("low"), high.alias("high")).with_columns(
        (pl.col("per") * pl.col("low")).alias("lower_value"),
        (pl.col("per") * pl.col("high")).alias("upper_value"),
        ((pl.col("high") - pl.col("low")) / (2 * Z)).alias("error"),
    )
    return bounded.join(_funnel(bounded), on=PLACE, how="left").select(
        *PLACE,
        pl.when(is_share).then(pl.lit("wilson")).otherwise(pl.lit("byar")).alias("method"),
        "lower_value",
        "upper_value",
        "people",
        *("common_value", "phi", "tau2", "z_score", "lower_95", "upper_95", "lower_998", "upper_998"),
        *("rank_low", "rank_high", "areas"),
    )


def _funnel(bounded: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    country = ["indicator", "year"]
    rate, n, theta = pl.col("rate"), pl.col("people"), pl.col("theta")
    is_share = pl.col("kind") == "proportion"
    s = (pl.when(is_share).then(theta * (1 - theta)).otherwise(theta) / n).sqrt()
    scored = (
        bounded.with_columns(
            ((rate * n).sum() / n.sum()).over(country).alias("theta"),
            pl.len().over(country).cast(pl.Int32).alias("areas"),
        )
        .filter(pl.col("areas") >= COUNTRY_AT_LEAST, theta > 0, ~is_share | (theta < 1))
        .with_columns(s.alias("s"))
    )
    squares = (((rate - theta) / pl.col("s")) ** 2).sum()
    w = 1 / pl.col("s") ** 2
    extra = (squares - (pl.col("areas").first() - 1)) / (w.sum() - (w**2).sum() / w.sum())
    widened = scored.with_columns(
        (squares / pl.len()).over(country).alias("phi"),
        pl.max_horizontal(pl.lit(0.0), extra.over(country)).alias("tau2"),
    ).with_columns((pl.col("s") ** 2 + pl.col("tau2")).sqrt().alias("e"))

    def limit(z: float) -> pl.Expr:
        value = theta + z * pl.col("e")
        if z < 0:
            return pl.col("per") * pl.max_horizontal(pl.lit(0.0), value)
        return pl.col("per") * pl.when(is_share).then(pl.min_horizontal(pl.lit(1.0), value)).otherwise(value)

    limits = widened.select(
        *PLACE,
        "phi",
        "tau2",
        "areas",
        (pl.col("per") * theta).alias("common_value"),
        ((rate - theta) / pl.col("e")).alias("z_score"),
        limit(-Z).alias("lower_95"),
        limit(Z).alias("upper_95"),
        limit(-OUTER_Z).alias("lower_998"),
        limit(OUTER_Z).alias("upper_998"),
    )
    return limits.join(_ranks(widened), on=PLACE)


def _ranks(scored: pl.DataFrame) -> pl.DataFrame:
    """Between which ranks 95 % of draws put each: noise of a stream of its own for each municipality, by its code."""
    import numpy as np
    import polars as pl

    schema = {**dict.fromkeys(PLACE[:2], pl.String), "year": pl.Int32, "rank_low": pl.Int32, "rank_high": pl.Int32}
    if scored.is_empty():
        return pl.DataFrame(schema=schema)
    codes = sorted(scored["municipality"].unique())
    noise = np.stack(
        [np.random.default_rng([SEED, *code.encode()]).standard_normal(DRAWS, dtype=np.float32) for code in codes],
        axis=1,
    )
    column = {code: number for number, code in enumerate(codes)}
    parts = []
    for _, of_year in scored.sort("municipality").group_by("indicator", "year"):
        own = noise[:, [column[code] for code in of_year["municipality"]]]
        rate, error = (of_year[name].to_numpy().astype(np.float32) for name in ("rate", "error"))
        # Some draws at a time stay in the processor's cache, and short numbers are sorted fast: a third of the time.
        before = np.empty((of_year.height, DRAWS), dtype=np.int16)
        for start in range(0, DRAWS, AT_ONCE):
            drawn = rate + error * own[start : start + AT_ONCE]
            before[:, start : start + AT_ONCE] = drawn.argsort(axis=1).argsort(axis=1).T
        before.sort(axis=1, kind="stable")
        parts.append(
            of_year.select(PLACE).with_columns(
                pl.Series("rank_low", before[:, int(OUTSIDE * DRAWS)] + 1, dtype=pl.Int32),
                pl.Series("rank_high", before[:, int((1 - OUTSIDE) * DRAWS) - 1] + 1, dtype=pl.Int32),
            )
        )
    return pl.concat(parts)
