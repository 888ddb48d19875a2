"""From snapshots and catalogue to the `raw` schema that dbt reads.

Belongs here: reading source files into DuckDB, refusing a file that is not what its own description says, and writing
the catalogue as tables. Does not belong here: any formula (dbt computes), or choosing snapshots (`inputs`).

Tables written:
    raw.<source id>     one row per row of the snapshot's data.csv, in the file's order: area_code, period, series_key
                        (codes of the other variables, joined by `|` in the source's order), value decimal(18,6), marker
                        (what stood in place of a number).
    raw.cells           all of them, with table_id, snapshot_id and file_row (1 = first row after the header).
    raw.revised_cells   cells that the snapshot before the one in use gave otherwise.
    raw.recipe_terms    one row per series a recipe names (`catalogue.selectors.Series`).
    raw.indicators …    the catalogue, one table per kind of entry (`tables`).
    raw.controls …      what is held against what, and the series it takes (`tables.controls`).
    raw.corrections     cells known to be wrong, and what is used in their place; raw.cells holds what the file says.
    raw.misfits         what of the catalogue does not fit its source and therefore fell out (`fitting`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.selectors import EmptyCodeError, Misfit, series_variables
from pipelines.catalogue.tableinfo import TableInfo, variable
from pipelines.releases.inputs import Inputs, gather
from pipelines.sources.snapshots import Snapshot, read_tableinfo, reject, verify
from pipelines.warehouse.fitting import fit
from pipelines.warehouse.tables import whole
from pipelines.warehouse.tables.cells import REVISED_CELLS
from pipelines.warehouse.tables.codes import MARKERS
from pipelines.warehouse.tables.table import Table
from seksby.errors import BuildError, CatalogueError, SnapshotError, SourceError, all_faults

if TYPE_CHECKING:
    import duckdb

# Loading streams from file to file; the limit keeps it within a laptop's means and is what `make bench` holds us to.
MEMORY_LIMIT = "350MB"
EARLIER = "raw.earlier_cells"  # there while it is compared
SHOWN = 3  # examples in an error


@dataclass(frozen=True)
class Loaded:
    """What was loaded.

    Attributes:
        inputs: as they turned out after refused snapshots.
        rows: number of rows by source id.
        not_compared: what is wrong with the file before the one in use, by source id, where it is damaged.
        misfits: what of the catalogue does not fit its source.
    """

    inputs: Inputs
    rows: Mapping[str, int]
    not_compared: Mapping[str, str]
    misfits: Sequence[Misfit]


def load(inputs: Inputs, path: Path) -> Loaded:
    """Write the `raw` schema into a new DuckDB file.

    A snapshot that turns out unusable, unless it is bundled, is set aside with its reason; the previous one is used.

    Raises:
        SnapshotError: a stored file that is in use is not what was stored.
        BuildError: a bundled file is unusable.
        CatalogueError: the catalogue contradicts itself or a bundled file.
    """
    import duckdb

    with duckdb.connect(str(path)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("create schema raw")
        known_areas = [item.municipality_code for item in inputs.catalogue.municipalities]
        known_areas += [area.code for area in inputs.catalogue.areas]
        rows: dict[str, int] = {}
        read: dict[str, str] = {}
        unusable: set[tuple[str, int, str]] = set()
        empty: list[Misfit] = []
        while True:
            fitted = fit(inputs, unusable)
            inputs = fitted.inputs
            if _load_snapshots(connection, inputs, known_areas, rows, read):
                inputs = gather(inputs.workspace, inputs.as_of, inputs.viewpoints)
                continue
            _cells_view(connection, inputs.snapshots)
            misfits = [*fitted.misfits, *empty]
            for table in whole.tables(inputs, fitted.compiled, fitted.controls, fitted.corrections.series, misfits):
                _write(connection, table)
            found = _empty_codes(connection, inputs)
            if not found:
                break
            empty += [item for item, _ in found]
            unusable |= {recipe for _, recipe in found}
        not_compared = _revised_cells(connection, inputs, known_areas)
    return Loaded(inputs, rows, not_compared, [*fitted.misfits, *empty])


def _load_snapshots(
    connection: duckdb.DuckDBPyConnection,
    inputs: Inputs,
    known_areas: Sequence[str],
    rows: dict[str, int],
    read: dict[str, str],
) -> bool:
    """Read every snapshot in use that is not read yet; tells whether one turned out unusable and was set aside.

    `rows` is the number of rows and `read` the id of the snapshot that was read, by source id.
    """
    refused = False
    for source in inputs.catalogue.sources:
        snapshot = inputs.snapshots.get(source.id)
        if snapshot is None or read.get(source.id) == snapshot.meta.id:
            continue
        if source.id in read:
            connection.execute(f"drop table {table_name(source.id)}")
            del rows[source.id], read[source.id]
        try:
            rows[source.id] = load_snapshot(connection, source, snapshot, known_areas)
            read[source.id] = snapshot.meta.id
        except SourceError as error:
            if snapshot.meta.origin == "transcribed":
                raise _not_ours_to_replace(error) from None
            reject(snapshot, error.what)
            refused = True
    return refused


def load_snapshot(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    snapshot: Snapshot,
    known_areas: Sequence[str],
    name: str | None = None,
) -> int:
    """Read one verified snapshot into `raw.<source id>`, or `name`, and check it; returns the number of rows.

    Raises:
        SnapshotError: the file on disk is not the one that was stored.
        SourceError: the file does not hold what its `tableinfo` describes: unreadable rows, numbers that are not,
            unknown areas or codes, the same cell twice, no rows.
    """
    import duckdb

    verify(snapshot)
    info = read_tableinfo(snapshot)
    variables = series_variables(source, info)
    area, time = variable(info, source.area).id, variable(info, source.time).id
    columns = ", ".join(f"{_literal(name)}: 'varchar'" for name in _header(snapshot))
    upper = {item.id: item.id.upper() for item in info.variables}
    key = ", ".join(_quoted(upper[item.id]) for item in variables) or "''"
    number = "try_cast(replace(INDHOLD, ',', '.') as decimal(18, 6))"
    value = number
    if source.zero_markers:
        value = f"case when INDHOLD in ({_literals(source.zero_markers)}) then 0 else {number} end"
    column = _quoted(upper[area])  # 0 and 81 in some tables stand for 000 and 081
    name = name or table_name(source.id)
    try:
        connection.execute(
            f"""
            create table {name} as
            select
                repeat('0', 3 - length({column})) || {column} as area_code,
                {_quoted(upper[time])} as period,
                concat_ws('|', {key}) as series_key,
                {value} as value,
                case when {number} is null then coalesce(INDHOLD, '') end as marker
            from read_csv(
                ?, delim = ';', header = true, auto_detect = false, quote = '"', columns = {{{columns}}}
            )
            """,
            [str(snapshot.data_path)],
        )
        listed = [value.id.rjust(3, "0") for value in variable(info, source.area).values]
        _check_cells(connection, source, snapshot, {*known_areas, *listed}, name)
        _check_codes(connection, source, snapshot, info, name)
    except (duckdb.Error, SourceError) as error:
        connection.execute(f"drop table if exists {name}")
        if isinstance(error, SourceError):
            raise
        raise _unusable(source, snapshot, f"cannot be read as a table: {str(error).splitlines()[0]}") from None
    return snapshot.meta.rows


def table_name(source_id: str) -> str:
    """The warehouse table of a source."""
    return f"raw.{_quoted(source_id.lower())}"


def _header(snapshot: Snapshot) -> list[str]:
    with snapshot.data_path.open(encoding="utf-8-sig") as handle:
        return handle.readline().rstrip("\r\n").split(";")


def _not_ours_to_replace(error: SourceError) -> BuildError:
    """A bundled file has no previous snapshot to fall back on, and no publisher to ask again."""
    return BuildError(
        error.what,
        where=error.where,
        expected=error.expected,
        remedy="bring the file back from git, or mend it with its snapshot.json; the current release stands",
    )


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
        (f"marker is not null and marker not in ({_literals(allowed)})", "marker", "numbers"),
        (f"coalesce(area_code, '') not in ({_literals(sorted(areas))})", "area_code", "area codes"),
    )
    for condition, column, label in faults:
        found = connection.execute(
            f"select {column}, min(rowid) + 2 from {name} where {condition} group by 1 order by 2 limit {SHOWN}"
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
    parts = [
        (f"split_part(series_key, '|', {n})", item) for n, item in enumerate(series_variables(source, info), start=1)
    ]
    try:
        for expression, item in [("coalesce(period, '')", variable(info, source.time)), *parts]:
            found = connection.execute(
                f"""
                select {expression} as code, min(line)
                from series where code not in (select unnest(?::varchar[])) group by 1 order by 2 limit ?
                """,
                [[value.id for value in item.values], SHOWN],
            ).fetchall()
            if found:
                listed = ", ".join(f"'{code}'" for code, _ in found)
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


def _cells_view(connection: duckdb.DuckDBPyConnection, snapshots: Mapping[str, Snapshot]) -> None:
    # A table that was made in one statement numbers its rows in the order of the file, so rowid is the row's number;
    # a window function for it would take longer than reading the file.
    selects = [
        f"""
        select {_literal(source)} as table_id, {_literal(snapshot.meta.id)} as snapshot_id, rowid + 1 as file_row,
            area_code, period, series_key, value, marker
        from {table_name(source)}
        """
        for source, snapshot in snapshots.items()
    ]
    connection.execute("create or replace view raw.cells as " + " union all ".join(selects))


def _revised_cells(connection: duckdb.DuckDBPyConnection, inputs: Inputs, known_areas: Sequence[str]) -> dict[str, str]:
    """Write `raw.revised_cells`: what the file in use says otherwise than the one before it, cell by cell.

    A cell that is only in one of them is new or gone and no revision. A file before that was laid out otherwise, or can
    no longer be read as its source is described today, is not compared: its figures are used nowhere. Nor is one that
    is damaged; what is wrong with it is returned, by source id, because somebody has to bring it back.
    """
    damaged: dict[str, str] = {}
    columns = ", ".join(f"{_quoted(name)} {column.sql_type}" for name, column in REVISED_CELLS.columns.items())
    connection.execute(f"create table raw.{REVISED_CELLS.name} ({columns})")
    for source in inputs.catalogue.sources:
        now, before = inputs.snapshots.get(source.id), inputs.earlier.get(source.id)
        if now is None or before is None or now.meta.sha256 == before.meta.sha256:
            continue
        variables = series_variables(source, read_tableinfo(now))
        try:
            load_snapshot(connection, source, before, known_areas, EARLIER)
            earlier_variables = series_variables(source, read_tableinfo(before))
        except SnapshotError as error:
            damaged[source.id] = error.what
            continue
        except (SourceError, CatalogueError):  # unreadable today, or without the variables the catalogue names
            continue
        comparable = [item.id for item in variables] == [item.id for item in earlier_variables]
        if comparable:
            _insert_revised(connection, source, now, before)
        connection.execute(f"drop table {EARLIER}")
    return damaged


def _insert_revised(connection: duckdb.DuckDBPyConnection, source: Source, now: Snapshot, before: Snapshot) -> None:
    connection.execute(
        f"""
        insert into raw.revised_cells
        select
            ?, ?, ?, cells.rowid + 1, area_code, period, series_key, cells.value, cells.marker, earlier.value,
            earlier.marker
        from {table_name(source.id)} as cells
        inner join {EARLIER} as earlier using (area_code, period, series_key)
        where (cells.value, cells.marker) is distinct from (earlier.value, earlier.marker)
        order by cells.rowid
        """,
        [source.id, now.meta.id, before.meta.id],
    )


def _empty_codes(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> list[tuple[Misfit, tuple[str, int, str]]]:
    """Codes that hold no figure where a recipe needs one, each with the recipe and role that cannot be used.

    Raises:
        CatalogueError: it is so of a bundled file, which is as much ours as the recipe.
    """
    declared = [item.id for item in inputs.catalogue.sources if item.system not in ("statbank", "bundled")]
    found = [
        *((row, "exists but holds no figure in any area or year", "a code with a non-zero national total")
          for row in _never_filled(connection, declared)),
        *((row, f"has no national total in {row[-1]}", "a national total in every year from valid_from to valid_to")
          for row in _without_total(connection)),
    ]  # fmt: skip
    places = {item.id: f"indicators/{item.service_area}/{item.id}.yml" for item in inputs.catalogue.indicators}
    empty = [
        (
            Misfit(
                "indicator",
                indicator,
                table,
                EmptyCodeError(
                    f"{table}: {codes} {what}.",
                    where=f"{inputs.workspace.catalogue / places[indicator]}, {indicator}: {table} {codes}"
                    + (f" in {rest[0]}" if rest else ""),
                    expected=expected,
                    remedy="choose the code in use, drop it from the recipe, or move valid_from or valid_to",
                ),
            ),
            (indicator, recipe_no, role),
        )
        for (indicator, recipe_no, role, table, codes, *rest), what, expected in found
    ]
    ours = [item.error for item, _ in empty if inputs.snapshots[item.source_id].meta.origin == "transcribed"]
    if ours:
        raise all_faults(ours)
    return empty


def _never_filled(connection: duckdb.DuckDBPyConnection, declared: Sequence[str]) -> list[tuple[Any, ...]]:
    """A code that exists but never holds a figure is a wrong code, not a zero.

    Not so in the `declared` sources, whose codes we name ourselves: there a figure may be empty or suppressed
    everywhere.

    Where a sum over accounts declares that an absent row is a zero, a single code of the sum may be empty, not all.
    """
    return connection.execute(
        """
        with filled as (
            select distinct table_id, series_key from raw.cells where value <> 0
        ),
        used as (
            select
                indicator_id, recipe_no, table_id, role, term_no, absent_is_zero, codes,
                filled.series_key is not null as is_filled,
                bool_or(is_filled) over (partition by indicator_id, role, term_no) as term_is_filled
            from raw.recipe_terms left join filled using (table_id, series_key)
        )
        select distinct indicator_id, recipe_no, role, table_id, codes
        from used
        where not is_filled and not (absent_is_zero and term_is_filled)
            and table_id not in (select unnest(?::varchar[]))
        order by all
        """,
        [list(declared)],
    ).fetchall()


def _without_total(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """A chart of accounts is changed from year to year: an account code that a recipe writes out has to have a national
    total in every year the recipe can be computed for, or the sum it is part of is not what its name says.

    The national total is the publisher's own where the table has the whole country, else the sum of the areas at hand.
    A year can be computed when the role has a figure and no code that it requires is without one.
    """
    return connection.execute(
        """
        with terms as (
            select distinct
                indicator_id, recipe_terms.recipe_no, role, table_id, series_key, codes, year_offset, period_suffix,
                absent_is_zero, needs_figure_each_year, valid_from, coalesce(valid_to, 9999) as valid_to,
                count(distinct case when not absent_is_zero then (table_id, series_key) end)
                    over (partition by indicator_id, role) as required
            from raw.recipe_terms as recipe_terms
            inner join raw.indicators using (indicator_id)
            where role <> 'weight'
            qualify bool_or(needs_figure_each_year) over (partition by indicator_id, role)
        ),
        totals as (
            select
                table_id, series_key, cast(left(period, 4) as integer) as year, substring(period, 5) as period_suffix,
                count(value) as figures,
                coalesce(max(case when area_code = '000' then value end), sum(value)) as national_total
            from raw.cells
            where (table_id, series_key) in (select (table_id, series_key) from terms)
            group by all
        ),
        computable as (
            select indicator_id, role, totals.year - year_offset as year
            from terms inner join totals using (table_id, series_key, period_suffix)
            where figures > 0 and totals.year - year_offset between valid_from and valid_to
            group by all
            having count(distinct case when not absent_is_zero then (table_id, series_key) end) = any_value(required)
        )
        select
            indicator_id, recipe_no, role, terms.table_id, codes,
            string_agg(distinct computable.year, ', ' order by computable.year)
        from terms
        inner join computable using (indicator_id, role)
        left join totals
            on (totals.table_id, totals.series_key) = (terms.table_id, terms.series_key)
            and totals.period_suffix = terms.period_suffix
            and totals.year = computable.year + year_offset
        where needs_figure_each_year and coalesce(national_total, 0) = 0
        group by all
        order by all
        """
    ).fetchall()


def _write(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    def text(value: Any) -> str | None:
        return None if value is None else str(value)

    shape = table.shape
    values = [[text(record[column]) for record in table.records] for column in shape.columns]
    selected = ", ".join(
        f"cast(unnest(?::varchar[]) as {column.sql_type}) as {_quoted(name)}" for name, column in shape.columns.items()
    )
    connection.execute(f"create or replace table raw.{shape.name} as select {selected}", values)


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literals(texts: Sequence[str]) -> str:
    return ", ".join(map(_literal, texts))
