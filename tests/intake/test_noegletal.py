"""Exports of noegletal.dk in the layout of one that was received in 2024: its signs, and the cell and rule of what
cannot be one. The figures are invented.
"""

from __future__ import annotations

import pytest

from tests.intake.conftest import Inbox

EXPORT = (
    "De Kommunale Nøgletal;;;;\r\n;;;;\r\n;Kom.nr;2022;2023;2024\r\n;;;;\r\n"
    "Andel udpendlere;;;;\r\nKøbenhavn Kommune;101;11,1;12,2;M\r\n;;;;\r\n"
    "Langfristet gæld pr. indbygger;;;;\r\nHele landet;000;9.876,5;0,0;M\r\n"
    "Københavns Kommune;101;-1.100;12;F\r\n;;;;\r\n"
    "Tegnforklaring:;;;;\r\nM  Det pågældende nøgletal mangler for året.;;;;\r\n"
    "F  Nøgletallet er fortroligt.;;;;\r\n;;;;\r\n"
    "Indenrigs- og Sundhedsministeriet d. 10. september 2024;;;;\r\n"
)
FIGURES = [
    ["000", "VÆRDI", "2022", "[eksport.csv]C9", "9876.5"],
    ["000", "VÆRDI", "2023", "[eksport.csv]D9", "0"],
    ["000", "VÆRDI", "2024", "[eksport.csv]E9", ":"],
    ["101", "VÆRDI", "2022", "[eksport.csv]C10", "-1100"],
    ["101", "VÆRDI", "2023", "[eksport.csv]D10", "12"],
    ["101", "VÆRDI", "2024", "[eksport.csv]E10", ".."],
]


def test_the_one_key_figure_is_read_of_several_and_signs_as_the_legend_says(inbox: Inbox) -> None:
    inbox.drop("EXPORT", "eksport.csv", EXPORT.encode("latin-1"))
    assert inbox.rows(inbox.take("EXPORT")) == [["KOMMUNE", "MÅL", "AAR", "KILDECELLE", "INDHOLD"], *FIGURES]


def test_an_export_without_numbers_is_read_by_name(inbox: Inbox) -> None:
    without = EXPORT.replace(";Kom.nr;", ";").replace(";101;", ";").replace(";000;", ";")
    inbox.drop("EXPORT", "eksport.csv", without.encode("latin-1"))
    _, *rows = inbox.rows(inbox.take("EXPORT"))
    assert [row[:3] + row[4:] for row in rows] == [row[:3] + row[4:] for row in FIGURES]
    assert rows[0][3] == "[eksport.csv]B9"


@pytest.mark.parametrize(
    ("old", "new", "encoding", "expected"),
    [
        (
            "gæld",
            "formue",
            "latin-1",
            "eksport.csv, A4: fandt nøgletallene 'Andel udpendlere', 'Langfristet formue pr. indbygger'; regel: ét",
        ),
        (
            "Andel udpendlere",
            "Langfristet gæld i alt",
            "latin-1",
            "eksport.csv, A5: fandt nøgletallene 'Langfristet gæld i alt', 'Langfristet gæld pr. indbygger'; regel: ét",
        ),
        ("Københavns", "Kjøbenhavns", "latin-1", "eksport.csv, A10: fandt 'Kjøbenhavns Kommune'; regel: en kommune i"),
        ("101;-1", "751;-1", "latin-1", "eksport.csv, B10: fandt '751'; regel: nummeret på Københavns Kommune, 101"),
        ("101;-1", "1010;-1", "latin-1", "eksport.csv, B10: fandt '1010'; regel: en kommune i kataloget"),
        (
            "9.876,5",
            "9876.5",
            "latin-1",
            "eksport.csv, C9: fandt '9876.5'; regel: et tal som 1.234,5, eller M, eller F",
        ),
        ("12;F", "12;U", "latin-1", "eksport.csv, E10: fandt 'U'; regel: et tal som 1.234,5, eller M, eller F"),
        ("12;F", "12;", "latin-1", "eksport.csv, E10: fandt ingenting; regel: et tal som 1.234,5"),
        ("12;F", "12;F;3", "latin-1", "eksport.csv, F10: fandt '3'; regel: ingen celler uden for årenes kolonner"),
        (
            "Hele landet;000",
            "København;101",
            "latin-1",
            "eksport.csv, C10: fandt '-1.100'; regel: hver kommune og hvert",
        ),
        (
            "2022;2023;2024",
            "a;b;c",
            "latin-1",
            "eksport.csv, A1: fandt 'De Kommunale Nøgletal'; regel: en overskriftsrække",
        ),
        (
            "Tegnforklaring:",
            "Noter:",
            "latin-1",
            "eksport.csv, E9: fandt 'M'; regel: et tal som 1.234,5 (filen har ingen",
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
