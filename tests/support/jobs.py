"""One of Dagster's jobs in this process, for tests that need what it leaves and not what a reader is told."""

from __future__ import annotations

from typing import Any

from seksby.settings import Settings
from seksby.workspace import Workspace


def run(workspace: Workspace, name: str, **settings: Any) -> None:
    """Run a job to its end; `settings` as the environment would give them."""
    from pipelines.orchestration.jobs import build_defs  # Dagster and dbt take three seconds to import
    from pipelines.orchestration.runs import run_job

    run_job(workspace, build_defs(workspace, Settings(**settings)), name)
