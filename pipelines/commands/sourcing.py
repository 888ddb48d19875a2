"""`seksby sources`: what is at hand, what StatBank would say, and taking over its names.

Belongs here: reading these command lines, and how an answer looks on a terminal. Does not belong here: finding it; each
command calls one function of the room that knows, imported when it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.commands.screen.last_screen import long_list
from pipelines.commands.screen.progress import progress
from pipelines.commands.screen.terminal import Json, day, print_json, print_table, say, settings_of, word
from seksby.errors import SourceError

if TYPE_CHECKING:
    from pipelines.orchestration.foretelling.rehearsal import Answer
    from seksby.settings import Settings

sources = typer.Typer(
    rich_markup_mode=None, help="What is at hand of each source; what StatBank would say; taking over its names."
)


@sources.callback(invoke_without_command=True)
def listed(
    context: typer.Context,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask each StatBank table for its description: what fits? Nothing is fetched.")
    ] = False,
    as_json: Json = False,
) -> None:
    """What is at hand of each source: snapshot, date, origin, rows.

    With --ask the exit code is 3 where a table does not answer or does not fit.
    """
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(context)
    if not ask:
        _print_at_hand(settings, as_json=as_json)
        return
    import stamina.instrumentation

    from pipelines.orchestration.foretelling.rehearsal import rehearse

    stamina.instrumentation.set_on_retry_hooks([])  # what came of it is told, not each try
    with progress(silent=as_json):
        answers = rehearse(settings.workspace, settings)
    root = f"{settings.workspace.catalogue}/"
    if as_json:
        print_json([_answer(item, root, "da") for item in answers])
    else:
        _print_answers(answers, root, settings.language)
    if not all(item.fits for item in answers):
        raise typer.Exit(SourceError.exit_code)


@sources.command()
def adopt(context: typer.Context, as_json: Json = False) -> None:
    """Write into the catalogue the tables' own names, where they were found by another; `git diff` shows what."""
    from pipelines.catalogue.descriptions import adopting
    from pipelines.catalogue.descriptions.resolving import named
    from pipelines.releases.inputs import gather, read
    from pipelines.warehouse.fitting import described

    workspace = settings_of(context).workspace
    inputs = gather(workspace)
    names = named(inputs.catalogue)
    found = {source: described(snapshot, names[source])[1] for source, snapshot in inputs.snapshots.items()}
    changes = adopting.adopt(workspace.catalogue, found, names)
    read(workspace)  # what was written is a sound catalogue, or its faults are told
    if as_json:
        print_json([vars(change) for change in changes])
        return
    if not changes:
        say("Intet at skrive: kataloget bruger kildernes egne navne.")
    for change in changes:
        what = f"{change.old or '(intet)'} → {change.new}"
        say(f"{change.file}:{change.line}  {what}{'' if change.written else '  skal skrives i hånden'}")
    if any(change.written for change in changes):
        say("Skrevet i kataloget. Se ændringen med `git diff`, og kør så `seksby refresh`.")


@sources.command()
def accept(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Whose newest figures were held back: KVOTIEN.")],
) -> None:
    """Take the newest figures that were set aside after all: they are used from the next refresh."""
    from pipelines.sources import snapshots

    taken = snapshots.accept(settings_of(context).workspace.snapshots, source)
    say(f"{taken.meta.id} bruges fra næste `seksby refresh`.")


def _answer(item: Answer, root: str, language: str) -> dict[str, Any]:
    from pipelines.warehouse.tables.provenance import read_as

    return {
        "source": item.source.id,
        "table": item.source.table,
        "fits": item.fits,
        "has_news": item.has_news,
        "error": item.error.what if item.error else None,
        "read_as": [getattr(read_as(each), language) for each in item.resolutions],
        "misfits": [
            {
                "kind": each.subject_kind,
                "id": each.subject_id,
                "what": each.error.what,
                "place": each.error.where.replace(root, ""),
                "expected": each.error.expected,
            }
            for each in item.misfits
        ],
    }


def _print_answers(answers: Sequence[Answer], root: str, language: str) -> None:
    told = [_answer(item, root, language) for item in answers]
    fitting, news = sum(item.fits for item in answers), sum(item.has_news for item in answers)
    say(f"Spurgt: {len(answers)} tabeller i StatBank. {fitting} passer, {news} har nye tal. Intet er hentet.")
    for item in told:
        if item["error"]:
            say(f"  {item['source']} svarer ikke: {item['error']}", style="yellow")
        for fault in {(each["what"], each["place"], each["expected"]): each for each in item["misfits"]}.values():
            say(f"  {item['source']} passer ikke: {fault['what']}", style="yellow")
            say(f"    {fault['place']}: {fault['expected']}", style="dim")
        for text in item["read_as"]:
            say(f"  {item['source']}: {text}")
    if any(item["read_as"] for item in told):
        say("  Efter næste hentning skriver `seksby sources adopt` navnene i kataloget.")


def _print_at_hand(settings: Settings, *, as_json: bool) -> None:
    from pipelines.orchestration.summary import standing
    from pipelines.own.forms.filled import look, refused
    from pipelines.releases import release
    from pipelines.releases.inputs import gather

    inputs = gather(settings.workspace, seen_from=settings.viewpoints)
    instructions = inputs.instructions
    rows: list[dict[str, Any]] = []
    for source in inputs.catalogue.sources:
        snapshot = inputs.snapshots.get(source.id)
        meta = snapshot.meta if snapshot else None
        rows.append(
            {
                "source": source.id,
                "publisher": source.publisher,
                "table": source.table,
                "origin": meta.origin if meta else None,
                "snapshot": meta.id if meta else None,
                "retrieved_at": meta.retrieved_at if meta else None,
                "publisher_updated": meta.updated if meta else None,
                "rows": meta.rows if meta else None,
                "sha256": meta.sha256 if meta else None,
                "licence": source.licence,
                "not_updated": inputs.stale.get(source.id),
                "instruction": instructions.get(source.id),
            }
        )
    if as_json:
        print_json(rows)
        return
    shown = [
        row
        | {
            "title": getattr(source.title, settings.language),
            "origin": row["origin"] and word(row["origin"]),
            "retrieved_at": day(row["retrieved_at"]),
        }
        for source, row in zip(inputs.catalogue.sources, rows, strict=True)
    ]
    print_table(
        shown,
        [
            name
            for name in ("source", "title", "origin", "retrieved_at", "rows", "not_updated")
            if any(row[name] is not None for row in shown)
        ],
    )
    if (current := release.current(settings.workspace)) is not None:
        long_list(standing(inputs, current, settings, refused(look(settings.workspace)), settings.language))
    else:
        for source_id, instruction in instructions.items():
            say(f"{source_id}: {instruction}")
