"""What `tests.support.computing` makes of a warehouse is what dbt makes of it in a refresh."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.releases.lineage import table as column_table
from pipelines.releases.proof import register
from seksby.workspace import Workspace
from tests.conftest import Published
from tests.support.computing import Compiled, rows

LISTED = """
    select table_schema || '.' || table_name as name, table_type from information_schema.tables
    where table_catalog = 'warehouse' and table_schema <> 'raw' order by all
"""

FILLED_BY_THE_REFRESH = {column_table.TABLE, register.TABLE}
"""What is known only when dbt is done: the models leave them empty."""


@pytest.fixture(scope="module")
def again(published: Published, compiled: Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the bundled figures, computed a second time, without dbt."""
    return compiled.release(Workspace(tmp_path_factory.mktemp("again"))).warehouse


def test_every_table_is_that_of_the_refresh(published: Published, again: Path) -> None:
    refreshed = published.workspace.current / "warehouse.duckdb"
    listed = rows(refreshed, LISTED)
    assert rows(again, LISTED) == listed
    assert len(listed) > 60
    with duckdb.connect() as both:
        both.execute(f"attach '{refreshed}' as one (read_only); attach '{again}' as other (read_only)")
        for name in (row["name"] for row in listed):
            if name in FILLED_BY_THE_REFRESH:
                assert not len(both.table(f"other.{name}")), name
                continue
            one, other = (both.table(f"{side}.{name}") for side in ("one", "other"))
            assert one.columns == other.columns, name
            assert one.types == other.types, name
            if len(one) != len(other) or one.except_(other).limit(1).fetchall():
                # A sum of floating numbers depends on the order in which threads add them, in the last of six decimals.
                assert_frame_equal(_frame(one), _frame(other), check_row_order=False, rel_tol=1e-9, abs_tol=2e-6)


def test_a_data_test_finds_what_dbt_finds(compiled: Compiled, again: Path, tmp_path: Path) -> None:
    for name in ("every_value_has_a_source_cell", "missing_says_why", "gaps_of_a_group_sum_to_zero"):
        assert compiled.outcome(again, name) == "pass", name
    assert compiled.failing(again) == set()
    spoiled = shutil.copy2(again, tmp_path)
    with duckdb.connect(spoiled) as connection:
        connection.execute("update marts.indicator_values set missing_reason = null where value is null")
    assert compiled.outcome(Path(spoiled), "missing_says_why") == "fail"
    assert compiled.failing(Path(spoiled)) == {"missing_says_why"}


def _frame(table: duckdb.DuckDBPyRelation) -> pl.DataFrame:
    ordered = table.order(", ".join(table.columns))
    return pl.DataFrame(ordered.fetchall(), schema=ordered.columns, orient="row", infer_schema_length=None)
