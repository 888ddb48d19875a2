"""Every trial in every municipality it runs in, and in all of them together, as the rows that readers get.

Belongs here: whom a trial is compared with, what its registration is worth, and the rows. Does not belong here: how it
is judged (`verdict`), or estimated (`gaps`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.trying import gaps
from pipelines.recomputing.trying.panel import TOGETHER, Panel, choose, grouped, span
from pipelines.recomputing.trying.verdict import UNDECIDED, judge, power
from pipelines.recomputing.values import of_municipalities
from pipelines.recomputing.written import EVERYBODY, Entry, Written
from seksby.vocabulary import TrialReason

if TYPE_CHECKING:
    import polars as pl

PROMISED = ("municipalities", "effect", "starts_on", "stop_on", "smallest_change", "donor_pool")
"""What may not be chosen once the figures are there, in the order of its checksum."""
METHODS = ("difference_in_differences", "synthetic_control")

Rows = list[dict[str, Any]]
Kept = Mapping[str, Mapping[str, Any]]
"""What releases keep of each trial: title, sha256 of what it promised, first_published_on."""


@dataclass(frozen=True)
class Tried:
    """The rows of each mart."""

    trials: Rows = field(default_factory=list)
    joint: Rows = field(default_factory=list)
    estimates: Rows = field(default_factory=list)
    paths: Rows = field(default_factory=list)
    donors: Rows = field(default_factory=list)


def evaluate(written: Written, figures: pl.DataFrame, kept: Kept) -> dict[str, pl.DataFrame]:
    """Columns as the marts trials, joint_trials, trial_estimates, trial_paths, trial_donors and deleted_trials; of
    trials those that are not what was registered (`own_words.trials`).

    Args:
        written: the catalogue.
        figures: see `values.with_fixed_prices`.
        kept: what is known of every trial that a release has held, this one counted.
    """
    import polars as pl

    rows = Tried()
    effects = {trial["effect"] for trial in written.trials}
    of_effects = of_municipalities(figures).filter(pl.col("indicator").is_in(effects))
    for trial in written.trials:
        among = of_effects.filter(pl.col("indicator") == trial["effect"])
        _add(rows, written, trial, among.select(pl.col("municipality").alias("unit"), "year", "value"), kept)
    there = {trial["id"] for trial in written.trials}
    deleted = [
        {
            "trial_id": name,
            "title_da": item["title"]["da"],
            "title_en": item["title"]["en"],
            "first_published_on": item["first_published_on"],
        }
        for name, item in kept.items()
        if name not in there
    ]
    text, whole, real = pl.String, pl.Int32, pl.Float64
    place = {"trial_id": text, "municipality_code": text}
    judged = {"verdict": text, "reasons": pl.List(text), "power": real}
    ends = {"estimate": real, "low": real, "high": real, "p_value": real}
    counted = ("last_year_before", "first_year_after", "last_year_after", "years_left_out", "donors", "donors_dropped")
    errors = dict.fromkeys(("pre_rmspe", "rmspe_ratio", "ratio_p_value", "clustered_standard_error"), real)
    registered = {"first_published_on": text, "registration": text}
    drawn = dict.fromkeys(("actual", "counterfactual", "gap", "low", "high"), real)
    schemas: dict[str, tuple[Rows, Mapping[str, Any]]] = {
        "trials": (
            rows.trials,
            {**place, **registered, **judged, **dict.fromkeys(counted, whole), "pre_trend_p_value": real},
        ),
        "joint_trials": (
            rows.joint,
            {"trial_id": text, "municipalities": whole, **judged, "compared_groups": whole, **ends},
        ),
        "trial_estimates": (rows.estimates, {**place, "method": text, **ends, **errors}),
        "trial_paths": (rows.paths, {**place, "method": text, "year": whole, "period": text, **drawn}),
        "trial_donors": (rows.donors, {**place, "donor_code": text, "weight": real}),
        "deleted_trials": (deleted, dict.fromkeys(("trial_id", "title_da", "title_en", "first_published_on"), text)),
    }
    frames = {name: pl.DataFrame(found, schema=schema) for name, (found, schema) in schemas.items()}
    return {
        name: frame.with_columns(pl.col("first_published_on").str.to_date()) if "first_published_on" in frame else frame
        for name, frame in frames.items()
    }


def _add(rows: Tried, written: Written, trial: Entry, figures: pl.DataFrame, kept: Kept) -> None:
    """All rows of one trial."""
    import polars as pl

    places = list(trial["municipalities"])
    elsewhere = {
        place
        for other in written.trials
        if other is not trial and other["effect"] == trial["effect"] and other["starts_on"] <= trial["stop_on"]
        for place in other["municipalities"]
    }
    pool = next(group for group in written.peer_groups if group["id"] == trial.get("donor_pool", EVERYBODY))
    donors = set(pool.get("members") or written.codes) - elsewhere - set(places)
    standing = _standing(trial, kept[trial["id"]])
    for place in places:
        there = figures.filter(pl.col("unit").is_in([*donors, place]))
        row, panel, found = _judged(written, trial, place, there, standing, place in elsewhere)
        own = {"trial_id": trial["id"], "municipality_code": place}
        first = kept[trial["id"]]["first_published_on"]
        rows.trials.append({**own, **row, "first_published_on": first, "registration": standing})
        if panel is None:
            continue
        for method, (one, error, _) in zip(METHODS, found, strict=True):
            low, high = one.ends
            rows.estimates.append(
                {
                    **own,
                    "method": method,
                    "estimate": one.estimate,
                    "low": low,
                    "high": high,
                    "p_value": one.p,
                    "pre_rmspe": one.misfit,
                    "rmspe_ratio": None if one.ratio == float("inf") else one.ratio,
                    "ratio_p_value": one.ratio_p,
                    "clustered_standard_error": error,
                }
            )
            rows.paths.extend({**own, "method": method, **step} for step in _path(panel, one))
        weights = found[1][2]
        rows.donors.extend(
            {**own, "donor_code": unit, "weight": weight}
            for unit, weight in zip(panel.units[1:], weights, strict=True)
            if weight > 0
        )
    if len(places) > 1:
        there = grouped(figures.filter(pl.col("unit").is_in([*donors, *places])), places, trial["id"])
        row, panel, found = _judged(written, trial, TOGETHER, there, standing, bool(elsewhere & set(places)))
        control = found[1][0] if panel else None
        low, high = control.ends if control else (None, None)
        rows.joint.append(
            {
                "trial_id": trial["id"],
                "municipalities": len(places),
                **{name: row[name] for name in ("verdict", "reasons", "power")},
                "compared_groups": row["donors"],
                "estimate": control.estimate if control else None,
                "low": low,
                "high": high,
                "p_value": control.p if control else None,
            }
        )


Method = tuple[gaps.Found, float | None, Sequence[float]]
"""What is found, the clustered error and the weights."""


def _judged(
    written: Written, trial: Entry, own: str, figures: pl.DataFrame, standing: str, has_another: bool
) -> tuple[dict[str, Any], Panel | None, list[Method]]:
    """What is said of one unit; what each of `METHODS` finds, where anything may be estimated."""
    effect = next(item for item in [*written.indicators, *written.withheld] if item["id"] == trial["effect"])
    sign = 1 if effect["better"] == "higher" else -1
    smallest = float(trial["smallest_change"])
    breaks = [item["year"] for item in effect.get("breaks") or []]
    wanted = span(trial, effect.get("overlapping_years", 1))
    chosen = choose(figures, own, wanted, breaks)
    against = {*chosen.reasons, *(["other_trial"] if has_another else []), *({standing} - {"proved"})}
    panel = chosen.panel
    verdict, drift, found = UNDECIDED, None, list[Method]()
    if panel is not None:
        parallel, (synthetic, weights) = gaps.parallel(panel), gaps.synthetic(panel)
        beside, control = gaps.found(panel, parallel), gaps.found(panel, synthetic)
        drift = gaps.rank(gaps.drift(panel, parallel))
        verdict, against = judge(control, beside, drift, smallest, sign, against)
        found = [(beside, gaps.clustered_error(panel), ()), (control, None, list(weights))]
    row = {
        "verdict": verdict,
        "reasons": [reason for reason in TrialReason if reason in against],
        "last_year_before": wanted.before,
        "first_year_after": wanted.first,
        "last_year_after": wanted.last,
        "years_left_out": chosen.years_left_out,
        "donors": len(panel.units) - 1 if panel else None,
        "donors_dropped": chosen.donors_dropped,
        "pre_trend_p_value": drift,
        "power": power(figures, own, wanted, breaks, smallest, sign),
    }
    return row, panel, found


def _path(panel: Panel, found: gaps.Found) -> Iterator[dict[str, Any]]:
    for number, year in enumerate(panel.years):
        actual, gap = panel.figures[number, 0], found.by_year[number]
        reach = found.reach_by_year[number] if found.reach_by_year else None
        yield {
            "year": year,
            "period": "before" if number in panel.before else "after" if number in panel.after else "between",
            "actual": actual,
            "counterfactual": actual - gap,
            "gap": gap,
            "low": None if reach is None else gap - reach,
            "high": None if reach is None else gap + reach,
        }


def _standing(trial: Entry, kept: Mapping[str, Any]) -> str:
    """What the registration is worth: whether a release held it before its first day, as it is now."""
    promise = {
        **{name: trial[name] for name in ("municipalities", "effect")},
        **{name: trial[name].isoformat() for name in ("starts_on", "stop_on")},
        "smallest_change": str(Decimal(str(trial["smallest_change"]))),
        "donor_pool": trial.get("donor_pool", EVERYBODY),
    }
    text = json.dumps({name: promise[name] for name in PROMISED}, separators=(",", ":"), ensure_ascii=False)
    if hashlib.sha256(text.encode()).hexdigest() != kept["sha256"]:
        return "registration_changed"
    return "registered_late" if kept["first_published_on"] >= trial["starts_on"].isoformat() else "proved"
