"""Every value, from series and cells.

Belongs here: corrections, terms, sums by role, one division, why a figure is missing, fixed prices (docs/methods.md
"From cells to values", "Corrections", "Fixed prices"). Does not belong here: what a figure is held against (`others`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipelines.recomputing.files import REASONS, Stored, year_and_suffix
from pipelines.recomputing.series import VALUED, Chosen, UnknownNameError, expand
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

SLIPS_AT_MOST = 20
"""So many cells may tell another price level than the deflator before there is none."""
FIGURE = ["indicator", "municipality", "year"]


def measured(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures that there are, as they were measured: in the prices of their year."""
    import polars as pl

    return figures.filter(pl.col("price_basis") != "fixed", pl.col("value").is_not_null())


def of_municipalities(figures: pl.DataFrame) -> pl.DataFrame:
    """Those measured, without the whole country."""
    import polars as pl

    return measured(figures).filter(pl.col("municipality") != "000")


def corrected(cells: pl.DataFrame, written: Written, stored: Mapping[str, Stored]) -> pl.DataFrame:
    """The cells with what is used of them.

    Returns:
        As `files.cells`, with year, suffix, `used` (the figure that enters), missing_reason and correction_id.
    """
    import polars as pl

    rows = []
    for item in written.corrections:
        if item["source"] not in stored:
            continue
        try:
            ((key, _),) = expand(item.get("where") or {}, stored[item["source"]])
        except UnknownNameError:
            continue  # told by the refresh as a misfit: it corrects nothing
        expected = item["expect"]
        rows.append(
            {
                "table": item["source"],
                "area": item["area"],
                "period": item["period"],
                "series": key,
                "correction_id": item["id"],
                "expected_marker": expected if isinstance(expected, str) else None,
                "expected_value": None if isinstance(expected, str) else float(expected),
                "right_value": None if item.get("value") is None else float(item["value"]),
                "right_reason": item.get("missing"),
            }
        )
    text = ("table", "area", "period", "series", "correction_id", "expected_marker", "right_reason")
    corrections = (
        pl.DataFrame(rows, schema_overrides=dict.fromkeys(text, pl.String), orient="row")
        if rows
        else pl.DataFrame(
            schema={**dict.fromkeys(text, pl.String), "expected_value": pl.Float64, "right_value": pl.Float64}
        )
    )
    holds = (pl.col("marker") == pl.col("expected_marker")) | (
        pl.col("marker").is_null() & (pl.col("value") == pl.col("expected_value"))
    )
    is_corrected = holds.fill_null(value=False)
    joined = cells.join(corrections, on=["table", "area", "period", "series"], how="left").with_columns(
        *year_and_suffix(),
        pl.when(is_corrected).then("correction_id").alias("correction_id"),
        pl.when(is_corrected).then("right_value").otherwise("value").alias("used"),
        pl.when(is_corrected).then("right_reason").alias("right_reason"),
    )
    reason = pl.coalesce(
        "right_reason", pl.col("marker").replace_strict(REASONS, default=None), pl.lit("not_published")
    )
    return joined.with_columns(pl.when(pl.col("used").is_null()).then(reason).alias("missing_reason")).drop(
        "expected_marker", "expected_value", "right_value", "right_reason"
    )


def terms(series: pl.DataFrame, cells: pl.DataFrame, written: Written) -> pl.DataFrame:
    """Every cell of every series a recipe names, of the municipalities and the country, in the year it counts for.

    Returns:
        Columns of `series` and `corrected` (area: whose cell it is), with municipality, year (the figure's), parts (how
        many areas of its table the municipality was in that period) and weighted; null, as a break, where those cannot
        be added.
    """
    import polars as pl

    areas = [*written.codes, "000"]
    weighted = pl.col("used") * pl.col("weight") / pl.col("divisor")
    is_ratio = (pl.col("role") == "denominator").any() & (pl.col("role") != "multiplier").all()
    cannot = (pl.col("parts") > 1) & ~pl.col("is_ratio")
    return (
        series.with_columns(is_ratio.over("indicator").alias("is_ratio"))
        .join(of_today(cells, written), on=["table", "series", "suffix"])
        .filter(pl.col("municipality").is_in(areas))
        .with_columns(
            (pl.col("year") - pl.col("year_offset")).alias("year"),
            pl.when(~cannot).then(weighted.round(9)).alias("weighted"),
            pl.when(cannot).then(pl.lit("break_in_series")).otherwise("missing_reason").alias("missing_reason"),
        )
        .drop("is_ratio")
    )


def of_today(cells: pl.DataFrame, written: Written) -> pl.DataFrame:
    """The cells with the municipality that each is of as the municipalities are now, and how many it was then (parts):
    those of others that became it are its own in the years before, but in a source that is given anew for the one.
    """
    import polars as pl

    mergers = pl.DataFrame(
        [
            (source, code, item["into"], item["from_year"], len(item["of"]))
            for item in written.successions
            for source in written.sources.keys() - set(item.get("given_anew") or ())
            for code in item["of"]
        ],
        schema={"table": pl.String, "area": pl.String, "into": pl.String, "from_year": pl.Int64, "parts": pl.Int64},
        orient="row",
    )
    was_other = pl.col("year") < pl.col("from_year")
    return (
        cells.join(mergers, on=["table", "area"], how="left")
        .with_columns(
            pl.coalesce(pl.when(was_other).then("into"), "area").alias("municipality"),
            pl.when(was_other).then("parts").otherwise(1).alias("parts"),
        )
        .drop("into", "from_year")
    )


def sums(series: pl.DataFrame, found: pl.DataFrame, stored: Mapping[str, Stored]) -> pl.DataFrame:
    """Each role of each figure summed; null where a cell it needs is not there, with the reason.

    Returns:
        Columns indicator, municipality, year, role, total, missing_reason.
    """
    import polars as pl

    role = ["indicator", "role"]
    required = series.group_by(role).agg(
        (~pl.col("absent_is_zero")).sum().alias("required_cells"),
        pl.struct("table", "year_offset", "suffix").n_unique().alias("required_periods"),
    )
    published = found.group_by([*role, "year"]).agg(pl.struct("table", "period").n_unique().alias("periods"))
    there = pl.col("weighted").is_not_null()
    added = found.group_by([*FIGURE, "role"]).agg(
        pl.col("weighted").sum().alias("sum"),
        there.sum().alias("present"),
        ((there & ~pl.col("absent_is_zero")) / pl.col("parts")).sum().alias("present_required"),
        pl.col("missing_reason").min(),
    )
    is_whole = (
        (pl.col("present") > 0)
        & (pl.col("present_required").round(3) == pl.col("required_cells"))
        & pl.col("missing_reason").is_null()
        & (pl.col("periods") == pl.col("required_periods"))
        & pl.col("is_empty").is_null()
    )
    return (
        added.join(required, on=role)
        .join(published, on=[*role, "year"])
        .join(_empty(found, stored), on=[*role, "year"], how="left")
        .with_columns(
            pl.when(is_whole).then("sum").alias("total"),
            pl.coalesce(
                "missing_reason", pl.when(pl.col("is_empty").is_not_null()).then(pl.lit("suspected_error"))
            ).alias("missing_reason"),
        )
        .select([*FIGURE, "role", "total", "missing_reason"])
    )


def _empty(found: pl.DataFrame, stored: Mapping[str, Stored]) -> pl.DataFrame:
    """Roles with a term that is zero for the whole country in a year, in files that were not delivered."""
    import polars as pl

    delivered = [item.id for item in stored.values() if item.meta["origin"] == "delivered"]
    return (
        found.filter(pl.col("role") != "weight", ~pl.col("snapshot_id").is_in(delivered))
        .group_by("indicator", "role", "term_no", "year")
        .agg(pl.col("weighted").abs().sum().alias("whole"), pl.col("weighted").count().alias("figures"))
        .filter(pl.col("whole") == 0, pl.col("figures") > 0)
        .select("indicator", "role", "year", pl.lit(value=True).alias("is_empty"))
        .unique()
    )


def values(written: Written, chosen: Chosen, roles: pl.DataFrame, stored: Mapping[str, Stored]) -> pl.DataFrame:
    """Every figure in current prices, or without: scale × numerator × multiplier / denominator.

    Returns:
        Columns indicator, municipality, year, is_money, numerator, multiplier, denominator, weight, value,
        missing_reason, recipe_no.
    """
    import polars as pl

    known = _known(written, chosen, stored)
    wide = roles.filter(pl.col("role").is_in([*VALUED, "weight"])).pivot("role", index=FIGURE, values="total")
    wide = wide.with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in (*VALUED, "weight") if name not in wide.columns
    )
    reason = roles.filter(pl.col("role").is_in(VALUED)).group_by(FIGURE).agg(pl.col("missing_reason").min())
    numerators = roles.filter(pl.col("role") == "numerator")
    years = (
        numerators.filter(pl.col("total").is_not_null())
        .select("indicator", "year")
        .unique()
        .join(known, on="indicator")
        .filter(pl.col("year") >= pl.col("valid_from"), pl.col("year") <= pl.col("valid_to").fill_null(9999))
    )
    compared = written.compared["members"]
    areas = pl.concat(
        [
            numerators.select("indicator", "municipality"),
            known.select("indicator").join(pl.DataFrame({"municipality": compared}), how="cross"),
        ]
    ).unique()
    frame = years.join(areas, on="indicator").join(wide, on=FIGURE, how="left").join(reason, on=FIGURE, how="left")
    whole = (
        pl.col("numerator").is_not_null()
        & (~pl.col("has_multiplier") | pl.col("multiplier").is_not_null())
        & (~pl.col("has_denominator") | pl.col("denominator").is_not_null())
    )
    divisor = pl.col("denominator").fill_null(1)
    ratio = pl.col("scale") * pl.col("numerator") * pl.col("multiplier").fill_null(1) / divisor
    value = pl.when(whole & (divisor != 0)).then(ratio).round(6)
    absent = pl.col("origin").replace_strict(
        {"transcribed": "source_absent", "delivered": "not_delivered"}, default="not_published"
    )
    outside = (pl.col("value") < pl.col("low")) | (pl.col("value") > pl.col("high"))
    return (
        frame.with_columns(value.alias("value"))
        .join(_booked_elsewhere(written), on=["indicator", "municipality", "year"], how="left")
        .with_columns(
            pl.when(pl.col("is_elsewhere").is_not_null())
            .then(pl.lit("not_applicable"))
            .when(outside.fill_null(value=False))
            .then(pl.lit("suspected_error"))
            .when(~whole)
            .then(pl.coalesce("missing_reason", absent))
            .when(divisor == 0)
            .then(pl.lit("not_applicable"))
            .alias("missing_reason")
        )
        .with_columns(pl.when(pl.col("missing_reason").is_null()).then("value").alias("value"))
        .select([*FIGURE, "is_money", *VALUED, "weight", "value", "missing_reason", "recipe_no"])
    )


def _known(written: Written, chosen: Chosen, stored: Mapping[str, Stored]) -> pl.DataFrame:
    """What a value needs of its indicator, where a recipe is used."""
    import polars as pl

    rows = []
    for item in written.indicators:
        number = chosen.recipe_no.get(item["id"])
        if number is None:
            continue
        recipe, bounds = item["recipes"][number - 1], item.get("bounds") or {}
        rows.append(
            {
                "indicator": item["id"],
                "recipe_no": number,
                "scale": float(recipe.get("scale", 1)),
                "is_money": item["unit"]["measure"] == "dkk",
                "has_multiplier": bool(recipe.get("multiplier")),
                "has_denominator": bool(recipe.get("denominator")),
                "valid_from": item["valid_from"],
                "valid_to": item.get("valid_to"),
                "low": None if bounds.get("low") is None else float(bounds["low"]),
                "high": None if bounds.get("high") is None else float(bounds["high"]),
                "origin": origin(recipe, stored),
            }
        )
    return pl.DataFrame(
        rows,
        schema_overrides={"low": pl.Float64, "high": pl.Float64, "valid_to": pl.Int64, "recipe_no": pl.Int32},
        infer_schema_length=None,
    )


def origin(recipe: Entry, stored: Mapping[str, Stored]) -> str:
    """One file copied by hand makes the whole figure so; else one that was delivered."""
    tables = {term["table"] for role in (*VALUED, "weight") for term in recipe.get(role) or []}
    origins = {stored[table].meta["origin"] for table in tables}
    return next(name for name in ("transcribed", "delivered", "fetched") if name in origins)


def _booked_elsewhere(written: Written) -> pl.DataFrame:
    import polars as pl

    rows = [
        (item["id"], place["municipality"], year, True)
        for item in written.indicators
        for place in item.get("booked_elsewhere") or []
        for year in range(place["from_year"], place["to_year"] + 1)
    ]
    schema = {"indicator": pl.String, "municipality": pl.String, "year": pl.Int32, "is_elsewhere": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def price_levels(written: Written, stored: Mapping[str, Stored], cells: pl.DataFrame) -> pl.DataFrame:
    """Current and fixed prices of the key figures of the index, side by side.

    Returns:
        Columns municipality, year, is_deflator, current, fixed.
    """
    import polars as pl

    schema = {
        "municipality": pl.String,
        "year": pl.Int32,
        "is_deflator": pl.Boolean,
        "current": pl.Float64,
        "fixed": pl.Float64,
    }
    index = written.price_index
    if not index or index["table"] not in stored:
        return pl.DataFrame(schema=schema)
    table = stored[index["table"]]

    def keys(where: Entry, unit: str) -> list[str]:
        return [key for key, _ in expand({**where, index["unit_variable"]: unit}, table)]

    def pairs(where: Entry) -> list[tuple[str, str]]:
        return list(zip(keys(where, index["current"]), keys(where, index["fixed"]), strict=True))

    try:
        (deflator,) = pairs(index["where"])
        every = dict.fromkeys([deflator, *pairs({**index["where"], **index["same_in"]})])
    except UnknownNameError:
        return pl.DataFrame(schema=schema)
    series = pl.DataFrame([(*pair, pair == deflator) for pair in every], orient="row", schema=["c", "f", "is_main"])
    used = cells.filter(pl.col("table") == index["table"], pl.col("used").is_not_null())
    used = used.select("area", "year", "series", "used")
    return (
        series.join(used.rename({"used": "current"}), left_on="c", right_on="series")
        .join(used.rename({"used": "fixed"}), left_on=["f", "area", "year"], right_on=["series", "area", "year"])
        .select(
            pl.col("area").alias("municipality"),
            "year",
            (pl.col("is_main") & (pl.col("area") == "000")).alias("is_deflator"),
            "current",
            "fixed",
        )
    )


def price_index(levels: pl.DataFrame) -> pl.DataFrame:
    """The price level of each year, and the factor to prices of the newest; no row where there is no one deflator.

    Returns:
        Columns year, base_year, price_level_pct, to_base_prices.
    """
    import polars as pl

    main = levels.filter("is_deflator")
    beside = levels.join(
        main.select("year", pl.col("fixed").alias("main_fixed"), (pl.col("current") / pl.col("fixed")).alias("level")),
        on="year",
    )
    off = (pl.col("current") - pl.col("fixed") * pl.col("level")).abs()
    reach = 0.5 * (1 + pl.col("level")) * (1 + pl.col("fixed").abs() / pl.col("main_fixed")) + 0.000001
    if beside.filter(off > reach).height > SLIPS_AT_MOST:
        main = main.clear()
    base = main.filter(pl.col("year") == pl.col("year").max()).select(
        pl.col("year").alias("base_year"), pl.col("current").alias("c"), pl.col("fixed").alias("f")
    )
    factor = pl.col("c") * pl.col("fixed") / (pl.col("f") * pl.col("current"))
    return main.join(base, how="cross").select(
        "year",
        "base_year",
        (100 / factor).alias("price_level_pct"),
        factor.alias("to_base_prices"),
    )


def with_fixed_prices(figures: pl.DataFrame, levels: pl.DataFrame, index: pl.DataFrame) -> pl.DataFrame:
    """The figures by price basis: current and fixed for money, none for everything else."""
    import polars as pl

    known = index.select("year", "to_base_prices")
    without = "not_published" if index.height else "suspected_error" if levels.height else "source_absent"
    fixed = (
        figures.filter("is_money")
        .join(known, on="year", how="left")
        .with_columns(
            pl.lit("fixed").alias("price_basis"),
            (pl.col("value") * pl.col("to_base_prices")).round(6).alias("value"),
            pl.coalesce("missing_reason", pl.when(pl.col("to_base_prices").is_null()).then(pl.lit(without))).alias(
                "missing_reason"
            ),
        )
        .drop("to_base_prices")
    )
    basis = pl.when("is_money").then(pl.lit("current")).otherwise(pl.lit("none")).alias("price_basis")
    return pl.concat([figures.with_columns(basis), fixed], how="diagonal").drop("is_money")
