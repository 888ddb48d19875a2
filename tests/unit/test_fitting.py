"""One table that does not fit is told and everything else goes on; a newer snapshot counts only if it fits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.catalogue.descriptions.tableinfo import Resolution
from pipelines.releases.inputs import gather
from pipelines.sources.snapshots import Snapshot, accept, not_updated, was_set_aside
from pipelines.warehouse import load as warehouse
from seksby.errors import CatalogueError
from tests.support import HEADER, TABLEINFO, YEARS, World, figures, keep, make_world

LATER = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two indicators of one fetched source: one of `absent`, one of `unused`."""
    made = make_world(tmp_path, system="statbank")
    text = made.indicator.read_text(encoding="utf-8")
    other = made.indicator.with_name("other.yml")
    other.write_text(text.replace("id: absence", "id: other").replace("MÅL: absent", "MÅL: unused"), encoding="utf-8")
    return made


def rows() -> list[str]:
    return [*figures(), *(row.replace(";absent;", ";unused;") for row in figures() if ";absent;" in row)]


def described(**changes: Any) -> dict[str, Any]:
    """The description of PUPILS with other variables."""
    variables = json.loads(json.dumps(TABLEINFO["variables"]))
    for item in variables:
        item.update(changes.get(item["id"], {}))
    return TABLEINFO | {"variables": variables, "updated": "2025-07-01T08:00:00"}


def stored(world: World, info: dict[str, Any], lines: list[str], header: str = HEADER, **meta: Any) -> Snapshot:
    return keep(world.workspace.snapshots, "PUPILS", info, [header, *lines], origin="fetched", **meta)


def load(world: World) -> tuple[warehouse.Loaded, dict[str, tuple[int | None, str | None]]]:
    """What was loaded, and recipe and reason of each indicator."""
    path = world.workspace.data_dir / "warehouse.duckdb"
    loaded = warehouse.load(gather(world.workspace), path)
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select indicator_id, recipe_no, missing_reason from raw.indicators").fetchall()
    path.unlink()
    return loaded, {name: (number, reason) for name, number, reason in found}


MEASURES = [{"id": item, "text": item} for item in ("absent", "all", "unused")]


def test_a_code_that_is_the_same_number_is_the_code_meant(world: World) -> None:
    """Copies of code lists lose leading zeros: 0 stands for 00 where no other code is zero."""
    info = described(MÅL={"values": [*MEASURES, {"id": "007", "text": "syv"}]})
    world.edit("MÅL: absent", "MÅL: '7'")
    stored(world, info, [row.replace(";absent;", ";007;") for row in rows()])
    loaded, indicators = load(world)
    assert loaded.misfits == []
    assert indicators["absence"] == (1, None)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_renamed_variable_is_found_as_it_was_when_it_was_fetched_and_by_its_codes(
    world: World, *, recorded: bool
) -> None:
    """What a table was taken for is kept with its figures, told, and the figures are used."""
    world.edit("MÅL: absent", "MÅL: '7'")
    found = [
        Resolution(rule="values", variable="EMNE", wanted="MÅL", found="EMNE", text="mål"),
        Resolution(rule="number", variable="EMNE", wanted="7", found="007", text="syv"),
    ]
    info = described(MÅL={"id": "EMNE", "values": [*MEASURES, {"id": "007", "text": "syv"}]})
    lines = [row.replace(";absent;", ";007;") for row in rows()]
    stored(world, info, lines, HEADER.replace("MÅL", "EMNE"), **({"resolutions": found} if recorded else {}))
    loaded, indicators = load(world)
    assert (loaded.misfits, indicators["absence"]) == ([], (1, None))
    assert loaded.resolutions == {"PUPILS": found}


def test_two_codes_of_the_same_number_are_no_answer(world: World) -> None:
    info = described(MÅL={"values": [*MEASURES, {"id": "07", "text": "syv"}, {"id": "007", "text": "syv"}]})
    world.edit("MÅL: absent", "MÅL: '7'")
    stored(world, info, rows())
    loaded, _ = load(world)
    (misfit,) = loaded.misfits
    assert "no MÅL that fits '7'" in misfit.error.what
    assert "07 (syv)" in misfit.error.expected


def test_what_names_a_missing_code_falls_out_alone_and_says_where_to_mend_it(world: World) -> None:
    world.edit("MÅL: absent", "MÅL: abcent")
    stored(world, TABLEINFO, rows())
    loaded, indicators = load(world)
    assert indicators == {"absence": (None, "source_absent"), "other": (1, None)}
    (misfit,) = loaded.misfits
    assert (misfit.subject_kind, misfit.subject_id, misfit.source_id) == ("indicator", "absence", "PUPILS")
    assert "absence.yml:10 recipes.0.numerator.0.where.MÅL" in misfit.error.where
    assert misfit.error.expected.startswith("one of absent")


def test_the_next_recipe_is_taken_where_the_first_does_not_fit(world: World) -> None:
    world.edit("recipes:\n", "recipes:\n  - numerator: [{table: PUPILS, where: {MÅL: gone}}]\n")
    stored(world, TABLEINFO, rows())
    loaded, indicators = load(world)
    assert indicators["absence"] == (2, None)
    assert [item.subject_id for item in loaded.misfits] == ["absence"]


@pytest.mark.parametrize(
    ("changes", "rename", "words"),
    [
        ({"MÅL": {"values": MEASURES[1:]}}, None, "no MÅL that fits 'absent'"),  # a code is gone
        # Rebuilt: another name, and not the codes that a recipe names.
        ({"MÅL": {"id": "EMNE", "values": MEASURES[1:]}}, ("MÅL", "EMNE"), "no variable MÅL"),
        ({"OMRÅDE": {"id": "KOMMUNE"}}, ("OMRÅDE", "KOMMUNE"), "no variable OMRÅDE"),  # of six areas
    ],
)
def test_a_newest_snapshot_that_fits_worse_is_set_aside_and_the_one_before_stands(
    world: World, changes: dict[str, Any], rename: tuple[str, str] | None, words: str
) -> None:
    good = stored(world, TABLEINFO, rows())
    lines = [row for row in rows() if changes.keys() != {"MÅL"} or ";absent;" not in row]
    header = HEADER.replace(*rename) if rename else HEADER
    bad = stored(world, described(**changes), lines, header, retrieved_at=LATER)
    loaded, indicators = load(world)
    assert loaded.misfits == []
    assert loaded.inputs.snapshots["PUPILS"].meta.id == good.meta.id
    assert {reason for _, reason in indicators.values()} == {None}
    assert words in loaded.inputs.stale["PUPILS"]
    assert (bad.directory.parent / "rejected" / bad.meta.id / "data.csv").is_file()


def test_what_was_published_from_is_never_set_aside_for_an_edit_of_the_catalogue(world: World) -> None:
    """A code that only the file before has is the catalogue's fault, where the newest passed every check before."""
    stored(world, TABLEINFO, rows())
    info = described(MÅL={"values": MEASURES[1:]})
    newest = stored(world, info, [row for row in rows() if ";absent;" not in row], retrieved_at=LATER)
    known = {"release": "r", "created_at": "2025-07-02T08:00:00Z", "files": {}}
    manifest = known | {"snapshots": [{"source": "PUPILS", "id": newest.meta.id}]}
    (world.workspace.releases / "r").mkdir(parents=True)
    (world.workspace.releases / "r" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    world.workspace.current.symlink_to("releases/r")
    loaded, indicators = load(world)
    assert newest.directory.is_dir()
    assert indicators["absence"] == (None, "source_absent")
    assert [item.subject_id for item in loaded.misfits] == ["absence"]


def test_what_is_asked_for_again_and_is_the_same_is_kept_once(world: World) -> None:
    stored(world, TABLEINFO, rows())
    info = described(MÅL={"values": MEASURES[1:]})
    for day in (1, 2):
        lines = [row for row in rows() if ";absent;" not in row]
        stored(world, info, lines, retrieved_at=LATER.replace(day=day))
        load(world)
    assert len(list((world.workspace.snapshots / "PUPILS" / "rejected").iterdir())) == 1


def test_where_no_snapshot_fits_nothing_is_moved(world: World) -> None:
    """It may be the catalogue that has to change, and StatBank keeps no earlier revision."""
    kept = [stored(world, TABLEINFO, rows()), stored(world, TABLEINFO, [*rows()[:-1]], retrieved_at=LATER)]
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("area: OMRÅDE", "area: KOMMUNE"), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:  # the only source there is, so nothing is left to publish
        load(world)
    assert "PUPILS.yml:7 area" in caught.value.where
    assert all(snapshot.directory.is_dir() for snapshot in kept)


def test_a_fault_of_the_catalogue_moves_no_history(world: World) -> None:
    """What was read before and is not read any more has not changed: an edit of the catalogue has, and is told."""
    source = world.catalogue / "sources" / "PUPILS.yml"
    sound = source.read_text(encoding="utf-8")
    other = world.catalogue / "sources" / "OTHER.yml"
    other.write_text(sound.replace("id: PUPILS", "id: OTHER"), encoding="utf-8")
    lines = [*rows(), "000;all;TOT;2023;*"]
    source.write_text(sound + 'zero_markers: ["*"]\n', encoding="utf-8")
    kept = [stored(world, TABLEINFO, lines), stored(world, TABLEINFO, [*lines, lines[0].replace("2024", "2023")])]
    keep(world.workspace.snapshots, "OTHER", TABLEINFO, [HEADER, *rows()], origin="fetched")
    load(world)
    source.write_text(sound, encoding="utf-8")
    loaded, indicators = load(world)
    assert all(snapshot.directory.is_dir() for snapshot in kept)
    assert indicators["absence"] == (None, "source_absent")
    (misfit,) = loaded.misfits
    assert (misfit.subject_kind, misfit.subject_id) == ("source", "PUPILS")
    assert "PUPILS.yml" in misfit.error.where
    assert list(loaded.rows) == ["OTHER"]


def test_an_area_that_the_table_itself_lists_is_no_fault(world: World) -> None:
    areas = [*TABLEINFO["variables"][0]["values"], {"id": "998", "text": "Uoplyst"}]
    stored(world, described(OMRÅDE={"values": areas}), [*rows(), "998;all;TOT;2024;1"])
    loaded, indicators = load(world)
    assert loaded.rows["PUPILS"] == len(rows()) + 1
    assert indicators["absence"] == (1, None)
    assert not_updated(world.workspace.snapshots, "PUPILS") is None


def test_a_code_without_figures_holds_back_its_indicator_alone(world: World) -> None:
    stored(world, TABLEINFO, figures())
    loaded, indicators = load(world)
    assert indicators == {"absence": (1, None), "other": (None, "suspected_error")}
    (misfit,) = loaded.misfits
    assert "holds no figure in any area or year" in misfit.error.what


def test_a_bundled_file_that_the_catalogue_contradicts_is_a_fault(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.edit("MÅL: absent", "MÅL: abcent")
    world.snapshot()
    with pytest.raises(CatalogueError, match="abcent"):
        load(world)


def test_a_selector_on_areas_or_times_is_refused(world: World) -> None:
    """Of a control; that of a recipe is found in the catalogue, whether the table is at hand or not."""
    control = """\
- id: whole
  title: {da: Alle, en: All}
  note: {da: To veje., en: Two ways.}
  status: assumed
  sums: [{whole: {table: PUPILS, where: {MÅL: all, Tid: "2024"}}, parts: [{table: PUPILS, where: {MÅL: all}}]}]
"""
    (world.catalogue / "controls.yml").write_text(control, encoding="utf-8")
    with (world.catalogue / "sources" / "PUPILS.yml").open("a", encoding="utf-8") as source:
        source.write("rounding: 0.5\n")
    stored(world, TABLEINFO, rows())
    with pytest.raises(CatalogueError, match="Tid is not chosen here"):
        load(world)


def thousandfold(lines: list[str]) -> list[str]:
    return [f"{line.rpartition(';')[0]};{int(line.rpartition(';')[2]) * 1000}" for line in lines]


@pytest.mark.parametrize(
    ("newer", "words"),
    [
        (lambda lines: [line for line in lines if not line.startswith("730;")], "figures of 5 municipalities, the one"),
        (lambda lines: [line for line in lines if ";2022;" not in line], "figures of 2 periods, the one before of 3"),
        (lambda lines: [*lines[:3], *(line for line in lines[3:] if ";all;" in line)], "20 figures, the one before 54"),
        (thousandfold, "figures that are 1000 times those before in the median"),
    ],
)
def test_a_newer_file_that_is_less_or_in_another_unit_is_held_back_until_it_is_accepted(
    world: World, newer: Callable[[list[str]], list[str]], words: str
) -> None:
    good = stored(world, TABLEINFO, rows())
    held = stored(world, TABLEINFO, newer(rows()), retrieved_at=LATER)
    loaded, _ = load(world)
    assert loaded.inputs.snapshots["PUPILS"].meta.id == good.meta.id
    assert words in loaded.inputs.stale["PUPILS"]
    assert was_set_aside(good)

    assert accept(world.workspace.snapshots, "PUPILS").meta.id == held.meta.id
    loaded, _ = load(world)
    assert loaded.inputs.snapshots["PUPILS"].meta.id == held.meta.id
    assert loaded.inputs.stale == {}


def test_a_window_that_moves_and_figures_that_are_revised_are_no_loss(world: World) -> None:
    stored(world, TABLEINFO, rows())
    moved = [line.replace(";2022;", ";2025;") for line in rows()]
    times = {"values": [{"id": year, "text": year} for year in ("2023", "2024", "2025")]}
    newest = stored(world, described(Tid=times), moved, retrieved_at=LATER)
    loaded, _ = load(world)
    assert loaded.inputs.snapshots["PUPILS"].meta.id == newest.meta.id


def with_country(lines: list[str], year: str, missing: int) -> list[str]:
    """The rows and the country's own, which the municipalities add up to but in one year."""
    totals: dict[str, int] = {}
    for line in lines:
        rest, value = line.partition(";")[2].rsplit(";", 1)
        totals[rest] = totals.get(rest, 0) + int(value)
    return [*lines, *(f"000;{rest};{total + missing * rest.endswith(year)}" for rest, total in totals.items())]


def test_municipalities_that_no_longer_add_up_to_the_country_are_held_back(world: World) -> None:
    """6,000 pupils and 315 absent in each year; the year before the municipalities were 2 of 6,315 short of them."""
    areas = [*TABLEINFO["variables"][0]["values"], {"id": "000", "text": "Hele landet"}]
    listed = described(OMRÅDE={"values": areas})
    before = stored(world, listed, with_country(figures(), "2022", 1))
    stored(world, listed, with_country(figures(), "2024", 200), retrieved_at=LATER)
    loaded, _ = load(world)
    assert loaded.inputs.snapshots["PUPILS"].meta.id == before.meta.id
    assert (
        "municipalities that are 6.0% off the whole country in 2024, the one before at most 0.0%"
        in (loaded.inputs.stale["PUPILS"])
    )
    nearly = stored(world, listed, with_country(figures(), "2024", 20), retrieved_at=LATER + timedelta(days=1))
    loaded, _ = load(world)
    assert loaded.inputs.snapshots["PUPILS"].meta.id == nearly.meta.id


def in_periods(named: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Description and rows of a table whose years have these names."""
    times = {"values": [{"id": period, "text": period} for period in named.values()]}
    lines = [
        line.replace(f";{year};", f";{period};")
        for year, period in named.items()
        for line in rows()
        if f";{year};" in line
    ]
    return described(Tid=times), lines


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (("2022K1", "2023K1", "2024K1"), "timing: one of january, mean_of_januaries, sum_3_januaries"),
        (("2022M01", "2023M01", "2024M01"), "another form wants a rule of its own in PERIODS"),
        (("2022H1", "2023H1", "2024H1"), "another form wants a rule of its own in PERIODS"),
    ],
)
def test_periods_of_another_form_than_the_timing_takes_are_told(
    world: World, periods: Sequence[str], expected: str
) -> None:
    """The indicator falls out with its place; a table of years is used again as soon as there is one."""
    stored(world, *in_periods(dict(zip(YEARS, periods, strict=True))))
    loaded, indicators = load(world)
    assert indicators["absence"] == (None, "source_absent")
    misfit = next(item for item in loaded.misfits if item.subject_id == "absence")
    assert misfit.error.what == f"PUPILS has periods such as {periods[-1]}, and none that timing same_year takes."
    assert expected in misfit.error.expected
    assert "absence.yml:10" in misfit.error.where
    assert "PUPILS" in loaded.rows


def test_school_years_stand_for_the_year_they_end_in(world: World) -> None:
    named = {"2022": "2021/2022", "2023": "2022/2023", "2024": "2023/2024"}
    stored(world, *in_periods(named))
    assert load(world)[1]["absence"] == (1, None)
