"""The refresh, from what publishers have revised to a new release, or to the word that nothing is new.

Belongs here: which job a refresh is, and its outcome. Does not belong here: the jobs, which Dagster's pages, schedule
and sensor run just as they are run here (`jobs`), their steps (`fetching`, `building`), or wording (`summary`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.own.forms.filled import look, refused, take
from pipelines.releases import release
from pipelines.releases.inputs import Inputs, gather, read, viewpoints
from pipelines.releases.release import Release
from pipelines.releases.revisions import Revisions
from pipelines.releases.sealing import signature
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
        forms: how many rows were written into the own folder, by the form they came with.
        refused: the faults of each form that was not taken.
        not_compared: what is wrong with the file before the one in use, by source id, where it is damaged.
    """

    before: Release | None
    after: Release
    inputs: Inputs
    owed: Sequence[str]
    revisions: Revisions | None = None
    pages: Mapping[str, int] | None = None
    not_compared: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, Sequence[str]] = field(default_factory=dict)


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
    looked = take(workspace) if as_of is None else look(workspace)
    forms = {item.file: len(item.additions) for item in looked if item.state == "new" and as_of is None}
    found = read(workspace)
    named = (*settings.viewpoints, *seen_from)
    viewpoints(found.catalogue, named)  # a wrong name is told before anything is fetched, and so is a key of no use
    if settings.signing_key is not None:
        signature.sign(b"", settings.signing_key)
    before = release.current(workspace)
    run_settings = {"as_of": as_of.isoformat() if as_of else "", "seen_from": list(seen_from), "takes_forms": False}

    def run(job: str) -> dict[str, dict[str, Any]]:
        from pipelines.orchestration.jobs import build_defs
        from pipelines.orchestration.runs import run_job

        return run_job(workspace, build_defs(workspace, settings, found), job, run_settings)

    known_stale: set[str] = set()
    if offline or as_of is not None:
        if as_of is None and waiting(workspace, found.catalogue):
            run("intake")
        # The first question of the job, answered before Dagster and dbt are loaded.
        inputs = gather(workspace, as_of, named, found)
        known_stale = set(inputs.stale)
        made = run("build") if release.standing(workspace, inputs) is None else {}
    else:
        made = run("refresh")
    inputs = gather(workspace, as_of, named, found)  # as it turned out: a snapshot may be new, or have been refused
    owed = _owed(inputs, known_stale, offline=offline)
    if "release" not in made:
        return Outcome(before, release.find(workspace), inputs, owed, forms=forms, refused=refused(looked))
    return Outcome(
        before,
        release.find(workspace, made["release"]["release"]),
        inputs,
        owed,
        revisions=Revisions(**made["release"]["revisions"]),
        pages={name: made["pages"][name] for name in ("rendered", "reused")},
        not_compared=made["cells"]["not_compared"],
        forms=forms,
        refused=refused(looked),
    )


def _owed(inputs: Inputs, known_stale: Set[str], *, offline: bool) -> list[str]:
    """Offline nobody was to be asked: only dropped files were to be brought, and what was at hand was to be used."""
    dropped = {source.id for source in inputs.catalogue.sources if source.system is System.DELIVERED}
    return [source for source in inputs.overdue if not offline or source in dropped or source not in known_stale]
