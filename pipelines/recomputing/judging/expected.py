"""What a figure would be expected to be, given what a council cannot decide.

Belongs here: docs/methods.md "Regression", "Age standardisation", and expectations that publishers give. Does not
belong here: which covariate describes whom (`others`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.others import COUNTRY_AT_LEAST
from pipelines.recomputing.values import of_municipalities
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

COVERAGE = 0.80
YEARS_AWAY = 3
"""A covariate describes a municipality so many years before and after its own."""
USABLE_FROM = 0.3
PLACE = ["indicator", "municipality", "year"]


def expected_values(
    written: Written, figures: pl.DataFrame, roles: pl.DataFrame, described: pl.DataFrame
) -> pl.DataFrame:
    """Every expectation beside its figure.

    Returns:
        Columns as marts.expected_values, with indicator and municipality for its ids.
    """
    import polars as pl

    there = of_municipalities(figures)
    rows = [*_regressions(written, there, described), *_published(written, there)]
    schema = {
        **dict.fromkeys(("indicator", "municipality"), pl.String),
        "year": pl.Int32,
        **dict.fromkeys(("model_id", "method"), pl.String),
        "areas": pl.Int32,
        **dict.fromkeys(("expected", "lower_value", "upper_value", "loo_r2"), pl.Float64),
    }
    found = pl.concat([pl.DataFrame(rows, schema=schema, orient="row"), _standardised(there, roles)])
    off = pl.col("value") - pl.col("expected")
    side = pl.when("is_usable").then(off.sign())
    usable = side.count().over(PLACE)
    return (
        found.join(there.select(*PLACE, "value"), on=PLACE)
        .with_columns(
            off.alias("deviation"),
            pl.when(pl.col("expected") > 0).then(100 * off / pl.col("expected")).alias("deviation_pct"),
            (pl.col("loo_r2").is_null() | (pl.col("loo_r2") >= USABLE_FROM)).alias("is_usable"),
        )
        .with_columns(
            pl.when(~pl.col("is_usable"))
            .then(pl.lit("not_usable"))
            .when(pl.col("lower_value").is_null())
            .then(pl.lit("no_interval"))
            .when(pl.col("value") > pl.col("upper_value"))
            .then(pl.lit("above"))
            .when(pl.col("value") < pl.col("lower_value"))
            .then(pl.lit("below"))
            .otherwise(pl.lit("cannot_tell"))
            .alias("verdict"),
            pl.when(usable == 0)
            .then(pl.lit("no_model"))
            .when(usable == 1)
            .then(pl.lit("one_model"))
            .when(side.min().over(PLACE) * side.max().over(PLACE) < 0)
            .then(pl.lit("unresolved"))
            .otherwise(pl.lit("agree"))
            .alias("agreement"),
        )
    )


def _regressions(written: Written, there: pl.DataFrame, described: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Each municipality predicted from all the others, by ordinary least squares solved anew without it."""
    import polars as pl

    for model in written.expectation_models:
        for indicator in model["indicators"] if model.get("covariates") else ():
            own = there.filter(pl.col("indicator") == indicator)
            for year in own["year"].unique().sort():
                given = own.filter(pl.col("year") == year).select("municipality", pl.col("value").alias("y"))
                for number, item in enumerate(model["covariates"]):
                    x = _nearest(described, item["indicator"], item.get("transform", "none"), year)
                    given = given.join(x.rename({"x": f"x{number}"}), on="municipality")
                if given.height < COUNTRY_AT_LEAST:
                    continue
                given = given.sort("municipality")
                y = given["y"].to_numpy()
                found = _left_out(y, given.select(pl.col("^x\\d$")).to_numpy())
                if found is None:
                    continue
                expected, lower, upper, r2 = found
                for code, *numbers in zip(given["municipality"], expected, lower, upper, strict=True):
                    yield (indicator, code, year, model["id"], "regression", given.height, *numbers, r2)


def _nearest(described: pl.DataFrame, covariate: str, transform: str, year: int) -> pl.DataFrame:
    """The covariate of each municipality in that year; no rows where there is none."""
    import polars as pl

    near = nearest_year(described, covariate, transform, year)
    is_wanted = (pl.col("covariate") == covariate) & (pl.col("transform") == transform)
    return described.filter(is_wanted, pl.col("year") == (-1 if near is None else near)).select("municipality", "x")


def nearest_year(described: pl.DataFrame, covariate: str, transform: str, year: int) -> int | None:
    """The year nearest to `year` in which the country has the covariate; the earlier of two as near."""
    import polars as pl

    of_it = described.filter(pl.col("covariate") == covariate, pl.col("transform") == transform)
    years = of_it.group_by("year").len().filter(pl.col("len") >= COUNTRY_AT_LEAST)["year"].to_list()
    near = (each for each in years if abs(each - year) <= YEARS_AWAY)
    return min(near, key=lambda each: (abs(each - year), each), default=None)


def _left_out(y: Any, x: Any) -> tuple[Any, Any, Any, float] | None:
    """Expected value, ends of the interval and R² of figures that were left out: one fit for each, without it."""
    import numpy as np
    from scipy.stats import t

    count = len(y)
    spread = x.std(axis=0)
    if not np.all(spread > 0):
        return None
    design = np.column_stack([np.ones(count), (x - x.mean(axis=0)) / spread])
    columns = design.shape[1]
    if np.linalg.matrix_rank(design) < columns or count <= columns + 1:
        return None
    expected, reach = np.empty(count), np.empty(count)
    for out in range(count):
        rest = np.arange(count) != out
        inverse = np.linalg.inv(design[rest].T @ design[rest])
        slopes = inverse @ design[rest].T @ y[rest]
        residuals = y[rest] - design[rest] @ slopes
        variance = residuals @ residuals / (count - 1 - columns)
        expected[out] = design[out] @ slopes
        reach[out] = np.sqrt(variance * (1 + design[out] @ inverse @ design[out]))
    reach *= t.ppf(0.5 + COVERAGE / 2, count - 1 - columns)
    # Held against predicting each by the mean of the others.
    others = (y.sum() - y) / (count - 1)
    total = float(((y - others) ** 2).sum())
    return (
        expected,
        expected - reach,
        expected + reach,
        1 - float(((y - expected) ** 2).sum()) / total if total else 0.0,
    )


def _published(written: Written, there: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The publisher's own expectation: its figure less the deviation that it gives."""
    import polars as pl

    for model in written.expectation_models:
        if not model.get("published_deviation"):
            continue
        deviations = there.filter(pl.col("indicator") == model["published_deviation"])
        for indicator in model["indicators"]:
            both = there.filter(pl.col("indicator") == indicator).join(deviations, on=["municipality", "year"])
            both = both.with_columns(pl.len().over("year").alias("areas"))
            for code, year, value, off, areas in both.select(
                "municipality", "year", "value", "value_right", "areas"
            ).iter_rows():
                yield (indicator, code, year, model["id"], "published", areas, value - off, None, None, None)


def _standardised(there: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """What a municipality would spend if its age groups used as much as the same ones do in the country."""
    import polars as pl

    strata = (
        roles.filter(pl.col("role").str.contains(":"), pl.col("municipality") != "000")
        .with_columns(
            pl.col("role").str.split(":").list.first().alias("part"),
            pl.col("role").str.split(":").list.last().alias("s"),
        )
        .group_by(*PLACE, "s")
        .agg(
            pl.col("total").filter(pl.col("part") == "use").max().alias("use"),
            pl.col("total").filter(pl.col("part") == "population").max().alias("people"),
        )
    )
    prices = there.filter(pl.col("denominator") > 0).select(*PLACE, "value", "denominator")
    whole = (
        strata.join(prices, on=PLACE)
        .filter((pl.col("use").is_not_null() & pl.col("people").is_not_null()).all().over(PLACE))
        .with_columns(
            (pl.col("use").sum() / pl.col("people").sum()).over("indicator", "year", "s").alias("rate"),
        )
    )
    each = whole.group_by(PLACE).agg(
        (pl.col("rate") * pl.col("people")).sum().alias("use"),
        (pl.col("value") * pl.col("denominator")).first().alias("cost"),
        pl.col("denominator").first(),
    )
    country = ["indicator", "year"]
    return (
        each.with_columns(
            pl.len().over(country).cast(pl.Int32).alias("areas"),
            (
                pl.col("use")
                * pl.col("cost").sum().over(country)
                / pl.col("use").sum().over(country)
                / pl.col("denominator")
            )
            .round(6)
            .alias("expected"),
        )
        .filter(pl.col("areas") >= COUNTRY_AT_LEAST)
        .select(
            *PLACE,
            pl.lit("age_standardisation").alias("model_id"),
            pl.lit("standardisation").alias("method"),
            "areas",
            "expected",
            *(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("lower_value", "upper_value", "loo_r2")),
        )
    )
