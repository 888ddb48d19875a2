"""`seksby columns`: where the columns of a table come from.

Belongs here: reading the command line, and the answer as text. Does not belong here: reading SQL
(`releases.lineage.columns`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.exporting import ReleaseId
from pipelines.commands.screen.terminal import Json, print_json, print_table, workspace_of


def columns(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="A mart, or a table with its layer: benchmarks, staging.stg_cells.")],
    column: Annotated[str | None, typer.Argument(help="All of them if left out.")] = None,
    release_id: ReleaseId = None,
    as_json: Json = False,
) -> None:
    """Show what each column is made of one step up, and which columns outside all models in the end."""
    from pipelines.releases import release
    from pipelines.releases.lineage.columns import of_release

    lineage = of_release(release.find(workspace_of(context), release_id))
    asked = [lineage.find(table, column)] if column else lineage.of_table(table)
    rows = [
        {
            "column": ".".join(origin.column),
            "made_of": [".".join(each) for each in sorted(origin.made_of)],
            "by": "Python" if origin.is_python else "SQL",
            "in_the_end": [".".join(each) for each in lineage.raw(origin.column)] if origin.made_of else [],
        }
        for origin in asked
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(
            [row | {name: ", ".join(row[name]) or "made here" for name in ("made_of", "in_the_end")} for row in rows],
            ("column", "made_of", "by", "in_the_end"),
        )
