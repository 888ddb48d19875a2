"""What changed in the figures against the release before, by measure and cause.

Belongs here: holding the figures, cells and recipes of two warehouses against each other. Does not belong here: whether
either is right; the later one is held against the second computation beside this.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.recomputing.files import asked

if TYPE_CHECKING:
    import duckdb
    import polars as pl

COUNTRY: Final = "000"
FIGURE: Final = ["indicator_id", "municipality_code", "year"]
OWN: Final = [*FIGURE, "price_basis"]
CELL: Final = ["role", "table_id", "codes", "period", "published_value", "marker"]
JOINED: Final = ["area_code", "municipality_code", "from_year"]
TERM: Final = ["role", "table_id", "series_key", "year_offset", "period_suffix", "weight", "divisor"]


def ledger(before: Path | None, connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Columns as marts.ledger; one row that says so where the one before is in a form that cannot be read.

    Args:
        before: the warehouse of the release before; None where there is none.
        connection: the release's own.
    """
    import duckdb

    if before is None:
        return _summed(_none())
    with duckdb.connect(str(before), read_only=True) as earlier:
        try:
            return _summed(_changed(earlier, connection))
        except (duckdb.BinderException, duckdb.CatalogException):
            return _not_compared()


def _text(value: str) -> pl.Expr:
    import polars as pl

    return pl.lit(value)


def _none() -> pl.DataFrame:
    import polars as pl

    texts = dict.fromkeys(("indicator_id", "municipality_code", "price_basis", "cause"), pl.String)
    return pl.DataFrame(schema={**texts, "year": pl.Int32, "old": pl.Float64, "new": pl.Float64})


def _not_compared() -> pl.DataFrame:
    import polars as pl

    empty = _summed(_none())
    told = {"indicator_id": "", "cause": "not_compared", "figure_count": 0, "municipality_count": 0}
    return pl.DataFrame([dict.fromkeys(empty.columns) | told], schema=empty.schema)


def _changed(earlier: duckdb.DuckDBPyConnection, later: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Each figure that is another, with its cause; of several causes the first."""
    import polars as pl

    figures = (
        f"select {', '.join(OWN)}, value from marts.indicator_values "
        f"where price_basis <> 'fixed' and municipality_code <> '{COUNTRY}'"
    )
    old, new = (asked(each, figures) for each in (earlier, later))
    changed = (
        old.rename({"value": "old"})
        .join(new.rename({"value": "new"}), on=OWN, how="full", coalesce=True)
        .filter(pl.col("old").ne_missing(pl.col("new")))
    )
    of = changed.select(FIGURE).unique()
    # Ids are ours; of a refresh that revised little, most cells need not be looked at.
    moved = ", ".join(f"'{name}'" for name in sorted(changed["indicator_id"].unique())) or "null"
    columns = ", ".join([*FIGURE, *CELL, "area_code", "correction_id"])
    lineage = f"select {columns} from marts.lineage where indicator_id in ({moved})"
    cells = [asked(each, lineage).join(of, on=FIGURE, how="semi") for each in (earlier, later)]
    corrections = [*CELL[:4], "correction_id"]
    is_corrected = _of_one_alone(cells, corrections).filter(pl.col("correction_id").is_not_null())
    terms = [asked(each, f"select indicator_id, {', '.join(TERM)} from raw.recipe_terms") for each in (earlier, later)]
    scales = [asked(each, "select indicator_id, scale from raw.indicators") for each in (earlier, later)]
    recipes = {
        name
        for each, columns in ((terms, TERM), (scales, ["scale"]))
        for name in _of_one_alone(each, columns, ["indicator_id"])["indicator_id"]
    } - set(_of_one_alone(terms, ["table_id"], ["indicator_id"])["indicator_id"])
    marks = {
        "correction": is_corrected,
        "areas": _of_one_alone(cells, ["area_code"]),
        "source": _of_one_alone(cells, CELL),
    }
    joined = _of_one_alone([_successions(each) for each in (earlier, later)], JOINED[1:], JOINED[:1])
    own = (pl.col("area_code") == pl.col("municipality_code")) & (pl.col("year") >= pl.col("from_year"))
    marks["joined"] = (
        changed.rename({"municipality_code": "area_code"})
        .join(joined, on="area_code")
        .filter(~own)
        .drop("municipality_code")
        .rename({"area_code": "municipality_code"})
    )
    for cause, rows in marks.items():
        changed = changed.join(
            rows.select(FIGURE).unique().with_columns(pl.lit(value=True).alias(cause)), on=FIGURE, how="left"
        )
    return _told_by_cause(changed, recipes)


def _told_by_cause(changed: pl.DataFrame, recipes: Collection[str]) -> pl.DataFrame:
    """The first cause of each; `recipes` are the measures whose recipe takes other cells of the same tables."""
    import polars as pl

    return changed.with_columns(
        pl.when(pl.col("joined") & (pl.col("old").is_null() | pl.col("new").is_null()))
        .then(_text("areas"))
        .when(pl.col("old").is_null())
        .then(_text("new"))
        .when(pl.col("new").is_null())
        .then(_text("gone"))
        .when("correction")
        .then(_text("correction"))
        .when("areas")
        .then(_text("areas"))
        .when(pl.col("indicator_id").is_in(list(recipes)))
        .then(_text("recipe"))
        .when("source")
        .then(_text("source"))
        .otherwise(_text("method"))
        .alias("cause")
    )


def _successions(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Which areas became which municipality, from which year; none in a release of before there were any."""
    import duckdb
    import polars as pl

    try:
        return asked(connection, f"select distinct {', '.join(JOINED)} from raw.successions")
    except duckdb.CatalogException:
        return pl.DataFrame(schema={"area_code": pl.String, "municipality_code": pl.String, "from_year": pl.Int32})


def _of_one_alone(both: list[pl.DataFrame], columns: list[str], key: list[str] | None = None) -> pl.DataFrame:
    """Rows that only one of two releases has."""
    import polars as pl

    wanted = [*(key or FIGURE), *columns]
    sides = [each.select(wanted).unique().with_columns(side=pl.lit(number)) for number, each in enumerate(both)]
    return pl.concat(sides).group_by(wanted).agg(pl.len().alias("sides")).filter(pl.col("sides") == 1)


def _summed(changed: pl.DataFrame) -> pl.DataFrame:
    """Per measure and cause; the figure that changed most in proportion is named, from zero before all others."""
    import polars as pl

    both = changed.filter(pl.col("old").is_not_null(), pl.col("new").is_not_null())
    size = (pl.col("new") - pl.col("old")).abs()
    most = (
        both.with_columns(
            pl.when(pl.col("old") == 0).then(float("inf")).otherwise(size / pl.col("old").abs()).alias("part"),
            size.alias("size"),
        )
        .sort("part", "size", "year", "municipality_code", descending=True)
        .group_by("indicator_id", "cause", maintain_order=True)
        .first()
        .select(
            "indicator_id",
            "cause",
            "municipality_code",
            "year",
            pl.col("old").alias("before_value"),
            pl.col("new").alias("value"),
            pl.when(pl.col("old") > 0).then(100 * (pl.col("new") - pl.col("old")) / pl.col("old")).alias("change_pct"),
        )
    )
    counted = changed.group_by("indicator_id", "cause").agg(
        pl.len().cast(pl.Int32).alias("figure_count"),
        pl.col("municipality_code").n_unique().cast(pl.Int32).alias("municipality_count"),
    )
    return counted.join(most, on=["indicator_id", "cause"], how="left", nulls_equal=True)
