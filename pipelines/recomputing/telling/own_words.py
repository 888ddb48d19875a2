"""What a municipality has written itself, and what else a release tells without a figure, as the rows that readers get.

Belongs here: readings, notes, cases, trials as they were registered, targets, and the release itself. Does not belong
here: what an indicator says of itself (`catalogue_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.written import EVERYBODY, Entry, Written, refused_for

if TYPE_CHECKING:
    import polars as pl

NOTE = {"note_id": "id", "municipality": "municipality", "effect_id": "effect"}
TRIAL = {"trial_id": "id", "effect_id": "effect"}
PERSPECTIVES = ("stakeholder", "six_city", "private")
"""Those that have a page where the municipality has not chosen."""
CASE = {"case_id": "id", "municipality": "municipality"}


def readings(written: Written) -> pl.DataFrame:
    """Columns as marts.readings, with municipality for its code: null where a reading is about all."""
    texts = ("service_area", "municipality", "author", "role", "language", "text")
    rows = [
        {
            **{name: item[name] for name in ("service_area", "author", "role", "written_on", "text")},
            "municipality": None if item["municipality"] == "all" else item["municipality"],
            "language": item.get("language", "da"),
        }
        for item in written.readings
    ]
    return _frame(rows, texts, days=["written_on"])


def practice_notes(written: Written) -> pl.DataFrame:
    """Columns as marts.practice_notes, with municipality for its code."""
    rows = [
        {**{name: item[field] for name, field in NOTE.items()}, **_both("what", item["what"])}
        | {name: item[name] for name in ("contact", "source", "noted_on")}
        for item in written.practice_notes
    ]
    return _frame(rows, (*NOTE, "what_da", "what_en", "contact", "source"), days=["noted_on"])


def cases(written: Written) -> pl.DataFrame:
    """Columns as marts.cases, with municipality for its code."""
    texts = ("service_area", "measure", "period", "answer", "handled")
    rows = [
        {**{name: item[field] for name, field in CASE.items()}, **_both("title", item["title"])}
        | {name: item[name] for name in (*texts, "units", "outside", "checked_on")}
        for item in written.cases
    ]
    return _frame(rows, (*CASE, "title_da", "title_en", *texts), ["units", "outside"], ["checked_on"])


def trials(written: Written) -> pl.DataFrame:
    """Every trial in every municipality as it was registered: those columns of marts.trials, with municipality for its
    code.
    """
    import polars as pl

    texts = ("title_da", "title_en", "description_da", "description_en", "contact", "donor_pool", "decision")
    days = ["registered_on", "starts_on", "stop_on"]
    rows = [
        {
            **{name: item[field] for name, field in TRIAL.items()},
            "municipality": code,
            **_both("title", item["title"]),
            **_both("description", item["description"]),
            **{name: item[name] for name in (*days, "contact")},
            "donor_pool": item.get("donor_pool", EVERYBODY),
            "smallest_change": float(item["smallest_change"]),
            "decision": (decision := item.get("decision") or {}).get("outcome"),
            **{name: decision.get(name) for name in ("decided_by", "decided_on")},
        }
        for item in written.trials
        for code in item["municipalities"]
    ]
    found = _frame(
        [{name: value for name, value in row.items() if name != "smallest_change"} for row in rows],
        (*TRIAL, "municipality", *texts, "decided_by"),
        days=[*days, "decided_on"],
    )
    return found.with_columns(pl.Series("smallest_change", [row["smallest_change"] for row in rows], pl.Float64))


def targets(written: Written) -> pl.DataFrame:
    """Columns as marts.indicator_targets, with indicator and municipality for its ids."""
    import polars as pl

    rows = [
        (item["id"], one["municipality"], float(one["value"]), one["year"], one["decided_by"], one["decided_on"])
        for item in written.indicators
        for one in item.get("targets") or []
    ]
    schema = {
        **dict.fromkeys(("indicator", "municipality"), pl.String),
        "value": pl.Float64,
        "year": pl.Int32,
        "decided_by": pl.String,
        "decided_on": pl.Date,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def withheld(written: Written) -> pl.DataFrame:
    """Columns as marts.withheld_indicators, with indicator for its id."""
    titles = {item["id"]: item["title"] for item in (*written.indicators, *written.withheld)}
    rows = []
    for item in written.withheld:
        scope = item.get("same_scope")
        row = {"indicator": item["id"], **{name: item[name] for name in ("service_area", "kind")}}
        row |= _both("title", item["title"])
        if scope:
            beside = titles[scope.get("set_from") or scope["beside"]]
            row |= {"refused_for": " ".join(refused_for(scope)), **_both("beside", beside)}
        rows.append(row)
    return _frame(
        rows, ("indicator", "service_area", "kind", "title_da", "title_en", "refused_for", "beside_da", "beside_en")
    )


def release(written: Written, name: str, notice: Mapping[str, str], as_of: date | None) -> pl.DataFrame:
    """Columns as marts.release.

    Args:
        written: the catalogue.
        name: the release's id.
        notice: see `waiting.notice`.
        as_of: the day whose knowledge was rebuilt.
    """
    import polars as pl

    own = written.municipality or {}
    row = {
        "release_id": name,
        **_both("notice", notice),
        "site_address": own.get("site_address"),
        "perspectives": " ".join(own.get("perspectives") or PERSPECTIVES),
        "perspectives_by": own.get("chosen", {}).get("decided_by"),
        "perspectives_on": own.get("chosen", {}).get("decided_on"),
        "source_count": len(written.sources),
        "as_of": as_of,
    }
    texts = ("release_id", "notice_da", "notice_en", "site_address", "perspectives", "perspectives_by")
    return _frame([row], texts, ["source_count"], ["as_of", "perspectives_on"]).with_columns(
        pl.lit(bool(own.get("is_example"))).alias("is_example")
    )


def _both(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{lang}": text[lang] for lang in ("da", "en")}


def _frame(
    rows: Iterable[Entry], texts: Sequence[str], counts: Sequence[str] = (), days: Sequence[str] = ()
) -> pl.DataFrame:
    import polars as pl

    kinds: dict[str, Any] = {
        **dict.fromkeys(texts, pl.String),
        **dict.fromkeys(counts, pl.Int64),
        **dict.fromkeys(days, pl.Date),
    }
    return pl.DataFrame(list(rows), schema=kinds)
