"""The dbt project as Dagster and the command line run it.

Belongs here: where dbt's own files lie, preparing its manifest, and what its results say. Does not belong here: models
(`dbt_project/`), or the assets made of them (`assets`).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.releases import release
from pipelines.releases.inputs import code_hash
from seksby.errors import BuildError
from seksby.workspace import PROJECT_DIR, Workspace

DBT_PROJECT = PROJECT_DIR / "dbt_project"
# The virtual environment need not be activated: dbt is beside the interpreter that runs us.
DBT_EXECUTABLE = Path(sys.executable).with_name("dbt")
WAREHOUSE_VARIABLE = "SEKSBY_WAREHOUSE"
# Unit tests prove the models, not the figures: they run with the other tests, not in every refresh.
BUILD = ("build", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class DbtResults:
    """Outcome of the last dbt run: number of checks by status, and one line per check or model that failed."""

    checks: Mapping[str, int]
    failures: list[str]


def target(workspace: Workspace) -> Path:
    """dbt's target folder: its parse state is kept between refreshes."""
    return workspace.cache / "dbt"


def manifest_path(workspace: Workspace) -> Path:
    """dbt's manifest of the project as it stands; parsed anew only when a project file has changed.

    Raises:
        BuildError: dbt cannot parse the project.
    """
    manifest = workspace.cache / "dbt-manifest" / f"{code_hash(DBT_PROJECT)[:16]}.json"
    if not manifest.exists():
        parsed = target(workspace) / "manifest.json"
        _parse(workspace)
        manifest.parent.mkdir(parents=True, exist_ok=True)
        temporary = manifest.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(parsed.read_bytes())
        temporary.replace(manifest)
    return manifest


def results(workspace: Workspace) -> DbtResults:
    """What the last run in this workspace recorded."""
    recorded = json.loads((target(workspace) / "run_results.json").read_text(encoding="utf-8"))
    tests = [item for item in recorded["results"] if item["unique_id"].startswith("test.")]
    failed = [item for item in recorded["results"] if item["status"] in ("error", "fail")]
    return DbtResults(
        checks=dict(Counter(item["status"] for item in tests)),
        failures=[f"{_name(item)}: {item['message']}" for item in failed],
    )


def _name(result: Mapping[str, Any]) -> str:
    return str(result["unique_id"]).split(".")[2]


def _parse(workspace: Workspace) -> None:
    import subprocess

    done = subprocess.run(  # noqa: S603 - our own dbt with our own arguments
        [
            DBT_EXECUTABLE,
            "--quiet",
            "parse",
            "--target-path",
            str(target(workspace)),
            "--log-path",
            str(target(workspace)),
        ],
        cwd=DBT_PROJECT,
        # The warehouse of the build: with another in its profile, dbt would parse everything once more there.
        env=os.environ
        | {"DBT_PROFILES_DIR": str(DBT_PROJECT), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        | {WAREHOUSE_VARIABLE: str(workspace.building / release.WAREHOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(
            "dbt cannot read its project.",
            where=done.stdout.strip() or done.stderr.strip(),
            expected="models and YAML that dbt parses",
            remedy="mend the file named, then run `seksby check`",
        )
