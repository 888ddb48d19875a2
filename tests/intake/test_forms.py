"""The Excel form: made from the models, filled in, and taken whole with who and when, or told cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import openpyxl
import pytest

from pipelines.catalogue.models.common import CatalogueModel, Text
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.schema import write_schemas
from pipelines.orchestration.run import RESOURCE, run_resource
from pipelines.own.forms import columns
from pipelines.own.forms.blank import FIRST_ROW, write_form
from pipelines.own.forms.columns import ABOUT, BY, FORMS, TITLES, VERSION, Form
from pipelines.own.forms.filled import LEDGER, look, take
from pipelines.own.starting import Answers, start
from pipelines.releases.inputs import read
from seksby.settings import Settings
from tests.support import World, make_world
from tests.support.asking import asked

TODAY = date(2026, 11, 29)
DEMAND = {
    "Titel": "Ugentlig indberetning",
    "Kommune": "Randers · 730",
    "Serviceområde": "skole",
    "Hvem kræver det": "kommunens eget valg · own_choice",
    "Lov eller beslutning": "Udvalgets beslutning",
    "Hvorfor det kan forsvares": "Udvalget ville følge fraværet.",
    "Ejer": "Skolechefen",
    "Gælder fra": datetime(2025, 12, 1),  # noqa: DTZ001 - as a spreadsheet has it
    "Gennemgås senest": "1.2.2027",
    "Minutter om året pr. medarbejder": 90,
    "Antal medarbejdere": "40",
}
FILLED: dict[str, list[dict[str, Any]]] = {
    "Besluttede mål": [
        {"Effektmål": "Fravær", "Kommune": "730", "Besluttet mål": "4,5", "År": 2028, "Besluttet af": "Byrådet"}
        | {"Besluttet den": "2026-10-08"}
    ],
    "Positivliste": [DEMAND],
    "Læsninger": [
        {"Serviceområde": "Skole", "Kommune": "Randers", "Navn": "Skoleafdelingen", "Rolle": "Skolechef"}
        | {"Skrevet den": "2026-03-01", "Tekst": "Vi har arbejdet med fravær."}
    ],
    "Praksis": [
        {"Kommune": "Odense", "Effektmål": "Fravær", "Hvad de gør": "De ringer hjem.", "Kontakt": "Skoleafdelingen"}
        | {"Noteret den": "2026-01-05", "Hvorfra det vides": "Møde"}
    ],
    "Kontakter": [{"Kommune": "Randers", "Serviceområde": "Skole", "Kontakt": "Analyse"}],
    "Interessenter": [{"Titel": "Forældre"}],
    "Prøvehandlinger": [
        {"Titel": "Opkald", "Kommuner": "Randers; 461", "Effektmål": "Fravær", "Hvad der prøves": "Skolen ringer."}
        | {"Registreret den": "2026-11-01", "Begynder": "2027-01-01", "Slutter": "2029-12-31"}
        | {"Mindste ændring, der betyder noget": 0.5, "Kontakt": "Skole", "Sammenlignes med": "6-byerne"}
    ],
    "Perspektiver": [
        {"Perspektiver": "private tilbud; interessenter", "Besluttet af": "Byrådet", "Besluttet den": "2026-10-08"}
    ],
}

REVIEW = {
    "Styringskrav": "ugentlig_indberetning",
    "Beslutning": "behold",
    "Begrundelse": "Nok.",
    "Lov eller beslutning": "Udvalget",
    "Besluttet af": "Udvalget",
    "Besluttet den": "2026-06-01",
    "Gennemgås senest": "2027-06-01",
}

TRIAL = FILLED["Prøvehandlinger"][0]
CHOICE = FILLED["Perspektiver"][0]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = make_world(tmp_path)
    start(
        world.workspace, read_catalogue(world.catalogue), Answers(municipality="730", owners={"school": "Skolechefen"})
    )
    return world


def drop(
    world: World, rows: Mapping[str, Sequence[Mapping[str, Any]]], name: str = "skema.xlsx", **about: str | None
) -> Path:
    """A form filled in and put into the inbox; `about` is what stands in the first sheet."""
    world.workspace.forms.mkdir(parents=True, exist_ok=True)
    path = write_form(read_catalogue(world.catalogue, world.workspace.own), world.workspace.forms / name)
    book = openpyxl.load_workbook(path)
    told = {BY[0]: "Økonomi og analyse"} | {{"by": BY[0], "version": VERSION}[key]: text for key, text in about.items()}
    for cells in book[ABOUT].iter_rows():
        if cells[0].value in told:
            cells[1].value = told[cells[0].value]
    for sheet, entries in rows.items():
        places = {str(cell.value).removesuffix(" *"): cell.column for cell in book[sheet][2]}
        for number, entry in enumerate(entries, start=FIRST_ROW):
            for title, value in entry.items():
                book[sheet].cell(number, places[title], value)
    book.save(path)
    return path


def faults(world: World) -> list[str]:
    return [str(fault) for item in look(world.workspace, TODAY) for fault in item.faults]


def test_what_was_filled_in_stands_in_the_own_folder_with_who_and_when(world: World) -> None:
    drop(world, FILLED)
    (taken,) = take(world.workspace, TODAY)
    assert [str(fault) for fault in taken.faults] == []
    found = read_catalogue(world.catalogue, world.workspace.own)
    assert [(item.value, item.year) for item in found.indicators[0].targets] == [(4.5, 2028)]
    (demand,) = found.positive_list
    assert (demand.id, demand.title.en, demand.minutes_per_year) == (
        "ugentlig_indberetning",
        "Ugentlig indberetning",
        90,
    )
    assert (demand.since, demand.review_by) == (date(2025, 12, 1), date(2027, 2, 1))
    assert [item.text for item in found.readings] == ["Vi har arbejdet med fravær."]
    assert [(item.id, item.municipality) for item in found.practice_notes] == [("de_ringer_hjem", "461")]
    assert [(item.service_area, item.contact) for item in found.help_contacts] == [("school", "Analyse")]
    assert [item.id for item in found.stakeholders] == ["foraeldre"]
    assert [(item.municipalities, item.donor_pool) for item in found.trials] == [(["730", "461"], "six_cities")]
    assert found.own is not None
    assert found.own.perspectives == ["private", "stakeholder"]
    text = (world.workspace.own / "positive_list.yml").read_text(encoding="utf-8")
    assert "# skema.xlsx: udfyldt af Økonomi og analyse, ført ind 2026-11-29 (ark Positivliste, række 4)" in text
    ledger = (world.workspace.own / LEDGER).read_text(encoding="utf-8").splitlines()
    assert len(ledger) == 1 + 8
    assert ledger[1].startswith("2026-11-29;skema.xlsx;")


def test_a_form_is_taken_once_and_a_row_that_stands_already_is_passed_over(world: World) -> None:
    drop(world, FILLED)
    take(world.workspace, TODAY)
    before = (world.workspace.own / "positive_list.yml").read_bytes()
    assert [item.state for item in take(world.workspace, TODAY)] == ["taken"]
    more = dict(FILLED) | {"Positivliste": [DEMAND, DEMAND | {"Titel": "Handleplan"}]}
    drop(world, more)
    (again,) = take(world.workspace, TODAY)
    assert [(item.file, item.entry.id) for item in again.additions] == [("positive_list.yml", "handleplan")]  # type: ignore[attr-defined]
    assert (world.workspace.own / "positive_list.yml").read_bytes().startswith(before)


def test_a_run_of_dagsters_takes_forms_before_it_reads_the_catalogue(world: World) -> None:
    """Schedule and sensor know no `seksby refresh`; a run of what was known on a day takes none."""
    world.snapshot()
    drop(world, FILLED)
    seen: list[list[int]] = []

    resource = run_resource(world.workspace, Settings(), read(world.workspace), frozenset())
    earlier = {"as_of": datetime.now(UTC).date().isoformat()}
    for told in (earlier, {"takes_forms": False}, {}):  # the terminal has taken them before its run
        config = {RESOURCE: {"config": told}}
        with dg.build_resources({RESOURCE: resource}, resource_config=config) as resources:
            seen.append([item.year for item in getattr(resources, RESOURCE).inputs().catalogue.targets])
    assert seen == [[], [], [2028]]


BAD = {
    "Besluttede mål": [
        {
            "Effektmål": "Fravr",
            "Kommune": "Rander",
            "Besluttet mål": "ca. 4",
            "År": 2028.5,
            "Besluttet den": "2026-02-30",
        },
    ],
    "Positivliste": [
        DEMAND | {"Gennemgås senest": "2029-01-01"},
        DEMAND | {"Titel": "Andet", "Antal medarbejdere": -1},
    ],
    "Læsninger": [FILLED["Læsninger"][0] | {"Tekst": "ord " * 600}],
    "Prøvehandlinger": [FILLED["Prøvehandlinger"][0] | {"Registreret den": "2027-02-01"}],
}
RULES = [
    "ark Besluttede mål, A4: fandt 'Fravr'; regel: skal være på listen; nærmest: Fravær",
    "ark Besluttede mål, B4: fandt 'Rander'; regel: skal være på listen; nærmest: Randers",
    "ark Besluttede mål, C4: fandt 'ca. 4'; regel: skal være et tal, decimaler med komma",
    "ark Besluttede mål, D4: fandt '2028.5'; regel: skal være et helt tal",
    "ark Besluttede mål, E4: fandt ingenting; regel: Besluttet af skal udfyldes",
    "ark Besluttede mål, F4: fandt '2026-02-30'; regel: skal være en dato, der findes, som 2026-03-01",
    "ark Positivliste, M4: fandt '2029-01-01'; regel: Gennemgås senest må højst ligge 24 måneder efter den seneste "
    "beslutning, 2025-12-01",
    "ark Positivliste, O5: fandt '-1'; regel: skal være mindst 0",
    "regel: højst 2000 tegn",
    "ark Prøvehandlinger, H4: fandt '2027-02-01'; regel: en prøvehandling registreres, før den begynder",
]


def test_every_fault_is_told_with_sheet_cell_and_rule_and_nothing_is_taken(world: World) -> None:
    drop(world, BAD)
    before = {path: path.read_bytes() for path in world.workspace.own.rglob("*") if path.is_file()}
    told = "\n".join(faults(world))
    assert [rule for rule in RULES if rule not in told] == [], told
    assert [item.state for item in take(world.workspace, TODAY)] == ["refused"]
    assert {path: path.read_bytes() for path in world.workspace.own.rglob("*") if path.is_file()} == before


def test_a_wrong_cell_hides_nothing_that_is_wrong_beside_it(world: World) -> None:
    """One round: a cell, a rule of the row, a rule between entries, another sheet and the first sheet together."""
    late = DEMAND | {"Gennemgås senest": "2029-01-01", "Antal medarbejdere": "mange", "Titel": "Sen"}
    again = DEMAND | {"Minutter om året pr. medarbejder": "en del", "Kort navn": "en_til"}
    review = {
        "Styringskrav": "sen",
        "Beslutning": "behold",
        "Begrundelse": "x",
        "Lov eller beslutning": "y",
        "Besluttet af": "z",
    }
    days = {"Besluttet den": "2026-10-01", "Gennemgås senest": "2027-10-01"}
    drop(world, {"Positivliste": [late, DEMAND, again], "Gennemgang": [review | days]}, by=None)
    told = faults(world)
    assert [line.split(", ", 1)[1].split(":")[0] for line in told] == [
        "ark Om skemaet, B8",
        "ark Positivliste, B6",
        "ark Positivliste, M4",
        "ark Positivliste, N6",
        "ark Positivliste, O4",
    ], told


def test_a_wrong_day_or_word_hides_no_rule_that_is_broken_whatever_was_meant(world: World) -> None:
    """And what may be right with another day or word in that cell is not told."""
    wrong_day = {"Gælder fra": "i fjor"}
    rows = {
        "Positivliste": [
            (DEMAND, ""),
            (DEMAND | {"Titel": "A", "Hvem kræver det": "ingen", "Gennemgås senest": "2029-01-01"}, "G5 M5"),
            (DEMAND | {"Titel": "B"} | wrong_day, "L6"),
            (DEMAND | {"Titel": "C", "Undtagelse: hvorfor": "Fordi."} | wrong_day, "L7 P7 S7 T7"),
            (DEMAND | {"Kort navn": "to", "Ejer": None} | wrong_day, "B8 K8 L8"),  # the first row asks the same
        ],
        "Gennemgang": [
            (REVIEW | {"Besluttet den": "snart", "Minutter om året pr. medarbejder": 500}, "G4 I4"),  # and keeps it
            (REVIEW | {"Besluttet den": "snart", "Styringskrav": "intet"}, "A5 I5"),
            (REVIEW | {"Beslutning": "ved ikke", "Minutter om året pr. medarbejder": 30}, "F6"),
        ],
        "Læsninger": [(FILLED["Læsninger"][0] | {"Kommune": "Ingensted", "Tekst": "ord " * 600}, "B4 G4")],
        "Prøvehandlinger": [
            (TRIAL | {"Begynder": "snart"}, "I4"),
            (TRIAL | {"Titel": "To", "Begynder": "snart", "Slutter": "2026-11-01"}, "H5 I5"),
        ],
        "Perspektiver": [
            (CHOICE | {"Perspektiver": "private tilbud; pris", "Besluttet af": None}, "A4 B4"),
            (CHOICE | {"Perspektiver": "private tilbud; private tilbud"}, "A5"),
        ],
    }
    drop(world, {sheet: [row for row, _ in each] for sheet, each in rows.items()})
    told = sorted(
        (line.split(", ")[1].removeprefix("ark "), line.split(", ")[2].split(":")[0]) for line in faults(world)
    )
    assert told == sorted(
        (sheet, cell) for sheet, each in rows.items() for _, cells in each for cell in cells.split()
    ), faults(world)


def test_a_rule_between_entries_is_told_at_the_cell_of_the_form(world: World) -> None:
    drop(world, {"Positivliste": [DEMAND, DEMAND | {"Kort navn": "en_til"}]})
    assert faults(world) == [
        "skema.xlsx, ark Positivliste, B5: fandt 'Ugentlig indberetning'; regel: styringskravet står på listen i "
        "forvejen: ugentlig_indberetning"
    ]


def test_a_form_of_another_version_is_refused_by_name(world: World) -> None:
    drop(world, FILLED, version="0123abcd")
    (told,) = faults(world)
    assert "skemaet er af en ældre udgave, 0123abcd" in told
    assert "seksby export skema" in told


def test_a_form_says_who_filled_it_in(world: World) -> None:
    drop(world, FILLED, by=None)
    (told,) = faults(world)
    assert "Udfyldt af skal udfyldes" in told


def test_a_look_into_the_inbox_tells_forms_too(world: World) -> None:
    drop(world, FILLED, by=None)
    told = asked("check", "--inbox", data_dir=world.workspace.data_dir)
    assert told.returncode == 1
    assert "SKEMA: skema.xlsx: 1 fejl; intet af leverancen tages ind" in told.stdout
    drop(world, FILLED)
    assert "uden fejl; tages ind ved næste" in asked("check", "--inbox", data_dir=world.workspace.data_dir).stdout
    world.snapshot()
    write_schemas(world.catalogue / "schemas")
    told = asked("check", data_dir=world.workspace.data_dir)
    assert f"skema.xlsx i {world.workspace.forms} er uden fejl og føres ind ved næste" in " ".join(told.stdout.split())


def test_without_an_own_folder_a_form_is_not_lost_and_not_taken(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.workspace.forms.mkdir(parents=True)
    write_form(read_catalogue(world.catalogue), world.workspace.forms / "skema.xlsx")
    (told,) = faults(world)
    assert "lav den med `seksby init`" in told


def test_a_new_field_is_a_new_column_and_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wider(CatalogueModel):
        contact: Text
        telephone: Text | None = None

    before = columns.version()
    form = Form("Kontakter", Wider, "help_contacts.yml", "")
    assert [(column.title, column.is_required) for column in form.columns] == [("Kontakt", True), ("telephone", False)]
    monkeypatch.setattr(columns, "FORMS", (*FORMS, form))
    assert columns.version() != before


def test_every_column_has_its_danish_name_and_every_choice_its_words(world: World) -> None:
    names = {column.path[0] for form in FORMS for column in form.columns}
    assert {
        name for name in names if name not in TITLES and not any(key.startswith(f"{name}.") for key in TITLES)
    } == set()
    chosen = {
        code
        for form in FORMS
        for column in form.columns
        if column.listed[:1] == "="
        for code in column.listed[1:].split("|")
    }
    assert chosen <= set(columns.WORDS)
    said = {column.path: column.help for form in FORMS for column in form.columns}
    assert said[("exception", "text", "da")] == "", "a reading's own limit is none of an exception's"
    assert "2000" in said[("text",)]
    for form in FORMS:
        titles = [column.title for column in form.columns]
        assert len(titles) == len(set(titles))
