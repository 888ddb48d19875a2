"""Pages built again as their text is edited, beside what is published.

Belongs here: when to build, and which build is the one to look at. Does not belong here: how pages are built
(`dashboards`), how they are shown (`server`).

Builds run in one process, which remembers what the pages were: an edit costs what is new in it. It has a group of its
own, because it starts processes that draw charts: Ctrl-C on the terminal does not reach any of them half-way, and
`stop` ends them all.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from dashboards import PAGES_DIR, SiteReport, site_builder
from pipelines.releases import release
from seksby.errors import BuildError, PageError, SeksbyError, advice
from seksby.workspace import PROJECT_DIR, Workspace

EDITED = {".md", ".sql"}
FIRST_BUILD = 100  # milliseconds from when edits are seen until the first build
STOP_SEEN = 0.2  # seconds between two looks at whether to stop


@dataclass(frozen=True)
class Built:
    """One build that came through.

    Args:
        edited: names of the files whose edit led to it; none for the first.
        pages: number of HTML pages written.
        seconds: how long it took.
    """

    edited: tuple[str, ...]
    pages: int
    seconds: float


@dataclass(frozen=True)
class Preview:
    """A folder of pages under way; `site` always leads to the last ones that could be built."""

    workspace: Workspace
    folder: Path
    pages: Path

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def builds(self, stop: threading.Event) -> Iterator[Built | SeksbyError]:
        """Build once, and again after each edit, until told to stop; a fault is what came of an edit, and no end.

        Edits are watched from before the first build, so that none is lost while pages are built.
        """
        from watchfiles import watch

        numbers = itertools.count(1)
        first = True
        with _Process([str(self.workspace.cache), str(self.pages)]) as process:
            for changes in watch(
                self.pages,
                watch_filter=lambda _, path: Path(path).suffix in EDITED and not Path(path).name.startswith("."),
                stop_event=stop,
                rust_timeout=FIRST_BUILD,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if changes or first:
                    first = False
                    edited = sorted({str(Path(path).relative_to(self.pages)) for _, path in changes})
                    outcome = self._build(process, self.folder / str(next(numbers)), tuple(edited), stop)
                    if outcome is not None:
                        yield outcome

    def _build(
        self, process: _Process, out: Path, edited: tuple[str, ...], stop: threading.Event
    ) -> Built | SeksbyError | None:
        """Build into a new folder and lead to it if all went well; None when told to stop."""
        began = monotonic()
        try:
            published = release.find(self.workspace)
        except SeksbyError as error:
            return error
        answer = process.ask({"release": str(published.directory.resolve()), "out": str(out)}, stop)
        if "pages" not in answer:
            shutil.rmtree(out, ignore_errors=True)
            return PageError(answer.pop("error"), **answer) if answer else None
        before = self.site.resolve()
        _lead(self.site, out)
        if before.parent == self.folder:  # a build, and not the published pages
            shutil.rmtree(before)
        return Built(edited, answer["pages"], monotonic() - began)


@contextmanager
def preview(workspace: Workspace, pages: Path = PAGES_DIR) -> Iterator[Preview]:
    """A folder of its own beside the releases, removed at the end; it shows the published pages until the first build.

    Raises:
        UsageError: no release has been published.
    """
    published = release.find(workspace).site
    workspace.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="preview-", dir=workspace.cache) as folder:
        made = Preview(workspace, Path(folder).resolve(), pages.resolve())
        _lead(made.site, published)
        yield made


class _Process:
    """The process that builds: started when it is asked for the first time, and again when it broke off."""

    def __init__(self, arguments: list[str]) -> None:
        self._command = [sys.executable, "-m", "pipelines.commands.serving.preview", *arguments]
        self._running: subprocess.Popen[str] | None = None

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, question: Mapping[str, str], stop: threading.Event) -> dict[str, Any]:
        """What a build answers: its number of pages, or the four parts of an error; nothing when told to stop."""
        if self._running is None:
            quiet = os.environ | {"PYTHONWARNINGS": "ignore:resource_tracker:UserWarning"}  # of what is left at its end
            self._running = subprocess.Popen(  # noqa: S603 - this module, on folders of ours
                self._command,
                cwd=PROJECT_DIR,
                env=quiet,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        assert self._running.stdin is not None  # noqa: S101 - asked for above
        assert self._running.stdout is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError):  # it broke off, and there will be no answer
            print(json.dumps(question), file=self._running.stdin, flush=True)
        while not select.select([self._running.stdout], [], [], STOP_SEEN)[0]:
            if stop.is_set():
                return {}
        answer = self._running.stdout.readline()
        if answer:
            return dict(json.loads(answer))
        code = self._running.wait()
        self._end()
        return BuildError(
            f"The build broke off with exit code {code}.",
            where="what the terminal says above",
            expected="pages, or an error that is explained",
            remedy="undo the last edit; `seksby check` says more about the pages",
        ).as_dict()

    def _end(self) -> None:
        """End it with all that it started."""
        if self._running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGTERM)
        self._running.communicate()
        self._running = None


def _answer_all(cache: Path, pages: Path) -> None:
    """Build for each line that comes in, as long as lines come, and answer each with a line."""
    with ExitStack() as opened:
        known: Path | None = None
        for line in sys.stdin:
            asked = {name: Path(path) for name, path in json.loads(line).items()}
            if asked["release"] != known:
                opened.close()
                known = asked["release"]
                build = opened.enter_context(
                    site_builder(known / release.WAREHOUSE, cache, beside=known / release.SITE)
                )
            print(json.dumps(_built(build, asked["out"], pages)), flush=True)


def _built(build: Callable[[Path, Path], SiteReport], out: Path, pages: Path) -> dict[str, Any]:
    out.mkdir()
    try:
        return {"pages": build(out, pages).pages}
    except SeksbyError as error:
        return error.as_dict()
    except UnicodeError as error:
        return PageError(
            f"A page is not in UTF-8: {error}.",
            where=", ".join(_not_utf8(pages)) or str(pages),
            expected="Markdown and SQL in UTF-8",
            remedy="save the file again in UTF-8",
        ).as_dict()
    except OSError as error:
        expected, remedy = advice(error.errno)
        return BuildError(
            f"A file or folder cannot be used: {error.strerror or error}.",
            where=str(error.filename or out),
            expected=expected,
            remedy=f"{remedy}; then save a page again",
        ).as_dict()


def _not_utf8(pages: Path) -> Iterator[str]:
    for file in sorted(file for file in pages.rglob("*") if file.suffix in EDITED):
        try:
            file.read_bytes().decode()
        except UnicodeError:
            yield str(file)


def _lead(link: Path, target: Path) -> None:
    """Switch a link in one step."""
    new = link.with_name(".site.new")
    new.symlink_to(target)
    new.replace(link)


if __name__ == "__main__":
    _answer_all(*map(Path, sys.argv[1:]))
