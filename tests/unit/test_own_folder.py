"""The municipality's own folder: begun by answers, layered over the catalogue, and never written over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.catalogue.read import look, read_catalogue
from pipelines.commands.deciding import own as deciding
from pipelines.orchestration.foretelling.checking import check
from pipelines.orchestration.foretelling.days import ahead
from pipelines.own.forms.blank import write_form
from pipelines.own.starting import Answers, start
from pipelines.releases.inputs import gather, read
from pipelines.warehouse.tables import provenance
from seksby.errors import CatalogueError, UsageError
from seksby.settings import read_settings
from seksby.vocabulary import Perspective
from seksby.workspace import Workspace
from tests.support import World, make_world

ANSWERS = Answers(
    municipality="Randers",
    owners={"Skole": "Skolechefen"},
    contacts={"": "Økonomi og analyse"},
    committees={"Børn og skole": ["skole"]},
)
TARGET = """\
- effect: absence
  municipality: "730"
  value: 4
  year: 2028
  decided_by: Byrådet
  decided_on: 2026-10-08
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def begun(world: World, answers: Answers = ANSWERS) -> Path:
    start(world.workspace, read_catalogue(world.catalogue), answers)
    return world.workspace.own


def faults(world: World) -> list[str]:
    return [str(fault) for fault in look(world.catalogue, world.workspace.own)[1]]


def test_what_begins_is_a_sound_catalogue_with_its_answers_in_it(world: World) -> None:
    own = begun(world)
    catalogue = read_catalogue(world.catalogue, own)
    assert catalogue.own is not None
    assert catalogue.own.municipality == "730"
    assert [(item.service_area, item.owner) for item in catalogue.own.areas] == [("school", "Skolechefen")]
    assert [(item.id, item.areas) for item in catalogue.own.committees] == [("boern-og-skole", ["school"])]
    assert [(item.service_area, item.contact) for item in catalogue.help_contacts] == [(None, "Økonomi og analyse")]
    assert catalogue.compared_group.id == "six_cities"


def test_a_wrong_answer_is_asked_for_again_with_what_is_near(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One wrong name among ten answers does not end the conversation and lose the nine."""
    typed = ["Rander", "Randers", "Odnse", "", *["", "Skolechefen"], "Analyse", "Børn", "Børn=Skolle", "Børn=Skole", ""]
    typed += ["enhedspris, private", "private tilbud, enhedspriser"]
    asked_for: list[str] = []

    def answer(text: str, **_: object) -> str:
        asked_for.append(text)
        return typed.pop(0)

    monkeypatch.setattr(deciding, "prompt", answer)
    found = deciding._asked(read_catalogue(world.catalogue), None, None, None, None, None, None)
    chosen = [Perspective.PRIVATE, Perspective.SIX_CITY]
    assert found == ("Randers", "", ["skole=Skolechefen"], ["=Analyse"], ["Børn=Skole"], chosen)
    told = capsys.readouterr().out
    assert "Rander findes ikke; nærmest: Randers." in told
    assert "Odnse findes ikke; nærmest: Odense." in told
    assert "enhedspris findes ikke; nærmest: enhedspriser." in told
    assert "Mindst ét område skal have en ejer." in told
    assert "Skriv et navn, et lighedstegn og mindst ét område." in told
    assert not typed
    assert asked_for.count("Hvilken kommune? (navn eller kode)") == 2


def test_nothing_is_overwritten(world: World) -> None:
    own = begun(world)
    (own / "targets.yml").write_text(TARGET, encoding="utf-8")
    again = start(world.workspace, read_catalogue(world.catalogue), ANSWERS)
    assert not again.written
    assert (own / "targets.yml").read_text(encoding="utf-8") == TARGET


def test_the_municipality_chooses_which_perspectives_have_a_page_and_in_what_order(world: World) -> None:
    own = begun(world, replace(ANSWERS, perspectives=(Perspective.PRIVATE, Perspective.STAKEHOLDER)))
    world.snapshot()
    tables = provenance.tables(gather(world.workspace), {})
    (release,) = next(table for table in tables if table.shape.name == "release").records
    assert release["perspectives"] == "private stakeholder"
    assert (release["perspectives_by"], release["perspectives_on"]) == (None, None)
    choice = "- {perspectives: [%s], decided_by: Byrådet, decided_on: %s}\n"
    decided = choice % ("six_city", "2026-03-01") + choice % ("stakeholder, six_city", "2026-10-08")
    (own / "perspectives.yml").write_text(decided, encoding="utf-8")
    catalogue = read_catalogue(world.catalogue, own)
    assert catalogue.own is not None
    assert catalogue.own.perspectives == ["stakeholder", "six_city"], "the last decision holds, and those before stand"
    assert len(catalogue.perspectives) == 2
    tables = provenance.tables(gather(world.workspace), {})
    (release,) = next(table for table in tables if table.shape.name == "release").records
    assert (release["perspectives_by"], release["perspectives_on"]) == ("Byrådet", date(2026, 10, 8))
    (own / "perspectives.yml").write_text(decided + choice % ("private", "2026-09-01"), encoding="utf-8")
    assert "2.decided_on: found '2026-09-01'; allowed: a day from 2026-10-08 on" in "\n".join(faults(world))
    (own / "perspectives.yml").unlink()
    file = own / "municipality.yml"
    file.write_text(file.read_text("utf-8").replace("- stakeholder", "- private"), encoding="utf-8")
    assert "perspectives: each entry once" in "\n".join(faults(world))


def test_own_peers_take_the_place_of_the_group_compared(world: World) -> None:
    own = begun(world, Answers(municipality="730", peers=["Odense", "Aalborg"], owners={"school": "A"}))
    catalogue = read_catalogue(world.catalogue, own)
    assert catalogue.compared_group.id == "own_peers"
    assert catalogue.compared_group.members == ["730", "461", "851"]
    assert [group.id for group in catalogue.peer_groups if group.compared] == ["own_peers"]


def test_all_wrong_answers_are_told_at_once_and_nothing_is_written(world: World) -> None:
    wrong = Answers(municipality="Rander", peers=["Odnse"], owners={"skol": "A"}, committees={"Børn": ["plejn"]})
    with pytest.raises(UsageError) as caught:
        begun(world, wrong)
    for word in ("Rander", "Odnse", "skol", "plejn", "near Rander: Randers"):
        assert word in str(caught.value)
    assert not world.workspace.own.exists()


def test_an_own_target_stands_in_its_measure_and_in_no_file_of_the_catalogue(world: World) -> None:
    own = begun(world)
    shipped = world.indicator.read_text(encoding="utf-8")
    (own / "targets.yml").write_text(TARGET, encoding="utf-8")
    (measure,) = read_catalogue(world.catalogue, own).indicators
    assert [(target.value, target.decided_on) for target in measure.targets] == [(4, date(2026, 10, 8))]
    assert world.indicator.read_text(encoding="utf-8") == shipped
    assert read_catalogue(world.catalogue).indicators[0].targets == []


def test_what_is_decided_makes_another_release_and_what_explains_it_does_not(world: World) -> None:
    own = begun(world)
    first = read(world.workspace).sha256
    (own / "README.md").write_text("Anden tekst", encoding="utf-8")
    assert read(world.workspace).sha256 == first
    (own / "targets.yml").write_text(TARGET, encoding="utf-8")
    assert read(world.workspace).sha256 != first


def test_the_own_municipality_has_pages_though_it_is_not_compared(world: World) -> None:
    with (world.catalogue / "municipalities.csv").open("a", encoding="utf-8") as file:
        file.write("615;Horsens;horsens\n")
    world.snapshot()
    begun(world, Answers(municipality="Horsens", owners={"school": "A"}))
    assert gather(world.workspace).viewpoints == ("615",)


def test_one_setting_names_the_folder(tmp_path: Path) -> None:
    assert Workspace(tmp_path).own == tmp_path / "own"
    elsewhere = tmp_path / "kommunen"
    assert read_settings(own_dir=elsewhere).workspace.own == elsewhere


def test_what_was_decided_of_a_trial_stands_in_it_and_in_a_list_that_grows(world: World) -> None:
    own = begun(world)
    (own / "trials").mkdir()
    trial = BAD["trials/late.yml"].replace("2026-09-01", "2026-05-01") + "donor_pool: six_cities\n"
    (own / "trials" / "late.yml").write_text(trial, encoding="utf-8")
    decision = "- {trial: late, outcome: scale_up, decided_by: Byrådet, decided_on: %s}\n"
    (own / "trial_decisions.yml").write_text(decision % "2026-09-01", encoding="utf-8")
    (found,) = read_catalogue(world.catalogue, own).trials
    assert found.decision is not None
    assert (found.decision.outcome, found.decision.decided_by) == ("scale_up", "Byrådet")
    (own / "trial_decisions.yml").write_text(
        decision % "2026-07-31" + "- {trial: other, outcome: throw_away, decided_by: A, decided_on: 2026-09-01}\n",
        encoding="utf-8",
    )
    told = "\n".join(faults(world))
    assert "0.decided_on: found '2026-07-31'; allowed: a day from 2026-08-01 on" in told
    assert "1.trial: found 'other'; allowed: one of late" in told


BAD = {
    "targets.yml": TARGET.replace("absence", "absense")
    + TARGET.replace("2028", "2024")
    + TARGET
    + TARGET.replace("value: 4", "value: 5"),
    "positive_list.yml": """\
- id: plan
  title: {da: Handleplan, en: Action plan}
  municipality: "730"
  service_area: school
  basis: own_choice
  legal_basis: Byrådet
  justification: {da: Grund, en: Reason}
  owner: Skolechefen
  since: 2026-03-01
  review_by: 2027-03-01
  minutes_per_year: 90
  staff: 40
- id: plan_again
  title: {da: HANDLEPLAN, en: Action plan}
  municipality: "730"
  service_area: school
  basis: own_choice
  legal_basis: Byrådet
  justification: {da: Grund, en: Reason}
  owner: Skolechefen
  since: 2026-03-01
  review_by: 2027-03-01
  minutes_per_year: 90
  staff: 40
- id: nobodys
  title: {da: Skema, en: Form}
  municipality: "730"
  service_area: school
  basis: own_choice
  legal_basis: Byrådet
  justification: {da: Grund, en: Reason}
  since: 2026-13-01
  review_by: 2027-03-01
  minutes_per_year: 90
  staff: 40
""",
    "readings/long.md": "---\nservice_area: school\nmunicipality: '730'\nauthor: A\nrole: B\nwritten_on: 2026-01-01\n"
    "---\n" + "ord " * 600,
    "trials/late.yml": """\
id: late
title: {da: Sent, en: Late}
municipalities: ["730"]
effect: absence
description: {da: D, en: D}
registered_on: 2026-09-01
starts_on: 2026-08-01
stop_on: 2029-07-31
smallest_change: 2
contact: Skole
""",
    "reviews.yml": "- {demand: plan, outcome: keep, reason: {da: A, en: A}, legal_basis: B, decided_by: C, "
    "decided_on: 2026-01-01, review_by: 2029-01-01}\n",
    "postive_list.yml": "[]\n",
}
RULES = (
    "targets.yml:1 0.effect: found 'absense'; allowed: the id of an effect measure; near: absence",
    "targets.yml:7 1: as written; allowed: a target is for a year to come",
    "targets.yml:22 3.year: found 2028; allowed: one target of 730 for 2028",
    "positive_list.yml:14 1.title.da: found 'HANDLEPLAN'; allowed: a demand of its own; plan asks the same",
    "positive_list.yml:25 2.owner: found nothing",
    "positive_list.yml:32 2.since: found '2026-13-01'",
    "readings/long.md:2 text: found",
    "at most 2000 characters",
    "trials/late.yml:1 file: as written; allowed: a trial is registered before it starts",
    "reviews.yml:1 0.decided_on: found '2026-01-01'; allowed: a day from 2026-03-01 on",
    "reviews.yml:1 0.review_by: found '2029-01-01'; allowed: a day after 2026-01-01, at most 24 months",
    "postive_list.yml:1 file: not read, for its name or place",
)


def test_a_bad_configuration_has_all_its_faults_told_at_once(world: World) -> None:
    own = begun(world)
    for name, text in BAD.items():
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    told = "\n".join(faults(world))
    assert [rule for rule in RULES if rule not in told] == [], told


def test_check_tells_every_fault_of_the_folder_and_of_an_old_form_at_once(world: World) -> None:
    """Wrong dates, an unknown measure, no owner, overlapping demands, too long a reading, a late trial, an old form."""
    own = begun(world)
    world.workspace.forms.mkdir(parents=True)
    path = write_form(read_catalogue(world.catalogue, own), world.workspace.forms / "gammelt.xlsx")
    book = openpyxl.load_workbook(path)
    for cells in book["Om skemaet"].iter_rows():
        if cells[0].value == "Skemaets udgave":
            cells[1].value = "0123abcd"
    book.save(path)
    for name, text in BAD.items():
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        check(world.workspace)
    told = str(caught.value)
    assert "schema(s) are not what the models say" in told, "another layer, in the same round"
    rules = (*RULES, "gammelt.xlsx, ark Om skemaet, B11: skemaet er af en ældre udgave, 0123abcd")
    assert [rule for rule in rules if rule not in told] == [], told
    for place in (
        "targets.yml:1 ",
        "positive_list.yml:14 ",
        "readings/long.md:2 ",
        "trials/late.yml:1 ",
        "ark Om skemaet, B11",
    ):
        assert place in told
    assert caught.value.remedy


NO_INTEGER = "Input should be a valid integer, unable to parse string as an integer"
MAIMED = {
    "targets.yml": "- {effect: absense, municipality: '730', value: 4, year: 2020, decided_on: 2026-10-08}\n",
    "positive_list.yml": """\
- id: plan
  title: {da: Handleplan}
  municipality: "999"
  service_area: school
  basis: law
  legal_basis: Loven
  justification: {da: Grund, en: Reason}
  since: 2026-03-01
  review_by: 2029-03-01
  minutes_per_year: mange
  staff: 40
  case: fall
""",
    "trials/late.yml": """\
id: late
title: {da: Sent, en: Late}
municipalities: ["730", "999"]
effect: price
description: {da: D, en: D}
registered_on: i morgen
starts_on: 2026-08-01
stop_on: 2026-07-31
smallest_change: 2
donor_pool: six_cities
""",
    "reviews.yml": "- {demand: plan, outcome: simplify, reason: {da: A, en: A}, decided_by: C, "
    "decided_on: 2026-04-01, review_by: 2029-01-01}\n",
    "municipality.yml": "municipality: '999'\nareas: [{service_area: skole}]\nperspectives: [private, private]\n",
}
"""Entries that each lack a field or have one of the wrong type, and break rules between the rest of them."""


def test_what_an_entry_lacks_hides_no_rule_between_what_it_has_and_no_rule_between_it_and_others(world: World) -> None:
    """And nothing is told that follows from what stood in for it alone."""
    own = begun(world)
    for name, text in MAIMED.items():
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    found = sorted(
        (fault.path.relative_to(own).as_posix(), fault.field, fault.allowed.partition(":")[0])
        for fault in look(world.catalogue, own)[1]
    )
    assert found == [
        ("municipality.yml", "areas.0.owner", "Field required"),
        ("municipality.yml", "areas.0.service_area", "one of school"),
        ("municipality.yml", "file", "perspectives"),
        ("municipality.yml", "municipality", "a municipality code"),
        ("positive_list.yml", "0", "a demand on everybody that cites a single case needs a written exception"),
        ("positive_list.yml", "0", "review_by is at most 24 months after the last decision, 2026-03-01"),
        ("positive_list.yml", "0.case", "one of "),
        ("positive_list.yml", "0.minutes_per_year", NO_INTEGER),
        ("positive_list.yml", "0.municipality", "a municipality code"),
        ("positive_list.yml", "0.owner", "Field required"),
        ("positive_list.yml", "0.title.en", "Field required"),
        ("reviews.yml", "0", "minutes_per_year is what a simplified demand takes from now on, and for simplify alone"),
        ("reviews.yml", "0.legal_basis", "Field required"),
        ("reviews.yml", "0.review_by", "a day after 2026-04-01, at most 24 months"),
        ("targets.yml", "0", "a target is for a year to come"),
        ("targets.yml", "0.decided_by", "Field required"),
        ("targets.yml", "0.effect", "the id of an effect measure; near"),
        ("trials/late.yml", "contact", "Field required"),
        ("trials/late.yml", "effect", "the id of an effect measure"),
        ("trials/late.yml", "file", "a trial starts before it stops"),
        ("trials/late.yml", "municipalities.1", "a municipality code"),
        ("trials/late.yml", "registered_on", "Input should be a valid date or datetime, input is too short"),
    ]  # fmt: skip


def test_a_day_on_which_something_was_done_and_that_has_not_come_is_told_once(world: World) -> None:
    """What is still to come may lie ahead: the end of a trial, a review."""
    own = begun(world)
    (own / "targets.yml").write_text(TARGET, encoding="utf-8")
    (own / "trials").mkdir()
    trial = MAIMED["trials/late.yml"].replace("i morgen", "2026-07-01").replace("2026-07-31", "2029-07-31")
    trial = trial.replace('"730", "999"', '"730"').replace("price", "absence") + "contact: Skole\n"
    (own / "trials" / "late.yml").write_text(trial, encoding="utf-8")
    catalogue = read_catalogue(world.catalogue, own)
    assert list(ahead(catalogue, date(2026, 10, 8))) == []
    (slip, other) = ahead(catalogue, date(2026, 6, 1))
    assert (slip.where, slip.day) == ("absence decided_on", date(2026, 10, 8))
    assert (other.where, other.day) == ("late registered_on", date(2026, 7, 1))


def test_a_demand_on_everybody_that_cites_a_case_wants_a_written_exception(world: World) -> None:
    own = begun(world)
    demand = BAD["positive_list.yml"].partition("- id: plan_again")[0]
    (own / "cases").mkdir()
    (own / "cases" / "fall.yml").write_text(
        "id: fall\ntitle: {da: Et fald, en: A fall}\nmunicipality: '730'\nservice_area: school\nmeasure: Trivsel\n"
        "period: '2025'\nanswer: one_unit\nunits: 12\noutside: 1\nchecked_on: 2026-02-01\nhandled: Skolechefen\n",
        encoding="utf-8",
    )
    (own / "positive_list.yml").write_text(demand + "  case: fall\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="needs a written exception"):
        read_catalogue(world.catalogue, own)
    exception = "  exception: {text: {da: Grund, en: Reason}, decided_by: Byrådet, decided_on: 2026-03-01}\n"
    (own / "positive_list.yml").write_text(demand + "  case: fall\n" + exception, encoding="utf-8")
    assert read_catalogue(world.catalogue, own).positive_list[0].case == "fall"
    (own / "positive_list.yml").write_text(demand + "  case: rise\n" + exception, encoding="utf-8")
    with pytest.raises(CatalogueError, match="one of fall"):
        read_catalogue(world.catalogue, own)
