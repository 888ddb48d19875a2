"""Every model of what a figure would be expected to be, and whether it could be computed.

Belongs here: its words, with the year each covariate is taken from. Does not belong here: expecting
(`judging.expected`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.judging.expected import nearest_year
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

BY_AGE = {
    "model_id": "age_standardisation",
    "title_da": "Efter borgernes alder",
    "title_en": "By the citizens' age",
    "method": "standardisation",
    "covariates_da": "alder; hvor udgift pr. alder ikke offentliggøres, følger den aldersgruppens forbrug, såsom timer",
    "covariates_en": "age; where cost by age is not published it follows the age group's use, such as hours",
}
COLUMNS = ("model_id", "indicator_id", "title_da", "title_en", "method", "covariates_da", "covariates_en")


def expectation_models(written: Written, described: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Columns as marts.expectation_models.

    Args:
        written: the catalogue.
        described: see `others.covariates`.
        expectations: see `expected.expected_values`.
    """
    import polars as pl

    years = expectations.group_by("model_id", pl.col("indicator").alias("indicator_id")).agg(
        pl.col("year").n_unique().cast(pl.Int32).alias("years"), pl.col("year").max().alias("latest_year")
    )
    latest = {(model, indicator): year for model, indicator, _, year in years.iter_rows()}
    rows = [*_by_age(written), *_declared(written, described, latest)]
    return (
        pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String))
        .join(years, on=["model_id", "indicator_id"], how="left")
        .with_columns(
            pl.when(pl.col("years").is_null()).then(pl.lit("source_absent")).alias("missing_reason"),
            pl.col("years").fill_null(0),
        )
    )


def _by_age(written: Written) -> Iterator[dict[str, Any]]:
    for item in [*written.indicators, *written.withheld]:
        if item.get("standardisation"):
            yield BY_AGE | {"indicator_id": item["id"]}


def _declared(
    written: Written, described: pl.DataFrame, latest: dict[tuple[str, str], int]
) -> Iterator[dict[str, Any]]:
    titles = {item["id"]: item["title"] for item in [*written.indicators, *written.withheld]}
    for model in written.expectation_models:
        for indicator in model["indicators"]:
            year = latest.get((model["id"], indicator))
            covariates = model.get("covariates") or []
            listed = {
                lang: ", ".join(
                    titles[item["indicator"]][lang] + _taken_from(described, item, year) for item in covariates
                )
                for lang in ("da", "en")
            }
            yield {
                "model_id": model["id"],
                "indicator_id": indicator,
                "title_da": model["title"]["da"],
                "title_en": model["title"]["en"],
                "method": "published" if model.get("published_deviation") else "regression",
                "covariates_da": listed["da"] or None,
                "covariates_en": listed["en"] or None,
            }


def _taken_from(described: pl.DataFrame, covariate: Entry, year: int | None) -> str:
    if year is None:
        return ""
    return f" ({nearest_year(described, covariate['indicator'], covariate.get('transform', 'none'), year)})"
