"""Adding entries to the own folder: all that were given, or none, and never in the place of another.

Belongs here: an entry as YAML, trying it on a copy of the folder with every rule of the catalogue, and writing it. Does
not belong here: where entries come from (`forms`, `reviewing`, `cases`).
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from pipelines.catalogue.faults import Fault
from pipelines.catalogue.read import look
from seksby.errors import UsageError
from seksby.kept import write
from seksby.workspace import Workspace

WIDTH = 120


@dataclass(frozen=True)
class Addition:
    """An entry and where it goes.

    Attributes:
        file: the file below the own folder: a list that grows, or a file of its own.
        entry: the entry.
        is_listed: whether the file is a list.
        note: who brought it, when and from where; the comment above it.
    """

    file: str
    entry: BaseModel
    is_listed: bool
    note: str

    def text(self) -> str:
        """As it stands in the file."""
        found = plain(self.entry)
        text = found.pop("text") if self.file.endswith(".md") else None
        if text is not None:
            return f"---\n# {self.note}\n{as_yaml(found)}---\n\n{text}\n"
        return f"# {self.note}\n" + as_yaml([found] if self.is_listed else found)


@dataclass(frozen=True)
class Misplaced:
    """A fault of an addition: which one, the field of it, and the rule."""

    number: int
    field: str
    found: str
    allowed: str


def is_started(workspace: Workspace) -> bool:
    """Whether the municipality has begun a folder of its own."""
    return (workspace.own / "municipality.yml").is_file()


def started(workspace: Workspace) -> Path:
    """The own folder.

    Raises:
        UsageError: there is none yet.
    """
    if not is_started(workspace):
        raise UsageError(
            "The municipality has no folder of its own yet.",
            where=str(workspace.own),
            expected="the folder that `seksby init` makes, or another one named by SEKSBY_OWN_DIR",
            remedy="run `seksby init`",
        )
    return workspace.own


def tried(workspace: Workspace, additions: Sequence[Addition]) -> list[Misplaced]:
    """What the rules say of the additions; nothing is written. Faults that stand in the folder already are not told."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "own"
        shutil.copytree(workspace.own, copy, ignore=shutil.ignore_patterns(".*"))
        before = {_told(fault, copy) for fault in look(workspace.catalogue, copy)[1]}
        places: dict[tuple[str, int], int] = {}
        taken: list[Misplaced] = []
        counts: dict[str, int] = {}
        for number, addition in enumerate(additions):
            path = copy / addition.file
            if not addition.is_listed and path.exists():
                taken.append(Misplaced(number, "id", addition.file, "an entry of its own: the file is there already"))
                continue
            place = counts.setdefault(addition.file, _entries(path)) if addition.is_listed else 0
            places[(addition.file, place)] = number
            counts[addition.file] = place + 1
            _write(path, addition)
        found = []
        for fault in look(workspace.catalogue, copy)[1]:
            if _told(fault, copy) in before or not fault.path.is_relative_to(copy):
                continue
            name = fault.path.relative_to(copy).as_posix()
            first, _, rest = fault.field.partition(".")
            at = (name, int(first)) if first.isdigit() else (name, 0)
            if at in places:
                field = rest if first.isdigit() else fault.field
                found.append(Misplaced(places[at], field, fault.found, fault.allowed))
    return sorted([*taken, *found], key=lambda item: item.number)


def add(workspace: Workspace, additions: Sequence[Addition]) -> list[Path]:
    """Write additions that have been tried, and say which files changed."""
    for addition in additions:
        _write(workspace.own / addition.file, addition)
    return [workspace.own / name for name in dict.fromkeys(addition.file for addition in additions)]


def plain(entry: BaseModel) -> dict[str, Any]:
    """The fields that say something, as YAML has them."""
    return {name: _value(value) for name, value in entry.model_dump(exclude_defaults=True).items()}


def as_yaml(value: Any) -> str:
    """A value as the files have it: block style, keys in the order of the model."""
    yaml = YAML(typ="rt")
    yaml.width, yaml.allow_unicode = WIDTH, True
    yaml.indent(mapping=2, sequence=2, offset=0)
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _value(item) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, date | bool | int | float | str) or value is None else str(value)


def _write(path: Path, addition: Addition) -> None:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = [line for line in before.splitlines() if line.strip() != "[]"]
    kept = "".join(f"{line}\n" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, (kept + addition.text()).encode())


def _entries(path: Path) -> int:
    if not path.is_file():
        return 0
    found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return len(found) if isinstance(found, list) else 0


def _told(fault: Fault, root: Path) -> tuple[str, str, str]:
    name = fault.path.relative_to(root).as_posix() if fault.path.is_relative_to(root) else str(fault.path)
    return name, fault.field, fault.found
