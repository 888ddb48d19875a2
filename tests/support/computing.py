"""A release without dbt, Dagster or a process: what was loaded, the SQL that dbt ran elsewhere, the pages asked for.

For tests of what a figure, a page or a release says: a hundredth of the cost of a refresh; and for those that refresh
with the real command and do not ask dbt. What dbt does where a check fails is asked of dbt itself
(`tests/integration/test_one_process.py`). That this computes what dbt does is shown by
`tests/integration/test_computing.py`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from dashboards.drawing.charts import Drawings
from pipelines.orchestration import dbt
from pipelines.releases import release
from pipelines.releases.inputs import gather
from pipelines.releases.release import Release
from pipelines.warehouse import load as warehouse
from seksby.workspace import Workspace
from tests.support import sites


@dataclass(frozen=True)
class Compiled:
    """What dbt made of its project in a refresh: its target folder."""

    target: Path

    def build(self, path: Path, only: Collection[str] | None = None) -> None:
        """Make every model in a warehouse that has been loaded, or only those of these ids."""
        nodes = self._nodes("model")
        order = TopologicalSorter({name: set(node["depends_on"]["nodes"]) & set(nodes) for name, node in nodes.items()})
        with duckdb.connect(str(path), config={"threads": 1}) as connection:  # the other core has tests of its own
            for schema in sorted({node["schema"] for node in nodes.values()}):
                connection.execute(f"create schema if not exists {schema}")
            for name in order.static_order():
                if only is None or name in only:
                    self._make(connection, nodes[name])

    @contextmanager
    def in_place_of_dbt(self) -> Iterator[None]:
        """For a refresh in this process of which all is asked but what dbt and the pages say: the models are made and
        checked without it, and there is one page.
        """

        def build(workspace: Workspace, warehouse: Path, only: Collection[str] | None = None) -> dbt.DbtResults:
            self.build(warehouse, only)
            found = json.loads((self.target / dbt.RESULTS).read_text(encoding="utf-8"))
            failing = self.failing(warehouse)
            for result in found["results"]:
                if result["unique_id"].split(".")[2] in failing:
                    result |= {"status": "fail", "failures": 1}
            written = dbt.target(workspace)
            written.mkdir(exist_ok=True)
            (written / dbt.RESULTS).write_text(json.dumps(found), encoding="utf-8")
            shutil.copy2(self.target / dbt.MANIFEST, written)
            return dbt.results(workspace)

        with patch.object(dbt, "build", build), sites.of_one_page():
            yield

    def outcome(self, path: Path, test: str) -> str:
        """What a data test of dbt's comes to: `pass`, or by its severity `warn` or `fail`."""
        (node,) = [node for node in self._nodes("test").values() if node["name"] == test]
        with duckdb.connect(str(path), read_only=True) as connection:
            found = self._finds(connection, node)
        return {"warn": "warn", "error": "fail"}[node["config"]["severity"].lower()] if found else "pass"

    def failing(self, path: Path) -> set[str]:
        """The names of the data tests of dbt's that would stop a refresh."""
        stopping = [node for node in self._nodes("test").values() if node["config"]["severity"].lower() == "error"]
        with duckdb.connect(str(path), read_only=True) as connection:
            return {node["name"] for node in stopping if self._finds(connection, node)}

    def _finds(self, connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> bool:
        return bool(connection.execute(f"select 1 from ({self._text('compiled', node)}) limit 1").fetchall())

    def _nodes(self, kind: str) -> dict[str, Mapping[str, Any]]:
        return {name: node for name, node in _manifest(self.target)["nodes"].items() if node["resource_type"] == kind}

    def _text(self, folder: str, node: Mapping[str, Any]) -> str:
        path = self.target / folder / node["package_name"] / node["original_file_path"]
        path = path / node["path"] if path.suffix == ".yml" else path
        return path.read_text(encoding="utf-8")

    def _make(self, connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> None:
        text = self._text("run", node)
        if node["language"] == "python":
            made: dict[str, Any] = {}
            exec(text, made)  # what dbt itself executes: our model and its own frame around it
            frame = made["model"](made["dbtObj"](lambda name: connection.sql(f"select * from {name}")), connection)
            made["materialize"](frame, connection)
        else:
            connection.execute(text)

    def release(
        self,
        workspace: Workspace,
        pages: Path | None = None,
        *,
        as_of: date | None = None,
        draw: type[Drawings] = Drawings,
    ) -> Release:
        """Load, compute, show `pages` if there are any, and publish."""
        building = release.begin(workspace)
        loaded = warehouse.load(gather(workspace, as_of), building / release.WAREHOUSE)
        self.build(building / release.WAREHOUSE)
        (building / release.CHECKS).mkdir()
        (building / release.SITE).mkdir()
        if pages is not None:
            out = building / release.SITE
            sites.build(building / release.WAREHOUSE, out, cache=workspace.cache, pages=pages, draw=draw)
        return release.publish(workspace, loaded.inputs, {})


@cache
def _manifest(target: Path) -> Mapping[str, Any]:
    """What dbt recorded there; nobody changes it."""
    return dict(json.loads((target / dbt.MANIFEST).read_text(encoding="utf-8")))


def rows(path: Path, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The answer of a warehouse, as `seksby query --json` gives it: decimals as floats."""
    with duckdb.connect(str(path), read_only=True) as connection:
        answer = connection.execute(sql, list(parameters))
        names = [column[0] for column in answer.description or ()]
        return [
            {name: float(item) if isinstance(item, Decimal) else item for name, item in zip(names, row, strict=True)}
            for row in answer.fetchall()
        ]
