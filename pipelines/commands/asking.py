"""Questions to what is at hand: check, query, settings.

Belongs here: reading these command lines, and how an answer looks on a terminal. Does not belong here: finding it; each
command calls one function of the room that knows, imported when it runs.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.commands import inbox
from pipelines.commands.screen.terminal import (
    Json,
    figure,
    print_json,
    print_table,
    say,
    settings_of,
    some,
    workspace_of,
)


def check(
    context: typer.Context,
    in_inbox: Annotated[bool, typer.Option("--inbox", help="Check the files in the inbox instead; take none.")] = False,
    as_json: Json = False,
) -> None:
    """Check catalogue, contracts, recipes, corrections, schemas and pages against what is at hand; build nothing."""
    from pipelines.orchestration.foretelling import checking

    if in_inbox:
        inbox.look(context, as_json=as_json)
        return
    settings = settings_of(context)
    found = checking.check(settings.workspace, settings.viewpoints)
    if as_json:
        print_json(asdict(found))
        return
    say(
        f"Sound: {found.indicators} indicators ({found.computable_now} computable from what is at hand), "
        f"{found.sources} sources ({found.sources_at_hand} at hand), {found.corrections} corrections, "
        f"{found.contracts} contracts of own data, {found.pages} page templates."
    )
    if found.recipes_unchecked:
        say(
            f"  Not looked at: the codes of {len(found.recipes_unchecked)} of {found.recipes} recipes, whose sources "
            "are not at hand or in whose place another is used. `seksby sources --ask` holds those of StatBank against "
            "its tables; all are in --json."
        )
        names = [f"{each.indicator} ({', '.join(each.lacks)})" for each in found.recipes_unchecked if each.lacks]
        if names:
            say(f"    {some(names)}", style="dim")
    for name in found.waiting:
        say(f"  {name} i {settings.workspace.forms} er uden fejl og føres ind ved næste `seksby refresh`.")
    for item in found.due:
        when = "skulle være gennemgået" if item.is_overdue else "skal gennemgås"
        say(f"  Kravet »{item.title}« {when} senest {item.review_by:%d.%m.%Y}; ejer: {item.owner}", style="yellow")
    if found.due:
        say("  Beslut med `seksby positive-list review`.")
    for trial in found.undecidable:
        say(f"  Prøvehandlingen »{trial.title}« kan ikke afgøres, som den er: {trial.why}", style="yellow")
    if found.undecidable:
        say("  Er den ikke begyndt, så vælg et andet effektmål, en længere tid eller flere at sammenligne med.")
    for met in found.met_already:
        say(
            f"  Målet {figure(met.target)} i {met.target_year} for {met.municipality}, »{met.title}«, er ikke "
            f"bedre end tallet, da det blev besluttet: {figure(met.value)} i {met.year}",
            style="yellow",
        )
    for slip in found.ahead:
        say(f"  {slip.where}: {slip.day:%d.%m.%Y} er ikke kommet endnu; ret dagen, hvis det er en fejl", style="yellow")


def query(
    context: typer.Context,
    sql: Annotated[
        str,
        typer.Argument(help='For example "select * from marts.benchmarks limit 5"; - reads it from standard input.'),
    ],
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV, for a spreadsheet.")] = False,
) -> None:
    """Ask the current release's warehouse in SQL (read-only)."""
    from pipelines.releases import question, release

    workspace = workspace_of(context)
    asked = sys.stdin.read() if sql == "-" else sql
    answer = question.ask(release.find(workspace), asked, workspace.cache)
    if as_json:
        print_json(answer.rows)
    elif as_csv:
        from dashboards.language import language
        from dashboards.spreadsheet import csv_bytes

        spoken = language(settings_of(context).language)
        rows = [list(row.values()) for row in answer.rows]
        sys.stdout.write(csv_bytes(spoken, answer.columns, rows).decode())
    else:
        print_table(answer.rows, answer.columns, as_asked=True)


def settings(context: typer.Context, as_json: Json = False) -> None:
    """Every environment variable: the value in force, the default, and what it means."""
    from seksby.settings import listed
    from seksby.speech import said

    found = settings_of(context)
    rows = [asdict(item) for item in listed(found)]
    if as_json:
        print_json(rows)
    else:
        # A word alone is a name to `print_table`; whether a key is set is none.
        shown = [row | {name: said(row[name], found.language) for name in ("value", "default")} for row in rows]
        print_table(shown, ("variable", "value", "default", "meaning"))
