"""A small warehouse of invented figures, in the tables that the dbt contract promises.

Belongs here: rows that make every kind of page and every kind of sentence appear. Does not belong here: any real
figure, and column lists; those are read from the contract itself, so that a renamed column fails here first.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import duckdb
from ruamel.yaml import YAML

from dashboards.language import ENGLISH
from seksby.vocabulary import Kind

CONTRACTS = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "marts"
SIX = {"101": "København", "751": "Aarhus", "461": "Odense", "851": "Aalborg", "561": "Esbjerg", "730": "Randers"}
FOUR = {code: SIX[code] for code in ("101", "751", "461", "730")}
SEVEN = SIX | {"630": "Vejle"}
OUTSIDE = "200"
"""A municipality outside the compared group that `invented(viewpoint=True)` has pages of."""
SLUGS = {
    "101": "koebenhavn",
    "751": "aarhus",
    "461": "odense",
    "851": "aalborg",
    "561": "esbjerg",
    "730": "randers",
    "630": "vejle",
}
HOSTILE = (
    '<script>alert("x")</script>&{{ 7 * 7 }}**b**[l](javascript:alert(1))<!--chart 0-->'
    "\"><img src=x onerror=alert(2)>' onfocus='alert(3)' ]]> --> &lt;i&gt; ${alert(4)} \u202eabc\u202c \u2028"
)
SNAPSHOT = "INVENTED-20260101-0123abcd"

Row = dict[str, Any]
SURE = {
    **dict.fromkeys(("clearly_better", "clearly_worse", "clearly_lower", "clearly_higher"), 0.97),
    "on_level": 0.6,
    "cannot_tell": 0.6,
}
"""How sure each verdict is of the next measurement."""
CLEARLY_BETTER: Row = {"verdict": "clearly_better", "p_same": 0.97, "pool": "country", "measurements": 8}
CLEARLY_WORSE: Row = {"verdict": "clearly_worse", "p_same": 0.97, "pool": "country", "measurements": 8}
MEASURES = {"%": "pct", "kr.": "dkk", "år": "years"}

ABSENCE_LIMITS = {
    "101": (20.3145, 25.7105),
    "751": (10.942, 15.958),
    "461": (12.24, 13.76),
    "851": (20.7635, 26.3115),
    "561": (21.044, 25.756),
    "730": (16.4485, 20.4765),
    "630": (16.4485, 20.4765),
    OUTSIDE: (15.039, 16.711),
}
"""Mean ± 2.66 mean moving ranges of the series below; Randers: 147.7 / 8 ± 2.66 x 5.3 / 7 = 18.4625 ± 2.014."""


@dataclass
class Invented:
    """The rows of the warehouse by mart, to which a test may add before it writes them; `group` are those compared."""

    group: Mapping[str, str] = field(default_factory=lambda: SIX)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, *rows: Row) -> None:
        self.rows.setdefault(table, []).extend(rows)

    def write(self, path: Path) -> Path:
        """Write a new DuckDB file with every mart of the contract; of the same rows it is copied."""
        content = json.dumps(self.rows, default=str)
        same = _folder() / f"{hashlib.sha256(content.encode()).hexdigest()}.duckdb"
        if not same.exists():
            unready = same.with_suffix(".unready")
            unready.unlink(missing_ok=True)
            self._write(unready)
            unready.replace(same)
        return Path(shutil.copyfile(same, path))

    def _write(self, path: Path) -> None:
        with duckdb.connect() as connection:
            # In small blocks: of these small tables the file has a tenth of the size.
            connection.execute(f"attach '{path}' as written (block_size 16384)")
            connection.execute("use written")
            connection.begin()  # one transaction: each of its own would wait for the disk
            connection.execute("create schema marts")
            connection.execute("create schema raw")
            connection.execute("create table raw.secret as select 1 as x")
            for table, columns in contract().items():
                listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                connection.execute(f"create table marts.{table} ({listed})")
                rows = [_in_english_too(given, columns) for given in self.rows.get(table, [])]
                unknown = {name for row in rows for name in row} - columns.keys()
                assert not unknown, f"the contract's {table} has no {unknown}"
                if rows:  # as one value: each statement costs a millisecond
                    connection.execute(
                        f"insert into marts.{table} select unnest(row) from (select unnest(from_json(?, ?)) as row)",
                        [json.dumps(rows, default=str), json.dumps([dict(columns)])],
                    )
            connection.commit()


@cache
def _folder() -> Path:
    """Where what this process has written is kept until its end."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return folder


def _in_english_too(row: Mapping[str, Any], columns: Container[str]) -> dict[str, Any]:
    """The row with its Danish texts in the English columns it leaves out: what is invented need not make sense."""
    english = {f"{name[:-3]}_en": value for name, value in row.items() if name.endswith("_da")}
    return {name: value for name, value in english.items() if name in columns} | dict(row)


@cache
def contract() -> Mapping[str, Mapping[str, str]]:
    """Columns and types of every mart."""
    models = [
        model
        for path in sorted(CONTRACTS.glob("*.yml"))
        for model in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["models"]
    ]
    return {m["name"]: {c["name"]: c["data_type"] for c in m["columns"]} for m in models}


def invented(*, hostile: bool = False, viewpoint: bool = False, group: Mapping[str, str] = SIX) -> Invented:
    """Three ordinary areas and one without effects; `hostile` puts markup into every text a source may write.

    With `viewpoint` a municipality outside the compared `group` has pages too, and figures of a few measures.
    """
    world = Invented(group)
    text = HOSTILE if hostile else ""
    world.add(
        "municipalities",
        *(
            {
                "municipality_code": code,
                "name": name + text,
                "slug": SLUGS[code],
                "is_municipality": True,
                "is_compared": True,
                "compared_order": order,
                "n_others": len(group) - 1,
                "is_viewpoint": True,
                "viewpoint_order": order,
            }
            for order, (code, name) in enumerate(group.items(), start=1)
        ),
        *(
            {
                "municipality_code": str(code),
                "name": f"Opdigtet {code}",
                "slug": f"opdigtet-{code}",
                "is_municipality": True,
                "is_compared": False,
                "n_others": len(group),
                "is_viewpoint": viewpoint and str(code) == OUTSIDE,
                "viewpoint_order": len(group) + 1 if viewpoint and str(code) == OUTSIDE else None,
            }
            for code in range(200, 240)
        ),
        {
            "municipality_code": "000",
            "name": f"Hele landet{text}",
            "slug": "hele-landet",
            "is_municipality": False,
            "is_compared": False,
        },
    )
    for order, (area, title, slug) in enumerate(
        (
            ("school", "Skole", "skole"),
            ("health", "Sundhed", "sundhed"),
            ("workplace", "Arbejdspladsen", "arbejdsplads"),
            ("economy", "Økonomi", "oekonomi"),
        ),
        start=1,
    ):
        world.add(
            "service_areas",
            {"service_area": area, "title_da": title + text, "title_en": title, "slug": slug, "sort_order": order},
        )
    world.add(
        "data_dictionary",
        *(
            {
                "mart": mart,
                "mart_description": f"One row per change.{text}",
                "column_no": number,
                "column_name": column,
                "data_type": kind,
                "description": f"What it holds.{text}",
            }
            for mart in ("benchmarks", "changes")
            for number, (column, kind) in enumerate(contract()[mart].items(), start=1)
        ),
    )
    world.add(
        "peer_groups",
        {"peer_group": "compared", "title_da": f"{len(group)}-byerne{text}", "kind": "members", "is_compared": True}
        | {"title_en": f"The {ENGLISH.in_words(len(group))} cities{text}", "sort_order": 1},
    )
    world.add("release", {"release_id": "opdigtet", "notice_da": f"Alle tal er opdigtede.{text}", "source_count": 1})
    _add_controls(world, text)
    world.add(
        "snapshots",
        {
            "snapshot_id": SNAPSHOT,
            "source_id": "INVENTED",
            "publisher": f"Opdigtet udgiver{text}",
            "publisher_table": "OPD1",
            "called_da": "OPD1",
            "called_en": "OPD1",
            "title_da": f"Opdigtet tabel{text}",
            "origin": "fetched",
            "licence": "CC BY 4.0",
            "citation": f"Opdigtet, 2026{text}",
            "retrieved_at": "2026-11-22T10:00:00Z",
            "publisher_updated": f"2026-11-20T08:00:00{text}",
            "sha256": "0" * 64,
            "row_count": 1234,
            "url": None,
            "request": '{"table": "OPD1"}' + text,
            "path": "INVENTED/data.csv",
            "read_as_da": f"HERKOMST 0 læst som 00 (I alt): det samme tal{text}",
            "read_as_en": f"HERKOMST 0 read as 00 (I alt): the same number{text}",
            "meaning_changed_da": f"enheden er nu 1.000 kr., før kr.{text}",
            "meaning_changed_en": f"the unit is now 1.000 kr., before kr.{text}",
        },
    )
    _school(world, text)
    _health(world, text)
    _scores(world)
    _notes(world, text)
    _trials(world, text)
    _methods(world, text)
    _trust(world, text)
    indicator(
        world, "sick_days", "workplace", "effect", f"Sygefravær{text}", "dage pr. ansat", "lower",
        missing="not_delivered", note=f"Ikke aftalt.{text}",
    )  # fmt: skip
    overview(world, "sick_days", {}, {}, reason="not_delivered")
    indicator(world, "debt", "economy", "context", f"Gæld{text}", "kr. pr. indbygger", "neutral", money=True)
    values(world, "debt", series({c: [100 + i] for i, c in enumerate(group)}, 2024), basis="current")
    if viewpoint:
        _outside(world)
    return world


def _outside(world: Invented) -> None:
    """The municipality outside the six: an effect with a series, one with a single figure, a price.

    Absence: 16.4 against a mean of 20.3 (121.9 / 6). Price per inhabitant: 7000 against 6581.67 (39,490 / 6).
    """
    absence = {(OUTSIDE, 2018 + n): value for n, value in enumerate([15, 15.5, 16, 15.8, 16.2, 16, 16.1, 16.4])}
    _add_figures(world, "absence", absence, "none")
    for _, year in absence:
        _add_limits(world, OUTSIDE, year)
    mean = fmean([25.1, 14.6, 14.0, 25.3, 24.2, 18.7])
    told: Row = {"indicator_id": "absence", "municipality_code": OUTSIDE, "year": 2025, "value": 16.4}
    gap: Row = {"reference": mean, "gap": 16.4 - mean, "zone_low": mean - 3, "zone_high": mean + 3}
    world.add("effect_overview", told | gap | CLEARLY_BETTER)
    life: Row = {"indicator_id": "life", "municipality_code": OUTSIDE, "year": 2024, "value": 78, "reference": 80.25}
    life |= {"zone_low": 79, "zone_high": 81.5}
    world.add("effect_overview", life | {"gap": -2.25} | CLEARLY_WORSE)
    for name, year in (("grades", 2023), ("wellbeing", None), ("smoking", 2025), ("sick_days", None)):
        row: Row = {"indicator_id": name, "municipality_code": OUTSIDE, "year": year, "missing_reason": "source_absent"}
        world.add("effect_overview", row | {"verdict": "missing"})
    _add_figures(world, "school_cost", {(OUTSIDE, 2023): 6900, (OUTSIDE, 2024): 7000}, "current")
    reference = fmean([5125, 6064, 6025, 7372, 8134, 6770])
    offer: Row = {"municipality_code": OUTSIDE, "service_area": "school", "first_year": 2023, "latest_year": 2025}
    for effect_id, modelled in (("absence", True), ("grades", False)):
        measured: Row = {"indicator_id": effect_id, "measurements": 3, "is_modelled": modelled}
        world.add("help_offers", offer | measured)
    price: Row = {"indicator_id": "school_cost", "municipality_code": OUTSIDE, "year": 2024, "value": 7000}
    against: Row = {"reference_unweighted": reference, "gap_pct": 100 * (7000 - reference) / reference}
    world.add(
        "benchmarks",
        price | against | {"price_basis": "current", "peer_group": "compared", "n_peers": len(world.group)},
    )
    effect: Row = {"reference_unweighted": mean, "gap": 16.4 - mean, "gap_pct": 100 * (16.4 - mean) / mean}
    world.add(
        "benchmarks", told | effect | {"price_basis": "none", "peer_group": "compared", "n_peers": len(world.group)}
    )
    world.add(
        "price_overview",
        price | against | {"price_basis": "current", "gap_dkk": (7000 - reference) * 50_000, "side": "above"}
        | {"verdict": "cannot_tell", "p_same": 0.6, "zone_low_pct": -10, "zone_high_pct": 10},
    )  # fmt: skip
    world.add(
        "decomposition",
        {"decomposition_id": "school", "municipality_code": OUTSIDE, "year": 2024, "peer_group": "compared"}
        | {"n_peers": len(world.group), "cost_dkk_per_inhabitant": 7000, "reference_dkk_per_inhabitant": 6700}
        | {"gap_dkk_per_inhabitant": 300, "price_effect_dkk_per_inhabitant": 100}
        | {"coverage_effect_dkk_per_inhabitant": 200, "mix_effect_dkk_per_inhabitant": 0}
        | {"coverage_pct": 12.4, "reference_coverage_pct": 10.3},
    )  # fmt: skip


def _school(world: Invented, text: str) -> None:
    indicator(world, "absence", "school", "effect", f"Elever med fravær{text}", "%", "lower", warnings=2, text=text)
    absence = {
        "101": [20, 21, 22, 23, 24, 25, 24, 25.1],
        "751": [12, 13, 12, 13, 14, 15, 14, 14.6],
        "461": [12, 12, 12, 13, 13, 14, 14, 14.0],
        "851": [22, 23, 22, 23, 24, 25, 24, 25.3],
        "561": [22, 23, 22, 23, 24, 25, 24, 24.2],
        "730": [18, 18, 19, 18, 19, 18, 19, 18.7],
        "630": [19, 19, 18, 19, 18, 19, 18, 19.1],
    }
    absence = {code: absence[code] for code in world.group}
    values(world, "absence", series(absence, 2018))
    for code in world.group:
        for year in range(2018, 2025):
            _add_limits(world, code, year)
    benchmarks(world, "absence", series(absence, 2018), basis="none")
    overview(world, "absence", series(absence, 2018), dict.fromkeys(world.group, "cannot_tell"), tolerance=3.0)

    indicator(world, "grades", "school", "effect", f"Karakterer{text}", "karakter", "higher", breaks=[2022])
    grades = {c: [6.5 + i / 10, 6.6 + i / 10, 6.7 + i / 10, 7.0 + i / 10] for i, c in enumerate(reversed(world.group))}
    values(world, "grades", series(grades, 2020))
    benchmarks(world, "grades", series(grades, 2020), basis="none")
    good, level, bad = "clearly_better", "on_level", "clearly_worse"
    verdicts = {"101": good, "751": good, "461": level, "851": level, "561": bad, "730": bad, "630": level}
    overview(world, "grades", series(grades, 2020), verdicts)
    world.add("indicator_targets", {"indicator_id": "grades", "municipality_code": "730", "year": 2028, "value": 7.4})
    world.add(
        "target_progress",
        {
            "indicator_id": "grades",
            "municipality_code": "730",
            "target_year": 2028,
            "target": 7.4,
            "decided_by": f"Byrådet{text}",
            "decided_on": date(2023, 10, 12),
            "base_year": 2022,
            "base": 6.7,
            "latest": 7.0,
            "way_covered_pct": 42.857143,
            "verdict": "too_few_figures",
        },
    )

    indicator(
        world, "wellbeing", "school", "effect", f"Trivsel{text}", "point (1-5)", "higher",
        missing="source_absent", note=f"Kilden kræver en nøgle.{text}",
    )  # fmt: skip
    overview(world, "wellbeing", {}, {}, reason="source_absent")

    heads = {"101": [5000, 5125], "751": [6000, 6064], "461": [6000, 6025],
             "851": [7200, 7372], "561": [8000, 8134], "730": [6700, 6770], "630": [6500, 6600]}  # fmt: skip
    share = {"101": 0.094, "751": 0.105, "461": 0.111, "851": 0.108, "561": 0.122, "730": 0.14, "630": 0.13}
    per_head, per_child = series({code: heads[code] for code in world.group}, 2023), {}
    for (code, year), value in per_head.items():
        per_child[code, year] = round(value / share[code])
    indicator(
        world, "school_cost", "school", "unit_price", f"Skole: udgift pr. indbygger{text}", "kr. pr. indbygger",
        "neutral", money=True, pairs=["absence", "grades"], warnings=1, text=text,
    )  # fmt: skip
    values(world, "school_cost", per_head, basis="current", weight=1000)
    for (code, year), value in per_head.items():
        row = {"indicator_id": "school_cost", "municipality_code": code, "year": year, "price_basis": "fixed"}
        world.add("indicator_values", row | {"value": value * (2025 - year)})
    for year in (2023, 2024):
        world.add("price_index", {"year": year, "base_year": 2024, "to_base_prices": 2025 - year})
    benchmarks(world, "school_cost", per_head, basis="current", quantity=100_000)
    prices(world, "school_cost", per_head, quantity=100_000)
    indicator(
        world, "school_cost_per_child", "school", "unit_price", f"Skole: udgift pr. barn{text}", "kr. pr. barn",
        "neutral", money=True, pairs=["absence"],
    )  # fmt: skip
    values(world, "school_cost_per_child", per_child, basis="current", numerator=per_head, denominator=share)
    benchmarks(world, "school_cost_per_child", per_child, basis="current", quantity=10_000)
    prices(world, "school_cost_per_child", per_child, quantity=10_000, per_head=per_head)
    indicator(
        world, "club_cost", "school", "unit_price", f"Klub: pris pr. barn{text}", "kr. pr. barn", "neutral",
        money=True, pairs=["wellbeing"], missing="source_absent",
    )  # fmt: skip

    indicator(world, "class_size", "school", "activity", f"Elever pr. klasse{text}", "elever", "neutral")
    values(world, "class_size", series({c: [20 + i] for i, c in enumerate(world.group)}, 2024))
    indicator(world, "fee", "school", "context", f"Takst{text}", "kr. pr. år", "neutral", money=True)
    fees: dict[tuple[str, int], float | None] = dict(series({c: [20_000 + i] for i, c in enumerate(world.group)}, 2024))
    fees["461", 2024] = None
    values(world, "fee", fees, basis="current", reason="confidential")


def _health(world: Invented, text: str) -> None:
    indicator(world, "life", "health", "effect", f"Middellevetid{text}", "år", "higher", decimals=1)
    life = series({c: [79 + i / 2] for i, c in enumerate(world.group)}, 2024)
    values(world, "life", {**life, **{(str(c), 2024): 78 + c % 40 / 10 for c in range(200, 240)}, ("000", 2024): 80.5})
    benchmarks(world, "life", life, basis="none")
    overview(world, "life", life, dict.fromkeys(world.group, "cannot_tell"))
    indicator(world, "smoking", "health", "effect", f"Daglig rygning{text}", "%", "lower")
    smoking = series({c: [12 + i, 10 + i] for i, c in enumerate(reversed(world.group))}, 2021)
    smoking = {(c, y if y == 2021 else 2025): v for (c, y), v in smoking.items()}
    values(world, "smoking", smoking)
    benchmarks(world, "smoking", smoking, basis="none")
    overview(
        world,
        "smoking",
        smoking,
        {**dict.fromkeys(world.group, "cannot_tell"), "730": "clearly_better", "101": "clearly_worse"},
    )


def _scores(world: Invented) -> None:
    """How often verdicts held: over all, over a class, and of one measure that is lowered."""
    for scope, name, measure_class, calls, held in (
        ("all", "all", None, 120, 117),
        ("class", "effect:pct", "effect:pct", 60, 53),
        ("indicator", "absence", "effect:pct", 60, 53),
    ):
        world.add(
            "verdict_scores",
            {"scope": scope, "scope_id": name, "measure_class": measure_class, "is_lowered": scope == "indicator"}
            | {"indicator_id": name if scope == "indicator" else None}
            | {"clear_calls": calls, "clear_held": held, "clear_held_pct": 100 * held / calls}
            | {"clear_expected_pct": 98.2, "suggested_calls": 20, "suggested_held": 17, "suggested_held_pct": 85}
            | {"suggested_expected_pct": 87.5},
        )


def _notes(world: Invented, text: str) -> None:
    """A corrected cell under a fee, and figures to look at twice: one of a city by both rules, one of another place."""
    (cell,) = [
        row for row in world.rows["lineage"] if (row["indicator_id"], row["municipality_code"]) == ("fee", "730")
    ]
    cell |= {"correction_id": "fee_randers", "published_value": 2500.5}
    world.add(
        "corrections",
        {
            "correction_id": "fee_randers",
            "table_id": "INVENTED",
            "publisher": f"Opdigtet udgiver{text}",
            "publisher_table": "OPD1",
            "area_code": "730",
            "area_name": f"Randers{text}",
            "period": "2024",
            "codes": "KØN=TOT · ALDER=IALT",
            "published_value": 2500.5,
            "value": cell["cell_value"],
            "reason_da": f"Opdigtet kommafejl.{text}",
            "evidence": f"Opdigtet notat{text}",
            "reviewed_by": f"Opdigtet kontor{text}",
            "reviewed_on": "2026-02-03",
            "status": "confirmed",
            "state": "applied",
            "sort_order": 1,
        },
    )
    among = {"flag": "unusual_among_98", "compared_with": 80, "is_above": False}
    change = {"flag": "unusual_change", "compared_with": 60, "is_above": True, "previous_year": 2019}
    for code, flag in (("461", among), ("461", change), ("200", among)):
        row = {"indicator_id": "life", "municipality_code": code, "year": 2024, "price_basis": "none", "value": 80}
        world.add("figure_flags", row | flag)


def _trials(world: Invented, text: str) -> None:
    """A trial that works, with its estimates and path, and one that cannot be decided, for two reasons."""
    registered: Row = {
        "effect_id": "absence",
        "description_da": f"Opdigtet beskrivelse.{text}",
        "contact": f"Opdigtet kontakt{text}",
        "registered_on": date(2021, 11, 1),
        "first_published_on": date(2021, 11, 2),
        "has_begun": True,
        "starts_on": date(2022, 1, 1),
        "stop_on": date(2025, 12, 31),
        "smallest_change": 1.5,
        "last_year_before": 2021,
        "donors_dropped": 3,
    }
    world.add(
        "trials",
        registered
        | {
            "trial_id": "breakfast",
            "municipality_code": "730",
            "title_da": f"Morgenmad{text}",
            "verdict": "works",
            "donors": 94,
            "power": 0.41,
            "decision": "scale_up",
            "decided_by": f"Byrådet{text}",
            "decided_on": date(2026, 3, 1),
        },
        registered
        | {
            "trial_id": "later_start",
            "municipality_code": "461",
            "title_da": f"Senere mødetid{text}",
            "verdict": "cannot_be_decided",
            "reasons": ["break_in_series", "too_few_years_before"],
        },
    )
    world.add(
        "joint_trials",
        {"trial_id": "breakfast", "municipalities": 3, "verdict": "works", "compared_groups": 31, "estimate": -2.4}
        | {"low": -3.1, "high": -1.7, "p_value": 1 / 32, "power": 0.48},
    )
    common: Row = {"trial_id": "breakfast", "municipality_code": "730"}
    world.add(
        "trial_estimates",
        common | {"method": "synthetic_control", "estimate": -2.25, "low": -3.5, "high": -1, "p_value": 1 / 95},
        common | {"method": "difference_in_differences", "estimate": -2, "p_value": 2 / 95},
    )
    world.add(
        "trial_paths",
        *(
            common | {"method": "synthetic_control", "year": 2018 + n, "actual": actual, "counterfactual": other}
            | {"gap": actual - other}
            for n, (actual, other) in enumerate(
                [(18, 18.2), (18, 17.9), (19, 19), (18, 18.1), (17, 19), (16, 18.5), (16.5, 19), (16.1, 18.1)]
            )
        ),
    )  # fmt: skip


def _methods(world: Invented, text: str) -> None:
    """How sure two measures are, what was expected of one, and scopes, overhead and parts of a price; neighbours."""
    # A role beside the formula, as the wages of the same functions are for full cost.
    cost = next(row for row in world.rows["lineage"] if row["indicator_id"] == "school_cost" and row["year"] == 2024)
    world.add("lineage", cost | {"role": "wages", "term_no": 2})
    for n, code in enumerate(world.group):
        rate: Row = {"indicator_id": "absence", "municipality_code": code, "year": 2025, "value": 18.7}
        world.add(
            "uncertainty",
            rate | {"price_basis": "none", "interval_method": "wilson", "lower_value": 17.2, "upper_value": 20.3}
            | {"rank_low": 12, "rank_high": 48, "areas": 98, "verdict_country": "below"},
        )  # fmt: skip
        _add_limits(world, code, 2025, signal_outside=code == "730")
        common = rate | {"areas": 98, "expected": 18.2, "is_usable": True, "agreement": "unresolved" if n else "agree"}
        world.add(
            "expected_values",
            common | {"model_id": "good", "method": "regression", "lower_value": 16, "upper_value": 20.4}
            | {"deviation": 0.5, "loo_r2": 0.36, "verdict": "cannot_tell"},
            common | {"model_id": "poor", "method": "regression", "lower_value": 6, "upper_value": 30}
            | {"deviation": 0.5, "loo_r2": -0.04, "verdict": "not_usable", "is_usable": False},
        )  # fmt: skip
        price: Row = {"indicator_id": "school_cost_per_child", "municipality_code": code, "year": 2024}
        world.add(
            "scope_values",
            price | {"scope_id": "school_cost_per_child", "value": 48_357, "gap_pct": 3.6, "is_same_unit": True},
            price | {"scope_id": "school_cost", "value": 6770, "gap_pct": -0.8, "is_same_unit": False},
        )
        world.add(
            "full_cost",
            *(
                price | {"scenario": f"plus_{more}_pct", "direct_cost": 50_000, "full_cost": 500 * (100 + more)}
                for more in (10, 20, 5)
            ),
        )
        world.add(
            "decomposition",
            {"decomposition_id": "school", "municipality_code": code, "year": 2024, "peer_group": "compared"}
            | {"n_peers": len(world.group) - 1, "cost_dkk_per_inhabitant": 6154, "reference_dkk_per_inhabitant": 5661}
            | {"gap_dkk_per_inhabitant": 493, "price_effect_dkk_per_inhabitant": -618}
            | {"coverage_effect_dkk_per_inhabitant": 1111, "mix_effect_dkk_per_inhabitant": 0}
            | {"coverage_pct": 12.4, "reference_coverage_pct": 10.3},
        )
        world.add(
            "peer_distances",
            {
                "peer_group": "near",
                "municipality_code": code,
                "peer_code": str(200 + n),
                "nearness": 1,
                "distance": 0.5,
            },
        )
    world.add(
        "decomposition_parts",
        {"decomposition_id": "school", "title_da": f"Skole: pris og dækning{text}", "counts": "users", "sort_order": 1}
        | {"indicator_id": "school_cost_per_child"},
    )
    world.add(
        "expectation_models",
        *(
            {"model_id": model, "indicator_id": "absence", "title_da": f"{title}{text}", "method": "regression"}
            | {"covariates_da": f"Indbyggere{text}", "years": years, "missing_reason": reason}
            for model, title, years, reason in (
                ("good", "Efter størrelse", 2, None),
                ("poor", "Efter vejr", 1, None),
                ("absent", "Efter alder", 0, "source_absent"),
            )
        ),
    )
    world.add(
        "peer_groups", {"peer_group": "near", "title_da": f"De nærmeste{text}", "kind": "neighbours", "neighbours": 1}
    )
    world.add(
        "peer_covariates", {"peer_group": "near", "indicator_id": "debt", "transform": "log", "weight": 1, "year": 2024}
    )


def _trust(world: Invented, text: str) -> None:
    """Demands in every state and their cost, a trust space, readings, notes, an offer of help, and stakeholders."""
    (school,) = [row for row in world.rows["service_areas"] if row["service_area"] == "school"]
    school |= {"task": "professional", "limits_da": f"Opdigtet lov.{text}", "process_ceiling": 1}
    measures = {"form": "hidden", "plan": "hidden", "report": "gone"}
    for order, (name, basis, state, decision, minutes, left, staff) in enumerate(
        (
            ("waiting", "law", "stands", None, 30, 30, 250),
            ("form", "central_data", "due", "simplify", 90, 60, 40),
            ("plan", "own_choice", "overdue", "keep", 60, 60, 35),
            ("report", "own_choice", "dropped", "drop", 12, 0, 55),
        ),
        start=1,
    ):
        demand: Row = {"demand_id": name, "municipality_code": "730", "service_area": "school", "sort_order": order}
        words: Row = {"title_da": f"Krav {name}{text}", "legal_basis": f"Opdigtet lov § {order}{text}"}
        world.add(
            "demands",
            demand | words | {"justification_da": f"Opdigtet grund.{text}", "owner": f"Opdigtet ejer{text}"}
            | {"basis": basis, "state": state, "decision": decision, "minutes_per_year": minutes, "minutes_left": left}
            | {"since": date(2024, 1, 1), "review_by": date(2026, 12, order), "staff": staff}
            | {"hours_per_year": left * staff / 60, "hours_returned": (minutes - left) * staff / 60}
            | {"indicator_id": measures.get(name)},
        )  # fmt: skip
    for code in world.group:
        asked: Row = dict.fromkeys(("demand_count", "due_count", "own_choice_count", "hours_per_year"), 0)
        asked |= dict.fromkeys(("hours_own_choice", "hours_returned", "full_time_equivalents"), 0)
        if code == "730":
            asked = {"demand_count": 3, "due_count": 2, "own_choice_count": 1, "hours_per_year": 200}
            asked |= {"hours_own_choice": 35, "hours_returned": 31, "full_time_equivalents": 0.104}
        counted: Row = {"municipality_code": code, "service_area": "school", "effect_count": 2}
        world.add("steering_burden", counted | asked | {"full_time_hours": 1924})
    for name, title in (("hidden", "Skjult mål"), ("gone", "Afskaffet mål")):
        hidden: Row = {"indicator_id": name, "service_area": "school", "kind": "process", "title_da": title + text}
        world.add("withheld_indicators", hidden)
    for order, (name, title, claims) in enumerate(
        (
            ("pupils", "Elever", ("absence", "wellbeing")),
            ("relatives", "Pårørende", ("wellbeing",)),
            ("firms", "Firmaer", ()),
        ),
        start=1,
    ):
        who: Row = {"stakeholder": name, "title_da": title + text}
        found: Row = {"effect_count": len(claims), "effects_with_figures": int("absence" in claims)}
        world.add(
            "stakeholder_coverage",
            who | found | {"service_area": "school" if claims else None, "sort_order": order},
        )
        world.add("indicator_stakeholders", *(who | {"indicator_id": claim, "sort_order": order} for claim in claims))
    for name, written, said in (
        ("Anna", "2026-02-03", f"Vi har *arbejdet* med fravær.\n\n- Det tager tid.{text}"),
        ("Bo", "2026-02-04", "Tallet siger [for lidt](http://example.org) <b>her</b>."),
    ):
        world.add(
            "readings",
            {"municipality_code": "730", "service_area": "school", "author": name + text, "role": f"Leder{text}"}
            | {"written_on": written, "language": "da", "text": said},
        )
    world.add(
        "readings",
        {"service_area": "health", "author": "Carl", "role": "Læge", "written_on": "2026-02-05", "language": "da"}
        | {"text": "Ét blik."},
    )
    result: Row = {"effect_id": "absence", "municipality_code": "730", "effect_year": 2025, "value": 18.7}
    result |= {"price_id": "school_cost", "price_year": 2024, "price": 6770}
    for code, value, price, ahead in (("461", 14, 6025, True), ("751", 14.6, 7000, True), ("851", 25.3, 7372, False)):
        if code not in world.group:
            continue
        world.add(
            "peer_results",
            result | {"other_code": code, "other_value": value, "other_price": price, "is_ahead": ahead}
            | {"price_difference_pct": 100 * (price - 6770) / 6770},
        )  # fmt: skip
    grades: Row = {"effect_id": "grades", "effect_year": 2023, "value": 7, "other_value": 6.8, "is_ahead": False}
    world.add(
        "peer_results",
        result
        | grades
        | {"other_code": "461", "other_price": 6025, "price_difference_pct": 100 * (6025 - 6770) / 6770},
    )
    world.add(
        "practice_notes",
        {"note_id": "calls", "municipality_code": "461", "effect_id": "absence", "what_da": f"De ringer hjem.{text}"}
        | {"contact": f"Skoleafdelingen{text}", "source": f"Opdigtet møde{text}", "noted_on": "2026-01-05"},
    )
    offered = "561" if "561" in world.group else "461"
    offer: Row = {"municipality_code": offered, "service_area": "school", "first_year": 2023, "latest_year": 2025}
    for effect, modelled in (("absence", True), ("grades", False)):
        world.add(
            "help_offers",
            offer | {"indicator_id": effect, "measurements": 3, "is_modelled": modelled, "contact": f"Opdigtet{text}"},
        )
    world.add(
        "revisions",
        {"cell_id": f"{SNAPSHOT}:1", "publisher": f"Opdigtet udgiver{text}", "publisher_table": "OPD1"}
        | {"area_code": "730", "snapshot_id": SNAPSHOT, "change_pct": -4.25, "figure_count": 3},
    )
    world.add(
        "revised_tables",
        {"snapshot_id": SNAPSHOT, "publisher": f"Opdigtet udgiver{text}", "publisher_table": "OPD1", "cell_count": 2}
        | {"municipality_count": 1, "figure_count": 3, "largest_change_pct": 4.25},
    )
    for row in world.rows["indicators"]:
        if row["indicator_id"] == "fee":
            row["perspective"] = "private"


def _add_limits(world: Invented, code: str, year: int, **signals: bool) -> None:
    """The process limits of a figure of absence."""
    row: Row = {"indicator_id": "absence", "municipality_code": code, "year": year, "price_basis": "none"}
    low, high = ABSENCE_LIMITS[code]
    world.add("process_limits", row | {"has_limits": True, "lower_limit": low, "upper_limit": high} | signals)


def series(by_city: Mapping[str, Sequence[float]], first_year: int) -> dict[tuple[str, int], float]:
    """Values by (municipality, year) from one list per city."""
    return {(code, first_year + n): float(v) for code, line in by_city.items() for n, v in enumerate(line)}


def indicator(
    world: Invented,
    name: str,
    area: str,
    kind: str,
    title: str,
    unit: str,
    better: str,
    *,
    decimals: int = 1,
    money: bool = False,
    missing: str | None = None,
    note: str | None = None,
    pairs: Sequence[str] = (),
    warnings: int = 0,
    breaks: Sequence[int] = (),
    text: str = "",
) -> None:
    """The catalogue's rows of one indicator; its years are filled in by `values`."""
    world.add(
        "indicators",
        {
            "indicator_id": name,
            "slug": name.replace("_", "-"),
            "service_area": area,
            "kind": kind,
            "cluster": name,
            "kind_order": list(Kind).index(Kind(kind)) + 1,
            "title_da": title,
            "unit_da": unit,
            "unit_measure": MEASURES.get(unit.split(" ")[0], "invented"),
            "per_what_da": unit.removeprefix("kr. "),
            "counted_in_da": "kr." if unit.startswith("kr. ") else unit,
            "decimals": 0 if money else decimals,
            "better": better,
            "overlapping_years": 1,
            "is_monetary": money,
            "definition_da": f"Opdigtet definition af {title}.",
            "owner": "Opdigtet ejer",
            "verification": "partly",
            "valid_from": 2007,
            "bound_low": 0,
            "bound_high": 100 if unit == "%" else None,
            "smallest_difference_value": 1.5 if name == "absence" else None,
            "smallest_difference_decided_by": "Byrådet" if name == "absence" else None,
            "smallest_difference_decided_on": date(2025, 3, 1) if name == "absence" else None,
            "recipe_no": None if missing else 1,
            "scale": 1,
            "formula": None if missing else "OPD1[A] / OPD1[B]",
            "awaits": None if not missing else "first_fetch" if missing == "source_absent" else "no_source",
            "missing_reason": missing,
            "missing_note_da": note,
            "publisher": None if missing else "Opdigtet udgiver",
            "publisher_tables": None if missing else "OPD1",
            "tables_called_da": None if missing else "OPD1",
            "tables_called_en": None if missing else "OPD1",
            "worked_da": None if missing else "Tal fra »Opdigt« i forhold til andre derfra.",
            "worked_en": None if missing else "Figures of “Invention” in proportion to others of it.",
            "origin": None if missing else "transcribed",
            "sort_order": len(world.rows.get("indicators", [])),
        },
    )
    world.add(
        "indicator_warnings",
        *(
            {"indicator_id": name, "sort_order": n, "warning_id": f"w{n}", "text_da": f"Opdigtet forbehold {n}.{text}"}
            for n in range(warnings)
        ),
    )
    world.add("indicator_breaks", *({"indicator_id": name, "year": y, "note_da": "Ny opgørelse."} for y in breaks))
    world.add(
        "indicator_pairs",
        *(
            {"indicator_id": name, "effect_id": effect, "paired_because_da": f"Opdigtet grund.{text}", "sort_order": n}
            for n, effect in enumerate(pairs)
        ),
    )


def values(
    world: Invented,
    name: str,
    known: Mapping[tuple[str, int], float | None],
    *,
    basis: str = "none",
    reason: str = "confidential",
    numerator: Mapping[tuple[str, int], float] | None = None,
    denominator: Mapping[str, float] | None = None,
    weight: float | None = None,
) -> None:
    """Rows of indicator_values and lineage, and the indicator's years."""
    (about,) = [row for row in world.rows["indicators"] if row["indicator_id"] == name]
    years = [year for (_, year), value in known.items() if value is not None]
    about |= {"first_year": min(years), "latest_year": max(years)}
    _add_figures(world, name, known, basis, reason, numerator, denominator, weight)


def _add_figures(
    world: Invented,
    name: str,
    known: Mapping[tuple[str, int], float | None],
    basis: str,
    reason: str = "confidential",
    numerator: Mapping[tuple[str, int], float] | None = None,
    denominator: Mapping[str, float] | None = None,
    weight: float | None = None,
) -> None:
    for n, ((code, year), value) in enumerate(known.items(), start=1):
        above = value if numerator is None else numerator[code, year]
        world.add(
            "indicator_values",
            {
                "indicator_id": name,
                "municipality_code": code,
                "year": year,
                "price_basis": basis,
                "numerator": above,
                "denominator": None if denominator is None else denominator[code],
                "weight": weight,
                "value": value,
                "missing_reason": reason if value is None else None,
                "recipe_no": 1,
            },
        )
        world.add(
            "lineage",
            {
                "indicator_id": name,
                "municipality_code": code,
                "year": year,
                "role": "numerator",
                "term_no": 1,
                "table_id": "INVENTED",
                "publisher_table": "OPD1",
                "codes": "KØN=TOT · ALDER=IALT",
                "area_code": code,
                "period": str(year),
                "cell_id": f"{SNAPSHOT}:{n}",
                "snapshot_id": SNAPSHOT,
                "file_line": n,
                "file_text": f"{code};{year};{above}",
                "cell_value": above,
                "published_value": above,
                "marker": ".." if value is None else None,
                "missing_reason": reason if value is None else None,
                "weight": 1,
                "divisor": 1,
                "weighted_value": above,
            },
        )


def benchmarks(
    world: Invented,
    name: str,
    known: Mapping[tuple[str, int], float],
    *,
    basis: str,
    quantity: float | None = None,
) -> None:
    """Each city beside the mean of the others."""
    for (code, year), value in known.items():
        mean = fmean(_others(known, code, year))
        world.add(
            "benchmarks",
            {
                "indicator_id": name,
                "municipality_code": code,
                "year": year,
                "price_basis": basis,
                "peer_group": "compared",
                "value": value,
                "reference_unweighted": mean,
                "reference_weighted": None if quantity is None else mean * 1.01,
                "gap": value - mean,
                "gap_pct": 100 * (value - mean) / mean,
                "gap_dkk": None if quantity is None else (value - mean) * quantity,
                "n_peers": len(world.group) - 1,
            },
        )


def overview(
    world: Invented,
    name: str,
    known: Mapping[tuple[str, int], float],
    verdicts: Mapping[str, str],
    *,
    tolerance: float | None = None,
    reason: str | None = None,
) -> None:
    """The latest year of an effect with the verdict the test wants."""
    year = max((year for _, year in known), default=None)
    for code in world.group:
        row: Row = {"indicator_id": name, "municipality_code": code, "year": year}
        if year is None:
            row |= {"verdict": "missing", "missing_reason": reason}
        else:
            value, others = known[code, year], _others(known, code, year)
            mean = fmean(others)
            row |= {
                "value": value,
                "reference": mean,
                "gap": value - mean,
                "zone_low": min(others) if tolerance is None else mean - tolerance,
                "zone_high": max(others) if tolerance is None else mean + tolerance,
                "verdict": verdicts[code],
                "p_same": SURE.get(verdicts[code]),
                "pool": "country",
                "measurements": 8,
            }
        world.add("effect_overview", row)


def prices(
    world: Invented,
    name: str,
    known: Mapping[tuple[str, int], float],
    *,
    quantity: float,
    per_head: Mapping[tuple[str, int], float] | None = None,
) -> None:
    """The latest year of a unit price; a gap of more than 10 per cent is clear."""
    year = max(year for _, year in known)
    for code in world.group:
        value, others = known[code, year], _others(known, code, year)
        mean = fmean(others)
        gap_pct = 100 * (value - mean) / mean
        clear = "clearly_higher" if gap_pct > 0 else "clearly_lower"
        row: Row = {
            "indicator_id": name,
            "municipality_code": code,
            "year": year,
            "price_basis": "current",
            "value": value,
            "reference_unweighted": mean,
            "reference_weighted": mean * 1.01,
            "gap_pct": gap_pct,
            "gap_dkk": (value - mean) * quantity,
            "zone_low_pct": -10,
            "zone_high_pct": 10,
            "side": "above" if gap_pct > 0 else "below",
            "verdict": (verdict := clear if abs(gap_pct) > 10 else "cannot_tell"),
            "p_same": SURE[verdict],
            "pool": "country",
            "measurements": 8,
            "others_lower": sum(other < value for other in others),
            "others_higher": sum(other > value for other in others),
            "others_with_value": len(others),
        }
        if per_head is not None:
            row |= {
                "coverage_pct": 100 * per_head[code, year] / value,
                "cost_per_inhabitant": per_head[code, year],
                "per_inhabitant_id": "school_cost",
            }
        world.add("price_overview", row)


def _add_controls(world: Invented, text: str) -> None:
    """A control of which one figure of two differs, and one that waits for its table."""
    for order, (control, title, waits) in enumerate(
        (("cost", "Udgift pr. elev", None), ("sums", "Summer", "Tallene i OPDIGTET er ikke hentet endnu.")), start=1
    ):
        found = {"compared": 0, "agreeing": 0, "differing": 0, "not_comparable": 0, "areas": 0}
        if waits is None:
            found = {"compared": 2, "agreeing": 1, "differing": 1, "not_comparable": 0, "areas": 2}
            found |= {"first_year": 2023, "latest_year": 2024, "largest_difference": 100.25, "largest_tolerance": 0.54}
        place: Row = {} if waits else {"largest_municipality_code": "730", "largest_period": "2024"}
        world.add(
            "control_overview",
            {
                "control_id": control,
                "title_da": title + text,
                "note_da": f"Vores tal holdt op mod udgiverens.{text}",
                "status": "assumed",
                "method": "indicators" if waits is None else "sums",
                "missing_note_da": waits,
                "sort_order": order,
            }
            | found
            | place,
        )
    for code, year, difference in (("101", 2023, 0.25), ("730", 2024, 100.25)):
        world.add(
            "controls",
            {
                "control_id": "cost",
                "compared": "official_cost",
                "municipality_code": code,
                "period": str(year),
                "year": year,
                "recomputed": 60000 + difference,
                "official": 60000,
                "difference": difference,
                "tolerance": 0.54,
                "outcome": "agrees" if difference < 1 else "differs",
                "distance_rank": 2 if difference < 1 else 1,
            },
        )


def _others(known: Mapping[tuple[str, int], float], code: str, year: int) -> list[float]:
    return [value for (other, y), value in known.items() if other != code and y == year]
