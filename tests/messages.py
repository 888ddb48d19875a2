"""The texts of the pages that want a translation: found in code and templates, written to the file translators edit.

Belongs here: what counts as a message. `make messages` brings `seksby.po` up to date and keeps what is translated;
`tests/unit/test_translations.py` fails while a text lacks its English.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboards.language import LANGUAGES, LOCALE_DIR

DASHBOARDS = LOCALE_DIR.parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"say": None, "N_": None, "_": None, "count": (2, 3)}


def extracted(*patterns: str) -> Catalog:
    """Every message of the files that fit one of `patterns`, or of all.

    Not where it stands: a text is found by itself, and a file that is moved changes nothing here.
    """
    methods = [(pattern, how) for pattern, how in METHODS if not patterns or pattern in patterns]
    found = Catalog(project="seksby", charset="utf-8")
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(DASHBOARDS), method_map=methods, options_map=OPTIONS, keywords=KEYWORDS
    ):
        found.add(message)
    return found


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


def po_file(code: str) -> Path:
    return LOCALE_DIR / code / "LC_MESSAGES" / "seksby.po"


def update(code: str) -> Catalog:
    """The language's messages with what is new added, empty, and what is gone left out; written back."""
    file = po_file(code)
    catalog = Catalog(locale=code, charset="utf-8", fuzzy=False)
    if file.is_file():
        with file.open("rb") as old:
            catalog = read_po(old, locale=code)
    # No guesses by likeness: a text that changed wants a new translation.
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = "# The texts of the pages. Danish, the language they are written in, is the key."
    catalog.fuzzy = False
    catalog.project, catalog.version = "seksby", "1"
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    # When is git's business; a date here would change with every run.
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 25, tzinfo=UTC)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as new:
        write_po(new, catalog, width=120, omit_header=False, no_location=True, sort_output=True)
    return catalog


if __name__ == "__main__":
    for lang in LANGUAGES[1:]:
        empty = [message.id for message in update(lang.code) if message.id and not is_translated(message)]
        print(f"{po_file(lang.code)}: {len(empty)} without a text")
