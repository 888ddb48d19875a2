"""`seksby export`: a release in the forms that others take it in.

Belongs here: the command group's own command lines, and telling which files were written. Does not belong here: making
any of the files; each command calls the module that does, which is imported when it runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.commands.screen.terminal import Json, figure, print_json, say, workspace_of
from pipelines.commands.screen.writing import writing
from seksby.errors import UsageError
from seksby.naming import resolve

if TYPE_CHECKING:
    from pipelines.catalogue.models.whole import Catalogue

ReleaseId = Annotated[str | None, typer.Option("--release", metavar="RELEASE", help="The current one if left out.")]

export = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Write the current release, or an earlier one, to files that others read.",
)


@export.command()
def brief(
    context: typer.Context,
    municipality: Annotated[
        str | None, typer.Option(help="Name or code, such as Randers; every one that has briefs if left out.")
    ] = None,
    area: Annotated[str | None, typer.Option(help="Service area, such as folkeskole; all if left out.")] = None,
    form: Annotated[Literal["pdf", "pptx"] | None, typer.Option("--format", help="Both if left out.")] = None,
    language: Annotated[Literal["da", "en"], typer.Option(help="Language of the brief.")] = "da",
    out: Annotated[Path, typer.Option(help="Folder to write to.", file_okay=False)] = Path("briefs"),
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Write committee briefs: one A4 page per service area and municipality, and the same as slides.

    Without --area each municipality also gets one PDF with all its areas, and its slides are in one presentation.
    """
    from dashboards.brief.export import FORMATS, write_briefs
    from dashboards.language import language as spoken
    from pipelines.releases import release

    workspace = workspace_of(context)
    found = release.find(workspace, release_id)
    with writing(out, folder=True):
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
        print_json({"release": found.id, "briefs": report.briefs, "files": files})
        return
    where = files[0] if len(files) == 1 else f"{out.resolve()}: {len(files)} files"
    say(f"{where}  (briefs: {report.briefs}, release {found.id})")


@export.command()
def dagsorden(
    context: typer.Context,
    committee: Annotated[str | None, typer.Option(help="A committee of the own folder; the first if left out.")] = None,
    municipality: Annotated[str | None, typer.Option(help="Name or code; the own municipality if left out.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Service area instead of the committee's; more than once.")
    ] = None,
    form: Annotated[Literal["pdf", "pptx"] | None, typer.Option("--format", help="Both if left out.")] = None,
    language: Annotated[Literal["da", "en"], typer.Option(help="Language of the papers.")] = "da",
    out: Annotated[Path, typer.Option(help="Folder to write to.", file_okay=False)] = Path("dagsorden"),
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Write the papers of a committee's meeting: figures, news, offers of help, demands due, trials, questions."""
    from dashboards.brief.export import FORMATS, write_agenda
    from dashboards.language import language as spoken
    from pipelines.releases import release
    from pipelines.releases.inputs import read

    workspace = workspace_of(context)
    title, areas, place = _meeting(read(workspace).catalogue, committee, area, municipality)
    found = release.find(workspace, release_id)
    with writing(out, folder=True):
        report = write_agenda(
            found.warehouse,
            out,
            cache=workspace.cache,
            municipality=place,
            committee=title,
            areas=areas,
            formats=FORMATS if form is None else (form,),
            lang=spoken(language),
        )
    files = [str(file.resolve()) for file in report.files]
    if as_json:
        print_json({"release": found.id, "committee": title, "files": files})
        return
    for file in files:
        say(f"{file}  (release {found.id})")


def _meeting(
    catalogue: Catalogue, committee: str | None, areas: list[str] | None, municipality: str | None
) -> tuple[str, list[str], str]:
    """The committee's name, its areas and the municipality.

    Raises:
        UsageError: nobody has said which.
    """
    own = catalogue.own
    place = municipality or (own.municipality if own else None)
    if place is not None and areas:
        return committee or "Udvalget", areas, place
    known = {item.id: (item.title,) for item in (own.committees if own else ())}
    name = resolve(committee, known) if committee else next(iter(known), None)
    if place is None or own is None or name is None:
        raise UsageError(
            f"There is no committee {committee}." if committee else "Nobody has said which committee.",
            where="--committee",
            expected="one of "
            + (", ".join(title for (title,) in known.values()) or "those of the own folder: it has none"),
            remedy="name one of them, give --municipality and --area, or enter it in the own folder",
        )
    found = next(item for item in own.committees if item.id == name)
    return found.title, list(found.areas), place


@export.command()
def skema(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("seksby-skema.xlsx"),
    as_json: Json = False,
) -> None:
    """Write the Excel form in which a municipality writes its decisions; filled in, it goes into the inbox."""
    from pipelines.own.forms.blank import write_form
    from pipelines.releases.inputs import read

    workspace = workspace_of(context)
    catalogue, file = read(workspace).catalogue, out.resolve()
    with writing(file):
        write_form(catalogue, file)
    if as_json:
        print_json({"file": str(file)})
        return
    say(f"{file}")
    say(f"Udfyld det, læg det i {workspace.forms}, og prøv det med `seksby check`.")


@export.command()
def xlsx(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; seksby-<release>-<language>.xlsx here if left out.")
    ] = None,
    language: Annotated[Literal["da", "en"], typer.Option(help="Language of headings and explanations.")] = "da",
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Write all figures as an Excel workbook, with units, reasons for gaps, definitions and sources."""
    from dashboards.language import language as spoken
    from dashboards.workbook import write_workbook
    from pipelines.releases import release

    found = release.find(workspace_of(context), release_id)
    file = (out or Path(f"seksby-{found.id}-{language}.xlsx")).resolve()
    with writing(file):
        report = write_workbook(found.warehouse, file, lang=spoken(language))
    if as_json:
        print_json({"release": found.id, "file": str(file), "bytes": report.bytes_written, "rows": dict(report.rows)})
    else:
        say(f"{file}  ({figure(f'{report.bytes_written / 1e6:.1f}')} MB, release {found.id})")
