"""What is wrong in a catalogue file, and where: file, line, field, what was found, what is allowed.

Belongs here: the one shape of a fault, and finding the line of a field. Does not belong here: any rule.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError

from seksby.reading import read_text, yaml_reader

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one file."""

    path: Path
    line: int
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.field}: {self.found}; allowed: {self.allowed}"


def fault(path: Path, location: Location, found: object, allowed: str) -> Fault:
    """The fault of one field of one file, on its line."""
    return Fault(path, locate(path, location), ".".join(map(str, location)), f"found {found!r}", allowed)


def locate(path: Path, location: Location) -> int:
    """The line of a field in a catalogue file."""
    return line_of(parse_with_lines(path), location)


def parse_with_lines(path: Path) -> Any:
    """The document with the lines of its fields; None where this parser is stricter than the one that read it."""
    # The round-trip parser knows lines and is slow; it runs only to locate a fault.
    text = read_text(path)
    return _with_lines(front_matter(text)[0] if path.suffix == ".md" else text)


@lru_cache(maxsize=4)  # the faults of a file come one after another
def _with_lines(text: str) -> Any:
    try:
        return yaml_reader("rt").load(io.StringIO(text))
    except MarkedYAMLError:  # a tab between a key and its value
        return None


def front_matter(text: str) -> tuple[str, str]:
    """The YAML between the first two lines `---`, on its lines of the file, and the text below; no YAML: empty."""
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3 or parts[0].strip():
        return "", text
    return f"{parts[0]}---{parts[1]}", parts[2].strip()


def line_of(document: Any, location: Location) -> int:
    """The line of a field; of its nearest enclosing field when it is not there."""
    node: Any = document
    line: int = node.lc.line + 1 if hasattr(node, "lc") else 1
    for step in location:
        try:
            lines = node.lc
            position = lines.item(step) if isinstance(node, list) else lines.key(step)
            line = position[0] + 1
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            continue  # pydantic adds steps of its own, such as the member of a union
    return line


def csv_line(row: int) -> int:
    return row + 2  # the header is line 1
