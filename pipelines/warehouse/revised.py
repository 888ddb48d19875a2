"""What the file in use says otherwise than the one before it.

Belongs here: comparing two snapshots of a source, cell by cell. Does not belong here: comparing releases
(`releases.revisions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.selectors import series_variables
from pipelines.releases.inputs import Inputs
from pipelines.sources.snapshots import Snapshot, read_tableinfo, resolutions, verify
from pipelines.warehouse.reach.marks import made_of, mark, marked
from pipelines.warehouse.snapshot_rows import load_snapshot, table_name
from pipelines.warehouse.sql import quoted
from pipelines.warehouse.tables.cells import REVISED_CELLS
from seksby.errors import CatalogueError, SnapshotError, SourceError

if TYPE_CHECKING:
    import duckdb

REVISED = f"raw.{quoted(REVISED_CELLS.name)}"
EARLIER = 'raw."earlier_cells"'  # there while it is compared


def revised_cells(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, infos: Mapping[str, TableInfo], known_areas: Sequence[str]
) -> dict[str, str]:
    """Write `raw.revised_cells`: what the file in use says otherwise than the one before it, cell by cell.

    A cell that is only in one of them is new or gone and no revision. A file before that was laid out otherwise, or can
    no longer be read as its source is described today, is not compared: its figures are used nowhere. Nor is one that
    is damaged; what is wrong with it is returned, by source id, because somebody has to bring it back.
    """
    pairs = [
        (source, now, before)
        for source in inputs.catalogue.sources
        if (now := inputs.snapshots.get(source.id)) and (before := inputs.earlier.get(source.id))
        if now.meta.sha256 != before.meta.sha256
    ]
    of_each = [
        [source.model_dump_json(), infos[source.id].model_dump_json()]
        + [each.meta.model_dump_json() for each in (now, before)]
        + [each.model_dump_json() for each in resolutions(before)]
        for source, now, before in pairs
    ]
    word = made_of(*of_each, *known_areas)
    if marked(connection).get(REVISED) == word and not any(map(_is_damaged, (before for *_, before in pairs))):
        return {}
    damaged: dict[str, str] = {}
    columns = ", ".join(f"{quoted(name)} {column.sql_type}" for name, column in REVISED_CELLS.columns.items())
    connection.execute(f"create or replace table {REVISED} ({columns})")
    for source, now, before in pairs:
        variables = series_variables(source, infos[source.id])
        try:
            earlier = read_tableinfo(before)
            load_snapshot(connection, source, earlier, before, known_areas, EARLIER)
            earlier_variables = series_variables(source, earlier)
        except SnapshotError as error:
            damaged[source.id] = error.what
            continue
        except (SourceError, CatalogueError):  # unreadable today, or without the variables the catalogue names
            continue
        comparable = [item.id for item in variables] == [item.id for item in earlier_variables]
        if comparable:
            _insert_revised(connection, source, now, before)
        connection.execute(f"drop table {EARLIER}")
    if not damaged:  # a file that is brought back is compared then
        mark(connection, REVISED, word)
    return damaged


def _is_damaged(snapshot: Snapshot) -> bool:
    try:
        verify(snapshot)
    except SnapshotError:
        return True
    return False


def _insert_revised(connection: duckdb.DuckDBPyConnection, source: Source, now: Snapshot, before: Snapshot) -> None:
    connection.execute(
        f"""
        insert into {REVISED}
        select
            ?, ?, ?, cells.rowid + 2, area_code, period, series_key, cells.value, cells.marker, earlier.value,
            earlier.marker
        from {table_name(source.id)} as cells
        inner join {EARLIER} as earlier using (area_code, period, series_key)
        where (cells.value, cells.marker) is distinct from (earlier.value, earlier.marker)
        order by cells.rowid
        """,
        [source.id, now.meta.id, before.meta.id],
    )
