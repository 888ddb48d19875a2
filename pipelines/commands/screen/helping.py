"""`--help` in the reader's language.

Belongs here: the command line as its author wrote it, with every help text, heading and note of click put into the
language of the terminal when help is asked for. Does not belong here: any text; they stand at the commands, and click's
own in `locale/` like the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import typer
from typer.main import get_command

from pipelines.commands.screen.terminal import spoken


class _Formatter(typer.Context.formatter_class):  # type: ignore[misc,valid-type]  # typer has a click of its own
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, f"{spoken((prefix or 'Usage:').strip())} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(spoken(heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *sizes: Any, **named: Any) -> None:
        super().write_dl([(first, spoken(second)) for first, second in rows], *sizes, **named)


class _Context(typer.Context):
    formatter_class = _Formatter

    def get_help(self) -> str:
        for command in _all(self.command):
            command.help = "\n\n".join(map(spoken, paragraphs(command.help or "")))
        return super().get_help()


def in_the_readers_language(app: typer.Typer) -> Any:
    """The command line, whose help speaks the language of the terminal."""
    command = get_command(app)
    for each in _all(command):
        each.context_class = _Context
    return command


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n\n")]


def _all(command: Any) -> Iterator[Any]:
    yield command
    for inner in getattr(command, "commands", {}).values():
        yield from _all(inner)
