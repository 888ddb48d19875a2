"""`seksby export`: a release in the forms that others take it in.

Belongs here: the command group's own command lines. Does not belong here: making any of the files; each command calls
the module that does. Heavy libraries are imported by the command that needs them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.commands.export_brief import brief
from seksby.errors import SeksbyError
from seksby.workspace import Workspace

export = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Write the current release, or an earlier one, to files that others read.",
)
export.command()(brief)


@export.command()
def xlsx(
    out: Annotated[
        Path | None, typer.Option(help="The file to write; seksby-<release>-<language>.xlsx here if left out.")
    ] = None,
    language: Annotated[Literal["da", "en"], typer.Option(help="Language of headings and explanations.")] = "da",
    release_id: Annotated[
        str | None, typer.Option("--release", metavar="RELEASE", help="The current one if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for a machine to read.")] = False,
) -> None:
    """Write all figures as an Excel workbook, with units, reasons for gaps, definitions and sources."""
    from dashboards.language import language as spoken
    from dashboards.workbook import write_workbook
    from pipelines.releases import release

    found = release.find(Workspace.from_environment(), release_id)
    file = (out or Path(f"seksby-{found.id}-{language}.xlsx")).resolve()
    try:
        report = write_workbook(found.warehouse, file, lang=spoken(language))
    except OSError as error:
        raise SeksbyError(
            f"The workbook cannot be written: {error.strerror or error}.",
            where=str(file),
            expected="a file in a folder that can be written, with room, and not open in Excel",
            remedy="close it in Excel or name another file with --out, and run the command again",
        ) from None
    if as_json:
        answer = {"release": found.id, "file": str(file), "bytes": report.bytes_written, "rows": dict(report.rows)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    else:
        typer.echo(f"{file}  ({report.bytes_written / 1e6:.1f} MB, release {found.id})")
