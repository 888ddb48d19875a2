"""What figures are held against: groups, means of the others, gaps, the position among all.

Belongs here: docs/methods.md "The others", with the nearest neighbours and the same peers in all years. Does not belong
here: expectations and parts of a gap (`expected`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.recomputing.values import of_municipalities
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

COUNTRY_AT_LEAST = 50
"""Fewer municipalities than this are not the country."""
LAST_DIGIT = 2e-6  # of a reference and of the figure held against it
BESIDE = ["indicator", "price_basis", "year"]


def covariates(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """What describes a municipality, in every year, as groups and models take it.

    Returns:
        Columns covariate, transform, municipality, year, x.
    """
    import polars as pl

    wanted = {
        (item["indicator"], item.get("transform", "none"))
        for each in [*written.expectation_models, *(group.get("neighbours") or {} for group in written.peer_groups)]
        for item in each.get("covariates") or []
    }
    chosen = pl.DataFrame(sorted(wanted), schema={"covariate": pl.String, "transform": pl.String}, orient="row")
    found = chosen.join(
        of_municipalities(figures).select(pl.col("indicator").alias("covariate"), "municipality", "year", "value"),
        on="covariate",
    ).filter((pl.col("transform") != "log") | (pl.col("value") > 0))
    x = pl.when(pl.col("transform") == "log").then(pl.col("value").log()).otherwise("value")
    return found.with_columns(x.alias("x")).drop("value")


def covariate_years(written: Written, found: pl.DataFrame) -> pl.DataFrame:
    """The one year in which each covariate of a group of neighbours is taken: the newest that most have.

    Returns:
        Columns peer_group, covariate, transform, weight, year, areas.
    """
    import polars as pl

    rows = [
        (group["id"], item["indicator"], item.get("transform", "none"), float(item.get("weight", 1)))
        for group in written.peer_groups
        for item in (group.get("neighbours") or {}).get("covariates") or []
    ]
    keys = ["peer_group", "covariate"]
    wanted = pl.DataFrame(
        rows,
        schema={**dict.fromkeys((*keys, "transform"), pl.String), "weight": pl.Float64},
        orient="row",
    )
    counts = found.group_by("covariate", "transform", "year").agg(pl.len().cast(pl.Int32).alias("areas"))
    joined = wanted.join(counts, on=["covariate", "transform"], how="left").with_columns(pl.col("areas").fill_null(0))
    many = (10 * pl.col("areas") >= 9 * pl.col("areas").max().over(keys)).alias("is_many")
    return (
        joined.with_columns(many)
        .sort("is_many", "year", descending=True, nulls_last=False)
        .group_by(keys, maintain_order=True)
        .first()
        .drop("is_many")
    )


def distances(written: Written, years: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The nearest neighbours of each municipality.

    Returns:
        Columns peer_group, municipality, peer, nearness, distance.
    """
    import polars as pl

    keys = ["peer_group", "covariate"]
    given = years.join(found, on=["covariate", "transform", "year"])
    spread = pl.col("x").std().over(keys)
    z = pl.when(spread != 0).then((pl.col("x") - pl.col("x").mean().over(keys)) / spread)
    needed = years.group_by("peer_group").agg(pl.len().alias("needed"))
    whole = (
        given.with_columns(z.alias("z"), pl.len().over("peer_group", "municipality").alias("found"))
        .join(needed, on="peer_group")
        .filter(pl.col("found") == pl.col("needed"))
        .filter(pl.col("municipality").n_unique().over("peer_group") >= COUNTRY_AT_LEAST)
        .select(*keys, "municipality", "weight", "z")
    )
    off = ((pl.col("z") - pl.col("z_right")) ** 2).fill_null(0) * pl.col("weight")
    wanted = pl.DataFrame(
        [(group["id"], group["neighbours"]["number"]) for group in written.peer_groups if group.get("neighbours")],
        schema={"peer_group": pl.String, "number": pl.Int64},
        orient="row",
    )
    return (
        whole.join(whole.drop("weight"), on=keys)
        .filter(pl.col("municipality") != pl.col("municipality_right"))
        .group_by("peer_group", "municipality", pl.col("municipality_right").alias("peer"))
        .agg((off.sum() / pl.col("weight").sum()).sqrt().alias("distance"))
        .with_columns(pl.col("distance").round(6).alias("rounded"))
        .sort("peer_group", "municipality", "rounded", "peer")
        .with_columns(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("peer_group", "municipality").alias("nearness")
        )
        .join(wanted, on="peer_group")
        .filter(pl.col("nearness") <= pl.col("number"))
        .select("peer_group", "municipality", "peer", "nearness", "distance")
    )


def members(written: Written, near: pl.DataFrame) -> pl.DataFrame:
    """Who each municipality is held against, itself left out.

    Returns:
        Columns peer_group, subject, municipality, fewest (members with figures that a mean wants), is_own (whether
        the row is the subject itself, which is counted as a member and not held against itself).
    """
    import polars as pl

    parts = []
    schema = {"peer_group": pl.String, "subject": pl.String, "municipality": pl.String, "fewest": pl.Int64}
    subjects = pl.DataFrame({"subject": written.codes})
    for group in written.peer_groups:
        name = group["id"]
        if group.get("neighbours"):
            fewest = (group["neighbours"]["number"] + 1) // 2
            found = near.filter(pl.col("peer_group") == name).select(
                "peer_group",
                pl.col("municipality").alias("subject"),
                pl.col("peer").alias("municipality"),
                pl.lit(fewest, dtype=pl.Int64).alias("fewest"),
            )
        else:
            fewest = 1 if group.get("members") else COUNTRY_AT_LEAST
            found = subjects.join(
                pl.DataFrame({"municipality": group.get("members") or written.codes}), how="cross"
            ).select(
                pl.lit(name).alias("peer_group"),
                "subject",
                "municipality",
                pl.lit(fewest, dtype=pl.Int64).alias("fewest"),
            )
        parts.append(found)
    every = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    return every.with_columns((pl.col("subject") == pl.col("municipality")).alias("is_own"))


def stretches(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """By how many breaks each year of an indicator comes after the first: columns indicator, year, stretch."""
    import polars as pl

    breaks = pl.DataFrame(
        [(item["id"], entry["year"]) for item in written.indicators for entry in item.get("breaks") or []],
        schema={"indicator": pl.String, "break_year": pl.Int32},
        orient="row",
    )
    return (
        figures.select("indicator", "year")
        .unique()
        .join(breaks, on="indicator", how="left")
        .group_by("indicator", "year")
        .agg((pl.col("year") >= pl.col("break_year")).sum().alias("stretch"))
    )


def benchmarks(written: Written, figures: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Every figure beside every group.

    Returns:
        Columns as marts.benchmarks, with indicator and municipality for its ids; "±gap_pct" and "±gap_dkk" are what the
        last digit of the reference moves them by, where a half was rounded the other way.
    """
    import polars as pl

    there = figures.filter(pl.col("value").is_not_null()).select(
        "indicator", "municipality", "year", "price_basis", "value", pl.coalesce("denominator", "weight").alias("q")
    )
    owners = there.filter(pl.col("municipality") != "000")
    of_one = pl.col("peer_group").is_in([g["id"] for g in written.peer_groups if g.get("neighbours")])
    near, shared = groups.filter(of_one), groups.filter(~of_one)
    found = pl.concat([_of_neighbours(written, there, near), _of_all(written, there, owners, shared)])
    sums = found.filter(pl.col("members") >= pl.col("fewest"), pl.col("n_peers") > 0).with_columns(
        (pl.col("sum") / pl.col("n_peers")).round(6).alias("reference_unweighted"),
        pl.when(pl.col("is_counted"), pl.col("q_sum") != 0)
        .then(pl.col("amount_sum") / pl.col("q_sum"))
        .alias("reference_weighted"),
        pl.when(pl.col("n_same_peers") > 0)
        .then(pl.col("steady_sum") / pl.col("n_same_peers"))
        .alias("reference_same_peers"),
    )
    positions = owners.with_columns(
        (pl.col("value").rank("min").over(BESIDE) - 1).cast(pl.Int32).alias("areas_below"),
        pl.len().over(BESIDE).cast(pl.Int32).alias("areas_total"),
    )
    gap = pl.col("value") - pl.col("reference_unweighted")
    negative = [item["id"] for item in written.indicators if (item.get("bounds") or {}).get("low", 0) < 0]
    return (
        positions.join(
            sums,
            left_on=["municipality", *BESIDE],
            right_on=["subject", *BESIDE],
        )
        .with_columns(gap.round(6).alias("gap"))
        .with_columns(
            pl.when(~pl.col("indicator").is_in(negative), pl.col("reference_unweighted") > 0)
            .then(100 * pl.col("gap") / pl.col("reference_unweighted"))
            .alias("gap_pct"),
            pl.when(pl.col("price_basis") != "none").then(pl.col("gap") * pl.col("q")).alias("gap_dkk"),
        )
        .with_columns(
            (100 * LAST_DIGIT / pl.col("reference_unweighted").abs() * (1 + pl.col("gap_pct").abs() / 100)).alias(
                "±gap_pct"
            ),
            (LAST_DIGIT * pl.col("q").abs()).alias("±gap_dkk"),
            pl.lit(LAST_DIGIT).alias("±gap"),
        )
        .drop("members", "fewest", "is_counted", "sum", "q_sum", "amount_sum", "steady_sum", "q")
    )


ADDED = ("sum", "q_sum", "amount_sum", "steady_sum", "n_peers", "n_same_peers")


def _added() -> list[pl.Expr]:
    """What is summed over the others, figure by figure."""
    import polars as pl

    value, q, steady = pl.col("value"), pl.col("q").fill_null(0), pl.col("is_steady")
    one = pl.lit(1, dtype=pl.Int32)
    each = (value, q, value * q, pl.when(steady).then(value).otherwise(0), one, steady.cast(pl.Int32))
    return [column.alias(name) for name, column in zip(ADDED, each, strict=True)]


def _of_neighbours(written: Written, there: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """The sums of each municipality's own group, in which it is not itself."""
    import polars as pl

    keyed = near.select("peer_group", pl.col("subject").alias("key"), "municipality")
    fewest = near.select("peer_group", "fewest").unique()
    return (
        _measured(written, there, keyed)
        .with_columns(_added())
        .group_by("peer_group", pl.col("key").alias("subject"), *BESIDE)
        .agg(
            pl.len().alias("members"),
            (pl.col("q").null_count() == 0).alias("is_counted"),
            *(pl.col(name).sum() for name in ADDED),
        )
        .join(fewest, on="peer_group")
    )


def _of_all(written: Written, there: pl.DataFrame, owners: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """The sums of a group that is one for all, for each municipality without it: those before it and those after it.

    So nothing is taken from a sum, and no row is written for every two of the country's municipalities.
    """
    import polars as pl

    keyed = shared.select("peer_group", "municipality").unique().with_columns(pl.lit("").alias("key"))
    whole = ["peer_group", *BESIDE]
    measured = _measured(written, there, keyed).drop("key").with_columns(_added()).sort("municipality")
    of_group = measured.group_by(whole).agg(
        pl.len().alias("members"),
        (pl.col("q").null_count() == 0).alias("is_counted"),
        *(pl.col(name).sum().alias(f"{name} of all") for name in ADDED),
    )
    others = measured.select(
        *whole,
        pl.col("municipality").alias("subject"),
        *(
            (
                pl.col(name).cum_sum().shift(1, fill_value=0)
                + pl.col(name).cum_sum(reverse=True).shift(-1, fill_value=0)
            ).over(whole)
            for name in ADDED
        ),
    )
    # Who is no member is held against all of them.
    return (
        owners.select(pl.col("municipality").alias("subject"), *BESIDE)
        .join(shared.select("peer_group", "subject", "fewest").unique(), on="subject")
        .join(of_group, on=whole)
        .join(others, on=[*whole, "subject"], how="left")
        .select(
            *("peer_group", "subject", *BESIDE, "members", "is_counted"),
            *(pl.coalesce(name, f"{name} of all").alias(name) for name in ADDED),
            "fewest",
        )
    )


def _measured(written: Written, there: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """The figures of each group's members, and whether a member has one in every year that half of the most have.

    `keyed` has a member of a group in each row: peer_group, key (whose group it is), municipality.
    """
    import polars as pl

    series = ["peer_group", "key", "indicator", "price_basis", "stretch"]
    full = 2 * pl.col("found") >= pl.col("found").max().over(series)
    return (
        keyed.join(there, on="municipality")
        .join(stretches(written, there), on=["indicator", "year"])
        .with_columns(pl.len().over([*series, "year"]).alias("found"))
        .with_columns(full.alias("is_full"))
        .with_columns(
            pl.col("is_full").sum().over([*series, "municipality"]).alias("own_full"),
            pl.col("year").filter("is_full").n_unique().over(series).alias("full_years"),
        )
        .with_columns((pl.col("is_full") & (pl.col("own_full") == pl.col("full_years"))).alias("is_steady"))
        .select("peer_group", "key", *BESIDE, "municipality", "value", "q", "is_steady")
    )
