"""What the tests of several folders share: one real refresh of the bundled figures, and the pages in Danish alone."""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from dashboards import PAGES_DIR
from dashboards.language import LANGUAGES
from pipelines.releases.sealing import fingerprints
from seksby import processes
from seksby.settings import variable
from seksby.workspace import Workspace
from tests.browser.invented import invented
from tests.support.asking import asked
from tests.support.computing import Compiled
from tests.support.installed import Installed, install, run
from tests.support.sites import Here, build, build_whole

# No property may fail because the machine is busy; in CI a property has the same examples every time.
settings.register_profile(
    "seksby",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
# `pytest --hypothesis-profile thorough`: for a night, and after a change of what a property is about.
settings.register_profile("thorough", settings.get_profile("seksby"), max_examples=1000, derandomize=False)
settings.load_profile("seksby")


SLOW_FIRST = ("browser", "site", "integration")
"""Integration last: with the release that many share come the models as read, which take 8 CPU seconds."""
MODELS_AS_READ = ("dbt-manifest", "columns")
"""Folders of a cache that hold what was made of the models alone, whatever the figures."""
SAID, PROGRAM = "said.json", "program.json"
"""Beside the data folder of `published`: what the refresh said, and the files of the program before it."""


def pytest_configure() -> None:
    """Looking for cycles among all that Dagster, dbt and pydantic hold took a twentieth of the time (2026-11-30)."""
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that two workers, each with a file at a time, stay busy.

    The first file makes the release that many share; those that wait for it come when it is there, what takes long
    without it meanwhile, and the many short ones last, to fill up.
    """
    sharing = dict.fromkeys(item.path for item in items if "published" in getattr(item, "fixturenames", ()))

    def turn(item: pytest.Item) -> int:
        folder = item.path.parent.name
        if item.path in sharing:
            return -1 if item.path == next(iter(sharing)) else len(SLOW_FIRST)
        return SLOW_FIRST.index(folder) if folder in SLOW_FIRST else len(SLOW_FIRST) + 1

    items.sort(key=turn)


@pytest.fixture(scope="session", autouse=True)
def _nothing_in_the_projects_own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever asks for the default workspace gets an empty one; commands started by tests inherit it."""
    os.environ[variable("data_dir")] = str(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="session", autouse=True)
def _code_is_hashed_once() -> Iterator[None]:
    """No test changes the code it runs, and each release asks what the code is: 0.2 s a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprints, "code_hash", cache(fingerprints.code_hash))
        yield


@pytest.fixture(scope="session", autouse=True)
def _processes_of_its_own() -> Iterator[None]:
    """A test draws and writes workbooks in its own process: to start another, which imports it all anew, takes longer
    than what most draw. Commands that run as commands have theirs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "ProcessPoolExecutor", Here)
        yield


@pytest.fixture(scope="session")
def danish_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's pages without their translations: half the work for a test that reads Danish pages alone."""
    translations = shutil.ignore_patterns(*(lang.code for lang in LANGUAGES[1:]))
    return shutil.copytree(PAGES_DIR, tmp_path_factory.mktemp("danish") / "pages", ignore=translations)


@dataclass(frozen=True)
class Published:
    """A data folder with a release of the bundled real figures, and what the refresh said."""

    workspace: Workspace
    summary: Mapping[str, Any]

    def json(self, *arguments: str) -> Any:
        """The answer of a command that has to succeed."""
        done = asked(*arguments, "--json", data_dir=self.workspace.data_dir)
        assert done.returncode == 0, done.stderr or done.stdout
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this session that all its workers share; each has a folder of its own in it."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(shared: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name`, made by the first worker to ask; others wait for it. Nobody changes what was made."""
    folder, done = shared / name, shared / f"{name}.done"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def warmed(shared: Path) -> Callable[[Path], Path]:
    """Gives a new cache folder the drawings, scripts and models as read that other tests made: known by what they are
    made of, and checked when they are read. Tests of drawing and keeping use a cold one.
    """

    def warm(cache: Path) -> Path:
        cache.mkdir()
        for part in ("charts", "scripts", *MODELS_AS_READ):
            (shared / "drawn" / part).mkdir(parents=True, exist_ok=True)
            (cache / part).symlink_to(shared / "drawn" / part)
        return cache

    return warm


@dataclass(frozen=True)
class Site:
    """A built site on disk."""

    folder: Path

    def pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))

    def file(self, path: str) -> Path:
        """`/randers/` → the file of its page."""
        return self.folder / path.strip("/") / "index.html"

    def url(self, path: str) -> str:
        """`/randers/` → the file:// address of its page."""
        return self.file(path).as_uri()


@pytest.fixture(scope="session")
def site(shared: Path, warmed: Callable[[Path], Path]) -> Site:
    """One site of the invented figures for all tests that only look at it."""

    def make(folder: Path) -> None:
        folder.mkdir()
        warehouse = invented().write(folder / "warehouse.duckdb")
        build(warehouse, folder / "site", cache=warmed(folder / "cache"))

    return Site(once(shared, "site", make) / "site")


@pytest.fixture(scope="session")
def seen_from_outside(shared: Path, warmed: Callable[[Path], Path]) -> Site:
    """The same with workbooks and pages of a municipality outside the six; its marts lie beside it."""

    def make(folder: Path) -> None:
        folder.mkdir()
        warehouse = invented(viewpoint=True).write(folder / "warehouse.duckdb")
        build_whole(warehouse, folder / "site", cache=warmed(folder / "cache"))

    return Site(once(shared, "outside", make) / "site")


@pytest.fixture(scope="session")
def hostile(shared: Path, warmed: Callable[[Path], Path], danish_pages: Path) -> Path:
    """The Danish pages of a world that has markup in every text a source may write: the folder of the site."""

    def make(folder: Path) -> None:
        folder.mkdir()
        warehouse = invented(hostile=True).write(folder / "warehouse.duckdb")
        build(warehouse, folder / "site", cache=warmed(folder / "cache"), pages=danish_pages)

    return once(shared, "hostile", make) / "site"


@pytest.fixture(scope="session")
def installed(shared: Path) -> Installed:
    """Seksby as it comes with its wheel; nothing is written there."""
    return _installed(shared)


def _installed(shared: Path) -> Installed:
    return Installed(once(shared, "wheel", install) / "venv")


@pytest.fixture(scope="session")
def published(shared: Path) -> Published:
    """The whole way, as a stranger without network goes it: with the wheel, in an empty folder. Read-only for all."""

    def refresh(folder: Path) -> None:
        folder.mkdir()
        stranger = _installed(shared)
        (folder / PROGRAM).write_text(json.dumps(stranger.files()), encoding="utf-8")
        command = (stranger.bin / "seksby", "--data-dir", folder / "data", "refresh", "--offline", "--json")
        (folder / SAID).write_text(run(*command, cwd=folder), encoding="utf-8")
        for part in MODELS_AS_READ:
            shutil.copytree(folder / "data" / "cache" / part, shared / "drawn" / part, dirs_exist_ok=True)

    folder = once(shared, "published", refresh)
    return Published(Workspace(folder / "data"), json.loads((folder / SAID).read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def compiled(published: Published) -> Compiled:
    """The models as dbt compiled and ran them: the same whatever the figures."""
    return Compiled(published.workspace.cache / "dbt")
