"""What dbt is told of the `raw` tables, written from their shapes: `make schemas`.

Belongs here: `models/staging/_raw.yml`, and in a mart's contract the columns it passes on, between two marks:

      # The columns of raw.indicators but indicator_id: `make schemas` writes them.
      - {name: …}
      # Until here.

Does not belong here: descriptions (the models of the catalogue and the shapes have them), and what dbt computes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.warehouse.tables.table import Column, Shape
from pipelines.warehouse.tables.whole import shapes

RAW = Path("models/staging/_raw.yml")
MARTS = "models/marts/*.yml"
_PASSED_ON = re.compile(
    r"^(?P<indent> *)# The columns of raw\.(?P<table>\w+)(?P<but> but [\w, ]+)?: `make schemas` writes them\.\n"
    r"(?:.*\n)*?"
    r"(?P=indent)# Until here\.\n",
    re.MULTILINE,
)
_PLAIN = re.compile(r"[\w]+")


def texts(project: Path, known: Mapping[str, Shape] | None = None) -> dict[Path, str]:
    """Every file that is written here, wholly or in part, with the text it should have.

    Args:
        project: the dbt project.
        known: the shapes, by the table's name; all of the warehouse where none are given.
    """
    known = shapes() if known is None else known
    marts = {file: file.read_text(encoding="utf-8") for file in sorted(project.glob(MARTS))}
    return {project / RAW: raw(known)} | {
        file: passed_on(text, known) for file, text in marts.items() if _PASSED_ON.search(text)
    }


def write(project: Path) -> None:
    """Write every file of `texts`."""
    for file, text in texts(project).items():
        file.write_text(text, encoding="utf-8")


def outdated(project: Path) -> list[Path]:
    """The files that say something else than the shapes."""
    return [file for file, text in texts(project).items() if file.read_text(encoding="utf-8") != text]


def passed_on(contract: str, known: Mapping[str, Shape]) -> str:
    """The contract of a mart with the columns between its marks written anew.

    Raises:
        KeyError: a mark names a table or a column that is not there.
    """

    def columns(found: re.Match[str]) -> str:
        shape = known[found["table"]]
        but = re.findall(r"\w+", (found["but"] or "").removeprefix(" but"))
        lines = [found[0].splitlines()[0]]
        if unknown := set(but) - shape.columns.keys():
            raise KeyError(f"raw.{shape.name} has no {', '.join(sorted(unknown))}")
        lines += [f"{found['indent']}{_line(name, each)}" for name, each in shape.columns.items() if name not in but]
        return "\n".join([*lines, f"{found['indent']}# Until here.\n"])

    return _PASSED_ON.sub(columns, contract)


def raw(known: Mapping[str, Shape]) -> str:
    """The text of `_raw.yml`."""
    return "\n".join([*_HEAD, *(line for shape in known.values() for line in _table(shape))]) + "\n"


_HEAD = (
    "version: 2",
    "",
    "# Written by `make schemas` from pipelines/warehouse/tables.",
    "sources:",
    "  - name: raw",
    "    description: Written by the loader from snapshots and catalogue; see pipelines/warehouse/load.py.",
    "    schema: raw",
    "    tables:",
)


def _table(shape: Shape) -> Iterator[str]:
    yield f"      - name: {shape.name}"
    yield f"        description: {_quoted(shape.description)}"
    yield "        columns:"
    for name, column in shape.columns.items():
        yield f"          {_line(name, column)}"


def _line(name: str, column: Column) -> str:
    told = f", description: {_quoted(column.told)}" if column.told else ""
    return f"- {{name: {name}, data_type: {_quoted(column.sql_type)}{told}}}"


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
