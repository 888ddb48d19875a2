"""What of the catalogue fits the sources at hand, and which snapshot of each source is used for it.

Belongs here: holding catalogue and descriptions side by side before anything is loaded. Does not belong here: expanding
a selector (`catalogue.series.selectors`), or reading cells (`load`).

A publisher renames, rebuilds and withdraws, so one table that does not fit is told and everything else goes on:

    an earlier snapshot of the source fits better   the newest is set aside and asked for again at the next refresh, if
                                                    nothing has been published from it: it fitted then, and it is the
                                                    catalogue that has changed
    none fits better                                nothing is moved: it may be the catalogue that has to change. What
                                                    names the missing code falls out, or takes its next recipe
    a bundled file does not fit                     catalogue and file are both ours and contradict each other: a fault
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.catalogue.descriptions.resolving import Named, named, needed, resolve
from pipelines.catalogue.descriptions.tableinfo import Resolution, TableInfo, resolved, variable
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.controls import CompiledControls, compile_controls
from pipelines.catalogue.series.corrections import CompiledCorrections, compile_corrections
from pipelines.catalogue.series.selectors import (
    Compiled,
    Misfit,
    Place,
    Unusable,
    compile_recipes,
)
from pipelines.releases.inputs import Inputs, gather
from pipelines.releases.release import accepted
from pipelines.sources import snapshots
from pipelines.sources.snapshots import Snapshot, read_tableinfo, reject
from pipelines.warehouse.expected import never_said
from seksby.errors import CatalogueError, all_faults


@dataclass(frozen=True)
class Fitted:
    """The catalogue compiled against the sources at hand.

    Attributes:
        inputs: as they turned out: without the snapshots that were set aside or cannot be read as the catalogue says.
        infos: the description of each source in use, by source id.
        compiled: recipes and price index.
        controls: what is held against what.
        corrections: the corrected cells.
        misfits: all that does not fit, in the order of the catalogue.
        resolutions: by source id, the names that its table does not have, and what they are taken for.
    """

    inputs: Inputs
    infos: Mapping[str, TableInfo]
    compiled: Compiled
    controls: CompiledControls
    corrections: CompiledCorrections
    misfits: Sequence[Misfit]
    resolutions: Mapping[str, Sequence[Resolution]]


def fit(inputs: Inputs, unusable: Unusable = frozenset()) -> Fitted:
    """Compile the catalogue; a snapshot that fits worse than the one before it is set aside.

    Args:
        inputs: what is at hand.
        unusable: recipes that are passed over.

    Raises:
        CatalogueError: the catalogue contradicts itself, a bundled file, or every source there is.
        SnapshotError: a stored description cannot be read.
    """
    while True:
        found = _fit(inputs, {}, unusable)
        worse = _worse_than_before(found, unusable)
        if not worse:
            break
        for source_id, misfits in worse.items():
            reject(inputs.snapshots[source_id], told(misfits))
        inputs = gather(inputs.workspace, inputs.as_of, inputs.viewpoints, inputs.read)
    if not found.inputs.snapshots:
        raise all_faults([item.error for item in found.misfits])
    ours = [item.error for item in found.misfits if inputs.snapshots[item.source_id].meta.origin == "transcribed"]
    if ours:
        raise all_faults(ours)
    return found


def told(misfits: Sequence[Misfit]) -> str:
    """What does not fit, in one line."""
    return " ".join(dict.fromkeys(item.error.what for item in misfits))


def _fit(inputs: Inputs, instead: Mapping[str, Snapshot], unusable: Unusable) -> Fitted:
    """Compile against the snapshots in use, some of them replaced by others."""
    root, catalogue = inputs.workspace.catalogue, inputs.catalogue
    names = named(catalogue)
    infos: dict[str, TableInfo] = {}
    resolutions: dict[str, Sequence[Resolution]] = {}
    unread: list[Misfit] = []
    for source in catalogue.sources:
        snapshot = instead.get(source.id) or inputs.snapshots.get(source.id)
        if snapshot is None:
            continue
        info, resolutions[source.id] = described(snapshot, names[source.id])
        found = unreadable(source, info, root)
        unread += found
        if not found:
            infos[source.id] = info
    compiled = compile_recipes(catalogue, infos, root, unusable)
    controls = compile_controls(catalogue, infos, root)
    corrections = compile_corrections(catalogue, infos, root)
    false = list(never_said(inputs, corrections.series))
    left_out = {item.source_id: item.error.what for item in unread}
    return Fitted(
        replace(
            inputs,
            snapshots={name: snapshot for name, snapshot in inputs.snapshots.items() if name in infos},
            stale={**inputs.stale, **left_out},
        )
        if left_out
        else inputs,
        infos,
        compiled,
        controls,
        corrections,
        [*unread, *compiled.misfits, *controls.misfits, *corrections.misfits, *false],
        resolutions,
    )


def unreadable(source: Source, info: TableInfo, root: Path) -> list[Misfit]:
    """The fields of a source that name a variable its table does not have: then none of its cells can be read."""
    found = []
    for field in ("area", "time"):
        try:
            variable(info, getattr(source, field))
        except CatalogueError as error:
            what = f"{source.id} has no variable {getattr(source, field)}."
            misfit = Place(root, source.file, ()).misfit(what, error.expected, field)
            found.append(Misfit("source", source.id, source.id, misfit))
    return found


def described(snapshot: Snapshot, names: Named) -> tuple[TableInfo, list[Resolution]]:
    """A snapshot's description, in which the catalogue's names as they are now are found, and how they are."""
    recorded = read_tableinfo(snapshot)
    kept = needed(snapshots.resolutions(snapshot), names, recorded)
    found = [item for item in resolve(names, recorded) if item not in kept]
    return resolved(recorded, found), [*kept, *found]


def _worse_than_before(found: Fitted, unusable: Unusable) -> dict[str, list[Misfit]]:
    """The misfits of each source of which the snapshot before fits better; of those not published from as yet."""
    worse: dict[str, list[Misfit]] = {}
    published = accepted(found.inputs.workspace) if found.misfits else set()
    for source_id, number in Counter(item.source_id for item in found.misfits).items():
        before, newest = found.inputs.earlier.get(source_id), found.inputs.snapshots.get(source_id)
        if before is None or before.meta.origin == "transcribed" or (newest and newest.meta.id in published):
            continue
        earlier = _fit(found.inputs, {source_id: before}, unusable)
        if sum(item.source_id == source_id for item in earlier.misfits) < number:
            worse[source_id] = [item for item in found.misfits if item.source_id == source_id]
    return worse
