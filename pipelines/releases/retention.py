"""Which releases stay, and removing the others.

Belongs here: the rule. Does not belong here: snapshots, which are never removed, or the history of runs
(`orchestration.runs`).

The rule: the current release and the one before it stay; of the last 30 days the ten newest; of the last twelve months
the last of each. A year of weekly refreshes of the bundled figures is then under 2 GB. What is removed was built from
snapshots, which stay: `seksby refresh --as-of` builds the figures of a day again.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pipelines.releases.release import Release, current, every
from seksby.workspace import Workspace

KEPT_DAYS = 30
NEWEST = 10
MONTHS = 12


@dataclass(frozen=True)
class Removable:
    """A folder that the rule does not keep, and its size in bytes."""

    path: Path
    size: int


def removable(workspace: Workspace, today: date) -> list[Removable]:
    """The releases that the rule does not keep, oldest first.

    Raises:
        BuildError: the manifest of a release cannot be read: what is not known is not removed.
    """
    releases = sorted(every(workspace), key=_made)
    stay = _staying(releases, current(workspace), today)
    return [Removable(item.directory, _size(item.directory)) for item in releases if item.directory not in stay]


def remove(found: Sequence[Removable]) -> None:
    """Remove these; a reader that has a file of them open keeps it."""
    for item in found:
        shutil.rmtree(item.path)


def _staying(releases: Sequence[Release], now: Release | None, today: date) -> set[Path]:
    recent = [item for item in releases if _made(item).date() > today - timedelta(days=KEPT_DAYS)]
    stay = {item.directory for item in recent[-NEWEST:]}
    first = today.year * 12 + today.month - MONTHS
    last_of_month = {(_made(item).year * 12 + _made(item).month): item.directory for item in releases}
    stay |= {directory for month, directory in last_of_month.items() if month > first}
    if now is not None:
        stay.add(now.directory)
        stay |= {item.directory for item in releases if item.id == now.manifest.get("previous")}
    return stay


def _made(release: Release) -> datetime:
    return datetime.fromisoformat(str(release.manifest["created_at"]))


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
