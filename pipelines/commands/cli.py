"""The `seksby` command.

Belongs here: putting the commands together, and what becomes of an error. Does not belong here: any command; the
modules beside this one read the command lines, and call what does the work. Heavy libraries are imported by the
command that needs them, so that help and small questions answer at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.commands import asking, exporting, inbox, refreshing, sourcing, tidying
from pipelines.commands.auditing import changing, columns, following, sampling, verifying
from pipelines.commands.deciding import case, own, positive_list
from pipelines.commands.screen.helping import in_the_readers_language
from pipelines.commands.screen.interrupts import noticed
from pipelines.commands.screen.terminal import report, say_aside
from pipelines.commands.serving import starting
from seksby.errors import SeksbyError, UsageError, advice

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
for command in (
    refreshing.refresh,
    own.init,
    own.demo,
    asking.check,
    asking.query,
    following.trace,
    following.impact,
    changing.revisions,
    sampling.sample,
    columns.columns,
    verifying.verify,
    asking.settings,
    tidying.tidy,
    starting.serve,
    starting.dev,
):
    # A question may begin with a comment of SQL.
    app.command(context_settings={"ignore_unknown_options": command is asking.query})(command)
app.add_typer(sourcing.sources, name="sources")
app.add_typer(exporting.export, name="export")
app.add_typer(inbox.inbox, name="inbox")
app.add_typer(case.case, name="case")
app.add_typer(positive_list.positive_list, name="positive-list")


def main() -> None:
    """Run the command line and leave with its exit code; 128 and the signal's number where it was told to stop."""
    # Looking for cycles among all that Dagster, dbt and pydantic hold took a tenth of a refresh (2026-11-30).
    gc.set_threshold(50_000, 20, 50)
    with noticed() as came:
        try:
            # The exit code that a command asked for, if it did.
            code = in_the_readers_language(app)(standalone_mode=False) or 0
        except BaseException as error:  # noqa: BLE001 - Dagster interrupts with one that is no Exception
            if came() is None:
                sys.exit(_explained(error))
            code = SeksbyError.exit_code
        if code and (number := came()) is not None:
            say_aside("Stopped. The current release stands.")
            code = 128 + number
    sys.exit(code)


def run() -> None:
    """`main` as the process that it is: it ends when the command has.

    Python would free every object of Dagster and dbt first, 1.4 of 16 s of a refresh (2026-12-01). Nothing of ours
    waits for that: what a command opens it closes.
    """
    try:
        main()
    except SystemExit as ended:
        atexit._run_exitfuncs()  # what libraries have to put away
        try:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        except OSError:  # nobody reads any more
            raise ended from None
        os._exit(ended.code if isinstance(ended.code, int) else 0)


def _explained(error: BaseException) -> int:
    """Print an error that was written for a reader; any other is one of ours and traced. Returns the exit code."""
    if isinstance(error, SeksbyError):
        report(error)
        return error.exit_code
    if isinstance(error, OSError):
        expected, remedy = advice(error.errno)
        report(
            SeksbyError(
                f"A file or folder cannot be used: {error.strerror or error}.",
                where=str(error.filename or "this machine"),
                expected=expected,
                remedy=f"{remedy}; then run the command again. The current release stands",
            )
        )
        return SeksbyError.exit_code
    words = getattr(error, "format_message", None)  # click's own errors have it: a wrong option, a missing argument
    if words is None:
        raise error
    say_aside(f"seksby: {words()}")
    say_aside("See `seksby --help`.")
    return UsageError.exit_code


@app.callback()
def options(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(help="Work in this data folder instead of the project's own.", file_okay=False)
    ] = None,
    language: Annotated[
        Literal["da", "en"] | None,
        typer.Option(help="What the terminal speaks: Danish, or English. SEKSBY_LANGUAGE makes it lasting."),
    ] = None,
) -> None:
    """Key figures of Danish municipalities: refresh, compare, trace. Effects come before processes."""
    context.obj = {"data_dir": data_dir, "language": language}


if __name__ == "__main__":
    run()
