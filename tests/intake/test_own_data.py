"""Own data by contract: what is right is stored with the cell it came from; what is wrong names cell and rule."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources import snapshots
from pipelines.sources.intake import files
from pipelines.sources.intake.contracts import check_contracts
from pipelines.sources.intake.deliveries import FAULTS, faults_of, strays, undo, waiting
from pipelines.sources.intake.files import DeliveryError, Grid
from pipelines.sources.snapshots import verify
from seksby.errors import CatalogueError, SnapshotError, UsageError
from tests.intake.conftest import HEADER, Inbox
from tests.support import seksby

GOOD: list[Any] = ["Randers", 2024, "a", 4.25, 12, dt.date(2024, 5, 1)]


def with_cell(column: str, value: Any) -> list[Any]:
    """The good row with another value in one column."""
    return [value if name == column else cell for name, cell in zip(HEADER, GOOD, strict=True)]


def test_a_workbook_becomes_a_snapshot_that_names_the_cell_of_every_figure(inbox: Inbox) -> None:
    path = inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD, [101, 2024, "b", None, "..", None]])
    taken = inbox.take("OWN")

    assert taken.outcome == "new"
    assert inbox.rows(taken) == [
        ["KOMMUNE", "ART", "MÅL", "AAR", "KILDECELLE", "INDHOLD"],
        ["730", "a", "score", "2024", "[maal.xlsx]Ark1!D2", "4.25"],
        ["730", "a", "antal", "2024", "[maal.xlsx]Ark1!E2", "12"],
        ["101", "b", "score", "2024", "[maal.xlsx]Ark1!D3", ":"],
        ["101", "b", "antal", "2024", "[maal.xlsx]Ark1!E3", ".."],
    ]
    assert taken.snapshot is not None
    assert taken.snapshot.meta.origin == "delivered"
    assert (taken.snapshot.directory / "received" / "maal.xlsx").read_bytes() == path.read_bytes()
    snapshots.verify(taken.snapshot)


def test_what_was_received_is_checked_like_the_rest(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD])
    snapshot = inbox.take("OWN").snapshot
    assert snapshot is not None
    (snapshot.directory / "received" / "maal.xlsx").write_bytes(b"changed")
    with pytest.raises(SnapshotError, match="not what was received"):
        snapshots.verify(snapshot)


def test_csv_is_read_as_danes_write_numbers(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.csv", [HEADER, ["730", 2024, "a", "1.234,5", 12, "2024-05-01"]])
    assert inbox.rows(inbox.take("OWN"))[1] == ["730", "a", "score", "2024", "[maal.csv]D2", "1234.5"]


def test_the_same_bytes_twice_are_one_snapshot_and_the_file_stays(inbox: Inbox) -> None:
    path = inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD])
    assert [item.id for item in waiting(inbox.workspace, inbox.catalogue)] == ["OWN"]
    first, second = inbox.take("OWN"), inbox.take("OWN")
    assert (first.outcome, second.outcome) == ("new", "unchanged")
    assert len(snapshots.list_snapshots(inbox.workspace.snapshots, "OWN")) == 1
    assert path.is_file()
    assert waiting(inbox.workspace, inbox.catalogue) == []


def test_a_file_per_year_adds_up_and_a_key_in_two_files_is_a_fault(inbox: Inbox) -> None:
    inbox.drop("OWN", "2023.xlsx", [HEADER, with_cell("aar", 2023)])
    inbox.drop("OWN", "2024.xlsx", [HEADER, GOOD])
    assert len(inbox.rows(inbox.take("OWN"))) == 1 + 2 * 2

    inbox.drop("OWN", "2024b.csv", [HEADER, ["730", 2024, "a", 4, 12, None]])
    (fault,) = inbox.refused("OWN")
    assert fault.startswith("2024b.csv, A2: fandt 730 · 2024 · a; regel: hver nøgle (kommune, aar, art) én gang")
    assert fault.endswith("den står også i [2024.xlsx]Ark1!A2")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEADER, with_cell("score", "høj")], "Ark1, D2: fandt 'høj'; regel: score skal være et tal"),
        ([HEADER, with_cell("antal", 2.5)], "Ark1, E2: fandt '2.5'; regel: antal skal være et heltal"),
        (
            [HEADER, [*GOOD[:2], "b", *GOOD[3:]], with_cell("score", 6000)],
            "Ark1, D3: fandt '6000'; regel: score: højst 5000",
        ),
        ([HEADER, with_cell("score", "1.5")], "Ark1, D2: fandt '1.5'; regel: tusindtalsskilletegn"),
        ([HEADER, with_cell("antal", "1.200")], "Ark1, E2: fandt '1.200'; regel: antal skal være et heltal"),
        ([HEADER, with_cell("antal", dt.date(2024, 1, 2))], "Ark1, E2: fandt '2024-01-02'; regel: antal"),
        ([HEADER, with_cell("dato", "1. maj")], "Ark1, F2: fandt '1. maj'; regel: dato skal være en dato"),
        ([HEADER, with_cell("art", "c")], "Ark1, C2: fandt 'c'; regel: art: en af a, b"),
        ([HEADER, with_cell("art", None)], "Ark1, C2: fandt ingenting; regel: art: skal udfyldes"),
        ([HEADER, with_cell("aar", 1999)], "Ark1, B2: fandt '1999'; regel: aar: mindst 2007"),
        ([HEADER, with_cell("kommune", "Ranum")], "Ark1, A2: fandt 'Ranum'; regel: en kommune i kataloget"),
        ([HEADER, GOOD, GOOD], "Ark1, A3: fandt 730 · 2024 · a; regel: hver nøgle (kommune, aar, art) én gang"),
        ([HEADER, GOOD, with_cell("kommune", 730)], "Ark1, A3: fandt 730 · 2024 · a; regel: hver nøgle"),
        ([HEADER, GOOD, [None] * 6, with_cell("art", "b")], "Ark1, A3: fandt ingenting; regel: ingen tomme rækker"),
        ([HEADER[:-1], GOOD[:-1]], "Ark1, F1: fandt ingenting; regel: kolonnen dato skal være der"),
        ([[*HEADER, "x"], [*GOOD, 1]], "Ark1, G1: fandt 'x'; regel: kun kontraktens kolonner: kommune, aar"),
        ([HEADER, [*GOOD, "løs"]], "Ark1, G1: fandt ingenting; regel: kun kontraktens kolonner"),
        ([[*HEADER, "score"], [*GOOD, 1]], "Ark1, G1: fandt 'score'; regel: kolonnen score må kun være der én gang"),
        ([HEADER], "Ark1, A2: fandt ingenting; regel: mindst én række under overskriften"),
        ([HEADER, with_cell("score", "=1+1")], "Ark1, D2: formlen =1+1 uden værdi; regel: en formel skal være"),
    ],
)
def test_a_fault_names_sheet_cell_and_rule(inbox: Inbox, rows: Sequence[Sequence[Any]], expected: str) -> None:
    inbox.drop("OWN", "maal.xlsx", rows)
    faults = inbox.refused("OWN")
    assert [fault.startswith(f"maal.xlsx, ark {expected}") for fault in faults] == [True], faults


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("maal.csv", b"", "maal.csv: filen er tom; regel: filen skal have en overskriftsr"),
        (
            "maal.csv",
            "kommune;aar\n730;Århus\n".encode("latin-1"),
            "maal.csv, B2: tegnet 0xc5 er ikke UTF-8; regel: CSV",
        ),
        ("maal.xlsx", b"kommune;aar\n", "maal.xlsx: filen kan ikke åbnes som et regneark; regel: en projektmappe"),
        ("maal.xlsx", b"PK\x03\x04half a workbook", "maal.xlsx: filen kan ikke åbnes som et regneark; regel: en"),
        ("maal.ods", b"x", "maal.ods: filtypen '.ods'; regel: filen skal være .csv (UTF-8, semikolon) eller .xlsx"),
    ],
)
def test_a_file_of_another_kind_names_the_rule(inbox: Inbox, name: str, content: bytes, expected: str) -> None:
    inbox.drop("OWN", name, content)
    (fault,) = inbox.refused("OWN")
    assert fault.startswith(expected)


def test_the_wrong_sheet_is_told_with_those_there_are(inbox: Inbox) -> None:
    path = inbox.workspace.catalogue / "sources" / "OWN.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("table_schema}", "table_schema, sheet: Data}"))
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD], sheet="Noter")
    (fault,) = inbox.refused("OWN")
    assert fault == "maal.xlsx: fandt arkene 'Noter'; regel: regnearket skal have arket 'Data'"


def test_of_several_sheets_the_one_that_is_seen_and_filled_is_read(inbox: Inbox) -> None:
    path = inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Ark2")
    notes = book.create_sheet("Noter")
    notes["A1"] = "730 er Randers"
    book.save(path)
    (fault,) = inbox.refused("OWN")
    assert fault == "maal.xlsx: fandt 2 ark: 'Ark1', 'Noter'; regel: netop ét synligt ark med indhold: skjul eller " + (
        "fjern de andre"
    )
    notes.sheet_state = "hidden"
    book.save(path)
    assert len(inbox.rows(inbox.take("OWN"))) == 1 + 2


AS_KEPT: list[list[Any]] = [
    ["Trivsel i Randers Kommune 2024"],
    [None, "opgjort af HR"],
    [],
    ["Kommune", "År", "Art", "SCORE", "antal", "Dato"],
    ["Randers Kommune", 2024, "a", "4,25", "12", None],
    ["Århus", "2024", "a", "3,5", None, None],
    [],
    ["Kilde: HR-systemet, udtræk 1. maj"],
]


@pytest.mark.parametrize("name", ["maal.xlsx", "maal.csv"])
def test_a_title_above_and_a_source_below_are_the_readers(inbox: Inbox, name: str) -> None:
    inbox.drop("OWN", name, AS_KEPT)
    rows = inbox.rows(inbox.take("OWN"))[1:]
    assert [(row[0], row[2], row[-1]) for row in rows] == [
        *(("730", "score", "4.25"), ("730", "antal", "12"), ("751", "score", "3.5"), ("751", "antal", ":"))
    ]
    assert rows[0][4].endswith("D5")


def test_a_fault_below_a_title_names_the_cell_of_the_sheet(inbox: Inbox) -> None:
    wrong = [list(row) for row in AS_KEPT]
    wrong[4][3], wrong[5][0], wrong[3][6:] = "høj", "Ranum", ["Bemærkning"]
    inbox.drop("OWN", "maal.xlsx", wrong)
    (fault,) = inbox.refused("OWN")
    assert fault.startswith("maal.xlsx, ark Ark1, G4: fandt 'Bemærkning'; regel: kun kontraktens kolonner: kommune")
    del wrong[3][6:]
    inbox.drop("OWN", "maal.xlsx", wrong)
    cells = [fault.split(": ")[0] for fault in inbox.refused("OWN")]
    assert cells == ["maal.xlsx, ark Ark1, D5", "maal.xlsx, ark Ark1, A6"]


def test_a_row_of_a_municipality_alone_is_a_figure_that_is_missing_and_no_remark(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD, ["Randers"]])
    assert "Ark1, B3: fandt ingenting; regel: aar: skal udfyldes" in " ".join(inbox.refused("OWN"))


def test_more_decimals_than_are_kept_are_rounded_and_said(inbox: Inbox) -> None:
    inbox.drop(
        "OWN", "maal.xlsx", [HEADER, ["730", 2024, "a", 100 / 7, 7, None], ["730", 2023, "a", 0.1 + 1.2, 7, None]]
    )
    taken = inbox.take("OWN")
    assert [row[-1] for row in inbox.rows(taken) if row[2] == "score"] == ["14.285714", "1.3"]
    assert taken.snapshot is not None
    assert taken.snapshot.meta.citation is not None
    assert taken.snapshot.meta.citation.endswith("1 tal har flere end 6 decimaler og er afrundet.")


def test_figures_of_years_in_which_their_measure_does_not_hold_are_said(inbox: Inbox) -> None:
    """They are taken in, for the measure may be made to hold for them; no page shows them, and that is said."""
    path = inbox.workspace.catalogue / "indicators" / "school" / "own.yml"
    text = (path.parent / "absence.yml").read_text(encoding="utf-8").replace("id: absence", "id: own")
    text = text.replace("{table: PUPILS, where: {MÅL: absent}}", "{table: OWN, where: {ART: a, MÅL: score}}")
    path.write_text(text.replace("valid_from: 2007", "valid_from: 2024\nvalid_to: 2024"), encoding="utf-8")
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD, with_cell("aar", 2023), with_cell("aar", 2025)])
    taken = inbox.take("OWN")
    assert taken.snapshot is not None
    assert str(taken.snapshot.meta.citation).endswith(
        "maal.xlsx. Score: 2 tal bruges ikke, for målet gælder 2024-2024."
    )


def test_files_in_folders_of_the_inbox_are_known_by_folder_and_name(inbox: Inbox) -> None:
    inbox.drop("OWN", "2023/maal.xlsx", [HEADER, with_cell("aar", 2023)])
    inbox.drop("OWN", "2024/maal.xlsx", [HEADER, GOOD])
    rows = inbox.rows(inbox.take("OWN"))
    assert rows[1][4] == "[2023 - maal.xlsx]Ark1!D2"
    assert len(rows) == 1 + 2 * 2
    assert waiting(inbox.workspace, inbox.catalogue) == []


@pytest.mark.parametrize("name", ["maal.xls", "maal.xlsx", "maal.csv"])
def test_an_old_workbook_is_told_whatever_it_is_called(inbox: Inbox, name: str) -> None:
    inbox.drop("OWN", name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    (fault,) = inbox.refused("OWN")
    expected = "filtypen '.xls'" if name.endswith(".xls") else "filen er et regneark fra før 2007 (.xls) eller har"
    assert expected in fault


@pytest.mark.parametrize(("name", "cell"), [("maal.xlsx", "010190-1234 Jens Hansen"), ("0101901234.xlsx", "a")])
def test_a_cpr_number_is_refused_and_repeated_nowhere(inbox: Inbox, name: str, cell: str) -> None:
    path = inbox.drop("UNITS", name, [["kommune", "aar", "enhed", "svar", "glade"], ["730", 2024, cell, cell, 30]])
    with pytest.raises(DeliveryError) as caught:
        inbox.take("UNITS")
    path.unlink()
    kept = [file.read_text(errors="replace") for file in inbox.workspace.data_dir.rglob("*") if file.is_file()]
    told = [str(caught.value), *map(str, caught.value.faults), *kept]
    assert not [text for text in told if "1234" in text or "Jens" in text]
    assert (inbox.workspace.snapshots / "UNITS" / FAULTS).stat().st_mode & 0o077 == 0


def test_what_an_inbox_holds_is_told_without_taking_it(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, with_cell("score", "høj")])
    inbox.drop("UNITS", "apv.xlsx", [["kommune", "aar", "enhed", "svar", "glade"], ["730", 2024, "A", 40, 30]])
    inbox.drop("TYPO", "maal.xlsx", [HEADER, GOOD])
    done = seksby("check", "--inbox", data_dir=inbox.workspace.data_dir)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        "OWN: maal.xlsx: 1 fejl; intet af leverancen tages ind",
        "  maal.xlsx, ark Ark1, D2: fandt 'høj'; regel: score skal være et tal",
        "UNITS: apv.xlsx: uden fejl; tages ind ved næste `seksby refresh`",
        "TYPO: ingen kilde hører til; mappen skal hedde som kilden i kataloget",
    ]
    assert not list(inbox.workspace.snapshots.rglob("*.csv"))


def test_the_last_delivery_is_taken_back_and_the_one_before_it_used(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD])
    first = inbox.take("OWN").snapshot
    inbox.drop("OWN", "maal.xlsx", [HEADER, with_cell("score", 4000)])
    second = inbox.take("OWN").snapshot
    undone, still_there = undo(inbox.workspace, inbox.catalogue, "OWN")
    assert (undone, still_there) == (second, ["maal.xlsx"])
    assert snapshots.newest([inbox.workspace.snapshots], "OWN") == first
    assert waiting(inbox.workspace, inbox.catalogue) == []
    assert inbox.take("OWN").snapshot == first

    inbox.drop("OWN", "maal.xlsx", [HEADER, with_cell("score", 4)])
    assert inbox.take("OWN").outcome == "new"
    undo(inbox.workspace, inbox.catalogue, "OWN")
    undo(inbox.workspace, inbox.catalogue, "OWN")
    with pytest.raises(UsageError, match="intet at fortryde"):
        undo(inbox.workspace, inbox.catalogue, "OWN")


def test_all_faults_are_told_at_once_and_kept_until_the_file_is_mended(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD])
    good = inbox.take("OWN").snapshot
    wrong = [with_cell("score", 9999), with_cell("kommune", "Ranum")]
    inbox.drop("OWN", "maal.xlsx", [HEADER, *wrong, *wrong, GOOD])  # the third repeats the key of the first, and so on
    told = [str(item) for item in inbox.refused("OWN")]
    assert sorted(line.partition(", ark ")[2].split(":")[0].split(", ")[1] for line in told) == [
        *("A3", "A4", "A5", "A6", "D2", "D4"),
    ]
    assert len(faults_of(inbox.workspace, "OWN")) == 6
    assert good is not None
    assert snapshots.newest([inbox.workspace.snapshots], "OWN") == good

    inbox.drop("OWN", "maal.xlsx", [HEADER, with_cell("score", 3)])
    assert inbox.take("OWN").outcome == "new"
    assert faults_of(inbox.workspace, "OWN") == []


def test_the_sentence_for_pages_does_not_tell_what_a_cell_holds(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, with_cell("score", "hemmeligt")])
    with pytest.raises(DeliveryError) as caught:
        inbox.take("OWN")
    assert "D2" in caught.value.what
    assert "hemmeligt" not in str(caught.value)  # which the history of runs keeps


def test_another_contract_is_another_reading_of_the_same_file(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, GOOD])
    inbox.take("OWN")
    path = inbox.workspace.contracts / "OWN.schema.json"
    contract = json.loads(path.read_text(encoding="utf-8"))
    contract["fields"][3]["constraints"]["maximum"] = 4
    path.write_text(json.dumps(contract), encoding="utf-8")
    (fault,) = inbox.refused("OWN")
    assert "score: højst 4" in fault


def test_a_folder_that_no_source_has_is_told(inbox: Inbox) -> None:
    inbox.drop("TYPO", "maal.xlsx", [HEADER, GOOD])
    assert strays(inbox.workspace, inbox.catalogue) == ["TYPO"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: c["fields"][3].update(type="numbr"), 'field type "numbr" is not supported'),
        (lambda c: c["fields"][3].pop("title"), "field score: has no title"),
        (lambda c: c.update(primaryKey=["kommune", "art"]), "lacks aar, which is the source's time"),
        (lambda c: c["fields"][2].pop("constraints"), "field art: is part of primaryKey, so constraints.required"),
        (lambda c: c["fields"][0].update(type="integer"), "field kommune: a key is text"),
        (lambda c: c.update(fields=c["fields"][:3]), "no number outside primaryKey"),
    ],
)
def test_an_unsound_contract_is_told_by_field(inbox: Inbox, change: Any, expected: str) -> None:
    path = inbox.workspace.contracts / "OWN.schema.json"
    contract = json.loads(path.read_text(encoding="utf-8"))
    change(contract)
    path.write_text(json.dumps(contract), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        check_contracts(inbox.catalogue, inbox.workspace.contracts)
    assert expected in caught.value.where
    assert "OWN.schema.json" in caught.value.where


def test_a_contract_that_is_not_there_or_not_asked_for_is_told(inbox: Inbox) -> None:
    path = inbox.workspace.contracts / "OWN.schema.json"
    path.rename(path.with_name("OVN.schema.json"))
    with pytest.raises(CatalogueError) as caught:
        check_contracts(inbox.catalogue, inbox.workspace.contracts)
    assert "is not there" in caught.value.where
    assert "OVN.schema.json is the contract of no source" in caught.value.what


def percent(inbox: Inbox, name: str, value: float, number_format: str) -> None:
    path = inbox.drop("OWN", name, [HEADER, ["730", 2024, "a", value, None, None]])
    book = openpyxl.load_workbook(path)
    book.active["D2"].number_format = number_format
    book.save(path)


@pytest.mark.parametrize(("value", "shown"), [(0.855, "85.5"), (0.142, "14.2"), (1, "100"), (0.07, "7")])
def test_a_cell_in_per_cent_is_read_as_the_sheet_shows_it(inbox: Inbox, value: float, shown: str) -> None:
    percent(inbox, "maal.xlsx", value, "0.0%")
    assert [row[-1] for row in inbox.rows(inbox.take("OWN")) if row[2] == "score"] == [shown]


def test_a_line_break_in_a_cell_is_a_blank_and_stops_nothing(inbox: Inbox) -> None:
    inbox.drop(
        "UNITS",
        "apv.xlsx",
        [
            ["kommune", "aar", "enhed", "svar", "glade"],
            *(["730", 2024, name, 40, 30] for name in ("Skole A\nAfd. B", "Skole C", "Skole D")),
        ],
    )
    taken = inbox.take("UNITS")
    assert taken.snapshot is not None
    verify(taken.snapshot)
    assert "Skole A Afd. B" in {row[1] for row in inbox.rows(taken)}


def test_the_sign_that_parts_codes_is_refused_in_a_key(inbox: Inbox) -> None:
    inbox.drop("UNITS", "apv.xlsx", [["kommune", "aar", "enhed", "svar", "glade"], ["730", 2024, "A|B", 40, 30]])
    assert inbox.refused("UNITS") == ["apv.xlsx, ark Ark1, C2: fandt 'A|B'; regel: enhed uden tegnet |"]


@pytest.mark.parametrize("text", ["1_000", "1.5e3", "\u0661\u0662", "NaN"])
def test_what_only_a_program_calls_a_number_is_refused(inbox: Inbox, text: str) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, ["730", 2024, "a", 5, text, None]])
    (fault,) = inbox.refused("OWN")
    assert fault.startswith(f"maal.xlsx, ark Ark1, E2: fandt '{text}'; regel: ")


def test_a_figure_longer_than_the_warehouse_holds_is_refused(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, ["730", 2024, "a", 5, 10**12, None]])
    (fault,) = inbox.refused("OWN")
    assert "antal: højst 12 cifre foran kommaet" in fault


def test_the_mark_for_what_is_confidential_is_taken_where_thousands_are_parted(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, ["730", 2024, "a", "..", 7, None]])
    assert [row[-1] for row in inbox.rows(inbox.take("OWN"))[1:]] == ["..", "7"]


@pytest.mark.parametrize("name", ["Århus", "aarhus kommune", "Aarhus Kommune", "0751", 751, "751"])
def test_a_municipality_is_known_as_people_write_it(inbox: Inbox, name: object) -> None:
    inbox.drop(
        "OWN", "maal.xlsx", [HEADER, [name, 2024, "a", 5, 7, None], ["Københavns Kommune", 2024, "a", 5, 7, None]]
    )
    assert {row[0] for row in inbox.rows(inbox.take("OWN"))[1:]} == {"751", "101"}


@settings(max_examples=60)
@given(place=st.integers(0, 10**6), value=st.integers(0, 255))
def test_whatever_happens_to_a_workbook_is_a_fault_of_that_file(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "maal.xlsx"
    book = openpyxl.Workbook()
    for row in (HEADER, ["730", 2024, "a", 5, 7, None]):
        book.active.append(row)
    book.save(path)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= value
    path.write_bytes(content)
    assert isinstance(files.read(path, None), Grid | list)


def test_formatting_far_below_the_figures_costs_nothing(inbox: Inbox) -> None:
    """200,000 formatted rows without a figure are no rows; every one is looked at once."""
    lines = [HEADER, ["730", 2024, "a", 5, 7, ""], *([[""] * 6] * 200_000)]
    path = inbox.drop("OWN", "maal.csv", lines)
    found = files.read(path, None)
    assert isinstance(found, Grid)
    assert len(found.rows) == 2


def test_what_windows_leaves_in_a_folder_is_no_delivery(inbox: Inbox) -> None:
    inbox.drop("OWN", "maal.xlsx", [HEADER, ["730", 2024, "a", 5, 7, None]])
    for name in ("Thumbs.db", "desktop.ini", "~$maal.xlsx"):
        (inbox.workspace.inbox / "OWN" / name).write_bytes(b"\0")
    assert inbox.take("OWN").outcome == "new"


def test_what_nobody_sees_or_is_struck_through_is_not_taken_in_silence(inbox: Inbox) -> None:
    """An empty row that is hidden, and an empty cell that is struck through, do no harm."""
    rows = [["730", year, "a", 5, None, None] for year in (2023, 2024)]
    path = inbox.drop("OWN", "maal.xlsx", [HEADER, *rows, ["730", 2025, "a", 5, None, None]])
    book = openpyxl.load_workbook(path)
    for row in (3, 4, 9):
        book.active.row_dimensions[row].hidden = True
    book.active["D2"].font = openpyxl.styles.Font(strike=True)
    book.active["F2"].font = openpyxl.styles.Font(strike=True)
    book.save(path)
    assert inbox.refused("OWN") == [
        "maal.xlsx, ark Ark1, A3: rækken og 1 til er skjult; regel: alle rækker skal kunne ses: vis dem, og fjern "
        "filtre, eller slet dem, der ikke skal med",
        "maal.xlsx, ark Ark1, D2: fandt '5'; regel: en celle, der er streget over, er tvetydig: slet det, der står i "
        "den, eller fjern stregen",
    ]
    book.active["D2"].font = openpyxl.styles.Font()
    for row in (3, 4):
        book.active.row_dimensions[row].hidden = False
    book.save(path)
    assert inbox.take("OWN").snapshot is not None
