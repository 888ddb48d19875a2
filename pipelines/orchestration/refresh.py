"""The refresh, from what publishers have revised to a new release, or to the word that nothing is new.

Belongs here: the workflow and its outcome. Does not belong here: any step of it (`assets`), running them (`runs`), or
wording (`summary`, `commands.last_screen`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.catalogue.read import read_catalogue
from pipelines.releases import release
from pipelines.releases.inputs import Inputs, gather, viewpoints
from pipelines.releases.release import Release
from pipelines.releases.revisions import Revisions, compare
from pipelines.sources.intake.deliveries import waiting
from seksby.settings import Settings
from seksby.vocabulary import System
from seksby.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What a refresh came to.

    Attributes:
        before: the release that was current, if there was one.
        after: the release that the inputs stand in: just published, or the current one where nothing is new.
        inputs: what it was built from.
        owed: sources whose newest figures this refresh was to bring and did not.
        revisions: what changed since the release before; None where nothing is new.
        pages: number of pages that were rendered and that were taken over; None where nothing is new.
        not_compared: what is wrong with the file before the one in use, by source id, where it is damaged.
    """

    before: Release | None
    after: Release
    inputs: Inputs
    owed: Sequence[str]
    revisions: Revisions | None = None
    pages: Mapping[str, int] | None = None
    not_compared: Mapping[str, str] = field(default_factory=dict)


def refresh(
    workspace: Workspace,
    settings: Settings,
    *,
    offline: bool = False,
    as_of: date | None = None,
    seen_from: Sequence[str] = (),
) -> Outcome:
    """Fetch what has been revised, take files from the inbox, compute, and publish.

    Args:
        workspace: the folders to work in.
        settings: how publishers are reached, and the lasting viewpoints.
        offline: ask nobody.
        as_of: rebuild with what was known on this day, beside the current release; nobody is asked.
        seen_from: municipalities that get pages of their own in this release, besides those of the settings.

    Raises:
        SeksbyError: nothing was published; see the errors.
    """
    catalogue = read_catalogue(workspace.catalogue)
    named = (*settings.viewpoints, *seen_from)
    viewpoints(catalogue, named)  # a wrong name is told before anything is fetched
    if not offline and as_of is None:
        from pipelines.orchestration.runs import run_job

        run_job(workspace, "fetch")
    elif as_of is None and waiting(workspace, catalogue):
        from pipelines.orchestration.runs import run_job

        run_job(workspace, "intake")
    before = release.current(workspace)
    inputs = gather(workspace, as_of, named)
    if before is not None and as_of is None and before.id == inputs.release_id and release.is_whole(before):
        return Outcome(before, before, inputs, _owed(inputs, offline=offline))
    from pipelines.orchestration.runs import run_job

    config = {"as_of": as_of.isoformat() if as_of else "", "seen_from": list(seen_from)}
    built = run_job(workspace, "build", {"load": config, "release": config})
    inputs = gather(workspace, as_of, named)  # a snapshot may have been refused
    after = release.find(workspace, inputs.release_id if as_of else None)
    return Outcome(
        before,
        after,
        inputs,
        _owed(inputs, offline=offline),
        revisions=compare(before, after),
        pages={name: built["site"][f"pages_{name}"] for name in ("rendered", "reused")},
        not_compared=built["cells"]["not_compared"],
    )


def _owed(inputs: Inputs, *, offline: bool) -> list[str]:
    """Offline nobody was to be asked, so only dropped files were to be brought."""
    dropped = {source.id for source in inputs.catalogue.sources if source.system is System.DELIVERED}
    return [source for source in inputs.overdue if not offline or source in dropped]
