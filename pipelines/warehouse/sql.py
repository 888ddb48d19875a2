"""Names and texts in SQL that is put together here.

Belongs here: quoting. Values are parameters wherever DuckDB takes them.
"""

from __future__ import annotations

from collections.abc import Sequence


def quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Sequence[str]) -> str:
    return ", ".join(map(literal, texts))
