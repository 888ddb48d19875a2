"""Every fixed text has its English, and both halves of every text of the marts are there."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from dashboards.language import DANISH, ENGLISH, LANGUAGES
from dashboards.words import closed_lists as words
from seksby.workspace import PROJECT_DIR
from tests.messages import DASHBOARDS, KEYWORDS, extracted, po_file, update

TRANSLATED = [lang.code for lang in LANGUAGES[1:]]
DANISH_LETTERS = re.compile("[æøåÆØÅ]")
SAME = ["Definition", "Interval", "for {what}", "interval", "model", "snapshot"]
"""Words that are the same in English."""
CONTRACTS = sorted((PROJECT_DIR / "dbt_project" / "models" / "marts").glob("*.yml"))


def catalog(code: str) -> Catalog:
    with po_file(code).open("rb") as file:
        return read_po(file, locale=code)


def texts(message: Message) -> list[tuple[str, str]]:
    """Each Danish text beside its translation; a message that counts has two."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string, strict=True))


def placeholders(text: str) -> set[str]:
    """The names in `text`; a text that does not format raises."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


PAIRS = [(m, *pair) for code in TRANSLATED for m in catalog(code) if m.id for pair in texts(m)]


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_file_is_what_make_messages_writes(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing new without an entry, nothing gone that still has one."""
    before = po_file(code).read_bytes()
    copy = tmp_path / "seksby.po"
    copy.write_bytes(before)
    monkeypatch.setattr("tests.messages.po_file", lambda _code: copy)
    update(code)
    assert copy.read_bytes() == before, "run `make messages`, and translate what is new"


def test_no_text_is_without_its_translation() -> None:
    assert [danish for _, danish, translation in PAIRS if not translation] == []


def test_translations_keep_the_placeholders_and_format() -> None:
    # What counts may say its number in a word: "ét tal", "one figure".
    differing = [
        danish
        for message, danish, translation in PAIRS
        if not (placeholders(danish) ^ placeholders(translation)) <= ({"n"} if isinstance(message.id, tuple) else set())
    ]
    assert differing == []
    broken = [
        danish
        for _, danish, translation in PAIRS
        if re.search(r"[{}]|^\s|\s$|  |^$", translation.format(**dict.fromkeys(placeholders(danish) | {"n"}, "×")))
    ]
    assert broken == []


def test_translations_are_not_danish() -> None:
    assert [text for _, _, text in PAIRS if DANISH_LETTERS.search(text)] == []
    assert sorted(danish for _, danish, text in PAIRS if danish == text) == SAME


def test_english_pages_write_apostrophes_as_the_messages_do() -> None:
    straight = [
        f"{file.name}: {line}"
        for code in TRANSLATED
        for file in sorted((DASHBOARDS / "pages" / code).glob("*.md"))
        for line in re.sub(r"`[^`]*`", "", file.read_text(encoding="utf-8")).splitlines()
        if "'" in line
    ]
    assert straight == []


def test_a_sentence_stays_a_sentence_and_a_clause_a_clause() -> None:
    def end(text: str) -> str:
        return text[-1:] if text.endswith((".", ":", "?")) and not text.endswith(("pct.", "kr.")) else ""

    assert [danish for _, danish, text in PAIRS if end(danish) != end(text)] == []


def test_every_text_in_the_code_is_found() -> None:
    """Read by Python's own grammar, so that nothing hides in an f-string or behind a name that is also a mark."""
    positions = {name: tuple(n - 1 for n in where or (1,)) for name, where in KEYWORDS.items()}
    written: set[str] = set()
    for file in DASHBOARDS.rglob("*.py"):
        for call in (n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            found = [call.args[n] for n in positions.get(name, ()) if n < len(call.args)]
            written |= {a.value for a in found if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    in_code = {
        danish
        for message in extracted("**.py")
        if message.id
        for danish in ([message.id] if isinstance(message.id, str) else message.id)
    }
    assert written == in_code
    assert len(written) > 300


def test_what_the_marts_say_in_danish_they_also_say_in_english() -> None:
    """Pages take `title_da` or `title_en` by their language, so a contract that has one has both, of one type."""
    lonely, pairs = [], 0
    for file in CONTRACTS:
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", ()):
            columns = {column["name"]: column["data_type"] for column in model.get("columns", ())}
            for name, kind in columns.items():
                stem, _, ending = name.rpartition("_")
                if ending in ("da", "en"):
                    pairs += 1
                    if columns.get(f"{stem}_{'en' if ending == 'da' else 'da'}") != kind:
                        lonely.append(f"{model['name']}.{name}")
    assert lonely == []
    assert pairs >= 40


def test_every_licence_of_the_catalogue_is_a_name_or_has_its_english() -> None:
    licences = {
        yaml.safe_load(file.read_text(encoding="utf-8"))["licence"]
        for file in (PROJECT_DIR / "data" / "catalogue" / "sources").glob("*.yml")
    }
    assert licences - words.LICENCES == {"CC BY 4.0"}
    overview = (DASHBOARDS / "pages" / "kilder.md").read_text(encoding="utf-8")
    for licence in words.LICENCES:
        assert words.licence(DANISH, licence) == licence
        assert f"'{words.licence(ENGLISH, licence)}'" in overview
    assert words.licence(ENGLISH, "CC BY 4.0") == "CC BY 4.0"
