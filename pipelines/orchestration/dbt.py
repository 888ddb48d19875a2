"""dbt, run in this process.

Belongs here: where dbt's own files lie, its manifest, running it, and what its results say. Does not belong here: the
models (`dbt_project/`), or the assets made of them (`building`).

In this process, because dagster-dbt has imported most of dbt by then: as a process of its own dbt imported it all once
more, 5 of 45 CPU seconds of a small refresh, and outlived a refresh that was killed (dbt 1.11, 2026-11-29). One build
at a time: dbt keeps its flags and its connection per process.
"""

from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases import release
from pipelines.releases.lineage.columns import full_name
from pipelines.releases.sealing.fingerprints import code_hash
from seksby import kept
from seksby.errors import BuildError
from seksby.progress import tell
from seksby.workspace import PROJECT_DIR, Workspace

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

DBT_PROJECT = PROJECT_DIR / "dbt_project"
# Unit tests prove the models, not the figures: they run with the other tests, not in every refresh.
BUILD = ("build", "--exclude-resource-type", "unit_test")
MANIFEST = "manifest.json"
RESULTS = "run_results.json"
PARSED = "partial_parse.msgpack"
"""What dbt keeps of parsing: all that it needs to build."""


@dataclass(frozen=True)
class Node:
    """What became of one model or check: its id in dbt's manifest, its status there, and how long it took."""

    id: str
    status: str
    seconds: float


@dataclass(frozen=True)
class Failure:
    """A model or check that failed: its name, which is for who maintains the models, and what an analyst is told."""

    name: str
    told: str


@dataclass(frozen=True)
class DbtResults:
    """Outcome of a dbt run.

    Attributes:
        nodes: every model and check that was run.
        failures: what failed, a check or a model.
    """

    nodes: Sequence[Node]
    failures: Sequence[Failure]


def target(workspace: Workspace) -> Path:
    """dbt's target folder: its parse state is kept between refreshes."""
    return workspace.cache / "dbt"


def manifest(workspace: Workspace) -> Mapping[str, Any]:
    """dbt's manifest of the project as it stands; parsed anew only when a project file has changed.

    Raises:
        BuildError: dbt cannot parse the project.
    """
    return dict(json.loads(_kept(workspace, MANIFEST)))


OF_ONE_RUN = frozenset(
    {
        *("generated_at", "created_at", "run_started_at", "invocation_started_at", "invocation_id", "user_id"),
        *("timing", "thread_id", "execution_time", "elapsed_time"),
        *("args", "root_path", "build_path", "compiled_path"),
    }
)
"""What dbt records of the moment and of the machine."""
WITHOUT_ORDER = frozenset({"nodes", "sources", "refs", "macros", "parent_map", "child_map"})
"""Lists that dbt writes in the order in which threads came to them."""


def records(workspace: Workspace, before: Path | None = None) -> dict[str, bytes]:
    """What dbt wrote down of a build, by file: outcome and SQL of every model and check.

    Times, folders and the order in which threads came to an end are left out: the same build has the same records.

    Args:
        workspace: where it has just run.
        before: what is kept of the build before, by the same models, of which everything stands that was not run now.
    """
    run = lasting(json.loads((target(workspace) / RESULTS).read_text(encoding="utf-8")))
    if before is None:
        manifest = _as_text(lasting(json.loads((target(workspace) / MANIFEST).read_text(encoding="utf-8"))))
    else:
        ran = {result["unique_id"] for result in run["results"]}
        stands = json.loads((before / RESULTS).read_text(encoding="utf-8"))["results"]
        run["results"] += [result for result in stands if result["unique_id"] not in ran]
        manifest = (before / MANIFEST).read_bytes()  # dbt writes the SQL of what it ran into it, and of nothing else
    run["results"].sort(key=lambda result: result["unique_id"])
    return {RESULTS: _as_text(run), MANIFEST: manifest}


def _as_text(recorded: Any) -> bytes:
    return json.dumps(recorded, ensure_ascii=False, sort_keys=True).encode()


def checks(recorded: Path) -> dict[str, int]:
    """The number of checks by outcome.

    Args:
        recorded: the folder of a build's `records`.
    """
    results = json.loads((recorded / RESULTS).read_text(encoding="utf-8"))["results"]
    return dict(Counter(item["status"] for item in results if item["unique_id"].startswith("test.")))


def lasting(recorded: Any) -> Any:
    """What is the same in two runs of the same: without what is of one run alone, and lists without an order sorted."""
    if isinstance(recorded, dict):
        return {
            name: _sorted(lasting(value)) if name in WITHOUT_ORDER else lasting(value)
            for name, value in recorded.items()
            if name not in OF_ONE_RUN
        }
    return [lasting(item) for item in recorded] if isinstance(recorded, list) else recorded


def _sorted(found: Any) -> Any:
    """A list in the order of its entries as text; of a mapping, its lists."""
    if isinstance(found, dict):
        return {name: _sorted(value) if isinstance(value, list) else value for name, value in found.items()}
    return sorted(found, key=lambda entry: json.dumps(entry, sort_keys=True)) if isinstance(found, list) else found


def build(workspace: Workspace, warehouse: Path, only: Collection[str] | None = None) -> DbtResults:
    """Build and check every model in a warehouse that has its `raw` schema; a check that fails stops what rests on it.

    Args:
        workspace: whose parse state to use.
        warehouse: that schema's, and of all tables that are not built now.
        only: ids of the models and checks to run; None for all.

    Raises:
        BuildError: dbt itself failed, and no model or check is to blame.
    """
    project = parsed(workspace)
    selected: list[str] = []
    if only is not None:
        selected = ["--indirect-selection", "empty"]
        selected += [each for name in sorted(only) for each in ("--select", f"fqn:{'.'.join(project.nodes[name].fqn)}")]
    done = run(workspace, (*BUILD, *selected), warehouse, project)
    if done.exception is not None:
        raise BuildError(
            f"dbt stopped: {done.exception}",
            where=str(target(workspace) / "dbt.log"),
            expected="every model built and every check passed",
            remedy="mend what is named; the current release stands",
        ) from done.exception
    return results(workspace)


def parsed(workspace: Workspace) -> Manifest:
    """The project as it stands, as dbt works on it.

    Raises:
        BuildError: dbt cannot parse the project.
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    found = Manifest.from_msgpack(_kept(workspace, PARSED), decoder=extended_mashumuro_decoder)
    found.build_flat_graph()  # type: ignore[no-untyped-call]  # what `graph` is in a model; dbt does not keep it
    return found


def results(workspace: Workspace) -> DbtResults:
    """What the last run in this workspace recorded."""
    recorded = json.loads((target(workspace) / RESULTS).read_text(encoding="utf-8"))["results"]
    return DbtResults(
        nodes=[Node(item["unique_id"], item["status"], item["execution_time"]) for item in recorded],
        failures=_failures(workspace, [item for item in recorded if item["status"] in ("error", "fail")]),
    )


def arguments(warehouse: Path, written: Path) -> list[str]:
    """The options that a dbt command is run with, after its name: what it works on, and where its own files go."""
    return [
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        # Its own file is for a reader: with what is for debugging, one refresh wrote 27,000 lines (2026-11-29).
        *("--target-path", str(written), "--log-path", str(written), "--log-level-file", "info"),
        *("--vars", json.dumps({"warehouse": str(warehouse)})),
    ]


def _kept(workspace: Workspace, name: str) -> bytes:
    """A file that `dbt parse` writes, of the project as it stands.

    Kept here and handed to dbt, and not left to its own partial parsing, which begins anew wherever the warehouse lies
    in another folder: 13 of 58 CPU seconds of a small refresh (dbt 1.11, 2026-11-29).
    """
    key = " ".join((code_hash(DBT_PROJECT), *map(version, ("dbt-core", "dbt-duckdb"))))
    folder = workspace.cache / "dbt-manifest" / key[:16]
    content = kept.find(folder / name, key)
    if content is None:
        done = run(workspace, ("--quiet", "parse"), workspace.building / release.WAREHOUSE)
        if not done.success:
            raise BuildError(
                "dbt cannot read its project.",
                where=str(done.exception),
                expected="models and YAML that dbt parses",
                remedy="mend the file named, then run `seksby check`",
            )
        for each in (MANIFEST, PARSED):
            kept.keep(folder / each, key, (target(workspace) / each).read_bytes())
        content = (target(workspace) / name).read_bytes()
    return content


def _failures(workspace: Workspace, failed: Sequence[Mapping[str, Any]]) -> list[Failure]:
    """Of a check that failed the table it guards and how many rows it found; of what broke off, the reason."""
    if not failed:
        return []
    nodes = json.loads((target(workspace) / MANIFEST).read_text(encoding="utf-8"))["nodes"]
    found = []
    for item in failed:
        node = nodes[item["unique_id"]]
        guarded = [nodes[each] for each in (node.get("attached_node"), *node["depends_on"]["nodes"]) if each in nodes]
        table = node if node["resource_type"] == "model" or not guarded else guarded[0]
        name = full_name(table)
        message = ": ".join(map(str.strip, str(item["message"]).strip().splitlines()[:2]))
        told = (
            f"{name}: {item['failures']} rows break a rule that has to hold"
            if item["status"] == "fail"
            else f"{name}: could not be computed: {message}"
        )
        found.append(Failure(node["name"], told))
    return found


def run(
    workspace: Workspace, command: Sequence[str], warehouse: Path, project: Manifest | None = None
) -> dbtRunnerResult:
    """Run one dbt command, on a project that is parsed already if it is given, and tell how far it has come.

    Raises:
        KeyboardInterrupt: it was stopped; its queries have been cancelled.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    listening = copy_context()  # dbt tells of a node from the thread that works on it

    def hear(event: Any) -> None:
        if event.info.name == "LogStartLine":
            listening.copy().run(tell, "compute", event.data.index - 1, event.data.total)

    with _keyboard_interrupts():
        done = dbtRunner(project, callbacks=[hear]).invoke([*command, *arguments(warehouse, target(workspace))])
    # dbt would keep the warehouse open, and nobody else in this process could read it.
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if isinstance(done.exception, KeyboardInterrupt):
        raise done.exception
    return done


@contextmanager
def _keyboard_interrupts() -> Iterator[None]:
    """A signal to stop as the one exception on which dbt cancels its queries; Dagster raises another in our steps."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where signals do not arrive
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, signal.default_int_handler) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
