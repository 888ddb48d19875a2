"""No file that people write is larger, deeper or stranger than its reader can take."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from seksby.reading import LARGEST, UnreadableError, read_csv, read_json, read_text, read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        (BOMB, 6, "unfolds to too many values"),
        ("a: &a [*a]", 1, "found *a"),
        ("a: 1\nb: " + "[" * 1500, 2, "nested too deep"),
        ("- " * 1500 + "a", 1, "nested too deep"),
        ("a: 1\nb: !!bool foo", 2, "tag"),
        ('a: "\\0"', 1, "escaped control character"),
        ("a: 1\nb: \x00", 2, "control character"),
        ("a: " + "9" * 9000, 1, "digits"),
        ("a: 1\na: 2", 2, "duplicate key"),
    ],
)
def test_yaml_beyond_the_limits_is_told_with_its_line(text: str, line: int, found: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_yaml(text)
    assert (caught.value.line, found in caught.value.found) == (line, True), caught.value.found


def test_a_day_that_is_in_no_calendar_is_its_text_so_that_the_rule_of_its_field_says_what_is_wrong() -> None:
    assert read_yaml("a: 2024-13-45\nb: 2024-12-31") == {"a": "2024-13-45", "b": date(2024, 12, 31)}


def test_an_alias_of_what_is_written_once_is_read() -> None:
    assert read_yaml("a: &a [1, 2]\nb: *a\n") == {"a": [1, 2], "b": [1, 2]}


def test_a_file_too_large_or_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_bytes(b"a" * (LARGEST + 1))
    with pytest.raises(UnreadableError, match="too large"):
        read_text(path)
    path.write_bytes("a: 1\nb: æ".encode("latin-1"))
    with pytest.raises(UnreadableError) as caught:
        read_text(path)
    assert (caught.value.line, caught.value.found) == (2, "byte 8 is not UTF-8")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_text(tmp_path)


def test_json_beyond_the_limits_is_told() -> None:
    for text in ("[" * 100_000, "{", '["\\ud800"]'):
        with pytest.raises(UnreadableError):
            read_json(text)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("", 1, "found the header"),
        ("hello\n", 1, "found the header 'hello'"),
        ("code;name;code\n", 1, "found the header"),
        ("code;name\n", 1, "found no rows"),
        ("code;name\n1;a\n2\n", 3, "found 1 cells"),
        ("code;name\n1;" + "a" * 110_000, 2, "found a cell without end"),
    ],
)
def test_a_table_that_is_none_is_told_with_its_line(text: str, line: int, found: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_csv(text, ["code", "name"])
    assert (caught.value.line, found in caught.value.found) == (line, True), caught.value.found
