"""Which state of the code a release was made by, and who looked at it.

Belongs here: what git says of the working tree. Does not belong here: what the code is (its hash is part of the
release's id, `inputs`).
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from seksby.workspace import PROJECT_DIR

MADE_BY_HAND: Mapping[str, Sequence[str]] = {
    "catalogue": ["data/catalogue"],
    "code": ["seksby", "pipelines", "dashboards", "dbt_project", "requirements.lock"],
}
"""What people change that a release is made of, and where it lies in the repository."""


def state() -> dict[str, Any]:
    """The commit, whether files differ from it, and of catalogue and code the latest change with its review.

    Where git does not know (an installed wheel, a copy without history) every field is None: nothing is claimed.
    """
    sha = _git("rev-parse", "HEAD")
    # Status, not diff: a new file of the catalogue is as much a change as an edited one.
    changed = None if sha is None else _git("status", "--porcelain", "--", *chain(*MADE_BY_HAND.values()))
    return {
        "git_sha": sha,
        "differs_from_commit": None if changed is None else bool(changed),
        "approved": {name: _approval(paths) for name, paths in MADE_BY_HAND.items()} if sha else None,
    }


def _approval(paths: Sequence[str]) -> dict[str, Any] | None:
    """The latest commit that changed `paths`: who wrote it, and who else signed for it.

    A second person is one whom the commit names in `Reviewed-by`, or who put another's change into the history. Where
    the history names nobody but the author, there is none: it is not guessed.
    """
    said = _git(
        "log", "-1", "--format=%H%x1f%an%x1f%cn%x1f%(trailers:key=Reviewed-by,valueonly,separator=%x1e)", "--", *paths
    )
    if not said:
        return None
    commit, author, committer, reviewed = said.split("\x1f")
    named = [name.partition("<")[0].strip() for name in reviewed.split("\x1e")]
    second = [name for name in dict.fromkeys([*named, committer]) if name and name != author]
    return {"commit": commit, "author": author, "reviewed_by": second}


def _git(*arguments: str) -> str | None:
    if not (PROJECT_DIR / ".git").exists():  # an installed wheel may lie in somebody else's repository
        return None
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            ["git", *arguments],  # noqa: S607 - whichever git is on the path
            cwd=PROJECT_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip("\n")
