"""What the terminal may say, found in the code: the texts of errors and commands that want their other language.

Belongs here: which strings of the code are such texts, and keeping the two files that translators edit up to date.
Does not belong here: translating (`seksby.speech`). `make messages` adds what is new; `tests/unit/test_speech.py` fails
while a text lacks its other half.

A text reaches a reader through an error, a fault, or a function that prints. What stands in such a call is one, and so
is what the names and functions in it are given in the same file. Too much is found rather than too little: a part
without a letter or without a space, SQL, and what is said to a machine alone are left out by the rules below.
"""

from __future__ import annotations

import ast
import errno
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from pipelines.commands.cli import app
from pipelines.commands.screen import progress
from pipelines.commands.screen.helping import paragraphs
from pipelines.recomputing.papers import checking
from pipelines.releases import ledger
from pipelines.releases.tracing.kinds import KINDS
from seksby.errors import advice
from seksby.settings import Settings, listed
from seksby.speech import LANGUAGES, po_file
from seksby.workspace import PROJECT_DIR

ROOMS = ("seksby", "pipelines", "dashboards")
SAYING = {
    *("say", "say_aside", "spoken", "prompt", "print_table"),
    *("Fault", "fault", "misfit", "error", "refused", "partial", "Undecidable", "Worked", "about", "chain_fault"),
}
RULE = "@rule"
"""A rule between the fields of an entry of the catalogue gives what an error says."""
LISTING = ("pipelines/releases/proof/", "pipelines/releases/sealing/", "pipelines/recomputing/comparing.py")
"""What appends a text to a list of findings says it too."""
INVENTED = ("pipelines/own/example.py",)
"""What is filled into examples is not said on a terminal."""
OF_PAGES = {"say", "print", "Fault", "fault"}
"""In `dashboards`, what a page says; the errors of pages are told on a terminal all the same."""
OF_TABLES = (
    *("{0}: {1} rows break a rule that has to hold", "{0}: could not be computed: {1}"),
    *(
        "{0}:{1} {2}: {3}; allowed: {4}",
        "allowed: {0}",
        "{0}: {1}; regel: {2}",
        "{0} faults",
        "not set",
        "set",
        "none",
        "one",
    ),
    *("no file of the table is at hand", "no such line in {0}", "booked elsewhere: {0}"),
    *("the term is zero for the whole country", "what the cells give lies outside {0} to {1}"),
    *("Error:", "where:", "expected:", "do now:"),
    *(
        "{0} is missing",
        "{0} is not in the manifest",
        "{0} has been changed",
        "{0} is a link",
        "{0} is an empty folder",
    ),
    *("{0} is an empty folder", "{0} is not what the warehouse gives", "{0} is not the same as {1}"),
    "warehouse.duckdb cannot be opened",
    "(and {0} more)",
    "news: the release before this one is not at hand as it was",
    "{0}: files with their checksums that were not made again: {1}",
    "the lines of drawings, whose titles, descriptions and figures were compared",
    "{0} has no {1}: an earlier version of the code may not have made it",
)
"""What is put together elsewhere than where it is said, and single words."""
OF_LIBRARIES = (
    *("Usage:", "Options", "Commands", "Arguments", "Show this message and exit."),
    *("{0}  [default: {1}]", "{0}  [required]", "[required]", "[default: {0}]"),
    *("No such command '{0}'.", "No such option: {0}", "No such option: {0} Did you mean {1}?"),
    *("Missing argument '{0}'.", "Missing option '{0}'.", "Missing command.", "Option '{0}' requires an argument."),
    *(
        "Got unexpected extra argument ({0})",
        "Got unexpected extra argument(s) ({0})",
        "Invalid value for {0}: {1}",
        "{0} is not a valid integer.",
    ),
    *("{0} is not one of {1}.", "{0} does not match the format {1}."),
    *("Field required", "Extra inputs are not permitted", "Keys should be strings"),
    *("Input should be {0} or {1}", "Input should be {0}", "Input should be a valid string"),
    *("Input should be a valid integer", "Input should be a valid number", "Input should be a valid boolean"),
    *("Input should be a valid list", "Input should be a valid dictionary", "Input should be a valid tuple"),
    *("Input should be a valid date", "Input should be a valid date or datetime, {0}"),
    *("Input should be a valid date in the format YYYY-MM-DD, {0}", "Input should be a valid decimal"),
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid dictionary or instance of {0}",
    *("Input should be greater than or equal to {0}", "Input should be less than or equal to {0}"),
    *("Input should be greater than {0}", "Input should be less than {0}"),
    *("String should have at least {0} character", "String should have at least {0} characters"),
    *("String should have at most {0} characters", "String should match pattern '{0}'"),
    "List should have at least {0} item after validation, not {1}",
    *("found duplicate key {0}", "found character {0} that cannot start any token"),
    *("found character that cannot start any token", "mapping values are not allowed here"),
    *("did not find expected {0}", "could not find expected '{0}'"),
    *("No such file or directory", "Permission denied", "No space left on device", "Is a directory"),
    *("File name too long", "Name or service not known", "Connection refused", "Read-only file system"),
    *("Too many open files", "Disk quota exceeded", "Not a directory", "Operation not permitted", "File exists"),
    *("Input/output error", "Directory not empty", "Too many open files in system"),
    *("Expecting value: {0}", "Expecting '{0}' delimiter: {1}", "Extra data: {0}"),
    "Expecting property name enclosed in double quotes: {0}",
    "Unterminated string starting at: {0}",
    "line {0} column {1} (char {2})",
)
"""The commonest words of click, pydantic, YAML, JSON and the system; rarer ones are quoted as they come."""
TAKING_APART = {
    "N_",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "rsplit",
    "split",
    "startswith",
    "replace",
    "get",
}
DANISH = re.compile(
    r"[æøåÆØÅ]|\b(og|er|af|til|med|ikke|fra|den|det|som|skal|fejl|filen|vises|kør|ret|højst|mindst|regel)\b"
)
"""Where a new text is put: only so that a translator finds it in the right file."""
QUERIES = ("select", "with", "insert", "create", "copy", "update", "delete", "attach", "from", "pragma", "describe")
OTHERS = (r"\{0\} is not (distinct|null)", "try_cast", "case when", "openssl")  # pieces of SQL, a command
NO_TEXT = re.compile(rf"^\s*({'|'.join(OTHERS)}|({'|'.join(QUERIES)})\b)", re.IGNORECASE)


@cache
def texts() -> Sequence[str]:
    """Every text as the code has it, what is filled in as `{0}`, `{1}`."""
    found = dict.fromkeys(OF_LIBRARIES) | dict.fromkeys(OF_TABLES) | dict.fromkeys(_of_help(get_command(app)))
    found |= dict.fromkeys([item.meaning for item in listed(Settings())])
    found |= dict.fromkeys([*ledger.CAUSES.values(), *checking.WHAT.values()])
    found |= dict.fromkeys([text for number in errno.errorcode for text in advice(number)])
    found |= dict.fromkeys([kind.about for kind in KINDS.values()])
    found |= dict.fromkeys(progress.STEPS.values())
    for room in ROOMS:
        for path in sorted((PROJECT_DIR / room).rglob("*.py")):
            found |= dict.fromkeys(_of_file(path))
    return tuple(found)


def _of_help(command: Any) -> Iterator[str]:
    """What `--help` says of a command, of its options and of the commands in it."""
    for text in filter(None, [command.help, *(getattr(each, "help", None) for each in command.params)]):
        yield from paragraphs(text)
    for inner in getattr(command, "commands", {}).values():
        yield from _of_help(inner)


def _of_file(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    in_pages = path.is_relative_to(PROJECT_DIR / "dashboards")
    name = path.relative_to(PROJECT_DIR).as_posix()
    if name in INVENTED:
        return
    saying = (SAYING - OF_PAGES) if in_pages else SAYING | ({"append"} if name.startswith(LISTING) else set())
    if not any(of in source for of in (*(f"{of}(" for of in (*saying, "Error")), RULE)):
        return
    tree = list(ast.walk(ast.parse(source)))
    yield from _headings(tree)
    yield from _words(tree)
    saying |= {node.name for node in tree if isinstance(node, ast.FunctionDef) and _makes_an_error(node)}
    seen: set[ast.AST] = set()
    waiting: list[ast.AST] = [
        argument
        for call in tree
        if isinstance(call, ast.Call) and ((of := _name(call.func)) in saying or of.endswith("Error"))
        for argument in (*call.args, *(each.value for each in call.keywords))
    ]
    waiting += [
        node.value
        for function in tree
        if isinstance(function, ast.FunctionDef) and any(_name(each) == RULE[1:] for each in function.decorator_list)
        for node in ast.walk(function)
        if isinstance(node, ast.Yield | ast.YieldFrom) and node.value is not None
    ]
    given = _given(tree)
    while waiting:
        node = waiting.pop(0)
        if node in seen:
            continue
        seen.add(node)
        template = template_of(node)
        if template is not None and _is_text(template):
            yield template.strip().removeprefix("; ").removeprefix(", ").strip()
        if isinstance(node, ast.Name | ast.Call):
            waiting += given.get(_name(node.func if isinstance(node, ast.Call) else node), [])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and _takes_apart(node.func):
            waiting.append(node.func)
            continue
        # The pieces of an f-string are no texts of their own; what is filled in may be.
        inside = node.values if isinstance(node, ast.JoinedStr) else ast.iter_child_nodes(node)
        waiting += (each for each in inside if not (isinstance(node, ast.JoinedStr) and isinstance(each, ast.Constant)))


def _makes_an_error(function: ast.FunctionDef) -> bool:
    """One that is given some of an error's words."""
    return bool(function.args.args) and any(
        isinstance(each, ast.Return) and isinstance(each.value, ast.Call) and _name(each.value.func).endswith("Error")
        for each in ast.walk(function)
    )


def _takes_apart(function: ast.Attribute | ast.Name) -> bool:
    """`text.replace` does; `replace` of a dataclass does not."""
    return _name(function) in TAKING_APART and (isinstance(function, ast.Attribute) or function.id == "N_")


def _headings(tree: Sequence[ast.AST]) -> Iterator[str]:
    """The columns of tables, as they are headed."""
    for call in tree:
        if isinstance(call, ast.Call) and _name(call.func) == "print_table":
            for node in (inner for argument in call.args[1:] for inner in ast.walk(argument)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value.replace("_", " ")


def _words(tree: Sequence[ast.AST]) -> Iterator[str]:
    """What an error expects, in a single word."""
    for node in tree:
        if isinstance(node, ast.keyword) and node.arg == "expected" and isinstance(node.value, ast.Constant):
            yield template_of(node.value) or ""


def _given(tree: Sequence[ast.AST]) -> dict[str, list[ast.AST]]:
    """What names of a file are given, and what its functions return or yield."""
    found: dict[str, list[ast.AST]] = {}
    for node in tree:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    for name in ast.walk(target):
                        if isinstance(name, ast.Name):
                            found.setdefault(name.id, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.setdefault(name, []).append(value)
            case ast.FunctionDef(name=name):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom) and inner.value is not None:
                        found.setdefault(name, []).append(inner.value)
    return found


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def template_of(node: ast.AST) -> str | None:
    """A string of the code with `{0}`, `{1}` for what is filled in; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if "{}" in node.value and node.value.count("{") == node.value.count("{}"):  # filled in by `format`
            return node.value.replace("{}", "{0}")
        # What a listing is hung on.
        hung = "{0}" if node.value.endswith(" ") else ""
        return node.value.replace("{", "{{").replace("}", "}}") + hung
    if not isinstance(node, ast.JoinedStr):
        return None
    number = 0
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        else:
            parts.append(f"{{{number}}}")
            number += 1
    return "".join(parts)


def _is_text(template: str) -> bool:
    words = re.sub(r"<[^<>]*>|\{\d+\}", "", template)
    return bool(re.search(r"[^\W\d_]{2}", words)) and " " in template.strip() and not NO_TEXT.match(template)


def halves(language: str) -> dict[str, str]:
    """The texts of a language's file: as the code has them, and in that language."""
    if not po_file(language).is_file():
        return {}
    with po_file(language).open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}


def update() -> None:
    """Bring both files up to date: what is new is added, empty; what is gone is left out."""
    found, known = texts(), {language: halves(language) for language in LANGUAGES}
    danish, english = LANGUAGES
    for language in LANGUAGES:
        other = danish if language == english else english
        catalog = Catalog(locale=language, charset="utf-8", fuzzy=False, project="seksby", version="1")
        catalog.header_comment = "# What errors and commands say. The text as the code has it is the key."
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
        catalog.creation_date = catalog.revision_date = datetime(2026, 11, 30, tzinfo=UTC)  # when is git's business
        for text in found:
            its_own = text in known[language] or (
                text not in known[other] and bool(DANISH.search(text)) == (language == english)
            )
            if its_own:
                catalog.add(text, known[language].get(text, ""))
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        with po_file(language).open("wb") as new:
            write_po(new, catalog, width=120, no_location=True, sort_output=True)


if __name__ == "__main__":
    update()
    for code in LANGUAGES:
        print(f"{po_file(code)}: {sum(not half for half in halves(code).values())} without a text")
