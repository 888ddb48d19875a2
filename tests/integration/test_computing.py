"""What `tests.support.computing` makes of a warehouse is what dbt makes of it in a refresh."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from seksby.workspace import Workspace
from tests.conftest import Published
from tests.support.computing import Compiled, rows

SCHEMAS = "('intermediate', 'marts', 'raw')"


@pytest.fixture(scope="module")
def again(published: Published, compiled: Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the bundled figures, computed a second time, without dbt."""
    return compiled.release(Workspace(tmp_path_factory.mktemp("again"))).warehouse


def test_every_table_is_that_of_the_refresh(published: Published, again: Path) -> None:
    refreshed = published.workspace.current / "warehouse.duckdb"
    listed = f"""
        select table_schema || '.' || table_name as name, table_type from information_schema.tables
        where table_schema in {SCHEMAS} order by all
    """
    names = [row["name"] for row in rows(refreshed, listed)]
    assert rows(again, listed) == rows(refreshed, listed)
    assert len(names) > 80
    for name in names:
        one, other = (_all_of(path, name) for path in (refreshed, again))
        # A sum of floating numbers depends on the order in which threads add them, in the last of six decimals.
        assert_frame_equal(one, other, check_row_order=False, rel_tol=1e-9, abs_tol=2e-6)


def test_a_data_test_finds_what_dbt_finds(published: Published, compiled: Compiled, again: Path) -> None:
    for name in ("every_value_has_a_source_cell", "missing_says_why", "gaps_of_a_group_sum_to_zero"):
        assert compiled.failing(again, name) == 0, name
    with duckdb.connect(str(again)) as connection:
        connection.execute("update marts.indicator_values set missing_reason = null where value is null")
    assert compiled.failing(again, "missing_says_why") > 0


def _all_of(path: Path, table: str) -> pl.DataFrame:
    with duckdb.connect(str(path), read_only=True) as connection:
        answer = connection.execute(f"select * from {table} order by all")
        names = [column[0] for column in answer.description or ()]
        return pl.DataFrame(answer.fetchall(), schema=names, orient="row", infer_schema_length=None)
