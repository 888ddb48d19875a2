"""The second computation, where it judges what the bundled figures, which it is tried on, do not have: trials, codes
without figures, fetched files.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from pipelines.methods.trials.evaluation import Registered
from pipelines.methods.trials.evaluation import evaluate as first_way
from pipelines.recomputing import series
from pipelines.recomputing.comparing import Recomputed, compare
from pipelines.recomputing.files import Stored
from pipelines.recomputing.series import Chosen
from pipelines.recomputing.telling.catalogue_rows import indicators, snapshots
from pipelines.recomputing.trying.gaps import mix
from pipelines.recomputing.trying.panel import Span, span
from pipelines.recomputing.trying.trials import evaluate
from pipelines.recomputing.written import Written
from seksby.vocabulary import Better

CODES = [f"{number}" for number in range(101, 199)]
EFFECT = {"id": "absence", "better": "lower", "overlapping_years": 1, "breaks": [{"year": 2012}]}


def written(**lists: Any) -> Written:
    """A catalogue with these lists and nothing else."""
    return Written(**({field.name: [] for field in fields(Written)} | lists))


def test_a_fetched_file_is_told_to_the_second() -> None:
    source = {"publisher": "Danmarks Statistik", "table": "FOLK1A", "title": {"da": "Folketal", "en": "Population"}}
    meta = {"origin": "fetched", "licence": "CC BY 4.0", "retrieved_at": "2026-11-30T03:29:32.662682Z", "rows": 1}
    stored = Stored("FOLK1A-1", source, Path("snapshots/FOLK1A/FOLK1A-1"), meta, {})
    (row,) = snapshots({"FOLK1A": stored}, None, ["FOLK1A"]).to_dicts()
    assert row["retrieved_at"] == "2026-11-30T03:29:32Z"


def test_a_field_that_an_indicator_gets_is_judged_without_being_named() -> None:
    """Each as its file has it; what is a list or of several fields has its own place."""
    indicator = {
        "id": "absence",
        "title": {"da": "Fravær", "en": "Absence"},
        "definition": {"da": "Elever.", "en": "Pupils."},
        "kind": "effect",
        "unit": {"measure": "pct"},
        "breaks": [{"year": 2012}],
        "purpose": {"da": "Til dialog", "en": "For dialogue"},
        "audited": date(2026, 1, 2),
    }
    text = {"da": "%", "en": "%"}
    catalogue = written(indicators=[indicator], units={"measures": [{"id": "pct", "text": text}], "per": []})
    nothing = pl.DataFrame(schema={"indicator": pl.String, "year": pl.Int64, "value": pl.Float64})
    (row,) = indicators(catalogue, Chosen(pl.DataFrame(), {}, []), {}, nothing).to_dicts()
    assert (row["purpose_da"], row["purpose_en"], row["audited"]) == ("Til dialog", "For dialogue", date(2026, 1, 2))
    assert (row["title_en"], row["kind"], row["indicator_id"]) == ("Absence", "effect", "absence")
    assert not {"id", "title", "breaks", "unit"} & row.keys()


# --- trials -----------------------------------------------------------------------------------------------------------


def test_what_a_release_does_not_have_is_named_and_the_rest_is_compared() -> None:
    """A release that earlier code made: its number is judged, a column and a table that came later are not."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create table marts.t as select 1 as id, 5 as value")
        frame = pl.DataFrame({"id": [1], "value": [6], "later": ["x"]})
        found = compare(connection, [Recomputed("marts.t", ["id"], frame), Recomputed("marts.later", ["id"], frame)])
    assert found.lacking == {"marts.t": ["later"], "marts.later": ["id", "value", "later"]}
    assert [(item.column, item.published, item.recomputed) for item in found.differences] == [("value", 5, 6)]


def test_the_least_distant_mix_by_hand() -> None:
    """Donors at 1 and 3 from the trial's own, on both sides: 3/4 and 1/4 hit it; the third only takes away."""
    donors = np.array([[9.0, 13.0, 30.0], [11.0, 7.0, 40.0]])
    assert mix(donors, np.array([10.0, 10.0]), 0.0001) == pytest.approx([0.75, 0.25, 0], abs=1e-4)


def test_a_year_counts_when_the_trial_ran_through_all_that_its_figure_rests_on() -> None:
    trial = {"starts_on": date(2018, 8, 1), "stop_on": date(2022, 12, 30)}
    assert span(trial, 3) == Span(before=2017, first=2021, last=2021)


def trial(name: str, places: Sequence[str], starts: date, **more: Any) -> dict[str, Any]:
    said = {"effect": "absence", "starts_on": starts, "stop_on": date(2021, 12, 31), "smallest_change": 1.5}
    return {"id": name, "municipalities": list(places), **said, "donor_pool": "pool", **more}


def promise(item: Mapping[str, Any]) -> str:
    """What the manifest keeps of what a trial promised."""
    text = (
        f'{{"municipalities":{json.dumps(item["municipalities"], separators=(",", ":"))},"effect":"{item["effect"]}",'
        f'"starts_on":"{item["starts_on"]}","stop_on":"{item["stop_on"]}",'
        f'"smallest_change":"{item["smallest_change"]}","donor_pool":"{item["donor_pool"]}"}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def is_alike(one: Any, other: Any) -> bool:
    return bool(one == (pytest.approx(other, rel=1e-8) if isinstance(other, float) else other))


def figures(draw: random.Random, moved: Sequence[str], from_year: int, *, holes: bool) -> list[tuple[str, int, float]]:
    """Of 98 municipalities in 2009–2021, those `moved` six lower from a year on."""
    years = range(2009, 2022)
    found = []
    for code in CODES:
        level = draw.gauss(50, 6)
        for year in years:
            level += draw.gauss(0, 0.3)
            if not holes or draw.random() > 0.02:
                found.append((code, year, round(level - 6 * (code in moved and year >= from_year), 6)))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_judge_trials_alike(seed: int) -> None:
    """Drawn worlds: one and several municipalities, another trial on the measure, missing figures, small pools.

    The first way finds weights by non-negative least squares and errors by statsmodels; the second by neither.
    """
    draw = random.Random(seed)
    places = draw.sample(CODES, 1 + seed % 3)
    trials = [trial("ours", places, date(2018, 1, 1))]
    if seed % 2:
        trials.append(trial("theirs", [places[0], draw.choice(CODES)][seed % 4 // 2 :], date(2019, 8, 1)))
    pool = CODES if seed % 3 else draw.sample(CODES, 40)
    rows = figures(draw, places, 2018, holes=seed > 3)
    frame = pl.DataFrame(
        [("absence", *row, "none") for row in rows],
        schema=["indicator", "municipality", "year", "value", "price_basis"],
        orient="row",
    )
    kept = {
        item["id"]: {"title": {"da": "", "en": ""}, "sha256": promise(item), "first_published_on": "2017-01-01"}
        for item in trials
    }
    catalogue = written(trials=trials, indicators=[EFFECT], peer_groups=[{"id": "pool", "members": pool}])
    again = evaluate(catalogue, frame, kept)
    registered = [
        Registered(
            *(item["id"], place, "absence", item["starts_on"], item["stop_on"], 1.5, Better.LOWER, 1, [2012], pool),
        )
        for item in trials
        for place in item["municipalities"]
    ]
    one_by_one = again["trials"].sort("trial_id", "municipality_code").to_dicts()
    together = again["joint_trials"].rename({"compared_groups": "donors"}).to_dicts()
    first = sorted(
        first_way(registered, [("absence", *row) for row in rows]),
        key=lambda row: (row["municipality_code"] is None, row["trial_id"], row["municipality_code"] or ""),
    )
    for before, after in zip(first, [*one_by_one, *together], strict=True):
        for name in after.keys() & before.keys():
            assert is_alike(after[name], before[name]), name
    for mart, listed in (("trial_estimates", "estimates"), ("trial_paths", "path"), ("trial_donors", "weights")):
        found = again[mart]
        for before in first[: len(one_by_one)]:
            mine = found.filter(trial_id=before["trial_id"], municipality_code=before["municipality_code"])
            assert len(mine) == len(before[listed])
            for was, now in zip(before[listed], mine.to_dicts(), strict=True):
                donor = {"municipality_code": now["donor_code"]} if mart == "trial_donors" else {}
                for name, value in was.items():
                    assert is_alike((now | donor)[name], value), name


def test_what_a_registration_is_worth_follows_from_what_releases_kept() -> None:
    """The checksum is of {"municipalities":["730"],"effect":"absence",…}, by `sha256sum`."""
    promised = trial("breakfast", ["730"], date(2020, 1, 1), donor_pool="all_98")
    catalogue = written(trials=[promised], indicators=[EFFECT], peer_groups=[{"id": "all_98"}])
    none = pl.DataFrame(
        schema={
            **dict.fromkeys(("indicator", "municipality", "price_basis"), pl.String),
            "year": pl.Int64,
            "value": pl.Float64,
        }
    )
    right = "261fe36138a8fbfe6051e2dc904c61aa8e68c7a54991b1f5866c0cddd35b5732"
    title = {"title": {"da": "Morgenmad", "en": "Breakfast"}}

    def standing(sha256: str, day: str) -> tuple[str, Sequence[Mapping[str, Any]]]:
        kept = {"breakfast": {**title, "sha256": sha256, "first_published_on": day}}
        kept["gone"] = {**title, "sha256": "", "first_published_on": "2018-01-01"}
        again = evaluate(catalogue, none, kept)
        return again["trials"]["registration"][0], again["deleted_trials"].to_dicts()

    gone = [
        {"trial_id": "gone", "title_da": "Morgenmad", "title_en": "Breakfast", "first_published_on": date(2018, 1, 1)}
    ]
    assert standing(right, "2019-12-31") == ("proved", gone)
    assert standing(right, "2020-01-01") == ("registered_late", gone)
    assert standing("0" * 64, "2019-12-31") == ("registration_changed", gone)


# --- codes without figures --------------------------------------------------------------------------------------------

ACCOUNTS = {
    "id": "ACC", "system": "statbank", "area": "OMR", "time": "TID", "unit_variable": "UNIT", "table": "ACC",
}  # fmt: skip


def accounts(**source: Any) -> dict[str, Stored]:
    variables = [
        {"id": name, "values": [{"id": code} for code in codes]}
        for name, codes in (("OMR", ["101"]), ("KONTO", ["1", "2", "3"]), ("UNIT", ["A"]), ("TID", ["2023", "2024"]))
    ]
    return {"ACC": Stored("ACC-1", ACCOUNTS | source, Path(), {}, {"variables": variables})}


def cells(values: Mapping[tuple[str, int], float | None]) -> pl.DataFrame:
    rows = [("ACC", f"{code}|A", "101", year, "", value) for (code, year), value in values.items()]
    schema = {
        **dict.fromkeys(("table", "series", "area"), pl.String),
        "year": pl.Int32,
        "suffix": pl.String,
        "value": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def cost(*recipes: Sequence[str], absent: str | None = None) -> dict[str, Any]:
    terms = [
        {"numerator": [{"table": "ACC", "where": {"KONTO": list(codes), "UNIT": "A"}, "absent": absent}]}
        for codes in recipes
    ]
    return {"id": "cost", "valid_from": 2023, "unit": {"measure": "count"}, "recipes": terms}


FILLED = {("1", 2023): 5.0, ("1", 2024): 6.0, ("3", 2023): 1.0, ("3", 2024): 2.0}
OURS = {"system": "delivered", "unit_variable": None}


@pytest.mark.parametrize(
    ("indicator", "second", "source", "number", "is_empty"),
    [
        pytest.param(cost(["1"]), None, {}, 1, False, id="all there"),
        pytest.param(cost(["1", "2"], ["1"]), 0.0, {}, 2, True, id="a code that is never filled"),
        pytest.param(cost(["1", "2"], absent="zero"), 3.0, {}, None, True, id="an account without a total in a year"),
        pytest.param(cost(["1..3"], absent="zero"), None, {}, 1, False, id="a range may hold what is empty"),
        pytest.param(cost(["1", "2"]), None, OURS, 1, False, id="codes that we name ourselves"),
        pytest.param(cost(["4"], ["3"]), None, {}, 2, False, id="a code that is not there"),
    ],
)
def test_the_recipe_in_use_is_the_first_whose_codes_hold_figures(
    indicator: dict[str, Any], second: float | None, source: dict[str, Any], number: int | None, is_empty: bool
) -> None:
    """Accounts 1 and 3 have figures in both years, account 2 at most in 2024: `second`."""
    values = {**FILLED, **({("2", 2024): second} if second is not None else {})}
    stored = accounts(**source)
    catalogue = written(indicators=[indicator], sources={"ACC": stored["ACC"].source}, full_cost=None)
    chosen = series.choose(catalogue, stored, cells(values))
    assert chosen.recipe_no.get("cost") == number
    assert any(item.is_empty for item in chosen.unfit) is is_empty
    assert bool(chosen.unfit) is (is_empty or number == 2)
