"""The `seksby` command.

Belongs here: reading the command line, and putting what the other modules return on the terminal or into JSON. Does not
belong here: any work of its own. Heavy libraries are imported by the command that needs them, so that help and small
questions answer at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipelines.commands.export_commands import export
from seksby.errors import SeksbyError, SourceError, UsageError
from seksby.workspace import DATA_DIR_VARIABLE, Workspace

if TYPE_CHECKING:
    from pipelines.commands.preview import Preview
    from pipelines.releases.inputs import Inputs
    from pipelines.releases.lineage import Cell, Trace
    from pipelines.releases.release import Release
    from pipelines.releases.revisions import Revisions

SHOWN_ROWS = 200
UNBOUNDED = 1_000_000
"""Columns: wider than any table."""
INTERRUPTED = 130

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(export, name="export")
# What is piped is read by programs and searched by line: there no line ends at the edge of a screen that is not there.
out = Console(highlight=False, width=None if sys.stdout.isatty() else UNBOUNDED)
err = Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a machine to read.")]


def main() -> None:
    """Run the command line; an error that was written for a reader is printed, not traced."""
    try:
        code = app(standalone_mode=False)  # the exit code that a command asked for, if it did
    except SeksbyError as error:
        _report(error)
        sys.exit(error.exit_code)
    except OSError as error:
        _report(
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
    data_dir: Annotated[
        Path | None, typer.Option(help="Work in this data folder instead of the project's own.", file_okay=False)
    ] = None,
) -> None:
    """Key figures of the six large Danish cities: refresh, compare, trace. Effects come before processes."""
    if data_dir is not None:
        os.environ[DATA_DIR_VARIABLE] = str(data_dir.resolve())


@app.command()
def refresh(
    offline: Annotated[bool, typer.Option(help="Use the snapshots at hand; ask nobody.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Rebuild with what was known on this day.")
    ] = None,
    viewpoint: Annotated[
        list[str] | None,
        typer.Option(
            help="Make pages of this municipality too (name or code), held up against the six; may be given more than "
            "once. SEKSBY_VIEWPOINTS, by commas, makes it lasting."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch what has been revised, take files from the inbox, compute, and publish a new release.

    Exit code 3 means that a release stands but a source could not be updated, 4 that another refresh is running. A
    rebuild of an earlier day is kept beside the current release and does not replace it.
    """
    from pipelines.catalogue.read import read_catalogue
    from pipelines.releases import release
    from pipelines.releases.inputs import VIEWPOINTS_VARIABLE, gather, viewpoints
    from pipelines.sources.intake.deliveries import waiting

    workspace = Workspace.from_environment()
    day = as_of.date() if as_of else None
    catalogue = read_catalogue(workspace.catalogue)
    if viewpoint:  # for this release, besides the lasting ones
        os.environ[VIEWPOINTS_VARIABLE] = ",".join([os.environ.get(VIEWPOINTS_VARIABLE, ""), *viewpoint])
    viewpoints(catalogue, os.environ.get(VIEWPOINTS_VARIABLE, ""))  # a wrong name is told before anything is fetched
    with _progress(silent=as_json):
        if not offline and day is None:
            from pipelines.orchestration.runs import run_job

            run_job(workspace, "fetch")
        elif day is None and waiting(workspace, catalogue):
            from pipelines.orchestration.runs import run_job

            run_job(workspace, "intake")
        before = release.current(workspace)
        inputs = gather(workspace, day)
        built: Mapping[str, Mapping[str, Any]] = {}
        unchanged = before is not None and day is None and before.id == inputs.release_id and release.is_whole(before)
        if not unchanged:
            from pipelines.orchestration.runs import run_job

            config = {"as_of": day.isoformat() if day else ""}
            built = run_job(workspace, "build", {"load": config, "release": config})
            inputs = gather(workspace, day)  # a snapshot may have been refused
    after = release.find(workspace, inputs.release_id if day else None)
    summary = _summary(before, after, inputs, unchanged=unchanged) | {
        "not_compared": built["cells"]["not_compared"] if built else {},
        "pages": {name: built["site"][f"pages_{name}"] for name in ("rendered", "reused")} if built else None,
    }
    if as_json:
        _print_json(summary)
    else:
        _last_screen(summary)
    dropped = {source.id for source in inputs.catalogue.sources if source.system == "delivered"}
    if any(not offline or source in dropped for source in inputs.overdue):
        raise typer.Exit(SourceError.exit_code)


@app.command()
def check(as_json: Json = False) -> None:
    """Check catalogue, contracts, recipes, corrections, schemas and pages against what is at hand; build nothing."""
    from dashboards import check_pages
    from pipelines.catalogue.controls import compile_controls
    from pipelines.catalogue.corrections import compile_corrections
    from pipelines.catalogue.schema import outdated
    from pipelines.catalogue.selectors import compile_recipes
    from pipelines.releases.inputs import gather
    from pipelines.sources.intake.contracts import check_contracts
    from pipelines.warehouse.load import read_tableinfo
    from seksby.errors import CatalogueError

    workspace = Workspace.from_environment()
    inputs = gather(workspace)
    contracts = check_contracts(inputs.catalogue, workspace.contracts)
    infos = {source: read_tableinfo(snapshot) for source, snapshot in inputs.snapshots.items()}
    compiled = compile_recipes(inputs.catalogue, infos, workspace.catalogue)
    compile_controls(inputs.catalogue, infos, workspace.catalogue)
    compile_corrections(inputs.catalogue, infos, workspace.catalogue)
    schemas = workspace.catalogue / "schemas"
    if stale := outdated(schemas):
        raise CatalogueError(
            f"{len(stale)} schema(s) are not what the models say: {', '.join(stale)}.",
            where=str(schemas),
            expected="the schemas of pipelines/catalogue/models.py",
            remedy="run `make schemas`",
        )
    pages = check_pages()
    counts = {
        "indicators": len(inputs.catalogue.indicators),
        "computable_now": len(compiled.recipe_used),
        "sources": len(inputs.catalogue.sources),
        "sources_at_hand": len(inputs.snapshots),
        "corrections": len(inputs.catalogue.corrections),
        "contracts": contracts,
        "pages": pages,
    }
    if as_json:
        _print_json(counts)
    else:
        out.print(
            f"Sound: {counts['indicators']} indicators ({counts['computable_now']} computable from what is at hand), "
            f"{counts['sources']} sources ({counts['sources_at_hand']} at hand), {counts['corrections']} corrections, "
            f"{contracts} contracts of own data, "
            f"{pages} page templates."
        )


@app.command()
def sources(as_json: Json = False) -> None:
    """What is at hand of each source: snapshot, date, origin, rows."""
    from pipelines.releases.inputs import gather

    inputs = gather(Workspace.from_environment())
    instructions = inputs.instructions
    rows = []
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
        _print_json(rows)
    else:
        _print_table(rows, ("source", "publisher", "origin", "retrieved_at", "rows", "not_updated"))
        for source_id, instruction in instructions.items():
            _say(f"{source_id}: {instruction}")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help='For example "select * from marts.benchmarks limit 5".')],
    as_json: Json = False,
) -> None:
    """Ask the current release's warehouse in SQL (read-only)."""
    import duckdb

    from pipelines.releases import release

    current = release.find(Workspace.from_environment())
    with duckdb.connect(
        str(current.warehouse), read_only=True, config={"enable_external_access": "false"}
    ) as connection:
        try:
            answer = connection.execute(sql)
            names = [column[0] for column in (answer and answer.description) or []]
            if len(set(names)) != len(names) or not names:
                raise UsageError(
                    "Two columns of the answer have the same name." if names else "That is no question.",
                    where=sql,
                    expected="one SELECT with a name of its own for each column",
                    remedy="give them names with `as`",
                )
            rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        except duckdb.Error as error:
            raise UsageError(
                str(error),
                where=f"release {current.id}",
                expected="one SELECT over marts, intermediate, staging or raw",
                remedy='see what there is: seksby query "show all tables"',
            ) from None
    if as_json:
        _print_json(rows)
    else:
        _print_table(rows, names)


@app.command()
def trace(
    indicator: Annotated[str, typer.Argument(help="Id or title: primary_school_absence_over_10_pct.")],
    municipality: Annotated[str, typer.Argument(help="Code or name: 730, Randers.")],
    year: int,
    as_json: Json = False,
) -> None:
    """Show every source cell of a number, and compute it again from the snapshot files."""
    from pipelines.releases import release
    from pipelines.releases.lineage import trace as trace_number

    workspace = Workspace.from_environment()
    found = trace_number(workspace, release.find(workspace), indicator, municipality, year)
    if as_json:
        _print_json(found.as_dict())
    else:
        _print_trace(found)
    if not found.agrees:
        raise typer.Exit(1)


@app.command()
def verify(
    release_id: Annotated[str | None, typer.Argument(metavar="[RELEASE]", help="The current one if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Check a release: every file against the manifest, every source cell and value against the snapshot files."""
    from pipelines.releases import release
    from pipelines.releases.lineage import recompute_all
    from pipelines.sources.snapshots import verify as verify_snapshot

    workspace = Workspace.from_environment()
    found = release.find(workspace, release_id)
    faults = release.damage(found)
    checksums = {item["id"]: item["sha256"] for item in found.manifest["snapshots"]}
    at_hand = release.snapshots_of(workspace, found)
    for snapshot in at_hand:
        try:
            verify_snapshot(snapshot)
        except SeksbyError as error:
            faults.append(error.what)
        if snapshot.meta.sha256 != checksums[snapshot.meta.id]:
            faults.append(f"snapshot {snapshot.meta.id} is another than the release was built from")
    faults += [f"snapshot {name} is not at hand" for name in checksums.keys() - {item.meta.id for item in at_hand}]
    if not faults:
        faults = recompute_all(workspace, found)
    counts = {
        "release": found.id,
        "files": len(found.manifest["files"]),
        "snapshots": len(checksums),
        "cells": found.manifest["tables"]["marts.lineage"],
        "values": found.manifest["tables"]["marts.indicator_values"],
        "faults": faults,
    }
    if as_json:
        _print_json(counts)
    elif not faults:
        out.print(
            f"Release {found.id} is sound: {counts['files']} files and {counts['snapshots']} snapshots have their "
            f"checksums; {counts['cells']} source cells and {counts['values']} rows of values agree with the files."
        )
    if faults:
        if not as_json:
            for line in faults:
                err.print(line, markup=False, soft_wrap=True)
        raise typer.Exit(1)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="This machine alone unless told otherwise.")] = "127.0.0.1",
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Build the pages again as their Markdown and SQL are edited; publish nothing."),
    ] = False,
) -> None:
    """Show the current release's pages in a browser on this machine."""
    import signal

    from pipelines.commands.preview import preview
    from pipelines.commands.server import address, listen, site_app, web_server
    from pipelines.releases import release

    workspace = Workspace.from_environment()
    release.find(workspace)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop tidies up as Ctrl-C does
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        listening = stack.enter_context(listen(host, port))
        site = workspace.current / release.SITE
        if watch:
            edited = stack.enter_context(preview(workspace))
            stack.enter_context(_told_as_they_come(edited))
            site = edited.site
        url, alone = address(*listening.getsockname()[:2])
        _say(f"{url}  (stop with Ctrl-C)")
        if not alone:
            _say(
                "Open to the network: whoever reaches this machine can read the pages, without signing in. "
                "For a site with sign-in see docs/hosting.md.",
                style="bold",
            )
        web_server(site_app(site)).run(sockets=[listening])
    _say("Stopped. The current release stands.")


@contextmanager
def _told_as_they_come(edited: Preview) -> Iterator[None]:
    """Build in the background and tell of each build; the server has the main thread, which Ctrl-C reaches."""
    from threading import Event, Thread

    def tell() -> None:
        for outcome in edited.builds(stop):
            if isinstance(outcome, SeksbyError):
                _report(outcome)
                _say("The last good pages are still shown.", style="dim")
            else:
                reason = ", ".join(outcome.edited) or f"watching {edited.pages}"
                _say(f"Built {outcome.pages} pages in {outcome.seconds:.1f} s ({reason}); reload to see them.")

    stop = Event()
    builder = Thread(target=tell)
    builder.start()
    try:
        yield
    finally:
        stop.set()
        builder.join()


@app.command()
def dev(port: Annotated[int, typer.Option(help="Port of Dagster's pages.")] = 3000) -> None:
    """Open Dagster's pages on the same assets and run history that refresh writes."""
    from pipelines.orchestration.runs import prepare_instance

    prepare_instance(Workspace.from_environment())
    program = str(Path(sys.executable).with_name("dagster"))
    os.execv(program, [program, "dev", "-m", "pipelines.orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)])  # noqa: S606


@contextmanager
def _progress(*, silent: bool) -> Iterator[None]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from seksby.progress import listen

    labels = {
        "fetch": "Fetch",
        "intake": "Take files",
        "load": "Load",
        "compute": "Compute and check",
        "pages": "Pages",
    }
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=silent or not err.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(labels.get(step, step), total=total)
            progress.update(tasks[step], completed=done, total=total)

        with listen(show):
            yield


def _summary(before: Release | None, after: Release, inputs: Inputs, *, unchanged: bool) -> dict[str, Any]:
    import duckdb

    from pipelines.catalogue.selectors import tables
    from pipelines.releases import differing as controls
    from pipelines.releases.revisions import compare
    from pipelines.sources.intake import deliveries
    from pipelines.sources.openapi.keyed import skipped
    from pipelines.warehouse.tables.catalogue_tables import notice

    waits_for_access = {source.id for source in inputs.catalogue.sources if source.access}
    awaited = {
        item.id for item in inputs.catalogue.indicators if any(not tables(r) & waits_for_access for r in item.recipes)
    }

    with duckdb.connect(str(after.warehouse), read_only=True) as connection:
        missing = connection.execute(
            """
            select indicator_id, title_da, missing_reason, missing_note_da
            from marts.indicators where missing_reason is not null order by sort_order
            """
        ).fetchall()
        gaps = connection.execute(
            """
            select missing_reason, count(*) from marts.indicator_values
            where missing_reason is not null and price_basis <> 'fixed'
                and municipality_code in (select municipality_code from marts.municipalities where is_compared)
            group by 1 order by 2 desc
            """
        ).fetchall()
        compared, awaiting = connection.execute(
            """
            select coalesce(sum(compared), 0)::integer, count(*) filter (compared = 0) from marts.control_overview
            """
        ).fetchall()[0]
        corrections = connection.execute(
            """
            select correction_id, state, published_value, published_marker from marts.corrections order by sort_order
            """
        ).fetchall()
    revisions: Revisions | None = None if unchanged else compare(before, after)
    return {
        "outcome": "unchanged" if unchanged else "published",
        "release": after.id,
        "previous": before.id if before else None,
        "notice": notice(inputs).da,
        "values": None
        if revisions is None
        else {"new": revisions.new, "changed": revisions.changed, "gone": revisions.gone, "same": revisions.unchanged},
        "changed_indicators": dict(revisions.changed_indicators) if revisions else {},
        "missing_indicators": [
            {"indicator": title, "reason": reason, "note": note, "awaits_fetch": indicator_id in awaited}
            for indicator_id, title, reason, note in missing
        ],
        "missing_values": dict(gaps),
        "controls": {
            "compared": compared,
            "awaiting": awaiting,
            "differing": [
                {"control": control.title, "figures": control.figures, "furthest": control.furthest}
                for control in controls.differing(after.warehouse)
            ],
        },
        "corrections": [
            {"correction": correction_id, "state": state, "published": marker if value is None else value}
            for correction_id, state, value, marker in corrections
        ],
        "not_updated": dict(inputs.stale),
        "faults": {
            source: lines for source in inputs.stale if (lines := deliveries.faults_of(inputs.workspace, source))
        },
        "skipped": skipped(inputs.catalogue),
        "instructions": dict(inputs.instructions),
        "inbox_without_source": deliveries.strays(inputs.workspace, inputs.catalogue),
        "site": str(after.site / "index.html"),
    }


def _say(text: str, style: str | None = None) -> None:
    """Text as it is: brackets in it are no markup, and a pipe gets whole lines."""
    out.print(text, style=style, markup=False, soft_wrap=True)


def _last_screen(summary: Mapping[str, Any]) -> None:
    if summary["outcome"] == "unchanged":
        _say(f"Uændret: udgave {summary['release']} står ved magt; intet nyt i kilder, katalog eller sider.")
    else:
        values = summary["values"]
        _say(f"Udgivet: {summary['release']}", style="bold")
        _say(
            f"  Nye værdier {values['new']} · ændrede {values['changed']} · bortfaldne {values['gone']} · "
            f"uændrede {values['same']}"
        )
        for indicator, count in list(summary["changed_indicators"].items())[:10]:
            _say(f"    {indicator}: {count} ændret")
    _say(f"  {summary['notice']}")
    failed: dict[str, list[str]] = {}
    for source, reason in summary["not_updated"].items():
        failed.setdefault(reason, []).append(source)
    for reason, sources_failed in failed.items():
        _say(f"  Ikke opdateret: {', '.join(sources_failed)}: {reason}")
        for line in (line for source in sources_failed for line in summary["faults"].get(source, [])):
            _say(f"    {line}")
    for source, reason in summary["not_compared"].items():
        _say(f"  Advarsel: {source} er ikke sammenlignet med filen før, som er beskadiget: {reason}", style="yellow")
    unasked: dict[str, list[str]] = {}
    for source, reason in summary["skipped"].items():
        unasked.setdefault(reason, []).append(source)
    for reason, sources_unasked in unasked.items():
        _say(f"  Sprunget over: {', '.join(sources_unasked)}: {reason}", style="dim")
    for name in summary["inbox_without_source"]:
        _say(f"  Indbakken har {name}, som ingen kilde hører til: mappen skal hedde som kilden i kataloget")
    awaiting = sum(item["awaits_fetch"] for item in summary["missing_indicators"])
    if awaiting:
        _say(f"  Venter på StatBank: {awaiting} nøgletal, hvis tabeller ikke er hentet endnu (se `seksby sources`)")
    others = [item for item in summary["missing_indicators"] if not item["awaits_fetch"]]
    if others:
        _say(f"  Mangler: {len(others)} nøgletal uden åben kilde eller uden nøgle og fil til den")
        for item in others:
            _say(f"    {item['indicator']}: {item['note']}", style="dim")
    ways: dict[str, list[str]] = {}
    for source, instruction in summary["instructions"].items():
        ways.setdefault(instruction, []).append(source)
    for instruction, sources_to_get in ways.items():
        _say(f"  Sådan fås {', '.join(sources_to_get)}: {instruction}", style="dim")
    if summary["missing_values"]:
        listed = ", ".join(f"{count} {reason}" for reason, count in summary["missing_values"].items())
        _say(f"  Enkelte tal for de seks byer mangler i nøgletal, der ellers er beregnet: {listed}")
    controlled = summary["controls"]
    if controlled["compared"]:
        differing = sum(item["figures"] for item in controlled["differing"])
        _say(
            f"  Kontrol: {controlled['compared'] - differing} af {controlled['compared']} sammenlignede tal stemmer; "
            f"{controlled['awaiting']} kontroller venter på tal"
        )
        for item in controlled["differing"]:
            _say(f"    {item['control']}: {item['figures']} tal afviger, mest {item['furthest']}")
    if summary["corrections"]:
        _say(f"  {_corrections_line(summary['corrections'])}")
    if summary["pages"]:
        _say(f"  Sider bygget på ny: {summary['pages']['rendered']}, genbrugt: {summary['pages']['reused']}")
    _say(f"  Sider: {summary['site']}  (vis dem med `seksby serve`)")


def _corrections_line(corrections: Sequence[Mapping[str, Any]]) -> str:
    """How many corrections are in use, and which ones no longer hold."""
    in_use = sum(item["state"] == "applied" for item in corrections)
    text = f"Rettede kildeceller: {in_use} i brug"
    ended = [
        f"{item['correction']} (kilden siger nu {_plain(item['published'])})"
        if item["state"] == "outdated"
        else f"{item['correction']} (kilden har ikke cellen)"
        for item in corrections
        if item["state"] in ("outdated", "no_such_cell")
    ]
    if ended:
        text += f"; bruges ikke mere og skal ud af corrections.yml: {', '.join(ended)}"
    return text


def _print_trace(found: Trace) -> None:
    _say(f"{found.title} · {found.municipality} ({found.municipality_code}) · {found.year}", style="bold")
    value = found.missing_reason if found.value is None else f"{found.value.normalize():f} {found.unit}"
    _say(f"  {value}")
    _say(f"  {found.formula}")
    _print_table(
        [
            {
                "role": cell.role,
                "source": f"{cell.publisher}, {cell.publisher_table}",
                "codes": cell.codes,
                "period": cell.period,
                "value": _used(cell),
                "weight": f"{cell.weight.normalize():f}" + (f"/{cell.divisor}" if cell.divisor > 1 else ""),
                "snapshot": cell.snapshot_id,
                "row": cell.file_row,
                "cell of the sheet": cell.source_cell,
            }
            for cell in found.cells
        ],
        ("role", "source", "codes", "period", "value", "weight", "snapshot", "row")
        + (("cell of the sheet",) if any(cell.source_cell for cell in found.cells) else ()),
    )
    for cell in found.cells:
        if correction := cell.correction:
            _say(f"  Corrected in {cell.snapshot_id} row {cell.file_row}: {_used(cell)}. {correction.reason_en}")
            _say(
                f"    {correction.correction_id}: {correction.evidence}; reviewed by {correction.reviewed_by} "
                f"on {correction.reviewed_on} ({correction.status})",
                style="dim",
            )
    for file, digest, citation in dict.fromkeys((cell.file, cell.sha256, cell.citation) for cell in found.cells):
        _say(f"  {file} sha256 {digest}")
        if citation:
            _say(f"    {citation}", style="dim")
    if found.recomputed is not None:
        verdict = "the same as published" if found.agrees else "NOT what is published"
        _say(f"  Computed again from the files: {found.recomputed.normalize():f}, {verdict}.")


def _used(cell: Cell) -> str:
    """The figure a cell enters with, and what the file says where a correction holds."""
    if cell.correction is None:
        return cell.file_value
    used = cell.missing_reason if cell.value is None else f"{cell.value.normalize():f}"
    return f"{used} (file: {cell.file_value})"


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*("" if row[column] is None else _plain(row[column]) for column in columns))
    out.print(table, markup=False)
    if len(rows) > SHOWN_ROWS:
        out.print(f"… {len(rows) - SHOWN_ROWS} more rows; use --json to have them all")


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, default=_json_value, ensure_ascii=False, indent=1) + "\n")


def _json_value(value: Any) -> Any:
    """Decimals as JSON numbers; the few that a reader's float would change, as text."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _report(error: SeksbyError) -> None:
    if "--json" in sys.argv:
        _print_json(error.as_dict())
        return
    err.print("Error: ", style="bold red", end="")
    err.print(str(error), markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
