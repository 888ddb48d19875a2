"""What pages count and begin with: every effect's latest verdict.

Belongs here: which year an effect is shown in, and the table that headlines are counted from (docs/methods.md "A
verdict is a forecast"). Does not belong here: the verdict itself (`forecasts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipelines.recomputing.files import Stored
from pipelines.recomputing.judging.forecasts import ZONE_REACH
from pipelines.recomputing.series import Chosen
from pipelines.recomputing.values import origin
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

PLACE = ["indicator", "municipality", "year"]


def effect_overview(
    written: Written,
    chosen: Chosen,
    stored: Mapping[str, Stored],
    figures: pl.DataFrame,
    verdicts: pl.DataFrame,
    expected: pl.DataFrame,
) -> pl.DataFrame:
    """Columns as marts.effect_overview, with indicator and municipality for its ids; of indicators that have a recipe
    in use, why a figure is missing too.
    """
    import polars as pl

    compared = written.compared
    effects = [item for item in written.indicators if item["kind"] == "effect"]
    about = pl.DataFrame(
        [
            (
                item["id"],
                (item.get("missing") or {}).get("reason"),
                _origin(item, chosen, stored),
            )
            for item in effects
        ],
        schema=dict.fromkeys(("indicator", "declared", "origin"), pl.String),
        orient="row",
    )
    judged = verdicts.filter(pl.col("peer_group") == compared["id"]).join(about.select("indicator"), on="indicator")
    is_one = pl.col("municipality").is_in(compared["members"])
    there = figures.filter(pl.col("price_basis") != "fixed")
    latest = judged.filter(is_one).group_by("indicator").agg(pl.col("year").max().alias("judged_year"))
    anybody = (
        there.filter(pl.col("value").is_not_null(), pl.col("municipality").is_in(written.codes))
        .group_by("indicator")
        .agg(pl.col("year").max().alias("any_year"))
    )
    usable = (
        expected.filter(pl.col("is_usable"), pl.col("lower_value").is_not_null(), pl.col("agreement") != "unresolved")
        .sort("loo_r2", "model_id", descending=[True, False])
        .group_by(PLACE, maintain_order=True)
        .first()
        .select(
            *PLACE,
            "expected",
            pl.col("lower_value").alias("expected_low"),
            pl.col("upper_value").alias("expected_high"),
            pl.col("verdict").alias("against_expected"),
        )
    )
    absent = (
        pl.when(pl.col("year").is_null() | (pl.col("origin") == "transcribed"))
        .then(pl.lit("source_absent"))
        .when(pl.col("origin") == "delivered")
        .then(pl.lit("not_delivered"))
        .otherwise(pl.lit("not_published"))
    )
    columns = ["reference", "zone_low", "zone_high", "verdict", "p_same", "pool", "measurements", "held_back_by"]
    return (
        about.join(pl.DataFrame({"municipality": written.codes}), how="cross")
        .join(latest, on="indicator", how="left")
        .join(anybody, on="indicator", how="left")
        .with_columns(pl.coalesce("judged_year", "any_year").alias("year"))
        .join(judged.select(*PLACE, pl.col("value").alias("judged"), *columns), on=PLACE, how="left")
        .join(there.select(*PLACE, "value", "missing_reason"), on=PLACE, how="left")
        .join(usable, on=PLACE, how="left")
        .with_columns(
            (pl.col("judged") - pl.col("reference")).alias("gap"),
            pl.coalesce(
                "verdict",
                pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("alone")),
            ).alias("verdict"),
            *(
                pl.when(pl.col("judged").is_not_null()).then(name).alias(name)
                for name in ("expected", "expected_low", "expected_high", "against_expected")
            ),
            pl.when(pl.coalesce("judged", "value").is_null())
            .then(pl.coalesce("declared", "missing_reason", absent))
            .alias("missing_reason"),
            pl.coalesce("judged", "value").alias("value"),
        )
        .with_columns(pl.lit(ZONE_REACH).alias(name) for name in ("±zone_low", "±zone_high"))
        .drop("judged", "judged_year", "any_year", "declared", "origin")
    )


def _origin(item: Entry, chosen: Chosen, stored: Mapping[str, Stored]) -> str | None:
    number = chosen.recipe_no.get(item["id"])
    return origin(item["recipes"][number - 1], stored) if number else None
