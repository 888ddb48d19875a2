"""What this release says otherwise than what was there before it: revised cells, and news.

Belongs here: the file in use beside the one before it, and the release beside the one before it. Does not belong here:
which release was before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.recomputing.files import Stored, asked, cells
from pipelines.recomputing.values import of_municipalities
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

FIGURE = ["indicator", "municipality", "year"]
REVISED = ("area", "period", "series")
BEFORE: Mapping[str, tuple[tuple[str, ...], str, Mapping[str, str]]] = {
    "figures": (
        ("indicator_values", "municipalities"),
        """
        select v.indicator_id as indicator, v.municipality_code as municipality, v.year, v.value::double as before
        from marts.indicator_values as v
        where v.value is not null and v.price_basis <> 'fixed' and v.municipality_code <> '000'
        """,
        {"indicator": "String", "municipality": "String", "year": "Int32", "before": "Float64"},
    ),
    "verdicts": (
        ("verdicts", "indicators", "peer_groups"),
        """
        select v.indicator_id as indicator, v.municipality_code as municipality, v.year as first_year,
            v.verdict as verdict_before
        from marts.verdicts as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id and v.year = i.latest_year
        where v.peer_group in (select peer_group from marts.peer_groups where is_compared)
        """,
        {"indicator": "String", "municipality": "String", "first_year": "Int32", "verdict_before": "String"},
    ),
    "files": (
        ("lineage",),
        "select distinct indicator_id as indicator, snapshot_id from marts.lineage",
        {"indicator": "String", "snapshot_id": "String"},
    ),
    "news": (
        ("news",),
        """
        select release_id, told_on, indicator_id as indicator, what, cause, municipality_code as municipality,
            figure_count, municipality_count, first_year, last_year, largest_change_pct::double as largest_change_pct,
            verdict_before, verdict
        from marts.news
        """,
        {
            **dict.fromkeys(("release_id", "indicator", "what", "cause", "municipality"), "String"),
            **dict.fromkeys(("figure_count", "municipality_count", "first_year", "last_year"), "Int32"),
            "told_on": "Date",
            "largest_change_pct": "Float64",
            **dict.fromkeys(("verdict_before", "verdict"), "String"),
        },
    ),
}
"""What the release before is asked for, the tables it takes, and what the answer has: no rows where one is missing."""


def revisions(
    stored: Mapping[str, Stored], before: Mapping[str, Stored], now: pl.DataFrame, lineage: pl.DataFrame
) -> pl.DataFrame:
    """Cells in a figure that the file before the one in use gave otherwise: columns as marts.revisions.

    Args:
        stored: the files in use.
        before: the file before it, of each source that has one.
        now: see `values.corrected`.
        lineage: columns indicator, municipality, year, cell_id and codes.
    """
    import polars as pl

    entered = lineage.group_by("cell_id").agg(
        pl.col("codes").min(),
        pl.col("indicator").n_unique().cast(pl.Int32).alias("indicator_count"),
        pl.struct(FIGURE).n_unique().cast(pl.Int32).alias("figure_count"),
    )
    parts = [found for name, old in before.items() if (found := _revised(stored[name], old, now)) is not None]
    schema = {
        **dict.fromkeys(("cell_id", "table_id", "publisher", "publisher_table"), pl.String),
        **dict.fromkeys(("area_code", "period", "earlier_snapshot_id"), pl.String),
        "earlier_value": pl.Float64,
        **dict.fromkeys(("earlier_marker", "snapshot_id"), pl.String),
        "value": pl.Float64,
        "marker": pl.String,
    }
    earlier = pl.col("earlier_value")
    return (
        pl.concat([pl.DataFrame(schema=schema), *parts])
        .join(entered, on="cell_id")
        .with_columns(pl.when(earlier > 0).then(100 * (pl.col("value") - earlier) / earlier).alias("change_pct"))
    )


def _revised(used: Stored, old: Stored, now: pl.DataFrame) -> pl.DataFrame | None:
    """None where they are one file, are laid out otherwise, or the older one cannot be read as described today."""
    import polars as pl
    from polars.exceptions import PolarsError

    if used.meta["sha256"] == old.meta["sha256"]:
        return None
    if [item["id"] for item in used.series_variables()] != [item["id"] for item in old.series_variables()]:
        return None
    try:
        earlier = cells(old)
    except PolarsError:
        return None
    same = pl.col("value").eq_missing(pl.col("earlier_value")) & pl.col("marker").eq_missing(pl.col("earlier_marker"))
    return (
        now.filter(pl.col("snapshot_id") == used.id)
        .join(
            earlier.select(*REVISED, pl.col("value").alias("earlier_value"), pl.col("marker").alias("earlier_marker")),
            on=REVISED,
        )
        .filter(~same)
        .select(
            pl.concat_str("snapshot_id", pl.col("file_line").cast(pl.String), separator=":").alias("cell_id"),
            pl.col("table").alias("table_id"),
            pl.lit(used.source["publisher"]).alias("publisher"),
            pl.lit(used.source["table"]).alias("publisher_table"),
            pl.col("area").alias("area_code"),
            "period",
            pl.lit(old.id).alias("earlier_snapshot_id"),
            *("earlier_value", "earlier_marker", "snapshot_id", "value", "marker"),
        )
    )


def revised_tables(written: Written, revised: pl.DataFrame, lineage: pl.DataFrame) -> pl.DataFrame:
    """The same by table: columns as marts.revised_tables."""
    import polars as pl

    table = ["snapshot_id", "publisher", "publisher_table"]
    is_own = pl.col("area_code").is_in(written.codes)
    figures = (
        revised.select("cell_id", "snapshot_id")
        .join(lineage.select("cell_id", *FIGURE), on="cell_id")
        .group_by("snapshot_id")
        .agg(pl.struct(FIGURE).n_unique().cast(pl.Int32).alias("figure_count"))
    )
    return (
        revised.group_by(table)
        .agg(
            pl.len().cast(pl.Int32).alias("cell_count"),
            pl.col("area_code").filter(is_own).n_unique().cast(pl.Int32).alias("municipality_count"),
            pl.col("change_pct").abs().max().alias("largest_change_pct"),
        )
        .join(figures, on="snapshot_id")
    )


def news(
    written: Written,
    release: str,
    before: Path | None,
    viewpoints: Sequence[str],
    stored: Mapping[str, Stored],
    figures: pl.DataFrame,
    verdicts: pl.DataFrame,
    lineage: pl.DataFrame,
) -> pl.DataFrame:
    """What is told otherwise than in the release before, and what those before told: columns as marts.news.

    Args:
        written: the catalogue.
        release: the id of this one.
        before: the warehouse of the release before; None where there was none.
        viewpoints: the municipalities whose verdicts are news beside those of the compared.
        stored: the files in use.
        figures: see `values.with_fixed_prices`.
        verdicts: see `forecasts.verdicts`.
        lineage: columns indicator and snapshot_id.
    """
    import polars as pl

    was = _published(before)
    there = of_municipalities(figures).select(*FIGURE, "value")
    known = was["figures"].select("indicator").unique().with_columns(pl.lit(value=True).alias("is_known"))
    percent = pl.when(pl.col("before") > 0).then(100 * (pl.col("value") - pl.col("before")) / pl.col("before"))
    of_figures = (
        there.join(was["figures"], on=FIGURE, how="full", coalesce=True)
        .filter(pl.col("value").ne_missing(pl.col("before")))
        .join(known, on="indicator", how="left")
        .with_columns(
            pl.when(pl.col("before").is_null() & pl.col("is_known").is_null())
            .then(pl.lit("new_measure"))
            .when(pl.col("before").is_null())
            .then(pl.lit("new_figures"))
            .when(pl.col("value").is_null())
            .then(pl.lit("withdrawn"))
            .otherwise(pl.lit("revised"))
            .alias("what")
        )
        .group_by("indicator", "what")
        .agg(
            pl.len().cast(pl.Int32).alias("figure_count"),
            pl.col("municipality").n_unique().cast(pl.Int32).alias("municipality_count"),
            pl.col("year").min().alias("first_year"),
            pl.col("year").max().alias("last_year"),
            percent.abs().max().alias("largest_change_pct"),
        )
    )
    compared = written.compared
    latest = (
        figures.filter(pl.col("value").is_not_null()).group_by("indicator").agg(pl.col("year").max().alias("last_year"))
    )
    of_verdicts = (
        verdicts.filter(
            pl.col("peer_group") == compared["id"], pl.col("municipality").is_in([*compared["members"], *viewpoints])
        )
        .select("indicator", "municipality", pl.col("year").alias("last_year"), "verdict")
        .join(latest, on=["indicator", "last_year"])
        .join(was["verdicts"], on=["indicator", "municipality"])
        .filter(pl.col("verdict") != pl.col("verdict_before"))
        .with_columns(pl.lit("verdict").alias("what"))
    )
    pair = ["indicator", "snapshot_id"]
    files = lineage.select(pair).unique()
    other = pl.concat([files.join(was["files"], on=pair, how="anti"), was["files"].join(files, on=pair, how="anti")])
    told = [item["id"] for item in written.indicators if item["kind"] not in ("process", "control")]
    day = max((item.meta["retrieved_at"][:10] for item in stored.values()), default=None)
    own = (
        pl.concat([was["news"].clear(), of_figures, of_verdicts], how="diagonal")
        .filter(pl.col("indicator").is_in(told), pl.lit(was["files"].height > 0))
        .with_columns(
            pl.lit(release).alias("release_id"),
            pl.lit(day).str.to_date().alias("told_on"),
            pl.when(pl.col("indicator").is_in(other["indicator"].unique().implode()))
            .then(pl.lit("source"))
            .otherwise(pl.lit("computation"))
            .alias("cause"),
        )
    )
    return pl.concat([own, was["news"].filter(pl.col("release_id") != release)], how="diagonal")


def news_basis(before: Path | None) -> pl.DataFrame:
    """Whether there is a release before this one: the row of marts.news_basis."""
    import polars as pl

    return pl.DataFrame({"has_earlier": [not _published(before)["figures"].is_empty()]})


def _published(warehouse: Path | None) -> dict[str, pl.DataFrame]:
    import duckdb
    import polars as pl

    found = {
        name: pl.DataFrame(schema={column: getattr(pl, kind) for column, kind in columns.items()})
        for name, (_, _, columns) in BEFORE.items()
    }
    if warehouse is None:
        return found
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        there = {
            name
            for (name,) in connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts'"
            ).fetchall()
        }
        for name, (needed, query, _) in BEFORE.items():
            if there.issuperset(needed):
                found[name] = asked(connection, query).cast(found[name].schema)
    return found
