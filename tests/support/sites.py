"""Sites of invented figures, as cheap as what a test looks at allows.

Belongs here: building a whole site, or one page of it. Does not belong here: the figures (`tests.browser.invented`).
"""

from __future__ import annotations

from pathlib import Path

from dashboards import PAGES_DIR, SiteReport, build_site
from dashboards.language import LANGUAGES
from dashboards.workbook import workbook_path

STAND_IN = b"workbook" * 12_500
"""What lies where a workbook would; to write one takes longer than most tests, and pages tell its size alone."""


def build(warehouse: Path, out: Path, *, cache: Path, pages: Path = PAGES_DIR) -> SiteReport:
    """`build_site` beside something that stands for the workbooks."""
    for lang in LANGUAGES:
        file = out / workbook_path(lang).strip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(STAND_IN)
    return build_site(warehouse, out, cache=cache, pages=pages)
