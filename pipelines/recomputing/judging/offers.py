"""Which area is offered help, and how far a decided target is.

Belongs here: docs/methods.md "Offer of help" and "Targets and course". Does not belong here: what is expected
(`expected`), and verdicts (`forecasts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.others import stretches
from pipelines.recomputing.series import Chosen
from pipelines.recomputing.values import measured
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

EFFECTS_AT_LEAST, MEASUREMENTS_AT_LEAST, YEARS_AT_MOST = 2, 3, 3
POINTS_AT_LEAST = 5
COURSE_QUANTILE, LAST_DEGREES = 0.9, 30
"""Of an interval of 80 %; with more degrees of freedom than these it is the normal distribution's."""
PLACE = ["indicator", "municipality", "year"]


def help_offers(
    written: Written,
    chosen: Chosen,
    stored: Mapping[str, Stored],
    figures: pl.DataFrame,
    expectations: pl.DataFrame,
    verdicts: pl.DataFrame,
) -> pl.DataFrame:
    """The effects that offers rest on: columns as marts.help_offers, with indicator and municipality for its ids."""
    import polars as pl

    effects = _effects(written)
    there = measured(figures).join(effects.select("indicator"), on="indicator")
    one = ["indicator", "municipality"]
    series = (
        _measured(chosen, stored, there)
        .join(stretches(written, figures), on=["indicator", "year"], how="left")
        .with_columns(pl.col("stretch").max().over("indicator").alias("last"))
        .with_columns(pl.coalesce("stretch", "last").alias("stretch"), pl.col("year").max().alias("newest"))
        .filter(pl.col("stretch") == pl.col("last"))
        .with_columns(pl.col("year").max().over("indicator").alias("latest"))
    )
    runs = (
        there.select(one)
        .unique()
        .join(series, on="indicator")
        .join(effects, on="indicator")
        .join(_worse(written, effects, expectations, verdicts), on=PLACE, how="left")
        .with_columns(pl.col("is_worse").fill_null(value=False), pl.col("is_modelled").fill_null(value=False))
        .sort(*one, "year", descending=[False, False, True])
        .filter((~pl.col("is_worse")).cum_sum().over(one) == 0)
        .group_by([*one, "area", "cluster"])
        .agg(
            pl.col("year").min().alias("first_year"),
            pl.col("year").max().alias("latest_year"),
            (pl.len() / pl.col("overlapping").max()).ceil().cast(pl.Int32).alias("measurements"),
            pl.col("is_modelled").all(),
            pl.col("latest").max(),
            pl.col("newest").max(),
        )
        .filter(
            pl.col("latest_year") == pl.col("latest"),
            pl.col("newest") - pl.col("latest_year") <= YEARS_AT_MOST,
            pl.col("measurements") >= MEASUREMENTS_AT_LEAST,
        )
        .filter(pl.col("cluster").n_unique().over("municipality", "area") >= EFFECTS_AT_LEAST)
    )
    contacts = pl.DataFrame(
        [(item["municipality"], item.get("service_area"), item["contact"]) for item in written.help_contacts],
        schema=dict.fromkeys(("municipality", "area", "contact"), pl.String),
        orient="row",
    )
    rest = contacts.filter(pl.col("area").is_null()).select("municipality", pl.col("contact").alias("of_others"))
    return (
        runs.join(contacts, on=["municipality", "area"], how="left")
        .join(rest, on="municipality", how="left")
        .select(
            "municipality",
            pl.col("area").alias("service_area"),
            *("indicator", "first_year", "latest_year", "measurements", "is_modelled"),
            pl.coalesce("contact", "of_others").alias("contact"),
        )
    )


def _effects(written: Written) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(
        [
            (
                item["id"],
                item["service_area"],
                item.get("cluster") or item["id"],
                item.get("overlapping_years", 1),
                "below" if item["better"] == "higher" else "above",
            )
            for item in written.indicators
            if item["kind"] == "effect"
        ],
        schema={
            **dict.fromkeys(("indicator", "area", "cluster"), pl.String),
            "overlapping": pl.Int32,
            "worse_side": pl.String,
        },
        orient="row",
    )


def _measured(chosen: Chosen, stored: Mapping[str, Stored], there: pl.DataFrame) -> pl.DataFrame:
    """The years in which anybody has a figure, and the rounds of its survey between the first and the last of them."""
    import polars as pl

    rounds = pl.DataFrame(
        [(name, year) for name, item in stored.items() for year in item.source.get("rounds") or []],
        schema={"table": pl.String, "year": pl.Int32},
        orient="row",
    )
    found = there.select("indicator", "year").unique()
    spans = found.group_by("indicator").agg(pl.col("year").min().alias("first"), pl.col("year").max().alias("last"))
    asked = (
        chosen.series.filter(pl.col("role") == "numerator")
        .select("indicator", "table")
        .unique()
        .join(rounds, on="table")
        .join(spans, on="indicator")
        .filter(pl.col("year").is_between("first", "last"))
        .select("indicator", "year")
    )
    return pl.concat([found, asked]).unique()


def _worse(written: Written, effects: pl.DataFrame, expectations: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Whether each measurement was worse than every usable model expects; where none can say, than the others."""
    import polars as pl

    compared = written.compared["id"]
    modelled = (
        expectations.filter(pl.col("is_usable"), pl.col("verdict") != "no_interval")
        .join(effects, on="indicator")
        .group_by(PLACE)
        .agg((pl.col("verdict") == pl.col("worse_side")).all().alias("by_models"))
    )
    beside = verdicts.filter(pl.col("peer_group") == compared).select(
        *PLACE, (pl.col("verdict") == "clearly_worse").alias("by_others")
    )
    return modelled.join(beside, on=PLACE, how="full", coalesce=True).select(
        *PLACE,
        pl.coalesce("by_models", "by_others").alias("is_worse"),
        pl.col("by_models").is_not_null().alias("is_modelled"),
    )


def target_progress(written: Written, figures: pl.DataFrame) -> pl.DataFrame:
    """Every decided target: columns as marts.target_progress, with indicator and municipality for its ids."""
    import polars as pl

    numbers = ("base", "latest", "distance", "way_covered_pct", "per_year", "needed_per_year", "projected")
    schema = {
        **dict.fromkeys(("indicator", "municipality"), pl.String),
        "target_year": pl.Int32,
        "target": pl.Float64,
        "decided_by": pl.String,
        "decided_on": pl.Date,
        **dict.fromkeys(("base_year", "latest_year", "n_points"), pl.Int32),
        **dict.fromkeys((*numbers, "projected_lower", "projected_upper"), pl.Float64),
        "verdict": pl.String,
    }
    return pl.DataFrame([_progress(*item) for item in _targets(written, figures)], schema=schema)


def _targets(written: Written, figures: pl.DataFrame) -> Iterator[tuple[Entry, Entry, list[tuple[int, float, int]]]]:
    """Each indicator and target of it, with the figures of its municipality: year, figure, stretch (negative before the
    last break of the indicator).
    """
    import polars as pl

    there = (
        measured(figures)
        .join(stretches(written, figures), on=["indicator", "year"])
        .with_columns((pl.col("stretch").cast(pl.Int32) - pl.col("stretch").max().over("indicator")).alias("behind"))
        .sort("year")
    )
    for item in written.indicators:
        for target in item.get("targets") or []:
            own = there.filter(
                pl.col("indicator") == item["id"], pl.col("municipality") == target["municipality"]
            ).select("year", "value", "behind")
            yield item, target, own.rows()


def _progress(item: Entry, target: Entry, own: Sequence[tuple[int, float, int]]) -> dict[str, Any]:
    """A target beside the figures; the course is the line through those since the last break."""
    wanted, year = float(target["value"]), int(target["year"])
    good = -1 if item["better"] == "lower" else 1
    last = [(then, value) for then, value, behind in own if not behind]
    latest_year, latest = last[-1] if last else (None, None)
    before = [entry for entry in last if entry[0] < target["decided_on"].year]
    base_year, base = before[-1] if before else (None, None)
    judged = next((value for then, value, _ in own if then >= year), None)
    deciding = latest if judged is None else judged
    slope, projected, reach = _course(last, year, overlapping=item.get("overlapping_years", 1))
    covered = None
    if base is not None and deciding is not None and good * (wanted - base) > 0:
        covered = 100 * (deciding - base) / (wanted - base)
    needed = None
    if latest is not None and latest_year is not None and year != latest_year:
        needed = (wanted - latest) / (year - latest_year)
    return {
        "indicator": item["id"],
        "municipality": target["municipality"],
        "target_year": year,
        "target": wanted,
        "decided_by": target["decided_by"],
        "decided_on": target["decided_on"],
        "base_year": base_year,
        "base": base,
        "latest_year": latest_year,
        "latest": latest,
        "distance": None if deciding is None else deciding - wanted,
        "way_covered_pct": covered,
        "n_points": len(last) or None,
        "per_year": slope,
        "needed_per_year": needed,
        "projected": None if reach is None else projected,
        "projected_lower": None if reach is None else projected - reach,
        "projected_upper": None if reach is None else projected + reach,
        "verdict": _reached(good, wanted, latest, judged, projected, reach),
    }


def _course(
    points: Sequence[tuple[int, float]], year: int, *, overlapping: int
) -> tuple[float | None, float, float | None]:
    """The slope of the line, the figure it leads to in a year, and how far that figure may lie from it."""
    from scipy import stats

    if len(points) < 2:
        return None, float("nan"), None
    n, years = len(points), [float(then) for then, _ in points]
    line = stats.linregress(years, [value for _, value in points])
    middle = sum(years) / n
    projected = line.intercept + line.slope * year
    if n < POINTS_AT_LEAST or overlapping != 1 or year <= years[-1]:
        return line.slope, projected, None
    spread = sum((then - middle) ** 2 for then in years)
    left = sum((value - line.intercept - line.slope * then) ** 2 for then, value in points)
    quantile = stats.t.ppf(COURSE_QUANTILE, n - 2) if n - 2 <= LAST_DEGREES else stats.norm.ppf(COURSE_QUANTILE)
    reach = quantile * (left / (n - 2) * (1 + 1 / n + (year - middle) ** 2 / spread)) ** 0.5
    return line.slope, projected, reach


def _reached(
    good: int, wanted: float, latest: float | None, judged: float | None, projected: float, reach: float | None
) -> str:
    if latest is None:
        return "missing"
    if judged is not None:
        return "reached" if good * (judged - wanted) >= 0 else "not_reached"
    if reach is None:
        return "too_few_figures"
    ahead = good * (projected - wanted)
    return "on_course" if ahead >= reach else "off_course" if ahead + reach < 0 else "cannot_tell"
