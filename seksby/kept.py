"""Files that builds keep and share: written whole or not at all, and read only as they were written.

Belongs here: how such a file is written and checked, and how long it stays. Does not belong here: what is kept, and
under which name.

Several processes may write the same file at once: `seksby serve --watch` beside a refresh.

What no build has asked for in 30 days may be removed. Not sooner, and not by what one build saw: builds of other pages,
another language or another viewpoint may share the folder, and each would undo the others' work.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

KEPT_FOR = 30 * 24 * 3600  # seconds since a build last asked for it


def write(file: Path, content: bytes) -> None:
    """Write aside and rename, under a name of this process: no reader, and no killed build, leaves half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.{os.getpid()}.part")
    aside.write_bytes(content)
    aside.replace(file)


def keep(file: Path, key: str, content: bytes) -> None:
    """Write `content` with what it was made of, `key`, and its checksum in a line above it."""
    write(file, _head(key, content) + b"\n" + content)


def find(file: Path, key: str) -> bytes | None:
    """What was kept in `file` under `key`; None where there is nothing, it is damaged or was made of something else.

    The time of the file is then when it was last asked for.
    """
    try:
        head, content = file.read_bytes().split(b"\n", maxsplit=1)
    except (OSError, ValueError):
        return None
    if head != _head(key, content):
        return None
    with suppress(OSError):  # another build may remove it now, and who asks may be allowed to read only
        os.utime(file)
    return content


def old(folder: Path) -> list[tuple[Path, int]]:
    """What no build has asked for in 30 days, or was left half written by a killed one as long ago, with its bytes."""
    oldest = time.time() - KEPT_FOR
    found = []
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):  # two builds may end at the same time
            if file.is_file() and (stat := file.stat()).st_mtime < oldest:
                found.append((file, stat.st_size))
    return found


def remove_old(folder: Path) -> None:
    """Remove what is `old`."""
    for file, _ in old(folder):
        file.unlink(missing_ok=True)


def _head(key: str, content: bytes) -> bytes:
    return f"{key} {hashlib.sha256(content).hexdigest()}".encode()
