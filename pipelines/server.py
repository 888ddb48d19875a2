"""Showing the current release's pages from this machine.

Belongs here: a static server that always shows what is current. Does not belong here: anything that builds pages.
"""

from __future__ import annotations

from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipelines.release import SITE
from pipelines.workspace import Workspace


class _Pages(SimpleHTTPRequestHandler):
    """Files only: a folder without a page is not listed."""

    protocol_version = "HTTP/1.1"

    def list_directory(self, path: Any) -> None:  # noqa: ARG002
        self.send_error(HTTPStatus.NOT_FOUND, "No page here")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Requests are not logged: who reads what is nobody's business."""


def page_server(workspace: Workspace, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is ready to `serve_forever`; port 0 takes a free one.

    The path leads through the link `current`, so a new release is shown at the next request.
    """
    site: Path = workspace.current / SITE

    def handler(*args: Any, **kwargs: Any) -> _Pages:
        return _Pages(*args, directory=str(site), **kwargs)

    return ThreadingHTTPServer((host, port), handler)
