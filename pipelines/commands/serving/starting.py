"""`seksby serve` and `seksby dev`: the pages of a release, and Dagster's.

Belongs here: reading these command lines, and telling where the pages are and what came of an edit. Does not belong
here: serving (`server`), building as pages are edited (`preview`), or what Dagster shows (`pipelines.orchestration`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.screen.terminal import report, say, workspace_of
from seksby.errors import SeksbyError

if TYPE_CHECKING:
    from pipelines.commands.serving.preview import Preview


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="This machine alone unless told otherwise.")] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(help="Answer only who asks for this name; more than once. This machine's own if left out."),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Build the pages again as their Markdown and SQL are edited; publish nothing."),
    ] = False,
) -> None:
    """Show the current release's pages in a browser on this machine."""
    from pipelines.commands.serving.guarding import LOOPBACK_NAMES, under_names
    from pipelines.commands.serving.preview import preview
    from pipelines.commands.serving.server import address, listen, site_app, web_server
    from pipelines.releases import release

    workspace = workspace_of(context)
    release.find(workspace)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        listening = stack.enter_context(listen(host, port))
        site = workspace.current / release.SITE
        if watch:
            edited = stack.enter_context(preview(workspace))
            stack.enter_context(_told_as_they_come(edited))
            site = edited.site
        url, alone = address(*listening.getsockname()[:2])
        say(f"{url}  (stop with Ctrl-C)")
        if not alone:
            say(
                "Open to the network: whoever reaches this machine can read the pages, without signing in. "
                "For a site with sign-in see docs/hosting.md.",
                style="bold",
            )
        app = site_app(site)
        # Open to the network, and with no name given, it is reached by names that nobody here knows.
        if names := [*(name or ()), *(LOOPBACK_NAMES if alone else ())]:
            app = under_names(app, {each.lower() for each in names})
        web_server(app).run(sockets=[listening])
    say("Stopped. The current release stands.")


@contextmanager
def _told_as_they_come(edited: Preview) -> Iterator[None]:
    """Build in the background and tell of each build; the server has the main thread, which Ctrl-C reaches."""
    from threading import Event, Thread

    def tell() -> None:
        for outcome in edited.builds(stop):
            if isinstance(outcome, SeksbyError):
                report(outcome)
                say("The last good pages are still shown.", style="dim")
            else:
                reason = ", ".join(outcome.edited) or f"watching {edited.pages}"
                say(f"Built {outcome.pages} pages in {outcome.seconds:.1f} s ({reason}); reload to see them.")

    stop = Event()
    builder = Thread(target=tell)
    builder.start()
    try:
        yield
    finally:
        stop.set()
        builder.join()


def dev(context: typer.Context, port: Annotated[int, typer.Option(help="Port of Dagster's pages.")] = 3000) -> None:
    """Open Dagster's pages on the same assets and run history that refresh writes."""
    from pipelines.orchestration.runs import prepare_history
    from seksby.settings import variable

    workspace = workspace_of(context)
    prepare_history(workspace)
    program = str(Path(sys.executable).with_name("dagster"))
    arguments = ["dev", "-m", "pipelines.orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)]
    there = {"DAGSTER_HOME": str(workspace.dagster_home), variable("data_dir"): str(workspace.data_dir)}
    os.execve(program, [program, *arguments], os.environ | there)  # noqa: S606
