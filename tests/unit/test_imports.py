"""The contracts of imports: that each of them fails when it is broken, and what import-linter cannot see."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import HANG_S, PROJECT

OURS = ("seksby", "pipelines", "dashboards")
CIRCLE = "No two modules of a room, and no two rooms of one, lead to each other"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our packages and their contracts, to be broken."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy2(PROJECT / "pyproject.toml", folder)
    for package in OURS:
        for file in (PROJECT / package).rglob("*.py"):
            target = folder / file.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    return folder


def lint(folder: Path) -> tuple[int, list[str]]:
    """The exit code of import-linter, and the names of the contracts it finds broken."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )
    broken = [line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")]
    return done.returncode, broken


def test_nothing_is_broken(copy: Path) -> None:
    assert lint(copy) == (0, [])


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        (
            "dashboards/words/broken.py",
            "import pipelines.sources.http",
            "What runs builds on what is shown, both on the ground; never the other way",
        ),
        (
            "seksby/broken.py",
            "import dashboards",
            "What runs builds on what is shown, both on the ground; never the other way",
        ),
        (
            "pipelines/releases/broken.py",
            "import pipelines.warehouse.load",
            "The rooms of pipelines, from the command line down to the catalogue",
        ),
        (
            "pipelines/catalogue/broken.py",
            "import pipelines.sources.http",
            "The rooms of pipelines, from the command line down to the catalogue",
        ),
        (
            "pipelines/commands/broken.py",
            "import dashboards.compiler.compile",
            "Pages, workbook and brief are asked for by their public entries alone",
        ),
        (
            "pipelines/recomputing/broken.py",
            "import pipelines.own",
            "The rooms of pipelines, from the command line down to the catalogue",
        ),
        (
            "pipelines/a_new_room.py",
            "import seksby.errors",
            "The rooms of pipelines, from the command line down to the catalogue",
        ),
        (
            "pipelines/releases/sealing/broken.py",
            "import pipelines.releases.release",
            CIRCLE,
        ),
        (
            "dashboards/drawing/broken.py",
            "import dashboards.site.share",
            "The rooms of dashboards, from the site down to the numbers",
        ),
        (
            "pipelines/recomputing/broken.py",
            "import dashboards.language",
            "What computes a release a second time takes nothing from what computed it first",
        ),
        (
            "pipelines/commands/broken.py",
            "import pipelines.recomputing.values",
            "What was computed a second time is asked for where a release is proved",
        ),
        (
            "pipelines/methods/broken.py",
            "import dashboards.language",
            "Methods know nothing of ours but the ground",
        ),
        (
            "pipelines/warehouse/broken.py",
            "import pipelines.methods.statistics.ranks",
            "Methods are called by dbt's models alone",
        ),
    ],
)
def test_a_contract_that_is_broken_on_purpose_fails(copy: Path, file: str, line: str, contract: str) -> None:
    broken = copy / file
    broken.write_text(f"{line}\n", encoding="utf-8")
    try:
        code, found = lint(copy)
        # What leads up to where something leads down from closes a circle too.
        assert (code, {*found} - {CIRCLE} or {*found}) == (1, {contract})
    finally:
        broken.unlink()


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_dbts_models_take_nothing_of_ours_but_methods() -> None:
    """They lie in no package: import-linter does not read them."""
    files = sorted((PROJECT / "dbt_project" / "models").rglob("*.py"))
    assert files
    for file in files:
        ours = [name for name in imports(file) if name.split(".")[0] in OURS]
        assert ours, file
        assert all(name.startswith("pipelines.methods.") for name in ours), (file, ours)


def test_a_room_holds_at_most_ten_modules_and_says_what_belongs_there() -> None:
    """More, and a newcomer does not find theirs."""
    rooms = [
        init for package in ("seksby", "pipelines", "dashboards") for init in (PROJECT / package).rglob("__init__.py")
    ]
    assert len(rooms) > 30
    for init in rooms:
        assert len([module for module in init.parent.glob("*.py") if module != init]) <= 10, init.parent
        assert ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))), init
