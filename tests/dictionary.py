"""The marts and their columns as their contracts describe them, as a document: `make docs`.

Belongs here: reading the contracts and writing `docs/data-dictionary.md`. `tests/unit/test_dictionary.py` fails while a
column has no description, or the document says something else. In the warehouse the same list is
`marts.data_dictionary`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from seksby.workspace import PROJECT_DIR

CONTRACTS = PROJECT_DIR / "dbt_project" / "models" / "marts"
MEANINGS = PROJECT_DIR / "dbt_project" / "macros" / "column_meanings.sql"
DOCUMENT = PROJECT_DIR / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

Every mart with its columns: what pages, files and `seksby query` may rely on. Names and types are contracts that each
build holds; suffixes tell units. Generated from `dbt_project/models/marts/` by `make docs`; the same list is
`marts.data_dictionary` in a release.
"""


@dataclass(frozen=True)
class Column:
    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Mart:
    name: str
    description: str
    columns: tuple[Column, ...]


def meanings() -> dict[str, str]:
    """What a column holds in every mart that does not say it itself."""
    text = MEANINGS.read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text[text.index("return(") + len("return(") : text.index("}) }}") + 1])
    return found


def marts() -> Iterator[Mart]:
    """All marts in the order of their names."""
    shared = meanings()
    found = [
        Mart(
            model["name"],
            " ".join(model["description"].split()),
            tuple(
                Column(
                    column["name"],
                    column["data_type"],
                    " ".join((column.get("description") or shared.get(column["name"], "")).split()),
                )
                for column in model["columns"]
            ),
        )
        for file in CONTRACTS.glob("*.yml")
        for model in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["models"]
    ]
    return iter(sorted(found, key=lambda mart: mart.name))


def document() -> str:
    """The document, as it should stand."""
    parts = [HEAD]
    for mart in marts():
        rows = [f"| `{c.name}` | {c.data_type} | {_cell(c.description)} |" for c in mart.columns]
        parts.append(
            f"## {mart.name}\n\n{mart.description}\n\n| column | type | holds |\n| --- | --- | --- |\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    Path(DOCUMENT).write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
