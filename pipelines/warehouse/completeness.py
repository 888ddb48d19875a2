"""Whether a new file is as complete as the one before it, in the same unit.

Belongs here: comparing two snapshots of a source as wholes, and the rule by which the new one is held back. Does not
belong here: single figures that were revised (`revised`), or a file that is not what it says (`snapshot_rows`).

The rule, for fetched figures asked for in the same way; docs/methods.md tells it to readers:

    areas     fewer municipalities with figures than before. Where a row that is not there is a zero, a few may be nil
              altogether: more than `NIL_AT_MOST` have to be gone
    periods   fewer periods with figures than before; one that falls out as another comes in is a moving window
    figures   fewer than half as many
    unit      the figures that both have differ ten times or more in the median: thousands are a thousand

A file that is held back is set aside, and the one before stands. `seksby sources accept` takes it after all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.tableinfo import TableInfo
from pipelines.sources.snapshots import Snapshot
from pipelines.warehouse.snapshot_rows import table_name
from seksby.errors import SourceError

if TYPE_CHECKING:
    import duckdb

NIL_AT_MOST = 3
LEAST_SHARE = 0.5
UNIT_JUMP = 10.0


def check_complete(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    info: TableInfo,
    snapshot: Snapshot,
    before: str,
    municipalities: Sequence[str],
) -> None:
    """Compare a snapshot that has been read with the one before it.

    Args:
        connection: of the warehouse.
        source: the catalogue's entry.
        info: the description of the newer one.
        snapshot: the newer one.
        before: the table that the older one was read into.
        municipalities: their codes.

    Raises:
        SourceError: the newer one is held back; says by which part of the rule and how much is gone.
    """
    now = table_name(source.id)
    shape = """
        select
            count(distinct area_code) filter (area_code in (select unnest(?::varchar[]))),
            count(distinct period),
            count(*)
        from {} where value is not null
    """
    areas, periods, figures = connection.execute(shape.format(now), [list(municipalities)]).fetchall()[0]
    areas_before, periods_before, figures_before = connection.execute(
        shape.format(before), [list(municipalities)]
    ).fetchall()[0]
    if areas_before - areas > (NIL_AT_MOST if info.absent_is_zero else 0):
        raise _held_back(source, snapshot, f"figures of {areas} municipalities", f"of {areas_before}")
    if periods < periods_before:
        raise _held_back(source, snapshot, f"figures of {periods} periods", f"of {periods_before}")
    if figures < LEAST_SHARE * figures_before:
        raise _held_back(source, snapshot, f"{figures} figures", f"{figures_before}")
    (ratio,) = connection.execute(
        f"""
        select median(abs(cast(now.value as double) / cast(earlier.value as double)))
        from {now} as now inner join {before} as earlier using (area_code, period, series_key)
        where now.value <> 0 and earlier.value <> 0
        """
    ).fetchall()[0]
    if ratio is not None and not 1 / UNIT_JUMP < ratio < UNIT_JUMP:
        raise _held_back(
            source, snapshot, f"figures that are {ratio:g} times those before in the median", "another unit"
        )


def _held_back(source: Source, snapshot: Snapshot, now: str, before: str) -> SourceError:
    return SourceError(
        f"{source.id}: the newest file has {now}, the one before {before}; held back until "
        f"`seksby sources accept {source.id}`.",
        where=str(snapshot.data_path),
        expected="as many municipalities and periods as before, half as many figures or more, in the same unit",
        remedy="the previous file is used until then",
    )
