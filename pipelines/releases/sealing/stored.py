"""The files of publishers that a release was made of, held against what its manifest recorded of them.

Belongs here: every file of every snapshot, the ones in use and the ones before, byte for byte. Does not belong here:
what stands in them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases.sealing.fault import Fault, about
from seksby.errors import SnapshotError
from seksby.workspace import Workspace

if TYPE_CHECKING:
    from pipelines.sources.snapshots import Snapshot


@dataclass(frozen=True)
class Found:
    """The folders of the snapshots in use and of those before them, by source, how many files were read, and what
    differs.
    """

    folders: Mapping[str, Path]
    earlier: Mapping[str, Path]
    snapshots: int
    files: int
    faults: Sequence[Fault]


def record(source: str, snapshot: Snapshot) -> dict[str, Any]:
    """What a manifest keeps of a snapshot: its id and the checksum of every file, its own description included."""
    return {
        "source": source,
        "id": snapshot.meta.id,
        "sha256": snapshot.meta.sha256,
        "origin": snapshot.meta.origin,
        "files": {name: _sha256(path) for name, path in _files(snapshot.directory)},
    }


def check(workspace: Workspace, manifest: Mapping[str, Any]) -> Found:
    """Read every file of the snapshots that the manifest names, those before the ones in use counted."""
    faults: list[Fault] = []
    folders: dict[str, Path] = {}
    earlier: dict[str, Path] = {}
    files = snapshots = 0
    for entry in (*manifest["snapshots"], *manifest.get("earlier", ())):
        folder = _folder(workspace, entry)
        if folder is None:
            faults.append(_away(entry))
            continue
        snapshots += 1
        (folders if entry in manifest["snapshots"] else earlier)[entry["source"]] = folder
        found = dict(_files(folder))
        files += len(found)
        faults += _differing(entry, found)
    return Found(folders, earlier, snapshots, files, faults)


def require(workspace: Workspace, manifest: Mapping[str, Any], ids: Collection[str]) -> None:
    """See that the snapshots of those ids are what the release was made of, before a line of them is read.

    Raises:
        SnapshotError: one is not at hand, or a file of it is another.
    """
    for entry in manifest["snapshots"]:
        if entry["id"] not in ids:
            continue
        folder = _folder(workspace, entry)
        faults = list(_differing(entry, dict(_files(folder)))) if folder else [_away(entry)]
        if faults:
            raise SnapshotError(
                f"A file that the release was made of cannot be read as it was: {faults[0]}.",
                where=str(folder or workspace.snapshots / entry["source"]),
                expected="every snapshot as it was stored",
                remedy="bring it back from a backup; snapshots are append-only and are never changed",
            )


def _away(entry: Mapping[str, Any]) -> Fault:
    return about(f"snapshot {entry['id']}", "is not at hand")


def _differing(entry: Mapping[str, Any], found: Mapping[str, Path]) -> Iterator[Fault]:
    """What the files of one snapshot are otherwise than a manifest recorded, one each."""
    recorded, here = _recorded(entry), f"snapshot {entry['id']}:"
    for name in sorted(recorded.keys() - found.keys()):
        yield about(f"{here} {name}", "is missing")
    if "files" in entry:
        for name in sorted(found.keys() - recorded.keys()):
            yield about(f"{here} {name}", "is not one of its files")
    for name in sorted(found.keys() & recorded.keys()):
        if is_changed(entry, name, found[name]):
            own, other = _sha256(found[name]), recorded[name]
            line = f"snapshot {entry['id']}: {name} is another than the release was made of"
            yield Fault("another file", f"{line}: its sha256 is {own}, and {other} was recorded")
    if recorded.get("data.csv") != entry["sha256"]:
        yield about(here, "the manifest gives two checksums of data.csv")
    if (origin := _origin(found)) is not None and origin != entry["origin"]:
        line = f"{here} how it came to us is {entry['origin']} in the manifest and {origin} in snapshot.json"
        yield Fault("another origin", line)


def _origin(found: Mapping[str, Path]) -> str | None:
    """What a snapshot says of itself; None where it cannot be read, which its checksum tells."""
    try:
        return str(json.loads(found["snapshot.json"].read_bytes())["origin"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def is_changed(entry: Mapping[str, Any], name: str, path: Path) -> bool:
    """Whether one file of a snapshot, which lies at `path`, is another than a manifest recorded in `entry`."""
    return _sha256(path) != _recorded(entry)[name]


def _recorded(entry: Mapping[str, Any]) -> Mapping[str, str]:
    # A release made before 2026-11-30 recorded the checksum of data.csv alone.
    return entry.get("files") or {"data.csv": entry["sha256"]}


def _folder(workspace: Workspace, entry: Mapping[str, Any]) -> Path | None:
    candidates = (root / entry["source"] / entry["id"] for root in (workspace.reference, workspace.snapshots))
    return next((folder for folder in candidates if folder.is_dir()), None)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
