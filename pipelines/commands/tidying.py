"""`seksby tidy`: what the rule of retention does not keep, shown first and removed when asked.

Belongs here: the command line, and how what was found is said. Does not belong here: the rules (`releases.retention`,
`orchestration.runs`, `seksby.kept`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from pipelines.commands.screen.terminal import Json, figure, print_json, say, workspace_of

MEGABYTE = 1_000_000


def tidy(
    context: typer.Context,
    remove: Annotated[bool, typer.Option("--remove", help="Remove what is listed; without it nothing is.")] = False,
    as_json: Json = False,
) -> None:
    """List what need not be kept: old releases, old runs in the history, caches nobody asks for. Never a snapshot.

    The current release and the one before it stay; of the last 30 days the ten newest; of the last twelve months the
    last of each. Runs stay 90 days, caches 30 days after they were last used.
    """
    from pipelines.orchestration import runs
    from pipelines.releases import release, retention
    from seksby import kept

    workspace = workspace_of(context)
    now = datetime.now(UTC)
    with release.lock(workspace):
        releases = retention.removable(workspace, now.date())
        old_runs = runs.older_than(workspace, now - timedelta(days=runs.KEPT_DAYS))
        caches = kept.old(workspace.cache)
        if remove:
            retention.remove(releases)
            runs.remove(workspace, old_runs)
            kept.remove_old(workspace.cache)
            runs.shorten_log(workspace)
    freed = sum(item.size for item in releases) + sum(size for _, size in caches)
    if as_json:
        print_json(
            {
                "removed": remove,
                "releases": [item.path.name for item in releases],
                "runs": len(old_runs),
                "cached_files": len(caches),
                "bytes": freed,
            }
        )
        return
    for item in releases:
        say(f"  udgave {item.path.name}: {figure(round(item.size / MEGABYTE))} MB")
    done = "Fjernet" if remove else "Kan fjernes"
    say(
        f"{done}: {len(releases)} udgaver, {figure(len(old_runs))} kørsler i historikken og "
        f"{figure(len(caches))} filer i cachen; {figure(round(freed / MEGABYTE))} MB ud over historikken."
    )
    if not remove and (releases or old_runs or caches):
        say("Intet er fjernet. `seksby tidy --remove` fjerner det.")
