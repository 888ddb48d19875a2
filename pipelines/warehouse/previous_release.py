"""What the release before this one said, so that a release can tell its own news.

Belongs here: copying it from that release's marts. Does not belong here: comparing it (the mart `news`), or what a
publisher revised in its files (`revised`).

News is what differs from the release a reader has seen, and no part of what a release is known by: the same inputs give
the same figures, whichever release was there before. A rebuild of an earlier day tells none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipelines.releases import release
from pipelines.releases.inputs import Inputs
from pipelines.releases.release import Release
from pipelines.warehouse.sql import quoted
from pipelines.warehouse.tables.previous import (
    PREVIOUS_FIGURES,
    PREVIOUS_FILES,
    PREVIOUS_NEWS,
    PREVIOUS_VERDICTS,
    SHAPES,
)
from pipelines.warehouse.tables.table import Shape

if TYPE_CHECKING:
    import duckdb

_ATTACHED: Final = "previous_release"
_QUERIES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    PREVIOUS_FIGURES.name: (
        ("indicator_values", "municipalities"),
        """
        select v.indicator_id, v.municipality_code, v.year, v.value
        from {marts}.indicator_values as v
        inner join {marts}.municipalities as m on v.municipality_code = m.municipality_code
        where m.is_municipality and v.value is not null and v.price_basis <> 'fixed'
        """,
    ),
    PREVIOUS_VERDICTS.name: (
        ("verdicts", "indicators", "peer_groups"),
        """
        select c.indicator_id, c.municipality_code, c.year, c.verdict
        from {marts}.verdicts as c
        inner join {marts}.indicators as i on c.indicator_id = i.indicator_id and c.year = i.latest_year
        inner join {marts}.peer_groups as g on c.peer_group = g.peer_group and g.is_compared
        """,
    ),
    PREVIOUS_FILES.name: (("lineage",), "select distinct indicator_id, snapshot_id from {marts}.lineage"),
    PREVIOUS_NEWS.name: (("news",), "select * from {marts}.news"),
}
"""What each table holds, and the marts it is from: a release from before one of them was thought of has nothing."""


def previous_release(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Write the `raw.previous_…` tables; empty where no release was there before."""
    for shape in SHAPES:
        columns = ", ".join(f"{quoted(name)} {column.sql_type}" for name, column in shape.columns.items())
        connection.execute(f"create table raw.{shape.name} ({columns})")
    before = release_before(inputs)
    if before is None:
        return
    connection.execute(f"attach ? as {_ATTACHED} (read_only)", [str(before.warehouse)])
    there = {
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'marts'",
            [_ATTACHED],
        ).fetchall()
    }
    for shape in SHAPES:
        marts, query = _QUERIES[shape.name]
        if there.issuperset(marts):
            _copy(connection, shape, query)
    connection.execute(f"detach {_ATTACHED}")


def _copy(connection: duckdb.DuckDBPyConnection, shape: Shape, query: str) -> None:
    columns = ", ".join(map(quoted, shape.columns))
    rows = query.format(marts=f"{_ATTACHED}.marts")
    connection.execute(f"insert into raw.{shape.name} select {columns} from ({rows}) order by all")


def release_before(inputs: Inputs) -> Release | None:
    """The release readers have now; where that is this one again, because a file of it was lost, the one before it.

    None without its warehouse: where a release is made again aside, its manifest lies there alone.
    """
    found = release.current(inputs.workspace) if inputs.as_of is None else None
    if found is not None and found.id == inputs.release_id:
        previous = found.manifest.get("previous")
        there = previous is not None and (inputs.workspace.releases / str(previous)).is_dir()
        found = release.find(inputs.workspace, str(previous)) if there else None
    return found if found is not None and found.warehouse.is_file() else None
