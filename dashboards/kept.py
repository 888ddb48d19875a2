"""Files that builds keep and share: written whole or not at all, and read only as they were written.

Belongs here: how such a file is written and checked. Does not belong here: what is kept, and under which name.

Several processes may write the same file at once: `seksby serve --watch` beside a refresh.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


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
    """What was kept in `file` under `key`; None where there is nothing, it is damaged or was made of something else."""
    try:
        head, content = file.read_bytes().split(b"\n", maxsplit=1)
    except (OSError, ValueError):
        return None
    return content if head == _head(key, content) else None


def _head(key: str, content: bytes) -> bytes:
    return f"{key} {hashlib.sha256(content).hexdigest()}".encode()
