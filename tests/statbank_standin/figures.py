"""Invented figures, the same in every run, at the speed of a national extract.

Belongs here: from a selection to rows of CSV. Does not belong here: the protocol (`selection`), serving (`server`).

A figure is arithmetic on whole numbers over a hash of its coordinates: area, leaf code of each variable, period. Every
municipality has its own level of each series, with small changes from period to period. Sums (totals, the country,
gross − income = net) are sums of the same leaves and therefore exact; shares and rates are rounded. Key figures that
another table's accounts and counts give (`key_figures`) are computed from those, as of their first revision. A few
municipalities at a time are computed and written, so memory stays bounded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, reduce
from pathlib import Path
from typing import Any

import polars as pl

from tests.statbank_standin.definitions import (
    Area,
    KeyFigure,
    Table,
    Variable,
    areas,
    fnmatch_all,
    municipalities_of,
    read_tables,
)
from tests.statbank_standin.selection import Selection

PRIME = 2_147_483_647  # keeps a square below 2^63
NANO = 1_000_000_000
BATCH = 200_000  # rows computed at a time
INFLATION = 20  # per mille a year since 2008, one deflator for all areas and key figures


def write(selection: Selection, path: Path, revision: int) -> None:
    """Write header and rows; another revision means other figures in the table's newest period."""
    table = selection.table
    grid = _grid(selection)
    counts, levels = _leaves(table, grid), _levels(table, grid)
    wanted = [areas()[code] for code in selection.codes[table.area.id]]
    members = list(dict.fromkeys(code for area in wanted for code in municipalities_of(area.code)))
    periods = selection.codes[table.time.id]
    clock = _clock(table, periods, revision)
    figures: dict[str, pl.DataFrame] = {}
    for batch in _batches([areas()[code] for code in members], counts.height + levels.height):
        figures.update(_municipalities(batch, counts, levels, periods, clock))
    followed = _key_figures(selection, grid, wanted)
    with path.open("wb") as file:
        if selection.format != "BULK":
            file.write(b"\xef\xbb\xbf")
        file.write((selection.delimiter.join([*selection.shown, "INDHOLD"]).upper() + "\r\n").encode())
        for batch in _batches(wanted, grid.height):
            cells = pl.concat(
                _combined([figures[code] for code in municipalities_of(area.code)], number)
                for number, area in enumerate(batch)
            )
            if followed is not None:
                codes = pl.Series([area.code for area in batch])
                cells = (
                    cells.with_columns(code=pl.lit(codes).gather("area"))
                    .join(followed, on=["code", "row"], how="left", maintain_order="left")
                    .with_columns(value=pl.coalesce("followed", "value"))
                    .drop("code", "followed")
                )
            rows = _in_units(table, batch, cells.join(grid, on="row", maintain_order="left"), periods)
            if selection.format == "BULK" and table.suppressed == "0":
                rows = rows.filter(pl.col("value") != 0)
            rows = _shown(selection, batch, rows)
            rows.write_csv(
                file, include_header=False, separator=selection.delimiter, line_terminator="\r\n", quote_style="never"
            )


def _batches(items: Sequence[Area], rows_each: int) -> Iterator[Sequence[Area]]:
    """Areas in portions of a bounded number of rows: one by one costs time, all at once memory."""
    size = max(1, BATCH // max(1, rows_each))
    return (items[start : start + size] for start in range(0, len(items), size))


def _grid(selection: Selection) -> pl.DataFrame:
    """Every combination of selected codes but the area's, in order, numbered by `row`; `period` is an index."""
    table = selection.table
    frames = [pl.DataFrame({v.id: selection.codes[v.id]}) for v in table.variables if not v.is_area]
    grid = reduce(lambda left, right: left.join(right, how="cross", maintain_order="left_right"), frames)
    return grid.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.all(),
        _looked_up(table.time.id, {code: n for n, code in enumerate(selection.codes[table.time.id])}, pl.Int64).alias(
            "period"
        ),
    )


def _leaves(table: Table, grid: pl.DataFrame) -> pl.DataFrame:
    """What each count consists of: row, period, seed, nanos (billionths per inhabitant), mille (per mille, signed)."""
    frame = grid.filter(~_is_level(table)).with_columns(
        seed=pl.lit(_seed(table.figures_of), pl.Int64), rate=pl.lit((table.per_1000 or 0) / 1000), mille=pl.lit(1000)
    )
    for variable in _series(table):
        parts = pl.DataFrame(
            [
                (code, leaf, _seed(leaf), variable.leaves.get(leaf, 1.0), part)
                for code in frame[variable.id].unique()
                for leaf, part in variable.parts(code)
            ],
            schema={
                variable.id: pl.String, "leaf": pl.String, "leaf_seed": pl.Int64, "weight": pl.Float64, "part": pl.Int64
            },
            orient="row",
        )  # fmt: skip
        frame = frame.join(parts, on=variable.id, maintain_order="left").select(
            pl.exclude(variable.id, "seed", "rate", "mille", "leaf", "leaf_seed", "weight", "part"),
            pl.col("leaf").alias(variable.id),
            seed=pl.col("seed") if variable.added else _mix(pl.col("seed"), pl.col("leaf_seed")),
            rate=pl.col("rate") * pl.col("weight"),
            mille=pl.col("mille") * pl.col("part") // 1000,
        )
    for combination in table.absent:
        matches = [
            pl.col(name).is_in(
                [code for pattern in patterns for code in fnmatch_all(pattern, frame[name].unique().to_list())]
            )
            for name, patterns in combination.items()
        ]
        frame = frame.filter(~pl.all_horizontal(matches))
    return frame.select(
        "row", "period", "seed", "mille", nanos=(pl.col("rate") * NANO * 10**table.decimals).round().cast(pl.Int64)
    )


def _levels(table: Table, grid: pl.DataFrame) -> pl.DataFrame:
    """Figures that are no counts: row, period, seed, low, high."""
    frame = grid.filter(_is_level(table)).with_columns(seed=pl.lit(_seed(table.figures_of), pl.Int64))
    low, high = (pl.lit(edge, pl.Float64) for edge in table.range or (0, 0))
    for variable in _series(table):
        leaves = {code: _seed(variable.parts(code)[0][0]) for code in variable.values}
        if not variable.added:
            frame = frame.with_columns(seed=_mix(pl.col("seed"), _looked_up(variable.id, leaves, pl.Int64)))
        bounds = variable.ranges.items()
        low = pl.coalesce(_looked_up(variable.id, {code: float(edge) for code, (edge, _) in bounds}, pl.Float64), low)
        high = pl.coalesce(_looked_up(variable.id, {code: float(edge) for code, (_, edge) in bounds}, pl.Float64), high)
    scale = 10**table.decimals
    return frame.select(
        "row",
        "period",
        "seed",
        low=(low * scale).round().cast(pl.Int64),
        high=(high * scale).round().cast(pl.Int64),
    )


def _municipalities(
    batch: Sequence[Area], counts: pl.DataFrame, levels: pl.DataFrame, periods: Sequence[str], clock: pl.Series
) -> dict[str, pl.DataFrame]:
    """Figures of municipalities: row, value in units of the last decimal, is_level, and a hash to hide some by."""
    each = pl.DataFrame({"area": range(len(batch)), "area_seed": [_seed(area.code) for area in batch]})
    own = _mix(pl.col("seed"), pl.col("area_seed"))
    drift = _mix(own, pl.lit(clock).gather(pl.col("period")))
    nanos = _inhabitants(batch, periods) * pl.col("nanos") // 1000 * (700 + own % 601) // 1000
    # The last step rounds up or down by chance, so that rare events are rare instead of never.
    count = (nanos * (970 + drift % 61) + _mix(drift, pl.lit(7)) % NANO) // NANO * pl.col("mille") // 1000
    level = pl.col("low") + (pl.col("high") - pl.col("low")) * (4 * (own % 1001) + drift % 1001) // 5000
    counted = (
        each.join(counts, how="cross", maintain_order="left_right")
        .select("area", "row", value=count, is_level=pl.lit(False), hash=drift)
        .group_by("area", "row", "is_level", maintain_order=True)
        .agg(pl.col("value").sum(), pl.col("hash").first())
    )
    measured = each.join(levels, how="cross", maintain_order="left_right").select(
        "area", "row", value=level, is_level=pl.lit(True), hash=drift
    )
    columns = ("area", "row", "value", "is_level", "hash")
    figures = pl.concat([counted.select(columns), measured.select(columns)])
    parts = figures.partition_by("area", maintain_order=True, as_dict=True)
    return {area.code: parts.get((number,), figures).drop("area") for number, area in enumerate(batch)}


def _combined(figures: Sequence[pl.DataFrame], number: int) -> pl.DataFrame:
    """An area's figures from those of its municipalities: sums of counts, means of levels; `area` is its number."""
    total = reduce(lambda left, right: left + right, (figure["value"] for figure in figures))
    value = pl.when("is_level").then(pl.lit(total) // len(figures)).otherwise(pl.lit(total))
    return figures[0].with_columns(value=value, area=pl.lit(number, pl.Int64)).sort("row")


def _key_figures(selection: Selection, grid: pl.DataFrame, wanted: Sequence[Area]) -> pl.DataFrame | None:
    """Figures that follow from accounts and a count: area `code`, `row`, value `followed`; None if not asked for."""
    asked = [code for code in selection.table.key_figures if code in selection.codes.get("BNØGLE", ())]
    if not asked:
        return None
    years = [int(period) for period in selection.codes[selection.table.time.id]]
    return pl.concat(
        _ratio(selection.table.key_figures[code], art, years, wanted)
        .join(grid.filter(BNØGLE=code, BRUTNETUDG=side), on="period")
        .select("code", "row", "followed")
        for code in asked
        for side, art in (("NET", "TOT"), ("BRUT", "UE"))
    )


def _ratio(figure: KeyFigure, art: str, years: Sequence[int], wanted: Sequence[Area]) -> pl.DataFrame:
    """Area `code`, index of the year `period`, and the ratio in whole kr., halves up."""
    accounts = _totals(
        "REGK31",
        {"FUNKTION": figure.functions, "DRANST": ["1"], "ART": [art], "PRISENHED": ["LOBM"]},
        [str(year) for year in years],
        wanted,
    )
    divisor = sum(weight for *_, weight in figure.periods)
    # Over the weights, in the end: a twelfth of a pupil is not rounded away.
    counted = [
        _totals(figure.table, figure.codes, [f"{year + later}{suffix}" for year in years], wanted).select(
            "code", "period", value=pl.col("value") * weight
        )
        for later, suffix, weight in figure.periods
    ]
    count = pl.concat(counted).group_by("code", "period").agg(count=pl.col("value").sum())
    amount = 1000 * divisor * pl.col("value")
    return accounts.join(count, on=["code", "period"]).select(
        "code", "period", followed=(2 * amount + pl.col("count")) // (2 * pl.col("count"))
    )


def _totals(
    table_id: str, codes: Mapping[str, Sequence[str]], periods: Sequence[str], wanted: Sequence[Area]
) -> pl.DataFrame:
    """Sums over the codes that patterns match, totals elsewhere: area `code`, index of `period`, `value`."""
    table = read_tables()[table_id]
    chosen: dict[str, Sequence[str]] = {}
    for variable in table.variables:
        patterns = codes.get(variable.id, [variable.total or ""])
        chosen[variable.id] = [code for pattern in patterns for code in fnmatch_all(pattern, list(variable.values))]
    selection = Selection(table, {**chosen, table.time.id: periods}, (), "BULK", "da", ";", as_code=True)
    grid = _grid(selection)
    counts, levels, clock = _leaves(table, grid), _levels(table, grid), _clock(table, periods, 0)
    members = list(dict.fromkeys(code for area in wanted for code in municipalities_of(area.code)))
    own = pl.concat(
        figures.join(grid.select("row", "period"), on="row")
        .group_by("period")
        .agg(pl.col("value").sum())
        .with_columns(member=pl.lit(code))
        for batch in _batches([areas()[code] for code in members], counts.height + levels.height)
        for code, figures in _municipalities(batch, counts, levels, periods, clock).items()
    )
    belongs = pl.DataFrame(
        [(area.code, code) for area in wanted for code in municipalities_of(area.code)],
        schema={"code": pl.String, "member": pl.String},
        orient="row",
    )
    return belongs.join(own, on="member").group_by("code", "period").agg(pl.col("value").sum())


def _in_units(table: Table, batch: Sequence[Area], cells: pl.DataFrame, periods: Sequence[str]) -> pl.DataFrame:
    """Figures per inhabitant and in fixed prices where a code says so, then as text."""
    prices = pl.Series([1000 + INFLATION * (_year(period) - 2008) for period in periods], dtype=pl.Int64)
    divisors = (table.per_inhabitant, _inhabitants(batch, periods)), (table.deflated, pl.lit(prices).gather("period"))
    value = pl.col("value")
    for codes, divisor in divisors:
        for name, code in codes.items():
            rounded = (value * 2000 + divisor) // (2 * divisor)
            value = pl.when(pl.col(name) == code).then(rounded).otherwise(value)
    scale = 10**table.decimals
    decimals = pl.format(".{}", (value % scale).cast(pl.String).str.zfill(table.decimals)) if scale > 1 else pl.lit("")
    text = pl.concat_str((value // scale).cast(pl.String), decimals)
    may_hide = pl.lit(pl.Series([area.level == "municipality" for area in batch])).gather("area")
    hidden = may_hide & (_mix(pl.col("hash"), pl.lit(11)) % 1000 < table.hidden)
    return cells.with_columns(INDHOLD=pl.when(hidden).then(pl.lit("..")).otherwise(text))


def _shown(selection: Selection, batch: Sequence[Area], cells: pl.DataFrame) -> pl.DataFrame:
    """The columns asked for, in the language asked for."""
    codes = pl.Series([area.code for area in batch])
    cells = cells.with_columns(pl.lit(codes).gather("area").alias(selection.table.area.id))
    if selection.language == "da":
        cells = cells.with_columns(pl.col("INDHOLD").str.replace(r"(\d)\.", "${1},"))
    if not selection.as_code:
        cells = cells.with_columns(_looked_up(v.id, v.values, pl.String) for v in selection.table.variables)
    return cells.select(*selection.shown, "INDHOLD")


def _series(table: Table) -> Iterator[Variable]:
    return (variable for variable in table.variables if not (variable.is_area or variable.is_time))


def _is_level(table: Table) -> pl.Expr:
    if table.per_1000 is None:
        return pl.lit(True)
    return pl.any_horizontal(pl.lit(False), *(pl.col(v.id).is_in(list(v.ranges)) for v in _series(table)))


def _looked_up(column: str, values: Mapping[str, Any], kind: type[pl.DataType]) -> pl.Expr:
    """The column's codes replaced by their values; null where there is none."""
    return (
        pl.col(column).replace_strict(dict(values), default=None, return_dtype=kind) if values else pl.lit(None, kind)
    )


def _clock(table: Table, periods: Sequence[str], revision: int) -> pl.Series:
    newest = list(table.time.values)[-1]
    seeds = [_seed(f"{period}#{revision}" if revision and period == newest else period) for period in periods]
    return pl.Series(seeds, dtype=pl.Int64)


def _inhabitants(batch: Sequence[Area], periods: Sequence[str]) -> pl.Expr:
    """Inhabitants by the columns `area` and `period`; a municipality grows or shrinks by up to 8 per mille a year."""
    quarters = [4 * (_year(period) - 2020) + (int(period[-1]) - 1 if "K" in period else 0) for period in periods]
    numbers = [
        sum(
            municipality.inhabitants * (4000 + (_seed(municipality.code) % 14 - 5) * passed) // 4000
            for municipality in (areas()[code] for code in municipalities_of(area.code))
        )
        for area in batch
        for passed in quarters
    ]
    return pl.lit(pl.Series(numbers, dtype=pl.Int64)).gather(pl.col("area") * len(periods) + pl.col("period"))


def _year(period: str) -> int:
    return int(period.partition(":")[2] or period[:4])


@cache
def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % PRIME


def _mix(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    mixed = (one * 48_271 + other) % PRIME
    return (mixed * mixed + 12_345) % PRIME
