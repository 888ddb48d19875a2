"""What the commands share: the settings they are given, and how they write to a terminal, a pipe or a machine.

Belongs here: text, tables, JSON and errors as they are written. Does not belong here: what any command says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from seksby.errors import SeksbyError

if TYPE_CHECKING:
    from seksby.settings import Settings
    from seksby.workspace import Workspace

SHOWN_ROWS = 200
UNBOUNDED = 1_000_000
"""Columns: wider than any table."""

# What is piped is read by programs and searched by line: there no line ends at the edge of a screen that is not there.
out = Console(highlight=False, width=None if sys.stdout.isatty() else UNBOUNDED)
err = Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a machine to read.")]


def settings_of(context: typer.Context) -> Settings:
    """The settings that a command works with: the environment's, in the data folder that `--data-dir` names.

    Raises:
        UsageError: a variable of the environment is not what it has to be.
    """
    from seksby.settings import read_settings

    return read_settings(**{} if context.obj is None else {"data_dir": context.obj})


def workspace_of(context: typer.Context) -> Workspace:
    """The folders that a command works in."""
    return settings_of(context).workspace


def say(text: str, style: str | None = None) -> None:
    """Text as it is: brackets in it are no markup, and a pipe gets whole lines."""
    out.print(text, style=style, markup=False, soft_wrap=True)


def print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """The first rows of a table; a pipe gets one line per row."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*("" if row[column] is None else plain(row[column]) for column in columns))
    out.print(table, markup=False)
    if len(rows) > SHOWN_ROWS:
        out.print(f"… {len(rows) - SHOWN_ROWS} more rows; use --json to have them all")


def plain(value: Any) -> str:
    """A value in a line of text: decimals without exponent or idle zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def print_json(value: Any) -> None:
    """A value for a machine."""
    sys.stdout.write(json.dumps(value, default=_json_value, ensure_ascii=False, indent=1) + "\n")


def report(error: SeksbyError) -> None:
    """An error in its four parts, in the form that was asked for."""
    if "--json" in sys.argv:
        print_json(error.as_dict())
        return
    err.print("Error: ", style="bold red", end="")
    err.print(str(error), markup=False, soft_wrap=True)


def _json_value(value: Any) -> Any:
    """Decimals as JSON numbers; the few that a reader's float would change, as text."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
