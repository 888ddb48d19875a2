"""`seksby export brief`: the committee brief as PDF and slides.

Belongs here: reading this command's line and telling which files were written. Does not belong here: making them
(`dashboards.brief`), which is imported when the command runs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from seksby.workspace import Workspace


def brief(
    municipality: Annotated[
        str | None, typer.Option(help="Name or code, such as Randers; every one that has briefs if left out.")
    ] = None,
    area: Annotated[str | None, typer.Option(help="Service area, such as folkeskole; all if left out.")] = None,
    form: Annotated[Literal["pdf", "pptx"] | None, typer.Option("--format", help="Both if left out.")] = None,
    language: Annotated[Literal["da", "en"], typer.Option(help="Language of the brief.")] = "da",
    out: Annotated[Path, typer.Option(help="Folder to write to.", file_okay=False)] = Path("briefs"),
    release_id: Annotated[
        str | None, typer.Option("--release", metavar="RELEASE", help="The current one if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for a machine to read.")] = False,
) -> None:
    """Write committee briefs: one A4 page per service area and municipality, and the same as slides.

    Without --area each municipality also gets one PDF with all its areas, and its slides are in one presentation.
    """
    from dashboards.brief.export import FORMATS, write_briefs
    from dashboards.language import language as spoken
    from pipelines.releases import release

    workspace = Workspace.from_environment()
    found = release.find(workspace, release_id)
    report = write_briefs(
        found.warehouse,
        out,
        cache=workspace.cache,
        municipality=municipality,
        area=area,
        formats=FORMATS if form is None else (form,),
        lang=spoken(language),
    )
    files = [str(file.resolve()) for file in report.files]
    if as_json:
        answer = {"release": found.id, "briefs": report.briefs, "files": files}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
        return
    where = files[0] if len(files) == 1 else f"{out.resolve()}: {len(files)} files"
    typer.echo(f"{where}  ({report.briefs} briefs, release {found.id})")
