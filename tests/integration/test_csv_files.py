"""The CSV files of the bundled real figures: what stands in a cell is for people, in the language of the page."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from dashboards import PAGES_DIR
from dashboards.language import DANISH, ENGLISH
from dashboards.words import closed_lists as words
from tests.conftest import Published

TABLES: Mapping[str, Mapping[str, str]] = {
    name: table for name, table in vars(words).items() if name.isupper() and isinstance(table, dict)
}
CODES = frozenset(code for table in TABLES.values() for code in table) - {"population"}
"""But for the one that is the id of a measure too, which every file of figures names."""
WORDS = frozenset(text for table in TABLES.values() for text in table.values())
OF_NAMES = frozenset({"data/tabeller.csv", "data/kolonner/kolonner.csv"})
"""Pages' own files under `/data/`, about names of tables and columns, for those who ask in SQL."""


def csv_files(site: Path, *, english: bool) -> Iterator[tuple[str, list[list[str]]]]:
    for file in sorted(site.rglob("*.csv")):
        name = file.relative_to(site)
        if name.parts[0] == "data" and name.as_posix() not in OF_NAMES:
            continue  # sources as received, marts by their own columns, records: for programs, beside the pages' files
        if (name.parts[0] == ENGLISH.code) == english:
            text = file.read_text(encoding="utf-8-sig").splitlines()
            yield str(name), list(csv.reader(text, delimiter="," if english else ";"))


def cells(site: Path, *, english: bool) -> set[tuple[str, str]]:
    return {(name, cell) for name, (_, *rows) in csv_files(site, english=english) for row in rows for cell in row}


def test_no_danish_cell_is_a_code_and_no_english_one_a_danish_word(published: Published) -> None:
    site = published.workspace.current / "site"
    assert {"cannot_tell", "source_absent", "wilson", "clearly_better", "fixed", "one_model"} <= CODES
    danish = cells(site, english=False)
    assert len({name for name, _ in danish}) > 500
    assert {(name, cell) for name, cell in danish if cell in CODES and name not in OF_NAMES} == set()
    untranslated = {text for text in WORDS if ENGLISH.say(text) != text}
    assert {(name, cell) for name, cell in cells(site, english=True) if cell in untranslated} == set()


def test_both_languages_have_the_same_columns_with_headings_of_their_own(published: Published) -> None:
    site = published.workspace.current / "site"
    shapes: dict[bool, list[tuple[Path, int, int]]] = {}
    for english in (False, True):
        files = list(csv_files(site, english=english))
        root = Path(ENGLISH.code) if english else Path()
        shapes[english] = sorted((Path(name).relative_to(root).parent, len(rows), len(rows[0])) for name, rows in files)
        for name, (head, *rows) in files:
            assert {len(row) for row in rows} <= {len(head)}, name
    assert shapes[False] == shapes[True]
    headings = {cell for _, rows in csv_files(site, english=False) for cell in rows[0]}
    assert {cell for cell in headings if "_" in cell and ENGLISH.say(cell) == cell} == set()  # no column of a mart


def headings(site: Path, *, english: bool) -> dict[str, list[list[str]]]:
    """The first lines of the files in each folder, in a fixed order: a page may name its file otherwise in English."""
    found: dict[str, list[list[str]]] = {}
    for name, (head, *_) in csv_files(site, english=english):
        folder = Path(name).relative_to(ENGLISH.code if english else "").parent
        found.setdefault(folder.as_posix(), []).append(head)
    return found


def test_english_headings_are_the_danish_ones_in_english(published: Published) -> None:
    """Those of a table that a page of text writes stand on the page in each language; all others are messages."""
    site = published.workspace.current / "site"
    danish, english = headings(site, english=False), headings(site, english=True)
    pages = [file.read_text(encoding="utf-8") for file in PAGES_DIR.glob("*.md")]
    written = {text.split("path: /", 1)[1].split("/\n", 1)[0] for text in pages if 'csv="' in text}
    assert "kilder" in written
    assert len(danish.keys() - written) > 100
    for folder in danish.keys() - written:
        assert sorted([ENGLISH.say(cell) for cell in head] for head in danish[folder]) == sorted(english[folder])
    for folder in danish.keys() & written:
        assert not {cell for head in danish[folder] for cell in head} & {
            cell for head in english[folder] for cell in head
        }


def test_the_words_of_a_cell_are_those_of_the_page(published: Published) -> None:
    site = published.workspace.current / "site"
    head, *rows = dict(csv_files(site, english=False))["randers/effektmaal.csv"]
    verdicts = {row[head.index("vurdering")] for row in rows}
    assert {"klart bedre", "kan ikke skelnes", "mangler"} <= verdicts <= set(words.VERDICTS.values())
    missing = {row[head.index("mangler_fordi")] for row in rows if row[head.index("vurdering")] == "mangler"}
    assert missing <= {DANISH.say(text) for text in words.REASONS.values()}
    assert missing
