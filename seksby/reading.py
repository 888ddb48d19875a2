"""Files that people write, read within limits: YAML, JSON, CSV, pages and SQL.

Belongs here: how large, how deep and in which characters such a file may be, so that none of them hangs a command or
ends it with an error of the parser. Does not belong here: what a file has to say, and how its fault is told; each
reader words that in its own shape of error.

Aliases of YAML are counted unfolded, for ten lines of them can stand for gigabytes; tags are refused, for they make
of a value what nobody sees.
"""

from __future__ import annotations

import csv
import io
import json
import pickle
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent
from ruamel.yaml.reader import ReaderError

LARGEST = 1_000_000  # bytes; the largest file of the catalogue has 50,000
DEEPEST = 30  # levels; a recipe has seven
LONGEST = 200_000  # values of a YAML file when its aliases are unfolded
LONGEST_CELL = 100_000  # characters; the longest of the catalogue has 300
UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
PRINTED = "text of letters and signs, tabs and line ends"


class UnreadableError(ValueError):
    """A file is beyond the limits, or is not what its kind has to be; `line` is the line of it."""

    def __init__(self, found: str, expected: str, line: int = 1) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.line = line


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        FileNotFoundError: it is not there.
        UnreadableError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}", "a file that can be read") from None
    if len(content) > LARGEST:
        raise UnreadableError("the file is too large", f"at most {LARGEST} bytes")
    try:
        return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8").read()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"byte {error.start} is not UTF-8", "UTF-8 text", line) from None


def read_yaml(text: str) -> Any:
    """What a text in YAML says; a day that is in no calendar is its text, for the rule of its field to refuse.

    Raises:
        UnreadableError: it is not well-formed, nested too deep or unfolds too long, or has tags or control characters.
    """
    return pickle.loads(_said(text))  # noqa: S301 - our own bytes, of a moment ago


@lru_cache(maxsize=2_000)
def _said(text: str) -> bytes:
    """What `read_yaml` gives, to be unpacked for each who asks: parsing takes four fifths of reading a catalogue, and
    one command may read the same files several times, before and after what it changes.
    """
    try:
        _check_events(text)
        return pickle.dumps(yaml_reader("safe").load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        raise UnreadableError(str(error.problem), "well-formed YAML", mark.line + 1 if mark else 1) from None
    except ReaderError as error:  # a character that may stand nowhere in YAML, so its first place is the fault's
        character = chr(error.character)
        line = text[: max(text.find(character), 0)].count("\n") + 1
        raise UnreadableError(f"found the control character {character!r}", "printable text", line) from None
    except UnreadableError:
        raise
    except ValueError as error:  # a number without end; the parser names no line
        raise UnreadableError(str(error), "numbers that can be kept") from None


def yaml_reader(kind: Literal["safe", "rt"]) -> YAML:
    """A parser of YAML by which one wrong day does not make the rest of its file unreadable: `rt` knows lines."""
    reader = YAML(typ=kind)
    reader.Constructor = _tolerant(SafeConstructor if kind == "safe" else RoundTripConstructor)
    return reader


@cache
def _tolerant(constructor: type[Any]) -> type[Any]:
    class Tolerant(constructor):  # type: ignore[misc]
        def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
            try:
                return super().construct_yaml_timestamp(node, values)
            except ValueError:
                return self.construct_scalar(node)

    Tolerant.add_constructor("tag:yaml.org,2002:timestamp", Tolerant.construct_yaml_timestamp)
    return Tolerant


def read_json(text: str) -> Any:
    """What a text in JSON says.

    Raises:
        UnreadableError: it is not JSON, or nested too deep.
    """
    try:
        found = json.loads(text)
    except RecursionError:
        raise UnreadableError("is nested too deep", f"at most {DEEPEST} levels") from None
    except ValueError as error:
        raise UnreadableError(f"is not JSON: {error}", "well-formed JSON", getattr(error, "lineno", 1)) from None
    if not _is_written(json.dumps(found, ensure_ascii=False)):
        raise UnreadableError("holds half a character", PRINTED)
    return found


def read_csv(text: str, columns: list[str]) -> list[dict[str, str]]:
    """The rows of a text in CSV with semicolons and just these columns.

    Raises:
        UnreadableError: another header, a row with more or fewer cells, or no rows.
    """
    expected = f"the header {';'.join(columns)} and rows below it, with as many cells each"
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            raise UnreadableError(f"found the header {';'.join(header)[:200]!r}", expected)
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise UnreadableError(str(error), expected, reader.line_num) from None
    for line, row in rows:
        if len(row) != len(header):
            raise UnreadableError(f"found {len(row)} cells", expected, line)
        if not all(map(_is_written, row)):
            raise UnreadableError("found a control character", PRINTED, line)
        # Not left to Python's own limit: it is one for the whole process, and other libraries raise it.
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise UnreadableError("found a cell without end", f"at most {LONGEST_CELL} characters in a cell", line)
    if not rows:
        raise UnreadableError("found no rows", expected)
    return [dict(zip(header, row, strict=True)) for _, row in rows]


def _check_events(text: str) -> None:
    """What the limits say, before anything is made of the text: events come one by one, however deep they lie."""
    anchored: dict[str, int] = {}  # values below each anchor
    inside: list[tuple[str | None, int]] = [(None, 0)]  # anchor and values of each collection that is open
    for event in YAML(typ="safe").parse(text):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            raise UnreadableError(f"found the tag {event.tag}", "values without tags", line)
        if isinstance(event, ScalarEvent) and not _is_written(event.value):
            raise UnreadableError("found an escaped control character", PRINTED, line)
        if isinstance(event, CollectionStartEvent):
            inside.append((event.anchor, 1))
            values = 0
        elif isinstance(event, CollectionEndEvent):
            anchor, values = inside.pop()
            if anchor:
                anchored[anchor] = values
        elif isinstance(event, AliasEvent):
            if event.anchor not in anchored:
                raise UnreadableError(f"found *{event.anchor}", "the name of an anchor before it", line)
            values = anchored[event.anchor]
        elif isinstance(event, ScalarEvent):
            values = 1
            if event.anchor:
                anchored[event.anchor] = 1
        else:
            continue
        inside[-1] = (inside[-1][0], inside[-1][1] + values)
        if len(inside) > DEEPEST:
            raise UnreadableError("is nested too deep", f"at most {DEEPEST} levels", line)
        if inside[-1][1] > LONGEST:
            raise UnreadableError("unfolds to too many values", f"at most {LONGEST} values", line)


def _is_written(text: str) -> bool:
    """Whether a text can be written to a file and to a screen: no half characters, no control characters."""
    return UNWRITTEN.search(text) is None
