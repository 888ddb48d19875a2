"""Building a release apart, and switching to it in one step.

Belongs here: the lock, the folder a refresh builds in, the manifest, the atomic switch, and checking a release's files
and chain against its manifest. Does not belong here: what goes into a release (`orchestration`), or what else makes one
sound (`proof`).

A release is a folder `releases/<release id>/`:

    warehouse.duckdb, site/, checks/   what was computed and is shown, and the outcome of every check
    catalogue/, own/                   the catalogue it was made of and the municipality's own decisions, as they were
    previous_manifest.json             the manifest of the release before it: their chain outlives the folders
    manifest.json, manifest.json.sig   all of it with checksums, and the signature where there is a key
    site/manifest.json(.sig)           the same two, for those who have the pages alone

Readers follow the symbolic link `current`; it is replaced in one rename, so a refresh that is killed anywhere leaves
the release that was current readable and untouched.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pipelines.releases.sealing import commit, signature, stored
from pipelines.releases.sealing.fault import Fault, about
from pipelines.releases.sealing.fingerprints import catalogue_hash, code_hashes, decided
from pipelines.releases.sealing.same_rows import differing_tables
from seksby.errors import BuildError, BusyError, UsageError, advice
from seksby.workspace import CATALOGUE, MANIFEST, OWN, Workspace

if TYPE_CHECKING:
    from pipelines.releases.inputs import Inputs

WAREHOUSE = "warehouse.duckdb"
SITE = "site"
CHECKS = "checks"
SIGNATURE = f"{MANIFEST}.sig"
PREVIOUS = "previous_manifest.json"
UNLISTED = {MANIFEST, SIGNATURE, f"{SITE}/{MANIFEST}", f"{SITE}/{SIGNATURE}"}
"""What a manifest cannot have the checksum of: itself, and what is made of it."""
CHUNK = 1 << 20


class _Manifest(BaseModel):
    """What every manifest has, and of what type the rest of it is that is read, whatever else it says."""

    release: str
    created_at: datetime
    snapshots: list[dict[str, Any]]
    files: dict[str, str]
    today: date | None = None
    as_of: date | None = None
    viewpoints: list[str] = []
    not_updated: dict[str, Any] = {}


class _Snapshot(BaseModel):
    id: str
    source: str
    origin: str
    sha256: str


class _Verifiable(_Manifest):
    """What a release has to say of itself to be verified."""

    snapshots: list[_Snapshot]  # type: ignore[assignment]  # each with more than its name
    catalogue_sha256: str
    checks: dict[str, int]
    tables: dict[str, int]


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
    from filelock import FileLock, Timeout

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


def publish(workspace: Workspace, inputs: Inputs, checks: Mapping[str, int], key: Path | None = None) -> Release:
    """Write the manifest of what was built and make it the current release.

    A rebuild of an earlier day (`as_of`) is kept beside and does not become current.

    Args:
        workspace: where it was built.
        inputs: what it was built from.
        checks: number of checks by outcome.
        key: file of the private key that the manifest is signed with, if it is.

    Raises:
        BuildError: a part is missing from the folder, or the inputs changed since they were loaded.
        UsageError: the key cannot be used.
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
    if (unwritten := building / f"{WAREHOUSE}.wal").exists():
        # DuckDB closes a file without a word where it could not be written to its end, and leaves the rest beside it.
        expected, remedy = advice(errno.ENOSPC)
        raise BuildError(
            "The warehouse could not be written to its end.",
            where=str(unwritten),
            expected=expected,
            remedy=f"{remedy}; then run `seksby refresh` again. The current release stands",
        )
    _keep_catalogue(inputs.workspace, building)
    loaded = _loaded_from(building / WAREHOUSE)
    if loaded != inputs.release_id or catalogue_hash(building / CATALOGUE, building / OWN) != inputs.read.sha256:
        raise BuildError(
            f"Catalogue, snapshots or code changed while the release was built ({loaded} was loaded).",
            where=str(building),
            expected=f"the inputs of {inputs.release_id} from beginning to end",
            remedy="run `seksby refresh` again",
        )
    previous = current(workspace)
    if previous is not None:
        shutil.copyfile(previous.directory / MANIFEST, building / PREVIOUS)
    manifest = {
        "release": inputs.release_id,
        "previous": previous.id if previous else None,
        "previous_manifest_sha256": sha256(building / PREVIOUS) if previous else None,
        "created_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "as_of": inputs.as_of.isoformat() if inputs.as_of else None,
        "today": inputs.today.isoformat(),
        "viewpoints": list(inputs.viewpoints),
        **commit.state(),
        "code_sha256": code_hashes(),
        "catalogue_sha256": inputs.read.sha256,
        "snapshots": [stored.record(source, item) for source, item in sorted(inputs.snapshots.items())],
        "earlier": [stored.record(source, item) for source, item in sorted(inputs.earlier.items())],
        "trials": {
            name: item.model_copy(update={"first_release": item.first_release or inputs.release_id}).model_dump(
                mode="json"
            )
            for name, item in sorted(inputs.registrations.items())
        },
        "not_updated": dict(sorted(inputs.stale.items())),
        "checks": dict(checks),
        "tables": row_counts(building / WAREHOUSE),
        "files": {name: sha256(building / name) for name in _files(building)},
    }
    content = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    signed = {SIGNATURE: signature.sign(content, key)} if key else {}
    for name, written in {MANIFEST: content, **signed}.items():
        for folder in (building / SITE, building):
            _write_durably(folder / name, written)
    release = _settle(workspace, inputs.release_id)
    # Nobody is led to pages that a power cut could empty. One call for all takes 0.1 s, one for each of 2,900 files 9 s
    # (2026-11-30).
    os.sync()
    if inputs.as_of is None:
        _switch(workspace, release.directory)
    return release


def current(workspace: Workspace) -> Release | None:
    """The published release; None before the first, and where its manifest cannot be read.

    A refresh goes on without it then and publishes anew; who asks for the release itself is told (`find`).
    """
    if not (workspace.current / MANIFEST).exists():
        return None
    with suppress(BuildError):
        return _open(workspace.current)
    return None


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
        BuildError: its manifest cannot be read.
    """
    release = _open(workspace.current) if release_id is None and (workspace.current / MANIFEST).exists() else None
    if release_id is not None and (copies := _copies(workspace, release_id)):
        release = _open(copies[-1])
    if release is None:
        known = sorted(path.parent.name for path in workspace.releases.glob(f"*/{MANIFEST}"))
        raise UsageError(
            "No release has been published yet." if release_id is None else f"There is no release {release_id}.",
            where=str(workspace.releases),
            expected=", ".join(known) or "one",
            remedy="name one of them" if known and release_id is not None else "run `seksby refresh`",
        )
    return release


def standing(workspace: Workspace, inputs: Inputs) -> Release | None:
    """The current release, if it was built from just these inputs and is whole: then there is nothing to build."""
    found = current(workspace) if inputs.as_of is None else None
    return found if found is not None and found.id == inputs.release_id and is_whole(found) else None


def is_whole(release: Release) -> bool:
    """Whether every file of the manifest is there as it was published; what lies beside them is for `damage`."""
    return all(
        (release.directory / name).is_file() and not is_changed(release, name) for name in release.manifest["files"]
    )


def files_of(release: Release) -> list[str]:
    """The names of a release's files, but for the manifest and its copies."""
    return _files(release.directory)


def is_changed(release: Release, name: str) -> bool:
    """Whether one file of a release is another than was published: by its checksum in the manifest, and the manifest
    itself by its copy beside the pages.
    """
    path = release.directory / name
    if name in release.manifest["files"]:
        return sha256(path) != str(release.manifest["files"][name])
    copy = name.removeprefix(f"{SITE}/") if name.startswith(f"{SITE}/") else f"{SITE}/{name}"
    return path.read_bytes() != (release.directory / copy).read_bytes()


def damage(release: Release) -> list[Fault]:
    """What differs between a release's files and its manifest: one per file, none when all is well."""
    listed = release.manifest["files"]
    found = set(files_of(release))
    both = sorted(found & listed.keys())
    faults = [about(name, "is missing") for name in sorted(listed.keys() - found)]
    faults += [about(name, "is not in the manifest") for name in sorted(found - listed.keys())]
    faults += [about(name, "has been changed") for name in both if is_changed(release, name)]
    # A link leads out of what was checked, and a folder without files was put there by somebody.
    inside = dict(sorted(_inside(release.directory)))
    faults += [about(name, "is a link") for name, entry in inside.items() if entry.is_symlink()]
    filled = {name.rpartition("/")[0] for name in inside}
    faults += [
        about(name, "is an empty folder")
        for name, entry in inside.items()
        if "/" in name and entry.is_dir(follow_symlinks=False) and name not in filled
    ]
    return faults


def chain_faults(release: Release) -> list[Fault]:
    """What does not hold of a manifest's name, its published copy and its link to the release before.

    The link is held against the copy of that manifest: the folder of that release may have been tidied away.
    """
    faults = []
    manifest, kept = release.manifest, release.directory / PREVIOUS
    for name in (MANIFEST, SIGNATURE):
        own, shown = release.directory / name, release.site / name
        if own.is_file() != shown.is_file() or (own.is_file() and is_changed(release, name)):
            faults.append(about(f"{SITE}/{name}", f"is not the same as {name}"))
    if not re.fullmatch(rf"{re.escape(release.id)}(-\d+)?", release.directory.name):
        faults.append(chain_fault(f"the manifest in the folder {release.directory.name} is of {manifest['release']}"))
    if manifest.get("previous") is None:
        return faults
    if not kept.is_file():
        line = f"the release before, {manifest['previous']}, is named, and its manifest is not kept"
        return [*faults, chain_fault(line)]
    if sha256(kept) != manifest.get("previous_manifest_sha256"):
        faults.append(chain_fault(f"{PREVIOUS} is not the manifest that was recorded of the release before"))
    try:
        named = json.loads(kept.read_bytes())["release"]
    except (ValueError, LookupError, TypeError):
        named = None
    if named != manifest["previous"]:
        line = f"the release before is named {manifest['previous']}, and its manifest says {named}"
        faults.append(chain_fault(line))
    return faults


def chain_fault(line: str) -> Fault:
    """A link between two releases that does not hold."""
    return Fault("chain", line)


def recorded_otherwise(workspace: Workspace, release: Release) -> list[Fault]:
    """The releases at hand that came after this one and recorded another manifest of it than any copy of it has.

    One that was made again, because a file of it was lost, has the manifest that was recorded beside its own.
    """
    copies = {release.directory, *_copies(workspace, release.id)}
    own = {sha256(path) for copy in copies for name in (MANIFEST, PREVIOUS) if (path := copy / name).is_file()}
    later = set()
    for path in workspace.releases.glob(f"*/{MANIFEST}"):
        with suppress(BuildError):  # another one that is damaged says nothing of this one
            other = _open(path.parent)
            said = other.manifest
            if other.id != release.id == said.get("previous") and said.get("previous_manifest_sha256") not in own:
                later.add(other.id)
    return [
        chain_fault(f"the release after it, {name}, recorded another manifest of it than it has")
        for name in sorted(later)
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
        raise _unreadable(directory) from None
    return Release(directory, manifest)


def hold_verifiable(release: Release) -> None:
    """Whether its manifest has all that a verification reads.

    Raises:
        BuildError: something is not there, or of another type.
    """
    try:
        _Verifiable.model_validate(release.manifest)
    except ValueError:
        raise _unreadable(release.directory) from None


def _unreadable(directory: Path) -> BuildError:
    return BuildError(
        f"The manifest of release {directory.name} cannot be read.",
        where=str(directory / MANIFEST),
        expected="the manifest as the refresh wrote it",
        remedy=f"put {directory / SITE / MANIFEST} in its place, which was published as the same file, or bring it "
        "back from a backup; a refresh publishes anew beside it",
    )


def _keep_catalogue(workspace: Workspace, building: Path) -> None:
    # File by file: a folder without files is no part of a release, and `damage` would find it.
    _copy(filter(Path.is_file, workspace.catalogue.rglob("*")), workspace.catalogue, building / CATALOGUE)
    if workspace.own.is_dir():
        (building / OWN).mkdir()
        _copy(decided(workspace.own), workspace.own, building / OWN)


def _copy(files: Iterable[Path], root: Path, to: Path) -> None:
    for path in files:
        copy = to / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _files(directory: Path) -> list[str]:
    """In the order of their folders; a manifest cannot list itself."""
    found = (name for name, entry in _inside(directory) if entry.is_file() and name not in UNLISTED)
    return sorted(found, key=lambda name: name.split("/"))


def _inside(directory: Path | str, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below a folder by its name there; nothing that a link leads to.

    Not by `Path.rglob`, whose paths took longer than the checksums of what lies there.
    """
    with os.scandir(directory) as entries:
        for entry in entries:
            name = f"{below}{entry.name}"
            yield name, entry
            if entry.is_dir(follow_symlinks=False):
                yield from _inside(entry.path, f"{name}/")


def _settle(workspace: Workspace, release_id: str) -> Release:
    """Give the build its place; a sound release of the same inputs stands, one that somebody changed is left beside.

    Raises:
        BuildError: a sound release of the same inputs says otherwise.
    """
    for copy in _copies(workspace, release_id):
        try:
            release = _open(copy)
        except BuildError:
            continue  # a copy without a readable manifest is not a sound one
        if not damage(release):
            _require_same(release, workspace.building / WAREHOUSE)
            shutil.rmtree(workspace.building)
            return release
    names = itertools.chain([release_id], (f"{release_id}-{number}" for number in itertools.count(2)))
    target = next(path for name in names if not (path := workspace.releases / name).exists())
    workspace.building.rename(target)
    return _open(target)


def _require_same(release: Release, warehouse: Path) -> None:
    """What was built again is compared before it is dropped: the same inputs give the same rows, or nothing is proved.

    Raises:
        BuildError: a table has other rows.
    """
    _, differing = differing_tables(release.warehouse, warehouse)
    if differing:
        raise BuildError(
            f"The same inputs gave other rows than release {release.id} has: {', '.join(differing)}.",
            where=f"{release.warehouse} and {warehouse}",
            expected="the same rows in every table, whenever and wherever they are computed",
            remedy="keep both files and find out what else the result depends on; the release that stands is unchanged",
        )


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


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _loaded_from(warehouse: Path) -> str:
    """The release id that the loader wrote down."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return str(connection.execute("select release_id from marts.release").fetchall()[0][0])


def row_counts(warehouse: Path) -> dict[str, int]:
    """Rows of every mart, by its name."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        ).fetchall()
        return {
            f"marts.{name}": connection.execute(f'select count(*) from marts."{name}"').fetchall()[0][0]
            for (name,) in names
        }
