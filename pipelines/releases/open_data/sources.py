"""The publishers' files in the site, so that a number can be followed to its line by whoever has the address alone.

Belongs here: which files those are. Does not belong here: what stands in them.

What a municipality delivered is never among them: its own measures may be withheld from pages, and are its to hand out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pipelines.sources.snapshots import Snapshot

FOLDER: Final = Path("data") / "filer"


def put_sources(snapshots: Iterable[Snapshot], site: Path) -> int:
    """Copy the file of each published source to `data/filer/<snapshot id>.csv` of a site; gives their size in bytes."""
    size = 0
    for snapshot in snapshots:
        if snapshot.meta.origin != "delivered":
            (site / FOLDER).mkdir(parents=True, exist_ok=True)  # not before: an empty folder is no part of a release
            size += shutil.copyfile(snapshot.data_path, site / FOLDER / f"{snapshot.meta.id}.csv").stat().st_size
    return size
