"""A corrected cell the whole way: used, traced, verified, shown, and out of use when the publisher mends it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pptx import Presentation

from dashboards.brief.content import Briefs
from dashboards.brief.slides import to_pptx
from dashboards.compiler.queries import Marts
from dashboards.language import DANISH
from pipelines.recomputing.comparing import Recomputed, compare
from pipelines.recomputing.recompute import recompute
from pipelines.releases import release
from pipelines.releases.overview import overview
from pipelines.releases.proof.audit import audit, manifest_says, told
from pipelines.releases.sealing import stored
from pipelines.releases.tracing.trace import trace
from tests.support import World, figures, make_world
from tests.support.asking import asked
from tests.support.computing import Compiled
from tests.support.computing import rows as rows_of
from tests.support.sites import Pages

BREAK = """\
breaks:
  - {year: 2024, note: {da: Opdigtet ny opgørelse., en: Invented new count.}}
"""


def correction(name: str, area: str, period: str, expect: str, used: str) -> str:
    return f"""\
- id: {name}
  source: PUPILS
  area: "{area}"
  period: "{period}"
  where: {{MÅL: absent}}
  expect: {expect}
  {used}
  reason: {{da: Opdigtet tastefejl i kilden., en: Invented misprint in the source.}}
  evidence: Opdigtet notat af 1. maj 2025
  reviewed_by: Opdigtet kontor
  reviewed_on: 2025-05-02
  status: reported
"""


STATES = "corrections_still_hold"  # the data test that warns of one that does not
CORRECTIONS = (
    correction("number_to_number", "730", "2024", "55", "value: 45")
    + correction("number_to_reason", "751", "2024", "51", "missing: suspected_error")
    + correction("marker_to_number", "101", "2024", '".."', "value: 60.5")
)


def rows(**changed: str) -> list[str]:
    """The figures of PUPILS with København hidden in 2024 and leaping in 2023; `changed` by `area_year`."""
    new = {"a101_2024": "..", "a101_2023": "80"} | changed
    lines = []
    for line in figures():
        area, measure, sex, year, value = line.split(";")
        if measure == "absent":
            value = new.get(f"a{area}_{year}", value)
        lines.append(";".join((area, measure, sex, year, value)))
    return lines


def ask(world: World, *arguments: str) -> Any:
    done = asked(*arguments, "--json", data_dir=world.workspace.data_dir)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def query(world: World, sql: str) -> list[dict[str, Any]]:
    return rows_of(release.find(world.workspace).warehouse, sql)


def values(world: World, year: int) -> dict[str, tuple[float | None, str | None]]:
    sql = f"select municipality_code, value, missing_reason from marts.indicator_values where year = {year}"
    return {row["municipality_code"]: (row["value"], row["missing_reason"]) for row in query(world, sql)}


@pytest.fixture(scope="module")
def corrected(
    tmp_path_factory: pytest.TempPathFactory, compiled: Compiled, danish_pages: Path, warmed: Callable[[Path], Path]
) -> World:
    """A release with three corrections in use; read-only for the tests that share it."""
    world = make_world(tmp_path_factory.mktemp("corrected"))
    warmed(world.workspace.cache)
    (world.catalogue / "corrections.yml").write_text(CORRECTIONS, encoding="utf-8")
    world.edit("valid_from: 2007\n", "valid_from: 2007\n" + BREAK)
    world.snapshot(rows())
    found = compiled.release(world.workspace, danish_pages)
    assert {correction_id: state for correction_id, state, _ in overview(found).corrections} == {
        "number_to_number": "applied",
        "number_to_reason": "applied",
        "marker_to_number": "applied",
    }
    return world


@pytest.fixture(scope="module")
def again(corrected: World) -> Sequence[Recomputed]:
    """The second computation of that release."""
    found = release.find(corrected.workspace)
    folders = stored.check(corrected.workspace, found.manifest).folders
    kept, own = found.directory / release.CATALOGUE, found.directory / release.OWN
    return recompute(kept, own, folders, date(2026, 1, 1), manifest_says(corrected.workspace, found))


def test_the_corrected_figure_is_used_and_the_published_one_kept(corrected: World) -> None:
    assert values(corrected, 2024) == {
        "101": (6.05, None),
        "751": (None, "suspected_error"),
        "461": (5.2, None),
        "851": (5.3, None),
        "561": (5.4, None),
        "730": (4.5, None),
    }
    kept = query(
        corrected,
        "select correction_id, cell_value, published_value, marker from marts.lineage "
        "where correction_id is not null order by 1",
    )
    assert kept == [
        {"correction_id": "marker_to_number", "cell_value": 60.5, "published_value": None, "marker": ".."},
        {"correction_id": "number_to_number", "cell_value": 45, "published_value": 55, "marker": None},
        {"correction_id": "number_to_reason", "cell_value": None, "published_value": 51, "marker": None},
    ]


def test_trace_shows_both_figures_and_the_reason(corrected: World) -> None:
    traced = ask(corrected, "trace", "absence", "730", "2024")
    assert (traced["value"], traced["recomputed"], traced["agrees"]) == (4.5, 4.5, True)
    (cell,) = [cell for cell in traced["cells"] if cell["correction"]]
    assert (cell["file_value"], cell["published_value"], cell["value"]) == ("55", 55, 45)
    assert cell["correction"]["evidence"] == "Opdigtet notat af 1. maj 2025"
    said = asked("--language", "en", "trace", "absence", "730", "2024", data_dir=corrected.workspace.data_dir).stdout
    assert "45 (file: 55). Invented misprint in the source." in said
    assert "number_to_number: Opdigtet notat af 1. maj 2025; reviewed by Opdigtet kontor on 2025-05-02" in said
    assert "4.5, the same as published" in said


def test_a_marker_that_became_a_number_is_traced_too(corrected: World) -> None:
    traced = ask(corrected, "trace", "absence", "101", "2024")
    assert (traced["recomputed"], traced["agrees"]) == (6.05, True)
    said = asked("--language", "en", "trace", "absence", "751", "2024", data_dir=corrected.workspace.data_dir).stdout
    assert "the source’s figure is probably wrong (file: 51)" in said


def test_the_release_is_sound_and_the_files_are_untouched(corrected: World) -> None:
    assert audit(corrected.workspace, release.find(corrected.workspace), pages=False).faults == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("update marts.corrections set value = 44", "number_to_number: 44.0 published, 45.0 computed again"),
        ("update marts.corrections set expected_value = 54", "number_to_number: 54.0 published, 55.0 computed again"),
        ("update marts.lineage set correction_id = null", "None published, number_to_number computed again"),
        ("update marts.lineage set published_value = 45", "45.0 published, 55.0 computed again"),
    ],
)
def test_verify_finds_a_figure_that_neither_file_nor_correction_gives(
    corrected: World, again: Sequence[Recomputed], tmp_path: Path, change: str, line: str
) -> None:
    tampered = copy_of(corrected, tmp_path, f"{change} where correction_id = 'number_to_number'")
    with duckdb.connect(str(tampered.warehouse), read_only=True) as connection:
        lines = [str(told(item)) for item in compare(connection, again).differences]
    assert any(line in fault for fault in lines), lines


@pytest.mark.parametrize("change", ["value = 44", "expected_value = 54"])
def test_trace_does_not_agree_with_what_no_correction_gives(corrected: World, tmp_path: Path, change: str) -> None:
    tampered = copy_of(
        corrected, tmp_path, f"update marts.corrections set {change} where correction_id = 'number_to_number'"
    )
    assert not trace(corrected.workspace, tampered, "absence", "730", 2024).agrees


def copy_of(world: World, folder: Path, change: str) -> release.Release:
    """The current release with its warehouse changed."""
    found = release.find(world.workspace)
    shutil.copy2(found.warehouse, folder / release.WAREHOUSE)
    with duckdb.connect(str(folder / release.WAREHOUSE)) as connection:
        connection.execute(change)
    return release.Release(folder, found.manifest)


def test_no_change_is_computed_across_the_break(corrected: World) -> None:
    changes = query(
        corrected,
        "select year, previous_year, change, missing_reason from marts.changes where municipality_code = '101' "
        "order by year",
    )
    assert changes == [
        {"year": 2023, "previous_year": 2022, "change": 3, "missing_reason": None},
        {"year": 2024, "previous_year": None, "change": None, "missing_reason": "break_in_series"},
    ]


def test_a_leap_is_flagged_and_kept(corrected: World) -> None:
    flags = query(corrected, "select municipality_code, year, flag, score, value from marts.figure_flags")
    assert flags == [
        {"municipality_code": "101", "year": 2023, "flag": "unusual_change", "score": 0.470004, "value": 8}
    ]
    assert values(corrected, 2023)["101"] == (8, None)


def test_the_indicators_page_shows_corrections_and_flags_in_words(corrected: World) -> None:
    folder = corrected.workspace.current / "site" / "tal" / "absence"
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "45 (rettet; i filen står 55)" in html
    assert "60,5 (rettet; i filen står ..)" in html
    assert "(kildens tal er formentlig forkert) (rettet; i filen står 51)" in html
    assert "I kildens fil står 55; her bruges 45. Opdigtet tastefejl i kilden." in html
    assert "her regnes tallet for at mangle: kildens tal er formentlig forkert." in html
    assert "Grundlag: Opdigtet notat af 1. maj 2025. Vurderet af Opdigtet kontor den 2. maj 2025;" in html
    assert "Rettelsen indgår i Randers 2024." in html
    assert "<td>usædvanligt stor stigning siden 2022</td>" in html
    assert html.index("Alle år</h2>") < html.index("Rettelser og usædvanlige tal</h2>") < html.index("Kildefiler</h2>")
    csv = (folder / "absence.csv").read_text(encoding="utf-8-sig").splitlines()
    assert csv[0].endswith(";mangler_fordi;bemaerkning")
    assert "absence;730;Randers;2024;ikke et beløb;pct.;4,5;;kildens tal er rettet (number_to_number)" in csv
    assert (
        "absence;101;København;2023;ikke et beløb;pct.;8;;usædvanligt stor stigning siden 2022; tallet er ikke ændret"
        in [line.replace('"', "") for line in csv]
    )
    assert "absence;561;Esbjerg;2024;ikke et beløb;pct.;5,4;;" in csv


def test_the_mark_of_correction_goes_wherever_the_number_goes(corrected: World) -> None:
    """Randers 2024 rests on a corrected cell and Esbjerg does not: pages and their CSV, brief and slides."""
    site, said = corrected.workspace.current / "site", "Tallet bygger på en rettet kildecelle."
    assert marks(site / "by-730" / "skole" / "absence.csv") == {("730", "2024"), ("751", "2024"), ("101", "2024")}
    assert marks(site / "by-730" / "effektmaal.csv") == {("730", "2024")}
    assert marks(site / "by-561" / "effektmaal.csv") == set()
    with Marts.open(release.find(corrected.workspace).warehouse) as marts:
        briefs = Briefs(marts)
        by_place = {place.municipality_slug: briefs.of(place, DANISH) for place in briefs.places}
    for city, is_marked in (("by-730", True), ("by-561", False)):
        assert (said in html(site, f"{city}/skole")) is is_marked
        for page in (city, f"kommuner/{city}"):
            assert (">rettet<" in html(site, page) or "· rettet" in html(site, page)) is is_marked, page
        (figure,) = by_place[city].effects
        assert (said in figure.sentence, figure.unit.endswith(", rettet")) == (is_marked, is_marked)
        undrawn = replace(by_place[city], effects=(replace(figure, chart=None),))
        shown = Presentation(io.BytesIO(to_pptx([undrawn], "Opdigtet", {})))
        shapes = [shape for slide in shown.slides for shape in slide.shapes]
        texts = [cell.text for shape in shapes if shape.has_table for cell in shape.table.iter_cells()]
        assert any("rettet" in text for text in texts) is is_marked


def marks(file: Path) -> set[tuple[str, str]]:
    """The municipalities and years whose figure a CSV file of a page says to be corrected."""
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";")
    return {(row["kommunekode"], row["aar"]) for row in rows if row["kildetal_rettet"] == "rettet"}


def html(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text(encoding="utf-8")


def test_a_correction_dies_when_the_publisher_mends_or_withdraws_the_cell(
    corrected: World, compiled: Compiled, tmp_path: Path
) -> None:
    world = make_world(tmp_path)
    gone = correction("withdrawn", "461", "2024", "52", "value: 53")
    (world.catalogue / "corrections.yml").write_text(CORRECTIONS + gone, encoding="utf-8")
    world.snapshot(rows())
    mended = [line for line in rows(a730_2024="46", a101_2024="61") if not line.startswith("461;absent;TOT;2024")]
    world.snapshot(mended, retrieved_at=datetime(2025, 9, 1, tzinfo=UTC))
    found_again = compiled.release(world.workspace)
    summary = ask(world, "refresh", "--offline")
    assert summary["corrections"] == [
        {"correction": "number_to_number", "state": "outdated", "published": 46},
        {"correction": "number_to_reason", "state": "applied", "published": 51},
        {"correction": "marker_to_number", "state": "outdated", "published": 61},
        {"correction": "withdrawn", "state": "no_such_cell", "published": None},
    ]
    found = values(world, 2024)
    assert (found["730"], found["101"], found["751"]) == ((4.6, None), (6.1, None), (None, "suspected_error"))
    assert audit(world.workspace, release.find(world.workspace), pages=False).faults == []
    assert compiled.outcome(found_again.warehouse, STATES) == "warn"
    assert compiled.outcome(release.find(corrected.workspace).warehouse, STATES) == "pass"
    said = asked("sources", data_dir=tmp_path).stdout
    assert "Rettede kildeceller: 1 i brug; bruges ikke mere og skal ud af corrections.yml: " in said
    ended = ("number_to_number (kilden siger nu 46)", "marker_to_number (kilden siger nu 61)")
    listed = ", ".join((*ended, "withdrawn (kilden har ikke cellen)"))
    assert listed in said
    assert f"Rettelser, der ikke gælder mere: {listed}" in asked("refresh", "--offline", data_dir=tmp_path).stdout
    with Pages.of(found_again.warehouse) as pages:
        html = pages.at("/tal/absence/").html
    assert "number_to_number" not in html
    assert "number_to_reason" in html
