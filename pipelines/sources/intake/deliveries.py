"""From the inbox to a snapshot: what is new is taken as a whole or not at all.

Belongs here: which files make a delivery, whether they are new, and remembering the faults of one that was refused.
Does not belong here: any file format (`files`, `contracts`, `noegletal`).

All files in `inbox/<SOURCE>/` together are the source's delivery, so that a file per year adds up; a corrected file
replaces the one it corrects by its name. Nothing in the inbox is ever changed, and taking it twice is harmless.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.sources import snapshots
from pipelines.sources.intake import contracts, files, noegletal, normal
from pipelines.sources.intake.files import DeliveryError, Fault, Grid
from seksby.vocabulary import Origin, System
from seksby.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl

FAULTS = "faults.txt"  # in the source's store: every fault of the delivery that was refused last
PRIVATE = 0o600


@dataclass(frozen=True)
class Taken:
    """What became of a source's inbox; `nothing` is an empty one."""

    outcome: Literal["new", "unchanged", "nothing"]
    snapshot: snapshots.Snapshot | None


def delivered(catalogue: Catalogue) -> list[Source]:
    """The sources whose files an analyst drops."""
    return [source for source in catalogue.sources if source.system is System.DELIVERED]


def waiting(workspace: Workspace, catalogue: Catalogue) -> list[Source]:
    """The sources whose inbox is not what was taken last, or whose last delivery was refused."""
    return [
        source
        for source in delivered(catalogue)
        if snapshots.not_updated(workspace.snapshots, source.id)
        or ((paths := _files(workspace.inbox / source.id)) and _known(workspace, source, paths) is None)
    ]


def strays(workspace: Workspace, catalogue: Catalogue) -> list[str]:
    """What lies in the inbox and belongs to no source, by name."""
    known = {source.id for source in delivered(catalogue)}
    return [path.name for path in _visible(workspace.inbox) if path.name not in known]


def faults_of(workspace: Workspace, source_id: str) -> list[str]:
    """Every fault of the delivery that was refused last, one line each; none after one that was taken."""
    path = workspace.snapshots / source_id / FAULTS
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def take(workspace: Workspace, catalogue: Catalogue, source: Source) -> Taken:
    """Check what lies in a source's inbox and, if it is new and without fault, store it.

    Raises:
        DeliveryError: the delivery has faults; they are remembered for `faults_of`, and nothing else has changed.
        CatalogueError: the source's contract is not sound.
        snapshots.StorageError: the disk is full or not writable.
    """
    inbox = workspace.inbox / source.id
    paths = _files(inbox)
    note = workspace.snapshots / source.id / FAULTS
    if not paths:
        (workspace.snapshots / source.id / snapshots.NOT_UPDATED).unlink(missing_ok=True)
        note.unlink(missing_ok=True)
        return Taken("nothing", snapshots.newest([workspace.snapshots], source.id))
    provenance = snapshots.Provenance(
        source=source.id,
        publisher=source.publisher,
        table=source.table,
        title=source.title.da,
        request=_request(workspace, source, paths),
        retrieved_at=datetime.now(UTC),
        licence=source.licence,
        origin=Origin.DELIVERED,
        citation=f"{source.publisher}: {source.title.da}. Leveret som fil: {', '.join(path.name for path in paths)}.",
    )
    if (known := _known(workspace, source, paths)) is not None:
        snapshots.stamp_seen(known, provenance)
        note.unlink(missing_ok=True)
        return Taken("unchanged", known)
    with snapshots.incoming(workspace.snapshots, source.id) as directory:
        # Copied first, so that what is checked is what is stored, whatever somebody saves meanwhile.
        received = [Path(shutil.copyfile(path, directory / path.name)) for path in paths]
        if source.delivery and source.delivery.unit:
            for path in received:
                path.chmod(PRIVATE)  # the only copy of unit-level figures that may be small
        table = _read(workspace, catalogue, source, received)
        if isinstance(table, list):
            note.write_text("".join(f"{fault}\n" for fault in table), encoding="utf-8")
            raise DeliveryError(table, inbox)
        snapshot, is_new = normal.store(workspace.snapshots, directory, source, catalogue, table, provenance, received)
    note.unlink(missing_ok=True)
    return Taken("new" if is_new else "unchanged", snapshot)


def _read(
    workspace: Workspace, catalogue: Catalogue, source: Source, paths: Sequence[Path]
) -> normal.Table | list[Fault]:
    areas = normal.area_codes(catalogue)
    delivery = source.delivery
    assert delivery is not None  # noqa: S101 - the model says so
    contract = contracts.read_contract(source, workspace.contracts) if delivery.format == "table_schema" else None
    grids: list[Grid] = []
    faults: list[Fault] = []
    for path in paths:
        found = noegletal.read(path) if contract is None else files.read(path, delivery.sheet)
        if isinstance(found, Grid):
            grids.append(found)
        else:
            faults.extend(found)
    if not grids:
        return faults
    table = (
        noegletal.read_table(source, grids, areas)
        if contract is None
        else contracts.read_table(contract, grids, areas, _told_before(workspace, source))
    )
    if faults or isinstance(table, list):
        return faults + (table if isinstance(table, list) else [])
    return table


def _told_before(workspace: Workspace, source: Source) -> pl.DataFrame | None:
    """What earlier deliveries of unit-level data showed and hid, as `disclosure.protect` wants it."""
    import polars as pl

    unit = source.delivery and source.delivery.unit
    if not unit:
        return None
    frames = [normal.read(snapshot, source) for snapshot in snapshots.list_snapshots(workspace.snapshots, source.id)]
    told = [
        frame.filter(pl.col("content") != normal.NOT_DELIVERED).select(
            *("area", "period", "measure"),
            unit=pl.col(unit),
            is_suppressed=pl.col("content") == normal.CONFIDENTIAL,
        )
        for frame in frames
        if unit in frame.columns
    ]
    return pl.concat(told) if told else None


def _known(workspace: Workspace, source: Source, paths: Sequence[Path]) -> snapshots.Snapshot | None:
    """The newest snapshot, if it was made of these files under this contract."""
    newest = snapshots.newest([workspace.snapshots], source.id)
    if newest is None or snapshots.last_asked(newest)[1] != _request(workspace, source, paths):
        return None
    return newest


def _request(workspace: Workspace, source: Source, paths: Sequence[Path]) -> dict[str, Any]:
    """What decides a snapshot: the bytes of the files, and the rules they were read by."""
    rules = source.model_dump_json(include={"area", "time", "delivery"}).encode()
    path = contracts.contract_path(source, workspace.contracts)
    if path.is_file():
        rules += path.read_bytes()
    return {
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths},
        "rules_sha256": hashlib.sha256(rules).hexdigest(),
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.is_file()]


def _visible(folder: Path) -> list[Path]:
    """What lies in a folder, but for what systems and open spreadsheets leave there."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith((".", "~$")) and path.name.casefold() not in ("thumbs.db", "desktop.ini")
    )
