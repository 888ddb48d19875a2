"""What unit-level data may not show: figures of few persons, and figures that would give those away.

Belongs here: the rule. Does not belong here: files, or the form a figure is stored in otherwise.

The rule, per figure, municipality and period:
    1. A count of fewer than 5 persons is suppressed, and so is everything that rests on fewer than 20 persons.
    2. Totals over units are published for counts of persons only, so that a suppressed one could be had as the total
       less the others. Therefore never just one unit is suppressed, nor several that are all alike (their sum would
       give each): the next smallest are suppressed too, until two suppressed figures differ.
    3. Where no such unit is left, or the total itself falls under 1, the total is suppressed.

That two suppressed figures differ, and that equal ones are suppressed together, means that any reader who knows this
rule still cannot tell which of them is which: exchanging them publishes the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FEWEST_PERSONS = 5
SMALLEST_BASE = 20
TOTAL = "I ALT"


def protect(rows: pl.DataFrame, persons: Sequence[str], rests_on: Mapping[str, str]) -> pl.DataFrame:
    """Suppress small numbers and add the totals of counts.

    Args:
        rows: one row per area, period, unit and measure: value (decimal or null), source_cell, and whatever else.
        persons: the measures that count persons; they are added up over units.
        rests_on: the count of persons that another measure (or a count) rests on.

    Returns:
        area, period, unit, measure, source_cell, value, is_suppressed; units named TOTAL for the totals, whose
        source_cell is that of all their units, joined by `+`. A total with a unit missing is missing.
    """
    import polars as pl

    units = rows.select("area", "period", "unit", "measure", "source_cell", "value")
    group = ["area", "period", "measure"]
    totals = (
        units.filter(pl.col("measure").is_in(list(persons)))
        .group_by(group, maintain_order=True)
        .agg(
            pl.col("source_cell").str.join("+"),
            pl.when(pl.col("value").has_nulls()).then(None).otherwise(pl.col("value").sum()).alias("value"),
        )
        .with_columns(pl.lit(TOTAL).alias("unit"))
    )
    marked = pl.concat([units, totals.select(units.columns)]).with_columns(is_total=pl.col("unit") == TOTAL)
    bases = {measure: rests_on.get(measure) for measure in marked["measure"].unique()}
    of_base = marked.select("area", "period", "unit", base_measure="measure", base="value")
    is_base = pl.col("measure").is_in(list(set(rests_on.values())))
    marked = (
        marked.with_columns(base_measure=pl.col("measure").replace_strict(bases, return_dtype=pl.String))
        .join(of_base, on=["area", "period", "unit", "base_measure"], how="left", maintain_order="left")
        .with_columns(
            is_small=(
                (pl.col("measure").is_in(list(persons)) & (pl.col("value") < FEWEST_PERSONS)).fill_null(value=False)
                | (is_base & (pl.col("value") < SMALLEST_BASE)).fill_null(value=False)
                | (pl.col("base") < SMALLEST_BASE).fill_null(value=False)
            )
        )
    )
    # Only counts have totals, so only among them can one be had from the others.
    counted = pl.col("measure").is_in(list(persons)) & ~pl.col("is_total")
    small = counted & pl.col("is_small")
    value = pl.col("value")
    lone = pl.when(small).then(value).min().over(group)
    alike = lone == pl.when(small).then(value).max().over(group)
    reach = pl.when(counted & ~pl.col("is_small") & (value != lone)).then(value).min().over(group)
    return (
        marked.with_columns(alike=alike.fill_null(value=False), reach=reach)
        .with_columns(
            is_suppressed=pl.col("is_small")
            | (counted & pl.col("alike") & (value <= pl.col("reach"))).fill_null(value=False)
            | (pl.col("is_total") & pl.col("alike") & pl.col("reach").is_null())
        )
        .select("area", "period", "unit", "measure", "source_cell", "value", "is_suppressed")
    )
