"""Municipalities that became one: their figures of before are its own, added or missing; each cell is found again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.releases.proof.audit import audit
from pipelines.releases.release import Release
from pipelines.releases.tracing.impact import impact
from pipelines.releases.tracing.trace import trace
from tests.support import HEADER, INDICATOR, TABLEINFO, World, figures, keep, make_world
from tests.support.computing import Compiled, rows

MERGED = '- {into: "751", of: ["751", "741"], from_year: 2024}\n'
AVERAGE = INDICATOR.replace("id: absence", "id: average").replace(
    "    denominator: [{table: PUPILS, where: {MÅL: all}}]\n", ""
)
"""The same without a denominator: nothing says what two of them come to."""


CONTROL = """\
- id: country
  title: {da: Hele landet, en: The country}
  note: {da: Kommunerne lagt sammen., en: The municipalities added up.}
  status: assumed
  areas: [{table: PUPILS, where: {MÅL: all}}]
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Samsø (741) has 20 of 500 pupils absent in 2023, and half a file in 2022; Aarhus 51 of 1,000 in each year."""
    folder = tmp_path_factory.mktemp("merged")
    world = make_world(folder)
    (world.catalogue / "controls.yml").write_text(CONTROL, encoding="utf-8")
    with (world.catalogue / "sources" / "PUPILS.yml").open("a", encoding="utf-8") as source:
        source.write("rounding: 0.5\n")
    (world.catalogue / "successions.yml").write_text(MERGED, encoding="utf-8")
    with (world.catalogue / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("741;Samsø;other\n")
    (world.indicator.parent / "average.yml").write_text(AVERAGE, encoding="utf-8")
    samsoe = [f"741;{measure};TOT;2023;{value}" for measure, value in (("absent", 20), ("all", 500))]
    area, *others = TABLEINFO["variables"]
    listed = {
        **TABLEINFO,
        "variables": [
            {**area, "values": [*area["values"], *({"id": code, "text": code} for code in ("741", "000"))]},
            *others,
        ],
    }
    keep(
        folder / "reference",
        "PUPILS",
        listed,
        [HEADER, *figures(), *samsoe, "741;absent;TOT;2022;19", "000;all;TOT;2023;6500"],
        origin="transcribed",
        retrieved_at=datetime(2025, 6, 1, tzinfo=UTC),
    )
    return world


@pytest.fixture(scope="module")
def found(world: World, compiled: Compiled) -> Release:
    return compiled.release(world.workspace)


def test_ratios_are_of_both_together_and_averages_are_missing_as_a_break(world: World, found: Release) -> None:
    of_aarhus = rows(
        found.warehouse,
        "select indicator_id, year, value, missing_reason from marts.indicator_values where municipality_code = '751' "
        "order by all",
    )
    assert [tuple(row.values()) for row in of_aarhus] == [
        ("absence", 2022, None, "source_absent"),  # how many pupils Samsø had is not said
        ("absence", 2023, pytest.approx(100 * 71 / 1500, abs=1e-6), None),
        ("absence", 2024, 5.1, None),
        ("average", 2022, None, "break_in_series"),
        ("average", 2023, None, "break_in_series"),
        ("average", 2024, 5100.0, None),
    ]
    areas = rows(found.warehouse, "select distinct municipality_code from marts.indicator_values order by 1")
    assert "741" not in [row["municipality_code"] for row in areas]
    (country,) = rows(found.warehouse, "select outcome, recomputed from marts.controls where year = 2023")
    assert country == {"outcome": "agrees", "recomputed": 6500.0}
    assert audit(world.workspace, found, pages=False).faults == []


def test_a_sum_is_traced_to_the_cells_of_both_and_a_cell_of_one_that_is_no_more_to_what_it_touches(
    world: World, found: Release
) -> None:
    traced = trace(world.workspace, found, "absence", "751", 2023)
    assert traced.agrees
    assert sorted((cell.area, cell.value) for cell in traced.cells) == [
        ("741", 20), ("741", 500), ("751", 51), ("751", 1000),
    ]  # fmt: skip
    touched = impact(found, "PUPILS", "MÅL=absent · KØN=TOT", "741", "2023")
    assert {(number.indicator_id, number.municipality_code) for number in touched.numbers} >= {("absence", "751")}
