"""Says of each translated page which Danish text it translates, once somebody has read both.

`make translated` comes after a change of a page's Danish text was carried over: `check` refuses a translation of
another text.
"""

from __future__ import annotations

import re
from pathlib import Path

from dashboards import PAGES_DIR
from dashboards.compiler.grammar import TRANSLATES, prose_digest
from dashboards.language import LANGUAGES


def stamp(page: Path, translation: Path) -> None:
    """Write the fingerprint of `page` into the front matter of `translation`."""
    digest = prose_digest(page.read_text(encoding="utf-8"))
    before = translation.read_text(encoding="utf-8")
    text = re.sub(rf"^{TRANSLATES}:.*\n", "", before, count=1, flags=re.MULTILINE)
    stamped = re.sub(r"^(title:.*\n)", rf'\g<1>{TRANSLATES}: "{digest}"\n', text, count=1, flags=re.MULTILINE)
    if stamped != before:  # whoever watches the pages builds again what was written
        translation.write_text(stamped, encoding="utf-8")


if __name__ == "__main__":
    for lang in LANGUAGES[1:]:
        for found in sorted((PAGES_DIR / lang.code).glob("*.md")):
            stamp(PAGES_DIR / found.name, found)
