"""Fingerprints of what a release is made by and of: code, libraries, catalogue, the municipality's own files.

Belongs here: which files decide an outcome, and hashing them. Does not belong here: what else decides it (`inputs`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from seksby.workspace import PACKAGES_DIR, PROJECT_DIR

# What the outcome depends on besides snapshots and catalogue. Tests and documents change nothing that is published.
CODE = (PACKAGES_DIR / "seksby", PACKAGES_DIR / "pipelines", PACKAGES_DIR / "dashboards", PROJECT_DIR / "dbt_project")
CODE_SUFFIXES = {".py", ".sql", ".yml", ".md", ".j2", ".html", ".po", ".css", ".svg", ".js", ".csv", ".typ"}
LOCK = PROJECT_DIR / "requirements.lock"
"""The version and checksum of every library: another version may draw, word or compute otherwise."""
README = "README.md"
PRODUCED = {"target", "logs", "dbt_packages", "__pycache__"}


def code_hash(folder: Path) -> str:
    """Fingerprint of one of the project's code folders."""
    return _hash_files(folder.parent, _code(folder))


def code_hashes() -> dict[str, str]:
    """The fingerprint of each part of the code that decides the outcome, and of the versions of libraries."""
    parts = {folder.name: code_hash(folder) for folder in CODE}
    return parts | ({LOCK.name: _hash_files(LOCK.parent, [LOCK])} if LOCK.is_file() else {})


def catalogue_hash(folder: Path, own: Path) -> str:
    """Fingerprint of a catalogue's files and of the municipality's own, wherever the folders lie."""
    of_all = _hash_files(folder, filter(Path.is_file, folder.rglob("*")))
    if not own.is_dir():
        return of_all
    return hashlib.sha256(f"{of_all} {_hash_files(own, decided(own))}".encode()).hexdigest()


def decided(own: Path) -> Iterator[Path]:
    """The files of the own folder that are read; its history and what explains it decide nothing."""
    return (path for path in own.rglob("*") if path.suffix in (".yml", ".md") and path.name != README)


def _code(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix in CODE_SUFFIXES and not PRODUCED.intersection(path.relative_to(folder).parts):
            yield path


def _hash_files(folder: Path, paths: Iterable[Path]) -> str:
    """Fingerprint of files and of their places below `folder`; where that lies is of no account."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
        digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
    return digest.hexdigest()
