"""What check foretells of what is right and will not do."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.orchestration.foretelling.targets import met_already
from pipelines.releases.inputs import read
from pipelines.releases.release import Release
from tests.support import make_world

TARGET = (
    "targets:\n  - {{municipality: '730', value: {value}, year: 2030, decided_by: Byrådet, decided_on: 2024-10-08}}\n"
)


@pytest.mark.parametrize(
    ("better", "value", "is_met"),
    [
        ("lower", "5.6", True),  # measured in 2024, when it was decided: 5.5
        ("lower", "5.5", True),
        ("lower", "5.4", False),  # 2025 has 5.3: that it was reached since is no slip
        ("higher", "5.4", True),
        ("higher", "5.6", False),
    ],
)
def test_a_target_that_was_met_when_it_was_decided_is_told(
    tmp_path: Path, better: str, value: str, is_met: bool
) -> None:
    world = make_world(tmp_path)
    world.edit("better: lower\n", f"better: {better}\n{TARGET.format(value=value)}")
    release = Release(tmp_path / "release", {})
    release.directory.mkdir()
    with duckdb.connect(str(release.warehouse)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.indicator_values as
            select 'absence' as indicator_id, '730' as municipality_code, year, 'none' as price_basis, value
            from (values (2023, 6.1), (2024, 5.5), (2025, 5.3)) as given (year, value)
            """
        )
    found = list(met_already(read(world.workspace).catalogue, release))
    assert [(each.municipality, str(each.target), str(each.value), each.year) for each in found] == (
        [("Randers", value, "5.5", 2024)] if is_met else []
    )


def test_without_a_release_nothing_is_said_of_targets(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.edit("better: lower\n", f"better: lower\n{TARGET.format(value=90)}")
    assert list(met_already(read(world.workspace).catalogue, None)) == []
