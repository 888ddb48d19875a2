"""Which municipalities get pages besides the six: by name or code, an input of the release, told when unknown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from pipelines.releases.inputs import gather
from pipelines.warehouse import load as warehouse
from seksby.errors import UsageError
from tests.support import SIX, World, make_world, seksby


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = make_world(tmp_path)
    world.snapshot()
    with (world.catalogue / "municipalities.csv").open("a", encoding="utf-8") as file:
        file.write("615;Horsens;horsens\n153;Brøndby;broendby\n")
    return world


@pytest.mark.parametrize(
    "named", [("Horsens", "Brøndby"), ("615", "153"), ("broendby", "HORSENS"), ("153", "Horsens", "615", "Randers")]
)
def test_names_codes_and_slugs_are_understood_in_any_order(world: World, named: Sequence[str]) -> None:
    assert gather(world.workspace, seen_from=named).viewpoints == ("153", "615")


def test_they_are_an_input_of_the_release(world: World) -> None:
    none, six, one = (gather(world.workspace, seen_from=named) for named in ((), ("Randers",), ("Horsens",)))
    assert (none.viewpoints, six.viewpoints, one.viewpoints) == ((), (), ("615",))
    assert none.release_id == six.release_id != one.release_id


def test_the_warehouse_has_them_after_the_six(world: World) -> None:
    path = world.workspace.data_dir / "warehouse.duckdb"
    warehouse.load(gather(world.workspace, seen_from=("615", "153")), path)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "select municipality_code, compared_order, viewpoint_order from raw.municipalities order by viewpoint_order"
        ).fetchall()
    assert rows == [*((code, n, n) for n, code in enumerate(SIX, start=1)), ("153", None, 7), ("615", None, 8)]


def test_an_unknown_one_is_told_with_those_that_are_near(world: World) -> None:
    with pytest.raises(UsageError, match="There is no municipality Horsen") as caught:
        gather(world.workspace, seen_from=("Horsen",))
    assert "near: Horsens (615)" in str(caught.value)


def test_the_lasting_ones_stand_beside_those_of_one_release(world: World) -> None:
    """Told by a lasting one that is unknown: it is looked at although another is named for this release."""
    done = seksby("refresh", "--viewpoint", "Horsens", data_dir=world.workspace.data_dir, SEKSBY_VIEWPOINTS="Brønby")
    assert done.returncode == 2
    assert "Der er ingen kommune Brønby" in done.stderr


def test_the_command_refuses_it_before_anything_is_fetched(world: World) -> None:
    done = seksby("refresh", "--viewpoint", "Horsens", "--viewpoint", "Brønby", data_dir=world.workspace.data_dir)
    assert done.returncode == 2
    assert "Der er ingen kommune Brønby" in done.stderr
    assert "Brøndby (153)" in done.stderr
    assert not world.workspace.dagster_home.exists()
