"""Asking a publisher's service over HTTP: patiently, courteously, and with errors that say whether to go on.

Belongs here: the connection, waits between requests, retries, and what an answer without the status we want amounts to.
Does not belong here: any service's own protocol or its words for an error (`statbank.client`, `openapi`).

Three kinds of failure, by what the caller does about them:
    CatalogueError     the service says that what we ask for does not exist: an analyst mends the catalogue.
    SourceError        the service or the answer is at fault: the refresh goes on with the source's previous snapshot.
    UnreachableError   a SourceError: the host does not answer at all, so asking it for more is pointless.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

import httpx
import stamina

from seksby.errors import SeksbyError, SourceError

# A service may think for a minute before the first byte of a large extract; it connects at once or not at all.
TIMEOUT = httpx.Timeout(connect=10, read=120, write=30, pool=10)
LONGEST_WAIT = 120.0  # seconds; a service that asks for more is asked at the next refresh instead
BUDGET = 600.0  # seconds of attempts that failed, per service and refresh
IN_A_ROW = 2
SHORT, SHOWN = 2_000, 200  # bytes of an answer that may be a service's words for an error, and how many are told
LATER = "try again later; until then the previous snapshot is used"


Answer = TypeVar("Answer")
Explain = Callable[[bytes, str, str], SeksbyError | str | None]
"""The service's own error in a body, given what was asked about and where: an error to raise, words, or None."""


class PassingError(SourceError):
    """May be gone at the next attempt; `retry_after` is the wait in seconds that the service asked for, if it did."""

    retry_after: float | None = None


class UnreachableError(PassingError):
    """The host does not answer: no network, a wrong address, or the service is down."""


class Patience:
    """How long one service is waited for in one refresh.

    A host that accepts and never answers would otherwise be waited for at every table: 36 tables x 4 attempts x 120 s.
    After two failures in a row each further thing is asked for once, and when `BUDGET` seconds have gone by in attempts
    that failed, nothing more is asked. A success makes it patient again, but gives no time back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed_in_a_row = 0
        self._lost = 0.0

    def __call__(self, name: str, attempt: Callable[[], Answer]) -> Answer:
        """What `attempt` returns, tried again while that is worth it; `name` is what errors call the service."""
        if self._lost > BUDGET:
            raise PassingError(
                f"{name} did not answer for {self._lost / 60:.0f} minutes; this was not asked for any more.",
                where=name,
                expected=f"answers within {BUDGET / 60:.0f} minutes of failed attempts",
                remedy=LATER,
            )
        begun = self._clock()
        try:
            found = attempt() if self._failed_in_a_row >= IN_A_ROW else patiently(attempt)
        except PassingError:
            self._failed_in_a_row += 1
            self._lost += self._clock() - begun
            raise
        self._failed_in_a_row = 0
        return found


@dataclass(frozen=True)
class Service:
    """An open connection.

    Attributes:
        name: what errors call the service.
        http: the connection.
        pause: called before each request.
        explain: see `Explain`.
        request_id: header in which the service numbers its answers, if it does.
        patience: see `Patience`.
        key: the environment variable of the key that the service wants, if it wants one.
    """

    name: str
    http: httpx.Client
    pause: Callable[[], None]
    explain: Explain
    request_id: str | None = None
    patience: Patience = field(default_factory=Patience)
    key: str | None = None


@contextmanager
def client(
    url: str,
    interval: float,
    *,
    pause: Callable[[], None] | None = None,
    timeout: httpx.Timeout = TIMEOUT,
    headers: Mapping[str, str] | None = None,
) -> Iterator[tuple[httpx.Client, Callable[[], None]]]:
    """Open a connection.

    A user name and password in the address are sent as they should be, and stand in no address that is told or kept.

    Args:
        url: the address below which everything is asked for.
        interval: seconds between requests.
        pause: called before each request in place of that wait.
        timeout: see `httpx.Timeout`.
        headers: sent with every request.
    """
    address = httpx.URL(url)
    user = httpx.BasicAuth(address.username, address.password) if address.userinfo else None
    with httpx.Client(
        base_url=address.copy_with(userinfo=b""),
        auth=user,
        timeout=timeout,
        verify=_trusted(),
        headers={"User-Agent": "seksby"} | dict(headers or {}),
    ) as http:
        yield http, pause or paced(interval)


@cache
def _trusted() -> ssl.SSLContext:
    """Who may say that a host is who it is: read once, not for each service anew (25 ms)."""
    return httpx.create_ssl_context()


def paced(interval: float) -> Callable[[], None]:
    """A function that waits until `interval` seconds have passed since it last returned."""
    due = time.monotonic()

    def wait() -> None:
        nonlocal due
        time.sleep(max(0.0, due - time.monotonic()))
        due = time.monotonic() + interval

    return wait


def worth_asking_again(error: Exception) -> bool | float:
    """What stamina wants to know: whether to ask again, or after how many seconds."""
    if not isinstance(error, PassingError):
        return False
    return True if error.retry_after is None else error.retry_after


# No time limit over all attempts: a large table may take longer than any sensible one. Waits 1, 2, 4 s plus jitter.
patiently = stamina.RetryingCaller(attempts=4, timeout=None, wait_initial=1.0, wait_max=30.0, wait_jitter=1.0).on(
    worth_asking_again
)


def json_answer(service: Service, method: str, path: str, about: str, **request: Any) -> bytes:
    """The body of an answer that has to be JSON and no error; asked for again while the failure may pass."""

    def attempt() -> bytes:
        with answer(service, method, path, about, **request) as response:
            raw = response.read()
            if kind(raw) != "JSON" or service.explain(raw, about, place(service, response, about)):
                refuse(service, response, raw, about, "JSON")
            return raw

    return service.patience(service.name, attempt)


@contextmanager
def answer(service: Service, method: str, path: str, about: str, **request: Any) -> Iterator[httpx.Response]:
    """One request whose answer has status 200; what httpx raises, then or while the body is read, becomes ours."""
    service.pause()
    where = f"{method} {str(service.http.base_url).rstrip('/')}/{path.lstrip('/')}, {about}"
    try:
        with service.http.stream(method, path, **request) as response:
            if response.status_code != HTTPStatus.OK:
                refuse(service, response, response.read(), about, "an answer with status 200")
            yield response
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise UnreachableError(
            f"{service.name} cannot be reached: {error}.",
            where=where,
            expected="an answer",
            remedy="check the network and the address (`seksby settings`); `seksby refresh --offline` works without",
        ) from error
    except httpx.HTTPError as error:
        raise PassingError(
            f"{service.name}'s answer broke off: {str(error) or type(error).__name__}.",
            where=where,
            expected="a whole answer",
            remedy=LATER,
        ) from error


def refuse(service: Service, response: httpx.Response, body: bytes, about: str, expected: str) -> NoReturn:
    """Raise the error that an answer we cannot use amounts to."""
    status = response.status_code
    where = place(service, response, about)
    explained = service.explain(body, about, where)
    if isinstance(explained, SeksbyError):
        raise explained
    what = f"{service.name} answered with status {status} and {_own_words(response, body) or kind(body)}."
    if explained:
        what = f"{service.name} reports an error: {explained}, status {status}."
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and service.key:
        raise SourceError(what, where=where, expected=expected, remedy=f"check the key in {service.key}")
    if status not in (HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS) and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SourceError(
            what, where=where, expected=expected, remedy="check the address (`seksby settings`) and any proxy"
        )
    passing = PassingError(what, where=where, expected=expected, remedy=LATER)
    passing.retry_after = _retry_after(response)
    if passing.retry_after is not None and passing.retry_after > LONGEST_WAIT:
        what = f"{what} It asks us to wait {passing.retry_after:.0f} seconds."
        raise SourceError(what, where=where, expected=expected, remedy=LATER)
    raise passing


def _own_words(response: httpx.Response, body: bytes) -> str:
    """A short answer that is no web page, as the service wrote it; its figures are long, and its errors are not.

    Whatever key it repeats is taken out, for errors are kept and shown.
    """
    no_words = ("nothing", "a web page", "JSON") if response.is_success else ("nothing", "a web page")
    if len(body) > SHORT or kind(body) in no_words:
        return ""
    text = " ".join(body.decode("utf-8", errors="replace").split())
    _, _, key = response.request.headers.get("Authorization", "").rpartition(" ")
    text = text.replace(key, "(key)") if key else text
    return f"the words: {text[:SHOWN]}" if text.isprintable() else ""


def kind(body: bytes) -> str:
    """What a body looks like: nothing, a web page, JSON or text."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"": "nothing", b"<": "a web page", b"{": "JSON", b"[": "JSON"}.get(start, "text")


def place(service: Service, response: httpx.Response, about: str) -> str:
    """Where an answer came from, for an error."""
    where = f"{response.request.method} {response.request.url}, {about}"
    request_id = response.headers.get(service.request_id) if service.request_id else None
    return f"{where}, {service.name}'s request id {request_id}" if request_id else where


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait, which the service may give as such or as a date."""
    value = response.headers.get("Retry-After", "")
    if value.isdigit():
        return float(value)
    try:
        moment: datetime = parsedate_to_datetime(value)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
