"""Building a release apart, and switching to it in one step.

Belongs here: the lock, the folder a refresh builds in, the manifest, the atomic switch, and checking a release against
its manifest. Does not belong here: what goes into a release (`assets`), or recomputing figures (`lineage`).

A release is a folder `releases/<release id>/` with `warehouse.duckdb`, `site/`, `checks/` and `manifest.json`. Readers
follow the symbolic link `current`; it is replaced in one rename, so a refresh that is killed anywhere leaves the
release that was current readable and untouched.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import BaseModel

from pipelines.releases.inputs import Inputs
from pipelines.sources.snapshots import Snapshot, list_snapshots
from seksby.errors import BuildError, BusyError, UsageError
from seksby.workspace import MANIFEST, PROJECT_DIR, Workspace

WAREHOUSE = "warehouse.duckdb"
SITE = "site"
CHECKS = "checks"
CHUNK = 1 << 20


class _Manifest(BaseModel):
    """What every manifest has, whatever else it says."""

    release: str
    created_at: datetime
    snapshots: list[dict[str, Any]]
    files: dict[str, str]


@dataclass(frozen=True)
class Release:
    """A published release and its manifest."""

    directory: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.manifest["release"])

    @property
    def warehouse(self) -> Path:
        return self.directory / WAREHOUSE

    @property
    def site(self) -> Path:
        return self.directory / SITE


@contextmanager
def lock(workspace: Workspace) -> Iterator[None]:
    """Hold the data folder for one refresh; the kernel lets go of it when the process dies.

    Raises:
        BusyError: another refresh holds it.
    """
    workspace.data_dir.mkdir(parents=True, exist_ok=True)
    holder = FileLock(workspace.lock, timeout=0)
    try:
        holder.acquire()
    except Timeout:
        raise BusyError(
            "Another refresh is running in this data folder.",
            where=str(workspace.lock),
            expected="one refresh at a time",
            remedy="wait until it is done; pages and queries work meanwhile",
        ) from None
    try:
        yield
    finally:
        holder.release()


def begin(workspace: Workspace) -> Path:
    """An empty folder to build in; what a killed refresh left there is dropped."""
    shutil.rmtree(workspace.building, ignore_errors=True)
    workspace.building.mkdir(parents=True)
    return workspace.building


def publish(workspace: Workspace, inputs: Inputs, checks: Mapping[str, int]) -> Release:
    """Write the manifest of what was built and make it the current release.

    A rebuild of an earlier day (`as_of`) is kept beside and does not become current.

    Args:
        inputs: what it was built from.
        checks: number of checks by outcome.

    Raises:
        BuildError: a part is missing from the folder, or the inputs changed since they were loaded.
    """
    building = workspace.building
    for part in (WAREHOUSE, SITE, CHECKS):
        if not (building / part).exists():
            raise BuildError(
                f"The build has no {part}.",
                where=str(building),
                expected=f"{WAREHOUSE}, {SITE} and {CHECKS} of one run",
                remedy="run the whole refresh, not a part of it",
            )
    loaded = _loaded_from(building / WAREHOUSE)
    if loaded != inputs.release_id:
        raise BuildError(
            f"Catalogue, snapshots or code changed while the release was built ({loaded} was loaded).",
            where=str(building),
            expected=f"the inputs of {inputs.release_id} from beginning to end",
            remedy="run `seksby refresh` again",
        )
    previous = current(workspace)
    manifest = {
        "release": inputs.release_id,
        "previous": previous.id if previous else None,
        "created_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "as_of": inputs.as_of.isoformat() if inputs.as_of else None,
        "viewpoints": list(inputs.viewpoints),
        "git_sha": _git_sha(),
        "catalogue_sha256": inputs.read.sha256,
        "snapshots": [
            {"source": source, "id": snapshot.meta.id, "sha256": snapshot.meta.sha256, "origin": snapshot.meta.origin}
            for source, snapshot in sorted(inputs.snapshots.items())
        ],
        "trials": {
            name: item.model_copy(update={"first_release": item.first_release or inputs.release_id}).model_dump(
                mode="json"
            )
            for name, item in sorted(inputs.registrations.items())
        },
        "not_updated": dict(sorted(inputs.stale.items())),
        "checks": dict(checks),
        "tables": _row_counts(building / WAREHOUSE),
        "files": {str(path.relative_to(building)): sha256(path) for path in _files(building)},
    }
    _write_durably(building / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    release = _settle(workspace, inputs.release_id)
    if inputs.as_of is None:
        _switch(workspace, release.directory)
    return release


def current(workspace: Workspace) -> Release | None:
    """The published release, or None before the first."""
    return _open(workspace.current) if (workspace.current / MANIFEST).exists() else None


def every(workspace: Workspace) -> list[Release]:
    """All releases in the data folder, whichever is current.

    Raises:
        BuildError: the manifest of one cannot be read.
    """
    return [
        _open(path.parent) for path in workspace.releases.glob(f"*/{MANIFEST}") if path.parent != workspace.building
    ]


def find(workspace: Workspace, release_id: str | None = None) -> Release:
    """A release by id, or the current one.

    Raises:
        UsageError: there is none.
    """
    release = current(workspace) if release_id is None else None
    if release_id is not None and (copies := _copies(workspace, release_id)):
        release = _open(copies[-1])
    if release is None:
        raise UsageError(
            "No release has been published yet." if release_id is None else f"There is no release {release_id}.",
            where=str(workspace.releases),
            expected=", ".join(sorted(path.parent.name for path in workspace.releases.glob(f"*/{MANIFEST}"))) or "one",
            remedy="run `seksby refresh`",
        )
    return release


def standing(workspace: Workspace, inputs: Inputs) -> Release | None:
    """The current release, if it was built from just these inputs and is whole: then there is nothing to build."""
    found = current(workspace) if inputs.as_of is None else None
    return found if found is not None and found.id == inputs.release_id and is_whole(found) else None


def is_whole(release: Release) -> bool:
    """Whether every file of the manifest is there; `damage` also reads them."""
    return all((release.directory / name).is_file() for name in release.manifest["files"])


def damage(release: Release) -> list[str]:
    """What differs between a release's files and its manifest: one line per file, none when all is well."""
    listed = release.manifest["files"]
    found = {str(path.relative_to(release.directory)): path for path in _files(release.directory)}
    lines = [f"{name} is missing" for name in sorted(listed.keys() - found.keys())]
    lines += [f"{name} is not in the manifest" for name in sorted(found.keys() - listed.keys())]
    lines += [
        f"{name} has been changed"
        for name in sorted(found.keys() & listed.keys())
        if sha256(found[name]) != listed[name]
    ]
    return lines


def snapshots_of(workspace: Workspace, release: Release) -> list[Snapshot]:
    """The snapshots a release was built from, as far as they are at hand."""
    wanted = {item["id"]: item["source"] for item in release.manifest["snapshots"]}
    return [
        snapshot
        for root in (workspace.reference, workspace.snapshots)
        for source in sorted(set(wanted.values()))
        for snapshot in list_snapshots(root, source)
        if snapshot.meta.id in wanted
    ]


def accepted(workspace: Workspace) -> set[str]:
    """Ids of the snapshots that the current release was built from: they were read, fitted and passed every check."""
    found = current(workspace)
    return {str(item["id"]) for item in found.manifest["snapshots"]} if found is not None else set()


def sha256(path: Path) -> str:
    """Checksum of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _open(directory: Path) -> Release:
    directory = directory.resolve()
    path = directory / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        _Manifest.model_validate(manifest)
    except (OSError, ValueError, RecursionError):  # pydantic's errors are ValueErrors
        raise BuildError(
            f"The manifest of release {directory.name} cannot be read.",
            where=str(path),
            expected="the manifest as the refresh wrote it",
            remedy=f"bring it back from a backup, or move {directory} out of the data folder and let the link "
            f"`current` point to another folder of {directory.parent}; with none the next refresh publishes anew, "
            "and nothing proves when trials were registered",
        ) from None
    return Release(directory, manifest)


def _files(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_file() and path != directory / MANIFEST)


def _settle(workspace: Workspace, release_id: str) -> Release:
    """Give the build its place; a sound release of the same inputs stands, one that somebody changed is left beside."""
    for copy in _copies(workspace, release_id):
        release = _open(copy)
        if not damage(release):
            shutil.rmtree(workspace.building)
            return release
    names = itertools.chain([release_id], (f"{release_id}-{number}" for number in itertools.count(2)))
    target = next(path for name in names if not (path := workspace.releases / name).exists())
    workspace.building.rename(target)
    return _open(target)


def _copies(workspace: Workspace, release_id: str) -> list[Path]:
    """The folders of one release, oldest first: its own, and numbered ones where an earlier copy was changed."""
    numbered = re.compile(rf"{re.escape(release_id)}(?:-(\d+))?")
    found = {
        int(match[1] or 1): path.parent
        for path in workspace.releases.glob(f"*/{MANIFEST}")
        if (match := numbered.fullmatch(path.parent.name))
    }
    return [found[number] for number in sorted(found)]


def _switch(workspace: Workspace, target: Path) -> None:
    link = workspace.data_dir / ".current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(target.relative_to(workspace.data_dir))
    link.replace(workspace.current)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _loaded_from(warehouse: Path) -> str:
    """The release id that the loader wrote down."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return str(connection.execute("select release_id from marts.release").fetchall()[0][0])


def _row_counts(warehouse: Path) -> dict[str, int]:
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        ).fetchall()
        return {
            f"marts.{name}": connection.execute(f'select count(*) from marts."{name}"').fetchall()[0][0]
            for (name,) in names
        }


def _git_sha() -> str | None:
    if not (PROJECT_DIR / ".git").exists():  # an installed wheel may lie in somebody else's repository
        return None
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whichever git is on the path
            cwd=PROJECT_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
