"""The ledger of changes: every published number that is another than in the release before, and why.

Belongs here: comparing the numbers of two releases, kind by kind, and telling causes apart. Does not belong here: how
many changed in a refresh (`revisions`), and what a reader is told first (the mart `news`).

A figure changes because its source was revised, a correction came or went, municipalities became one, its recipe was
changed, or else the method.
A number made of figures changes with them, or else with its method.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.releases.sealing.filling import insert
from pipelines.releases.tracing.kind import KEY, Kind
from pipelines.releases.tracing.kinds import KINDS

if TYPE_CHECKING:
    import duckdb

TABLE: Final = "marts.ledger"
COUNTRY: Final = "000"
FILE: Final = Path("data") / "aendringer.csv"
"""Where a site has the ledger against the release before it."""
CAUSES: Final = {
    "source": "the source says otherwise, or another source is used",
    "correction": "a correction of a source cell came or went",
    "areas": "municipalities became one: it is made of other areas than before, or there is nothing to make it of",
    "recipe": "the recipe takes other cells, or weighs them otherwise",
    "figures": "it is made of figures that changed",
    "method": "same cells, same recipe: the method or its limits",
    "new": "there was none before",
    "gone": "there is none now",
}
"""Why a number is another; of several causes the first."""


NOT_COMPARED: Final = "not_compared"
"""In the mart, where the release before has its figures in a form that cannot be read: none is known to be the same."""

_TOLD: Final = " || '|' || ".join(f"coalesce({column}::varchar, '')" for column in KEY)
"""The key in one text, none of whose parts is null: what a number is looked up by."""


@dataclass(frozen=True)
class Change:
    """One number that is another than before; `before` and `after` as published, null where there is none."""

    kind: str
    number: str
    indicator_id: str
    municipality_code: str
    year: int | None
    price_basis: str | None
    variant: str | None
    before: str | None
    after: str | None
    cause: str


@dataclass(frozen=True)
class Ledger:
    """What differs between two releases; `not_compared` are kinds that one of the two does not have in today's form."""

    changes: Sequence[Change]
    not_compared: Sequence[str]


def ledger(before: Path | None, after: Path) -> Ledger:
    """The numbers of the warehouse `after` that are others than in `before`; none without one before."""
    import duckdb

    if before is None or before == after:
        return Ledger([], [])
    with duckdb.connect() as connection:
        for name, warehouse in (("before", before), ("after", after)):
            connection.execute(f"attach ? as {name}_release (read_only)", [str(warehouse)])
        connection.execute(
            f"create temp table changed (kind varchar, number varchar, {', '.join(f'{c} varchar' for c in KEY)}, "
            "before varchar, after varchar, cause varchar)"
        )
        not_compared = []
        for name, kind in KINDS.items():
            try:
                if _compare(connection, name, kind):
                    _causes(connection, name, kind)
            except (duckdb.CatalogException, duckdb.BinderException):
                connection.execute("use memory")
                connection.execute("delete from temp.changed where kind = ?", [name])
                not_compared.append(name)
        rows = connection.execute(
            f"select kind, number, {', '.join(KEY)}, before, after, cause from changed order by all"
        ).fetchall()
    order = {name: place for place, name in enumerate(KINDS)}
    rows.sort(key=lambda row: order[row[0]])
    changes = [
        Change(kind, number, subject, place, int(year) if year else None, basis, variant, old, new, cause)
        for kind, number, subject, place, year, basis, variant, old, new, cause in rows
    ]
    return Ledger(changes, not_compared)


def write(found: Ledger, file: Path) -> None:
    """The ledger as a CSV file: commas, points, UTF-8; with its header also where nothing changed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(field.name for field in fields(Change))
        writer.writerows(astuple(change) for change in found.changes)


def summed(found: Ledger) -> list[dict[str, Any]]:
    """The rows of `TABLE`: per measure and cause how many figures changed, and the one that changed most.

    Most is measured against what it was, and from zero is more than from anything else; among figures that came or
    went none is named. Money counts in the prices of its year, and the whole country not at all.
    """
    if "value" in found.not_compared:
        unknown = dict.fromkeys(("municipality_code", "year", "before_value", "value", "change_pct"))
        return [{"indicator_id": "", "cause": NOT_COMPARED, "figure_count": 0, "municipality_count": 0, **unknown}]
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in found.changes:
        if change.kind == "value" and change.price_basis != "fixed" and change.municipality_code != COUNTRY:
            groups.setdefault((change.indicator_id, change.cause), []).append(change)
    rows = []
    for (indicator, cause), changes in sorted(groups.items()):
        compared = [change for change in changes if change.before is not None and change.after is not None]
        most = max(compared, key=_size, default=None)
        rows.append(
            {
                "indicator_id": indicator,
                "cause": cause,
                "figure_count": len(changes),
                "municipality_count": len({change.municipality_code for change in changes}),
                "municipality_code": most and most.municipality_code,
                "year": most and most.year,
                "before_value": most and most.before,
                "value": most and most.after,
                "change_pct": most and _share(most),
            }
        )
    return rows


def _size(change: Change) -> tuple[float, float, int, str]:
    """What a change of a figure that was and is ranks by: its size against what it was, its size, year and place."""
    before, after = float(change.before or 0), float(change.after or 0)
    size = abs(after - before)
    return size / abs(before) if before else inf, size, change.year or 0, change.municipality_code


def _share(change: Change) -> float | None:
    """The change in per cent; None where there was no figure above zero, or is none now."""
    if change.before is None or change.after is None or float(change.before) <= 0:
        return None
    return 100 * (float(change.after) - float(change.before)) / float(change.before)


def put(found: Ledger, warehouse: Path, site: Path) -> None:
    """Fill the mart that dbt made empty, and write every change into a site."""
    import duckdb

    if rows := summed(found):
        with duckdb.connect(str(warehouse)) as connection:
            insert(connection, TABLE, rows)
    write(found, site / FILE)


def _compare(connection: duckdb.DuckDBPyConnection, name: str, kind: Kind) -> bool:
    """Write down which numbers of a kind are others than before; whether there are any."""
    told = ", ".join((*KEY, *kind.numbers))
    for side in ("before", "after"):
        connection.execute(f"use {side}_release")  # the questions of a kind name no database
        connection.execute(f"create or replace temp table {side}_numbers as select {told} from ({kind.published})")
    connection.execute("use memory")
    same = " and ".join(f"b.{column} is not distinct from a.{column}" for column in KEY)
    differs = " or ".join(f"b.{number} is distinct from a.{number}" for number in kind.numbers)
    numbers = ", ".join(f"b.{number} as before_{number}, a.{number} as after_{number}" for number in kind.numbers)
    key = ", ".join(f"coalesce(b.{column}, a.{column})::varchar as {column}" for column in KEY)
    connection.execute(
        f"""
        create or replace temp table differing as
        select {key}, {numbers}
        from temp.before_numbers as b
        full join temp.after_numbers as a on {same}
        where {differs}
        """
    )
    for number in kind.numbers:
        connection.execute(
            f"""
            insert into changed
            select '{name}', '{number}', {", ".join(KEY)}, before_{number}::varchar, after_{number}::varchar,
                case when before_{number} is null then 'new' when after_{number} is null then 'gone' end
            from temp.differing
            where before_{number} is distinct from after_{number}
            """
        )
    return bool(connection.execute("select 1 from temp.differing limit 1").fetchall())


def _causes(connection: duckdb.DuckDBPyConnection, name: str, kind: Kind) -> None:
    if name == "value":
        _causes_of_values(connection)
        _joined(connection)
        return
    # Where the own figure changed nothing more has to be asked; for a release of all new figures that is most of it.
    connection.execute(
        """
        update temp.changed set cause = 'figures'
        where kind = ? and cause is null and (indicator_id, municipality_code, year) in (
            select (indicator_id, municipality_code, year) from temp.changed where kind = 'value'
        )
        """,
        [name],
    )
    left = connection.execute(
        "select distinct indicator_id from temp.changed where kind = ? and cause is null order by 1", [name]
    ).fetchall()
    if not left:
        return
    moved = connection.execute(
        "select distinct indicator_id from temp.changed where kind = 'value' order by 1"
    ).fetchall()
    connection.execute("use after_release")
    connection.execute(
        f"""
        create or replace temp table moved as
        select distinct {_TOLD} as told
        from ({kind.rests_on}) as rests
        semi join (
            select indicator_id, municipality_code, year::integer as year from temp.changed where kind = 'value'
        ) as changed
            on rests.of_indicator = changed.indicator_id and rests.of_municipality = changed.municipality_code
            and rests.of_year = changed.year
        where rests.of_indicator in ({_listed(moved)}) and rests.indicator_id in ({_listed(left)})
        """
    )
    connection.execute("use memory")
    connection.execute(
        f"""
        update temp.changed as changed
        set cause = case when {_TOLD} in (select told from temp.moved) then 'figures' else 'method' end
        where changed.kind = '{name}' and changed.cause is null
        """
    )


def _listed(names: Sequence[tuple[str]]) -> str:
    """Ids as a list of SQL, which DuckDB carries into every part of a question; it is never empty."""
    return ", ".join(f"'{name}'" for (name,) in names) or "''"


def _causes_of_values(connection: duckdb.DuckDBPyConnection) -> None:
    def both(columns: str, table: str) -> str:
        """Rows of a table that only one of the two releases has."""
        sides = [f"select {columns} from {side}_release.{table}" for side in ("before", "after")]
        return f"(({sides[0]} except {sides[1]}) union ({sides[1]} except {sides[0]}))"

    figure = "indicator_id, municipality_code, year"
    cells = both(f"{figure}, role, table_id, codes, period, published_value, marker", "marts.lineage")
    areas = both(f"{figure}, area_code", "marts.lineage")
    corrected = both(f"{figure}, role, table_id, codes, period, correction_id", "marts.lineage")
    terms = both(
        "indicator_id, role, table_id, series_key, year_offset, period_suffix, weight, divisor", "raw.recipe_terms"
    )
    connection.execute(
        f"""
        create or replace temp table causes as
        with recipes as (
            select indicator_id from {terms}
            union
            select indicator_id from {both("indicator_id, scale", "raw.indicators")}
        ),
        tables as (
            select indicator_id from {both("indicator_id, table_id", "raw.recipe_terms")}
        ),
        cells as (select distinct {figure} from {cells}),
        areas as (select distinct {figure} from {areas}),
        corrected as (select distinct {figure} from {corrected} where correction_id is not null)
        select changed.indicator_id, changed.municipality_code, changed.year,
            case
                when corrected.indicator_id is not null then 'correction'
                when areas.indicator_id is not null then 'areas'
                when changed.indicator_id in (select indicator_id from recipes)
                    and changed.indicator_id not in (select indicator_id from tables) then 'recipe'
                when cells.indicator_id is not null then 'source'
                else 'method'
            end as cause
        from (select distinct {figure} from temp.changed where kind = 'value') as changed
        left join cells
            on changed.indicator_id = cells.indicator_id and changed.municipality_code = cells.municipality_code
            and changed.year = cells.year::varchar
        left join areas
            on changed.indicator_id = areas.indicator_id and changed.municipality_code = areas.municipality_code
            and changed.year = areas.year::varchar
        left join corrected
            on changed.indicator_id = corrected.indicator_id
            and changed.municipality_code = corrected.municipality_code and changed.year = corrected.year::varchar
        """
    )
    connection.execute(
        """
        update temp.changed as changed
        set cause = causes.cause
        from temp.causes as causes
        where changed.kind = 'value' and changed.cause is null and changed.indicator_id = causes.indicator_id
            and changed.municipality_code = causes.municipality_code and changed.year = causes.year
        """
    )


def _joined(connection: duckdb.DuckDBPyConnection) -> None:
    """Figures that came or went because municipalities became one: of those that are no more, and of years before that
    nothing can be added up in.
    """
    sides = [
        f"select distinct area_code, municipality_code, from_year from {name}.raw.successions"
        for (name,) in connection.execute(
            "select database_name from duckdb_tables() where schema_name = 'raw' and table_name = 'successions'"
        ).fetchall()
    ]
    if sides:  # a release of before 2026-11-30 has none
        connection.execute(
            f"""
            update temp.changed as changed
            set cause = 'areas'
            from (
                select area_code, municipality_code, from_year from ({" union all ".join(sides)})
                group by all having count(*) = 1
            ) as joined
            where changed.kind = 'value' and changed.cause in ('new', 'gone')
                and changed.municipality_code = joined.area_code
                and (joined.area_code <> joined.municipality_code or changed.year::integer < joined.from_year)
            """
        )


def counted(found: Ledger) -> Iterator[tuple[str, str, int]]:
    """How many numbers of each kind changed for each cause, in the order of kinds."""
    seen: dict[tuple[str, str], int] = {}
    for change in found.changes:
        seen[change.kind, change.cause] = seen.get((change.kind, change.cause), 0) + 1
    for (kind, cause), number in seen.items():
        yield kind, cause, number
