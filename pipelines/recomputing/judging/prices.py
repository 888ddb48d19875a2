"""What pages say of a price, and who of the others does better at a similar one.

Belongs here: docs/methods.md "Unit price" beside the compared group, and "Who does better at a similar price". Does not
belong here: verdicts and forecasts (`forecasts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.judging.forecasts import ZONE_REACH
from pipelines.recomputing.values import measured
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

ON_A_LEVEL_PCT, SIMILAR_PCT, YEARS_APART = 0.05, 5, 2
PLACE = ["indicator", "municipality", "year"]


def price_overview(
    written: Written, figures: pl.DataFrame, beside: pl.DataFrame, scopes: pl.DataFrame, verdicts: pl.DataFrame
) -> pl.DataFrame:
    """Every price in its latest year: columns as marts.price_overview, with indicator and municipality for its ids."""
    import polars as pl

    compared = written.compared["id"]
    prices = [item["id"] for item in written.indicators if item["kind"] == "unit_price"]
    there = ["reference_weighted", "gap_pct", "±gap_pct", "gap_dkk", "±gap_dkk"]
    gap, reference = pl.col("gap_pct"), pl.col("reference")

    def percent(name: str) -> pl.Expr:
        return pl.when(reference > 0).then(100 * (pl.col(name) - reference) / reference)

    judged = (
        verdicts.filter(pl.col("peer_group") == compared, pl.col("indicator").is_in(prices))
        .join(
            beside.filter(pl.col("price_basis") != "fixed").select(*PLACE, "peer_group", "price_basis", *there),
            on=[*PLACE, "peer_group"],
        )
        .filter(pl.col("year") == pl.col("year").max().over("indicator", "municipality"))
        .with_columns(
            pl.when(gap.abs() < ON_A_LEVEL_PCT)
            .then(pl.lit("level"))
            .when(gap > 0)
            .then(pl.lit("above"))
            .when(gap < 0)
            .then(pl.lit("below"))
            .alias("side"),
            percent("zone_low").alias("zone_low_pct"),
            percent("zone_high").alias("zone_high_pct"),
            *((100 * ZONE_REACH / reference.abs()).alias(f"±zone_{end}_pct") for end in ("low", "high")),
        )
    )
    return (
        judged.join(_standing(written, figures, prices), on=PLACE, how="left")
        .join(_turning(judged, scopes), on=PLACE, how="left")
        .join(_both_ways(written, figures, prices), on=PLACE, how="left")
        .select(
            *PLACE,
            "price_basis",
            "value",
            reference.alias("reference_unweighted"),
            *there,
            *("zone_low_pct", "zone_high_pct", "±zone_low_pct", "±zone_high_pct", "side", "verdict", "p_same", "pool"),
            *("measurements", "held_back_by", "others_lower", "others_higher", "others_with_value"),
            *("turning_scope_id", "coverage_pct", "cost_per_inhabitant", "per_inhabitant_id"),
        )
    )


def _standing(written: Written, figures: pl.DataFrame, prices: list[str]) -> pl.DataFrame:
    """How many of the compared others are lower and higher, as shown with the indicator's decimals."""
    import polars as pl

    compared = written.compared["members"]
    digits = pl.DataFrame(
        [(item["id"], 10.0 ** item["decimals"]) for item in written.indicators],
        schema={"indicator": pl.String, "unit": pl.Float64},
        orient="row",
    )
    shown = (
        measured(figures)
        .filter(pl.col("indicator").is_in(prices))
        .join(digits, on="indicator")
        .select(*PLACE, (pl.col("value") * pl.col("unit")).round(0, mode="half_away_from_zero").alias("shown"))
    )
    others = shown.filter(pl.col("municipality").is_in(compared)).rename({"municipality": "other", "shown": "theirs"})
    return (
        shown.join(others, on=["indicator", "year"])
        .filter(pl.col("municipality") != pl.col("other"))
        .group_by(PLACE)
        .agg(
            (pl.col("theirs") < pl.col("shown")).sum().cast(pl.Int32).alias("others_lower"),
            (pl.col("theirs") > pl.col("shown")).sum().cast(pl.Int32).alias("others_higher"),
            pl.len().cast(pl.Int32).alias("others_with_value"),
        )
    )


def _turning(judged: pl.DataFrame, scopes: pl.DataFrame) -> pl.DataFrame:
    """Of a price that scopes hold back, the scope on the other side of the others that lies furthest from them."""
    import polars as pl

    held = judged.filter(pl.col("held_back_by") == "scopes").select(*PLACE, pl.col("gap_pct").alias("own"))
    return (
        scopes.join(held, on=PLACE)
        .filter(pl.col("gap_pct").sign() == -pl.col("own").sign())
        .with_columns(pl.col("gap_pct").abs().round(6).alias("far"))
        .sort("far", "scope_id", descending=[True, False])
        .group_by(PLACE, maintain_order=True)
        .agg(pl.col("scope_id").first().alias("turning_scope_id"))
    )


def _both_ways(written: Written, figures: pl.DataFrame, prices: list[str]) -> pl.DataFrame:
    """The same cost per user and per inhabitant: the same numerator under both."""
    import polars as pl

    each = [
        item["id"]
        for item in written.indicators
        if item["kind"] in ("unit_price", "context")
        and (item["unit"]["measure"], item["unit"].get("per")) == ("dkk", "inhabitant")
    ]
    there = measured(figures).select(*PLACE, "value", pl.col("numerator").round(6))
    per_inhabitant = there.filter(pl.col("indicator").is_in(each)).rename(
        {"indicator": "per_inhabitant_id", "value": "cost_per_inhabitant"}
    )
    return (
        there.filter(pl.col("indicator").is_in(prices))
        .join(per_inhabitant, on=["municipality", "year", "numerator"])
        .filter(pl.col("indicator") != pl.col("per_inhabitant_id"))
        .sort("per_inhabitant_id")
        .group_by(PLACE, maintain_order=True)
        .first()
        .select(
            *PLACE,
            "per_inhabitant_id",
            "cost_per_inhabitant",
            pl.when(pl.col("value") != 0)
            .then(100 * pl.col("cost_per_inhabitant") / pl.col("value"))
            .alias("coverage_pct"),
        )
    )


def peer_results(
    written: Written,
    figures: pl.DataFrame,
    beside: pl.DataFrame,
    found: pl.DataFrame,
    effects: pl.DataFrame,
    prices: pl.DataFrame,
) -> pl.DataFrame:
    """Each of the compared others beside an effect and its price: columns as marts.peer_results, with municipality and
    other for its codes.

    Args:
        written: the catalogue.
        figures: see `values.with_fixed_prices`.
        beside: see `others.benchmarks`.
        found: see `forecasts.forecasts`.
        effects: see `overviews.effect_overview`.
        prices: see `price_overview`.
    """
    import polars as pl

    compared = written.compared
    about = pl.DataFrame(
        [
            (item["id"], item["service_area"], item["decimals"], 1 if item["better"] == "higher" else -1, order)
            for order, item in enumerate(written.indicators)
        ],
        schema={
            **dict.fromkeys(("indicator", "area"), pl.String),
            **dict.fromkeys(("decimals", "sign", "order"), pl.Int32),
        },
        orient="row",
    )
    pairs = pl.DataFrame(
        [(pair["effect"], item["id"]) for item in written.indicators for pair in item.get("paired_effects") or []],
        schema={"indicator": pl.String, "price_id": pl.String},
        orient="row",
    )
    standing = _from_mean(compared, beside, found)
    priced = (
        effects.filter(pl.col("value").is_not_null())
        .select(*PLACE, "value")
        .join(about.drop("order"), on="indicator")
        .join(pairs, on="indicator")
        .join(
            prices.select(
                pl.col("indicator").alias("price_id"),
                "municipality",
                pl.col("year").alias("price_year"),
                pl.col("value").alias("price"),
            ),
            on=["price_id", "municipality"],
        )
        .filter((pl.col("year") - pl.col("price_year")).abs() <= YEARS_APART)
        .join(
            about.select(pl.col("indicator").alias("price_id"), pl.col("area").alias("price_area"), "order"),
            on="price_id",
        )
        .with_columns((pl.col("area") != pl.col("price_area")).alias("is_elsewhere"))
        .sort("is_elsewhere", "price_year", "order", descending=[False, True, False])
        .group_by("indicator", "municipality", maintain_order=True)
        .first()
        .filter(pl.col("price") > 0)
        .join(standing, on=PLACE, how="left")
    )
    of_others = figures.filter(
        pl.col("price_basis") != "fixed",
        pl.col("value").is_not_null(),
        pl.col("municipality").is_in(compared["members"]),
    ).select("indicator", pl.col("municipality").alias("other"), "year", "value")
    theirs = standing.select(
        "indicator", pl.col("municipality").alias("other"), "year", pl.col("from_mean").alias("other_from_mean")
    )
    lead = pl.col("sign") * (pl.col("other_from_mean") - pl.col("from_mean"))
    dearer = (100 * (pl.col("other_price") - pl.col("price")) / pl.col("price")).round(6)
    return (
        priced.join(of_others.rename({"value": "other_value"}), on=["indicator", "year"])
        .filter(pl.col("municipality") != pl.col("other"))
        .join(
            of_others.rename({"indicator": "price_id", "year": "price_year", "value": "other_price"}),
            on=["price_id", "other", "price_year"],
        )
        .join(theirs, on=["indicator", "other", "year"], how="left")
        .select(
            pl.col("indicator").alias("effect_id"),
            "municipality",
            pl.col("other").alias("other_code"),
            pl.col("year").alias("effect_year"),
            *("value", "other_value", "price_id", "price_year", "price", "other_price"),
            dearer.alias("price_difference_pct"),
            (
                (lead >= pl.col("ahead_from")).fill_null(value=False)
                & (pl.col("sign") * (_shown("other_value") - _shown("value")) > 0)
                & (dearer <= SIMILAR_PCT)
            ).alias("is_ahead"),
        )
    )


def _from_mean(compared: Mapping[str, Any], beside: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """How far each lies from the mean of all of the compared group, and from where on one of two is ahead."""
    import polars as pl

    n = pl.col("n_peers")
    is_member = pl.col("municipality").is_in(compared["members"])
    return (
        found.filter(pl.col("peer_group") == compared["id"])
        .join(
            beside.filter(pl.col("price_basis") != "fixed").select(*PLACE, "peer_group", "n_peers"),
            on=[*PLACE, "peer_group"],
        )
        .select(
            *PLACE,
            (pl.col("difference") * pl.when(is_member).then(n / (n + 1)).otherwise(1.0)).alias("from_mean"),
            (pl.col("suggested_from") * (2 / (1 + 1 / n)).sqrt()).alias("ahead_from"),
        )
    )


def _shown(name: str) -> pl.Expr:
    """A figure as a reader sees it, in units of its last decimal shown."""
    import polars as pl

    return (pl.col(name) * (10.0 ** pl.col("decimals"))).round(0, mode="half_away_from_zero")
