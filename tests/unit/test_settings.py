"""The environment: read when asked for, checked at once, told without secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr

from pipelines.catalogue.models.source import KEYED
from seksby.errors import UsageError
from seksby.settings import PREFIX, Settings, as_markdown, listed, read_settings
from seksby.speech import LANGUAGES
from tests.support import PROJECT, seksby


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def test_without_any_the_publishers_own_services_are_asked_from_the_projects_folder() -> None:
    settings = read_settings()
    assert settings.workspace.data_dir == PROJECT / "data"
    assert settings.statbank.url == "https://api.statbank.dk/v1"
    assert settings.statbank.interval == 1
    assert {name: endpoint.key for name, endpoint in settings.keyed.items()} == dict.fromkeys(KEYED)
    assert settings.viewpoints == ()


def test_an_empty_one_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"{PREFIX}{name.upper()}", "")
    assert read_settings() == Settings()


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEKSBY_DATA_DIR", "/elsewhere")
    monkeypatch.setenv("SEKSBY_VIEWPOINTS", "Horsens, Vejle ,")
    settings = read_settings(data_dir=tmp_path)
    assert (settings.data_dir, settings.viewpoints) == (tmp_path, ("Horsens", "Vejle"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEKSBY_STATBANK_URL", "api.statbank.dk"),
        ("SEKSBY_JOBINDSATS_URL", "https://"),
        ("SEKSBY_STATBANK_INTERVAL", "now and then"),
        ("SEKSBY_API_INTERVAL", "nan"),
        ("SEKSBY_API_INTERVAL", "-1"),
    ],
)
def test_one_that_makes_no_sense_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        read_settings()
    assert f"{name} is '{value}'" in caught.value.what
    assert name in caught.value.remedy


def test_all_that_are_wrong_are_told_at_once_and_no_key_or_password_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKSBY_STATBANK_URL", "ftp://mads:hemmeligt@proxy/")
    monkeypatch.setenv("SEKSBY_STATBANK_INTERVAL", "soon")
    monkeypatch.setenv("SEKSBY_JOBINDSATS_TOKEN", "hemmeligtø")
    monkeypatch.setenv("SEKSBY_UDDANNELSESSTATISTIK_TOKEN", "hemmeligt\nhemmeligt")
    with pytest.raises(UsageError) as caught:
        read_settings()
    told = str(caught.value)
    for name in ("STATBANK_URL", "STATBANK_INTERVAL", "JOBINDSATS_TOKEN", "UDDANNELSESSTATISTIK_TOKEN"):
        assert f"SEKSBY_{name}" in caught.value.what
    assert "hemmeligt" not in told
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("around", ["\n", "\r\n", "\r", " \t"])
def test_what_stands_around_a_key_is_no_part_of_it(monkeypatch: pytest.MonkeyPatch, around: str) -> None:
    """A key file ends in a line end, one from Windows in two signs."""
    monkeypatch.setenv("SEKSBY_JOBINDSATS_TOKEN", f"hemmeligt{around}")
    assert read_settings().keyed["jobindsats"].key == SecretStr("hemmeligt")


def test_each_is_listed_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKSBY_JOBINDSATS_TOKEN", "hemmeligt")
    monkeypatch.setenv("SEKSBY_STATBANK_URL", "https://mads:hemmeligt@proxy:8080/v1")
    told = {item.variable: item for item in listed(read_settings())}
    assert set(told) == {f"SEKSBY_{name.upper()}" for name in Settings.model_fields}
    assert all(item.meaning for item in told.values())
    assert told["SEKSBY_JOBINDSATS_TOKEN"].value == "set"
    assert told["SEKSBY_UDDANNELSESSTATISTIK_TOKEN"].value == "not set"
    assert told["SEKSBY_STATBANK_URL"].value == "https://proxy:8080/v1"
    assert "hemmeligt" not in repr(told)


def test_the_command_lists_them(tmp_path: Path) -> None:
    done = seksby("settings", "--json", data_dir=tmp_path, SEKSBY_JOBINDSATS_TOKEN="hemmeligt\n")
    assert done.returncode == 0, done.stderr
    told = {item["variable"]: item for item in json.loads(done.stdout)}
    assert told["SEKSBY_DATA_DIR"]["value"] == str(tmp_path)
    assert told["SEKSBY_JOBINDSATS_TOKEN"]["value"] == "set"
    table = seksby("settings", data_dir=tmp_path, SEKSBY_LANGUAGE="da", SEKSBY_VIEWPOINTS="")
    (viewpoints,) = (line.split()[1:3] for line in table.stdout.splitlines() if line.startswith("SEKSBY_VIEWPOINTS"))
    assert viewpoints == ["ingen", "ingen"]
    assert "SEKSBY_STATBANK_INTERVAL" in table.stdout


def test_the_docs_have_the_table() -> None:
    assert (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8") == as_markdown(), "run `make docs`"


def test_the_languages_of_the_terminal_are_those_it_can_be_set_to() -> None:
    assert get_args(Settings.model_fields["language"].annotation) == LANGUAGES


def test_every_service_that_wants_a_key_has_its_settings() -> None:
    assert set(Settings().keyed) == set(KEYED)
