"""What pages count and begin with: every effect's latest verdict, and controls of one figure against another.

Belongs here: which year an effect is shown in, and the tables that headlines are counted from (docs/methods.md "A
verdict is a forecast", "Controls"). Does not belong here: the verdict itself (`forecasts`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.judging.forecasts import ZONE_REACH
from pipelines.recomputing.series import Chosen, UnknownNameError, expand
from pipelines.recomputing.values import origin
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

PLACE = ["indicator", "municipality", "year"]
BESIDES = "411"
"""Christiansø is no municipality, but its inhabitants are counted in the country."""


def effect_overview(
    written: Written,
    chosen: Chosen,
    stored: Mapping[str, Stored],
    figures: pl.DataFrame,
    verdicts: pl.DataFrame,
    expected: pl.DataFrame,
) -> pl.DataFrame:
    """Columns as marts.effect_overview, with indicator and municipality for its ids; of indicators that have a recipe
    in use, why a figure is missing too.
    """
    import polars as pl

    compared = next(item for item in written.peer_groups if item.get("compared"))
    effects = [item for item in written.indicators if item["kind"] == "effect"]
    about = pl.DataFrame(
        [
            (
                item["id"],
                (item.get("missing") or {}).get("reason"),
                _origin(item, chosen, stored),
            )
            for item in effects
        ],
        schema=dict.fromkeys(("indicator", "declared", "origin"), pl.String),
        orient="row",
    )
    judged = verdicts.filter(pl.col("peer_group") == compared["id"]).join(about.select("indicator"), on="indicator")
    is_one = pl.col("municipality").is_in(compared["members"])
    there = figures.filter(pl.col("price_basis") != "fixed")
    latest = judged.filter(is_one).group_by("indicator").agg(pl.col("year").max().alias("judged_year"))
    anybody = (
        there.filter(pl.col("value").is_not_null(), pl.col("municipality").is_in(written.codes))
        .group_by("indicator")
        .agg(pl.col("year").max().alias("any_year"))
    )
    usable = (
        expected.filter(pl.col("is_usable"), pl.col("lower_value").is_not_null(), pl.col("agreement") != "unresolved")
        .sort("loo_r2", "model_id", descending=[True, False])
        .group_by(PLACE, maintain_order=True)
        .first()
        .select(
            *PLACE,
            "expected",
            pl.col("lower_value").alias("expected_low"),
            pl.col("upper_value").alias("expected_high"),
            pl.col("verdict").alias("against_expected"),
        )
    )
    absent = (
        pl.when(pl.col("year").is_null() | (pl.col("origin") == "transcribed"))
        .then(pl.lit("source_absent"))
        .when(pl.col("origin") == "delivered")
        .then(pl.lit("not_delivered"))
        .otherwise(pl.lit("not_published"))
    )
    columns = ["reference", "zone_low", "zone_high", "verdict", "p_same", "pool", "measurements", "held_back_by"]
    return (
        about.join(pl.DataFrame({"municipality": written.codes}), how="cross")
        .join(latest, on="indicator", how="left")
        .join(anybody, on="indicator", how="left")
        .with_columns(pl.coalesce("judged_year", "any_year").alias("year"))
        .join(judged.select(*PLACE, pl.col("value").alias("judged"), *columns), on=PLACE, how="left")
        .join(there.select(*PLACE, "value", "missing_reason"), on=PLACE, how="left")
        .join(usable, on=PLACE, how="left")
        .with_columns(
            (pl.col("judged") - pl.col("reference")).alias("gap"),
            pl.coalesce(
                "verdict",
                pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("alone")),
            ).alias("verdict"),
            *(
                pl.when(pl.col("judged").is_not_null()).then(name).alias(name)
                for name in ("expected", "expected_low", "expected_high", "against_expected")
            ),
            pl.when(pl.coalesce("judged", "value").is_null())
            .then(pl.coalesce("declared", "missing_reason", absent))
            .alias("missing_reason"),
            pl.coalesce("judged", "value").alias("value"),
        )
        .with_columns(pl.lit(ZONE_REACH).alias(name) for name in ("±zone_low", "±zone_high"))
        .drop("judged", "judged_year", "any_year", "declared", "origin")
    )


def _origin(item: Entry, chosen: Chosen, stored: Mapping[str, Stored]) -> str | None:
    number = chosen.recipe_no.get(item["id"])
    return origin(item["recipes"][number - 1], stored) if number else None


def control_sums(written: Written, stored: Mapping[str, Stored], cells: pl.DataFrame) -> pl.DataFrame:
    """Wholes beside the sums of their parts, and the country beside the municipalities.

    Returns:
        Columns control_id, compared, municipality, period, year, recomputed, official, difference, tolerance, outcome,
        missing_reason.
    """
    import polars as pl

    rows = [row for control in written.controls if not control.get("indicators") for row in _series(control, stored)]
    texts = dict.fromkeys(("control_id", "compared", "side", "table", "series"), pl.String)
    series = pl.DataFrame(rows, schema={**texts, "factor": pl.Float64, "is_zero": pl.Boolean}, orient="row")
    sources = pl.DataFrame(
        [
            (name, float(item.source["rounding"]), item.meta["origin"])
            for name, item in stored.items()
            if item.source.get("rounding") is not None
        ],
        schema={"table": pl.String, "half": pl.Float64, "origin": pl.String},
        orient="row",
    )
    series = series.join(sources, on="table")
    pair = ["control_id", "compared"]
    needed = series.group_by(pair).agg(
        (pl.col("origin") == "transcribed").any().alias("is_transcribed"),
        ((pl.col("side") != "official") & pl.col("is_zero")).any().alias("zero"),
        (pl.col("side") == "areas").any().alias("over_areas"),
        (pl.col("side") == "recomputed").sum().alias("parts"),
    )
    is_country, is_own = pl.col("area") == "000", pl.col("area").is_in(written.codes)
    over = pl.col("side") == "areas"
    entries = (
        series.join(cells, on=["table", "series"])
        .filter(is_own | is_country | (over & (pl.col("area") == BESIDES)))
        .with_columns(
            pl.when(over).then(pl.lit("000")).otherwise("area").alias("municipality"),
            pl.when(~over)
            .then("side")
            .when(is_country)
            .then(pl.lit("official"))
            .otherwise(pl.lit("recomputed"))
            .alias("side"),
            (over & ~is_own & ~is_country).alias("is_besides"),
            (pl.col("used") * pl.col("factor")).alias("x"),
            (pl.col("factor").abs() * pl.col("half")).alias("half"),
        )
    )
    place = [*pair, "municipality", "period", "year"]
    x, is_part = pl.col("x"), pl.col("side") == "recomputed"
    sums = (
        entries.group_by(place)
        .agg(
            x.filter(is_part).sum().alias("recomputed"),
            x.filter(pl.col("side") == "official").sum().alias("official"),
            x.filter(pl.col("side") == "official").count().alias("wholes"),
            pl.col("half").filter(x.is_not_null()).sum().alias("tolerance"),
            x.filter(is_part & ~pl.col("is_besides")).count().alias("present"),
            pl.col("missing_reason").min(),
        )
        .join(needed, on=pair)
    )
    enough = pl.col("zero") | (pl.col("present") == pl.when("over_areas").then(len(written.codes)).otherwise("parts"))
    is_whole = pl.col("missing_reason").is_null() & (pl.col("wholes") > 0) & (pl.col("present") > 0) & enough
    absent = pl.when("is_transcribed").then(pl.lit("source_absent")).otherwise(pl.lit("not_published"))
    off = pl.col("recomputed") - pl.col("official")
    return sums.select(
        *place,
        pl.when(is_whole).then("recomputed").alias("recomputed"),
        pl.when(pl.col("wholes") > 0).then("official").alias("official"),
        pl.when(is_whole).then(off).alias("difference"),
        pl.when(is_whole).then("tolerance").alias("tolerance"),
        pl.when(~is_whole)
        .then(pl.lit("not_comparable"))
        .when(off.abs().round(6) <= pl.col("tolerance").round(6))
        .then(pl.lit("agrees"))
        .otherwise(pl.lit("differs"))
        .alias("outcome"),
        pl.when(~is_whole).then(pl.coalesce("missing_reason", absent)).alias("missing_reason"),
    )


def _series(control: Entry, stored: Mapping[str, Stored]) -> Iterator[tuple[Any, ...]]:
    """Every series of a control; none where its table does not have what it names."""

    def named(term: Entry, codes: Mapping[str, str]) -> list[tuple[str, str]]:
        where = {**(term.get("where") or {}), **codes}
        return [(key, f"{term['table']} {said}".rstrip()) for key, said in expand(where, stored[term["table"]])]

    def row(compared: str, side: str, term: Entry, key: str) -> tuple[Any, ...]:
        is_zero = term.get("absent") == "zero" or stored[term["table"]].absent_is_zero
        return (control["id"], compared, side, term["table"], key, float(term.get("factor", 1)), is_zero)

    rows = []
    try:
        for entry in control.get("sums") or []:
            if not {term["table"] for term in (entry["whole"], *entry["parts"])} <= stored.keys():
                continue
            each = entry.get("each") or {}
            for codes in itertools.product(*([one] if isinstance(one, str) else one for one in each.values())):
                taken = dict(zip(each, codes, strict=True))
                ((key, compared),) = named(entry["whole"], taken)
                rows.append(row(compared, "official", entry["whole"], key))
                rows += [
                    row(compared, "recomputed", part, part_key)
                    for part in entry["parts"]
                    for part_key, _ in named(part, taken)
                ]
        for term in control.get("areas") or []:
            if term["table"] in stored:
                rows += [row(compared, "areas", term, key) for key, compared in named(term, {})]
    except UnknownNameError:
        return
    yield from rows
