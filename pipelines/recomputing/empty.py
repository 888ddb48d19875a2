"""Codes that a table has and that hold no figure where a recipe needs one: then the recipe cannot be used.

Belongs here: docs/methods.md "Whole files", of codes. Does not belong here: codes that a table does not have
(`series`), or what a figure becomes (`values`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

ROLE = ["indicator", "recipe_no", "role"]
SERIES = ["table", "series"]
NAMED_BY_US = ("statbank", "bundled")
"""Systems whose codes are the publisher's; in others an empty one may be hidden everywhere, and is no wrong code."""
ACCOUNTS_UNTIL = 9999


def roles(series: pl.DataFrame, cells: pl.DataFrame, written: Written) -> dict[tuple[str, int, str], set[str]]:
    """The roles that cannot be used, each with the tables whose codes are empty.

    Args:
        series: see `series.Chosen`.
        cells: see `files.cells`, with year and suffix.
        written: the catalogue.
    """
    import polars as pl

    found = pl.concat([_never_filled(series, cells, written), _without_total(series, cells, written)])
    roles: dict[tuple[str, int, str], set[str]] = {}
    for indicator, recipe_no, role, table in found.iter_rows():
        roles.setdefault((indicator, recipe_no, role), set()).add(table)
    return roles


def _never_filled(series: pl.DataFrame, cells: pl.DataFrame, written: Written) -> pl.DataFrame:
    """A code without a figure anywhere; in a sum where an absent row is zero, only where the whole sum is without."""
    import polars as pl

    theirs = [name for name, source in written.sources.items() if source["system"] in NAMED_BY_US]
    filled = cells.filter(pl.col("value") != 0).select(SERIES).unique().with_columns(pl.lit(value=True).alias("filled"))
    return (
        series.join(filled, on=SERIES, how="left")
        .with_columns(pl.col("filled").fill_null(value=False))
        .with_columns(pl.col("filled").any().over("indicator", "role", "term_no").alias("term_filled"))
        .filter(~pl.col("filled"), ~(pl.col("absent_is_zero") & pl.col("term_filled")), pl.col("table").is_in(theirs))
        .select(*ROLE, "table")
        .unique()
    )


def _without_total(series: pl.DataFrame, cells: pl.DataFrame, written: Written) -> pl.DataFrame:
    """An account that is written out, without a national total in a year in which its role has all it requires."""
    import polars as pl

    valid = pl.DataFrame(
        [
            (item["id"], item["valid_from"], item.get("valid_to") or ACCOUNTS_UNTIL)
            for item in [*written.indicators, *written.withheld]
        ],
        schema={"indicator": pl.String, "valid_from": pl.Int32, "valid_to": pl.Int32},
        orient="row",
    )
    own = ["indicator", "role"]
    required = pl.struct(SERIES).filter(~pl.col("absent_is_zero")).n_unique()
    accounts = (
        series.filter(pl.col("role") != "weight")
        .filter(pl.col("is_written_out").any().over(own))
        .with_columns(required.over(own).alias("required"))
        .join(valid, on="indicator")
    )
    totals = (
        cells.join(accounts.select(SERIES).unique(), on=SERIES)
        .group_by(*SERIES, pl.col("year").alias("of"), "suffix")
        .agg(
            pl.col("value").count().alias("figures"),
            pl.coalesce(pl.col("value").filter(pl.col("area") == "000").max(), pl.col("value").sum()).alias("total"),
        )
    )
    there = accounts.join(totals.filter(pl.col("figures") > 0), on=[*SERIES, "suffix"]).with_columns(
        (pl.col("of") - pl.col("year_offset")).alias("year")
    )
    whole = (
        there.filter(pl.col("year").is_between("valid_from", "valid_to"))
        .group_by(*own, "year")
        .agg(required.alias("found"), pl.col("required").first())
        .filter(pl.col("found") == pl.col("required"))
        .select(*own, "year")
    )
    return (
        accounts.filter("is_written_out")
        .join(whole, on=own)
        .with_columns((pl.col("year") + pl.col("year_offset")).alias("of"))
        .join(totals.select(*SERIES, "of", "suffix", "total"), on=[*SERIES, "of", "suffix"], how="left")
        .filter(pl.col("total").fill_null(0) == 0)
        .select(*ROLE, "table")
        .unique()
    )
