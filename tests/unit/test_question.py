"""What a question in SQL may use: never the release, and not the whole machine."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import duckdb
import pytest

from pipelines.releases import question, release
from seksby.errors import UsageError
from tests.support.asking import asked


@pytest.fixture
def held(tmp_path: Path) -> release.Release:
    duckdb.connect(str(tmp_path / release.WAREHOUSE)).close()
    return release.Release(tmp_path, {"release": "one"})


def test_it_has_a_limit_of_memory_and_of_disk_outside_the_release(held: release.Release, tmp_path: Path) -> None:
    settings = ("memory_limit", "max_temp_directory_size", "temp_directory")
    asked = " union all ".join(
        f"select '{name}' as name, current_setting('{name}')::varchar as value" for name in settings
    )
    (memory, disk, place) = (row["value"] for row in question.ask(held, asked, tmp_path / "cache").rows)
    assert (memory, disk) == ("953.6 MiB", "9.3 GiB")  # a thousand million bytes, and ten times that
    assert place == str(tmp_path / "cache" / "query")


def test_what_does_not_fit_is_put_aside_in_the_cache_and_gone_afterwards(
    held: release.Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sort of more rows than the memory holds."""
    monkeypatch.setattr(question, "MEMORY", "20MB")
    sql = "select count(*) as n from (select range as a from range(2000000) order by hash(range) limit 1500000)"
    assert question.ask(held, sql, tmp_path / "cache").rows == [{"n": 1_500_000}]
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == [release.WAREHOUSE]
    assert list((tmp_path / "cache").rglob("*.tmp")) == []


def test_two_questions_are_not_answered_by_the_last_alone(held: release.Release, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="more than one question"):
        question.ask(held, "select 1 as a; select 2 as b", tmp_path / "cache")
    assert question.ask(held, "-- a comment; and more\nselect 2 as b;", tmp_path / "cache").rows == [{"b": 2}]


@pytest.mark.parametrize(
    "statement", ["set memory_limit = '100GB'", "set temp_directory = '/tmp'", "reset memory_limit"]
)
def test_it_cannot_raise_its_own_limits(held: release.Release, tmp_path: Path, statement: str) -> None:
    with pytest.raises(UsageError, match="locked"):
        question.ask(held, statement, tmp_path / "cache")


@pytest.mark.parametrize(
    ("language", "answer"), [("da", "navn;tal\r\nÆrø;1,5\r\n'=1+1;\r\n"), ("en", "navn,tal\r\nÆrø,1.5\r\n'=1+1,\r\n")]
)
def test_a_question_is_read_from_standard_input_and_answered_for_a_spreadsheet_of_the_language(
    held: release.Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, answer: str
) -> None:
    """As the files of the pages are: with the byte order mark, and no text that is run as a formula."""
    monkeypatch.setattr(release, "find", lambda _: held)
    sql = "-- a comment\nselect * from (values ('Ærø', 1.50), ('=1+1', null)) as t (navn, tal)\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(sql))
    said = asked("--language", language, "query", "-", "--csv", data_dir=tmp_path)
    assert (said.returncode, said.stdout) == (0, f"\ufeff{answer}")


@pytest.mark.parametrize(
    ("sql", "advice"), [("", "show all tables"), (" ; ", "show all tables"), ("select 1 a, 2 a", "`as`")]
)
def test_what_is_no_answer_is_told_with_what_to_do(
    held: release.Release, tmp_path: Path, sql: str, advice: str
) -> None:
    with pytest.raises(UsageError) as told:
        question.ask(held, sql, tmp_path / "cache")
    assert advice in told.value.remedy
