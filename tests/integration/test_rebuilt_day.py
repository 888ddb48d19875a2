"""The same made again: on an earlier day, with what was known then, and in another place under other circumstances.

A rebuild of an earlier day is kept beside the current release and does not replace it; `test_one_process` shows that a
refresh makes one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest

from pipelines.orchestration.dbt import lasting
from pipelines.releases import release
from pipelines.releases.rebuilding import rebuild
from pipelines.releases.release import Release
from pipelines.releases.sealing.same_rows import differing_tables
from seksby.errors import BuildError
from seksby.workspace import Workspace
from tests.support import World, figures, make_world
from tests.support.computing import Compiled, rows

PAGE = """---
path: /
title: Prøve
---

```sql cities
select name from marts.municipalities where is_municipality order by name
```

{{ cities[0].name }}
"""
COUNT = "select count(value) as n from marts.indicator_values"


JUNE = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, compiled: Compiled) -> World:
    """A folder with its first release, of June; nothing changes it."""
    world = make_world(tmp_path_factory.mktemp("begun"))
    world.snapshot(retrieved_at=JUNE)
    compiled.release(world.workspace)
    return world


@pytest.fixture(scope="module")
def moved_on(begun: World, tmp_path_factory: pytest.TempPathFactory, compiled: Compiled) -> World:
    """The same in autumn, with the release of June beside: the last figure is withdrawn, the catalogue another."""
    world = copy_of(begun, tmp_path_factory.mktemp("moved on"))
    manifest = release.find(world.workspace).directory / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8")) | {"created_at": "2025-06-02T08:00:00Z"}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    world.snapshot(figures()[:-2], retrieved_at=datetime(2025, 9, 1, tzinfo=UTC))
    world.edit("decimals: 1", "decimals: 2")
    compiled.release(world.workspace)
    return world


@pytest.fixture
def world(begun: World, tmp_path: Path) -> World:
    """A copy of the folder of June."""
    return copy_of(begun, tmp_path)


@pytest.fixture
def later(moved_on: World, tmp_path: Path) -> World:
    """A copy of the folder of autumn."""
    return copy_of(moved_on, tmp_path)


def copy_of(world: World, folder: Path) -> World:
    return World(Workspace(shutil.copytree(world.workspace.data_dir, folder / "data", symlinks=True)))


def first(world: World) -> Release:
    """The release of June."""
    current = release.find(world.workspace).id
    (old,) = {path.name for path in world.workspace.releases.iterdir()} - {current}
    return release.find(world.workspace, old)


def test_a_rebuild_of_an_earlier_day_has_what_was_known_then_and_does_not_replace_the_current_release(
    later: World, compiled: Compiled
) -> None:
    """Figures and catalogue of that day, and the same rows."""
    old, current = first(later), release.find(later.workspace)

    rebuilt = compiled.release(later.workspace, as_of=date(2025, 6, 30))

    assert rebuilt.id not in (current.id, old.id)
    assert rebuilt.manifest["as_of"] == "2025-06-30"
    assert rows(rebuilt.warehouse, COUNT)[0]["n"] == rows(current.warehouse, COUNT)[0]["n"] + 1
    found = release.current(later.workspace)
    assert found is not None
    assert found.id == current.id
    assert release.find(later.workspace, rebuilt.id).directory == rebuilt.directory
    _, differing = differing_tables(old.warehouse, rebuilt.warehouse)
    assert differing == ["marts.release", "raw.release"]  # its id, and the day
    before_any = compiled.release(later.workspace, as_of=date(2025, 6, 1))
    assert "marts.indicators" in differing_tables(old.warehouse, before_any.warehouse)[1]  # then today's catalogue


def test_a_release_is_built_again_from_the_catalogue_it_had_and_is_the_same(later: World, compiled: Compiled) -> None:
    """Though the catalogue is another now, and a newer file has come."""
    old, new = first(later), release.find(later.workspace)
    assert new.id != old.id

    def build(laid: Workspace, as_of: date | None, _: Sequence[str]) -> Release:
        return compiled.release(laid, as_of=as_of)

    again = rebuild(later.workspace, old, build)
    assert (again.release, again.other_inputs, again.differing_tables, again.differing_files) == (old.id, [], [], [])
    assert again.tables > 60
    assert again.files > 0
    _, differing = differing_tables(old.warehouse, new.warehouse)
    assert {"marts.indicators", "marts.indicator_values"} <= set(differing)

    with duckdb.connect(str(old.warehouse)) as connection:
        connection.execute("update marts.indicator_values set value = value + 1 where municipality_code = '730'")
    assert rebuild(later.workspace, old, build).differing_tables == ["marts.indicator_values"]


def test_a_rebuild_that_says_otherwise_than_the_release_of_its_inputs_is_told(world: World, compiled: Compiled) -> None:
    stands = release.find(world.workspace)
    computed = Compiled.build

    def otherwise(which: Compiled, path: Path) -> None:
        computed(which, path)
        with duckdb.connect(str(path)) as connection:
            connection.execute("update marts.indicator_values set value = value + 1 where municipality_code = '730'")

    with patch.object(Compiled, "build", otherwise), pytest.raises(BuildError, match="indicator_values"):
        compiled.release(world.workspace)
    assert compiled.release(world.workspace).directory.resolve() == stands.directory.resolve()


ELSEWHERE = """
import locale, os, sys, time
from pathlib import Path
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
time.tzset()
locale.setlocale(locale.LC_ALL, "")
os.chdir("/")
from seksby.workspace import Workspace
from tests.support.computing import Compiled
Compiled(Path(sys.argv[1])).release(Workspace(Path(sys.argv[2])), Path(sys.argv[3]))
"""


def test_another_folder_clock_locale_and_number_of_threads_give_the_same_bytes(
    tmp_path: Path, compiled: Compiled
) -> None:
    """Made here, and by one thread in a folder of another name, in New York, in the language C."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text(PAGE, encoding="utf-8")
    worlds = [make_world(tmp_path / name) for name in ("her", "et andet sted/seksby's æ")]
    for world in worlds:
        world.snapshot(retrieved_at=datetime(2025, 6, 1, tzinfo=UTC))
    here, there = (world.workspace for world in worlds)
    first = compiled.release(here, pages)
    circumstances = {
        "TZ": "America/New_York",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "1",
        "POLARS_MAX_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    asked = [sys.executable, "-c", ELSEWHERE, compiled.target, there.data_dir, pages]
    subprocess.run(list(map(str, asked)), check=True, env=os.environ | circumstances)

    second = release.find(there)

    assert second.id == first.id
    assert _lasting(second) == _lasting(first)
    assert {name for name in release.files_of(first) if name.startswith("site/")} > {"site/index.html"}
    assert rows_by_table(second.warehouse) == rows_by_table(first.warehouse)


def rows_by_table(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """What is in every table, in its order."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE'"
        ).fetchall()
        return {name: connection.execute(f"from {name}").fetchall() for (name,) in tables}


def _lasting(found: Release) -> dict[str, object]:
    """The manifest without the moment, and without the bytes of the warehouse, whose rows are compared one by one."""
    manifest = json.loads(json.dumps(found.manifest))
    del manifest["created_at"], manifest["files"][release.WAREHOUSE]
    return dict(manifest)


def test_records_of_two_runs_are_alike_whichever_thread_came_first() -> None:
    one = {"nodes": {"m": {"sources": [["raw", "b"], ["raw", "a"]], "fqn": ["seksby", "a"], "created_at": 1}}}
    other = {"nodes": {"m": {"sources": [["raw", "a"], ["raw", "b"]], "fqn": ["seksby", "a"], "created_at": 2}}}
    assert lasting(one) == lasting(other)
    assert lasting({"fqn": ["b", "a"]}) == {"fqn": ["b", "a"]}
