"""From the inbox to a snapshot: what is new is taken as a whole or not at all.

Belongs here: which files make a delivery, whether they are new, remembering the faults of one that was refused, and
taking one back. Does not belong here: any file format (`files`, `contracts`, `noegletal`).

All files in `inbox/<SOURCE>/` and in folders below it are together the source's delivery, so that a file per year adds
up; a corrected file replaces the one it corrects by its name. Nothing in the inbox is ever changed, and taking it twice
is harmless.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.series.selectors import ROLES
from pipelines.sources import snapshots
from pipelines.sources.intake import contracts, files, noegletal, normal
from pipelines.sources.intake.files import DeliveryError, Fault, Grid
from seksby.errors import UsageError
from seksby.vocabulary import Origin, System
from seksby.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl

FAULTS = "faults.txt"  # in the source's store: every fault of the delivery that was refused last
UNDONE = "undone.jsonl"  # in the source's store: what was asked of the deliveries that were taken back, one a line
PRIVATE = 0o600
ALWAYS = 9999  # the last year of an indicator that has none
BETWEEN = " - "  # folders and name of a file that lies in a folder of the inbox: 2024/maal.xlsx is 2024 - maal.xlsx


@dataclass(frozen=True)
class Taken:
    """What became of a source's inbox; `nothing` is an empty one."""

    outcome: Literal["new", "unchanged", "nothing"]
    snapshot: snapshots.Snapshot | None


def delivered(catalogue: Catalogue) -> list[Source]:
    """The sources whose files an analyst drops."""
    return [source for source in catalogue.sources if source.system is System.DELIVERED]


@dataclass(frozen=True)
class Looked:
    """What a source's inbox holds, looked at and not taken."""

    source: Source
    files: Sequence[str]
    state: Literal["new", "taken", "undone", "refused"]
    faults: Sequence[Fault]
    said: Sequence[str]


def waiting(workspace: Workspace, catalogue: Catalogue) -> list[Source]:
    """The sources whose inbox is not what was taken or taken back last, or whose last delivery was refused."""
    found = []
    for source in delivered(catalogue):
        files_there = _files(workspace.inbox / source.id)
        asked = _request(workspace, source, files_there)
        is_new = files_there and _known(workspace, source, asked) is None and not _is_undone(workspace, source, asked)
        if is_new or snapshots.not_updated(workspace.snapshots, source.id):
            found.append(source)
    return found


def look(workspace: Workspace, catalogue: Catalogue) -> list[Looked]:
    """Check what lies in every inbox as `take` does; nothing is stored, and no fault is remembered.

    Raises:
        CatalogueError: the contract of a source is not sound.
    """
    found: list[Looked] = []
    for source in delivered(catalogue):
        there = _files(workspace.inbox / source.id)
        if not there:
            continue
        asked = _request(workspace, source, there)
        state: Literal["new", "taken", "undone", "refused"] = "new"
        if _known(workspace, source, asked) is not None:
            state = "taken"
        elif _is_undone(workspace, source, asked):
            state = "undone"
        with tempfile.TemporaryDirectory() as directory:  # readable by its owner alone
            table = _checked(workspace, catalogue, source, there, asked, Path(directory))[0]
        faults = table if isinstance(table, list) else []
        said = () if isinstance(table, list) else table.said
        found.append(Looked(source, list(there), "refused" if faults else state, faults, said))
    return found


def undo(workspace: Workspace, catalogue: Catalogue, source_id: str) -> tuple[snapshots.Snapshot, list[str]]:
    """Take back the delivery of a source that was taken last: the one before it is used from the next refresh.

    It is set aside, not deleted; what it told of small units is still remembered. Files of it that lie in the inbox are
    left there and not taken again as they are.

    Returns:
        What was set aside, and the files of it that still lie in the inbox.

    Raises:
        UsageError: no such source, or nothing was taken of it.
    """
    source = next((item for item in delivered(catalogue) if item.id == source_id), None)
    newest = None if source is None else snapshots.newest([workspace.snapshots], source.id)
    if source is None or newest is None:
        raise UsageError(
            f"Der er intet at fortryde: af {source_id} er der ikke taget nogen fil ind.",
            where=str(workspace.snapshots / source_id),
            expected="en af " + ", ".join(item.id for item in delivered(catalogue)) + ", med filer der er taget ind",
            remedy="`seksby sources` viser, hvad der er taget ind",
        )
    asked = snapshots.last_asked(newest)[1]
    home = workspace.snapshots / source.id
    snapshots.reject(newest, f"taget tilbage {datetime.now(UTC):%Y-%m-%d}")
    with (home / UNDONE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asked, ensure_ascii=False, sort_keys=True) + "\n")
    (home / snapshots.NOT_UPDATED).unlink(missing_ok=True)
    there = _request(workspace, source, _files(workspace.inbox / source.id))["files"]
    return newest, [name for name, digest in there.items() if asked and asked["files"].get(name) == digest]


def strays(workspace: Workspace, catalogue: Catalogue) -> list[str]:
    """What lies in the inbox and belongs to no source, by name."""
    known = {source.id for source in delivered(catalogue)}
    return [path.name for path in _visible(workspace.inbox) if path.name not in known and path != workspace.forms]


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
    asked = _request(workspace, source, paths)
    note = workspace.snapshots / source.id / FAULTS
    if not paths or _is_undone(workspace, source, asked):
        (workspace.snapshots / source.id / snapshots.NOT_UPDATED).unlink(missing_ok=True)
        note.unlink(missing_ok=True)
        return Taken("nothing", snapshots.newest([workspace.snapshots], source.id))
    provenance = snapshots.Provenance(
        source=source.id,
        publisher=source.publisher,
        table=source.table,
        title=source.title.da,
        request=asked,
        retrieved_at=datetime.now(UTC),
        licence=source.licence,
        origin=Origin.DELIVERED,
        citation=f"{source.publisher}: {source.title.da}. Leveret som fil: {', '.join(paths)}.",
    )
    if (known := _known(workspace, source, asked)) is not None:
        snapshots.stamp_seen(known, provenance)
        note.unlink(missing_ok=True)
        return Taken("unchanged", known)
    with snapshots.incoming(workspace.snapshots, source.id) as directory:
        table, received = _checked(workspace, catalogue, source, paths, asked, directory)
        if isinstance(table, list):
            _remember(note, source, table)
            raise DeliveryError(table, inbox)
        citation = " ".join((str(provenance.citation), *table.said))
        provenance = provenance.model_copy(update={"citation": citation})
        snapshot, is_new = normal.store(workspace.snapshots, directory, source, catalogue, table, provenance, received)
    note.unlink(missing_ok=True)
    return Taken("new" if is_new else "unchanged", snapshot)


def _checked(
    workspace: Workspace,
    catalogue: Catalogue,
    source: Source,
    paths: Mapping[str, Path],
    asked: Mapping[str, Any],
    directory: Path,
) -> tuple[normal.Table | list[Fault], list[Path]]:
    """The figures of a delivery or all its faults, and the copies in `directory` that were read.

    Copied first, so that what is checked is what is stored, whatever somebody saves meanwhile.
    """
    unread = [name for name, digest in asked["files"].items() if digest is None]
    if unread:
        rule = "luk filen i andre programmer, og giv den, der kører seksby, lov til at læse den"
        return [Fault(name, None, "", "filen kan ikke læses", rule) for name in unread], []
    received = [Path(shutil.copyfile(path, directory / name)) for name, path in paths.items()]
    if source.delivery and source.delivery.unit:
        for path in received:
            path.chmod(PRIVATE)  # the only copy of unit-level figures that may be small
    return _read(workspace, catalogue, source, received), received


def _remember(note: Path, source: Source, faults: Sequence[Fault]) -> None:
    """Keep the faults for `faults_of`; of unit-level data without what was found, which may be of few persons."""
    is_private = bool(source.delivery and source.delivery.unit)
    lines = (f"{fault.place}: {files.HIDDEN}; regel: {fault.rule}" if is_private else str(fault) for fault in faults)
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


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
    return replace(table, said=(*table.said, *_unused(catalogue, source, table)))


def _unused(catalogue: Catalogue, source: Source, table: normal.Table) -> Iterator[str]:
    """Figures of years in which no indicator that reads their measure holds."""
    import polars as pl

    valid: dict[str, list[tuple[int, int]]] = {}
    for indicator in catalogue.indicators:
        terms = (term for recipe in indicator.recipes for role in ROLES for term in getattr(recipe, role))
        for term in terms:
            wanted = term.where.get(normal.MEASURE, [])
            for measure in [wanted] if isinstance(wanted, str) else wanted:
                if term.table == source.id:
                    valid.setdefault(measure, []).append((indicator.valid_from, indicator.valid_to or ALWAYS))
    given = table.frame.filter(~pl.col("content").is_in([normal.NOT_DELIVERED, normal.CONFIDENTIAL]))
    years = given.select("measure", year=pl.col("period").str.slice(0, 4).cast(pl.Int32, strict=False))
    for measure, years_valid in valid.items():
        holds = pl.any_horizontal(*(pl.col("year").is_between(first, last) for first, last in years_valid))
        outside = years.filter(pl.col("measure") == measure, ~holds)["year"]
        if len(outside):
            first, last = min(first for first, _ in years_valid), max(last for _, last in years_valid)
            years_said = f"fra {first}" if last == ALWAYS else f"{first}-{last}"
            yield f"{table.measures[measure]}: {len(outside)} tal bruges ikke, for målet gælder {years_said}."


def _told_before(workspace: Workspace, source: Source) -> pl.DataFrame | None:
    """What earlier deliveries of unit-level data showed and hid, as `disclosure.protect` wants it."""
    import polars as pl

    unit = source.delivery and source.delivery.unit
    if not unit:
        return None
    told_by = [
        *snapshots.list_snapshots(workspace.snapshots, source.id),
        *snapshots.set_aside(workspace.snapshots, source.id),
    ]
    frames = [normal.read(snapshot, source) for snapshot in told_by]
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


def _known(workspace: Workspace, source: Source, asked: Mapping[str, Any]) -> snapshots.Snapshot | None:
    """The newest snapshot, if it was made of these files under this contract."""
    newest = snapshots.newest([workspace.snapshots], source.id)
    if newest is None or snapshots.last_asked(newest)[1] != asked:
        return None
    return newest


def _is_undone(workspace: Workspace, source: Source, asked: Mapping[str, Any]) -> bool:
    path = workspace.snapshots / source.id / UNDONE
    line = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    return path.is_file() and line in path.read_text(encoding="utf-8").splitlines()


def _request(workspace: Workspace, source: Source, paths: Mapping[str, Path]) -> dict[str, Any]:
    """What decides a snapshot: the bytes of the files (None of one that cannot be read), and how they are read."""
    rules = source.model_dump_json(include={"area", "time", "delivery"}).encode()
    path = contracts.contract_path(source, workspace.contracts)
    if path.is_file():
        rules += path.read_bytes()
    return {
        "files": {name: _digest(path) for name, path in paths.items()},
        "rules_sha256": hashlib.sha256(rules).hexdigest(),
    }


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _files(folder: Path) -> dict[str, Path]:
    """The files of a delivery by the name they are known by, which tells the folders they lie in too.

    Of two that would be known by one name (`a - b.csv` and `b.csv` in `a`) the further one gets a number.
    """
    named: dict[str, Path] = {}
    for path in _below(folder):
        name = BETWEEN.join(path.relative_to(folder).parts)
        while name in named:
            name = f"{Path(name).stem} (2){path.suffix}"
        named[name] = path
    return dict(sorted(named.items()))


def _below(folder: Path) -> Iterator[Path]:
    for path in _visible(folder):
        if path.is_dir() and not path.is_symlink():  # a link may lead back to where it lies
            yield from _below(path)
        elif path.is_file():
            yield path


def _visible(folder: Path) -> list[Path]:
    """What lies in a folder, but for what systems and open spreadsheets leave there."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith((".", "~$")) and path.name.casefold() not in ("thumbs.db", "desktop.ini")
    )
