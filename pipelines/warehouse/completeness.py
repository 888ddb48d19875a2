"""Whether a new file is as complete as the one before it, in the same unit.

Belongs here: comparing two snapshots of a source as wholes, and the rule by which the new one is held back. Does not
belong here: single figures that were revised (`revised`), or a file that is not what it says (`snapshot_rows`).

The rule, for fetched figures asked for in the same way; docs/methods.md tells it to readers:

    areas     fewer municipalities with figures than before. Where a row that is not there is a zero, a few may be nil
              altogether: more than `NIL_AT_MOST` have to be gone
    periods   fewer periods with figures than before; one that falls out as another comes in is a moving window
    figures   fewer than half as many
    unit      the figures that both have differ ten times or more in the median: thousands are a thousand
    country   in some period the municipalities add up to something further from the table's own figure of the whole
              country than in any period of the file before: by more than a hundredth of it, and more than those
              periods differ among themselves. Rates do not add up, but they stay as far off as they were

A file that is held back is set aside, and the one before stands. `seksby sources accept` takes it after all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.catalogue.models.source import Source
from pipelines.sources.snapshots import Snapshot
from pipelines.warehouse.snapshot_rows import table_name
from seksby.errors import SourceError

if TYPE_CHECKING:
    import duckdb

NIL_AT_MOST = 3
LEAST_SHARE = 0.5
UNIT_JUMP = 10.0
COUNTRY_OFF = 0.01
PERIODS_TOLD_BY = 3  # fewer periods with a figure of the whole country are no history
COUNTRY = "000"


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
    _check_country(connection, source, snapshot, before, municipalities)


def _check_country(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    snapshot: Snapshot,
    before: str,
    municipalities: Sequence[str],
) -> None:
    """Hold the sum of the municipalities against the table's own figure of the country, series by series."""

    def distances(table: str) -> dict[str, float]:
        return dict(
            connection.execute(
                f"""
                with sums as (
                    select
                        period, series_key,
                        cast(sum(value) filter (area_code in (select unnest(?::varchar[]))) as double) as added,
                        cast(max(value) filter (area_code = ?) as double) as country
                    from {table} where value is not null group by all
                )
                select period, sum(abs(added - country)) / sum(abs(country)) as distance from sums
                where added is not null and country is not null group by period having sum(abs(country)) > 0
                """,
                [list(municipalities), COUNTRY],
            ).fetchall()
        )

    history = distances(before).values()
    if len(history) < PERIODS_TOLD_BY:
        return
    limit = max(history) + max(COUNTRY_OFF, max(history) - min(history))
    now = distances(table_name(source.id))
    period, furthest = max(now.items(), key=lambda item: item[1], default=("", 0.0))
    if furthest > limit:
        raise _held_back(
            source,
            snapshot,
            f"municipalities that are {furthest:.1%} off the whole country in {period}",
            f"at most {max(history):.1%}",
        )


def _held_back(source: Source, snapshot: Snapshot, now: str, before: str) -> SourceError:
    return SourceError(
        f"{source.id}: the newest file has {now}, the one before {before}; held back until "
        f"`seksby sources accept {source.id}`.",
        where=str(snapshot.data_path),
        expected="as many municipalities and periods as before, half as many figures or more, in the same unit, "
        "adding up to the whole country as before",
        remedy="the previous file is used until then",
    )
