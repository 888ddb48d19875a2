"""Whatever becomes of a file that people write, the answer is words about that file: never a traceback, never a hang.

Each property damages one file at a time as editors, spreadsheets, bad copies and slips of the hand do. It is tried
forty times here; `python -m tests.unit.test_mutations 10000` tries as many as it is told.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards import PAGES_DIR
from dashboards.compiler.compile import parse_pages
from pipelines.releases.inputs import gather
from pipelines.sources.intake import deliveries
from pipelines.sources.intake.contracts import check_contracts
from pipelines.warehouse.load import load
from seksby.errors import PageError, SeksbyError
from tests.intake.conftest import HEADER as OWN_HEADER
from tests.intake.conftest import make_inbox
from tests.support import PROJECT, World

SLIPS = [
    *(
        "\0",
        "\t",
        "\r",
        "\ufeff",
        "'",
        '"',
        ": ",
        "- ",
        "#",
        "@",
        "%",
        "|",
        "&a ",
        "*a",
        "!!bool ",
        "!x ",
        "<<: ",
        "? ",
    ),
    *("[" * 2000, "{" * 300, "- " * 1500, "9" * 5000, "99999999999999999999", "-1", "1e400", ".inf", ".nan", "1_000"),
    *(
        "2024-13-45",
        "null",
        "[]",
        "{}",
        "~",
        "[null]",
        "''",
        '"\\uD800"',
        '"\\0"',
        "😀",
        "é" * 300,
        "a" * 200_000,
        "\n\n",
    ),
    *("{{ ", " }}", "{% x", "{{ 'a'*10**10 }}", "```sql x\nselect 1\n", "<Section", "</Section>", "<", "> " * 600, ";"),
]
Damage = Callable[[random.Random, bytes], bytes]


def slip(chance: random.Random, content: bytes) -> bytes:
    """Something typed or pasted in the middle of it, at the end of a word as often as not."""
    place = chance.randrange(len(content) + 1)
    if chance.random() < 0.5:
        place = min((n for n in (content.find(b" ", place), content.find(b"\n", place)) if n >= 0), default=place)
    return content[:place] + chance.choice(SLIPS).encode("utf-8", "surrogatepass") + content[place:]


def value(chance: random.Random, content: bytes) -> bytes:
    """Another value of a field."""
    lines = content.split(b"\n")
    number = chance.randrange(len(lines))
    key, colon, _ = lines[number].partition(b": ")
    lines[number] = key + colon + chance.choice(SLIPS).encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


def lines_moved(chance: random.Random, content: bytes) -> bytes:
    """A line gone, doubled, indented or moved."""
    lines = content.split(b"\n")
    number, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(4)
    if kind == 0:
        del lines[number]
    elif kind == 1:
        lines.insert(number, lines[number])
    elif kind == 2:
        lines[number] = b"  " + lines[number]
    else:
        lines[number], lines[other] = lines[other], lines[number]
    return b"\n".join(lines)


def bytes_lost(chance: random.Random, content: bytes) -> bytes:
    """A bad copy: bytes changed, cut out, or the end missing."""
    place = chance.randrange(len(content) + 1)
    kind = chance.randrange(3)
    if kind == 0:
        return content[:place]
    if kind == 1:
        return content[:place] + content[place + chance.randrange(1, 40) :]
    return content[:place] + bytes(chance.randrange(256) for _ in range(4)) + content[place + 4 :]


def saved_otherwise(chance: random.Random, content: bytes) -> bytes:
    """Saved by another editor: another encoding, other line ends, or nothing."""
    text = content.decode("utf-8", "replace")
    return chance.choice(
        [
            text.encode("latin-1", "replace"),
            text.encode("utf-16"),
            text.replace("\n", "\r\n").encode("utf-8-sig"),
            text.replace("\n", "\r").encode(),
            b"",
            b"\n",
        ]
    )


DAMAGES: Sequence[Damage] = (slip, slip, value, value, lines_moved, bytes_lost, saved_otherwise)


class Place:
    """A catalogue of its own with files of the shipped one among its own, own data, and some of the shipped pages."""

    def __init__(self, folder: Path) -> None:
        self.inbox = make_inbox(folder / "data")
        world = self.inbox.workspace
        shipped = PROJECT / "data" / "catalogue"
        self.guests: dict[Path, bytes] = {}
        for path in sorted(shipped.rglob("*.yml"))[::7]:
            name = path.relative_to(shipped)
            target = world.catalogue / (
                Path("indicators/school") / path.name if name.parts[0] == "indicators" else name
            )
            self.guests[target] = path.read_bytes()
        self.own = [path for path in world.catalogue.rglob("*") if path.is_file()]
        self.pages = folder / "pages"
        shutil.copytree(PAGES_DIR / "queries", self.pages / "queries")
        for name in ("privat.md", "positivliste.md", "omraade.md"):
            for file in (Path(name), Path("en") / name):
                (self.pages / file).parent.mkdir(exist_ok=True)
                shutil.copyfile(PAGES_DIR / file, self.pages / file)
        book = openpyxl.Workbook()
        for row in (
            ["Trivsel"],
            OWN_HEADER,
            ["Randers", 2024, "a", 4.25, 12, None],
            ["751", 2023, "b", "3,5", "..", None],
        ):
            book.active.append(row)
        self.workbook = folder / "maal.xlsx"
        book.save(self.workbook)
        World(world).snapshot()


@cache
def place() -> Place:
    return Place(Path(tempfile.mkdtemp(prefix="seksby-mutations-")))


@contextmanager
def damaged(file: Path, content: bytes, seed: int) -> Iterator[None]:
    """The file with one to three damages, until it is put back as it was."""
    before = file.read_bytes() if file.is_file() else None
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(DAMAGES)(chance, content)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    try:
        yield
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


def catalogue_answers(seed: int) -> str | None:
    """Read and load with one file damaged; the fault that was told, or None where it is no fault."""
    here, chance = place(), random.Random(seed)
    workspace = here.inbox.workspace
    files = [*here.own, *here.guests]
    file = files[chance.randrange(len(files))]
    content = here.guests.get(file) or file.read_bytes()
    warehouse = workspace.data_dir / "warehouse.duckdb"
    with damaged(file, content, seed):
        try:
            inputs = gather(workspace)
            check_contracts(inputs.catalogue, workspace.contracts)
            load(inputs, warehouse)
        except SeksbyError as error:
            return str(error)
        finally:
            warehouse.unlink(missing_ok=True)
    return None


def pages_answer(seed: int) -> str | None:
    here, chance = place(), random.Random(seed)
    files = sorted(path for path in here.pages.rglob("*") if path.is_file())
    file = files[chance.randrange(len(files))]
    with damaged(file, file.read_bytes(), seed):
        try:
            parse_pages(here.pages)
        except PageError as error:
            return str(error)
    return None


def inbox_answers(seed: int) -> str | None:
    here, chance = place(), random.Random(seed)
    workspace = here.inbox.workspace
    name, content = chance.choice(
        [
            (
                "maal.csv",
                b"kommune;aar;art;score;antal;dato\nRanders;2024;a;4,25;12;\n751;2023;b;1.234,5;..;2024-05-01\n",
            ),
            ("maal.xlsx", here.workbook.read_bytes()),
        ]
    )
    with damaged(workspace.inbox / "OWN" / name, content, seed):
        (found,) = deliveries.look(workspace, here.inbox.catalogue)
    return "\n".join(map(str, found.faults)) or None


KINDS = (catalogue_answers, pages_answer, inbox_answers)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("answers", KINDS)
def test_a_damaged_file_is_answered_in_words(answers: Callable[[int], str | None], seed: int) -> None:
    told = answers(seed)
    assert told is None or "Traceback" not in told


if __name__ == "__main__":
    for kind in KINDS:
        faults = sum(kind(seed) is not None for seed in range(int(sys.argv[1])))
        print(f"{kind.__name__}: {sys.argv[1]} damaged files, {faults} told, no other error")
