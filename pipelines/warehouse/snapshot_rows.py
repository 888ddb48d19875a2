"""One snapshot's file as a table of DuckDB, refused where it is not what its own description says.

Belongs here: reading and checking a file by itself. Does not belong here: what the catalogue makes of its codes
(`fitting`, `empty_codes`), or choosing snapshots (`releases.inputs`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pipelines.catalogue.descriptions.tableinfo import TableInfo, Variable, variable
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.selectors import series_variables
from pipelines.sources.snapshots import Snapshot, verify
from pipelines.warehouse.reach.marks import made_of, mark, marked
from pipelines.warehouse.sql import literal, literals, quoted
from pipelines.warehouse.tables.codes import MARKERS
from seksby.errors import SourceError

if TYPE_CHECKING:
    import duckdb

SHOWN = 3  # examples in an error
# A row's number as a publisher writes it, mostly: no decimals where it is whole, no zeros after the last one.
NUMBER = """
case when value = trunc(value) then cast(cast(value as bigint) as varchar) else rtrim(cast(value as varchar), '0') end
"""


def load_snapshot(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    info: TableInfo,
    snapshot: Snapshot,
    known_areas: Sequence[str],
    name: str | None = None,
) -> int:
    """Read one verified snapshot into `raw.<source id>`, or `name`, and check it; returns the number of rows.

    `info` is its description, in which the catalogue's names are found. A table that was loaded from the same stays.

    Raises:
        SnapshotError: the file on disk is not the one that was stored.
        SourceError: the file does not hold what its `tableinfo` describes: unreadable rows, numbers that are not,
            unknown areas or codes, the same cell twice, no rows.
    """
    import duckdb

    verify(snapshot)
    name = name or table_name(source.id)
    told = (source.model_dump_json(), info.model_dump_json(), snapshot.meta.id, snapshot.meta.sha256, *known_areas)
    if marked(connection).get(name) == made_of(*told):
        return snapshot.meta.rows
    variables = series_variables(source, info)
    area, time = variable(info, source.area).id, variable(info, source.time).id
    header = _header(snapshot)
    columns = ", ".join(f"{literal(name)}: 'varchar'" for name in header)
    upper = {item.id: item.id.upper() for item in info.variables}
    key = ", ".join(quoted(upper[item.id]) for item in variables) or "''"
    number = "try_cast(replace(INDHOLD, ',', '.') as decimal(18, 6))"
    value = number
    if source.zero_markers:
        value = f"case when INDHOLD in ({literals(source.zero_markers)}) then 0 else {number} end"
    column = quoted(upper[area])  # 0 and 81 in some tables stand for 000 and 081
    try:
        connection.execute(
            f"""
            create or replace table {name} as
            select
                repeat('0', 3 - length({column})) || {column} as area_code,
                {quoted(upper[time])} as period,
                concat_ws('|', {key}) as series_key,
                {value} as value,
                case when {number} is null then coalesce(INDHOLD, '') end as marker,
                {_as_written(header, [*upper.values(), "INDHOLD"], column)} as as_written
            from read_csv(
                ?, delim = ';', header = true, auto_detect = false, quote = '"', columns = {{{columns}}}
            )
            """,
            [str(snapshot.data_path)],
        )
        listed = [value.id.rjust(3, "0") for value in variable(info, source.area).values]
        _check_cells(connection, source, snapshot, {*known_areas, *listed}, name)
        _check_codes(connection, source, snapshot, info, name)
        mark(connection, name, made_of(*told))
    except (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.InterruptException):
        raise  # the machine's fault, or the user's wish: nothing is wrong with the file
    except (duckdb.Error, SourceError) as error:
        connection.execute(f"drop table if exists {name}")
        if isinstance(error, SourceError):
            raise
        raise _unusable(source, snapshot, f"cannot be read as a table: {str(error).splitlines()[0]}") from None
    return snapshot.meta.rows


def table_name(source_id: str) -> str:
    """The warehouse table of a source."""
    return f"raw.{quoted(source_id.lower())}"


def line_text(source: Source, info: TableInfo) -> str:
    """In SQL, the fields of a row's line joined by semicolons: told by the row's columns, or as written."""
    columns = {variable(info, source.area).id: "area_code", variable(info, source.time).id: "period"}
    columns |= {item.id: part for item, part in _parts(source, info)}
    fields = ", ".join(columns[item.id] for item in info.variables)
    return f"coalesce(as_written, concat_ws(';', {fields}, coalesce(marker, {NUMBER})))"


def _as_written(header: Sequence[str], described: Sequence[str], area: str) -> str:
    """In SQL, the same of a row that is read; null where `line_text` tells it by the columns, which most often it does.

    Storing every line would take longer than all checks together. `header` are the file's columns, `described` those of
    its description, in order, and `area` the one of them that is the area's.
    """
    line = "concat_ws(';', " + ", ".join(f"coalesce({quoted(name)}, '')" for name in header) + ")"
    if list(header) != list(described):
        return line
    told = [*(f"{quoted(name)} is not null" for name in header), f"{area} = area_code"]
    return f"case when {' and '.join(told)} and INDHOLD = coalesce(marker, {NUMBER}) then null else {line} end"


def _parts(source: Source, info: TableInfo) -> list[tuple[Variable, str]]:
    """Each variable that makes the series, and in SQL its code out of the series key."""
    return [
        (item, f"split_part(series_key, '|', {n})") for n, item in enumerate(series_variables(source, info), start=1)
    ]


def _header(snapshot: Snapshot) -> list[str]:
    with snapshot.data_path.open(encoding="utf-8-sig") as handle:
        return handle.readline().rstrip("\r\n").split(";")


def _unusable(source: Source, snapshot: Snapshot, what: str, where: str = "") -> SourceError:
    return SourceError(
        f"{source.id}: the file {what}",
        where=f"{snapshot.data_path}{where}",
        expected=f"cells of {source.table} as its tableinfo.json describes them, each once",
        remedy="run `seksby refresh` later; the previous snapshot is used until then",
    )


def _check_cells(
    connection: duckdb.DuckDBPyConnection, source: Source, snapshot: Snapshot, areas: Collection[str], name: str
) -> None:
    allowed = [*MARKERS, *source.zero_markers]
    count, distinct = connection.execute(
        f"select count(*), count(distinct hash(area_code, period, series_key)) from {name}"
    ).fetchall()[0]
    if count == 0:
        raise _unusable(source, snapshot, "has no rows.")
    if count != snapshot.meta.rows:
        raise _unusable(source, snapshot, f"was stored with {snapshot.meta.rows} rows and reads as {count}.")
    faults = (
        ("marker", "marker", allowed, "numbers"),
        ("area_code", "coalesce(area_code, '')", sorted(areas), "area codes"),
    )
    for column, expression, known, label in faults:
        found = connection.execute(
            f"""
            select {column}, min(rowid) + 2
            from {name} where {expression} not in (select unnest(?::varchar[])) group by 1 order by 2 limit ?
            """,
            [known, SHOWN],
        ).fetchall()
        if found:
            listed = ", ".join(f"'{value}'" for value, _ in found)
            raise _unusable(source, snapshot, f"has unknown {label}: {listed}.", f":{found[0][1]}")
    if distinct != count:  # hashes: the exact question is asked only now
        found = connection.execute(
            f"""
            select area_code || ' ' || period || ' ' || series_key, max(rowid) + 2
            from {name} group by area_code, period, series_key having count(*) > 1 order by 2 limit {SHOWN}
            """
        ).fetchall()
        if found:
            listed = ", ".join(f"'{value}'" for value, _ in found)
            raise _unusable(source, snapshot, f"holds the same cell more than once: {listed}.", f":{found[0][1]}")


def _check_codes(
    connection: duckdb.DuckDBPyConnection, source: Source, snapshot: Snapshot, info: TableInfo, name: str
) -> None:
    connection.execute(
        f"""
        create temp table series as
        select series_key, period, min(rowid) + 2 as line from {name} group by all
        """
    )
    try:
        for item, code in [(variable(info, source.time), "coalesce(period, '')"), *_parts(source, info)]:
            found = connection.execute(
                f"""
                select {code} as code, min(line)
                from series where code not in (select unnest(?::varchar[])) group by 1 order by 2 limit ?
                """,
                [[value.id for value in item.values], SHOWN],
            ).fetchall()
            if found:
                listed = ", ".join(f"'{value}'" for value, _ in found)
                raise _unusable(source, snapshot, f"has unknown codes of {item.id}: {listed}.", f":{found[0][1]}")
        strange = connection.execute(
            "select period, min(line) from series where not regexp_matches(period, '^[0-9]{4}') group by 1 limit ?",
            [SHOWN],
        ).fetchall()
        if strange:
            listed = ", ".join(f"'{period}'" for period, _ in strange)
            raise _unusable(source, snapshot, f"has periods that begin with no year: {listed}.", f":{strange[0][1]}")
    finally:
        connection.execute("drop table series")
