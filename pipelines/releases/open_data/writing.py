"""Everything under `/data/` of a site but its page, written in one go.

Belongs here: which files there are, and in which order they are made. Does not belong here: what stands in any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pipelines.releases.lineage import columns, table
from pipelines.releases.open_data import catalogue_record, openlineage, packages, prov
from pipelines.releases.open_data.cube import cube
from pipelines.releases.open_data.sources import put_sources
from pipelines.releases.open_data.tables import Publisher, contents, put_tables
from pipelines.sources.snapshots import Snapshot

MEMORY: Final = "300MB"
"""To put the lineage of all figures of the country in order DuckDB takes 2.2 GB if it may, and half as much time again
within this (2026-11-30); what is beyond goes to disk beside the warehouse."""


def put_open_data(
    warehouse: Path, snapshots: Iterable[Snapshot], site: Path, publisher: Publisher | None = None
) -> int:
    """Write sources, tables and descriptions into `site`; the same warehouse gives the same bytes. Gives their size."""
    import duckdb

    put_sources(snapshots, site)
    folder = site / "data"
    with duckdb.connect(str(warehouse), read_only=True, config={"memory_limit": MEMORY}) as connection:
        held = replace(contents(connection), publisher=publisher)
        put_tables(connection, held.tables, site)
        values = cube(connection, held.release, held.day)
        lineage = table.stored(connection, held.release)
    _write(folder / packages.PACKAGE, packages.package(held))
    _write(folder / packages.CSVW, packages.csvw(held))
    _write(folder / catalogue_record.RECORD, catalogue_record.record(held))
    _write(folder / catalogue_record.CUBE, values)
    _write(folder / openlineage.FILE, openlineage.events(lineage, columns.schema_of(warehouse), held))
    _write(folder / prov.FILE, prov.document(lineage, held))
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
