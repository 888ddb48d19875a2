"""What a series does beyond swinging, and figures that are to be looked at twice.

Belongs here: docs/methods.md "Process limits" and "Unusual figures". Does not belong here: breaks (`others`) and
changes (`parts`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.recomputing.others import stretches
from pipelines.recomputing.values import measured
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

LIMIT, RANGE_LIMIT, POINTS_AT_LEAST = 2.66, 3.267, 8
ON_ONE_SIDE, IN_ONE_DIRECTION = 7, 6
FLAGGED_FROM, FLAGGED_CHANGE, AREAS_AT_LEAST = 3.5, 0.25, 30
MAD_TO_SIGMA, MEAN_DEVIATION_TO_SIGMA = 1.4826, 1.2533
SERIES = ["indicator", "municipality", "price_basis"]
NO_NUMBER = 1e-9
"""A figure has six decimals: nearer to a mean or a limit than this it lies on it."""


def process_limits(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """The chart of every series since its last break: columns as marts.process_limits, with indicator and municipality
    for its ids.
    """
    import polars as pl

    placed = _points(written, figures).with_columns(
        pl.col("point").diff().round(6).over(SERIES).alias("step"), pl.len().over(SERIES).alias("points")
    )
    centre, mean_range = pl.col("point").mean().over(SERIES), pl.col("step").abs().mean().over(SERIES)
    has_limits = (
        (pl.col("points") >= POINTS_AT_LEAST) & (pl.col("overlapping") == 1) & (pl.col("price_basis") != "current")
    )
    charted = placed.with_columns(
        has_limits.alias("has_limits"),
        centre.alias("middle"),
        mean_range.alias("mean_range"),
        (LIMIT * mean_range).alias("reach"),
    ).with_columns((pl.col("point") - pl.col("middle")).alias("off"))
    off = pl.col("off")
    side = pl.when(off.abs() > NO_NUMBER).then(off.sign()).otherwise(0).cast(pl.Int8)
    is_outer = off.abs() > pl.col("reach") * 2 / 3 + NO_NUMBER
    turned = charted.with_columns(
        side.alias("side"),
        pl.when(is_outer).then(side).otherwise(0).alias("outer"),
        pl.col("step").sign().fill_null(0).cast(pl.Int8).alias("direction"),
    ).with_columns(
        pl.col("side").rle_id().over(SERIES).alias("side_run"),
        pl.col("direction").rle_id().over(SERIES).alias("direction_run"),
        *(
            (pl.col("outer") == which).cast(pl.Int8).rolling_sum(3, min_samples=1).over(SERIES).alias(name)
            for which, name in ((1, "high_of_three"), (-1, "low_of_three"))
        ),
    )
    on_side = pl.int_range(1, pl.len() + 1).over([*SERIES, "side_run"])
    # So many points that rise are one step fewer.
    in_direction = 1 + pl.int_range(1, pl.len() + 1).over([*SERIES, "direction_run"])
    near = ((pl.col("outer") == 1) & (pl.col("high_of_three") >= 2)) | (
        (pl.col("outer") == -1) & (pl.col("low_of_three") >= 2)
    )
    whole, limits = pl.col("base") + pl.col("middle"), pl.col("has_limits")
    return turned.select(
        *SERIES,
        "year",
        "value",
        pl.col("points").cast(pl.Int32).alias("n_points"),
        "has_limits",
        pl.when(limits).then(whole).alias("centre"),
        pl.when(limits).then(whole - pl.col("reach")).alias("lower_limit"),
        pl.when(limits).then(whole + pl.col("reach")).alias("upper_limit"),
        pl.col("step").abs().alias("moving_range"),
        pl.when(limits).then(RANGE_LIMIT * pl.col("mean_range")).alias("moving_range_limit"),
        (limits & (off.abs() > pl.col("reach") + NO_NUMBER)).alias("signal_outside"),
        (limits & (pl.col("side") != 0) & (on_side >= ON_ONE_SIDE)).alias("signal_seven_on_one_side"),
        (limits & (pl.col("direction") != 0) & (in_direction >= IN_ONE_DIRECTION)).alias("signal_six_in_one_direction"),
        (limits & near).alias("signal_two_of_three_near_a_limit"),
    )


def _points(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures since the last break by year; of what follows the business cycle, beside the country."""
    import polars as pl

    about = pl.DataFrame(
        [(item["id"], item.get("cyclical", False), item.get("overlapping_years", 1)) for item in written.indicators],
        schema={"indicator": pl.String, "is_cyclical": pl.Boolean, "overlapping": pl.Int32},
        orient="row",
    )
    there = figures.filter(pl.col("value").is_not_null()).select(*SERIES, "year", "value")
    country = there.filter(pl.col("municipality") == "000").drop("municipality").rename({"value": "country"})
    can_be = pl.col("country").is_not_null() & (pl.col("municipality") != "000")
    return (
        there.join(about, on="indicator")
        .join(country, on=["indicator", "price_basis", "year"], how="left")
        .filter(~pl.col("is_cyclical") | can_be)
        .join(stretches(written, figures), on=["indicator", "year"])
        .filter(pl.col("stretch") == pl.col("stretch").max().over("indicator"))
        .with_columns(pl.when("is_cyclical").then("country").otherwise(0.0).alias("base"))
        .with_columns((pl.col("value") - pl.col("base")).round(6).alias("point"))
        .sort(*SERIES, "year")
    )


def flags(written: Written, figures: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """Figures far from the others or the one before: columns as marts.figure_flags, with indicator and municipality for
    its ids.
    """
    import polars as pl

    among = ["indicator", "year", "price_basis"]
    off = pl.col("value") - pl.col("compared_with")
    median = MAD_TO_SIGMA * off.abs().median().over(among)
    spread = pl.when(median > NO_NUMBER).then(median).otherwise(MEAN_DEVIATION_TO_SIGMA * off.abs().mean().over(among))
    unusual = (
        measured(figures)
        .filter(pl.col("municipality").is_in(written.codes))
        .select(*SERIES, "year", "value")
        .filter(pl.len().over(among) >= AREAS_AT_LEAST)
        .with_columns(pl.col("value").median().over(among).alias("compared_with"))
        .with_columns(
            pl.lit("unusual_among_98").alias("flag"),
            pl.lit(None, dtype=pl.Int32).alias("previous_year"),
            pl.when(spread > NO_NUMBER).then(off / spread).alias("score"),
            pl.lit(FLAGGED_FROM).alias("limit"),
        )
    )
    jumped = changed.filter(pl.col("price_basis") != "fixed", pl.col("value") > 0, pl.col("previous_value") > 0).select(
        *SERIES,
        "year",
        "value",
        pl.col("previous_value").alias("compared_with"),
        pl.lit("unusual_change").alias("flag"),
        pl.col("previous_year").cast(pl.Int32),
        (pl.col("value").log() - pl.col("previous_value").log()).alias("score"),
        pl.lit(FLAGGED_CHANGE).alias("limit"),
    )
    return (
        pl.concat([unusual, jumped], how="diagonal")
        .filter(pl.col("score").abs() > pl.col("limit"))
        .with_columns((pl.col("score") > 0).alias("is_above"))
        .drop("limit")
    )
