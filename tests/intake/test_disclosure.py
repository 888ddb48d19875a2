"""Small numbers: nobody can have a suppressed figure from what is published, not even knowing the rule."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.intake.disclosure import TOTAL, protect
from tests.intake.conftest import Inbox

Shown = list[int | None]


def published(values: Sequence[int], bases: Sequence[int] | None = None) -> tuple[Shown, int | None]:
    """What is shown of a count per unit, and of its total; None for what is suppressed."""
    measures = {"n": values} | ({"base": bases} if bases else {})
    rows = pl.DataFrame(
        [
            {"area": "730", "period": "2024", "unit": f"u{unit}", "measure": name, "source_cell": "A1", "value": value}
            for name, numbers in measures.items()
            for unit, value in enumerate(map(Decimal, numbers))
        ],
        schema_overrides={"value": pl.Decimal(20, 6)},
    )
    found = protect(rows, list(measures), {"n": "base"} if bases else {}).filter(pl.col("measure") == "n")
    shown = {row["unit"]: None if row["is_suppressed"] else int(row["value"]) for row in found.iter_rows(named=True)}
    return [shown[f"u{unit}"] for unit in range(len(values))], shown[TOTAL]


def worlds(values: Sequence[int], shown: Shown, total: int | None) -> list[tuple[int, ...]]:
    """Every set of true counts that is not ruled out by arithmetic: published ones as they are, the sum as it is.

    Where the total is suppressed, suppressed counts may be anything; a few values are enough to show that.
    """
    open_units = [unit for unit, value in enumerate(shown) if value is None]
    most = sum(values) if total is not None else max(values) + 2
    candidates = []
    for guess in itertools.product(range(most + 1), repeat=len(open_units)):
        if total is None or sum(guess) == sum(values[unit] for unit in open_units):
            filled = list(values)
            for unit, value in zip(open_units, guess, strict=True):
                filled[unit] = value
            candidates.append(tuple(filled))
    return candidates


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=4))
def test_no_suppressed_count_can_be_recovered_even_by_who_knows_the_rule(values: list[int]) -> None:
    shown, total = published(values)
    possible = [world for world in worlds(values, shown, total) if published(world) == (shown, total)]
    for unit, value in enumerate(shown):
        if value is None:
            assert len({world[unit] for world in possible}) > 1
        else:
            assert value == values[unit] >= 5


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=6))
def test_a_total_never_leaves_just_one_figure_open(units: list[tuple[int, int]]) -> None:
    bases = [count + rest for count, rest in units]
    values = [count for count, _ in units]
    shown, total = published(values, bases)
    hidden = [value for value, seen in zip(values, shown, strict=True) if seen is None]
    assert all(seen is None for seen, base in zip(shown, bases, strict=True) if base < 20)
    assert all(seen is None for seen, value in zip(shown, values, strict=True) if value < 5)
    if total is not None and hidden:
        assert len(set(hidden)) > 1


def test_hand_worked() -> None:
    assert published([3, 10, 20]) == ([None, None, 20], 33)  # one small: the next smallest too
    assert published([3, 4, 20]) == ([None, None, 20], 27)  # two small that differ: enough
    assert published([4, 4, 20]) == ([None, None, None], 28)  # alike: their sum, 8, would give each
    assert published([3, 10, 10, 20]) == ([None, None, None, 20], 43)  # equals go together
    assert published([0, 0]) == ([None, None], None)
    assert published([3]) == ([None], None)
    assert published([30, 40]) == ([30, 40], 70)
    assert published([12, 30, 40], [19, 50, 60]) == ([None, None, 40], 82)  # rests on 19 persons


def test_what_is_stored_holds_no_suppressed_figure_and_totals_of_all(inbox: Inbox) -> None:
    rows = [["Randers", 2024, "A", 40, 3], ["Randers", 2024, "B", 60, 44], ["Randers", 2024, "C", 80, 71]]
    inbox.drop("UNITS", "apv.xlsx", [["kommune", "aar", "enhed", "svar", "glade"], *rows])
    taken = inbox.take("UNITS")
    found = {(row[1], row[2]): row[4:] for row in inbox.rows(taken)[1:]}
    assert found["A", "glade"] == ["[apv.xlsx]Ark1!E2", ".."]
    assert found["B", "glade"] == ["[apv.xlsx]Ark1!E3", ".."]
    assert found["C", "glade"] == ["[apv.xlsx]Ark1!E4", "71"]
    assert found["I ALT", "glade"] == ["[apv.xlsx]Ark1!E2+[apv.xlsx]Ark1!E3+[apv.xlsx]Ark1!E4", "118"]
    assert found["I ALT", "svar"][1] == "180"
    assert taken.snapshot is not None
    received = taken.snapshot.directory / "received" / "apv.xlsx"
    assert received.stat().st_mode & 0o077 == 0  # only who runs the refresh can read the figures as they were


def test_a_row_with_a_sum_is_refused(inbox: Inbox) -> None:
    rows = [["Randers", 2024, "A", 40, 30], ["Randers", 2024, "I alt", 40, 30]]
    inbox.drop("UNITS", "apv.xlsx", [["kommune", "aar", "enhed", "svar", "glade"], *rows])
    (fault,) = inbox.refused("UNITS")
    assert fault == "apv.xlsx, ark Ark1, C3: fandt 'I alt'; regel: ingen rækker med summer: de regnes ved indlæsning"


def test_a_total_with_a_unit_missing_is_missing(inbox: Inbox) -> None:
    rows = [["Randers", 2024, "A", 40, 30], ["Randers", 2024, "B", 50, None]]
    inbox.drop("UNITS", "apv.xlsx", [["kommune", "aar", "enhed", "svar", "glade"], *rows])
    found = {(row[1], row[2]): row[5] for row in inbox.rows(inbox.take("UNITS"))[1:]}
    assert found["I ALT", "glade"] == ":"
    assert found["I ALT", "svar"] == "90"
