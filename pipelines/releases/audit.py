"""Whether a release is what it says: its files, the snapshots it was built from, every cell and every value.

Belongs here: which checks make a release sound. Does not belong here: any of them (`release`, `lineage`, `snapshots`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.releases.lineage import recompute_all
from pipelines.releases.release import Release, damage, snapshots_of
from pipelines.sources.snapshots import verify
from seksby.errors import SeksbyError
from seksby.workspace import Workspace


@dataclass(frozen=True)
class Audit:
    """What was looked at, in numbers, and one line per fault; none when the release is sound."""

    release: str
    files: int
    snapshots: int
    cells: int
    values: int
    faults: list[str]


def audit(workspace: Workspace, release: Release) -> Audit:
    """Check every file against the manifest, and every source cell and value against the snapshot files."""
    faults = damage(release)
    checksums = {item["id"]: item["sha256"] for item in release.manifest["snapshots"]}
    at_hand = snapshots_of(workspace, release)
    for snapshot in at_hand:
        try:
            verify(snapshot)
        except SeksbyError as error:
            faults.append(error.what)
        if snapshot.meta.sha256 != checksums[snapshot.meta.id]:
            faults.append(f"snapshot {snapshot.meta.id} is another than the release was built from")
    faults += [f"snapshot {name} is not at hand" for name in checksums.keys() - {item.meta.id for item in at_hand}]
    tables = release.manifest["tables"]
    return Audit(
        release=release.id,
        files=len(release.manifest["files"]),
        snapshots=len(checksums),
        cells=tables["marts.lineage"],
        values=tables["marts.indicator_values"],
        faults=faults or recompute_all(workspace, release),
    )
