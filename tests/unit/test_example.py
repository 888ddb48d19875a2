"""The examples of `seksby demo`: of every kind of file, sound on the real catalogue, and marked, every one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.own import FOLDERS, OWN_LISTS
from pipelines.catalogue.read import read_catalogue
from pipelines.orchestration.foretelling.checking import check
from pipelines.own.example import MARK, write_example
from seksby.workspace import Workspace


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalogue]:
    workspace = Workspace(tmp_path_factory.mktemp("demo"))
    write_example(workspace, read_catalogue(workspace.catalogue), "Randers", date(2026, 11, 29))
    return workspace.own, read_catalogue(workspace.catalogue, workspace.own)


def test_there_is_one_of_every_kind_and_the_folder_says_that_it_is_an_example(shown: tuple[Path, Catalogue]) -> None:
    own, catalogue = shown
    assert catalogue.own is not None
    assert catalogue.own.is_example
    assert all(any((own / folder).iterdir()) for folder in FOLDERS)
    lists = (catalogue.targets, catalogue.positive_list, catalogue.reviews, catalogue.help_contacts, catalogue.trials)
    assert all(lists)
    assert [(item.trial, item.outcome) for item in catalogue.trial_decisions] == [("example_breakfast", "throw_away")]
    assert [len(item.perspectives) for item in catalogue.perspectives] == [3]
    filled = {file for file in OWN_LISTS if (own / f"{file}.yml").read_text(encoding="utf-8").count("decided_on:")}
    assert filled == set(OWN_LISTS), "every list of the own folder has an example"
    assert {review.outcome for review in catalogue.reviews} == {"simplify", "drop"}
    assert any(demand.case and demand.exception for demand in catalogue.positive_list)


def test_every_text_of_it_says_that_it_is_an_example(shown: tuple[Path, Catalogue]) -> None:
    _, catalogue = shown
    texts = [
        *(demand.title.da for demand in catalogue.positive_list),
        *(reading.text for reading in catalogue.readings),
        *(note.what.da for note in catalogue.practice_notes),
        *(trial.title.da for trial in catalogue.trials),
        *(case.title.da for case in catalogue.cases),
        *(target.decided_by for target in catalogue.targets),
        *(contact.contact for contact in catalogue.help_contacts),
        *(review.reason.da for review in catalogue.reviews),
        *(item.decided_by for item in (*catalogue.trial_decisions, *catalogue.perspectives)),
    ]
    assert len(texts) > 15
    assert [text for text in texts if not text.startswith(MARK)] == []


@pytest.mark.slow
def test_check_says_what_is_due_within_90_days_and_who_owns_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    write_example(workspace, read_catalogue(workspace.catalogue), "Randers", datetime.now(UTC).date())
    told = [(item.demand, item.owner, item.is_overdue) for item in check(workspace).due]
    assert told == [
        ("example_weekly", f"{MARK}: Skolechefen", False),
        ("example_guarantee", f"{MARK}: Dagtilbudschefen", False),
    ]


def test_what_is_there_is_left_as_it_is(shown: tuple[Path, Catalogue], tmp_path: Path) -> None:
    own, catalogue = shown
    before = (own / "targets.yml").read_bytes()
    write_example(Workspace(own.parent), catalogue, "Odense", date(2027, 1, 1))
    assert (own / "targets.yml").read_bytes() == before
