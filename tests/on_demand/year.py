"""A year of weekly refreshes from sources that drift: `python -m tests.on_demand.year 52`, one line a week.

On demand, on Linux: each week is the real command on a day seven later, `seksby tidy --remove` after it, and then what
there must be after any week: nothing is left running, no command ended in a traceback, and once a quarter the whole
current release is verified. The catalogue is the shipped one as far as a few tables of StatBank serve it, with the
municipalities compared alone (the other areas of the tables are kept as such); the figures are the stand-in's.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.selectors import tables
from seksby.workspace import Workspace
from tests.on_demand.memory import tree
from tests.statbank_standin import StandIn
from tests.statbank_standin.alterations import (
    areas_added,
    code_added,
    code_lost,
    code_renamed,
    described,
    period_added,
    periods_since,
    renamed,
    text_changed,
    withdrawn,
)
from tests.support import PROJECT

TABLES = ("BOERN8", "KVOTIEN", "NEET2", "HISBK", "FOLK1A", "IDRAKT02")
FIRST_YEAR = "2019"
EMPTY = ("controls", "corrections", "decompositions", "expectation_models", "positive_list")
ABSENT = ("full_cost", "price_index")
DAYS = 7
VERIFIED_EVERY = 13
Happening = Callable[[StandIn, str], None]

FOR_A_WEEK: Mapping[str, Happening] = {
    f"{kind} for a week": lambda bank, table, kind=kind: bank.fault(table, kind, times=None)  # type: ignore[misc]
    for kind in (
        *("500", "503", "429", "html", "json_error", "truncated", "short", "empty", "dropped"),
        *("header", "no_rows", "half_line", "few_columns", "garbage_number", "duplicate_rows", "unknown_area"),
    )
}
FOR_GOOD: Mapping[str, tuple[str, Happening]] = {
    "a newer year": ("HISBK", lambda bank, table: bank.alter(table, period_added("2024:2025"))),
    "years that are gone": ("KVOTIEN", lambda bank, table: bank.alter(table, periods_since("2021"))),
    "a variable renamed": ("KVOTIEN", lambda bank, table: bank.alter(table, renamed("SKTPE", "SKOLETYPE"))),
    "a code respelled": ("IDRAKT02", lambda bank, table: bank.alter(table, code_renamed("KON", "10", "010"))),
    "a code lost": ("BOERN8", lambda bank, table: bank.alter(table, code_lost("PASKAT", "2"))),
    "a code more": ("KVOTIEN", lambda bank, table: bank.alter(table, code_added("KLASSE", "9999", "Opdigtet klasse"))),
    "an area more": ("FOLK1A", lambda bank, table: bank.alter(table, areas_added("997"))),
    "another text": ("BOERN8", lambda bank, table: bank.alter(table, text_changed("PASKAT", "2", "0-2 år, opdigtet"))),
    "a footnote": (
        "NEET2",
        lambda bank, table: bank.alter(table, described(footnote={"text": "Opdigtet.", "mandatory": True})),
    ),
    "another unit": ("FOLK1A", lambda bank, table: bank.alter(table, described(unit="1.000 opdigtede"))),
    "a table withdrawn": ("NEET2", lambda bank, table: bank.alter(table, withdrawn)),
}
FATES: Mapping[str, int] = {"nothing": 2, "revised": 5, "for a week": 4, "for good": 2}
"""What a week brings, and how often against each other."""


@dataclass(frozen=True)
class Week:
    """What a week brought, and what became of it."""

    number: int
    happened: str
    code: int
    outcome: str
    seconds: float
    releases: int
    megabytes: float

    def __str__(self) -> str:
        return (
            f"| {self.number} | {self.happened} | {self.code} | {self.outcome} | {self.seconds:.0f} | {self.releases} "
            f"| {self.megabytes:.0f} |"
        )


def catalogue(folder: Path, served: Collection[str]) -> None:
    """The shipped one, of these tables alone."""
    shipped = PROJECT / "data" / "catalogue"
    shutil.copytree(shipped, folder)
    for name in EMPTY:
        (folder / f"{name}.yml").write_text("[]\n", encoding="utf-8")
    for name in ABSENT:
        (folder / f"{name}.yml").unlink()
    known = read_catalogue(shipped)
    _only_those_compared(folder, known.compared_group.members)
    kept = [item for item in known.indicators if item.recipes and tables(item.recipes[0]) <= set(served)]
    sources = {table for item in kept for recipe in item.recipes for table in tables(recipe)}
    for part, names in (("indicators", {item.id for item in kept}), ("sources", sources)):
        for file in (folder / part).rglob("*.yml"):
            if file.stem not in names:
                file.unlink()
    for name, field in (("service_areas", "lead_price"), ("peer_groups", "neighbours")):
        path = folder / f"{name}.yml"
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        if name == "peer_groups":
            entries = [entry for entry in entries if field not in entry]
        path.write_text(yaml.safe_dump([{k: v for k, v in entry.items() if k != field} for entry in entries]))


def _only_those_compared(folder: Path, members: Collection[str]) -> None:
    """The others become areas that are no municipality: with 98 a week takes three times as long."""
    path = folder / "municipalities.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(";")[0] in members]
    path.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    with (folder / "areas.csv").open("a", encoding="utf-8") as file:
        file.writelines(
            f"{code};{name};other\n" for code, name, _ in (line.split(";") for line in lines if line not in kept)
        )


def run(week: int, *arguments: str, data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a user has it, so many weeks from now."""
    line = [sys.executable, "-m", "tests.on_demand.later", str(week * DAYS), "--data-dir", str(data_dir), *arguments]
    done = subprocess.run(line, cwd=PROJECT, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done


def size(folder: Path) -> int:
    """Bytes of a folder; a file with several names once."""
    return sum({found.lstat().st_ino: found.lstat().st_size for found in folder.rglob("*") if found.is_file()}.values())


def bring(bank: StandIn, chance: random.Random, left: list[str]) -> str:
    """Let a week happen; says what did."""
    bank.forgive()
    (fate,) = chance.choices(list(FATES), FATES.values())
    there = sorted(set(TABLES) & bank.tables().keys())
    table = chance.choice(there)
    if fate == "for good" and left:
        what = left.pop(chance.randrange(len(left)))
        table, change = FOR_GOOD[what]
        change(bank, table)
        bank.touch(table)
        return f"{table}: {what}"
    if fate == "for a week":
        what = chance.choice(list(FOR_A_WEEK))
        bank.touch(table, values=True)
        FOR_A_WEEK[what](bank, table)
        return f"{table}: {what}"
    if fate == "nothing":
        return "nothing"
    for each in (revised := chance.sample(there, chance.randint(1, 3))):
        bank.touch(each, values=True)
    return f"{', '.join(revised)}: revised"


def week(number: int, happened: str, bank: StandIn, workspace: Workspace) -> Week:
    """A refresh and what must be true after it.

    Raises:
        AssertionError: something is not.
    """
    asked = {"SEKSBY_STATBANK_URL": bank.url, "SEKSBY_STATBANK_INTERVAL": "0", "NO_PROXY": "127.0.0.1"}
    begun = time.monotonic()
    done = run(number, "refresh", "--json", data_dir=workspace.data_dir, **asked)
    seconds = time.monotonic() - begun
    assert done.returncode in (0, 3), done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    for command in (("tidy", "--remove"), *([("verify",)] if number % VERIFIED_EVERY == 0 else [])):
        after = run(number, *command, data_dir=workspace.data_dir)
        assert after.returncode == 0, after.stdout + after.stderr
    assert len(tree(os.getpid())) == 1, "something is left running"
    kept = len([folder for folder in workspace.releases.iterdir() if folder != workspace.building])
    return Week(number, happened, done.returncode, told["outcome"], seconds, kept, size(workspace.data_dir) / 1e6)


def main() -> None:
    weeks = int(sys.argv[1]) if len(sys.argv) > 1 else 52
    chance = random.Random(weeks)
    left = list(FOR_GOOD)
    done = []
    with tempfile.TemporaryDirectory(prefix="seksby-year-") as folder, StandIn() as bank:
        workspace = Workspace(Path(folder))
        catalogue(workspace.data_dir / "catalogue", TABLES)
        for table in TABLES:
            bank.alter(table, periods_since(FIRST_YEAR))
        print("| week | what happened | exit code | outcome | seconds | releases kept | MB in all |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for number in range(weeks):
            happened = bring(bank, chance, left) if number else "the first refresh"
            done.append(week(number, happened, bank, workspace))
            print(done[-1], flush=True)
    print(f"Exit codes {dict(Counter(one.code for one in done))}, {dict(Counter(one.outcome for one in done))}.")


if __name__ == "__main__":
    main()
