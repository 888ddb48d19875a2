"""The workbooks of a release, one for each language: taken as they were kept, or written anew.

Belongs here: what a workbook depends on, and where it lies in a site. Does not belong here: writing one (`writing`).

A workbook is known by the code, its language and the rows of the marts its queries read. It names its release, so each
release has its own; what is spared is writing it again for the same release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dashboards.code import code_digest
from dashboards.compiler.queries import Marts
from dashboards.language import LANGUAGES, Language
from dashboards.processes import workers
from dashboards.reports import WorkbooksReport
from dashboards.workbook.writing import FILE_NAME, marts_read, write_workbook
from seksby import kept

FOLDER: Final = "workbooks"


def workbook_path(lang: Language) -> str:
    """Where the workbook of a language lies in a site: `/en/seksby.xlsx`."""
    return f"{lang.root}{FILE_NAME}"


def write(warehouse: Path, out: Path, *, cache: Path) -> WorkbooksReport:
    """See `dashboards.write_workbooks`."""
    with Marts.open(warehouse) as marts:
        keys = {lang: _key(marts, lang) for lang in LANGUAGES}
    content = {lang: kept.find(_kept_file(cache, lang), key) for lang, key in keys.items()}
    files = {lang: out / workbook_path(lang).strip("/") for lang in LANGUAGES}
    for file in files.values():
        file.parent.mkdir(parents=True, exist_ok=True)
    missing = [lang for lang in LANGUAGES if content[lang] is None]
    _write(warehouse, {lang: files[lang] for lang in missing})
    for lang, file in files.items():
        known = content[lang]
        if known is None:
            kept.keep(_kept_file(cache, lang), keys[lang], file.read_bytes())
        else:
            file.write_bytes(known)
    kept.remove_old(cache / FOLDER)
    return WorkbooksReport(sum(file.stat().st_size for file in files.values()), len(LANGUAGES) - len(missing))


def _write(warehouse: Path, files: Mapping[Language, Path]) -> None:
    """Each in a process of its own, where there are several: they take seven seconds each."""
    if len(files) == 1:
        ((lang, file),) = files.items()
        write_workbook(warehouse, file, lang=lang)
    elif files:
        with workers(len(files)) as pool:
            for written in [pool.submit(write_workbook, warehouse, file, lang=lang) for lang, file in files.items()]:
                written.result()


def _key(marts: Marts, lang: Language) -> str:
    parts = [code_digest(), lang.code, *(f"{name} {marts.fingerprint(name)}" for name in sorted(marts_read(lang)))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kept_file(cache: Path, lang: Language) -> Path:
    return cache / FOLDER / f"{lang.code}.kept"
