"""The workbook on invented figures: types and formats of cells, links, text that stays text, the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboards import WorkbooksReport, write_workbooks
from dashboards.compiler.rule import ORDER
from dashboards.language import DANISH, ENGLISH, LANGUAGES, Language
from dashboards.words.closed_lists import HELD_BACK, KINDS, VERDICTS
from dashboards.workbook import readme, write_workbook, writing
from dashboards.workbook.sheets import SHEETS, Column
from seksby.errors import BuildError
from tests.browser.invented import OUTSIDE, SIX, Invented, invented, values

HOSTILE = (
    '=HYPERLINK("http://evil.invalid","klik")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "<r><t>fed</t></r>",
    "{=1}",
    "http://evil.invalid/",
    "external:evil.xlsx",
    "ring\x07\ufffe",
)


def write(world: Invented, folder: Path, name: str = "alle.xlsx") -> Path:
    warehouse = folder / f"{name}.duckdb"
    world.write(warehouse)
    write_workbook(warehouse, folder / name, lang=DANISH)
    return folder / name


SHEET = {each.key: each for each in SHEETS}


def sheet(book: Workbook, key: str) -> Worksheet:
    return book[SHEET[key].name]


def records(page: Worksheet) -> list[dict[str, Any]]:
    """Rows by heading."""
    head, *rows = page.iter_rows()
    return [dict(zip([cell.value for cell in head], row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = invented()
    values(world, "grades", {("101", 2026): 7.25, ("730", 2026): 6.5, ("751", 2026): None})
    return write(world, tmp_path_factory.mktemp("workbook"))


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    return openpyxl.load_workbook(file)


def test_numbers_are_numbers_in_their_unit(book: Workbook) -> None:
    absence, *_ = [r for r in records(sheet(book, "effect_all")) if r["Mål-id"].value == "absence"]
    assert (absence["Værdi"].value, absence["Værdi"].number_format) == (20, '#,##0.0" %"')
    assert absence["Forskel til de andre"].number_format == "#,##0.0"
    assert (absence["År"].value, absence["År"].number_format) == (2018, "0")
    assert (absence["Kommunekode"].value, absence["Kommunekode"].data_type) == ("101", "s")
    price, *_ = [r for r in records(sheet(book, "unit_price_all")) if r["Mål-id"].value == "school_cost_per_child"]
    assert price["Værdi"].number_format == "#,##0"
    assert price["Forskel i procent"].number_format == '#,##0.0" %"'
    source, *_ = records(sheet(book, "sources"))
    assert source["Lagt ind"].value == datetime(2026, 11, 22)  # noqa: DTZ001 - a day
    assert source["Lagt ind"].is_date


def test_a_missing_figure_is_an_empty_cell_with_its_reason_beside(book: Workbook) -> None:
    rows = {(r["Mål-id"].value, r["Kommune"].value, r["År"].value): r for r in records(sheet(book, "effect_all"))}
    row = rows["grades", "Aarhus", 2026]
    assert row["Værdi"].value is None
    assert row["Mangler fordi"].value == "tallet er fortroligt eller ukendt hos kilden"
    latest = {r["Mål"].value: r for r in records(sheet(book, "effect_latest"))}
    assert (latest["Karakterer"]["År"].value, latest["Karakterer"]["Randers"].value) == (2026, 6.5)
    assert "Aarhus: tallet er fortroligt eller ukendt hos kilden" in latest["Karakterer"]["Mangler fordi"].value
    assert latest["Sygefravær"]["År"].value is None
    assert latest["Sygefravær"]["Mangler fordi"].value == "kommunen har ikke leveret tallet til kilden"


def test_effects_come_first_and_prices_name_theirs(book: Workbook) -> None:
    assert book.sheetnames == ["Læs mig", *(each.name for each in SHEETS)]
    kinds = [row["Slags"].value for row in records(sheet(book, "definitions"))]
    order = [KINDS[kind] for kind in ORDER]
    assert kinds == sorted(kinds, key=order.index)
    assert kinds[0] == "Effektmål"
    assert "Enhedspris" in kinds
    for key in ("unit_price_latest", "unit_price_all"):
        rows = records(sheet(book, key))
        assert rows
        assert all(row["Effektmål, prisen ses sammen med"].value for row in rows)


def test_process_measures_are_not_in_the_file(tmp_path: Path) -> None:
    world = invented()
    world.rows["indicators"][0]["kind"] = "process"
    name = world.rows["indicators"][0]["indicator_id"]
    found = openpyxl.load_workbook(write(world, tmp_path))
    assert name not in {row["Mål-id"].value for row in records(sheet(found, "definitions"))}
    assert name not in {row["Mål-id"].value for row in records(sheet(found, "effect_all"))}


TARGET_COLUMNS = (
    *("Besluttet mål", "Målets år", "Målet besluttet af", "Målet besluttet den", "Af vejen til målet, pct."),
    *("Kursen giver, fra", "Kursen giver, til", "Målet og kursen"),
)


def test_each_municipality_is_held_up_against_the_others_as_on_its_page(book: Workbook) -> None:
    """Absence: Randers 18.7 against 20.64 (103.2 / 5) ± 3. School: 6770 against 6544 (32,720 / 5)."""
    rows = {(r["Mål"].value, r["Kommune"].value): r for r in records(sheet(book, "effect_compared"))}
    absence = rows["Elever med fravær", "Randers"]
    assert {name: round(absence[name].value, 6) for name in ("Værdi", "Ikke klart, fra", "Ikke klart, til")} == {
        "Værdi": 18.7,
        "Ikke klart, fra": 17.64,
        "Ikke klart, til": 23.64,
    }
    assert absence["Ikke klart, fra"].number_format == '#,##0.0" %"'
    assert absence["Mod de andre"].value == "kan ikke skelnes"
    assert rows["Daglig rygning", "Randers"]["Mod de andre"].value == "klart bedre"
    assert rows["Daglig rygning", "Aarhus"]["Mod de andre"].value == "kan ikke skelnes"
    # The overview judged grades of an earlier year than the newest figure.
    assert rows["Karakterer", "Randers"]["År"].value == 2023
    target = [rows["Karakterer", "Randers"][name].value for name in TARGET_COLUMNS]
    assert target[:3] == [7.4, 2028, "Byrådet"]
    assert target[3].date() == date(2023, 10, 12)
    assert target[4] == pytest.approx(42.857143)
    assert target[5:] == [None, None, "Der er for få målinger til at sige, hvor kursen fører hen"]
    assert [rows["Karakterer", "Aarhus"][name].value for name in TARGET_COLUMNS] == [None] * len(TARGET_COLUMNS)
    missing = rows["Sygefravær", "Randers"]
    assert [missing[name].value for name in ("Værdi", "Mangler fordi", "Ikke klart, fra", "Mod de andre")] == [
        None,
        "kommunen har ikke leveret tallet til kilden",
        None,
        "mangler",
    ]
    prices = {(r["Mål"].value, r["Kommune"].value): r for r in records(sheet(book, "unit_price_compared"))}
    price = prices["Skole: udgift pr. indbygger", "Randers"]
    assert [price[name].value for name in ("Værdi", "Gennemsnit af de andre i 6-byerne", "Mod de andre")] == [
        6770,
        6544,
        "kan ikke skelnes",
    ]
    assert price["Vægtet gennemsnit af de andre"].value == pytest.approx(6544 * 1.01)
    assert price["Forskel ikke klar, fra"].number_format == '#,##0.0" %"'
    per_child = prices["Skole: udgift pr. barn", "Randers"]
    assert per_child["Dækning, pct. af indbyggerne"].value == pytest.approx(14, abs=1e-3)
    assert per_child["Kr. pr. indbygger"].value == 6770
    club = prices["Klub: pris pr. barn", "Randers"]
    assert [club[name].value for name in ("Værdi", "Mangler fordi", "Mod de andre")] == [
        None,
        "kilden er endnu ikke hentet",
        "mangler",
    ]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("clearly_higher", "klart højere"),
        ("suggests_lower", "tyder på lavere"),
        ("on_level", "på niveau"),
        ("too_few", "for få målinger"),
        ("not_comparable", "kan ikke sammenlignes"),
    ],
)
def test_the_verdict_on_a_price_is_the_marts(tmp_path: Path, verdict: str, said: str) -> None:
    """Whatever the gap beside it: nobody works it out again."""
    world = invented()
    (price,) = [
        row
        for row in world.rows["price_overview"]
        if (row["indicator_id"], row["municipality_code"]) == ("school_cost", "730")
    ]
    price |= {"gap_pct": 30, "verdict": verdict}
    (row,) = [
        row
        for row in records(sheet(openpyxl.load_workbook(write(world, tmp_path)), "unit_price_compared"))
        if (row["Mål-id"].value, row["Kommunekode"].value) == ("school_cost", "730")
    ]
    assert row["Mod de andre"].value == said


def test_a_changed_reference_reaches_the_workbook(tmp_path: Path) -> None:
    world = invented()
    (row,) = [
        row
        for row in world.rows["benchmarks"]
        if (row["indicator_id"], row["municipality_code"], row["year"]) == ("grades", "751", 2021)
    ]
    row |= {"reference_unweighted": 6.75, "gap": 1.25, "n_peers": 4}
    (written,) = [
        row
        for row in records(sheet(openpyxl.load_workbook(write(world, tmp_path)), "effect_all"))
        if (row["Mål-id"].value, row["Kommunekode"].value, row["År"].value) == ("grades", "751", 2021)
    ]
    names = ("Gennemsnit af de andre i 6-byerne", "Forskel til de andre", "Antal andre")
    assert [written[name].value for name in names] == [6.75, 1.25, 4]


@pytest.mark.parametrize("code", HELD_BACK)
def test_where_more_could_have_been_said_the_sheet_says_why_it_is_not(code: str, tmp_path: Path) -> None:
    world = invented()
    for mart in ("effect_overview", "price_overview"):
        for row in world.rows[mart]:
            row["held_back_by"] = code if row["municipality_code"] == "730" else None
    found = openpyxl.load_workbook(write(world, tmp_path))
    for key in ("effect_compared", "unit_price_compared"):
        rows = [row for row in records(sheet(found, key)) if row["Værdi"].value is not None]
        whys = {(row["Kommunekode"].value == "730", row["Der siges ikke mere, fordi"].value) for row in rows}
        assert whys == {(True, HELD_BACK[code]), (False, None)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_told_apart_is_explained_by_the_names_of_its_columns(lang: Language) -> None:
    columns: dict[str, Column] = {column.source: column for each in SHEETS for column in each.columns}
    headings = {name: lang.say(column.heading) for name, column in columns.items()}
    (explained,) = (lang.say(text) for label, text in readme.READING if label == "Klart, tyder på, kan ikke skelnes")
    named = set(re.findall("[»“](.*?)[«”]", explained))
    lows, highs = ([headings[f"zone_{end}{unit}"] for unit in ("", "_pct")] for end in ("low", "high"))
    to = {heading.rpartition(", ")[2] for heading in highs}
    assert named >= {headings["verdict"], headings["held_back_by"], *lows, *to}
    others = {heading.rpartition(", ")[2] for heading in lows}
    sheets = {lang.say(each.name).rpartition(", ")[2] for each in SHEETS}
    verdicts = {lang.say(word) for word in VERDICTS.values()}
    told = {name for name in named if any(word.startswith(name.lower()) for word in verdicts)}
    assert named - told <= {*headings.values(), *to, *others, *sheets}


def test_a_municipality_outside_the_six_that_has_pages_is_compared_too(tmp_path: Path) -> None:
    found = openpyxl.load_workbook(write(invented(viewpoint=True), tmp_path))
    rows = [row for row in records(sheet(found, "effect_compared")) if row["Kommunekode"].value == OUTSIDE]
    assert {row["Mål"].value: row["Mod de andre"].value for row in rows} == {
        "Elever med fravær": "klart bedre",
        "Karakterer": "mangler",
        "Trivsel": "mangler",
        "Middellevetid": "klart dårligere",
        "Daglig rygning": "mangler",
        "Sygefravær": "mangler",
    }
    assert {row["Kommunekode"].value for row in records(sheet(found, "unit_price_compared"))} == {*SIX, OUTSIDE}


def test_every_link_leads_to_what_it_names(book: Workbook) -> None:
    links = [cell for page in book for row in page.iter_rows() for cell in row if cell.hyperlink]
    titles = sum(
        len(records(sheet(book, sheet_.key))) for sheet_ in SHEETS for column in sheet_.columns if column.linked
    )
    assert titles > len(records(sheet(book, "definitions")))
    assert len(links) == len(SHEET_KEYS) + titles
    for link in links:
        assert link.hyperlink.target is None  # nothing outside the workbook
        name, _, place = re.sub("'", "", link.hyperlink.location).rpartition("!")
        target = book[name][place]
        assert link.value == (target.value if target.row > 1 else name)


SHEET_KEYS = tuple(SHEET)


def test_a_row_is_as_high_as_its_longest_text(book: Workbook) -> None:
    """LibreOffice finds no height of its own accord. A line has 15 points and holds as many characters as its width."""
    widths = {sheet_.key: [column.width for column in sheet_.columns] for sheet_ in SHEETS}
    pages = [(book["Læs mig"], [34, 100, 10]), *((sheet(book, key), widths[key]) for key in ("definitions", "sources"))]
    higher = 0
    for page, width_of in pages:
        for row in page.iter_rows(min_row=2):
            height = page.row_dimensions[row[0].row].height or 15
            higher += height > 15
            for cell, width in zip(row, width_of, strict=True):
                if isinstance(cell.value, str) and cell.alignment.wrap_text:
                    assert height > 15 * len(cell.value) / width - 1
    assert higher > 10
    assert {sheet(book, key).row_dimensions[1].height for key in SHEET_KEYS} == {45}


def test_a_figure_on_a_corrected_cell_says_so_and_no_other(book: Workbook) -> None:
    """The mark of the pages; the invented correction is of a fee of Randers in 2024."""
    marked = {
        (row["Mål-id"].value, row["Kommune"].value, row["År"].value)
        for key in ("effect_all", "effect_compared", "unit_price_all", "unit_price_compared", "other_all")
        for row in records(sheet(book, key))
        if row["Kildetal rettet"].value == "rettet"
    }
    assert marked == {("fee", "Randers", 2024)}


def test_every_sheet_has_headings_that_stay_and_a_filter(book: Workbook) -> None:
    for key in SHEET_KEYS:
        page, name = sheet(book, key), SHEET[key].table
        assert page.freeze_panes[-1] == "2", key
        assert not page.merged_cells.ranges
        assert all(cell.value and cell.font.bold for cell in page[1]), key
        if key.endswith("_all"):
            assert page.auto_filter.ref == page.dimensions
            assert book.defined_names[name].attr_text == f"'{page.title}'!{absolute(page.dimensions)}"
        else:
            assert page.tables[name].ref == page.tables[name].autoFilter.ref == page.dimensions


def absolute(area: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area)


def test_the_first_sheet_says_what_it_is(book: Workbook) -> None:
    lines = {row[0].value: row[1].value for row in book["Læs mig"].iter_rows()}
    assert lines["Udgave"] == "opdigtet"
    assert lines["Bemærk"] == "Alle tal er opdigtede."
    assert lines["Hvor kommer et tal fra?"] == (
        "Målets side under »Alle tal« på Seksby viser kildecellerne bag målets seneste år for kommuner med egne sider. "
        "For ethvert andet tal viser kommandoen dem: seksby trace MÅL-ID KOMMUNEKODE ÅR, og for gennemsnit og "
        "afstande: seksby trace MÅL-ID KOMMUNEKODE ÅR --kind benchmark."
    )
    assert {ENGLISH.say(label): ENGLISH.say(text) for label, text in readme.READING}[
        "Where does a figure come from?"
    ] == (
        "The measure’s page under “All figures” on Seksby shows the source cells behind the measure’s latest year for "
        "municipalities with pages of their own. For any other figure the command shows them: seksby trace MEASURE-ID "
        "MUNICIPALITY-CODE YEAR, and for means and gaps: seksby trace MEASURE-ID MUNICIPALITY-CODE YEAR --kind "
        "benchmark."
    )
    assert lines["Nyeste kildefil lagt ind"] == datetime(2026, 11, 22)  # noqa: DTZ001 - a day
    assert book.properties.title == "Seksby: alle tal"
    assert book.custom_doc_props["Language"].value == "da-DK"
    rows = {row[0].value: row[2].value for row in book["Læs mig"].iter_rows()}
    assert rows["Effektmål, alle år"] == sheet(book, "effect_all").max_row - 1


def parts(file: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8")


def test_text_from_a_source_stays_text(tmp_path: Path) -> None:
    world = invented()
    for table, column in (
        ("municipalities", "name"),
        ("service_areas", "title_da"),
        ("indicators", "title_da"),
        ("indicators", "unit_da"),
        ("indicators", "definition_da"),
        ("indicator_warnings", "text_da"),
        ("snapshots", "citation"),
        ("snapshots", "url"),
        ("snapshots", "publisher_updated"),
        ("release", "notice_da"),
    ):
        for number, row in enumerate(world.rows[table]):
            row[column] = HOSTILE[number % len(HOSTILE)]
    file = write(world, tmp_path)
    found = openpyxl.load_workbook(file)
    cells = [cell for page in found for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    shown = {(str(cell.value).strip(), cell.parent.title) for cell in cells}
    for text in HOSTILE:
        legible = re.sub("[\x07\ufffe]", "", text)  # what no XML can hold is left out
        for key in ("effect_all", "definitions"):
            assert (legible, sheet(found, key).title) in shown, text
    assert sheet(found, "effect_latest")["F1"].value == HOSTILE[0]
    for name, xml in parts(file):
        assert "<f>" not in xml, name
        assert "<r>" not in xml, name
        assert "TargetMode" not in xml, name


def test_the_same_marts_give_the_same_bytes_whenever_and_wherever(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = file.with_name("alle.xlsx.duckdb")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    mask = os.umask(0o077)
    try:
        write_workbook(warehouse, tmp_path / "again.xlsx", lang=DANISH)
    finally:
        os.umask(mask)
        monkeypatch.undo()
        time.tzset()
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        assert {item.date_time[:3] for item in archive.infolist()} == {(1980, 1, 31)}
    (core,) = [xml for name, xml in parts(file) if name.endswith("core.xml")]
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-22T00:00:00Z"}


def test_a_workbook_is_taken_as_it_was_kept_until_a_mart_it_reads_is_another(file: Path, tmp_path: Path) -> None:
    """Each language is written in a process of its own, where both are; the bytes are those of one written here."""
    cache, warehouse = tmp_path / "cache", tmp_path / "warehouse.duckdb"
    shutil.copy2(file.with_name("alle.xlsx.duckdb"), warehouse)

    def build(number: int) -> tuple[WorkbooksReport, bytes]:
        out = tmp_path / str(number)
        report = write_workbooks(warehouse, out, cache)
        assert report.bytes_written == sum(found.stat().st_size for found in out.rglob("*.xlsx"))
        assert (out / "en" / "seksby.xlsx").is_file()
        return report, (out / "seksby.xlsx").read_bytes()

    first, again = build(1), build(2)
    assert (first[0].reused, again[0].reused) == (0, len(LANGUAGES))
    assert first[1] == again[1] == file.read_bytes()
    (kept_one,) = (cache / "workbooks").glob("en.*")
    kept_one.write_bytes(kept_one.read_bytes()[:-20])
    damaged = build(3)
    assert (damaged[0].reused, damaged[1]) == (1, first[1])
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update marts.demands set owner = 'Andre'")  # which no workbook shows
    assert build(4)[0].reused == len(LANGUAGES)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update marts.indicators set title_da = 'Et andet navn' where indicator_id = 'absence'")
    changed = build(5)
    assert changed[0].reused == 0
    assert changed[1] != first[1]


def test_a_sheet_of_all_years_has_no_rows_of_what_has_not_been_fetched(tmp_path: Path) -> None:
    """A reason that is the figure's own keeps its row; that a source or the price index is not there is said once."""
    world = invented()
    del world.rows["price_index"]
    values(
        world,
        "debt",
        {("730", 2023): None, ("200", 2023): None, ("101", 2023): 98.0},
        basis="fixed",
        reason="source_absent",
    )
    rows = records(sheet(openpyxl.load_workbook(write(world, tmp_path)), "other_all"))
    assert [
        (row["Kommunekode"].value, row["Værdi"].value, row["Mangler fordi"].value)
        for row in rows
        if row["Prisbasis"].value == "faste priser"
    ] == [
        ("101", 98, None),
    ]


def test_an_empty_warehouse_gives_a_workbook_with_headings(tmp_path: Path) -> None:
    world = Invented()
    full = invented()
    world.rows |= {"municipalities": full.rows["municipalities"][: len(SIX)], "peer_groups": full.rows["peer_groups"]}
    found = openpyxl.load_workbook(write(world, tmp_path))
    assert [cell.value for cell in sheet(found, "effect_all")[1]][:2] == ["Serviceområde", "Mål"]
    assert sheet(found, "definitions").max_row == 1


def test_a_file_that_cannot_be_finished_leaves_the_old_one(file: Path, tmp_path: Path, monkeypatch: Any) -> None:
    old = tmp_path / "alle.xlsx"
    old.write_bytes(b"the old one")
    monkeypatch.setattr(writing, "SHEET_ROWS", 50)
    with pytest.raises(BuildError, match="Effektmål, alle år would have more rows"):
        write_workbook(file.with_name("alle.xlsx.duckdb"), old, lang=DANISH)
    assert old.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_sheets_are_short_enough_for_excel_and_differ(lang: Language) -> None:
    names = [lang.say(readme.NAME), *(lang.say(each.name) for each in SHEETS)]
    assert all(len(name) <= 31 for name in names)
    assert len(set(names)) == len(names)
