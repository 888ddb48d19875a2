"""Pages that stand as they were: the body of a page and the files beside it, kept from one build to the next.

Belongs here: what a page depends on, and keeping, finding and checking what was made of it. Does not belong here:
making it (`rendering`), and the shell around it: header and footer name the release and link to other pages, so `site`
writes them anew in every build.

A page is known by the sha256 of the code that renders it, its own text, the row it is made for and the answers of its
queries (`answers`). What it asked of the site, which pages there are, is kept with it and asked again. So a change of
one figure renders the pages that show it, and a change of a component or a text all of them.

Each page has one entry, which the next version replaces. An entry carries its checksum, and one that is damaged or was
half written is as good as none.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.code import code_digest
from seksby import kept

FOLDER = "pages"


@dataclass(frozen=True)
class Body:
    """A page without its shell.

    Args:
        title: its heading, as plain text.
        html: what stands in its `<main>`, charts drawn.
        files: what lies beside it, by name.
        asked: the site paths it asked for, and whether each was there.
    """

    title: str
    html: str
    files: Mapping[str, bytes]
    asked: Mapping[str, bool]


def page_key(text: str, path: str, row: Mapping[str, Any], answers: Mapping[str, str]) -> str:
    """What a page is known by.

    Args:
        text: the fingerprint of the page as written.
        path: its site path, which tells its language too.
        row: the row it is made for.
        answers: the fingerprint of each of its queries' answers, by name.
    """
    parts = [code_digest(), text, path, repr(row), *(f"{name} {digest}" for name, digest in sorted(answers.items()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class PageCache:
    """The kept pages of one cache folder."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / FOLDER
        self._at_hand: dict[str, tuple[str, Body]] = {}

    def find(self, path: str, key: str, there: Container[str]) -> Body | None:
        """The page `path` as it was made of the same; None where it is not kept, is damaged or would link amiss.

        `there` are the paths of the site as it is now.
        """
        known, body = self._at_hand.get(path, ("", None))
        if known != key or body is None:
            content = kept.find(self._file(path), key)
            if content is None:
                return None
            fields = json.loads(content)
            files = {name: base64.b64decode(text) for name, text in fields.pop("files").items()}
            body = Body(**fields, files=files)
            self._at_hand[path] = (key, body)
        return body if all((asked in there) == was_there for asked, was_there in body.asked.items()) else None

    def keep(self, path: str, key: str, body: Body) -> None:
        """Keep `body` for the next build, in place of what was kept of this page."""
        self._at_hand[path] = (key, body)
        files = {name: base64.b64encode(content).decode() for name, content in body.files.items()}
        content = json.dumps(
            {"title": body.title, "html": body.html, "files": files, "asked": body.asked}, ensure_ascii=False
        ).encode()
        kept.keep(self._file(path), key, content)

    def _file(self, path: str) -> Path:
        return self._folder / f"{hashlib.sha256(path.encode()).hexdigest()}.page"
