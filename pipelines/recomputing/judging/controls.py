"""Our own figure beside the official one, and how the two agree.

Belongs here: docs/methods.md "Controls". Does not belong here: either figure (`values`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.series import ROLES, VALUED, Chosen, UnknownNameError, expand
from pipelines.recomputing.values import of_today
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

BESIDES = "411"
"""Christiansø is no municipality, but its inhabitants are counted in the country."""
PUBLISHED_HALVES = 0.000001
"""Values are published with six decimals: half a millionth on each side."""
LARGEST = ("recomputed", "official", "difference", "tolerance", "municipality_code", "period", "compared")
NOTHING_TO_COMPARE = {
    "da": "Der er ingen tal, hvor begge sider er til stede.",
    "en": "There are no figures where both sides are present.",
}


def compared(
    written: Written,
    chosen: Chosen,
    stored: Mapping[str, Stored],
    cells: pl.DataFrame,
    found: pl.DataFrame,
    figures: pl.DataFrame,
) -> pl.DataFrame:
    """Every comparison: columns as marts.controls, with municipality for its code.

    Args:
        written: the catalogue.
        chosen: the recipes in use.
        stored: the files in use.
        cells: see `values.corrected`.
        found: see `values.terms`.
        figures: see `values.with_fixed_prices`.
    """
    import polars as pl

    every = pl.concat(
        [_sums(written, stored, cells), _indicators(written, chosen, stored, found, figures)], how="diagonal_relaxed"
    )
    is_told = pl.col("outcome") != "not_comparable"
    far = pl.coalesce(
        pl.when(pl.col("tolerance") != 0).then(pl.col("difference").abs() / pl.col("tolerance")),
        pl.col("difference").abs(),
    )
    ranked = (
        every.filter(is_told)
        .with_columns(far.round(6, mode="half_away_from_zero").alias("far"))
        .sort(
            *("control_id", "outcome", "far", "municipality", "period", "compared"),
            descending=[False, True, True, False, False, False],
        )
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("control_id").alias("distance_rank"))
        .drop("far")
    )
    return pl.concat([ranked, every.filter(~is_told)], how="diagonal")


def overview(written: Written, chosen: Chosen, stored: Mapping[str, Stored], comparisons: pl.DataFrame) -> pl.DataFrame:
    """Every control with what came of it: columns as marts.control_overview."""
    import polars as pl

    told = comparisons.rename({"municipality": "municipality_code"}, strict=False)
    is_told, outcome = pl.col("outcome") != "not_comparable", pl.col("outcome")
    counted = told.group_by("control_id").agg(
        is_told.sum().alias("compared"),
        (outcome == "agrees").sum().alias("agreeing"),
        (outcome == "differs").sum().alias("differing"),
        (~is_told).sum().alias("not_comparable"),
        pl.col("municipality_code").filter(is_told).n_unique().alias("areas"),
        pl.col("year").filter(is_told).min().alias("first_year"),
        pl.col("year").filter(is_told).max().alias("latest_year"),
    )
    furthest = told.filter(pl.col("distance_rank") == 1).select(
        "control_id", *(pl.col(name).alias(f"largest_{name}") for name in LARGEST)
    )
    rows = [
        {
            "control_id": item["id"],
            **{f"{name}_{lang}": item[name][lang] for name in ("title", "note") for lang in ("da", "en")},
            "status": item["status"],
            "method": next(name for name in ("indicators", "sums", "areas") if item.get(name)),
            **{f"awaits_{lang}": text for lang, text in _awaited(item, written, chosen, stored).items()},
            "sort_order": order,
        }
        for order, item in enumerate(written.controls, start=1)
    ]
    texts = ("control_id", "title_da", "title_en", "note_da", "note_en", "status", "method", "awaits_da", "awaits_en")
    controls = pl.DataFrame(rows, schema={**dict.fromkeys(texts, pl.String), "sort_order": pl.Int64})
    counts = ("compared", "agreeing", "differing", "not_comparable", "areas")
    return (
        controls.join(counted, on="control_id", how="left")
        .join(furthest, on="control_id", how="left")
        .with_columns(pl.col(name).fill_null(0) for name in counts)
        .with_columns(
            pl.when(pl.col("compared") > 0).then(100 * pl.col("agreeing") / pl.col("compared")).alias("agreeing_pct"),
            *(
                pl.when(pl.col("compared") == 0)
                .then(pl.coalesce(f"awaits_{lang}", pl.lit(text)))
                .alias(f"missing_note_{lang}")
                for lang, text in NOTHING_TO_COMPARE.items()
            ),
        )
        .drop("awaits_da", "awaits_en")
    )


def _awaited(item: Entry, written: Written, chosen: Chosen, stored: Mapping[str, Stored]) -> dict[str, str | None]:
    """Which tables a control waits for, or does not fit."""
    by_id = {each["id"]: each for each in written.indicators}
    unfit: set[str] = set()
    if pair := item.get("indicators"):
        needed = {
            term["table"]
            for side in pair.values()
            if side not in chosen.recipe_no and side in by_id
            for recipe in by_id[side].get("recipes") or []
            for role in ROLES
            for term in recipe.get(role) or []
        }
    else:
        terms = [term for entry in item.get("sums") or [] for term in (entry["whole"], *entry["parts"])]
        needed = {term["table"] for term in [*terms, *(item.get("areas") or [])]}
        try:
            if _rows(item, stored):
                needed = set()
        except UnknownNameError as error:
            unfit = {error.source}
    names = sorted({written.sources[table]["table"] for table in needed - stored.keys()})
    if names:
        da, en = (
            f" {word} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) for word in ("og", "and")
        )
        return {"da": f"Tallene i {da} er ikke hentet endnu.", "en": f"The figures of {en} are not fetched yet."}
    for table in unfit:
        name = written.sources[table]["table"]
        return {
            "da": f"Kontrollen passer ikke til {name}, som tabellen er beskrevet nu.",
            "en": f"The control does not fit {name} as it is described now.",
        }
    return {"da": None, "en": None}


def _indicators(
    written: Written, chosen: Chosen, stored: Mapping[str, Stored], found: pl.DataFrame, figures: pl.DataFrame
) -> pl.DataFrame:
    """Two indicators side by side, with how far rounding in the files can have moved each."""
    import polars as pl

    sides = pl.DataFrame(
        [
            (control["id"], pair["official"], side, pair[side])
            for control in written.controls
            if (pair := control.get("indicators"))
            for side in ("recomputed", "official")
        ],
        schema=dict.fromkeys(("control_id", "compared", "side", "indicator"), pl.String),
        orient="row",
    )
    scales = pl.DataFrame(
        [
            (item["id"], float(item["recipes"][chosen.recipe_no[item["id"]] - 1].get("scale", 1)))
            for item in written.indicators
            if item["id"] in chosen.recipe_no
        ],
        schema={"indicator": pl.String, "scale": pl.Float64},
        orient="row",
    )
    place = ["indicator", "municipality", "year"]
    half = pl.col("weight").abs() / pl.col("divisor") * pl.col("half")
    reach = (
        found.filter(pl.col("used").is_not_null())
        .join(_halves(stored), on="table")
        .group_by(place)
        .agg(half.filter(pl.col("role") == role).sum().alias(f"d_{role}") for role in VALUED)
    )
    n, m, d = (pl.col(name).fill_null(1).abs() for name in VALUED)
    widest = (n + pl.col("d_numerator")) * (m + pl.col("d_multiplier"))
    least = d - pl.col("d_denominator")
    off = pl.col("scale") * (pl.when(least > 0).then(widest / least) - pl.when(d != 0).then(n * m / d))
    value, reason = pl.col("value"), pl.col("missing_reason")
    each = (
        sides.join(figures.filter(pl.col("price_basis") != "fixed"), on="indicator")
        .join(scales, on="indicator")
        .join(reach, on=place, how="left")
        .with_columns(
            pl.when(pl.col("numerator").is_not_null()).then(off).round(6, mode="half_away_from_zero").alias("off")
        )
    )
    ours, theirs = pl.col("side") == "recomputed", pl.col("side") == "official"
    pairs = each.group_by("control_id", "compared", "municipality", "year").agg(
        value.filter(ours).max().alias("ours"),
        value.filter(theirs).max().alias("theirs"),
        pl.when(pl.col("off").count() > 0).then(pl.col("off").sum() + PUBLISHED_HALVES).alias("tolerance"),
        reason.filter(ours).max().alias("reason"),
        reason.filter(theirs).max().alias("their_reason"),
    )
    is_missing = pl.col("ours").is_null() | pl.col("theirs").is_null()
    difference = (pl.col("ours") - pl.col("theirs")).round(6)
    return pairs.select(
        "control_id",
        "compared",
        "municipality",
        pl.col("year").cast(pl.String).alias("period"),
        "year",
        pl.col("ours").alias("recomputed"),
        pl.col("theirs").alias("official"),
        difference.alias("difference"),
        pl.when(~is_missing).then("tolerance").alias("tolerance"),
        pl.when(is_missing | pl.col("tolerance").is_null())
        .then(pl.lit("not_comparable"))
        .when(difference.abs() <= pl.col("tolerance").round(6))
        .then(pl.lit("agrees"))
        .otherwise(pl.lit("differs"))
        .alias("outcome"),
        pl.when(is_missing)
        .then(pl.coalesce("reason", "their_reason", pl.lit("not_published")))
        .alias("missing_reason"),
    )


def _halves(stored: Mapping[str, Stored]) -> pl.DataFrame:
    """Half of the last digit of each table whose rounding is known."""
    import polars as pl

    return pl.DataFrame(
        [
            (name, float(item.source["rounding"]), item.meta["origin"])
            for name, item in stored.items()
            if item.source.get("rounding") is not None
        ],
        schema={"table": pl.String, "half": pl.Float64, "origin": pl.String},
        orient="row",
    )


def _sums(written: Written, stored: Mapping[str, Stored], cells: pl.DataFrame) -> pl.DataFrame:
    """Wholes beside the sums of their parts, and the country beside the municipalities.

    Returns:
        Columns control_id, compared, municipality, period, year, recomputed, official, difference, tolerance, outcome,
        missing_reason.
    """
    import polars as pl

    rows = [row for control in written.controls if not control.get("indicators") for row in _series(control, stored)]
    texts = dict.fromkeys(("control_id", "compared", "side", "table", "series"), pl.String)
    series = pl.DataFrame(rows, schema={**texts, "factor": pl.Float64, "is_zero": pl.Boolean}, orient="row")
    series = series.join(_halves(stored), on="table")
    pair = ["control_id", "compared"]
    needed = series.group_by(pair).agg(
        (pl.col("origin") == "transcribed").any().alias("is_transcribed"),
        ((pl.col("side") != "official") & pl.col("is_zero")).any().alias("zero"),
        (pl.col("side") == "areas").any().alias("over_areas"),
        (pl.col("side") == "recomputed").sum().alias("parts"),
    )
    is_country, is_own = pl.col("area") == "000", pl.col("area").is_in(written.codes)
    over = pl.col("side") == "areas"
    was_other = pl.col("municipality") != pl.col("area")
    entries = (
        series.join(of_today(cells, written), on=["table", "series"])
        .filter(is_own | is_country | (over & ((pl.col("area") == BESIDES) | was_other)))
        .with_columns(
            pl.when(over).then(pl.lit("000")).otherwise("area").alias("municipality"),
            pl.when(~over)
            .then("side")
            .when(is_country)
            .then(pl.lit("official"))
            .otherwise(pl.lit("recomputed"))
            .alias("side"),
            pl.when(over & pl.col("municipality").is_in(written.codes)).then("municipality").alias("counted_as"),
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
            x.filter(is_part).count().alias("present"),
            pl.col("counted_as").filter(is_part & x.is_not_null()).drop_nulls().n_unique().alias("present_areas"),
            pl.col("missing_reason").min(),
        )
        .join(needed, on=pair)
    )
    present, wanted = (
        pl.when("over_areas").then(areas).otherwise(parts)
        for areas, parts in ((pl.col("present_areas"), "present"), (len(written.codes), "parts"))
    )
    enough = pl.col("zero") | (present == wanted)
    is_whole = pl.col("missing_reason").is_null() & (pl.col("wholes") > 0) & (present > 0) & enough
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


def _series(control: Entry, stored: Mapping[str, Stored]) -> list[tuple[Any, ...]]:
    """Every series of a control; none where its table does not have what it names."""
    try:
        return _rows(control, stored)
    except UnknownNameError:
        return []


def _rows(control: Entry, stored: Mapping[str, Stored]) -> list[tuple[Any, ...]]:
    """The same.

    Raises:
        UnknownNameError: the table does not have what it names.
    """

    def named(term: Entry, codes: Mapping[str, str]) -> list[tuple[str, str]]:
        where = {**(term.get("where") or {}), **codes}
        return [(key, f"{term['table']} {said}".rstrip()) for key, said in expand(where, stored[term["table"]])]

    def row(compared: str, side: str, term: Entry, key: str) -> tuple[Any, ...]:
        is_zero = term.get("absent") == "zero" or stored[term["table"]].absent_is_zero
        return (control["id"], compared, side, term["table"], key, float(term.get("factor", 1)), is_zero)

    rows = []
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
    return rows
