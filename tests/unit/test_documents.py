"""Documents say what is there: every reference between them, and between them and the project, resolves.

Read are README, CONTRIBUTING, CHANGELOG and `docs/`; and, in code, SQL and YAML, what refers to a document. A name in
backticks is taken at its word: a path, a model, a command, a `make` target, a variable, a page, a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer
from markdown_it import MarkdownIt
from markdown_it.token import Token
from ruamel.yaml import YAML

from dashboards import PAGES_DIR
from pipelines.catalogue.models.common import CatalogueModel
from pipelines.catalogue.models.whole import Catalogue
from pipelines.commands.cli import app
from seksby.settings import PREFIX, Settings
from seksby.workspace import PROJECT_DIR

ROOMS = ("seksby", "pipelines", "dashboards", "dbt_project", "data", "docs", "deploy", "tests", ".ci")
READ_FOR_REFERENCES = {".py", ".sql", ".yml", ".toml", ".js", ".css", ".html", ".typ"}
DOCUMENTS = sorted([*PROJECT_DIR.glob("*.md"), *(PROJECT_DIR / "docs").rglob("*.md")], key=lambda file: file.as_posix())
# What a refresh or an analyst makes is not in git; and what stands for something else is no name.
MADE = re.compile(
    r"data/(own|inbox|snapshots|releases|current|cache|dagster|catalogue/(readings|practice_notes|trials))\b"
    r"|deploy/seksby\.env"
)
STANDS_FOR = re.compile(r"[<>{}…]|NNNN")


def _named(file: Path) -> str:
    return str(file.relative_to(PROJECT_DIR))


@cache
def _tokens(file: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(file.read_text(encoding="utf-8"))


def _inline(file: Path) -> Iterator[Token]:
    for token in _tokens(file):
        yield from token.children or ()


@cache
def _headings(file: Path) -> dict[str, str]:
    """The text of every heading, and the anchor that a reader's link has."""
    tokens = _tokens(file)
    texts = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    return {text: re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts}


@cache
def _code(file: Path) -> list[str]:
    """What stands in backticks, and each line of the code blocks in a shell's language."""
    spans = [token.content for token in _inline(file) if token.type == "code_inline"]
    shell = [
        token.content for token in _tokens(file) if token.type == "fence" and token.info in ("sh", "console", "ini")
    ]
    return [*spans, *(line.removeprefix("$ ") for block in shell for line in block.splitlines())]


def _names(file: Path, pattern: str) -> list[str]:
    return [match[1] for code in _code(file) for match in re.finditer(pattern, code)]


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_links_lead_to_a_file_and_its_heading(file: Path) -> None:
    for token in _inline(file):
        target = str(token.attrGet("href") or token.attrGet("src") or "")
        if not target or "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = (file.parent / unquote(path)).resolve() if path else file
        assert found.exists(), f"{target} is not there"
        if anchor:
            assert unquote(anchor) in _headings(found).values(), f"{found.name} has no heading for #{anchor}"


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_files_and_folders_are_there(file: Path) -> None:
    for code in _code(file):
        for word in re.findall(rf"(?<![\w/.<])(?:{'|'.join(map(re.escape, ROOMS))})/[^\s,;:()'\"|]*", code):
            if MADE.match(word) or STANDS_FOR.search(word):
                continue
            assert list(PROJECT_DIR.glob(word.rstrip("./"))), f"{word} is not there"


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_make_has_the_targets(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(_names(file, r"(?:^|\s)make ((?!\.)[a-z-]+)")) <= targets


@cache
def _program() -> Any:
    return typer.main.get_command(app)


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_the_command_line_has_the_commands_and_options(file: Path) -> None:
    for line in _names(file, r"(?:^|[\s/])(seksby [a-z-].*)$"):
        command, path = _program(), ["seksby"]
        words = iter(line.partition("#")[0].partition("|")[0].replace("[", " ").replace("]", " ").split()[1:])
        for word in words:
            options = {name: each for each in command.params for name in (*each.opts, *each.secondary_opts)}
            if word.startswith("--"):
                assert word in {*options, "--help"}, f"{' '.join(path)} has no {word}"
                if not getattr(options.get(word), "is_flag", True):
                    next(words, None)  # its value
            elif word in getattr(command, "commands", {}):
                command, path = command.commands[word], [*path, word]
            else:
                assert not hasattr(command, "commands"), f"{' '.join(path)} has no {word}"


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_models_are_there(file: Path) -> None:
    there = {
        path.stem for path in (PROJECT_DIR / "dbt_project" / "models").rglob("*") if path.suffix in (".sql", ".py")
    }
    named = _names(file, r"\bmarts\.([a-z_]+)") + _names(file, r"^((?:int|stg)_[a-z_]+)$")
    assert set(named) <= there


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_pages_are_there(file: Path) -> None:
    pages = {path for page in PAGES_DIR.glob("*.md") for path in re.findall(r'^path: "?(/[^"{\n]*)', _read(page), re.M)}
    assert set(_names(file, r"^(/[a-z-]+/)(?:[a-z-]+/)*$")) <= pages


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_variables_of_the_environment_are_settings(file: Path) -> None:
    settings = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", _read(file))) <= settings


@cache
def _tests() -> set[str]:
    return {
        name
        for path in (PROJECT_DIR / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", _read(path), re.M)
    }


@pytest.mark.parametrize("file", DOCUMENTS, ids=_named)
def test_tests_are_there(file: Path) -> None:
    assert set(_names(file, r"^(test_\w+)$")) <= _tests()


def test_every_formula_names_the_tests_that_hold_it() -> None:
    """In docs/methods.md: dbt's unit tests, its singular tests, and the tests of this folder."""
    folder = PROJECT_DIR / "dbt_project" / "models"
    units = {
        name
        for file in folder.rglob("*.yml")
        for name in re.findall(r"^  - name: (\w+)$", _read(file).partition("\nunit_tests:")[2], re.M)
    }
    singular = {path.stem for path in (PROJECT_DIR / "dbt_project" / "tests").glob("*.sql")}
    ours = _tests()
    held = re.findall(r"^\*Held by\*(.*?)(?=\n\n|\Z)", _read(PROJECT_DIR / "docs" / "methods.md"), re.M | re.S)
    named = {name for paragraph in held for name in re.findall(r"`(\w+)`", paragraph)}
    assert named - units - singular - ours == set()
    assert len(named) > 40


def test_every_formula_has_a_source_and_is_computed_where_it_says() -> None:
    """In each section of docs/methods.md that has no sections of its own; a function named after a file is in it."""
    parts = re.split(r"^(#{2,3} .*)$", _read(PROJECT_DIR / "docs" / "methods.md"), flags=re.M)
    headings, bodies = parts[1::2], parts[2::2]
    for n, (heading, body) in enumerate(zip(headings, bodies, strict=True)):
        if heading == "## References" or (heading.startswith("## ") and headings[n + 1].startswith("### ")):
            continue
        assert re.search(r"\((?:p|o)\b", body), f"{heading}: published practice (p), or our own choice (o)?"
        assert "*Computed by*" in body, heading
        assert "*Held by*" in body, heading
        for file, functions in re.findall(r"`([\w/]+\.py)`\s+\(((?:`\w+`(?:, )?)+)\)", body):
            for name in re.findall(r"\w+", functions):
                assert f"\ndef {name}(" in _read(PROJECT_DIR / file), f"{heading}: {file} has no {name}"


def test_code_refers_to_documents_and_sections_that_are_there() -> None:
    found = 0
    for room in ROOMS:
        for file in (PROJECT_DIR / room).rglob("*"):
            if file.suffix not in READ_FOR_REFERENCES or not file.is_file() or MADE.match(_named(file)):
                continue
            if ".md" not in (text := _read(file)):
                continue
            text = re.sub(r"\s*\n\s*(?:#|--|//)?\s*", " ", text)
            for document, section in re.findall(r'\b(docs/[\w/-]+\.md)(?: "([^"]+)")?', text):
                found += 1
                assert (PROJECT_DIR / document).is_file(), f"{_named(file)}: there is no {document}"
                headings = _headings(PROJECT_DIR / document)
                assert not section or section in headings, f"{_named(file)}: {document} has no section {section}"
            assert not re.search(r'(?<!docs/)\b\w+\.md "[A-Z]', text), _named(file)
    assert found >= 18


def test_the_licences_of_bundled_figures_are_those_of_their_files() -> None:
    import json

    found = {
        (kept["publisher"], kept["licence"])
        for file in (PROJECT_DIR / "data" / "reference").rglob("snapshot.json")
        if (kept := json.loads(_read(file)))
    }
    listed = re.findall(
        r"^\| ([^|]+) \| (CC BY 4.0|Vilkår[^|]+?|Fri brug[^|]+?) \|", _read(PROJECT_DIR / "docs" / "licences.md"), re.M
    )
    assert set(listed) == found


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(_read(PROJECT_DIR / "README.md").split()) <= 900


HANDBOOK = PROJECT_DIR / "docs" / "haandbog.md"


@pytest.mark.parametrize(
    ("model", "text"),
    [(info[1], token.content) for token in _tokens(HANDBOOK) if (info := token.info.split())[:1] == ["yaml"]],
    ids=lambda value: value if value.isidentifier() else "",
)
def test_the_examples_of_the_handbook_are_what_the_catalogue_takes(model: str, text: str) -> None:
    example = YAML(typ="safe").load(text)
    models = {kind.__name__: kind for kind in (Catalogue, *CatalogueModel.__subclasses__())}
    models[model].model_validate(example | ({"text": "…"} if model == "Reading" else {}))


def test_the_handbook_explains_the_last_screen_as_it_is() -> None:
    section = re.search(r"### Det sidste skærmbillede\n(.*?)\n#", _read(HANDBOOK), re.S)
    assert section
    code = "".join(map(_read, (PROJECT_DIR / "pipelines").rglob("*.py")))
    labels = [part.strip() for line in re.findall(r"^\| `([^`]+)`", section[1], re.M) for part in line.split("…")]
    assert len(labels) > 10
    assert [label for label in labels if label.replace("KILDE: grund", "") not in code] == []


def test_the_architecture_has_a_sentence_for_every_room() -> None:
    text = _read(PROJECT_DIR / "docs" / "architecture.md")
    rooms = {
        _named(folder.parent)
        for package in ("pipelines", "dashboards")
        for folder in (PROJECT_DIR / package).glob("*/__init__.py")
    }
    assert set(re.findall(r"^\| `((?:pipelines|dashboards)/\w+)` \|", text, re.M)) == rooms


def test_what_is_taken_away_in_thirty_seconds_stands_in_the_sentence_it_is_read_from() -> None:
    """The sentence is held against the page by `test_what_the_pages_of_the_six_begin_with`; here its two things."""
    _, *pages = (PROJECT_DIR / "docs" / "tredive-sekunder.md").read_text(encoding="utf-8").split("\n## ")
    assert len(pages) == 6
    for page in pages:
        (sentence,) = re.findall(r"^> (.*)$", page, re.M)
        taken = re.findall(r"^\d\. (.*)$", page, re.M)
        assert len(taken) == 2, page
        for thing in taken:
            numbers = re.findall(r"\d+,\d+|\d+(?= %)", thing)
            assert len(numbers) == 2, thing
            assert set(numbers) <= set(re.findall(r"\d+,\d+|\d+(?= %)", sentence)), thing
