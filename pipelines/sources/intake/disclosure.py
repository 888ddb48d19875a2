"""What unit-level data may not show: figures of few persons, and figures that would give those away.

Belongs here: the rule. Does not belong here: files, or the form a figure is stored in otherwise.

The rule, per figure, municipality and period:
    1. A count of fewer than 5 persons is suppressed, and so is everything that rests on fewer than 20 persons. What a
       count leaves of its base is a count too: 48 satisfied of 50 who answered tells of 2 who are not.
    2. What an earlier delivery hid stays hidden: a corrected file would give the figure it corrects away.
    3. Totals over units are published for counts of persons only, so that a suppressed one could be had as the total
       less the others; and a leader knows the figures of one unit besides. Therefore the smallest of the units that may
       be shown are suppressed too, until three are and two of them are not small. Each of these has 5 persons or more
       and leaves 5 or more, so that whoever knows one of the suppressed figures can still not tell whether another is 0
       or FEWEST_PERSONS - 1.
    4. Where there are not enough such units, or one that is suppressed was shown in an earlier delivery, or the total
       itself is small, the total is suppressed.

Units with equal figures are suppressed together, and how small a small figure is decides nothing, so that the choice
itself tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FEWEST_PERSONS = 5
SMALLEST_BASE = 20
COVER = 2
"""Units that are not small and are suppressed with those that are: of two, who leads one knows one."""
TOTAL = "I ALT"
_GROUP = ("area", "period", "measure")


def protect(
    rows: pl.DataFrame, persons: Sequence[str], rests_on: Mapping[str, str], earlier: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Suppress small numbers and add the totals of counts.

    Args:
        rows: one row per area, period, unit and measure: value (decimal or null), source_cell, and whatever else.
        persons: the measures that count persons; they are added up over units.
        rests_on: the count of persons that another measure (or a count) rests on.
        earlier: area, period, unit, measure, is_suppressed of what earlier deliveries gave, in any number of rows each.

    Returns:
        area, period, unit, measure, source_cell, value, is_suppressed; units named TOTAL for the totals, whose
        source_cell is that of all their units, joined by `+`. A total with a unit missing is missing.
    """
    import polars as pl

    figures = _with_totals(rows, persons)
    counted = pl.col("measure").is_in(list(persons)) & (pl.col("unit") != TOTAL)
    marked = _small(figures, persons, rests_on)
    marked = _remembered(marked, earlier).with_columns(
        counted=counted, is_hidden=pl.col("is_small") | (counted & pl.col("was_hidden"))
    )
    cover = _cover(marked.filter(pl.col("counted") & pl.col("value").is_not_null()))
    return (
        marked.join(cover, on=list(_GROUP), how="left", maintain_order="left")
        .with_columns(
            is_suppressed=pl.col("is_hidden")
            | (pl.col("counted") & (pl.col("value") <= pl.col("up_to"))).fill_null(value=False)
        )
        .with_columns(
            # A sum that holds one that was shown gives the others away.
            known=(pl.col("counted") & pl.col("is_suppressed") & pl.col("was_shown")).any().over(_GROUP),
        )
        .with_columns(
            is_suppressed=pl.col("is_suppressed")
            | (
                (pl.col("unit") == TOTAL)
                & (pl.col("any_hidden") & (pl.col("up_to").is_null() | pl.col("known"))).fill_null(value=False)
            )
        )
        .select("area", "period", "unit", "measure", "source_cell", "value", "is_suppressed")
    )


def _with_totals(rows: pl.DataFrame, persons: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    units = rows.select("area", "period", "unit", "measure", "source_cell", "value")
    totals = (
        units.filter(pl.col("measure").is_in(list(persons)))
        .group_by(_GROUP, maintain_order=True)
        .agg(
            pl.col("source_cell").str.join("+"),
            pl.when(pl.col("value").has_nulls()).then(None).otherwise(pl.col("value").sum()).alias("value"),
        )
        .with_columns(pl.lit(TOTAL).alias("unit"))
    )
    return pl.concat([units, totals.select(units.columns)])


def _small(figures: pl.DataFrame, persons: Sequence[str], rests_on: Mapping[str, str]) -> pl.DataFrame:
    """With `is_small`, and with `left`: the persons of the base that the count leaves out."""
    import polars as pl

    bases = {measure: rests_on.get(measure) for measure in figures["measure"].unique()}
    of_base = figures.select("area", "period", "unit", base_measure="measure", base="value")
    is_base = pl.col("measure").is_in(list(set(rests_on.values())))
    counts = pl.col("measure").is_in(list(persons))
    return (
        figures.with_columns(base_measure=pl.col("measure").replace_strict(bases, return_dtype=pl.String))
        .join(of_base, on=["area", "period", "unit", "base_measure"], how="left", maintain_order="left")
        .with_columns(left=pl.when(counts).then(pl.col("base") - pl.col("value")))
        .with_columns(
            is_small=(
                (counts & (pl.col("value") < FEWEST_PERSONS)).fill_null(value=False)
                | (pl.col("left") < FEWEST_PERSONS).fill_null(value=False)
                | (is_base & (pl.col("value") < SMALLEST_BASE)).fill_null(value=False)
                | (pl.col("base") < SMALLEST_BASE).fill_null(value=False)
            )
        )
    )


def _remembered(marked: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.DataFrame:
    """With `was_hidden` and `was_shown`, in any earlier delivery."""
    import polars as pl

    if earlier is None:
        return marked.with_columns(was_hidden=pl.lit(value=False), was_shown=pl.lit(value=False))
    key = ["area", "period", "unit", "measure"]
    before = earlier.group_by(key).agg(
        was_hidden=pl.col("is_suppressed").any(), was_shown=(~pl.col("is_suppressed")).any()
    )
    return marked.join(before, on=key, how="left", maintain_order="left").with_columns(
        pl.col("was_hidden", "was_shown").fill_null(value=False)
    )


def _cover(counted: pl.DataFrame) -> pl.DataFrame:
    """Up to which figure the units of a group that may be shown are suppressed with those that may not.

    Returns:
        area, period, measure, any_hidden, up_to; null where none has to be, or there are too few, and -1 where those
        that were hidden before do.
    """
    import polars as pl

    shown = pl.col("value").filter(~pl.col("is_hidden"))
    covering = (pl.col("is_hidden") & ~pl.col("is_small")).sum()  # hidden because they were
    wanted = pl.max_horizontal(COVER - covering.cast(pl.Int64), COVER + 1 - pl.col("is_hidden").sum().cast(pl.Int64), 0)
    return (
        counted.group_by(_GROUP)
        .agg(any_hidden=pl.col("is_hidden").any(), wanted=wanted, next=shown.sort())
        .select(
            *_GROUP,
            "any_hidden",
            up_to=pl.when(pl.col("any_hidden") & (pl.col("next").list.len() >= pl.col("wanted"))).then(
                pl.when(pl.col("wanted") == 0)
                .then(pl.lit(-1, dtype=counted["value"].dtype))
                .otherwise(pl.col("next").list.get(pl.col("wanted") - 1, null_on_oob=True))
            ),
        )
    )
