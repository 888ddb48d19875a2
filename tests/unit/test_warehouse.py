"""The loader takes files for what they are, and refuses those that are not what their own description says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.releases.inputs import gather
from pipelines.releases.sealing import fingerprints
from pipelines.sources.snapshots import not_updated, read_tableinfo
from pipelines.warehouse import load as warehouse
from pipelines.warehouse.revised import revised_cells
from seksby.errors import BuildError, CatalogueError, SnapshotError
from tests.support import HEADER, SIX, TABLEINFO, World, figures, keep, make_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def load(world: World) -> duckdb.DuckDBPyConnection:
    path = world.workspace.data_dir / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    warehouse.load(gather(world.workspace), path)
    return duckdb.connect(str(path), read_only=True)


def refusal(world: World, rows: Sequence[str], header: str = HEADER) -> str:
    world.snapshot(rows, header=header)
    with pytest.raises(BuildError) as caught:
        load(world)
    return str(caught.value)


def test_cells_keep_the_order_of_the_file(world: World) -> None:
    world.snapshot()
    with load(world) as connection:
        rows = connection.execute(
            "select file_line, area_code, period, series_key, value from raw.cells order by file_line"
        ).fetchall()
    expected = [row.split(";") for row in figures()]
    assert [(n, r[0], r[3], f"{r[1]}|{r[2]}", float(r[4])) for n, r in enumerate(expected, start=2)] == [
        (n, a, p, k, float(v)) for n, a, p, k, v in rows
    ]


def test_byte_order_mark_crlf_and_decimal_comma_are_read(world: World) -> None:
    rows = figures()
    rows[0] = rows[0].rsplit(";", 1)[0] + ";50,25"
    world.snapshot([f"{row}\r" for row in rows], header=f"\ufeff{HEADER}\r")
    with load(world) as connection:
        found = connection.execute("select value, marker from raw.cells where file_line = 2").fetchall()
    assert found == [(pytest.approx(50.25), None)]


@pytest.mark.parametrize("header", [HEADER, "TID;OMRÅDE;KØN;INDHOLD;MÅL", f"{HEADER};NOTE"])
def test_the_text_of_a_line_is_what_stands_there_however_it_is_written(world: World, header: str) -> None:
    """As its columns tell it, or otherwise: other decimals, a short area code, more digits than are kept, columns in
    another order or one more."""
    values = ("50", "51.5", "-0.25", "50,25", "12.0", "7.10", "007", "-0", "1e2", "0.1234567", "..", "-", "100", "0")
    rows = figures()
    rows[: len(values)] = [f"{row.rsplit(';', 1)[0]};{value}" for row, value in zip(rows, values, strict=False)]
    fields = [dict(zip([*HEADER.split(";"), "NOTE"], [*row.split(";"), ""], strict=True)) for row in rows]
    fields.append(fields[0] | {"OMRÅDE": "0"})
    lines = [";".join(field[name] for name in header.split(";")) for field in fields]
    world.snapshot(lines, header=header)
    with load(world) as connection:
        found = connection.execute("select file_text from raw.cells order by file_line").fetchall()
        kept = connection.execute("select count(as_written) from raw.pupils").fetchall()
    assert [text for (text,) in found] == lines
    assert kept == [(8 if header == HEADER else len(lines),)]


@pytest.mark.parametrize("marker", ["..", ".", "-"])
def test_what_stands_for_a_missing_number_is_kept_and_is_not_zero(world: World, marker: str) -> None:
    rows = figures()
    rows[0] = rows[0].rsplit(";", 1)[0] + f";{marker}"
    world.snapshot(rows)
    with load(world) as connection:
        found = connection.execute("select value, marker from raw.cells where file_line = 2").fetchall()
    assert found == [(None, marker)]


def test_nil_is_zero_where_the_source_says_so(world: World) -> None:
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + 'zero_markers: ["-"]\n', encoding="utf-8")
    rows = figures()
    rows[0] = rows[0].rsplit(";", 1)[0] + ";-"
    world.snapshot(rows)
    with load(world) as connection:
        assert connection.execute("select value, marker from raw.cells where file_line = 2").fetchall() == [(0, "-")]


def test_the_same_cell_twice_is_refused(world: World) -> None:
    said = refusal(world, [*figures(), figures()[3]])
    assert "the same cell more than once: '101 2023 all|TOT'" in said
    assert f"data.csv:{len(figures()) + 2}" in said


def test_short_area_codes_are_the_padded_ones(world: World) -> None:
    world.snapshot([*figures(), "0;all;TOT;2024;1"])
    with load(world) as connection:
        assert connection.execute("select distinct area_code from raw.cells where area_code like '0%'").fetchall() == [
            ("000",)
        ]


def test_a_longer_area_code_is_not_cut_to_a_known_one(world: World) -> None:
    assert "unknown area codes: '7301'" in refusal(world, [*figures(), "7301;all;TOT;2024;1"])


@pytest.mark.parametrize("area", ["", "999"])
def test_a_row_without_a_known_area_is_refused(world: World, area: str) -> None:
    assert f"unknown area codes: '{area or None}'" in refusal(world, [*figures(), f"{area};all;TOT;2024;1"])


@pytest.mark.parametrize("period", ["", "19x4", "2031"])
def test_a_period_that_the_table_does_not_have_is_refused(world: World, period: str) -> None:
    assert f"unknown codes of Tid: '{period}'" in refusal(world, [*figures(), f"101;all;TOT;{period};1"])


def test_a_description_that_was_changed_is_never_read(world: World) -> None:
    snapshot = world.snapshot()
    text = snapshot.tableinfo_path.read_text(encoding="utf-8")
    snapshot.tableinfo_path.write_text(text.replace("Elever", "Elev"), encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"tableinfo\.json"):
        load(world)


def test_a_source_that_never_could_be_fetched_is_remembered(tmp_path: Path) -> None:
    world = make_world(tmp_path, system="statbank")
    world.snapshot([*figures(), "999;all;TOT;2024;1"], origin="fetched")
    other = (world.catalogue / "sources" / "PUPILS.yml").read_text(encoding="utf-8").replace("PUPILS", "OTHER")
    (world.catalogue / "sources" / "OTHER.yml").write_text(other.replace("statbank", "bundled"), encoding="utf-8")
    keep(tmp_path / "reference", "OTHER", TABLEINFO, [HEADER, *figures()], origin="transcribed")
    loaded = warehouse.load(gather(world.workspace), tmp_path / "warehouse.duckdb")
    assert "PUPILS" not in loaded.inputs.snapshots
    assert "unknown area codes" in loaded.inputs.stale["PUPILS"]


def test_an_unknown_code_is_refused(world: World) -> None:
    assert "unknown codes of MÅL: 'bogus'" in refusal(world, [*figures(), "101;bogus;TOT;2024;1"])


def test_what_is_not_a_number_is_refused(world: World) -> None:
    said = refusal(world, [*figures()[:-1], "730;all;TOT;2024;12x4"])
    assert "unknown numbers: '12x4'" in said
    assert f"data.csv:{len(figures()) + 1}" in said


def test_a_row_with_too_few_columns_is_refused(world: World) -> None:
    assert "cannot be read as a table" in refusal(world, [*figures(), "730;all"])


def test_a_file_without_rows_is_refused(world: World) -> None:
    assert "has no rows" in refusal(world, [])


def test_a_file_that_was_changed_is_never_read(world: World) -> None:
    snapshot = world.snapshot()
    text = snapshot.data_path.read_text(encoding="utf-8")
    snapshot.data_path.write_text(text.replace(";51\n", ";15\n"), encoding="utf-8")
    with pytest.raises(SnapshotError, match="sha256"):
        load(world)


def test_a_code_that_exists_but_is_empty_is_an_error(world: World) -> None:
    world.edit("MÅL: absent", "MÅL: unused")
    world.snapshot()
    with pytest.raises(CatalogueError) as caught:
        load(world)
    assert "absence: PUPILS MÅL=unused" in str(caught.value)


def test_one_empty_code_in_a_sum_that_allows_absent_rows_is_no_error(world: World) -> None:
    world.edit("where: {MÅL: absent}", "where: {MÅL: [absent, unused]}, absent: zero")
    world.snapshot()
    with load(world) as connection:
        assert connection.execute("select count(*) from raw.recipe_terms").fetchall() == [(3,)]


def account_rows(**unused: int) -> list[str]:
    """PUPILS as accounts: `unused` holds a figure in the years given, and nothing in the others."""
    return [*figures(), *(f"{code};unused;TOT;{year[1:]};{value}" for code in SIX for year, value in unused.items())]


def accounts(world: World, selector: str) -> None:
    """The source is a chart of accounts, and the numerator sums over codes of it."""
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "unit_variable: KØN\n", encoding="utf-8")
    world.edit("where: {MÅL: absent}", f"where: {{MÅL: {selector}}}, absent: zero")


@pytest.mark.parametrize(
    ("unused", "country", "years"),
    [
        ({"_2022": 5, "_2024": 5}, {}, "2023"),  # no rows in a year
        ({"_2022": 5, "_2023": 0, "_2024": 0}, {}, "2023, 2024"),  # rows, and nothing in them
        ({"_2022": 5, "_2023": 5, "_2024": 5}, {"2022": 30, "2023": 30, "2024": 0}, "2024"),  # the publisher's total
    ],
)
def test_an_account_code_without_a_national_total_in_a_year_used_is_an_error(
    world: World, unused: dict[str, int], country: dict[str, int], years: str
) -> None:
    accounts(world, "[absent, unused]")
    world.snapshot([*account_rows(**unused), *(f"000;unused;TOT;{year};{total}" for year, total in country.items())])
    with pytest.raises(CatalogueError) as caught:
        load(world)
    assert f"absence: PUPILS MÅL=unused · KØN=TOT in {years}" in caught.value.where
    assert "absent · KØN" not in caught.value.where


def test_an_account_code_counts_only_in_the_years_the_indicator_holds_for(world: World) -> None:
    accounts(world, "[absent, unused]")
    world.edit("valid_from: 2007", "valid_from: 2023\nvalid_to: 2023")
    world.snapshot(account_rows(_2023=5))
    load(world).close()


def test_account_codes_that_a_pattern_finds_may_come_and_go(world: World) -> None:
    accounts(world, "[absent, 'unus*']")
    world.snapshot(account_rows(_2022=5))
    load(world).close()


def test_a_year_that_lacks_a_required_account_code_is_not_computed_and_is_no_error(world: World) -> None:
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "unit_variable: KØN\n", encoding="utf-8")
    world.edit("where: {MÅL: absent}", "where: {MÅL: unused}")
    world.snapshot(account_rows(_2024=5))
    load(world).close()


def test_an_unusable_fetched_snapshot_is_set_aside_and_the_previous_one_used(tmp_path: Path) -> None:
    world = make_world(tmp_path, system="statbank")
    good = world.snapshot(origin="fetched")
    bad = world.snapshot(
        [*figures(), "999;all;TOT;2024;1"], origin="fetched", retrieved_at=datetime(2025, 7, 1, tzinfo=UTC)
    )
    loaded = warehouse.load(gather(world.workspace), tmp_path / "warehouse.duckdb")
    assert loaded.inputs.snapshots["PUPILS"].meta.id == good.meta.id
    assert "unknown area codes" in loaded.inputs.stale["PUPILS"]
    assert "unknown area codes" in (not_updated(world.workspace.snapshots, "PUPILS") or "")
    assert (bad.directory.parent / "rejected" / bad.meta.id / "data.csv").is_file()


def test_why_a_source_could_not_be_updated_is_no_input(world: World) -> None:
    """StatBank's answer has the number of that one request: each try to fetch would be a new release."""
    world.snapshot()
    inputs = gather(world.workspace)
    ids = {
        replace(inputs, stale=stale, release_id="").release_id
        for stale in ({}, {"PUPILS": "refused, request 10"}, {"PUPILS": "refused, request 12"})
    }
    assert len(ids) == 2


def test_a_fixed_release_id_follows_from_the_inputs(world: World) -> None:
    world.snapshot()
    first = gather(world.workspace).release_id
    assert gather(world.workspace).release_id == first
    world.edit("da: Fravær", "da: Fravær i skolen")
    assert gather(world.workspace).release_id != first


def test_as_of_chooses_what_was_known_then(world: World) -> None:
    old = world.snapshot()
    new = world.snapshot([row + "0" for row in figures()], retrieved_at=datetime(2025, 9, 1, tzinfo=UTC))
    assert gather(world.workspace).snapshots["PUPILS"].meta.id == new.meta.id
    assert gather(world.workspace, datetime(2025, 8, 31, tzinfo=UTC).date()).snapshots["PUPILS"].meta.id == old.meta.id


def test_what_a_publisher_changed_is_told_from_the_file_before(world: World) -> None:
    """A changed number, a number that was suppressed, and one that no longer is; what is new or gone is no revision."""
    before = figures()
    before[1] = before[1].rsplit(";", 1)[0] + ";.."
    world.snapshot(before[:-1], retrieved_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert load(world).execute("select count(*) from raw.revised_cells").fetchall() == [(0,)]
    after = figures()[1:]
    after[2] = after[2].rsplit(";", 1)[0] + ";51.5"
    after[3] = after[3].rsplit(";", 1)[0] + ";.."
    world.snapshot(after, retrieved_at=datetime(2025, 2, 1, tzinfo=UTC))
    with load(world) as connection:
        found = connection.execute(
            "select file_line, area_code, period, series_key, earlier_value, earlier_marker, value, marker "
            "from raw.revised_cells order by file_line"
        ).fetchall()
        kept = connection.execute("select table_name from information_schema.tables where table_name like 'earlier%'")
        assert kept.fetchall() == []
    changed = [row.split(";") for row in (after[0], after[2], after[3])]
    assert [row[:4] for row in found] == [
        (n, cell[0], cell[3], f"{cell[1]}|{cell[2]}") for n, cell in zip((2, 4, 5), changed, strict=True)
    ]
    numbers = [[None if value is None else float(value) for value in (row[4], row[6])] for row in found]
    assert numbers == [
        [None, 1000],
        [1000 if changed[1][1] == "all" else 50, 51.5],
        [float(before[4].split(";")[4]), None],
    ]
    assert [(row[5], row[7]) for row in found] == [("..", None), (None, None), (None, "..")]


@pytest.mark.parametrize("file", ["data.csv", "tableinfo.json"])
@pytest.mark.parametrize("left", [40, None])
def test_a_damaged_file_before_is_told_and_stops_nothing(
    world: World, tmp_path: Path, file: str, left: int | None
) -> None:
    before = world.snapshot(figures()[:-1], retrieved_at=datetime(2025, 1, 1, tzinfo=UTC))
    world.snapshot(retrieved_at=datetime(2025, 2, 1, tzinfo=UTC))
    path = before.directory / file
    if left is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:left])
    loaded = warehouse.load(gather(world.workspace), tmp_path / "warehouse.duckdb")
    assert loaded.rows == {"PUPILS": len(figures())}
    assert list(loaded.not_compared) == ["PUPILS"]
    assert before.meta.id in loaded.not_compared["PUPILS"]


def test_a_file_before_that_was_brought_back_is_compared_and_no_file_twice(world: World, tmp_path: Path) -> None:
    before = world.snapshot([*figures()[:-1], figures()[-1] + "0"], retrieved_at=datetime(2025, 1, 1, tzinfo=UTC))
    world.snapshot(retrieved_at=datetime(2025, 2, 1, tzinfo=UTC))
    whole = before.data_path.read_bytes()
    before.data_path.write_bytes(whole[:40])
    inputs = gather(world.workspace)
    loaded = warehouse.load(inputs, tmp_path / "warehouse.duckdb")
    assert list(loaded.not_compared) == ["PUPILS"]
    before.data_path.write_bytes(whole)
    known = [item.municipality_code for item in inputs.catalogue.municipalities]
    known += [area.code for area in inputs.catalogue.areas]
    (source,) = inputs.catalogue.sources
    infos = {source.id: read_tableinfo(inputs.snapshots[source.id])}
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert revised_cells(connection, inputs, infos, known) == {}
        assert connection.execute("select count(*) from raw.revised_cells").fetchall() == [(1,)]
        connection.execute("delete from raw.revised_cells")
        assert revised_cells(connection, inputs, infos, known) == {}
        assert connection.execute("select count(*) from raw.revised_cells").fetchall() == [(0,)], "it stands"
        before.data_path.write_bytes(whole[:40])
        assert list(revised_cells(connection, inputs, infos, known)) == ["PUPILS"]


def test_a_damaged_file_in_use_stops_the_refresh(world: World, tmp_path: Path) -> None:
    world.snapshot(figures()[:-1], retrieved_at=datetime(2025, 1, 1, tzinfo=UTC))
    used = world.snapshot(retrieved_at=datetime(2025, 2, 1, tzinfo=UTC))
    used.data_path.write_bytes(used.data_path.read_bytes()[:40])
    with pytest.raises(SnapshotError, match=used.meta.id):
        warehouse.load(gather(world.workspace), tmp_path / "warehouse.duckdb")


@pytest.mark.parametrize("gone", ["KØN", "MÅL", "OMRÅDE"])
def test_a_file_before_that_was_laid_out_otherwise_is_not_compared(world: World, tmp_path: Path, gone: str) -> None:
    """Another variable than today's, be it one of a series or the one the catalogue names for the area."""
    tableinfo = json.loads(json.dumps(TABLEINFO, ensure_ascii=False).replace(f'"{gone}"', '"ANDET"'))
    rows = [HEADER.replace(gone, "ANDET"), *(row + "0" for row in figures())]
    keep(
        world.workspace.data_dir / "reference", "PUPILS", tableinfo, rows, origin="transcribed",
        retrieved_at=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    world.snapshot(retrieved_at=datetime(2025, 2, 1, tzinfo=UTC))
    loaded = warehouse.load(gather(world.workspace), tmp_path / "warehouse.duckdb")
    assert loaded.not_compared == {}
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.revised_cells").fetchall() == [(0,)]
        kept = connection.execute("select table_name from information_schema.tables where table_name like 'earlier%'")
        assert kept.fetchall() == []


def test_another_version_of_a_library_makes_another_release(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.snapshot()
    releases = [gather(world.workspace).release_id]
    monkeypatch.setattr(fingerprints, "LOCK", tmp_path / "requirements.lock")
    for text in (None, "duckdb==1.0\n", "duckdb==1.1\n"):
        if text:
            fingerprints.LOCK.write_text(text, encoding="utf-8")
        releases.append(gather(world.workspace).release_id)
    assert len(set(releases)) == len(releases)


def test_the_file_before_is_part_of_what_a_release_is_built_from(world: World) -> None:
    before = world.snapshot(figures()[:-1], retrieved_at=datetime(2025, 1, 1, tzinfo=UTC))
    world.snapshot(retrieved_at=datetime(2025, 2, 1, tzinfo=UTC))
    after = gather(world.workspace)
    shutil.rmtree(before.directory)
    alone = gather(world.workspace)
    assert after.snapshots == alone.snapshots
    assert after.earlier["PUPILS"].meta.retrieved_at < after.snapshots["PUPILS"].meta.retrieved_at
    assert after.release_id != alone.release_id


def test_figures_whose_terms_nobody_has_read_are_marked_and_a_municipality_can_hide_them(world: World) -> None:
    file = world.catalogue / "sources" / "PUPILS.yml"
    read = file.read_text(encoding="utf-8")
    unread = read.replace("licence: CC BY 4.0", "licence: Vilkår for genbrug er ikke kontrolleret")
    assert unread != read
    (world.catalogue / "sources" / "READ.yml").write_text(read.replace("id: PUPILS", "id: READ"), encoding="utf-8")
    keep(world.workspace.data_dir / "reference", "READ", TABLEINFO, [HEADER, *figures()], origin="transcribed")
    world.snapshot()

    def said(text: str) -> tuple[object, ...]:
        file.write_text(text, encoding="utf-8")
        with load(world) as loaded:
            cautions = loaded.execute("select warning_id from raw.indicator_warnings").fetchall()
            (row,) = loaded.execute("select recipe_no, missing_reason, awaits from raw.indicators").fetchall()
        return ([name for (name,) in cautions], *row)

    assert said(read) == ([], 1, None, None)
    assert said(unread) == (["terms_unchecked"], 1, None, None)
    world.workspace.own.mkdir()
    (world.workspace.own / "municipality.yml").write_text(
        "municipality: '730'\nshows_unchecked_terms: false\nareas: [{service_area: school, owner: Skolechefen}]\n",
        encoding="utf-8",
    )
    assert said(read) == ([], 1, None, None)
    assert said(unread) == ([], None, "terms_unchecked", "terms")


@pytest.mark.parametrize(("origin", "said"), [("fetched", "enheden er nu 1.000 kr., før –"), ("transcribed", None)])
def test_only_a_publisher_says_something_else_of_its_figures(tmp_path: Path, origin: str, said: str | None) -> None:
    """The description of a transcribed file was written by whoever transcribed it."""
    fetched = origin == "fetched"
    world = make_world(tmp_path, system="statbank" if fetched else "bundled")
    root = world.workspace.snapshots if fetched else world.workspace.data_dir / "reference"
    for day, info in ((1, TABLEINFO), (2, TABLEINFO | {"unit": "1.000 kr."})):
        at = datetime(2025, 6, day, tzinfo=UTC)
        keep(root, "PUPILS", info, [HEADER, *figures()], origin=origin, retrieved_at=at)
    with load(world) as loaded:
        assert loaded.execute("select meaning_changed_da from raw.snapshots").fetchall() == [(said,)]
