"""What a server of pages takes from whoever connects: how many, how long, how much, and under which name.

Belongs here: limits that hold before a request is one, and the names the server answers to. Does not belong here: what
is answered (`server`), or who may read; a web server in front has better limits, and sign-in (docs/hosting.md).
"""

from __future__ import annotations

from asyncio import Transport
from collections.abc import Collection
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from starlette.types import ASGIApp, Receive, Scope, Send

CONNECTIONS = 400  # half of what a process may hold open where nobody raised it (1,024, and a file for each answer)
HEADERS_SECONDS = 10
HEADERS_BYTES = 32_768
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_OTHER_NAME = "Siden kendes ikke under dette navn.\nThis site is not known by this name.\n"


class Patient(H11Protocol):
    """HTTP/1.1 that waits for the headers of a request only so long, byte by byte or not.

    uvicorn itself waits for ever: 1,008 connections that said nothing kept everybody else out (2026-11-28).
    """

    _late: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # uvicorn's, and asyncio's
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Begin to wait where a request has not come whole; what comes of it does not begin the time anew."""
        if self._is_asked():
            self._stop()
        elif self._late is None:
            self._late = self.loop.call_later(HEADERS_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._late = None
        if not self._is_asked():
            self.transport.close()

    def _is_asked(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def under_names(app: ASGIApp, names: Collection[str]) -> ASGIApp:
    """The application for requests to one of these hosts alone, whatever the port.

    A page of another site can point a name of its own at this machine (DNS rebinding) and would then read what is
    served here as if it were its own; its name still stands in Host.
    """

    async def app_by_name(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _host(Headers(scope=scope).get("host", "")) not in names:
            await PlainTextResponse(_OTHER_NAME, 421)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return app_by_name


def _host(header: str) -> str:
    """The name in a Host header: `[::1]:8000` → `::1`."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()
