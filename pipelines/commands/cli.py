"""The `seksby` command.

Belongs here: putting the commands together, and what becomes of an error. Does not belong here: any command; the
modules beside this one read the command lines, and call what does the work. Heavy libraries are imported by the
command that needs them, so that help and small questions answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands import asking, exporting, refreshing, serving
from pipelines.commands.terminal import err, report
from seksby.errors import SeksbyError, UsageError

INTERRUPTED = 130

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
for command in (
    refreshing.refresh,
    asking.check,
    asking.sources,
    asking.query,
    asking.trace,
    asking.verify,
    asking.settings,
    serving.serve,
    serving.dev,
):
    app.command()(command)
app.add_typer(exporting.export, name="export")


def main() -> None:
    """Run the command line; an error that was written for a reader is printed, not traced."""
    try:
        code = app(standalone_mode=False)  # the exit code that a command asked for, if it did
    except SeksbyError as error:
        report(error)
        sys.exit(error.exit_code)
    except OSError as error:
        report(
            SeksbyError(
                f"{error.strerror or error}.",
                where=str(error.filename or "this machine"),
                expected="a folder that can be written, with room, and a free port to serve on",
                remedy="mend what is named and run the command again; the current release stands",
            )
        )
        sys.exit(SeksbyError.exit_code)
    except KeyboardInterrupt:
        err.print("Stopped. The current release stands.")
        sys.exit(INTERRUPTED)
    except Exception as error:
        if not hasattr(error, "format_message"):  # click's own errors: a wrong option, a missing argument
            raise
        err.print(f"seksby: {error.format_message()}", markup=False)
        err.print("See `seksby --help`.", markup=False)
        sys.exit(UsageError.exit_code)
    sys.exit(code or 0)


@app.callback()
def options(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(help="Work in this data folder instead of the project's own.", file_okay=False)
    ] = None,
) -> None:
    """Key figures of Danish municipalities: refresh, compare, trace. Effects come before processes."""
    context.obj = data_dir


if __name__ == "__main__":
    main()
