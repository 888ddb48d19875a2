"""What the tests of several folders share: one real refresh of the bundled figures, and the pages in Danish alone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from dashboards import PAGES_DIR
from dashboards.language import LANGUAGES
from pipelines.workspace import DATA_DIR_VARIABLE, Workspace
from tests.support import seksby


@pytest.fixture(scope="session", autouse=True)
def _nothing_in_the_projects_own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever asks for the default workspace gets an empty one; commands started by tests inherit it."""
    os.environ[DATA_DIR_VARIABLE] = str(tmp_path_factory.mktemp("workspace"))


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
        done = seksby(*arguments, "--json", data_dir=self.workspace.data_dir)
        assert done.returncode == 0, done.stderr or done.stdout
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The whole way, as a stranger without network goes it; read-only for the tests that share it, in both workers.

    The first worker to ask refreshes, the other waits for it; a refresh that fails, fails in both.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder of its own in the session's
        shared = shared.parent
    data_dir, said = shared / "published", shared / "published.json"
    with FileLock(shared / "published.lock"):
        if not said.exists():
            done = seksby("refresh", "--offline", "--json", data_dir=data_dir)
            assert done.returncode == 0, done.stderr + done.stdout
            said.write_text(done.stdout, encoding="utf-8")
    return Published(Workspace(data_dir), json.loads(said.read_text(encoding="utf-8")))
