"""What one run of Dagster works on: the folders, the settings, the catalogue, the day and the viewpoints.

Belongs here: the resource that every step takes these from, and what may run at all. Does not belong here: any step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from pipelines.own.forms.filled import take
from pipelines.releases import release
from pipelines.releases.inputs import CatalogueAsRead, Inputs, gather
from seksby.errors import BuildError
from seksby.processes import workers
from seksby.settings import Settings
from seksby.workspace import Workspace

RESOURCE = "run"
"""The key under which a step finds its `Run`."""
UNDER_WAY = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


class Beside:
    """Work that a later step tells of, begun before it in a process of its own while the steps between go on.

    Dagster runs one step after the other in this process, and a second core stands idle meanwhile.

    Attributes:
        pool: that one process, for what a step has done beside itself.
    """

    def __init__(self, pool: Executor) -> None:
        self.pool = pool
        self._begun: dict[str, Future[Any]] = {}

    def begin(self, step: str, work: Callable[..., Any], *arguments: Any) -> None:
        """Begin the work of a step; it and what it gives must be picklable."""
        self._begun[step] = self.pool.submit(work, *arguments)

    def done(self, step: str) -> Any:
        """What the work of a step gave, when it is done; or the error that ended it."""
        return self._begun[step].result()


@dataclass(frozen=True)
class Run:
    """One run, which holds the data folder from its first step to its last.

    Attributes:
        beside: what is done while other steps go on.
        read: the catalogue as the definitions were made of it.
        as_of: the day whose knowledge is built from, or None for all that is at hand.
        seen_from: municipalities that get pages of their own in this run, besides those of the settings.
    """

    workspace: Workspace
    settings: Settings
    read: CatalogueAsRead
    beside: Beside
    as_of: date | None = None
    seen_from: tuple[str, ...] = ()

    def inputs(self) -> Inputs:
        """What this run builds from, as it lies there now."""
        return gather(self.workspace, self.as_of, (*self.settings.viewpoints, *self.seen_from), self.read)


def run_resource(
    workspace: Workspace, settings: Settings, read: CatalogueAsRead, built: Set[dg.AssetKey]
) -> dg.ResourceDefinition:
    """The `Run` of a job, with day and viewpoints from its configuration.

    Args:
        workspace: the folders to work in.
        settings: how publishers are reached, and the lasting viewpoints.
        read: the catalogue.
        built: what is only ever built together, since a release is of one piece.
    """

    @dg.resource(
        config_schema={
            "as_of": dg.Field(
                str,
                default_value="",
                description="The day whose knowledge to build from, 2026-01-31; empty: today's.",
            ),
            "seen_from": dg.Field(
                [str], default_value=[], description="Municipalities that get pages of their own in this release."
            ),
            "takes_forms": dg.Field(
                bool, default_value=True, description="Whether filled-in forms are taken first; the terminal does so."
            ),
        },
        description="The data folder, held by one run at a time.",
    )
    def run(context: dg.InitResourceContext) -> Iterator[Run]:
        _check_whole(context.run, built)
        day, seen_from = context.resource_config["as_of"], context.resource_config["seen_from"]
        with release.lock(workspace), workers(1) as pool:
            _end_dead_runs(context)
            if not day and context.resource_config["takes_forms"]:
                _take_forms(context, workspace)
            as_of = date.fromisoformat(day) if day else None
            yield Run(workspace, settings, read, Beside(pool), as_of, tuple(seen_from))

    return run


def _check_whole(run: dg.DagsterRun | None, built: Set[dg.AssetKey]) -> None:
    """Refuse a run of some of the steps of a build: each works on what the one before has just written.

    Raises:
        BuildError: names the jobs that do.
    """
    if run is None or (run.asset_selection is None and run.asset_check_selection is None):
        return  # a whole job
    selected = set(run.asset_selection or ()) | {check.asset_key for check in run.asset_check_selection or ()}
    if selected & built and not built <= selected:
        raise BuildError(
            f"{min(selected & built).to_user_string()} cannot be made alone: a release is built whole.",
            where="the assets that were chosen in Dagster",
            expected="the job `refresh` (fetch, build and publish) or `build` (build and publish)",
            remedy="open Jobs in Dagster's pages and launch one of the two; only sources can be chosen one by one",
        )


def _take_forms(context: dg.InitResourceContext, workspace: Workspace) -> None:
    """Schedule and sensor take forms as `seksby refresh` does; the catalogue is read anew where they changed it."""
    for found in take(workspace):
        for fault in found.faults:
            if context.log is not None:
                context.log.warning(f"a form was not taken: {fault}")


def _end_dead_runs(context: dg.InitResourceContext) -> None:
    """A run that was killed stays "started" for ever, and ten of them keep Dagster from launching another.

    Whoever holds the data folder knows that no other run is alive.
    """
    if context.instance is None or context.run is None:
        return
    for run in context.instance.get_runs(RunsFilter(statuses=UNDER_WAY)):
        if run.run_id != context.run.run_id:
            context.instance.report_run_canceled(run, "The process of this run has ended without a word.")
