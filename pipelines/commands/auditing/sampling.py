"""`seksby sample`: a working paper of drawn numbers.

Belongs here: reading the command line, and telling which files were written. Does not belong here: drawing, or the
paper (`releases.sampling`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.commands.exporting import ReleaseId
from pipelines.commands.screen.terminal import Json, print_json, say, workspace_of
from pipelines.commands.screen.writing import writing


def sample(
    context: typer.Context,
    n: Annotated[int, typer.Option("-n", help="How many numbers to draw.", min=1)] = 25,
    seed: Annotated[int, typer.Option(help="Any whole number; the same one draws the same numbers.")] = 1,
    method: Annotated[
        Literal["simple", "stratified", "value"],
        typer.Option(help="Each number alike; as many of each kind; or figures in kroner by the amount."),
    ] = "simple",
    out: Annotated[Path, typer.Option(help="Folder to write to.", file_okay=False)] = Path(),
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Draw published numbers and write a working paper to tick and sign, as Excel and PDF.

    The paper states frame, rule and seed, so that another hand draws the same numbers.
    """
    from pipelines.releases import release
    from pipelines.releases.sampling.drawing import draw
    from pipelines.releases.sampling.pages import write_pdf
    from pipelines.releases.sampling.paper import paper
    from pipelines.releases.sampling.sheets import write_xlsx

    workspace = workspace_of(context)
    found = release.find(workspace, release_id)
    made = paper(workspace, found, draw(found, n, seed, method))
    name = f"stikproeve-{found.id}-{method}-{n}-{seed}"
    files = [out.resolve() / f"{name}.{form}" for form in ("xlsx", "pdf")]
    with writing(out, folder=True):
        write_xlsx(made, files[0])
        write_pdf(made, files[1])
    if as_json:
        print_json({"files": list(map(str, files)), **asdict(made)})
        return
    for file in files:
        say(str(file))
    for name, text in made.facts:
        say(f"  {name}: {text}", style="dim")
