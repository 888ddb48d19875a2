"""The workbooks of a release, one for each language: taken as they were kept, or written anew.

Belongs here: what a workbook depends on, and where it lies in a site. Does not belong here: writing one (`writing`).

A workbook is known by the code, its language and the rows of the marts its queries read. It names its release, so each
release has its own; what is spared is writing it again for the same release.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Final

from dashboards.code import code_digest
from dashboards.compiler.queries import Marts
from dashboards.language import LANGUAGES, Language
from dashboards.reports import WorkbooksReport
from dashboards.workbook.writing import FILE_NAME, marts_read, write_workbook
from seksby import kept

FOLDER: Final = "workbooks"


def workbook_path(lang: Language) -> str:
    """Where the workbook of a language lies in a site: `/en/seksby.xlsx`."""
    return f"{lang.root}{FILE_NAME}"


def workbook_file(site: Path, lang: Language) -> Path:
    """The workbook of a language in the folder of a site."""
    return site / workbook_path(lang).strip("/")


def take_workbooks(site: Path, out: Path) -> None:
    """Copy the workbooks of another site."""
    for lang in LANGUAGES:
        own, theirs = workbook_file(out, lang), workbook_file(site, lang)
        if theirs.is_file():
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(theirs, own)


def write(warehouse: Path, out: Path, cache: Path) -> WorkbooksReport:
    """See `dashboards.write_workbooks`."""
    with Marts.open(warehouse) as marts:
        keys = {lang: _key(marts, lang) for lang in LANGUAGES}
    size = reused = 0
    for lang, key in keys.items():
        file = workbook_file(out, lang)
        file.parent.mkdir(parents=True, exist_ok=True)
        content = kept.find(_kept_file(cache, lang), key)
        if content is None:
            write_workbook(warehouse, file, lang=lang)
            kept.keep(_kept_file(cache, lang), key, file.read_bytes())
        else:
            file.write_bytes(content)
            reused += 1
        size += file.stat().st_size
    kept.remove_old(cache / FOLDER)
    return WorkbooksReport(size, reused)


def _key(marts: Marts, lang: Language) -> str:
    parts = [code_digest(), lang.code, *(f"{name} {marts.fingerprint(name)}" for name in sorted(marts_read(lang)))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kept_file(cache: Path, lang: Language) -> Path:
    return cache / FOLDER / f"{lang.code}.kept"
