"""What commands write where no terminal is."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.main import get_command
from xlsxwriter.exceptions import FileCreateError

from pipelines.commands.auditing.verifying import by_kind, in_words
from pipelines.commands.cli import app
from pipelines.commands.screen import terminal
from pipelines.commands.screen.terminal import spoken
from pipelines.commands.screen.writing import writing
from pipelines.recomputing.comparing import TWICE, Difference
from pipelines.recomputing.papers import checking
from pipelines.releases.proof import paper
from pipelines.releases.proof.audit import told
from pipelines.releases.release import chain_fault
from pipelines.releases.sealing.fault import Fault, about
from pipelines.releases.tracing.kinds import KINDS
from seksby.errors import SeksbyError, UsageError
from tests.support import make_world, seksby
from tests.support.asking import asked


def test_the_process_ends_when_the_command_has() -> None:
    """Libraries put away what they have to; what they loaded is not taken apart."""
    program = """
import atexit, sys
from pipelines.commands import cli
class Loaded:
    def __del__(self): print("taken apart")
loaded = Loaded()
atexit.register(print, "put away")
def main():
    print("said", end=" ")
    sys.exit(3)
cli.main = main
cli.run()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, "said put away\n", "")


def test_a_piped_table_has_one_whole_line_per_row(tmp_path: Path) -> None:
    """On a terminal the cells of a narrow screen fold; a pipe has no width, whatever the shell's is."""
    world = make_world(tmp_path)
    world.snapshot()
    done = seksby("--language", "en", "sources", data_dir=world.workspace.data_dir, COLUMNS="30")
    assert done.returncode == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert " ".join(head.split()) == "source title origin retrieved at rows"
    (row,) = rows
    source, *_, day, number = row.split()
    assert (source, day, number) == ("PUPILS", "2025-06-01", "36")
    assert " copied " in row or " transcribed " in row


def test_what_stands_in_a_table_is_shown_as_it_is() -> None:
    with terminal.out.capture() as written:
        terminal.print_table([{"a": ":x: [bold]b[/bold] [/]"}], ["a"], as_asked=True)
    assert ":x: [bold]b[/bold] [/]" in written.get()


@pytest.mark.parametrize(
    "raised", [FileNotFoundError(2, "Nothing there"), FileCreateError(OSError(2, "Nothing there"))]
)
def test_an_export_that_cannot_be_written_says_so_in_four_parts(tmp_path: Path, raised: Exception) -> None:
    with pytest.raises(SeksbyError, match="The file cannot be written: Nothing there") as error, writing(tmp_path):
        raise raised
    assert error.value.where == str(tmp_path)
    assert "name another file or folder with --out" in error.value.remedy


def test_the_folder_of_an_export_is_made_and_none_that_it_stands_in(tmp_path: Path) -> None:
    with writing(tmp_path / "briefs", folder=True):
        assert (tmp_path / "briefs").is_dir()
    with pytest.raises(SeksbyError, match="cannot be written"), writing(tmp_path / "no" / "where", folder=True):
        pass
    assert not (tmp_path / "no").exists()


def test_the_form_is_refused_where_its_folder_is_not(tmp_path: Path) -> None:
    form = tmp_path / "no" / "x.xlsx"
    done = seksby("export", "skema", "--out", str(form), data_dir=make_world(tmp_path).workspace.data_dir)
    assert done.returncode == 1
    assert done.stderr.startswith("Fejl: Filen kan ikke skrives: ")
    assert str(form) in done.stderr


def test_the_options_of_a_refresh_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: dict[str, object] = {}

    def refresh(*_: object, **options: object) -> None:
        asked_for.update(options)
        raise UsageError("no further", where="here", expected="the options", remedy="none")

    monkeypatch.setattr("pipelines.orchestration.refresh.refresh", refresh)
    done = asked("refresh", "--offline", "--as-of", "2025-06-30", "--viewpoint", "Horsens", data_dir=tmp_path)
    assert done.returncode == UsageError.exit_code
    assert asked_for == {"offline": True, "as_of": date(2025, 6, 30), "seen_from": ["Horsens"]}


def test_the_help_of_a_trace_names_every_kind_of_number() -> None:
    """Written out there: asking for the list loads every question of a trace, and each command would."""
    (option,) = [each for each in get_command(app).commands["trace"].params if each.name == "kind"]  # type: ignore[attr-defined]
    assert option.help.rstrip(".").replace(" or ", ", ").split(", ") == list(KINDS)


def test_faults_of_a_release_are_told_by_kind_the_first_of_each_named() -> None:
    """Files by what is wrong with them, whatever they are called; figures by table and column."""
    value = Fault("marts.indicator_values.value", "marts.indicator_values.value: school_cost 751 2024: 5.2 published")
    faults = [
        about("site/a is missing/index.html", "has been changed"),
        about("snapshot T1@2026: data.csv", "is missing"),
        value,
        about("site/a/index.html", "is not what the warehouse gives"),
        about("site/b is missing.html", "is not what the warehouse gives"),
        about("snapshot T2@2026: data.csv", "is missing"),
    ]
    assert by_kind(faults) == [(faults[0], 0), (faults[1], 1), (value, 0), (faults[3], 1)]


@pytest.mark.parametrize(
    ("fault", "danish"),
    [
        (about("snapshot T1@2026: data.csv", "is missing"), "hentet fil T1@2026: data.csv mangler"),
        (about("trial t1:", "the manifest keeps another registration than the release before"),
         "prøvehandling t1: manifestet har en anden registrering end udgaven før"),
        (about("what the manifests keep of trials", "cannot be read"),
         "det, manifesterne gemmer om prøvehandlinger, kan ikke læses"),
        (about("site/manifest.json", "is not the same as manifest.json"),
         "site/manifest.json er ikke den samme som manifest.json"),
        (chain_fault("the release after it, r2, recorded another manifest of it than it has"),
         "udgaven efter den, r2, har noteret et andet manifest for den, end den har"),
        (Fault("the mean of the others", 'page 1: 7,0 in "Tal. Det: no, set": the mean of the others is 7.48 (x)'),
         'side 1: 7,0 i "Tal. Det: no, set": de andres gennemsnit er 7.48 (x)'),
        (told(Difference("marts.a", "t", {"id": "x"}, "Nye tal. Set: no, published", "one", 3)),
         'marts.a.t: x: "Nye tal. Set: no, published" udgivet, one regnet igen (og 2 til)'),
        (told(Difference("marts.a", "", {"id": "x"}, None, "a row", 1)),
         'marts.a: x: ikke udgivet, og "a row" regnet igen'),
        (told(Difference("marts.a", "", {"id": "x"}, 5.0, None, 2)),
         "marts.a: x: udgivet, og intet giver det (og 1 til)"),
        (told(Difference("marts.a", "", {"id": "x"}, TWICE, "one", 1)),
         "marts.a: x: står to gange, og er regnet igen én gang"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_one_language(fault: Fault, danish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKSBY_LANGUAGE", "da")
    assert in_words(fault) == danish
    monkeypatch.setenv("SEKSBY_LANGUAGE", "en")
    assert in_words(fault) == fault.text


def test_what_a_paper_has_otherwise_is_told_in_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKSBY_LANGUAGE", "da")
    for what in checking.WHAT.values():
        for again, said in (("5", f"{spoken(what)} er 5 (?)"), ("", f"intet giver {spoken(what)} (?)")):
            fault = paper.told(checking.Otherwise(1, "7,0", "et tal", what, "", again))
            assert in_words(fault) == f'side 1: 7,0 i "et tal": {said}'
            assert spoken(what) != what


def test_a_code_of_a_closed_list_is_said_as_the_pages_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = ("numerator", "use:67-79", "confidential", "delivered", "no such code")
    monkeypatch.setenv("SEKSBY_LANGUAGE", "da")
    assert [terminal.word(code) for code in codes] == [
        "tæller",
        "forbrug, alder 67-79",
        "tallet er fortroligt eller ukendt hos kilden",
        "leveret som fil",
        "no such code",
    ]
    assert (terminal.day("2026-11-22T00:00:00Z"), terminal.day(None)) == ("22.11.2026", None)
    monkeypatch.setenv("SEKSBY_LANGUAGE", "en")
    assert (terminal.word("denominator"), terminal.day("2026-11-22T00:00:00Z")) == ("denominator", "2026-11-22")


@pytest.mark.parametrize(
    ("spoken", "written"), [("da", ["22.116", "1.122,0", "−0,5"]), ("en", ["22,116", "1,122.0", "−0.5"])]
)
def test_a_number_is_written_as_the_language_of_the_terminal_writes_it(
    monkeypatch: pytest.MonkeyPatch, spoken: str, written: list[str]
) -> None:
    monkeypatch.setenv("SEKSBY_LANGUAGE", spoken)
    assert [terminal.figure(number) for number in (22116, "1122.0", Decimal("-0.500000"))] == written
