"""A gap in cost per inhabitant in its parts, full cost, and changes from year to year.

Belongs here: docs/methods.md "Decomposition", "Full cost" and "Changes". Does not belong here: what is expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.recomputing.others import LAST_DIGIT, stretches
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

ALL_ORDERS = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
"""In which coverage, mix and price can change: Shapley's effect is the mean over them."""


def decompositions(written: Written, figures: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Each gap split into price, coverage and mix, the others as one.

    Returns:
        Columns as marts.decomposition, with municipality for its code.
    """
    import polars as pl

    own = _owned(written, figures)
    place = ["decomposition_id", "part", "year"]
    beside = (
        groups.join(own, on="municipality")
        .group_by("peer_group", "subject", *place)
        .agg(
            pl.len().alias("members"),
            pl.col("fewest").first(),
            (~pl.col("is_own")).sum().cast(pl.Int32).alias("n_peers"),
            *(
                pl.col(name).filter(~pl.col("is_own")).sum().alias(f"o_{name}")
                for name in ("cost", "users", "inhabitants")
            ),
        )
    )
    whole = ["decomposition_id", "municipality", "year", "peer_group"]
    users, other_users = pl.col("users"), pl.col("o_users")
    joined = (
        own.join(
            beside.filter(pl.col("members") >= pl.col("fewest"), pl.col("n_peers") > 0),
            left_on=["municipality", *place],
            right_on=["subject", *place],
        )
        .with_columns(users.sum().over(whole).alias("all"), other_users.sum().over(whole).alias("o_all"))
        .filter(pl.col("all") > 0, pl.col("o_all") > 0, (users > 0) | (other_users > 0))
    )
    own_price, other_price = pl.col("cost") / users, pl.col("o_cost") / other_users
    # Coverage, mix and price of each part, ours and theirs; a price nobody has is no reason for a gap.
    ours = (
        pl.col("all") / pl.col("inhabitants"),
        users / pl.col("all"),
        pl.when(users > 0).then(own_price).otherwise(other_price),
    )
    theirs = (
        pl.col("o_all") / pl.col("o_inhabitants"),
        other_users / pl.col("o_all"),
        pl.when(other_users > 0).then(other_price).otherwise(own_price),
    )
    given = joined.with_columns(
        *(
            side.alias(f"{name}{number}")
            for name, parts in (("k", ours), ("o", theirs))
            for number, side in enumerate(parts)
        )
    )
    effects = [_effect(number) for number in range(3)]
    return (
        given.with_columns(*(effect.alias(f"e{number}") for number, effect in enumerate(effects)))
        .group_by(whole)
        .agg(
            pl.col("n_peers").max(),
            (pl.col("cost") / pl.col("inhabitants")).sum().alias("cost_dkk_per_inhabitant"),
            (pl.col("o_cost") / pl.col("o_inhabitants")).sum().alias("reference_dkk_per_inhabitant"),
            pl.col("e2").sum().alias("price_effect_dkk_per_inhabitant"),
            pl.col("e0").sum().alias("coverage_effect_dkk_per_inhabitant"),
            pl.col("e1").sum().alias("mix_effect_dkk_per_inhabitant"),
            (100 * pl.col("k0").max()).alias("coverage_pct"),
            (100 * pl.col("o0").max()).alias("reference_coverage_pct"),
        )
        .with_columns(
            (pl.col("cost_dkk_per_inhabitant") - pl.col("reference_dkk_per_inhabitant")).alias("gap_dkk_per_inhabitant")
        )
    )


def _effect(factor: int) -> pl.Expr:
    """What changing one factor from theirs to ours does, in the mean over all orders of change."""
    import polars as pl

    total = pl.lit(0.0)
    for order in ALL_ORDERS:
        changed = order[: order.index(factor)]
        rest = [pl.col(f"{'k' if other in changed else 'o'}{other}") for other in range(3) if other != factor]
        total = total + (pl.col(f"k{factor}") - pl.col(f"o{factor}")) * rest[0] * rest[1]
    return total / len(ALL_ORDERS)


def _owned(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """Cost, users and inhabitants of every part of every municipality that has them all."""
    import polars as pl

    parts = pl.DataFrame(
        [
            (item["id"], part, len(item["parts"]), item["population"])
            for item in written.decompositions
            for part in item["parts"]
        ],
        schema={"decomposition_id": pl.String, "part": pl.String, "needed": pl.Int64, "population": pl.String},
        orient="row",
    )
    unused = (pl.col("denominator") == 0) & (pl.col("numerator") == 0)
    prices = figures.filter(
        pl.col("price_basis") == "current",
        pl.col("municipality") != "000",
        pl.col("value").is_not_null() | unused.fill_null(value=False),
    )
    people = figures.filter(pl.col("price_basis") != "fixed", pl.col("value") > 0)
    whole = ["decomposition_id", "municipality", "year"]
    return (
        parts.join(prices, left_on="part", right_on="indicator")
        .with_columns(pl.len().over(whole).alias("found"))
        .filter(pl.col("found") == pl.col("needed"))
        .join(
            people.select(
                pl.col("indicator").alias("population"), "municipality", "year", pl.col("value").alias("inhabitants")
            ),
            on=["population", "municipality", "year"],
        )
        .select(
            *whole,
            "part",
            (pl.col("value") * pl.col("denominator")).fill_null(0).alias("cost"),
            pl.col("denominator").alias("users"),
            "inhabitants",
        )
    )


def full_costs(written: Written, figures: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """Direct cost with overhead, by the share of wages and in per cent of the direct cost.

    Returns:
        Columns indicator, municipality, year, scenario, direct_cost, overhead_share_pct, full_cost.
    """
    import polars as pl

    full = written.full_cost
    place = ["indicator", "municipality", "year"]
    if full is None:
        numbers = ("direct_cost", "overhead_share_pct", "full_cost")
        texts = dict.fromkeys(("indicator", "municipality", "scenario"), pl.String)
        return pl.DataFrame(schema=texts | {"year": pl.Int32} | dict.fromkeys(numbers, pl.Float64))
    areas = {item["id"]: item["service_area"] for item in written.indicators}
    priced = [
        item["id"]
        for item in written.indicators
        if item["kind"] == "unit_price" and item["service_area"] != areas.get(full["overhead"])
    ]
    current = figures.filter(pl.col("price_basis") == "current")
    prices = current.filter(pl.col("indicator").is_in(priced), pl.col("value").is_not_null())
    prices = prices.select(*place, pl.col("value").alias("direct_cost"), "denominator")
    sums = {
        name: current.filter(pl.col("indicator") == full[name], pl.col("numerator").is_not_null()).select(
            "municipality", "year", pl.col("numerator").alias(name)
        )
        for name in ("overhead", "wages")
    }
    own = roles.filter(pl.col("role") == "wages", pl.col("total").is_not_null()).select(*place, "total")
    share = pl.col("total") / pl.col("wages")
    by_wages = (
        prices.filter(pl.col("denominator") > 0)
        .join(own, on=place)
        .join(sums["overhead"], on=["municipality", "year"])
        .join(sums["wages"], on=["municipality", "year"])
        .select(
            *place,
            pl.lit("wage_share").alias("scenario"),
            "direct_cost",
            (100 * share).alias("overhead_share_pct"),
            (pl.col("direct_cost") + share * pl.col("overhead") / pl.col("denominator")).alias("full_cost"),
        )
    )
    plus = [
        prices.select(
            *place,
            pl.lit(f"plus_{percent}_pct").alias("scenario"),
            "direct_cost",
            pl.lit(None, dtype=pl.Float64).alias("overhead_share_pct"),
            (pl.col("direct_cost") * (1 + percent / 100)).alias("full_cost"),
        )
        for percent in full["sensitivity_pct"]
    ]
    return pl.concat([by_wages, *plus])


def scopes(written: Written, benchmarks: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """A price under each scope that can be defended, each held against the compared group under the same scope.

    Returns:
        Columns indicator, municipality, year, scope_id, value, gap_pct, is_same_unit.
    """
    import polars as pl

    compared = written.compared
    units = {item["id"]: (item["unit"]["measure"], item["unit"].get("per")) for item in written.indicators}
    pairs = pl.DataFrame(
        [
            (item["id"], scope, units[item["id"]] == units[scope])
            for item in written.indicators
            if item["kind"] == "unit_price"
            for scope in (item["id"], *(item.get("scopes") or []))
        ],
        schema={"owner": pl.String, "scope_id": pl.String, "is_same_unit": pl.Boolean},
        orient="row",
    )
    beside = benchmarks.filter(pl.col("peer_group") == compared["id"], pl.col("price_basis") != "fixed")
    columns = ("indicator", "municipality", "year", "scope_id", "value", "gap_pct", "is_same_unit")
    defined = (
        pairs.join(beside, left_on="scope_id", right_on="indicator").rename({"owner": "indicator"}).select(columns)
    )
    full = costs.filter(pl.col("scenario") == "wage_share", pl.col("municipality") != "000")
    is_member = pl.col("municipality").is_in(compared["members"])
    own = pl.when(is_member).then("full_cost").otherwise(0.0)
    of_year = ["indicator", "year"]
    others = (pl.col("full_cost").filter(is_member).sum().over(of_year) - own) / (
        is_member.sum().over(of_year) - is_member.cast(pl.Int64)
    )
    with_overhead = full.with_columns(others.alias("reference"), is_member.sum().over(of_year).alias("members")).filter(
        pl.col("members") > 0
    )
    gap = 100 * (pl.col("full_cost") - pl.col("reference")) / pl.col("reference")
    return pl.concat(
        [
            defined,
            with_overhead.select(
                "indicator",
                "municipality",
                "year",
                pl.lit("with_overhead").alias("scope_id"),
                pl.col("full_cost").alias("value"),
                pl.when(pl.col("reference") > 0).then(gap).alias("gap_pct"),
                pl.lit(value=True).alias("is_same_unit"),
            ),
        ]
    )


def changes(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """Each figure beside the nearest earlier one that shares no year with it, in the same stretch.

    Returns:
        Columns as marts.changes, with indicator and municipality for its ids.
    """
    import polars as pl

    overlapping = pl.DataFrame(
        [(item["id"], item.get("overlapping_years", 1)) for item in written.indicators],
        schema={"indicator": pl.String, "overlapping": pl.Int32},
        orient="row",
    )
    series = ["indicator", "municipality", "price_basis"]
    there = (
        figures.filter(pl.col("value").is_not_null())
        .select(*series, "year", "value")
        .join(stretches(written, figures), on=["indicator", "year"])
        .join(overlapping, on="indicator")
        .with_columns((pl.col("year") - pl.col("overlapping")).alias("until"))
    )
    earlier = there.select(
        *series, pl.col("year").alias("previous_year"), pl.col("value").alias("previous_value"), "stretch"
    )
    any_before = there.group_by(series).agg(pl.col("year").min().alias("first"))
    found = there.sort("until").join_asof(
        earlier.sort("previous_year"),
        left_on="until",
        right_on="previous_year",
        by=[*series, "stretch"],
        strategy="backward",
        coalesce=False,
        check_sortedness=False,
    )
    return (
        found.join(any_before, on=series)
        .filter(pl.col("first") <= pl.col("until"))
        .select(
            *series,
            "year",
            "value",
            "previous_year",
            "previous_value",
            (pl.col("value") - pl.col("previous_value")).alias("change"),
            pl.when(pl.col("previous_value") > 0)
            .then(100 * (pl.col("value") - pl.col("previous_value")) / pl.col("previous_value"))
            .alias("change_pct"),
            # What the last digit of the two moves it by.
            (200 * LAST_DIGIT / pl.col("previous_value").abs()).alias("±change_pct"),
            pl.when(pl.col("previous_value").is_null()).then(pl.lit("break_in_series")).alias("missing_reason"),
        )
    )
