"""What the commands share: the settings they are given, and how they write to a terminal, a pipe or a machine.

Belongs here: text, tables, JSON and errors as they are written, and the language they are written in. Does not belong
here: what any command says. JSON is for programs: its texts are as the code has them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from seksby.errors import SeksbyError
from seksby.settings import PREFIX
from seksby.speech import LANGUAGES, said

if TYPE_CHECKING:
    from seksby.settings import Settings
    from seksby.workspace import Workspace

NAMED = 6  # names that a line has before it counts the others
SHOWN_ROWS = 200
UNBOUNDED = 1_000_000
"""Columns: wider than any table."""

# What is piped is read by programs and searched by line: there no line ends at the edge of a screen that is not there.
out = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else UNBOUNDED)
err = Console(stderr=True, highlight=False, emoji=False)

LANGUAGE = f"{PREFIX}LANGUAGE"

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a machine to read.")]


def settings_of(context: typer.Context) -> Settings:
    """The settings that a command works with: the environment's, and before them `--data-dir` and `--language`.

    Raises:
        UsageError: a variable of the environment is not what it has to be.
    """
    from seksby.settings import read_settings

    return read_settings(**{name: value for name, value in (context.obj or {}).items() if value is not None})


def workspace_of(context: typer.Context) -> Workspace:
    """The folders that a command works in."""
    return settings_of(context).workspace


def language() -> str:
    """The language of the terminal: `--language` before the command, else SEKSBY_LANGUAGE, else Danish.

    Read from the command line itself, for what is wrong with it is told in that language too.
    """
    asked = os.environ.get(LANGUAGE, "")
    words = iter(sys.argv[1:])
    for word in words:
        name, sign, value = word.partition("=")
        if not word.startswith("-"):
            break
        if not sign and name in ("--language", "--data-dir"):
            value = next(words, "")
        if name == "--language":
            asked = value
    return asked if asked in LANGUAGES else LANGUAGES[0]


def spoken(text: str) -> str:
    """The text in the language of the terminal."""
    return said(text, language())


def word(code: str) -> str:
    """A role, a reason or an origin in words, as the pages say it in the language of the terminal."""
    from dashboards import fixed_word

    return fixed_word(code, language())


def figure(value: Decimal | int | str) -> str:
    """A number in a sentence as the language of the terminal writes it: 22.116,5 in Danish, 22,116.5 in English.

    A text keeps its zeros. Columns of tables have numbers as they are stored.
    """
    from dashboards.language import language as of_pages

    number = Decimal(plain(value))
    exponent = number.as_tuple().exponent
    return of_pages(language()).number(number, max(-exponent, 0) if isinstance(exponent, int) else 0)


def day(value: date | datetime | str | None) -> str | None:
    """A day without its time: 22.11.2026 in Danish, 2026-11-22 in English."""
    if value is None:
        return None
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{at:%d.%m.%Y}" if language() == "da" else f"{at:%Y-%m-%d}"


def say(text: str, style: str | None = None) -> None:
    """Text in the reader's language: brackets in it are no markup, and a pipe gets whole lines."""
    out.print(spoken(text), style=style, markup=False, soft_wrap=True)


def say_aside(text: str) -> None:
    """The same, beside the answer: for what is wrong."""
    err.print(spoken(text), markup=False, soft_wrap=True)


def prompt(text: str, **options: Any) -> Any:
    """What the reader answers to a question in their language."""
    return typer.prompt(spoken(text), **options)


def some(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    listed = ", ".join(names[:NAMED])
    return f"{listed} {spoken(f'og {figure(len(names) - NAMED)} til')}" if len(names) > NAMED else listed


def print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_asked: bool = False) -> None:
    """The first rows of a table; a pipe gets one line per row. What SQL answered stays `as_asked`."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column if as_asked else spoken(column.replace("_", " ")), overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        cells = ("" if row[column] is None else plain(row[column]) for column in columns)
        table.add_row(*(cell if as_asked or " " not in cell else spoken(cell) for cell in cells))
    out.print(table, markup=False)
    if len(rows) > SHOWN_ROWS:
        say(f"… {figure(len(rows) - SHOWN_ROWS)} more rows; use --json to have them all")


def plain(value: Any) -> str:
    """A value in a line of text: decimals without exponent or idle zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def print_json(value: Any) -> None:
    """A value for a machine."""
    sys.stdout.write(json.dumps(value, default=_json_value, ensure_ascii=False, indent=1) + "\n")


def report(error: SeksbyError) -> None:
    """An error in its four parts, in the form that was asked for; several faults one after the other."""
    if "--json" in sys.argv:
        print_json(error.as_dict())
        return
    err.print(spoken("Error:"), style="bold red", end=" ")
    err.print(spoken(f"{len(error.parts)} faults" if error.parts else error.what), markup=False, soft_wrap=True)
    labels = [spoken(text) for text in ("where:", "expected:", "do now:")]
    width = max(map(len, labels)) + 1

    def part(label: str, text: str) -> None:
        lines = (line.strip() for line in spoken(text).splitlines())
        err.print(f"  {label:<{width}}" + ("\n" + " " * (width + 2)).join(lines), markup=False, soft_wrap=True)

    for fault in error.parts or (error,):
        if error.parts:
            say_aside(f"- {spoken(fault.what)}")
        part(labels[0], fault.where)
        part(labels[1], fault.expected)
    part(labels[2], error.remedy)


def _json_value(value: Any) -> Any:
    """Decimals as JSON numbers; the few that a reader's float would change, as text."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
