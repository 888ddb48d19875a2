"""`seksby serve` shows the current release's files and nothing else."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.server import page_server
from pipelines.workspace import Workspace


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        site = tmp_path / "releases" / name / "site"
        (site / "assets").mkdir(parents=True)
        (site / "index.html").write_text(f"release {name}")
        (tmp_path / "releases" / name / "manifest.json").write_text("{}")
    (tmp_path / "current").symlink_to("releases/one")
    return tmp_path


@pytest.fixture
def port(data_dir: Path) -> Iterator[int]:
    with page_server(Workspace(data_dir), "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_a_new_release_is_shown_at_the_next_request(data_dir: Path, port: int) -> None:
    assert get(port, "/") == (200, "release one")
    link = data_dir / "new"
    link.symlink_to("releases/two")
    link.replace(data_dir / "current")
    assert get(port, "/index.html") == (200, "release two")


@pytest.mark.parametrize("path", ["/assets/", "/../manifest.json", "/%2e%2e/manifest.json", "/..%2fmanifest.json"])
def test_folders_are_not_listed_and_nothing_outside_is_shown(port: int, path: str) -> None:
    assert get(port, path)[0] == 404
