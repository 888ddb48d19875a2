"""From snapshots and catalogue to the `raw` schema that dbt reads.

Belongs here: the order of loading, and what is written. Does not belong here: any formula (dbt computes), choosing
snapshots (`releases.inputs`), or a check; each has a module of its own.

Tables written:
    raw.<source id>     one row per row of the snapshot's data.csv, in the file's order: area_code, period, series_key
                        (codes of the other variables, joined by `|` in the source's order), value decimal(18,6), marker
                        (what stood in place of a number), as_written (the line, where the others do not tell it).
    raw.cells           all of them, with table_id, snapshot_id, file_line (the header is line 1) and file_text.
    raw.revised_cells   cells that the snapshot before the one in use gave otherwise.
    raw.previous_…       what the release before this one published, to tell what is new.
    raw.recipe_terms    one row per series a recipe names (`catalogue.series.selectors.Series`).
    raw.indicators …    the catalogue, one table per kind of entry (`tables`).
    raw.controls …      what is held against what, and the series it takes (`tables.catalogue.controls`).
    raw.corrections     cells known to be wrong, and what is used in their place; raw.cells holds what the file says.
    raw.misfits         what of the catalogue does not fit its source and therefore fell out (`fitting`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue.descriptions.tableinfo import Resolution
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.selectors import Misfit, MisfitError
from pipelines.releases.inputs import Inputs, gather
from pipelines.releases.release import accepted
from pipelines.sources.snapshots import Snapshot, is_accepted, read_tableinfo, reject
from pipelines.warehouse.completeness import check_complete
from pipelines.warehouse.empty_codes import empty_codes
from pipelines.warehouse.fitting import Fitted, fit
from pipelines.warehouse.previous_release import previous_release
from pipelines.warehouse.reach.marks import marked
from pipelines.warehouse.revised import REVISED, revised_cells
from pipelines.warehouse.snapshot_rows import line_text, load_snapshot, table_name
from pipelines.warehouse.sql import literal, quoted
from pipelines.warehouse.tables import whole
from pipelines.warehouse.tables.table import Table
from seksby.errors import BuildError, CatalogueError, SnapshotError, SourceError, all_faults

if TYPE_CHECKING:
    import duckdb

# Loading streams from file to file; the limit keeps it within a laptop's means and is what `make bench` holds us to.
MEMORY_LIMIT = "350MB"
TRIED = "raw.tried"  # a snapshot that is read only to see whether it can be


@dataclass(frozen=True)
class Loaded:
    """What was loaded.

    Attributes:
        inputs: as they turned out after refused snapshots.
        rows: number of rows by source id.
        not_compared: what is wrong with the file before the one in use, by source id, where it is damaged.
        misfits: what of the catalogue does not fit its source.
        resolutions: by source id, the names that its table does not have, and what they are taken for.
    """

    inputs: Inputs
    rows: Mapping[str, int]
    not_compared: Mapping[str, str]
    misfits: Sequence[Misfit]
    resolutions: Mapping[str, Sequence[Resolution]]


def load(inputs: Inputs, path: Path) -> Loaded:
    """Write the `raw` schema into a new DuckDB file, or one that was begun with tables of the release before.

    A snapshot that turns out unusable, unless it is bundled, is set aside with its reason; the previous one is used.
    Where it has been published from, or the previous one turns out unusable too, they were usable before, and what has
    changed since is ours: nothing is moved, and the source falls out.

    Raises:
        SnapshotError: a stored file that is in use is not what was stored.
        BuildError: a bundled file is unusable.
        CatalogueError: the catalogue contradicts itself or a bundled file.
    """
    import duckdb

    with duckdb.connect(str(path)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("create schema if not exists raw")
        known_areas = [item.municipality_code for item in inputs.catalogue.municipalities]
        known_areas += [area.code for area in inputs.catalogue.areas]
        rows: dict[str, int] = {}
        read: dict[str, str] = {}
        unusable: set[tuple[str, int, str]] = set()
        empty: list[Misfit] = []
        unread: dict[str, Misfit] = {}
        while True:
            fitted = fit(inputs, unusable)
            inputs = fitted.inputs
            if _load_snapshots(connection, fitted, known_areas, rows, read, unread):
                inputs = _without(gather(inputs.workspace, inputs.as_of, inputs.viewpoints, inputs.read), unread)
                continue
            _cells_view(connection, fitted)
            misfits = [*fitted.misfits, *empty, *unread.values()]
            for table in whole.tables(
                inputs, fitted.compiled, fitted.controls, fitted.corrections.series, misfits, fitted.resolutions
            ):
                write_table(connection, table)
            found = empty_codes(connection, inputs)
            if not found:
                break
            empty += [item for item, _ in found]
            unusable |= {recipe for _, recipe in found}
        not_compared = revised_cells(connection, inputs, fitted.infos, known_areas)
        previous_release(connection, inputs)
        for gone in marked(connection).keys() - {*map(table_name, rows), REVISED}:
            connection.execute(f"drop table {gone}")  # of a source that the release before had
    return Loaded(inputs, rows, not_compared, misfits, fitted.resolutions)


def _without(inputs: Inputs, unread: Mapping[str, Misfit]) -> Inputs:
    """What is at hand but for the sources that cannot be read as the catalogue says.

    Raises:
        CatalogueError: that is every source there is.
    """
    snapshots = {source: snapshot for source, snapshot in inputs.snapshots.items() if source not in unread}
    if not snapshots:
        raise all_faults([item.error for item in unread.values()])
    stale = {source: item.error.what for source, item in unread.items()}
    return replace(inputs, snapshots=snapshots, stale={**inputs.stale, **stale})


def _load_snapshots(
    connection: duckdb.DuckDBPyConnection,
    fitted: Fitted,
    known_areas: Sequence[str],
    rows: dict[str, int],
    read: dict[str, str],
    unread: dict[str, Misfit],
) -> bool:
    """Read every snapshot in use that is not read yet; tells whether one turned out unusable.

    `rows` is the number of rows and `read` the id of the snapshot that was read, by source id; `unread` are the sources
    whose snapshots are no longer what the catalogue says.
    """
    refused, inputs = False, fitted.inputs
    for source in inputs.catalogue.sources:
        snapshot = inputs.snapshots.get(source.id)
        if snapshot is None or read.get(source.id) == snapshot.meta.id:
            continue
        if source.id in read:
            connection.execute(f"drop table {table_name(source.id)}")
            del rows[source.id], read[source.id]
        try:
            rows[source.id] = load_snapshot(connection, source, fitted.infos[source.id], snapshot, known_areas)
            read[source.id] = snapshot.meta.id
            _check_complete(connection, fitted, source, known_areas)
        except SourceError as error:
            if snapshot.meta.origin == "transcribed":
                raise _not_ours_to_replace(error) from None
            refused = True
            before = inputs.earlier.get(source.id)
            is_new = snapshot.meta.id not in accepted(inputs.workspace)
            if is_new and (before is None or _is_usable(connection, source, before, known_areas)):
                reject(snapshot, error.what)
            else:
                unread[source.id] = Misfit("source", source.id, source.id, _ours(inputs, source, error))
    return refused


def _check_complete(
    connection: duckdb.DuckDBPyConnection, fitted: Fitted, source: Source, known_areas: Sequence[str]
) -> None:
    """Hold a new file back that is not as complete as the one before it; what was published from stands.

    Raises:
        SourceError: it is held back.
    """
    inputs = fitted.inputs
    snapshot, before = inputs.snapshots[source.id], inputs.earlier.get(source.id)
    if before is None or before.meta.origin != "fetched" or before.meta.request != snapshot.meta.request:
        return
    if snapshot.meta.id in accepted(inputs.workspace) or is_accepted(snapshot):
        return
    try:
        load_snapshot(connection, source, read_tableinfo(before), before, known_areas, TRIED)
    except (CatalogueError, SourceError, SnapshotError):
        return  # laid out otherwise, or damaged: there is nothing to hold the new one against
    municipalities = [item.municipality_code for item in inputs.catalogue.municipalities]
    try:
        check_complete(connection, source, fitted.infos[source.id], snapshot, TRIED, municipalities)
    finally:
        connection.execute(f"drop table {TRIED}")


def _is_usable(
    connection: duckdb.DuckDBPyConnection, source: Source, snapshot: Snapshot, known_areas: Sequence[str]
) -> bool:
    """Whether a snapshot can still be read: it was when it was stored, and it has not changed."""
    try:
        load_snapshot(connection, source, read_tableinfo(snapshot), snapshot, known_areas, TRIED)
    except (CatalogueError, SourceError, SnapshotError):
        return False
    connection.execute(f"drop table {TRIED}")
    return True


def _ours(inputs: Inputs, source: Source, error: SourceError) -> MisfitError:
    return MisfitError(
        f"{error.what} It could be read before, and what was read has not changed; it stays where it is.",
        where=f"{inputs.workspace.catalogue / source.file}:1; {error.where}",
        expected=error.expected,
        remedy="mend what was changed last: this entry, municipalities.csv or areas.csv; then run `seksby refresh`",
    )


def _not_ours_to_replace(error: SourceError) -> BuildError:
    """A bundled file has no previous snapshot to fall back on, and no publisher to ask again."""
    return BuildError(
        error.what,
        where=error.where,
        expected=error.expected,
        remedy="bring the file back from git, or mend it with its snapshot.json; the current release stands",
    )


def _cells_view(connection: duckdb.DuckDBPyConnection, fitted: Fitted) -> None:
    # A table that was made in one statement numbers its rows in the order of the file, so rowid tells the line;
    # a window function for it would take longer than reading the file.
    sources, snapshots = fitted.inputs.catalogue.sources, fitted.inputs.snapshots
    selects = [
        f"""
        select {literal(source.id)} as table_id, {literal(snapshots[source.id].meta.id)} as snapshot_id,
            rowid + 2 as file_line, {line_text(source, fitted.infos[source.id])} as file_text, area_code, period,
            series_key, value, marker
        from {table_name(source.id)}
        """
        for source in sources
        if source.id in snapshots
    ]
    connection.execute("create or replace view raw.cells as " + " union all ".join(selects))


def write_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Write a table and its rows to the schema `raw`, over one of its name."""

    def text(value: Any) -> str | None:
        return None if value is None else str(value)

    shape = table.shape
    values = [[text(record[column]) for record in table.records] for column in shape.columns]
    selected = ", ".join(
        f"cast(unnest(?::varchar[]) as {column.sql_type}) as {quoted(name)}" for name, column in shape.columns.items()
    )
    connection.execute(f"create or replace table raw.{shape.name} as select {selected}", values)
