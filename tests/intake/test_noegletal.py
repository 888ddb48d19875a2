"""Exports of noegletal.dk: its signs, and the cell and rule of what cannot be one. The layout is assumed, not seen."""

from __future__ import annotations

import pytest

from tests.intake.conftest import Inbox

EXPORT = (
    "Langfristet gæld pr. indbygger\r\nKr., løbende priser\r\n\r\n"
    "Kommune;2022;2023;2024\r\nHele landet;9.876,5;-;M\r\nKøbenhavn;-1.100;12;U\r\n"
)


def test_thousands_decimals_nil_and_missing_signs_are_read(inbox: Inbox) -> None:
    inbox.drop("EXPORT", "eksport.csv", EXPORT.encode("latin-1"))
    taken = inbox.take("EXPORT")
    assert inbox.rows(taken) == [
        ["KOMMUNE", "MÅL", "AAR", "KILDECELLE", "INDHOLD"],
        ["000", "VÆRDI", "2022", "[eksport.csv]B5", "9876.5"],
        ["000", "VÆRDI", "2023", "[eksport.csv]C5", "0"],
        ["000", "VÆRDI", "2024", "[eksport.csv]D5", ":"],
        ["101", "VÆRDI", "2022", "[eksport.csv]B6", "-1100"],
        ["101", "VÆRDI", "2023", "[eksport.csv]C6", "12"],
        ["101", "VÆRDI", "2024", "[eksport.csv]D6", ".."],
    ]


@pytest.mark.parametrize(
    ("old", "new", "encoding", "expected"),
    [
        ("gæld", "formue", "latin-1", "eksport.csv, A1: fandt titlen 'Langfristet formue"),
        ("København", "Kjøbenhavn", "latin-1", "eksport.csv, A6: fandt 'Kjøbenhavn'; regel: en kommune i kataloget"),
        (
            "9.876,5",
            "9876.5",
            "latin-1",
            "eksport.csv, B5: fandt '9876.5'; regel: et tal som 1.234,5, eller -, M eller U",
        ),
        ("12;U", "12", "latin-1", "eksport.csv, D6: fandt ingenting; regel: et tal som 1.234,5"),
        ("12;U", "12;U;3", "latin-1", "eksport.csv, E6: fandt '3'; regel: ingen celler uden for årenes kolonner"),
        ("København", "Hele landet", "latin-1", "eksport.csv, B6: fandt '-1.100'; regel: hver kommune og hvert år én"),
        (
            "2022;2023;2024",
            "a;b;c",
            "latin-1",
            "eksport.csv, A1: fandt 'Langfristet gæld pr. indbygger'; regel: en overs",
        ),
        ("", "", "utf-8", "eksport.csv, A1: tegnene er UTF-8; regel: eksporten skal være latin1"),
    ],
)
def test_a_fault_names_cell_and_rule(inbox: Inbox, old: str, new: str, encoding: str, expected: str) -> None:
    inbox.drop("EXPORT", "eksport.csv", EXPORT.replace(old, new).encode(encoding))
    assert inbox.refused("EXPORT")[0].startswith(expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b" \r\n", "filen er tom"), (b"PK\x03\x04", "filen er et regneark")],
)
def test_a_file_that_is_no_export_is_refused(inbox: Inbox, content: bytes, expected: str) -> None:
    inbox.drop("EXPORT", "eksport.csv", content)
    (fault,) = inbox.refused("EXPORT")
    assert expected in fault
