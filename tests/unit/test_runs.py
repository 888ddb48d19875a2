"""The history of runs: kept whole, and not written through to the disk at every event."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from dashboards import SiteReport, WorkbooksReport
from dashboards.site.interactive import Scripts
from dashboards.site.writing import Frame, MadePages
from pipelines.orchestration import building, dbt
from pipelines.orchestration.run import RESOURCE, Beside, Run
from pipelines.orchestration.runs import history_held_open, older_than, prepare_history
from pipelines.releases import release
from pipelines.releases.inputs import read
from seksby.errors import BuildError, PageError
from seksby.settings import Settings
from seksby.workspace import Workspace
from tests.support import make_world
from tests.support.sites import Here

FULL, NORMAL = 2, 1


def engine_of(file: Path) -> Engine:
    """As Dagster makes one for each event."""
    return sqlite_run_storage.create_engine(f"sqlite:///{file}", poolclass=NullPool, connect_args={"timeout": 0})


@pytest.mark.parametrize("held", [True, False])
def test_a_file_of_the_history_stays_open_until_the_end(tmp_path: Path, held: bool) -> None:
    """As Dagster writes: a new file that goes into WAL mode, then an engine and a connection for each event.

    While a file is open, its log lies beside it.
    """
    file, log = tmp_path / "runs.db", tmp_path / "runs.db-wal"

    def write(statement: str) -> int:
        engine = engine_of(file)
        with engine.begin() as connection:
            connection.execute(text(statement))
            found = int(connection.execute(text("pragma synchronous")).scalar_one())
        engine.dispose()
        return found

    def history() -> None:
        write("pragma journal_mode = wal")
        write("create table events (id integer)")
        for number in range(3):
            assert write(f"insert into events values ({number})") == (NORMAL if held else FULL)
            assert log.exists() is held

    if held:
        with history_held_open():
            history()
            assert engine_of(file) is engine_of(file)
    else:
        history()
    assert not log.exists()
    assert write("insert into events values (3)") == FULL
    with engine_of(file).connect() as connection:
        assert connection.execute(text("select count(*) from events")).scalar_one() == 4


def wal(file: Path) -> None:
    """A file of the history with one table, in WAL mode and closed by all."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table events (id integer)")


def insert(file: Path) -> None:
    with engine_of(file).begin() as connection:
        connection.execute(text("insert into events values (1)"))


def test_a_run_that_fails_leaves_none_of_its_files_open(tmp_path: Path) -> None:
    files = [tmp_path / "index.db", tmp_path / "run.db"]
    for file in files:
        wal(file)
    with pytest.raises(RuntimeError, match="the run"), history_held_open():  # noqa: PT012 - the files stay open until then
        for file in files:
            insert(file)
        assert len(list(tmp_path.glob("*-wal"))) == 2
        raise RuntimeError("the run")
    assert sorted(tmp_path.iterdir()) == files  # the last to close a file takes its log away
    insert(files[0])
    assert sorted(tmp_path.iterdir()) == files  # the next is not held


def test_a_file_that_another_process_has_for_itself_is_written_when_it_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "runs.db"
    wal(file)
    with history_held_open():
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("pragma locking_mode = exclusive")
            other.execute("insert into events values (0)")
            with pytest.raises(OperationalError, match="locked"):
                insert(file)
        insert(file)
        assert file.with_name("runs.db-wal").exists()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("select count(*) from events").fetchone() == (2,)


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_history_is_one_error_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    workspace = Workspace(tmp_path)
    file = workspace.dagster_home / "history" / "runs.db"
    file.parent.mkdir(parents=True)
    prepare_history(workspace)
    file.write_bytes(content)
    with pytest.raises(BuildError, match="The run history cannot be read") as told:
        older_than(workspace, datetime(2026, 1, 1, tzinfo=UTC))
    assert told.value.where == str(workspace.dagster_home)
    assert "move that folder away" in told.value.remedy


def test_nothing_is_started_to_catch_what_steps_print(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    prepare_history(workspace)
    with dg.DagsterInstance.from_config(str(workspace.dagster_home)) as instance:
        assert isinstance(instance.compute_log_manager, NoOpComputeLogManager)


def test_damaged_settings_of_the_history_are_told_alike(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (workspace.dagster_home / "history").mkdir(parents=True)
    (workspace.dagster_home / "dagster.yaml").write_text("telemetry: [\n", encoding="utf-8")
    with pytest.raises(BuildError, match="The run history cannot be read"):
        older_than(workspace, datetime(2026, 1, 1, tzinfo=UTC))


def test_of_checks_that_failed_an_analyst_is_told_the_table_and_not_the_name_of_the_check(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    folder = dbt.target(workspace)
    folder.mkdir(parents=True)
    model = {"resource_type": "model", "name": "benchmarks", "schema": "marts", "depends_on": {"nodes": []}}
    check = {
        "resource_type": "test",
        "name": "grain_benchmarks_indicator_id",
        "schema": "tests",
        "attached_node": "model.seksby.benchmarks",
        "depends_on": {"nodes": ["model.seksby.benchmarks"]},
    }
    ids = {"model.seksby.benchmarks": model, "test.seksby.grain_benchmarks_indicator_id.1a2b": check}
    (folder / dbt.MANIFEST).write_text(json.dumps({"nodes": ids}), encoding="utf-8")
    results = [
        {"unique_id": name, "status": status, "execution_time": 1.0, "message": message, "failures": failures}
        for (name, status, message, failures) in (
            ("model.seksby.benchmarks", "error", "Runtime Error\n  Conversion Error: 'KV20'", None),
            ("test.seksby.grain_benchmarks_indicator_id.1a2b", "fail", "Got 3 results", 3),
        )
    ]
    (folder / dbt.RESULTS).write_text(json.dumps({"results": results}), encoding="utf-8")
    assert [(item.name, item.told) for item in dbt.results(workspace).failures] == [
        ("benchmarks", "marts.benchmarks: could not be computed: Runtime Error: Conversion Error: 'KV20'"),
        ("grain_benchmarks_indicator_id", "marts.benchmarks: 3 rows break a rule that has to hold"),
    ]


def test_the_workbook_is_waited_for_when_the_pages_are_made_and_before_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size stands in their shells; it was begun when the models were done."""
    world, order = make_world(tmp_path), []
    made = MadePages([], Frame(frozenset(), {}, [], {}, Scripts({}, {})), {}, 0, 0)

    def workbooks() -> WorkbooksReport:
        order.append("begun")
        return WorkbooksReport(7, 0)

    class Watched(Beside):
        def done(self, step: str) -> object:
            order.append("waited for")
            return super().done(step)

    def make_pages(*_: Path, **__: object) -> MadePages:
        order.append("made")
        return made

    def write_site(pages: MadePages, _: Path) -> SiteReport:
        order.append("written")
        assert pages is made
        return SiteReport(0, 0, 0, 0, 11)

    monkeypatch.setattr(building, "make_pages", make_pages)
    monkeypatch.setattr(building, "write_site", write_site)
    beside = Watched(Here())
    beside.begin(building.WORKBOOK, workbooks)
    (world.workspace.building / release.SITE).mkdir(parents=True)
    done = dg.materialize(
        [building._workbook([]), building._pages([]), building._site()],
        resources={
            RESOURCE: Run(world.workspace, Settings(), read(world.workspace), beside),
            building.IN_MEMORY: dg.mem_io_manager,
        },
    )
    assert order == ["begun", "made", "waited for", "written"]
    sizes = {
        event.asset_key.path[0]: event.materialization.metadata["bytes"].value
        for event in done.get_asset_materialization_events()
        if event.asset_key is not None and "bytes" in event.materialization.metadata
    }
    assert sizes == {"workbook": 7, "site": 11}


def test_what_went_wrong_beside_is_the_fault_of_the_step_that_waits_for_it(tmp_path: Path) -> None:
    world, beside = make_world(tmp_path), Beside(Here())

    def too_long() -> WorkbooksReport:
        raise BuildError("too many rows", where="Values", expected="fewer", remedy="fewer viewpoints")

    beside.begin(building.WORKBOOK, too_long)
    run = Run(world.workspace, Settings(), read(world.workspace), beside)
    with pytest.raises(BuildError, match="too many rows"):
        dg.materialize([building._workbook([])], resources={RESOURCE: run})


def test_a_fault_in_a_page_is_told_before_anything_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(tmp_path)
    world.snapshot()

    def wrong() -> int:
        raise PageError("a tag without an end", where="tal.md:3", expected="an end", remedy="write it")

    monkeypatch.setattr(building, "check_pages", wrong)
    run = Run(world.workspace, Settings(), read(world.workspace), Beside(Here()))
    with pytest.raises(PageError, match="a tag without an end"):
        dg.materialize([building._load([])], resources={RESOURCE: run})
    assert not world.workspace.building.exists()
