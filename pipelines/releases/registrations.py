"""When a trial was first published: what proves that it was registered before it began.

Belongs here: what the manifest of each release keeps of every trial there ever was, and what follows for a trial of the
catalogue. Does not belong here: whether a trial works (`methods.trials`), or writing a manifest (`release`).

A date that somebody writes into a file proves nothing: the figures could have been looked at first. The first release
that holds a trial does, and its checksum of what was promised. It goes from manifest to manifest, so that a trial that
is deleted stays known. With the data folder the proof is lost, and all trials under way are registered late.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.evidence import Trial
from pipelines.releases.sealing.fault import Fault, about
from pipelines.releases.sealing.manifest import made_on
from seksby.errors import BuildError
from seksby.vocabulary import TrialRegistration
from seksby.workspace import MANIFEST, Workspace

PROMISED = {"municipalities", "effect", "starts_on", "stop_on", "smallest_change", "donor_pool"}
"""What may not be chosen once the figures are there."""


class Registration(BaseModel):
    """What is kept of a trial: the checksum of what it promised, and when that was first published.

    `first_release` is None for a trial that the release being made is the first to hold.
    """

    model_config = ConfigDict(frozen=True)

    title: Bilingual
    sha256: str
    first_published_on: date
    first_release: str | None = None

    @classmethod
    def of(cls, trial: Trial, today: date) -> Self:
        """The registration of a trial that no release has held before."""
        return cls(title=trial.title, sha256=_promise(trial), first_published_on=today)


_KEPT = TypeAdapter(dict[str, Registration])


def known(workspace: Workspace, as_of: date | None) -> dict[str, Registration]:
    """Every trial that releases until the current one have held, by id; as known on a day.

    Raises:
        BuildError: the manifest of the current release cannot be read.
    """
    path, copy = workspace.current / MANIFEST, workspace.current / "site" / MANIFEST
    if not path.exists():
        return {}
    kept = _read(path)
    kept = _read(copy) if kept is None else kept  # the copy that is published with the pages
    if kept is None:
        raise BuildError(
            "What the current release keeps of trials cannot be read.",
            where=str(path),
            expected="the manifest as a refresh wrote it",
            remedy="restore the file from a copy; without it nothing proves when trials were registered",
        )
    return {name: item for name, item in kept.items() if as_of is None or item.first_published_on <= as_of}


def _read(manifest: Path) -> dict[str, Registration] | None:
    """What a manifest keeps of trials; None where it cannot be read."""
    try:
        return _KEPT.validate_python(json.loads(manifest.read_text(encoding="utf-8")).get("trials", {}))
    except (OSError, ValueError, AttributeError):  # pydantic's errors are ValueErrors
        return None


def registered(trials: Sequence[Trial], kept: Mapping[str, Registration], today: date) -> dict[str, Registration]:
    """What is known once these trials are published too, by id."""
    return {trial.id: Registration.of(trial, today) for trial in trials} | dict(kept)


def state(trial: Trial, registration: Registration) -> TrialRegistration:
    """What the registration of a trial is worth."""
    if registration.sha256 != _promise(trial):
        return TrialRegistration.CHANGED
    if registration.first_published_on >= trial.starts_on:
        return TrialRegistration.LATE
    return TrialRegistration.PROVED


def chain_faults(manifest: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Fault]:
    """What a manifest keeps of trials otherwise than the one before it, and what it says of trials that are new.

    Args:
        manifest: of the release.
        before: of the release before; None where there is none.
    """
    kept, earlier = manifest.get("trials", {}), (before or {}).get("trials", {})
    day = manifest.get("as_of")
    faults = [
        about(f"trial {name}:", "the manifest keeps another registration than the release before")
        for name, item in sorted(earlier.items())
        if kept.get(name) != item and (day is None or item["first_published_on"] <= day)
    ]
    if before is None:  # the one before may have been lost, and what it kept was read from its published copy
        return faults
    return faults + [
        about(f"trial {name}:", "it is said to be published before, and the release before has none of it")
        for name, item in sorted(kept.items())
        if name not in earlier
        and (item["first_release"], item["first_published_on"]) != (manifest["release"], made_on(manifest).isoformat())
    ]


def _promise(trial: Trial) -> str:
    return hashlib.sha256(trial.model_dump_json(include=PROMISED).encode()).hexdigest()
