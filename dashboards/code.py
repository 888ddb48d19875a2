"""What the code is, for those who keep what it made.

Belongs here: one fingerprint of all that decides how rows become what readers see. Does not belong here: keeping
(`seksby.kept`), and what else a kept thing depends on; each keeper knows.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Final

import seksby
from dashboards.folders import DASHBOARDS_DIR

# Pages have a fingerprint each; assets and scripts are written anew in every build.
_SUFFIXES: Final = frozenset({".py", ".html", ".po", ".sql"})
_ELSEWHERE: Final = DASHBOARDS_DIR / "pages"
_SHELL: Final = DASHBOARDS_DIR / "templates" / "page.html"
"""Written anew around every page in every build."""


@cache
def code_digest() -> str:
    """Fingerprint of code, templates, translations and installed packages. They do not change under a process."""
    digest = hashlib.sha256()
    for folder in (DASHBOARDS_DIR, Path(seksby.__file__).parent):
        for file in sorted(folder.rglob("*")):
            if file.suffix in _SUFFIXES and _ELSEWHERE not in file.parents and file != _SHELL:
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{file.relative_to(folder.parent)} {content}\n".encode())
    # By the folder that names a package with its version: to read what stands in all of them takes 0.2 s.
    packages = {found.name for folder in sys.path for found in Path(folder).glob("*.dist-info")}
    digest.update("\n".join(sorted(packages)).encode())
    return digest.hexdigest()
