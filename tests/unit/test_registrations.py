"""A trial is registered by the first release that holds it: late, changed and deleted ones are told apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from pipelines.catalogue.models.evidence import Trial
from pipelines.releases import registrations
from pipelines.releases.registrations import Registration
from seksby.errors import BuildError
from seksby.workspace import Workspace

BEFORE, START = date(2025, 12, 31), date(2026, 1, 1)


def trial(**changed: object) -> Trial:
    return Trial.model_validate(
        {
            "id": "breakfast",
            "title": {"da": "Morgenmad", "en": "Breakfast"},
            "municipalities": ["730"],
            "effect": "absence",
            "description": {"da": "Mad", "en": "Food"},
            "registered_on": date(2019, 1, 1),
            "starts_on": START,
            "stop_on": date(2028, 12, 31),
            "smallest_change": 1.5,
            "contact": "Skolen",
        }
        | changed
    )


def test_what_a_release_held_before_the_first_day_is_proved_whatever_date_the_file_says() -> None:
    assert registrations.state(trial(), Registration.of(trial(), BEFORE)) == "proved"
    assert registrations.state(trial(), Registration.of(trial(), START)) == "registered_late"
    # Searched among published figures, and written with a date of before them.
    assert registrations.state(trial(), Registration.of(trial(), date(2029, 6, 1))) == "registered_late"


@pytest.mark.parametrize(
    "changed",
    [
        {"smallest_change": 0.3},
        {"effect": "presence"},
        {"municipalities": ["751"]},
        {"municipalities": ["730", "751"]},
        {"stop_on": date(2027, 12, 31)},
        {"donor_pool": "neighbours"},
    ],
)
def test_a_promise_that_was_altered_is_changed(changed: dict[str, object]) -> None:
    assert registrations.state(trial(**changed), Registration.of(trial(), BEFORE)) == "registration_changed"


def test_what_may_be_mended_changes_nothing() -> None:
    mended = trial(contact="Forvaltningen", title={"da": "Morgenmad for alle", "en": "Breakfast for all"})
    assert registrations.state(mended, Registration.of(trial(), BEFORE)) == "proved"


def test_the_first_day_stays_and_a_deleted_trial_stays_known() -> None:
    first = registrations.registered([trial()], {}, BEFORE)
    later = registrations.registered([trial(smallest_change=0.3)], first, date(2026, 3, 1))
    assert later == first
    other = registrations.registered([trial(id="lunch")], first, date(2026, 3, 1))
    assert {name: item.first_published_on for name, item in other.items()} == {
        "breakfast": BEFORE,
        "lunch": date(2026, 3, 1),
    }


def written(data_dir: Path, text: str) -> Workspace:
    workspace = Workspace(data_dir)
    workspace.current.mkdir(parents=True)
    (workspace.current / "manifest.json").write_text(text, encoding="utf-8")
    return workspace


def test_they_go_from_manifest_to_manifest_and_are_known_by_the_day(tmp_path: Path) -> None:
    assert registrations.known(Workspace(tmp_path / "none"), None) == {}
    kept = {"breakfast": Registration.of(trial(), BEFORE)}
    manifest = {"trials": {name: item.model_dump(mode="json") for name, item in kept.items()}}
    workspace = written(tmp_path, json.dumps(manifest))
    assert registrations.known(workspace, None) == kept
    assert registrations.known(workspace, BEFORE) == kept
    assert registrations.known(workspace, date(2025, 12, 30)) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"trials": {"breakfast": {"sha256": 1}}}', '{"trials": 3}'])
def test_a_damaged_manifest_is_one_error_with_the_way_out(tmp_path: Path, text: str) -> None:
    workspace = written(tmp_path, text)
    with pytest.raises(BuildError) as caught:
        registrations.known(workspace, None)
    assert caught.value.where.endswith("manifest.json")
    assert "restore the file" in caught.value.remedy


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, None),
        (
            {"old": {"sha256": "a", "first_published_on": "2019-01-01", "first_release": "r1"}},
            "trial old: the manifest",
        ),
        ({"old": None}, "trial old: the manifest"),
        ({"new": {"sha256": "b", "first_published_on": "2019-05-01", "first_release": "r2"}}, "trial new: it is said"),
        ({"new": {"sha256": "b", "first_published_on": "2020-02-01", "first_release": "r1"}}, "trial new: it is said"),
    ],
)
def test_a_registration_is_handed_on_as_it_was_and_none_is_dated_back(
    change: Mapping[str, Mapping[str, str] | None], line: str | None
) -> None:
    old = {"old": {"sha256": "a", "first_published_on": "2019-03-01", "first_release": "r1"}}
    new = {"new": {"sha256": "b", "first_published_on": "2020-02-01", "first_release": "r2"}}
    trials = {name: item for name, item in {**old, **new, **change}.items() if item}
    manifest = {"release": "r2", "today": "2020-02-01", "as_of": None, "trials": trials}
    lines = registrations.chain_faults(manifest, {"trials": old})
    assert [str(each)[: len(line or "")] for each in lines] == ([line] if line else [])
