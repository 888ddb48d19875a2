"""The addresses that the site has of its own, whatever municipalities and areas there are.

Belongs here: which names of the catalogue would take the place of a page or folder of the site. Does not belong here:
making pages, or finding whether a page is right (`compiler`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from dashboards.folders import PAGES_DIR
from dashboards.language import LANGUAGES

ASSETS: Final = "assets"
"""The folder of a site for scripts, styles and pictures."""
OPEN_DATA: Final = "data"
"""The folder of a site for other programs: sources and tables, put there by who builds the release."""
_PATH: Final = re.compile(r"^path: (/\S*)$", re.MULTILINE)


@cache
def taken(pages: Path = PAGES_DIR) -> Mapping[str, frozenset[str]]:
    """By the column that a part of an address is filled in with, what stands beside it and is another page or folder.

    `/{municipality_slug}/` beside `/tal/` says that no municipality can have the slug `tal`.
    """
    paths = [found[1].strip("/").split("/") for file in sorted(pages.glob("*.md")) if (found := _first_path(file))]
    paths += [[ASSETS], [OPEN_DATA], *([lang.code] for lang in LANGUAGES[1:])]
    return {
        column: frozenset(other[at] for other in paths if len(other) > at and _is_beside(path, other, at))
        for path in paths
        for at, column in _filled_in(path)
    }


def _first_path(file: Path) -> re.Match[str] | None:
    return _PATH.search(file.read_text(encoding="utf-8", errors="replace"))


def _filled_in(path: list[str]) -> Iterator[tuple[int, str]]:
    for at, part in enumerate(path):
        if part.startswith("{"):
            yield at, part.strip("{}")


def _is_beside(path: list[str], other: list[str], at: int) -> bool:
    return path[:at] == other[:at] and not other[at].startswith("{")
