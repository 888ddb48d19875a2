"""One site of invented figures and one browser for all page tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.invented import invented
from tests.conftest import once
from tests.support.sites import build

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


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
    def make(folder: Path) -> None:
        folder.mkdir()
        warehouse = invented().write(folder / "warehouse.duckdb")
        build(warehouse, folder / "site", cache=warmed(folder / "cache"))

    return Site(once(shared, "site", make) / "site")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium, else Playwright's own."""
    installed = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield chromium
        chromium.close()
