"""A release made again from what it kept, and held against itself.

Belongs here: laying out aside what a release was made of, and which files of two builds differ. Does not belong
here: the rows of their tables (`sealing.same_rows`), building (`orchestration`), or computing by another way
(`recomputing`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.releases.sealing.same_rows import differing_tables
from seksby.workspace import CATALOGUE, MANIFEST, OWN, Workspace

if TYPE_CHECKING:
    from pipelines.releases.release import Release

WAREHOUSES = ("warehouse.duckdb", "previous_manifest.json")
"""Files whose bytes tell nothing: a database's, whose rows are compared, and another release's manifest."""
Build = Callable[[Workspace, date | None, Sequence[str]], "Release"]


@dataclass(frozen=True)
class Rebuilt:
    """What became of building a release again.

    Attributes:
        release: the id that the same inputs have by the code of now.
        other_inputs: parts of the manifest that are others: the code, or a day on which a demand fell due.
        tables: how many tables were compared row by row.
        differing_tables: those that are not the same, in both directions.
        files: how many other files were compared; none where the two are told beside different releases, or by other
            code.
        differing_files: those whose bytes are others.
    """

    release: str
    other_inputs: Sequence[str]
    tables: int
    differing_tables: Sequence[str]
    files: int
    differing_files: Sequence[str]


def rebuild(workspace: Workspace, release: Release, build: Build) -> Rebuilt:
    """Build a release again from the catalogue it kept and the snapshots it names, and compare.

    What was known of trials is what the release knew. The new build lies in the cache, and is removed.

    Args:
        workspace: where its snapshots lie.
        release: which.
        build: makes the release of a folder, as known on a day, seen from more municipalities.
    """
    aside = workspace.cache / "rebuilt"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        laid = _lay_out(workspace, release, aside)
        as_of = release.manifest.get("as_of")
        again = build(laid, date.fromisoformat(as_of) if as_of else None, release.manifest.get("viewpoints", []))
        return _compared(release, again)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _lay_out(workspace: Workspace, release: Release, aside: Path) -> Workspace:
    laid = replace(workspace, data_dir=aside, own_dir=None)
    aside.mkdir(parents=True)
    for name in (CATALOGUE, OWN):
        if (release.directory / name).is_dir():
            shutil.copytree(release.directory / name, aside / name)
    stale = release.manifest.get("not_updated", {})
    for root in (workspace.reference, workspace.snapshots):
        target = aside / root.name
        target.mkdir(exist_ok=True)
        for entry in (*release.manifest["snapshots"], *release.manifest.get("earlier", ())):
            source = root / entry["source"]
            if (source / entry["id"]).is_dir():
                shutil.copytree(source / entry["id"], target / entry["source"] / entry["id"])
                # What a publisher has said of the file since, and why there is no newer one.
                for beside in sorted(source.iterdir()):
                    if beside.is_file() and (beside.name != "not_updated.txt" or entry["source"] in stale):
                        shutil.copyfile(beside, target / entry["source"] / beside.name)
    before = laid.releases / "before"
    before.mkdir(parents=True)
    shutil.copyfile(release.directory / MANIFEST, before / MANIFEST)
    laid.current.symlink_to(before.relative_to(aside))
    return laid


def _compared(release: Release, again: Release) -> Rebuilt:
    parts = ("catalogue_sha256", "snapshots", "earlier", "viewpoints", "as_of", "trials", "not_updated", "code_sha256")
    other = [name for name in parts if _plain(release.manifest.get(name)) != _plain(again.manifest.get(name))]
    if not other and again.id != release.id:
        other = ["today"]
    tables, differing = differing_tables(release.warehouse, again.warehouse)
    files = [
        name
        for name in sorted(release.manifest["files"].keys() | again.manifest["files"].keys())
        if name not in WAREHOUSES
    ]
    if other or release.manifest.get("previous") not in (None, release.id):
        files = []
    changed = [name for name in files if release.manifest["files"].get(name) != again.manifest["files"].get(name)]
    return Rebuilt(again.id, other, tables, differing, len(files), changed)


def _plain(part: Any) -> str:
    return json.dumps(part, sort_keys=True)
