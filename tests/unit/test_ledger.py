"""What one release says otherwise than another, and why: on two small warehouses made by hand."""

from __future__ import annotations

import csv
from dataclasses import astuple, replace
from pathlib import Path

import duckdb
import pytest

from pipelines.recomputing.comparing import Recomputed, compare
from pipelines.recomputing.filled.ledger import ledger as second
from pipelines.releases import ledger

VALUE = "create table marts.indicator_values (indicator_id varchar, municipality_code varchar, year integer, "
VALUE += "price_basis varchar, value decimal(24, 6), missing_reason varchar)"
LINEAGE = "create table marts.lineage (indicator_id varchar, municipality_code varchar, year integer, role varchar, "
LINEAGE += "table_id varchar, codes varchar, period varchar, published_value decimal(18, 6), marker varchar, "
LINEAGE += "correction_id varchar, area_code varchar)"
TERMS = "create table raw.recipe_terms (indicator_id varchar, role varchar, table_id varchar, series_key varchar, "
TERMS += "year_offset integer, period_suffix varchar, weight decimal(18, 6), divisor integer)"
CHANGES = "create table marts.changes (indicator_id varchar, municipality_code varchar, year integer, "
CHANGES += "price_basis varchar, previous_year integer, change decimal(24, 6), change_pct decimal(24, 6), "
CHANGES += "missing_reason varchar)"
JOINED = "create table raw.successions (table_id varchar, area_code varchar, municipality_code varchar, "
JOINED += "from_year integer)"
MART = "create table marts.ledger (indicator_id varchar, cause varchar, figure_count integer, municipality_count "
MART += "integer, municipality_code varchar, year integer, before_value decimal(24, 6), value decimal(24, 6), "
MART += "change_pct double)"
FIGURES = {"revised": 1, "corrected": 2, "recipe": 3, "method": 4, "same": 5, "joined": 6}


def warehouse(file: Path) -> Path:
    """One figure of each of five indicators, each of one cell, and the change of two of them."""
    with duckdb.connect(str(file)) as connection:
        for statement in ("create schema marts", "create schema raw", VALUE, LINEAGE, TERMS, CHANGES):
            connection.execute(statement)
        connection.execute("create table raw.indicators (indicator_id varchar, scale decimal(18, 6))")
        for name, value in FIGURES.items():
            connection.execute("insert into raw.indicators values (?, 1)", [name])
            connection.execute(
                "insert into marts.indicator_values values (?, '730', 2024, 'none', ?, null)", [name, value]
            )
            connection.execute(
                "insert into marts.lineage "
                "values (?, '730', 2024, 'numerator', 'T', 'a', '2024', ?, null, null, '730')",
                [name, value],
            )
            connection.execute("insert into raw.recipe_terms values (?, 'numerator', 'T', 'a', 0, '', 1, 1)", [name])
        for name in ("revised", "same"):
            connection.execute("insert into marts.changes values (?, '730', 2024, 'none', 2023, 1, 10, null)", [name])
    return file


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    before, after = (warehouse(tmp_path / f"{name}.duckdb") for name in ("before", "after"))
    with duckdb.connect(str(after)) as connection:
        for statement in (
            "update marts.indicator_values set value = value * 10 where indicator_id <> 'same'",
            "update marts.lineage set published_value = 10 where indicator_id = 'revised'",
            "update marts.lineage set correction_id = 'c' where indicator_id = 'corrected'",
            "insert into marts.lineage "
            "values ('joined', '730', 2024, 'numerator', 'T', 'a', '2024', 4, null, null, '731')",
            "update raw.recipe_terms set weight = 10 where indicator_id = 'recipe'",
            "insert into marts.indicator_values values ('same', '751', 2024, 'none', 6, null)",
            "update marts.changes set change = 2",
        ):
            connection.execute(statement)
    return before, after


def test_every_changed_number_has_its_cause(two: tuple[Path, Path]) -> None:
    found = ledger.ledger(*two)
    told = {(c.kind, c.indicator_id, c.municipality_code): (c.before, c.after, c.cause) for c in found.changes}
    assert told == {
        ("value", "revised", "730"): ("1.000000", "10.000000", "source"),
        ("value", "corrected", "730"): ("2.000000", "20.000000", "correction"),
        ("value", "recipe", "730"): ("3.000000", "30.000000", "recipe"),
        ("value", "joined", "730"): ("6.000000", "60.000000", "areas"),
        ("value", "method", "730"): ("4.000000", "40.000000", "method"),
        ("value", "same", "751"): (None, "6.000000", "new"),
        ("change", "revised", "730"): ("1.000000", "2.000000", "figures"),
        ("change", "same", "730"): ("1.000000", "2.000000", "method"),
    }
    assert {cause for *_, cause in told.values()} <= ledger.CAUSES.keys()
    # Marts that a release does not have are said, not taken for unchanged.
    assert "verdict" in found.not_compared
    assert "value" not in found.not_compared


def test_the_other_way_round_what_was_new_is_gone(two: tuple[Path, Path]) -> None:
    before, after = two
    (gone,) = [change for change in ledger.ledger(after, before).changes if change.municipality_code == "751"]
    assert (gone.before, gone.after, gone.cause) == ("6.000000", None, "gone")


def test_a_first_release_has_a_ledger_without_changes(tmp_path: Path, two: tuple[Path, Path]) -> None:
    ledger.write(ledger.ledger(None, two[1]), tmp_path / "data" / "first.csv")
    assert (tmp_path / "data" / "first.csv").read_text(encoding="utf-8").count("\n") == 1
    found = ledger.ledger(*two)
    ledger.write(found, tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as handle:
        _, *rows = csv.reader(handle)
    assert rows == [["" if item is None else str(item) for item in astuple(change)] for change in found.changes]


def test_a_release_has_each_measure_and_cause_with_the_figure_that_changed_most(two: tuple[Path, Path]) -> None:
    before, after = two
    with duckdb.connect(str(after)) as connection:
        connection.execute(MART)
        connection.execute("insert into marts.indicator_values values ('revised', '751', 2024, 'none', 7, null)")
        connection.execute("insert into marts.indicator_values values ('revised', '730', 2024, 'fixed', 9, null)")
        connection.execute("insert into marts.indicator_values values ('same', '000', 2024, 'none', 9, null)")
        connection.execute(JOINED)
        connection.execute("insert into raw.successions values ('T', '751', '751', 2021), ('T', '741', '751', 2021)")
    with duckdb.connect(str(before)) as connection:
        connection.execute(JOINED)
        connection.execute("insert into marts.indicator_values values ('revised', '751', 2024, 'none', 8, null)")
        connection.execute("insert into marts.indicator_values values ('revised', '730', 2024, 'fixed', 1, null)")
        for place, year in (("741", 2020), ("741", 2022), ("751", 2020), ("751", 2023)):
            connection.execute(
                "insert into marts.indicator_values values ('merged', ?, ?, 'none', 5, null)", [place, year]
            )
    ledger.put(ledger.ledger(before, after), after, after.parent / "site")
    with duckdb.connect(str(after)) as connection:
        rows = connection.execute("from marts.ledger order by all").fetchall()
        assert compare(connection, [again(before, connection)]).differences == []
    assert rows == [
        ("corrected", "correction", 1, 1, "730", 2024, 2, 20, 900),
        ("joined", "areas", 1, 1, "730", 2024, 6, 60, 900),
        ("merged", "areas", 3, 2, None, None, None, None, None),
        ("merged", "gone", 1, 1, None, None, None, None, None),  # of a year that the merger does not touch
        ("method", "method", 1, 1, "730", 2024, 4, 40, 900),
        ("recipe", "recipe", 1, 1, "730", 2024, 3, 30, 900),
        ("revised", "method", 1, 1, "751", 2024, 8, 7, -12.5),  # no cell of it is another
        ("revised", "source", 1, 1, "730", 2024, 1, 10, 900),
        ("same", "new", 1, 1, None, None, None, None, None),
    ]
    assert (after.parent / "site" / ledger.FILE).read_text(encoding="utf-8").count("\nvalue,") == 13


def test_a_change_from_zero_is_more_than_any_other_and_of_what_came_or_went_none_is_named() -> None:
    def change(place: str, before: str | None, after: str | None, cause: str) -> ledger.Change:
        return ledger.Change("value", "value", "i", place, 2024, "none", None, before, after, cause)

    told = [
        change("101", "0", "500", "source"),
        change("147", "100", "100.1", "source"),
        change("151", "100", "100.2", "method"),
        change("153", "-1", "-2", "method"),  # doubled
        change("101", None, "7", "new"),
        change("147", None, "8", "new"),
        change("151", "9", None, "gone"),
    ]
    named = {
        row["cause"]: (row["figure_count"], row["municipality_code"], row["year"], row["before_value"], row["value"])
        for row in ledger.summed(ledger.Ledger(told, []))
    }
    assert named == {
        "source": (2, "101", 2024, "0", "500"),
        "method": (2, "153", 2024, "-1", "-2"),
        "new": (2, None, None, None, None),
        "gone": (1, None, None, None, None),
    }


def again(before: Path, connection: duckdb.DuckDBPyConnection) -> Recomputed:
    return Recomputed(ledger.TABLE, ["indicator_id", "cause"], second(before, connection))


def test_a_mistake_in_the_ledger_is_found_by_code_of_its_own(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figure that changed least is named, and a recipe's change is told as the method's."""
    before, after = two
    with duckdb.connect(str(after)) as connection:
        connection.execute(MART)
        connection.execute("insert into marts.indicator_values values ('revised', '751', 2024, 'none', 7, null)")
    with duckdb.connect(str(before)) as connection:
        connection.execute("insert into marts.indicator_values values ('revised', '751', 2024, 'none', 8, null)")
    for file in two:  # a source's revision of Aarhus too, and a lesser one
        with duckdb.connect(str(file)) as connection:
            connection.execute(
                "insert into marts.lineage select * replace ('751' as municipality_code, '751' as area_code) "
                "from marts.lineage where indicator_id = 'revised'"
            )
    own = ledger.ledger(before, after)
    wrong = [replace(each, cause="method") if each.cause == "recipe" else each for each in own.changes]
    monkeypatch.setattr(ledger, "_size", lambda change: -abs(float(change.after or 0) / float(change.before or 1) - 1))
    ledger.put(ledger.Ledger(wrong, own.not_compared), after, after.parent / "site")
    with duckdb.connect(str(after)) as connection:
        found = compare(connection, [again(before, connection)]).differences
    assert {(each.column, each.row["indicator_id"], each.row["cause"]) for each in found} >= {
        ("", "recipe", "method"),
        ("", "recipe", "recipe"),
        ("municipality_code", "revised", "source"),
        ("value", "revised", "source"),
    }


def test_figures_in_a_form_that_cannot_be_read_are_not_said_to_be_the_same(two: tuple[Path, Path]) -> None:
    before, after = two
    with duckdb.connect(str(before)) as connection:
        connection.execute("alter table marts.lineage drop column area_code")
    with duckdb.connect(str(after)) as connection:
        connection.execute(MART)
    found = ledger.ledger(before, after)
    assert "value" in found.not_compared
    assert [change for change in found.changes if change.kind == "value"] == []
    ledger.put(found, after, after.parent / "site")
    with duckdb.connect(str(after)) as connection:
        rows = connection.execute("from marts.ledger").fetchall()
        assert rows == [("", "not_compared", 0, 0, None, None, None, None, None)]
        assert compare(connection, [again(before, connection)]).differences == []
