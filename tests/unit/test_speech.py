"""What errors and commands say is there in Danish and in English, and is found again however it was put together."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from pipelines.commands.screen import terminal
from seksby.errors import CatalogueError, all_faults
from seksby.speech import LANGUAGES, po_file, said
from tests.spoken import halves, texts, update
from tests.support.asking import asked

PAIRS = [(language, text, half) for language in LANGUAGES for text, half in halves(language).items()]


def filled(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_of_the_code_has_its_other_half() -> None:
    known = {text for _, text, _ in PAIRS}
    assert [text for text in texts() if text not in known] == [], "run `make messages`, and translate what is new"
    assert [text for _, text, half in PAIRS if not half] == []


def test_the_files_are_what_make_messages_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {language: po_file(language).read_bytes() for language in LANGUAGES}
    for language, content in before.items():
        (tmp_path / language).write_bytes(content)
    monkeypatch.setattr("tests.spoken.po_file", tmp_path.joinpath)
    update()
    assert {language: (tmp_path / language).read_bytes() for language in LANGUAGES} == before


def test_a_half_fills_in_nothing_that_the_other_has_not() -> None:
    """What the Danish leaves out is the `s` of a plural, and the name of a class."""
    assert [text for _, text, half in PAIRS if not filled(half) <= filled(text)] == []
    assert sorted(text for _, text, half in PAIRS if filled(half) != filled(text)) == [
        "Input should be a valid dictionary or instance of {0}",
        "The catalogue has {0} fault{1}.",
        "The contract of {0} has {1} fault{2}.",
    ]


def test_a_text_is_put_into_the_language_asked_for() -> None:
    english = "AED06 has no ALDER that fits '50'."
    assert said(english, "da") == "AED06 har ingen ALDER, der passer til »50«."
    assert said(english, "en") == english
    danish = "  Filen kan ikke bruges: T8; de forrige tal står"
    assert said(danish, "en") == "  The file cannot be used: T8; the figures before it stand"
    assert said(danish, "da") == danish


def test_a_fault_of_a_file_is_said_in_one_language() -> None:
    unread = "units.yml:1 file: cannot be read: Is a directory; allowed: a file that can be read"
    assert said(unread, "da") == "units.yml:1 file: kan ikke læses: det er en mappe; tilladt: en fil, der kan læses"
    comma = "line 2: is not JSON: Expecting ',' delimiter: line 2 column 1 (char 6); allowed: well-formed JSON"
    assert said(comma, "da") == (
        "linje 2: er ikke JSON: der skulle stå ',': linje 2, kolonne 1 (tegn 6); tilladt: velskrevet JSON"
    )
    assert said("m.xlsx Ark1!B2 aar: fandt 'x'; regel: et tal", "en") == "m.xlsx Ark1!B2 aar: found 'x'; rule: a number"


def test_a_fault_of_a_release_is_said_with_its_names_as_they_are() -> None:
    assert said("site/a/index.html has been changed", "da") == "site/a/index.html er ændret"
    assert said("site/a/index.html is not what the warehouse gives", "da") == (
        "site/a/index.html er ikke, hvad warehouset giver"
    )
    assert said("marts.benchmarks.gap: cost 751 2024: 1 published, 2 computed again (and 3 more)", "da") == (
        "marts.benchmarks.gap: cost 751 2024: 1 udgivet, 2 regnet igen (og 3 til)"
    )


def test_what_was_filled_in_or_joined_is_looked_up_too() -> None:
    """A reason in a line of the last screen, a line of a catalogue fault, two sentences after one another."""
    assert said("  Ikke opdateret: FOLK1A: StatBank cannot be reached: Connection refused.", "da") == (
        "  Ikke opdateret: FOLK1A: StatBank kan ikke nås: ingen svarer på adressen."
    )
    assert said("sources/T1.yml:3 title: found nothing; allowed: Field required", "da") == (
        "sources/T1.yml:3 title: fandt ingenting; tilladt: feltet skal udfyldes"
    )
    assert said("There is no indicator x. There is no municipality y.", "da") == (
        "Der er intet nøgletal x. Der er ingen kommune y."
    )


@pytest.mark.parametrize(
    "text",
    [
        "LINE 1: select municipality_code, year, value, unit from marts.indicator_values",
        "    marts.lineage: codes, period, publisher, weight, year",
        "value: 12",
    ],
)
def test_a_single_word_in_a_text_is_a_name_and_stays(text: str) -> None:
    assert {said(text, language) for language in LANGUAGES} == {text}
    assert said("value", "da") == "værdi"  # a heading, by itself


def test_neither_a_default_nor_what_is_quoted_is_translated() -> None:
    assert said("[default: value]", "da") == "[ellers: value]"
    assert said("No such command 'Connection refused'.", "da") == "Der er ingen kommando »Connection refused«."


@pytest.mark.parametrize("text", ["", "  ", "FOLK1A", "Kvotient: 21,4; elever", "ORA-00942: table does not exist {0}"])
def test_names_and_the_words_of_others_stay(text: str) -> None:
    assert {said(text, language) for language in LANGUAGES} == {text}


@pytest.mark.parametrize(
    ("line", "variable", "spoken"),
    [
        (["check"], "", "da"),
        (["check"], "en", "en"),
        (["--language", "da", "check"], "en", "da"),
        (["--data-dir", "en", "--language=en", "check"], "", "en"),
        (["export", "xlsx", "--language", "en"], "", "da"),  # the workbook's language, not the terminal's
        (["--language", "tlh", "check"], "", "da"),
    ],
)
def test_the_language_of_the_terminal(
    line: list[str], variable: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["seksby", *line])
    monkeypatch.setenv("SEKSBY_LANGUAGE", variable)
    assert terminal.language() == spoken


def test_several_faults_are_told_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its own place and what was expected there; what to do stands once."""
    monkeypatch.setattr("sys.argv", ["seksby", "check"])
    monkeypatch.setattr(terminal, "err", terminal.Console(width=200))
    faults = [
        CatalogueError(
            f"{table} has no variable ALDER.",
            where=f"sources/{table}.yml:8",
            expected="one of KØN, Tid",
            remedy="mend the selector, then run `seksby check`",
        )
        for table in ("AED06", "AED08")
    ]
    terminal.report(all_faults(faults))
    assert capsys.readouterr().out.splitlines() == [
        "Fejl: 2 fejl",
        "- AED06 har ingen variabel ALDER.",
        "  hvor:   sources/AED06.yml:8",
        "  ventet: en af KØN, Tid",
        "- AED08 har ingen variabel ALDER.",
        "  hvor:   sources/AED08.yml:8",
        "  ventet: en af KØN, Tid",
        "  gør nu: ret udvælgelsen, og kør så `seksby check`",
    ]


def test_help_and_faults_of_the_command_line_speak_both(tmp_path: Path) -> None:
    danish, english = asked("sources", "--help", data_dir=tmp_path), asked("--help", data_dir=tmp_path)
    assert "Brug: seksby" in danish.stdout
    assert "Bed hver tabel i StatBank om sin beskrivelse" in " ".join(danish.stdout.split())
    assert "Tilvalg:" in english.stdout
    wrong = asked("frobnicate", data_dir=tmp_path).stderr
    assert "Der er ingen kommando »frobnicate«" in wrong
    assert "No such command 'frobnicate'" in asked("--language", "en", "frobnicate", data_dir=tmp_path).stderr
