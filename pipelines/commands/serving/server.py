"""A folder of finished pages over HTTP.

Belongs here: which file answers a request, with which headers, and the server around it. Does not belong here: anything
that makes pages, and who may read them: a sign-in stands in front (docs/hosting.md).
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import html
import ipaddress
import os
import re
import socket
import stat
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from seksby.errors import ServeError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX = "index.html"

# What a site consists of; by name and not by the machine's own list, which differs from one to the next. Text is UTF-8.
TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COMPRESSED = {".atom", ".css", ".csv", ".html", ".js", ".svg", ".txt"}  # the other is compressed as it is
SHOWN_ELSEWHERE = {".png", ".svg"}  # pictures beside a page: an image runs nothing and reads nothing where it is shown
SMALLEST = 500  # bytes; under this, compression makes a file longer or saves no packet

# A page names its own policy in a meta element; this stands for all that is no page, and forbids what a meta cannot.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
FRAMES = "frame-ancestors 'none'"
SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

# Kept for a year: a name with a hash of the content. At least one letter and one digit, so that no date passes for one.
_HASHED = re.compile(r"[.-](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,64}\.[a-z0-9.]+$")
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_HEAD = 16_384  # bytes; a page says its policy before anything it loads
_RANGE = re.compile(r"bytes=\s*(\d{1,18}-(\d{1,18})?|-\d{1,18})(\s*,\s*(\d{1,18}-(\d{1,18})?|-\d{1,18}))*\s*")
_REFUSED = re.compile(
    r"[\\\x00-\x1f\x7f]"
)  # a backslash parts folders on some machines; control characters name no file

_NOT_FOUND = """\
<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Siden findes ikke · Page not found · Seksby</title>
</head>
<body>
<main>
<h1>Siden findes ikke</h1>
<p>Adressen er skrevet forkert, eller siden er der ikke længere. <a href="{start}">Gå til forsiden</a>.</p>
<section lang="en">
<h2>Page not found</h2>
<p>The address is misspelt, or the page is no longer there. <a href="{start}">Go to the front page</a>.</p>
</section>
</main>
</body>
</html>
"""
_READ_ONLY = "Her kan der kun læses (GET og HEAD).\nThis site can only be read (GET and HEAD).\n"


def site_app(folder: Path) -> ASGIApp:
    """The files of a folder as an ASGI application; it can be mounted under any path.

    The folder is found anew for each request, so a link that is switched to another release shows it at once. Nothing
    outside the folder the link leads to is ever sent.
    """
    files = StaticFiles(directory=folder, check_dir=False)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_security(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(SECURITY)
                headers.setdefault("cross-origin-resource-policy", "same-origin")
                headers.setdefault("content-security-policy", f"{POLICY}; {FRAMES}")
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        scope = _without_a_range_that_is_none(scope)
        answer = await run_in_threadpool(_answer, files, scope)
        await answer(scope, receive, with_security)

    return app


def listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections; port 0 takes a free one.

    Raises:
        ServeError: the port is taken or not allowed, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            what, remedy = f"Port {port} is in use.", "stop what uses it, or serve on a free port: `--port 0`"
        else:
            what = f"Cannot serve at {host}, port {port}."
            remedy = "leave out --host for this machine alone, or give `--host 0.0.0.0` for all it is reached by"
        raise ServeError(
            what,
            where=f"{host}:{port} ({getattr(error, 'strerror', None) or error})",
            expected="an address of this machine, and a free port from 1024 to 65535",
            remedy=remedy,
        ) from None


def address(host: str, port: int) -> tuple[str, bool]:
    """Where a browser on this machine finds what listens there, and whether only this machine can."""
    ip = ipaddress.ip_address(host)
    seen = ip if not ip.is_unspecified else "127.0.0.1" if ip.version == 4 else "::1"
    return f"http://{f'[{seen}]' if ':' in str(seen) else seen}:{port}/", ip.is_loopback


def web_server(app: ASGIApp) -> uvicorn.Server:
    """The server around an application: `run(sockets=[...])` until Ctrl-C or `should_exit`.

    Requests are not logged: who reads what is nobody's business.
    """
    import uvicorn

    from pipelines.commands.serving import guarding

    config = uvicorn.Config(
        app,
        http=guarding.Patient,
        limit_concurrency=guarding.CONNECTIONS,
        h11_max_incomplete_event_size=guarding.HEADERS_BYTES,
        access_log=False,
        log_config=None,
        log_level="error",
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,  # seconds; a download that hangs does not keep Ctrl-C waiting
    )
    return uvicorn.Server(config)


def _answer(files: StaticFiles, scope: Scope) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse(_READ_ONLY, 405, {"allow": "GET, HEAD"})
    segments = _segments(scope)
    if segments is not None:
        *folders, name = segments
        try:
            if found := _find(files, [*folders, name or INDEX]):
                return _file(*found, files, scope)
            if name and _find(files, [*segments, INDEX]):
                return _with_slash(name, scope)
        except (OSError, ValueError):  # too long, not allowed, gone since: what cannot be read is not there
            pass
    return _not_found(scope)


def _segments(scope: Scope) -> list[str] | None:
    """The parts of the path below where the site lies, the last one empty for a folder; None if it can name no file."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if not path.startswith("/") or _REFUSED.search(path) or b"%2f" in scope.get("raw_path", b"").lower():
        return None
    segments: list[str] = path[1:].split("/")
    return None if "" in segments[:-1] or "." in segments or ".." in segments else segments


def _find(files: StaticFiles, segments: list[str]) -> tuple[Path, PurePosixPath, os.stat_result] | None:
    """A file in the folder: where it really lies, its place in the site, and its stamp."""
    place = PurePosixPath(*segments)
    path, info = files.lookup_path(str(place))  # follows links, and only within the folder
    return (Path(path), place, info) if info is not None and stat.S_ISREG(info.st_mode) else None


def _file(path: Path, place: PurePosixPath, info: os.stat_result, files: StaticFiles, scope: Scope) -> Response:
    """The file, a part of it, or word that the reader has it already.

    Compressed and plain are two representations with an ETag each. A part is always one of the plain file: a reader who
    has the beginning of the compressed one says so in If-Range and gets the whole.
    """
    asked = Headers(scope=scope)
    version = (path, info.st_mtime_ns, info.st_size)
    packed = place.suffix in COMPRESSED and info.st_size >= SMALLEST and "range" not in asked and _takes_gzip(asked)
    headers = {
        "cache-control": _cache_control(place),
        "etag": f'"{_digest(*version)}{"-gzip" if packed else ""}"',
        "vary": "Accept-Encoding",
    }
    if place.suffix in SHOWN_ELSEWHERE and place.parts[0] != "assets":
        headers["cross-origin-resource-policy"] = "cross-origin"
    if place.suffix == ".html" and (policy := _policy(*version)):
        headers["content-security-policy"] = f"{policy}; {FRAMES}"
    kind = TYPES.get(place.suffix, "application/octet-stream")
    plain = FileResponse(path, headers=headers, media_type=kind, stat_result=info)
    if files.is_not_modified(plain.headers, asked):
        known = NotModifiedResponse(plain.headers)
        # The reader's browser puts these headers over those it has kept: a page without its policy would run no script.
        known.headers.update({name: value for name, value in headers.items() if name == "content-security-policy"})
        return known
    if not packed:
        return plain
    headers |= {"content-encoding": "gzip", "last-modified": plain.headers["last-modified"]}
    return Response(_packed(*version), headers=headers, media_type=kind)


def _cache_control(place: PurePosixPath) -> str:
    """A year for what has its content's hash in its name; an hour for the icon.

    All else is asked for again each time: pages and figures, and what has to fit the page it goes with.
    """
    if place.parts[0] == "assets":
        if _HASHED.search(place.name):
            return "public, max-age=31536000, immutable"
        if place.suffix == ".svg":
            return "public, max-age=3600"
    return "no-cache"


def _takes_gzip(asked: Headers) -> bool:
    """Whether Accept-Encoding names gzip, or anything, with a weight above nought."""
    codings = [part.partition(";") for line in asked.getlist("accept-encoding") for part in line.split(",")]
    weights = {coding.strip().lower(): weight.replace(" ", "").lower() for coding, _, weight in codings}
    weight = weights.get("gzip", weights.get("*"))
    return weight is not None and re.fullmatch(r"q=0(\.0*)?", weight) is None


def _without_a_range_that_is_none(scope: Scope) -> Scope:
    """Range means something for GET and bytes; anything else is ignored, as RFC 9110 section 14.2 has it.

    So is one that ends before it begins (14.1.1).
    """
    asked = Headers(scope=scope).get("range")
    if asked is None or (scope["method"] == "GET" and _RANGE.fullmatch(asked) and not _ends_before_it_begins(asked)):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"range"]}


def _ends_before_it_begins(asked: str) -> bool:
    return any(int(last) < int(first) for first, last in re.findall(r"(\d+)-(\d+)", asked))


def _with_slash(name: str, scope: Scope) -> Response:
    """To the folder itself, from where its links hold; relative, so that it cannot lead off this site."""
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(f"./{quote(name)}/{'?' if query else ''}{query}")


def _not_found(scope: Scope) -> Response:
    below = scope.get("raw_path", b"").count(b"/") - scope.get("root_path", "").count("/") - 1
    return HTMLResponse(_NOT_FOUND.format(start="../" * below or "./"), 404)


# What a version of a file is: a page's bytes are read once, not for each reader.


@lru_cache(maxsize=4096)
def _digest(path: Path, mtime_ns: int, size: int) -> str:  # noqa: ARG001
    """By content and not by time: a file that is the same in the next release need not be fetched again.

    A table or a script may be; a page never is, because each names its release.
    """
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()[:32]


@lru_cache(maxsize=256)
def _packed(path: Path, mtime_ns: int, size: int) -> bytes:  # noqa: ARG001
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


@lru_cache(maxsize=4096)
def _policy(path: Path, mtime_ns: int, size: int) -> str | None:  # noqa: ARG001
    """The policy a page gives itself; a browser holds a page to both, so the header must not be another."""
    with path.open(encoding="utf-8", errors="replace") as handle:
        found = _META.search(handle.read(_HEAD))
    return " ".join(html.unescape(found[1]).split()).encode("ascii", "replace").decode() if found else None
