"""A folder of pages on a real server on loopback, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from pipelines.commands.serving.server import address, listen, site_app, web_server


@contextmanager
def served(folder: Path, under: str = "") -> Iterator[str]:
    """The address of a folder's pages, `http://127.0.0.1:<free port>/`; `under="/tal/six"` puts them below a path."""
    app = site_app(folder)
    server = web_server(Starlette(routes=[Mount(under, app)]) if under else app)
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address(*listening.getsockname()[:2])[0] + (f"{under.strip('/')}/" if under else "")
        finally:
            server.should_exit = True
            thread.join()
