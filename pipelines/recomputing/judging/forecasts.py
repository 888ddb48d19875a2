"""Verdicts: how sure it is that the next measurement lies on the same side, the word for it, and how often that held.

Belongs here: docs/methods.md "A verdict is a forecast" and "Scores", one indicator, stretch and group at a time. Does
not belong here: groups and means (`others`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.others import COUNTRY_AT_LEAST, stretches
from pipelines.recomputing.series import Chosen
from pipelines.recomputing.values import measured
from pipelines.recomputing.written import Written

if TYPE_CHECKING:
    import polars as pl

POOL_AT_LEAST, MEASUREMENTS_AT_LEAST = 20, 3
CLEAR, SUGGESTED, INSIDE = 0.95, 0.80, 0.90
ROUNDING_Z = 1.644854
SCORED_FROM, HELD_AT_LEAST_PCT = 50, 90
ZONE_REACH = 6e-5
"""How far the last decimal that a variance of rounding is kept with, the ninth, moves the end of a zone at most:
1.645·√1e-9."""
PLACE = ["indicator", "municipality", "year"]
NUMBERS = (
    *("latest", "difference", "standard_error", "noise", "drift", "degrees", "pooled", "measurements"),
    *("p_same", "p_inside", "smallest", "clear_from", "suggested_from"),
)


def variances(
    written: Written, chosen: Chosen, terms: pl.DataFrame, figures: pl.DataFrame, stored: Mapping[str, Stored]
) -> pl.DataFrame:
    """What rounding and sampling do to each figure at least, as variances in its own unit.

    Returns:
        Columns indicator, municipality, year, rounding, sampling (null where everybody was asked).
    """
    import polars as pl

    judged = [item["id"] for item in written.indicators if item["kind"] in ("effect", "unit_price")]
    declared = pl.DataFrame(
        [
            (name, float(item.source["rounding"]))
            for name, item in stored.items()
            if item.source.get("rounding") is not None
        ],
        schema={"table": pl.String, "declared": pl.Float64},
        orient="row",
    )
    used = terms.filter(
        pl.col("indicator").is_in(judged),
        pl.col("used").is_not_null(),
        pl.col("role").is_in(["numerator", "multiplier", "denominator"]),
    ).join(declared, on="table", how="left")
    # The last of six decimals that any cell of the series is published with.
    digits = pl.max_horizontal(
        *(
            pl.when(((pl.col("used") * 10**place).round(6) % 1).abs() > 1e-9).then(place + 1).otherwise(0)
            for place in range(6)
        )
    )
    units = used.group_by("table", "codes").agg(
        pl.coalesce(2 * pl.col("declared").max(), 10.0 ** -digits.max().cast(pl.Float64)).alias("unit")
    )
    each = (pl.col("weight") / pl.col("divisor") * pl.col("unit")) ** 2 / 12
    of_role = [
        each.filter(pl.col("role") == role).sum().alias(f"v_{role}")
        for role in ("numerator", "multiplier", "denominator")
    ]
    roles = used.join(units, on=["table", "codes"]).group_by(PLACE).agg(of_role)
    scales = pl.DataFrame(
        [
            (item["id"], float(item["recipes"][chosen.recipe_no[item["id"]] - 1].get("scale", 1)))
            for item in written.indicators
            if item["id"] in chosen.recipe_no
        ],
        schema={"indicator": pl.String, "scale": pl.Float64},
        orient="row",
    )
    there = measured(figures)
    n, m, d = pl.col("numerator"), pl.col("multiplier").fill_null(1), pl.col("denominator").fill_null(1)
    rounding = pl.col("scale") ** 2 * (
        pl.col("v_numerator") * (m / d) ** 2
        + pl.col("v_multiplier") * (n / d) ** 2
        + pl.col("v_denominator") * (n * m / d**2) ** 2
    )
    return (
        there.join(scales, on="indicator")
        .join(roles, on=PLACE, how="left")
        .join(_sampled(chosen, stored), on="indicator", how="left")
        .select(
            *PLACE,
            rounding.round(9).fill_null(0).alias("rounding"),
            pl.coalesce(
                "standard_error",
                (pl.col("effect") * (pl.col("value") * (100 - pl.col("value"))).clip(0) / pl.col("answers")).sqrt(),
            )
            .round(6)
            .pow(2)
            .alias("sampling"),
        )
    )


def _sampled(chosen: Chosen, stored: Mapping[str, Stored]) -> pl.DataFrame:
    import polars as pl

    rows = [
        (
            name,
            None if sampling.get("answers") is None else float(sampling["answers"]),
            float(sampling.get("design_effect", 1)),
            None if sampling.get("standard_error") is None else float(sampling["standard_error"]),
        )
        for name, item in stored.items()
        if (sampling := item.source.get("sampling"))
    ]
    numbers = dict.fromkeys(("answers", "effect", "standard_error"), pl.Float64)
    surveys = pl.DataFrame(rows, schema={"table": pl.String, **numbers}, orient="row")
    asked = chosen.series.filter(pl.col("role") == "numerator").select("indicator", "table").unique()
    return asked.join(surveys, on="table").drop("table").unique()


def forecasts(written: Written, figures: pl.DataFrame, known: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Every figure beside every group it was measured with, as it was known that year.

    Returns:
        Columns indicator, municipality, year, peer_group, stretch and `NUMBERS`.
    """
    import numpy as np
    import polars as pl

    codes = sorted(written.codes)
    at = {code: number for number, code in enumerate(codes)}
    kinds = {item["id"]: item for item in written.indicators if item["kind"] in ("effect", "unit_price")}
    there = (
        figures.filter(
            pl.col("price_basis") != "fixed",
            pl.col("value").is_not_null(),
            pl.col("municipality") != "000",
            pl.col("indicator").is_in(list(kinds)),
        )
        .select(*PLACE, "value")
        .join(known, on=PLACE)
        .join(stretches(written, figures), on=["indicator", "year"])
    )
    held = {}
    for group in written.peer_groups:
        beside = np.zeros((len(codes), len(codes)))
        of_group = groups.filter(pl.col("peer_group") == group["id"], ~pl.col("is_own"))
        for subject, member in of_group.select("subject", "municipality").iter_rows():
            beside[at[subject], at[member]] = 1
        wanted = groups.filter(pl.col("peer_group") == group["id"])["fewest"]
        fixed = np.array([code in (group.get("members") or ()) for code in codes])
        held[group["id"]] = (beside, fixed, int(wanted[0]) if len(wanted) else 1)
    rows: list[tuple[Any, ...]] = []
    for (indicator, stretch), of_series in there.group_by("indicator", "stretch", maintain_order=True):
        is_price = kinds[indicator]["kind"] == "unit_price"
        smallest = (kinds[indicator].get("smallest_difference") or {}).get("value")
        years = of_series["year"].unique().sort().to_list()
        panel = np.full((3, len(codes), len(years)), np.nan)
        for code, year, *cells in of_series.select("municipality", "year", "value", "rounding", "sampling").iter_rows():
            panel[:, at[code], years.index(year)] = [np.nan if cell is None else cell for cell in cells]
        if is_price:
            amounts = np.where(panel[0] > 0, panel[0], np.nan)
            panel = np.stack([np.log(amounts), panel[1] / amounts**2, panel[2] / amounts**2])
        for name, (beside, fixed, fewest) in held.items():
            there_then = np.isfinite(panel[0])
            is_measured = there_then[fixed].all(axis=0) if fixed.any() else there_then.sum(axis=0) >= COUNTRY_AT_LEAST
            measured = [year for year, is_there in zip(years, is_measured, strict=True) if is_there]
            for year, numbers in zip(
                measured, _steps(panel[:, :, is_measured], beside, fixed, fewest, smallest, is_price), strict=True
            ):
                rows += [
                    (indicator, codes[k], year, name, stretch, *(float(column[k]) for column in numbers))
                    for k in np.flatnonzero(np.isfinite(numbers[0]))
                ]
    texts = dict.fromkeys(("indicator", "municipality"), pl.String)
    schema = {
        **texts,
        "year": pl.Int32,
        "peer_group": pl.String,
        "stretch": pl.UInt32,
        **dict.fromkeys(NUMBERS, pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col(NUMBERS).fill_nan(None))


def _steps(
    panel: Any, beside: Any, fixed: Any, fewest: int, smallest: float | None, is_price: bool
) -> Iterator[tuple[Any, ...]]:
    """The numbers of every municipality after each measurement, from that one and those before it."""
    import numpy as np
    from scipy.stats import t as student

    y, rounded, sampled = panel
    is_survey = np.isfinite(sampled).any()
    for count in range(1, y.shape[1] + 1):
        now = y[:, :count]
        steady = np.isfinite(now).all(axis=1)
        others = beside @ steady
        others = np.where((others >= fewest) & (others > 0), others, np.nan)[:, None]

        def of_gap(part: Any, steady: Any = steady, others: Any = others) -> Any:
            return part + beside @ np.where(steady[:, None], np.nan_to_num(part), 0) / others**2

        gaps = now - beside @ np.where(steady[:, None], np.nan_to_num(now), 0) / others
        q, floor = of_gap(rounded[:, :count]), of_gap(rounded[:, :count] + np.nan_to_num(sampled[:, :count]))
        pool = steady if steady.sum() >= POOL_AT_LEAST else steady & fixed
        pooled, own = int(pool.sum()), np.isfinite(now).sum(axis=1)
        few = (own < MEASUREMENTS_AT_LEAST) | (count < MEASUREMENTS_AT_LEAST) | (pooled < 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            least = np.nansum(floor, axis=1) / np.maximum(np.isfinite(floor).sum(axis=1), 1)
            e, h = _noise_and_drift(now[pool], 1 + 1 / others[:, 0], least)
        e = np.where(few, floor[:, -1] if is_survey else np.nan, e)
        h = np.where(few, 0.0 if is_survey else np.nan, h)
        degrees = np.where(few, np.inf, (pooled - 1.0) * (count - 2.0))
        latest = gaps[:, -1]
        m, variance, rho = _level(gaps, e, h, q)
        m, variance = np.where(few, latest, m), np.where(few, e, variance)
        rho = np.where(few, q[:, -1], rho)
        spread = np.sqrt(variance + h + e)
        with np.errstate(invalid="ignore", divide="ignore"):
            same = np.where(spread > 0, student.cdf(np.abs(m) / spread, degrees), np.where(np.abs(m) > 0, 1.0, 0.5))
            same = np.where(np.isnan(spread), np.nan, same)
            mean = y[:, count - 1] - latest
            delta = np.full(len(m), np.nan if smallest is None else float(smallest))
            delta = np.log1p(delta / np.exp(mean)) if is_price else delta
            error = np.sqrt(variance)
            inside = student.cdf((delta - m) / error, degrees) - student.cdf((-delta - m) / error, degrees)
            limits = [student.ppf(p, degrees) * spread + ROUNDING_Z * np.sqrt(rho) for p in (CLEAR, SUGGESTED)]
        pools = np.where(few, 0, pooled)
        yield (latest, m, error, e, h, degrees, pools, own, same, inside, delta, *limits)


def _noise_and_drift(pooled: Any, of_mean: Any, least: Any) -> tuple[Any, Any]:
    """The method of moments on the steps of each pooled figure's distance to the mean of the pool."""
    import numpy as np

    n, count = pooled.shape
    if n < 2 or count < MEASUREMENTS_AT_LEAST:
        return np.full(len(least), np.nan), np.full(len(least), np.nan)
    steps = np.diff(pooled - pooled.mean(axis=0), axis=1)
    scale = of_mean / (1 - 1 / n)
    v = scale * (steps**2).mean()
    c = scale * (steps[:, 1:] * steps[:, :-1]).mean()
    e = np.maximum(-c, least)
    return e, np.maximum(0.0, v - 2 * e)


def _level(gaps: Any, e: Any, h: Any, q: Any) -> tuple[Any, Any, Any]:
    """Where each difference stands after the last measurement, its variance, and what rounding can have moved it by."""
    import numpy as np

    m, variance, rho = np.full(len(e), np.nan), np.full(len(e), np.nan), np.zeros(len(e))
    for step in range(gaps.shape[1]):
        d = gaps[:, step]
        is_first = np.isfinite(d) & np.isnan(m) & np.isfinite(e)
        is_next = np.isfinite(d) & np.isfinite(m)
        ahead = variance + h
        with np.errstate(invalid="ignore", divide="ignore"):
            g = np.where(ahead + e > 0, ahead / (ahead + e), 0.0)
        m, variance, rho = (
            np.where(is_first, d, np.where(is_next, m + g * (d - m), m)),
            np.where(is_first, e, np.where(is_next, ahead * (1 - g), ahead)),
            np.where(is_first, q[:, step], np.where(is_next, (1 - g) ** 2 * rho + g**2 * q[:, step], rho)),
        )
    return m, variance, rho


def called(written: Written, beside: pl.DataFrame, scopes: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The word for every difference, before past calls are held against what came after.

    Returns:
        The rows of benchmarks that are judged, with what `found` says of them, kind, measure_class, strength, direction
        and held_back_by.
    """
    import polars as pl

    compared = written.compared
    about = pl.DataFrame(
        [
            (item["id"], item["kind"], item["better"], item["decimals"], f"{item['kind']}:{item['unit']['measure']}")
            for item in written.indicators
        ],
        schema=["indicator", "kind", "better", "decimals", "measure_class"],
        orient="row",
    )
    turning = (
        scopes.group_by(PLACE)
        .agg(((pl.col("gap_pct").min() < 0) & (pl.col("gap_pct").max() > 0)).alias("is_turning"))
        .with_columns(pl.lit(compared["id"]).alias("peer_group"), pl.lit("unit_price").alias("kind"))
    )
    is_price = pl.col("kind") == "unit_price"
    unit = 10.0 ** -pl.col("decimals").cast(pl.Float64)
    side = (
        pl.when(is_price & (pl.col("gap_pct").abs() < 0.05))
        .then(0)
        .when(is_price)
        .then(pl.col("gap_pct").sign())
        .when(pl.col("gap").abs() < 0.5 * unit)
        .then(0)
        .otherwise(pl.col("gap").sign())
    )
    size, smallest = pl.col("difference").abs(), pl.col("smallest").fill_null(0)
    figures = (
        beside.filter(pl.col("price_basis") != "fixed")
        .join(about.filter(pl.col("kind").is_in(["effect", "unit_price"])), on="indicator")
        .join(found, on=[*PLACE, "peer_group"], how="left")
        .join(turning, on=[*PLACE, "peer_group", "kind"], how="left")
        .with_columns(
            (pl.col("difference").sign() != side).fill_null(value=False).alias("is_contradicted"),
            pl.col("is_turning").fill_null(value=False),
            ((pl.col("value") / unit).round(0)).alias("shown"),
            ((pl.col("peer_group") == compared["id"]) & pl.col("municipality").is_in(compared["members"])).alias(
                "is_one"
            ),
        )
        .with_columns(
            pl.when(is_price & ((pl.col("value") <= 0) | pl.col("gap_pct").is_null()))
            .then(pl.lit("not_comparable"))
            .when(pl.col("p_same").is_null())
            .then(pl.lit("too_few"))
            .when(size >= pl.max_horizontal(pl.col("clear_from"), smallest))
            .then(pl.lit("clearly"))
            .when(pl.col("p_inside") >= INSIDE)
            .then(pl.lit("on_level"))
            .when(size >= pl.max_horizontal(pl.col("suggested_from"), smallest))
            .then(pl.lit("suggests"))
            .otherwise(pl.lit("cannot_tell"))
            .alias("ruled")
        )
    )
    is_said = pl.col("ruled").is_in(["clearly", "suggests"])
    is_withheld = is_said & (pl.col("is_contradicted") | pl.col("is_turning"))
    said = figures.with_columns(
        pl.when(is_withheld).then(pl.lit("cannot_tell")).otherwise("ruled").alias("strength"),
        pl.when(is_price)
        .then(pl.when(pl.col("difference") > 0).then(pl.lit("higher")).otherwise(pl.lit("lower")))
        .when((pl.col("difference") > 0) == (pl.col("better") == "higher"))
        .then(pl.lit("better"))
        .otherwise(pl.lit("worse"))
        .alias("direction"),
        pl.when((pl.col("ruled") == "too_few") & pl.col("latest").is_null())
        .then(pl.lit("peers"))
        .when(is_said & pl.col("is_contradicted"))
        .then(pl.lit("latest"))
        .when(is_said & pl.col("is_turning"))
        .then(pl.lit("scopes"))
        .when((pl.col("ruled") == "cannot_tell") & (size >= pl.col("suggested_from")))
        .then(pl.lit("smallest_difference"))
        .when((pl.col("ruled") == "cannot_tell") & (pl.col("p_same") >= SUGGESTED))
        .then(pl.lit("rounding"))
        .when((pl.col("ruled") == "suggests") & (pl.col("p_same") >= CLEAR))
        .then(pl.lit("rounding"))
        .alias("held_back_by"),
    )
    alike = ["indicator", "year", "peer_group", "shown"]
    untold = said.filter(pl.col("is_one"), pl.col("strength") == "cannot_tell").select(alike).unique()
    untold = untold.with_columns(pl.lit(value=True).alias("is_untold"))
    is_alike = pl.col("is_one") & (pl.col("strength") == "clearly") & pl.col("is_untold").fill_null(value=False)
    return (
        said.join(untold, on=alike, how="left")
        .with_columns(
            pl.when(is_alike).then(pl.lit("suggests")).otherwise("strength").alias("strength"),
            pl.when(is_alike).then(pl.lit("alike")).otherwise("held_back_by").alias("held_back_by"),
        )
        .drop("ruled", "is_untold")
    )


def scores(written: Written, calls: pl.DataFrame) -> pl.DataFrame:
    """How often what was called came true: columns as marts.verdict_scores, with indicator for its id."""
    import polars as pl

    compared = written.compared["id"]
    series = ["indicator", "municipality", "stretch"]
    past = (
        calls.filter(pl.col("peer_group") == compared, pl.col("latest").is_not_null())
        .sort(*series, "year")
        .with_columns(pl.col("latest").shift(-1).over(series).alias("next"))
        .filter(pl.col("strength").is_in(["clearly", "suggests"]), pl.col("next").is_not_null())
        .with_columns((pl.col("next").sign() == pl.col("difference").sign()).alias("is_held"))
    )
    scoped = pl.concat(
        [
            past.with_columns(pl.lit(scope).alias("scope"), which.alias("scope_id"))
            for scope, which in (
                ("all", pl.lit("all")),
                ("class", pl.col("measure_class")),
                ("indicator", pl.col("indicator")),
            )
        ]
    )
    parts = []
    for word, name in (("clearly", "clear"), ("suggests", "suggested")):
        is_word = pl.col("strength") == word
        parts += [
            is_word.sum().cast(pl.Int32).alias(f"{name}_calls"),
            (is_word & pl.col("is_held")).sum().cast(pl.Int32).alias(f"{name}_held"),
            (100 * pl.col("p_same").filter(is_word).mean()).alias(f"{name}_expected_pct"),
        ]
    counted = scoped.group_by("scope", "scope_id").agg(
        pl.when(pl.col("scope").first() != "all").then(pl.col("measure_class").min()).alias("measure_class"),
        pl.when(pl.col("scope").first() == "indicator").then(pl.col("indicator").min()).alias("indicator"),
        *parts,
    )
    shares = counted.with_columns(
        *(
            pl.when(pl.col(f"{name}_calls") > 0)
            .then(100 * pl.col(f"{name}_held") / pl.col(f"{name}_calls"))
            .alias(f"{name}_held_pct")
            for name in ("clear", "suggested")
        )
    )
    is_enough = pl.col("clear_calls") >= SCORED_FROM
    of_class = shares.filter(pl.col("scope") == "class").select(
        pl.col("scope_id").alias("measure_class"), pl.when(is_enough).then("clear_held_pct").alias("class_pct")
    )
    counts_for = pl.coalesce(pl.when(is_enough).then("clear_held_pct"), "class_pct")
    return (
        shares.join(of_class, on="measure_class", how="left")
        .with_columns((counts_for < HELD_AT_LEAST_PCT).fill_null(value=False).alias("is_lowered"))
        .drop("class_pct")
    )


def verdicts(calls: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Columns as marts.verdicts, with indicator and municipality for its ids."""
    import polars as pl

    own = scored.filter(pl.col("scope") == "indicator").select("indicator", pl.col("is_lowered").alias("own_lowered"))
    of_class = scored.filter(pl.col("scope") == "class").select(
        pl.col("scope_id").alias("measure_class"), pl.col("is_lowered").alias("class_lowered")
    )
    is_price = pl.col("kind") == "unit_price"
    lowered = (pl.col("strength") == "clearly") & pl.coalesce("own_lowered", "class_lowered").fill_null(value=False)
    is_survey = pl.col("degrees").is_infinite()
    reference = pl.col("reference_unweighted")

    def zone(sign: int) -> pl.Expr:
        return (
            pl.when(is_price)
            .then(reference * (sign * pl.col("clear_from")).exp())
            .otherwise(reference + sign * pl.col("clear_from"))
        )

    return (
        calls.join(own, on="indicator", how="left")
        .join(of_class, on="measure_class", how="left")
        .with_columns(lowered.alias("is_lowered"))
        .select(
            *PLACE,
            "peer_group",
            "value",
            reference.alias("reference"),
            pl.when(~pl.col("strength").is_in(["clearly", "suggests"]))
            .then("strength")
            .when("is_lowered")
            .then(pl.concat_str(pl.lit("suggests_"), "direction"))
            .otherwise(pl.concat_str("strength", pl.lit("_"), "direction"))
            .alias("verdict"),
            pl.when("is_lowered").then(pl.lit("scores")).otherwise("held_back_by").alias("held_back_by"),
            *("difference", "standard_error", "noise", "drift", "p_same", "p_inside"),
            pl.when(pl.col("p_same").is_null())
            .then(pl.lit("none"))
            .when(is_survey)
            .then(pl.lit("survey"))
            .when(pl.col("pooled") >= POOL_AT_LEAST)
            .then(pl.lit("country"))
            .otherwise(pl.lit("compared"))
            .alias("pool"),
            pl.col("pooled").cast(pl.Int32),
            pl.when(~is_survey).then("degrees").cast(pl.Int32).alias("degrees_of_freedom"),
            pl.col("measurements").cast(pl.Int32),
            zone(-1).alias("zone_low"),
            zone(1).alias("zone_high"),
            pl.lit(ZONE_REACH).alias("±zone_low"),
            pl.lit(ZONE_REACH).alias("±zone_high"),
        )
    )
