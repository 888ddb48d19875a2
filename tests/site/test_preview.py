"""`seksby serve --watch`: an edit is shown, a fault is told and the last good pages stay; nothing is published."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from pipelines.commands.serving.preview import Built, preview
from seksby.errors import PageError, SeksbyError
from seksby.workspace import Workspace
from tests.browser.invented import invented
from tests.support import HANG_S
from tests.support.serving import served

PAGE = """---
path: /
title: Side
---

```sql cities
select name from municipality_names
```

{{ cities[0].name }}: @
"""


@dataclass(frozen=True)
class Watched:
    """A preview under way: its pages, what is shown of them, and what each build came to."""

    workspace: Workspace
    pages: Path
    outcome: Callable[[], Built | SeksbyError]
    front_page: Callable[[], str]

    def save(self, name: str, content: bytes) -> None:
        """Save a file as careful editors do, whole or not at all: so that one edit is one event."""
        new = (self.pages / name).with_name(".new")
        new.write_bytes(content)
        new.replace(self.pages / name)

    def write(self, text: str, encoding: str = "utf-8") -> None:
        self.save("side.md", PAGE.replace("@", text).encode(encoding))


@pytest.fixture
def watched(tmp_path: Path, warmed: Callable[[Path], Path]) -> Iterator[Watched]:
    published = tmp_path / "data" / "releases" / "one"
    (published / "site").mkdir(parents=True)
    (published / "site" / "index.html").write_text("published")
    (published / "manifest.json").write_text(
        json.dumps({"release": "one", "created_at": "2026-11-01T00:00:00Z", "snapshots": [], "files": {}})
    )
    invented().write(published / "warehouse.duckdb")
    (tmp_path / "data" / "current").symlink_to("releases/one")
    pages = tmp_path / "pages"
    (pages / "queries").mkdir(parents=True)
    (pages / "queries" / "municipality_names.sql").write_text(
        "select name from marts.municipalities where is_compared order by compared_order"
    )
    (pages / "side.md").write_text(PAGE.replace("@", "before"), encoding="utf-8")
    workspace = Workspace(tmp_path / "data")
    warmed(workspace.cache)
    outcomes: queue.Queue[Built | SeksbyError] = queue.Queue()
    stop = threading.Event()
    with preview(workspace, pages) as edited, served(edited.site) as url:
        assert httpx.get(url).text == "published"
        watcher = threading.Thread(target=lambda: [outcomes.put(outcome) for outcome in edited.builds(stop)])
        watcher.start()
        try:
            yield Watched(workspace, pages, lambda: outcomes.get(timeout=HANG_S), lambda: httpx.get(url).text)
        finally:
            stop.set()
            watcher.join()
    assert list(workspace.cache.glob("preview-*")) == []


def test_an_edit_is_shown_a_fault_is_told_and_what_is_published_stays(watched: Watched) -> None:
    release = watched.workspace.current
    before = {file: file.read_bytes() for file in release.rglob("*") if file.is_file()}

    first = watched.outcome()
    assert isinstance(first, Built)
    assert (first.edited, first.pages) == ((), 1)
    assert "København: before" in watched.front_page()

    watched.write("after")
    second = watched.outcome()
    assert isinstance(second, Built)
    assert second.edited == ("side.md",)
    assert "København: after" in watched.front_page()

    watched.write("<Unknown data={cities} />")
    fault = watched.outcome()
    assert isinstance(fault, PageError)
    assert fault.where.endswith("side.md:10")
    assert all((fault.what, fault.expected, fault.remedy))
    assert "København: after" in watched.front_page()

    watched.write("æ", encoding="latin-1")
    fault = watched.outcome()
    assert isinstance(fault, PageError)
    assert (fault.where, fault.expected) == (f"{watched.pages / 'side.md'}:10", "UTF-8 text")
    assert "København: after" in watched.front_page()

    watched.save("notes.txt", b"no page")
    watched.write("mended")
    third = watched.outcome()
    assert isinstance(third, Built)
    assert third.edited == ("side.md",)
    assert "København: mended" in watched.front_page()

    watched.save("queries/municipality_names.sql", b"select name from marts.municipalities where name = 'Randers'")
    fourth = watched.outcome()
    assert isinstance(fourth, Built)
    assert fourth.edited == ("queries/municipality_names.sql",)
    assert "Randers: mended" in watched.front_page()

    assert {file: file.read_bytes() for file in release.rglob("*") if file.is_file()} == before
    assert release.resolve() == watched.workspace.releases / "one"
