"""The second computation, where it reads what a fetched file has and the bundled ones, which it is tried on, do not."""

from __future__ import annotations

from pathlib import Path

from pipelines.recomputing.files import Stored
from pipelines.recomputing.telling.catalogue_rows import snapshots


def test_a_fetched_file_is_told_to_the_second() -> None:
    source = {"publisher": "Danmarks Statistik", "table": "FOLK1A", "title": {"da": "Folketal", "en": "Population"}}
    meta = {"origin": "fetched", "licence": "CC BY 4.0", "retrieved_at": "2026-11-30T03:29:32.662682Z", "rows": 1}
    stored = Stored("FOLK1A-1", source, Path("snapshots/FOLK1A/FOLK1A-1"), meta, {})
    (row,) = snapshots({"FOLK1A": stored}).to_dicts()
    assert row["retrieved_at"] == "2026-11-30T03:29:32Z"
