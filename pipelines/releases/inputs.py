"""What a refresh is built from, and the name that follows from it.

Belongs here: choosing one snapshot per source, and the fingerprint of everything that decides the outcome (snapshots,
catalogue, models, pages, code, library versions). Does not belong here: the fingerprint of each part (`sealing`),
fetching, loading or publishing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.positive_list import state
from pipelines.catalogue.read import read_catalogue
from pipelines.releases import registrations
from pipelines.releases.registrations import Registration
from pipelines.releases.sealing.fingerprints import catalogue_hash, code_hashes
from pipelines.sources.snapshots import Snapshot, known, not_updated, resolutions, was_set_aside
from seksby.errors import UsageError
from seksby.naming import near, resolve
from seksby.settings import variable
from seksby.vocabulary import Origin, System
from seksby.workspace import CATALOGUE, MANIFEST, OWN, Workspace

RELEASE_ID_LENGTH = 12


@dataclass(frozen=True)
class CatalogueAsRead:
    """The catalogue, and the fingerprint of the files it was read from: it is read again only when they differ."""

    catalogue: Catalogue
    sha256: str


@dataclass(frozen=True)
class Inputs:
    """One refresh's inputs.

    Attributes:
        read: what is measured.
        snapshots: the snapshot used of each source at hand, by source id.
        earlier: the snapshot before that, of each source that has one: what its publisher revised is told from both.
        stale: why a source's newest figures could not be had, by source id.
        as_of: the day whose knowledge is rebuilt, or None for today's.
        viewpoints: codes of the municipalities that get pages of their own besides the compared, in order.
        registrations: every trial there has been, by id.
        today: the day that review dates of the positive list are held against; `as_of` where there is one.
        release_id: the same inputs always have the same. Of what was gathered: what is left out of it afterwards,
            because it does not fit, follows from it.
    """

    workspace: Workspace
    read: CatalogueAsRead
    snapshots: Mapping[str, Snapshot]
    stale: Mapping[str, str]
    as_of: date | None
    viewpoints: tuple[str, ...] = ()
    today: date = field(default_factory=lambda: _today())
    earlier: Mapping[str, Snapshot] = field(default_factory=dict)
    registrations: Mapping[str, Registration] = field(default_factory=dict)
    release_id: str = ""

    def __post_init__(self) -> None:
        if not self.release_id:
            object.__setattr__(self, "release_id", _fingerprint(self)[:RELEASE_ID_LENGTH])

    @property
    def catalogue(self) -> Catalogue:
        return self.read.catalogue

    @property
    def fetched(self) -> int:
        """Number of sources whose figures were fetched; the others are bundled or were delivered."""
        return sum(snapshot.meta.origin is Origin.FETCHED for snapshot in self.snapshots.values())

    @property
    def overdue(self) -> list[str]:
        """Sources whose newest figures a reader was promised and does not get.

        Without any fetched figures nothing was promised of those that are fetched: the bundled ones are the default. A
        file that was dropped is always meant to be shown.
        """
        dropped = {source.id for source in self.catalogue.sources if source.system is System.DELIVERED}
        return sorted(source for source in self.stale if self.fetched or source in dropped)

    @property
    def instructions(self) -> dict[str, str]:
        """How the analyst gets the figures that are not at hand and are not fetched by themselves, by source id."""
        return {
            source.id: source.instruction
            for source in self.catalogue.sources
            if source.instruction and source.id not in self.snapshots
        }


def read(workspace: Workspace, before: CatalogueAsRead | None = None) -> CatalogueAsRead:
    """Read the catalogue; what was read `before` stands while its files are the same.

    Raises:
        CatalogueError: the catalogue has faults.
    """
    sha256 = catalogue_hash(workspace.catalogue, workspace.own)
    if before is not None and before.sha256 == sha256:
        return before
    return CatalogueAsRead(read_catalogue(workspace.catalogue, workspace.own), sha256)


def gather(
    workspace: Workspace,
    as_of: date | None = None,
    seen_from: Sequence[str] = (),
    before: CatalogueAsRead | None = None,
) -> Inputs:
    """Choose the newest snapshot of each source of the catalogue, both as they were at the end of `as_of`.

    The catalogue is the one of the newest release that was published by then; where none is left, today's.

    Args:
        workspace: where the catalogue and the snapshots lie.
        as_of: the day whose knowledge is asked for, or None for today's.
        seen_from: names or codes of municipalities that get pages of their own besides the compared.
        before: the catalogue, if this refresh has read it already.

    Raises:
        CatalogueError: the catalogue has faults.
        UsageError: nothing was known on that day, or a municipality is unknown.
    """
    if as_of is not None and (published := published_by(workspace, as_of)) is not None:
        workspace = replace(workspace, catalogue_dir=published / CATALOGUE, own_dir=published / OWN)
    found = read(workspace, before)
    catalogue = found.catalogue
    chosen: dict[str, Snapshot] = {}
    earlier: dict[str, Snapshot] = {}
    stale: dict[str, str] = {}
    for source in catalogue.sources:
        if source.has_unchecked_terms and not catalogue.shows_unchecked_terms:
            continue
        root = workspace.reference if source.system is System.BUNDLED else workspace.snapshots
        history = known(root, source.id, as_of)
        if history:
            chosen[source.id] = history[-1]
        if len(history) > 1:
            earlier[source.id] = history[-2]
        if as_of is None and (reason := not_updated(root, source.id)):
            stale[source.id] = reason
    if not chosen:
        raise UsageError(
            "No figures are at hand." if as_of is None else f"No figures were at hand on {as_of}.",
            where=f"{workspace.snapshots} and {workspace.reference}",
            expected="at least one snapshot"
            + "".join(f"; {source} could not be had: {reason}" for source, reason in list(stale.items())[:5]),
            remedy="run `seksby refresh` with network, or choose a later day",
        )
    today = as_of or _today()
    return Inputs(
        workspace,
        found,
        chosen,
        stale,
        as_of,
        viewpoints=viewpoints(catalogue, [*seen_from, *([catalogue.own.municipality] if catalogue.own else [])]),
        today=today,
        earlier=earlier,
        registrations=registrations.registered(catalogue.trials, registrations.known(workspace, as_of), today),
    )


def published_by(workspace: Workspace, day: date) -> Path | None:
    """The folder of the newest release that was current at a day's end and kept its catalogue; None without any."""
    found = []
    for manifest in workspace.releases.glob(f"*/{MANIFEST}"):
        with suppress(OSError, ValueError, LookupError, TypeError):  # a damaged one is told by `seksby verify`
            said = json.loads(manifest.read_bytes())
            if said["as_of"] is None and said["created_at"][:10] <= day.isoformat():
                found.append((said["created_at"], manifest.parent))
    return max((item for item in found if (item[1] / CATALOGUE).is_dir()), default=(None, None))[1]


def viewpoints(catalogue: Catalogue, named: Sequence[str]) -> tuple[str, ...]:
    """Codes of the municipalities with these names or codes; sorted, without the compared group.

    Raises:
        UsageError: one of them is no municipality of the catalogue.
    """
    names = {item.municipality_code: (item.name, item.slug) for item in catalogue.municipalities}
    found = set()
    for name in named:
        code = resolve(name, names)
        if code is None:
            shown = [f"{names[key][0]} ({key})" for key in near(name, names)]
            raise UsageError(
                f"There is no municipality {name}.",
                where=f"--viewpoint or {variable('viewpoints')}",
                expected=f"name or code of one of the {len(names)}" + (f"; near: {', '.join(shown)}" if shown else ""),
                remedy="correct the name; data/catalogue/municipalities.csv lists them",
            )
        found.add(code)
    return tuple(sorted(found - set(catalogue.compared_group.members)))


def _fingerprint(inputs: Inputs) -> str:
    """Of everything that decides the outcome."""
    digest = hashlib.sha256()
    for source, snapshot in sorted(inputs.snapshots.items()):
        digest.update(f"{source}={snapshot.meta.id}={snapshot.meta.sha256}\n".encode())
        for taken in resolutions(snapshot):
            digest.update(f"{source} {taken.model_dump_json()}\n".encode())
    for source, snapshot in sorted(inputs.earlier.items()):
        digest.update(f"{source} before: {snapshot.meta.id}={snapshot.meta.sha256}\n".encode())
    # Not why: that tells of one request, with a number of its own, and figures and pages know of the source alone.
    for source in sorted(inputs.stale):
        snapshot_kept = inputs.snapshots.get(source)
        is_aside = snapshot_kept is not None and was_set_aside(snapshot_kept)
        digest.update(f"{source} {'set aside' if is_aside else 'not updated'}\n".encode())
    digest.update(inputs.read.sha256.encode())
    for sha256 in code_hashes().values():
        digest.update(sha256.encode())
    digest.update(f"as of {inputs.as_of}\n".encode())
    digest.update(f"seen from {' '.join(inputs.viewpoints)}\n".encode())
    # Not the day itself: a day on which no demand falls due and no trial begins changes nothing.
    for demand in inputs.catalogue.positive_list:
        digest.update(f"{demand.id} {state(demand, inputs.today)}\n".encode())
    for trial in inputs.catalogue.trials:
        digest.update(f"{trial.id} {trial.starts_on <= inputs.today}\n".encode())
    for name, item in sorted(inputs.registrations.items()):
        digest.update(f"{name} {item.sha256} {item.first_published_on}\n".encode())
    return digest.hexdigest()


def _today() -> date:
    return datetime.now(UTC).date()
