"""The memory of what sources said: append-only, checksummed, never changed.

Belongs here: the form of a snapshot on disk, storing one, finding the newest, checking it before it is read, setting an
unusable one aside. Does not belong here: fetching (`statbank.client`), or what the figures mean (`warehouse`).

    <root>/<SOURCE>/<snapshot id>/{data.csv, tableinfo.json, snapshot.json}
    <root>/<SOURCE>/<snapshot id>/received/   what data.csv was made of, as received, where that is not data.csv itself
    <root>/<SOURCE>/rejected/<snapshot id>/   the same three and reason.txt; never chosen again, never deleted
    <root>/<SOURCE>/seen.jsonl                one line per time the publisher still had the same
    <root>/<SOURCE>/not_updated.txt           why the newest figures could not be had, if the last attempt failed
    <root>/<SOURCE>/accepted.txt              checksums of figures that were held back and an analyst took after all
    <root>/finished-<service>.txt             the sources that a fetch under way has finished; gone at its end

Fetched and bundled figures have the same form. One writer at a time is assumed (the refresh holds a lock); readers need
none, since a snapshot appears by one rename.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pipelines.catalogue.descriptions.meaning import differences
from pipelines.catalogue.descriptions.tableinfo import Resolution, TableInfo, resolved
from seksby.errors import SeksbyError, SnapshotError, SourceError, UsageError, advice
from seksby.vocabulary import Origin

DATA, TABLEINFO, META, RECEIVED = "data.csv", "tableinfo.json", "snapshot.json", "received"
REJECTED, REASON, SEEN, NOT_UPDATED = "rejected", "reason.txt", "seen.jsonl", "not_updated.txt"
ACCEPTED, FINISHED = "accepted.txt", "finished-{}.txt"
RESUMED_WITHIN = timedelta(hours=12)  # of a fetch that was broken off; a publisher may have news after that
INCOMING = ".incoming-"
CHUNK = 1 << 20

Checksum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
UtcTime = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class StorageError(SeksbyError):
    """The disk does not take what is to be stored; nothing half-written was kept."""


class Provenance(BaseModel):
    """Where the bytes of a snapshot come from: what is known before they are stored.

    `updated` is the publisher's own stamp, as given. `citation` tells how figures that were not fetched came here.
    `resolutions` are the names of the catalogue that the table did not have, and what they were taken for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(min_length=1)]
    publisher: str
    table: str
    title: str
    request: dict[str, Any] | None = None
    url: str | None = None
    retrieved_at: UtcTime
    updated: str | None = None
    licence: str
    origin: Origin
    citation: str | None = None
    resolutions: list[Resolution] = Field(default_factory=list)


class SnapshotMeta(Provenance):
    """What snapshot.json holds. `sha256` is of data.csv, and `rows` counts its lines after the header.

    `received` gives name and checksum of each file as it was received, where data.csv was made of others.
    """

    id: str
    sha256: Checksum
    tableinfo_sha256: Checksum
    bytes: Annotated[int, Field(ge=0)]
    rows: Annotated[int, Field(ge=0)]
    received: dict[str, Checksum] = Field(default_factory=dict)


class Seen(BaseModel):
    """One line of seen.jsonl; the last three only where they differ from what the snapshot was stored with."""

    snapshot: str
    seen_at: UtcTime
    updated: str | None = None
    request: dict[str, Any] | None = None
    resolutions: list[Resolution] | None = None


@dataclass(frozen=True)
class Snapshot:
    """One stored snapshot: what is known of it, and the directory it lies in."""

    meta: SnapshotMeta
    directory: Path

    @property
    def data_path(self) -> Path:
        return self.directory / DATA

    @property
    def tableinfo_path(self) -> Path:
        return self.directory / TABLEINFO


def store(
    root: Path,
    provenance: Provenance,
    *,
    data_file: Path,
    sha256: str,
    rows: int,
    tableinfo: bytes,
    received: Sequence[Path] = (),
) -> tuple[Snapshot, bool]:
    """Keep a complete data file; either the whole snapshot is there afterwards, or nothing.

    Args:
        root: the store, `data/snapshots` or `data/reference`.
        provenance: where the bytes come from.
        data_file: the bytes as received, on the same file system as `root`; it is moved into the store, or deleted
            when the store has these bytes already.
        sha256: checksum of `data_file`.
        rows: its lines after the header.
        tableinfo: the publisher's description of the table, as received.
        received: what `data_file` was made of, on the same file system; moved like it.

    Returns:
        The snapshot, and whether it is new. Same bytes as the source's newest one give that one and a seen stamp,
        unless the table now says something else of them.

    Raises:
        StorageError: the disk is full or not writable.
        SnapshotError: an earlier snapshot of the source has no readable snapshot.json, or the data are not the rows and
            the checksum given; nothing was stored.
        SourceError: the snapshot before is of a later moment; nothing was stored.
    """
    latest = newest([root], provenance.source)
    if latest is not None and latest.meta.sha256 == sha256 and not _means_otherwise(latest, tableinfo):
        stamp_seen(latest, provenance)
        data_file.unlink()
        return latest, False
    if latest is not None and latest.meta.retrieved_at > provenance.retrieved_at:
        raise SourceError(
            f"The file before of {provenance.source} is of {latest.meta.retrieved_at:%Y-%m-%d}, which is later than "
            f"this one, of {provenance.retrieved_at:%Y-%m-%d}: the clock was wrong then, or is now.",
            where=str(latest.directory),
            expected="files that came one after the other; the one that came last is used",
            remedy="set the clock; where it is right now, move that folder away, and run `seksby refresh` again",
        )
    home = root / provenance.source
    with _staging(home) as directory:
        meta = SnapshotMeta(
            **provenance.model_dump(),
            id=_new_id(home, provenance, sha256),
            sha256=sha256,
            tableinfo_sha256=hashlib.sha256(tableinfo).hexdigest(),
            bytes=data_file.stat().st_size,
            rows=rows,
            received={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in received},
        )
        staged = directory / meta.id
        staged.mkdir()
        kept = [staged / RECEIVED / path.name for path in received]
        for path, target in zip(received, kept, strict=True):
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
        data_file.rename(staged / DATA)
        (staged / TABLEINFO).write_bytes(tableinfo)
        (staged / META).write_text(meta.model_dump_json(indent=1) + "\n", encoding="utf-8")
        # What is stored is read back before it counts: one that does not say what it holds would stop every refresh.
        verify(Snapshot(meta, staged))
        for path in (*kept, staged / DATA, staged / TABLEINFO, staged / META, staged):
            _sync(path)
        staged.rename(home / meta.id)
        _sync(home)
        (home / NOT_UPDATED).unlink(missing_ok=True)
    return Snapshot(meta, home / meta.id), True


def _means_otherwise(snapshot: Snapshot, tableinfo: bytes) -> bool:
    """Whether a description says something else of the same figures; one that cannot be read says nothing."""
    try:
        return bool(differences(read_tableinfo(snapshot), TableInfo.model_validate_json(tableinfo)))
    except (SnapshotError, ValidationError):
        return False


@contextmanager
def incoming(root: Path, source: str) -> Iterator[Path]:
    """A directory beside the source's snapshots to download into; removed at the end, also what a killed refresh left.

    Raises:
        StorageError: for any OSError inside: the disk is full or not writable.
    """
    home = root / source
    for leftover in home.glob(f"{INCOMING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with _staging(home) as directory:
        yield directory


def stamp_seen(snapshot: Snapshot, provenance: Provenance) -> None:
    """Append that the publisher still has the bytes of `snapshot`, and that the source is up to date."""
    meta, home = snapshot.meta, snapshot.directory.parent
    seen = Seen(
        snapshot=meta.id,
        seen_at=provenance.retrieved_at,
        updated=provenance.updated if provenance.updated != meta.updated else None,
        request=provenance.request if provenance.request != meta.request else None,
        resolutions=provenance.resolutions if provenance.resolutions != meta.resolutions else None,
    )
    with _storage_errors(home):
        with (home / SEEN).open("a", encoding="utf-8") as file:
            file.write(seen.model_dump_json(exclude_none=True) + "\n")
        (home / NOT_UPDATED).unlink(missing_ok=True)


def last_asked(snapshot: Snapshot) -> tuple[str | None, dict[str, Any] | None]:
    """The publisher's stamp and the request that last gave the bytes of `snapshot`."""
    updated, request = snapshot.meta.updated, snapshot.meta.request
    for seen in _seen(snapshot):
        updated, request = seen.updated or updated, seen.request or request
    return updated, request


def resolutions(snapshot: Snapshot) -> list[Resolution]:
    """What the catalogue's names were taken for when the publisher last had the bytes of `snapshot`."""
    last = next(iter(reversed(_seen(snapshot))), None)
    return snapshot.meta.resolutions if last is None or last.resolutions is None else last.resolutions


def _seen(snapshot: Snapshot) -> list[Seen]:
    """The lines of seen.jsonl about a snapshot."""
    path = snapshot.directory.parent / SEEN
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            seen = Seen.model_validate_json(line)
        except ValidationError:
            continue  # a line cut short by a power failure costs one needless fetch, no more
        if seen.snapshot == snapshot.meta.id:
            found.append(seen)
    return found


def mark_not_updated(root: Path, source: str, reason: str) -> None:
    """Remember why the newest figures of a source could not be had, until a fetch of it succeeds."""
    home = root / source
    with _storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        (home / NOT_UPDATED).write_text(reason, encoding="utf-8")


def not_updated(root: Path, source: str) -> str | None:
    """Why the last attempt to update a source failed, or None when it succeeded."""
    path = root / source / NOT_UPDATED
    return path.read_text(encoding="utf-8") if path.is_file() else None


def accept(root: Path, source: str) -> Snapshot:
    """Take the newest snapshot of a source that was set aside after all: it is used from the next refresh.

    Raises:
        UsageError: none was set aside.
    """
    aside = [path for path in (root / source / REJECTED).glob("*") if (path / META).is_file()]
    if not aside:
        raise UsageError(
            f"Nothing of {source} was set aside.",
            where=str(root / source / REJECTED),
            expected="a snapshot that a refresh set aside",
            remedy="run `seksby sources` to see which sources are not up to date, and why",
        )
    metas = {path: SnapshotMeta.model_validate_json((path / META).read_bytes()) for path in aside}
    newest_aside = max(aside, key=lambda path: metas[path].retrieved_at)
    home = root / source
    with _storage_errors(home):
        with (home / ACCEPTED).open("a", encoding="utf-8") as file:
            file.write(f"{metas[newest_aside].sha256}\n")
        (newest_aside / REASON).unlink(missing_ok=True)
        newest_aside.rename(home / newest_aside.name)
        (home / NOT_UPDATED).unlink(missing_ok=True)
    return _read(home / newest_aside.name)


def is_accepted(snapshot: Snapshot) -> bool:
    """Whether an analyst took these figures after they had been held back."""
    path = snapshot.directory.parent / ACCEPTED
    return path.is_file() and snapshot.meta.sha256 in path.read_text(encoding="utf-8").split()


def finished(root: Path, service: str) -> set[str]:
    """The sources of a service that a fetch had finished when it was broken off, not long ago."""
    path = root / FINISHED.format(service)
    if not path.is_file():
        return set()
    age = datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return set(path.read_text(encoding="utf-8").split()) if age < RESUMED_WITHIN else set()


def mark_finished(root: Path, service: str, source: str) -> None:
    """Remember that a fetch under way is done with a source."""
    with _storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        with (root / FINISHED.format(service)).open("a", encoding="utf-8") as file:
            file.write(f"{source}\n")


def forget_finished(root: Path, service: str) -> None:
    """The fetch has come to its end: the next one asks for everything."""
    (root / FINISHED.format(service)).unlink(missing_ok=True)


def was_set_aside(snapshot: Snapshot) -> bool:
    """Whether the source of `snapshot` is not up to date because newer figures were set aside."""
    home = snapshot.directory.parent
    why = not_updated(home.parent, home.name)
    reasons = (home / REJECTED).glob(f"*/{REASON}")
    return why is not None and any(path.read_text(encoding="utf-8").rstrip("\n") == why for path in reasons)


def list_snapshots(root: Path, source: str) -> list[Snapshot]:
    """All usable snapshots of a source, oldest first.

    Raises:
        SnapshotError: a snapshot.json is missing or not what it has to be; names the file and the fields.
    """
    home = root / source
    if not home.is_dir():
        return []
    directories = [
        path for path in home.iterdir() if path.is_dir() and path.name != REJECTED and not path.name.startswith(".")
    ]
    return sorted(map(_read, directories), key=_age)


def set_aside(root: Path, source: str) -> list[Snapshot]:
    """The snapshots of a source that are never chosen again, as far as they can be read; see `reject`."""
    found = []
    for path in sorted((root / source / REJECTED).glob("*")):
        with suppress(OSError, ValidationError):
            found.append(Snapshot(SnapshotMeta.model_validate_json((path / META).read_bytes()), path))
    return found


def newest(roots: Sequence[Path], source: str, as_of: date | None = None) -> Snapshot | None:
    """The snapshot of a source retrieved last, not later than the end of `as_of` (UTC).

    Raises:
        SnapshotError: see `list_snapshots`.
    """
    return max((snapshot for root in roots for snapshot in known(root, source, as_of)), key=_age, default=None)


def known(root: Path, source: str, as_of: date | None = None) -> list[Snapshot]:
    """The usable snapshots of a source retrieved by the end of `as_of` (UTC), oldest first.

    Raises:
        SnapshotError: see `list_snapshots`.
    """
    return [
        snapshot
        for snapshot in list_snapshots(root, source)
        if as_of is None or snapshot.meta.retrieved_at.date() <= as_of
    ]


def verify(snapshot: Snapshot) -> None:
    """Read the files again and compare with what was stored.

    Raises:
        SnapshotError: a file is missing or has another checksum, or data.csv another size or number of rows.
    """
    meta = snapshot.meta
    for path in (snapshot.data_path, snapshot.tableinfo_path):
        if not path.is_file():
            raise _damaged(f"Snapshot {meta.id} lacks {path.name}.", path, "the file as it was stored")
    found_info = hashlib.sha256(snapshot.tableinfo_path.read_bytes()).hexdigest()
    if found_info != meta.tableinfo_sha256:
        raise _damaged(
            f"Snapshot {meta.id} is not what was stored: the sha256 of {TABLEINFO} is {found_info}.",
            snapshot.tableinfo_path,
            f"{meta.tableinfo_sha256}, as snapshot.json says",
        )
    for name, stored in meta.received.items():
        path = snapshot.directory / RECEIVED / name
        if not path.is_file():
            raise _damaged(f"Snapshot {meta.id} lacks {RECEIVED}/{name}.", path, "the file as it was received")
        if (found_received := hashlib.sha256(path.read_bytes()).hexdigest()) != stored:
            raise _damaged(
                f"Snapshot {meta.id} is not what was received: the sha256 of {name} is {found_received}.",
                path,
                f"{stored}, as snapshot.json says",
            )
    digest, size, lines, last = hashlib.sha256(), 0, 0, b""
    with snapshot.data_path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    rows = max(lines + (last not in {b"", b"\n"}) - 1, 0)
    found = {"sha256": digest.hexdigest(), "bytes": size, "rows": rows}
    for field, value in found.items():
        if value != (expected := getattr(meta, field)):
            raise _damaged(
                f"Snapshot {meta.id} is not what was stored: {field} is {value}.",
                snapshot.data_path,
                f"{field} {expected}, as snapshot.json says",
            )


def read_tableinfo(snapshot: Snapshot) -> TableInfo:
    """The source's own description, as stored with the snapshot, in which the catalogue's names are found too."""
    try:
        return resolved(TableInfo.model_validate_json(snapshot.tableinfo_path.read_bytes()), resolutions(snapshot))
    except FileNotFoundError:
        what = f"Snapshot {snapshot.meta.id} lacks {TABLEINFO}."
        raise _damaged(what, snapshot.tableinfo_path, "the file as it was stored") from None
    except ValidationError as error:
        raise SnapshotError(
            f"{snapshot.meta.id}: tableinfo.json does not describe a table: {error.errors()[0]['msg']}.",
            where=str(snapshot.tableinfo_path),
            expected="StatBank's description of a table, with its variables",
            remedy="bring the file back from git or a backup",
        ) from None


def reject(snapshot: Snapshot, reason: str) -> Path:
    """Set aside a snapshot that turned out unusable; its source counts as not updated. Returns where it lies.

    Raises:
        SnapshotError: the snapshot is a bundled one: bundled files are reviewed in git and mended there.
    """
    meta, home = snapshot.meta, snapshot.directory.parent
    if meta.origin is Origin.TRANSCRIBED:
        raise _damaged(f"Snapshot {meta.id} is unusable: {reason}", snapshot.directory, "usable bundled figures")
    target = home / REJECTED / meta.id
    with _storage_errors(target):
        target.parent.mkdir(exist_ok=True)
        if any(_read_quietly(path) == meta.sha256 for path in target.parent.iterdir()):
            shutil.rmtree(snapshot.directory)  # asked for again, it was the same: one copy is memory enough
        else:
            snapshot.directory.rename(target)
            (target / REASON).write_text(reason + "\n", encoding="utf-8")
    mark_not_updated(home.parent, meta.source, reason)
    return target


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    with _storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=INCOMING, dir=home, ignore_cleanup_errors=True) as directory:
            yield Path(directory)


@contextmanager
def _storage_errors(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        expected, remedy = advice(error.errno)
        raise StorageError(
            f"Writing failed: {error.strerror or error}.",
            where=str(where),
            expected=expected,
            remedy=f"{remedy}; then run `seksby refresh` again. Nothing half-written was kept",
        ) from error


def _new_id(home: Path, provenance: Provenance, sha256: str) -> str:
    """`<SOURCE>-<date>-<8 hex>`; a number is added if a publisher goes back to the same bytes within a day."""
    name = f"{provenance.source}-{provenance.retrieved_at:%Y%m%d}-{sha256[:8]}"
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(name for name in names if not ((home / name).exists() or (home / REJECTED / name).exists()))


def _age(snapshot: Snapshot) -> datetime:
    return snapshot.meta.retrieved_at


def _read(directory: Path) -> Snapshot:
    path = directory / META
    try:
        meta = SnapshotMeta.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise _damaged(f"Snapshot {directory.name} lacks {META}.", path, "the file as it was stored") from None
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'file'}: {item['msg']}" for item in error.errors())
        raise _damaged(f"Snapshot {directory.name} is not described rightly: {faults}.", path, _fields()) from None
    if (meta.source, meta.id) != (directory.parent.name, directory.name):
        raise _damaged(
            f"Snapshot {directory.name} says it is {meta.id} of {meta.source}: fields id, source.",
            path,
            f"id {directory.name} and source {directory.parent.name}, as the directories are named",
        )
    return Snapshot(meta, directory)


def _read_quietly(directory: Path) -> str | None:
    """The checksum that a set-aside snapshot was stored with, if it can be read."""
    try:
        return SnapshotMeta.model_validate_json((directory / META).read_bytes()).sha256
    except (OSError, ValidationError):
        return None


def _fields() -> str:
    return "the fields " + ", ".join(SnapshotMeta.model_fields)


def _damaged(what: str, where: Path, expected: str) -> SnapshotError:
    return SnapshotError(
        what,
        where=str(where),
        expected=expected,
        remedy="bring the directory back from a backup or from git; a fetched one may also be moved out of the store, "
        "then `seksby refresh` fetches anew",
    )


def _sync(path: Path) -> None:
    """Make a file, or the names in a directory, outlive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
