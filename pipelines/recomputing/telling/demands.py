"""What is asked of those who do the work, and what decisions gave back.

Belongs here: docs/methods.md "Steering burden". Does not belong here: where a demand stands after its reviews
(`written`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

NOTICE = timedelta(days=90)
FULL_TIME_HOURS = 1924
HOURS_REACH, FULL_TIME_REACH = 0.005, 0.0005
"""Half of the last decimal that hours and full-time employees are kept with; a sum may be a half off for each."""


def demands(written: Written, today: date) -> pl.DataFrame:
    """Every demand of the positive list: columns as marts.demands, with municipality for its code."""
    import polars as pl

    texts = (
        "demand_id",
        "title_da",
        "title_en",
        "municipality",
        "service_area",
        "indicator_id",
        "basis",
        "legal_basis",
    )
    schema = {
        **dict.fromkeys((*texts, "justification_da", "justification_en", "owner"), pl.String),
        **dict.fromkeys(("since", "review_by"), pl.Date),
        **dict.fromkeys(("minutes_per_year", "staff"), pl.Int64),
        **dict.fromkeys(("decision", "decided_by"), pl.String),
        "decided_on": pl.Date,
        **dict.fromkeys(("case_id", "exception_da", "exception_en", "exception_decided_by"), pl.String),
        "exception_decided_on": pl.Date,
        "minutes_left": pl.Int64,
        "state": pl.String,
        "sort_order": pl.Int64,
        **dict.fromkeys(("hours_per_year", "hours_returned"), pl.Float64),
    }
    rows = [_demand(item, order, today) for order, item in enumerate(written.positive_list, start=1)]
    return pl.DataFrame(rows, schema=schema)


def _demand(item: Entry, order: int, today: date) -> dict[str, Any]:
    decision, exception = item.get("decision") or {}, item.get("exception") or {}
    left = _left(decision, item["minutes_per_year"]) if decision else item["minutes_per_year"]
    return {
        "demand_id": item["id"],
        **{f"title_{lang}": item["title"][lang] for lang in ("da", "en")},
        "municipality": item["municipality"],
        "indicator_id": item.get("indicator"),
        **{name: item[name] for name in ("service_area", "basis", "legal_basis", "owner", "since", "review_by")},
        **{f"justification_{lang}": item["justification"][lang] for lang in ("da", "en")},
        **{name: item[name] for name in ("minutes_per_year", "staff")},
        "decision": decision.get("outcome"),
        **{name: decision.get(name) for name in ("decided_by", "decided_on")},
        "case_id": item.get("case"),
        **{f"exception_{lang}": (exception.get("text") or {}).get(lang) for lang in ("da", "en")},
        **{f"exception_{name}": exception.get(name) for name in ("decided_by", "decided_on")},
        "minutes_left": left,
        "state": _state(item, today),
        "sort_order": order,
        "hours_per_year": left * item["staff"] / 60,
        "hours_returned": (item["minutes_per_year"] - left) * item["staff"] / 60,
    }


def _left(decision: Entry, before: int) -> int:
    if decision["outcome"] == "drop":
        return 0
    return before if decision.get("minutes_per_year") is None else int(decision["minutes_per_year"])


def _state(item: Entry, today: date) -> str:
    if (item.get("decision") or {}).get("outcome") == "drop":
        return "dropped"
    if item["review_by"] < today:
        return "overdue"
    return "due" if item["review_by"] <= today + NOTICE else "stands"


def reviews(written: Written, today: date) -> pl.DataFrame:
    """Every decision until today in the order they were made: columns as marts.demand_reviews."""
    import polars as pl

    texts = ("demand_id", "decision", "reason_da", "reason_en", "legal_basis", "decided_by")
    schema = dict.fromkeys(texts, pl.String) | {
        "minutes_left": pl.Int64,
        "decided_on": pl.Date,
        "sort_order": pl.Int64,
    }
    return pl.DataFrame(list(_reviews(written, today)), schema=schema)


def _reviews(written: Written, today: date) -> Iterator[dict[str, Any]]:
    reviewed = {item["demand"] for item in written.reviews}
    every = [
        *((item["demand"], item, item) for item in written.reviews),
        *(
            (item["id"], item["decision"], {})
            for item in written.positive_list
            if item.get("decision") and item["id"] not in reviewed
        ),
    ]
    left = {item["id"]: int(item["minutes_per_year"]) for item in written.positive_list}
    for order, (name, decision, review) in enumerate(sorted(every, key=lambda one: one[1]["decided_on"]), start=1):
        if decision["decided_on"] > today:
            continue
        left[name] = _left(decision, left[name])
        yield {
            "demand_id": name,
            "decision": decision["outcome"],
            "minutes_left": left[name],
            **{f"reason_{lang}": (review.get("reason") or {}).get(lang) for lang in ("da", "en")},
            "legal_basis": review.get("legal_basis"),
            **{key: decision[key] for key in ("decided_by", "decided_on")},
            "sort_order": order,
        }


def burden(written: Written, figures: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Effects with a figure and what is asked, by area: columns as marts.steering_burden, with municipality for its
    code.
    """
    import polars as pl

    place = ["municipality", "service_area"]
    areas = pl.DataFrame(
        [(item["id"], item["service_area"]) for item in written.indicators if item["kind"] == "effect"],
        schema=dict.fromkeys(("indicator", "service_area"), pl.String),
        orient="row",
    )
    places = pl.DataFrame({"municipality": written.codes}).join(
        pl.DataFrame({"service_area": [item["id"] for item in written.service_areas]}), how="cross"
    )
    effects = (
        figures.filter(pl.col("value").is_not_null())
        .join(areas, on="indicator")
        .group_by(place)
        .agg(pl.col("indicator").n_unique().alias("effect_count"))
    )
    stands, is_own = pl.col("state") != "dropped", pl.col("basis") == "own_choice"
    hours = pl.col("hours_per_year").round(2)
    counted = asked.group_by(place).agg(
        stands.sum().alias("demand_count"),
        pl.col("state").is_in(["due", "overdue"]).sum().alias("due_count"),
        (stands & is_own).sum().alias("own_choice_count"),
        hours.sum(),
        hours.filter(is_own).sum().alias("hours_own_choice"),
        pl.col("hours_returned").round(2).sum(),
        (pl.len() * HOURS_REACH).alias("reach"),
    )
    counts = ("effect_count", "demand_count", "due_count", "own_choice_count")
    sums = ("hours_per_year", "hours_own_choice", "hours_returned")
    return (
        places.join(effects, on=place, how="left")
        .join(counted, on=place, how="left")
        .with_columns(pl.col(name).fill_null(0) for name in (*counts, *sums, "reach"))
        .with_columns(
            (pl.col("hours_per_year") / FULL_TIME_HOURS).alias("full_time_equivalents"),
            pl.lit(FULL_TIME_HOURS).alias("full_time_hours"),
            *(pl.col("reach").alias(f"±{name}") for name in sums),
            pl.lit(FULL_TIME_REACH).alias("±full_time_equivalents"),
        )
        .drop("reach")
    )


def history(written: Written, decided: pl.DataFrame) -> pl.DataFrame:
    """What was asked from each day it changed on: columns as marts.burden_history, with municipality for its code."""
    import polars as pl

    place = ["municipality", "service_area"]
    about = pl.DataFrame(
        [
            (
                item["id"],
                item["municipality"],
                item["service_area"],
                item["minutes_per_year"],
                item["staff"],
                item["since"],
            )
            for item in written.positive_list
        ],
        schema={
            **dict.fromkeys(("demand_id", *place), pl.String),
            **dict.fromkeys(("minutes", "staff"), pl.Int64),
            "since": pl.Date,
        },
        orient="row",
    )
    begun = about.select(
        *place,
        pl.col("since").alias("from_day"),
        pl.lit(1).alias("count"),
        (pl.col("minutes") * pl.col("staff")).alias("asked"),
        pl.lit(0, dtype=pl.Int64).alias("returned"),
    )
    before = pl.col("minutes_left").shift(1).over("demand_id").fill_null(pl.col("minutes"))
    changed = (
        decided.sort("sort_order")
        .join(about, on="demand_id", maintain_order="left")
        .with_columns(((before - pl.col("minutes_left")) * pl.col("staff")).alias("returned"))
        .select(
            *place,
            pl.col("decided_on").alias("from_day"),
            pl.when(pl.col("decision") == "drop").then(-1).otherwise(0).alias("count"),
            (-pl.col("returned")).alias("asked"),
            "returned",
        )
    )
    return (
        pl.concat([begun, changed])
        .group_by(*place, "from_day")
        .agg(pl.col("count", "asked", "returned").sum())
        .sort(*place, "from_day")
        .with_columns(pl.col("count", "asked", "returned").cum_sum().over(place))
        .select(
            *place,
            "from_day",
            pl.col("count").alias("demand_count"),
            (pl.col("asked") / 60).alias("hours_per_year"),
            (pl.col("returned") / 60).alias("hours_returned"),
            (pl.col("asked") / 60 / FULL_TIME_HOURS).alias("full_time_equivalents"),
        )
    )


def coverage(written: Written, measured: pl.DataFrame) -> pl.DataFrame:
    """How many effects measure what each stakeholder has a claim on: columns as marts.stakeholder_coverage.

    Args:
        written: the catalogue.
        measured: indicators with a figure: column indicator.
    """
    import polars as pl

    claims = pl.DataFrame(
        [
            (holder, item["service_area"], item["id"])
            for item in written.indicators
            if item["kind"] == "effect"
            for holder in item.get("stakeholders") or []
        ],
        schema=dict.fromkeys(("stakeholder", "service_area", "indicator"), pl.String),
        orient="row",
    )
    holders = pl.DataFrame(
        [
            (item["id"], item["title"]["da"], item["title"]["en"], order)
            for order, item in enumerate(written.stakeholders, start=1)
        ],
        schema={**dict.fromkeys(("stakeholder", "title_da", "title_en"), pl.String), "sort_order": pl.Int64},
        orient="row",
    )
    has_figures = pl.col("indicator").is_in(measured["indicator"].implode())
    return (
        holders.join(claims, on="stakeholder", how="left")
        .group_by(*holders.columns, "service_area")
        .agg(
            pl.col("indicator").count().alias("effect_count"),
            (pl.col("indicator").is_not_null() & has_figures).sum().alias("effects_with_figures"),
        )
    )
