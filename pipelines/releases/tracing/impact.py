"""What one source cell touches: values, the numbers made of them, pages, briefs.

Belongs here: going from a cell forwards, by the same relations that a trace goes back by (`kinds`). Does not belong
here: working any number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.releases.release import Release
from pipelines.releases.tracing import asked
from pipelines.releases.tracing.kind import KEY
from pipelines.releases.tracing.kinds import KINDS
from pipelines.releases.tracing.opening import has_column, opened
from seksby.errors import UsageError

if TYPE_CHECKING:
    import duckdb

COUNTRY = "000"
_PAGES = re.compile(rb'href="[^"]*?tal/([a-z0-9-]+)/')


@dataclass(frozen=True)
class Touched:
    """A published number that a cell enters, by its kind and key."""

    kind: str
    indicator_id: str
    municipality_code: str
    year: int | None
    price_basis: str | None
    variant: str | None


@dataclass(frozen=True)
class Impact:
    """Everything that rests on a cell, and the pages and briefs that show any of it.

    `pages` are addresses in the site, without those of other languages.
    """

    table: str
    publisher_table: str
    codes: str
    area: str
    period: str
    file_line: int
    file_text: str
    snapshot_id: str
    numbers: Sequence[Touched]
    pages: Sequence[str]
    briefs: Sequence[str]
    release: str


def impact(release: Release, table: str, codes: str, municipality: str, period: str) -> Impact:
    """What of a release rests on one cell.

    Args:
        table: the source's id, or the publisher's table.
        codes: as a trace shows them (`FUNKTION=32201 · ART=TOT`), or the codes alone, in the file's order, with |.
        municipality: code of three digits, name or slug; 000 is the whole country, and of a municipality that became
            part of another its code.
        period: as the file writes it.

    Raises:
        UsageError: there is no such cell in the release.
    """
    with opened(release) as connection:
        is_code = municipality == COUNTRY or _is_no_more(connection, municipality)
        code = municipality if is_code else asked.municipality(connection, municipality)[0]
        cell = _cell(connection, table, codes, code, period)
        numbers = _numbers(connection, cell["snapshot_id"], cell["file_line"])
        slugs = dict(connection.execute("select indicator_id, slug from marts.indicators").fetchall())
        briefs = connection.execute(
            """
            select distinct m.name || ', ' || a.title_da
            from marts.municipalities as m
            inner join marts.indicators as i on i.indicator_id in (select unnest(?::varchar[]))
            inner join marts.service_areas as a on i.service_area = a.service_area
            where m.is_viewpoint and i.kind in ('effect', 'unit_price') and i.latest_year is not null
            order by all
            """,
            [sorted({item.indicator_id for item in numbers})],
        ).fetchall()
    wanted = {slugs[item.indicator_id].encode() for item in numbers if item.indicator_id in slugs}
    return Impact(
        **cell,
        numbers=numbers,
        pages=_pages(release, wanted),
        briefs=[name for (name,) in briefs],
        release=release.id,
    )


def _is_no_more(connection: duckdb.DuckDBPyConnection, code: str) -> bool:
    """Whether it is the code of a municipality that became part of another."""
    if not has_column(connection, "raw.successions", "area_code"):
        return False
    return connection.execute("select 1 from raw.successions where area_code = ?", [code]).fetchone() is not None


def _cell(connection: duckdb.DuckDBPyConnection, table: str, codes: str, code: str, period: str) -> dict[str, Any]:
    answer = connection.execute(
        """
        select distinct cells.table_id as "table", snapshots.publisher_table,
            coalesce(terms.codes, cells.series_key) as codes, cells.municipality_code as area, cells.period,
            cells.file_line, cells.file_text, cells.snapshot_id
        from staging.stg_cells as cells
        inner join marts.snapshots as snapshots on cells.snapshot_id = snapshots.snapshot_id
        left join raw.recipe_terms as terms
            on cells.table_id = terms.table_id and cells.series_key = terms.series_key
        where upper($table) in (
                upper(cells.table_id), upper(snapshots.publisher_table),
                upper(list_last(string_split(snapshots.publisher_table, '/')))
            )
            and cells.municipality_code = $code and cells.period = $period
            and cells.series_key = $key
        """,
        {
            "table": table,
            "code": code,
            "period": period,
            "key": "|".join(part.strip().rpartition("=")[2] for part in re.split(r"[·|]", codes)),
        },
    )
    names = [column[0] for column in answer.description or []]
    found = answer.fetchall()
    if len(found) == 1:
        return dict(zip(names, found[0], strict=True))
    known = connection.execute(
        """
        select min(cells.series_key), min(cells.period), max(cells.period), count(distinct cells.table_id)
        from staging.stg_cells as cells
        inner join marts.snapshots as snapshots on cells.snapshot_id = snapshots.snapshot_id
        where upper(?) in (
            upper(cells.table_id), upper(snapshots.publisher_table),
            upper(list_last(string_split(snapshots.publisher_table, '/')))
        )
        """,
        [table],
    ).fetchall()
    ((series, first, last, tables),) = known
    raise UsageError(
        f"There is no cell {table} [{codes}] of {code} in {period}."
        if not found
        else f"{len(found)} cells are called {table} [{codes}].",
        where="staging.stg_cells",
        expected=f"codes such as {series}, periods from {first} to {last}" if tables else "a table that is in use",
        remedy="take table, codes and period as `seksby trace` shows them",
    )


def _numbers(connection: duckdb.DuckDBPyConnection, snapshot: str, line: int) -> list[Touched]:
    """Values with the cell in their lineage, numbers that rest on those, and numbers the cell is in by itself."""
    connection.execute(
        "create temp table touched_values (indicator_id varchar, municipality_code varchar, year integer)"
    )
    connection.execute(
        """
        insert into touched_values
        select distinct indicator_id, municipality_code, year from marts.lineage
        where snapshot_id = ? and file_line = ?
        """,
        [snapshot, line],
    )
    key = ", ".join(KEY)
    found: list[Touched] = []
    for name, kind in KINDS.items():
        parts = [
            f"""
            select distinct {", ".join(f"rests.{column}" for column in KEY)}
            from ({kind.rests_on}) as rests
            inner join touched_values as touched
                on rests.of_indicator = touched.indicator_id and rests.of_municipality = touched.municipality_code
                and rests.of_year = touched.year
            """
        ]
        if kind.cells is not None:
            parts.append(
                f"select distinct {key} from ({kind.cells}) where snapshot_id = '{snapshot}' and file_line = {line}"
            )
        verdicts = [(item.indicator_id, item.municipality_code, item.year) for item in found if item.kind == "verdict"]
        if name == "count" and verdicts:  # a verdict that the cell touches is counted, whoever it is of
            connection.executemany("insert into touched_values values (?, ?, ?)", verdicts)
        rows = connection.execute(f"select {key} from ({' union '.join(parts)}) order by all").fetchall()
        found += [Touched(name, *row) for row in rows]
    return found


def _pages(release: Release, slugs: Iterable[bytes]) -> list[str]:
    """The pages that show or lead to one of the measures: told by the pages themselves."""
    wanted = set(slugs)
    found = []
    for page in sorted(release.site.rglob("index.html")):
        path = page.parent.relative_to(release.site).as_posix()
        if path == "en" or path.startswith("en/"):
            continue
        own = path.removeprefix("tal/").encode() if path.startswith("tal/") else None
        if own in wanted or not wanted.isdisjoint(_PAGES.findall(page.read_bytes())):
            found.append(f"/{path}/" if path != "." else "/")
    return found
