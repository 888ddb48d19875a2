"""Whether a brief that somebody holds says what catalogue and files give, number by number.

Belongs here: finding the release that it is of, and one line for each number that is another. Does not belong here:
reading it (`recomputing.papers`), or the release itself (`audit`).

The warehouse is not asked: what the paper was made from may be wrong where the paper is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.recomputing.comparing import Recomputed
from pipelines.recomputing.papers import checking, forms, text
from pipelines.recomputing.papers.checking import Otherwise
from pipelines.recomputing.recompute import recompute
from pipelines.releases import release as releases
from pipelines.releases.proof.audit import catalogue_faults, manifest_says
from pipelines.releases.release import Release
from pipelines.releases.sealing import stored
from pipelines.releases.sealing.fault import Fault
from pipelines.releases.sealing.manifest import made_on
from seksby.errors import UsageError
from seksby.workspace import CATALOGUE, OWN, Workspace


@dataclass(frozen=True)
class PaperAudit:
    """What was looked at, and one line per fault; `unread` has page and words around each number nobody knows."""

    file: str
    release: str
    pages: int
    pages_with_numbers: int
    numbers: int
    unread: Sequence[tuple[int, str]]
    faults: Sequence[Fault]


def check_paper(workspace: Workspace, file: Path, release_id: str | None = None) -> PaperAudit:
    """Hold a brief or an agenda against a second computation of the release that it says it is of.

    Args:
        workspace: where that release and its snapshots lie.
        file: PDF or slides.
        release_id: the release it ought to be of.

    Raises:
        UsageError: it cannot be read, says of no release that it is of, has no number, or no such release is at hand.
        BuildError: the manifest of that release cannot be read.
    """
    pages = text.pages(file)
    editions = list(filter(None, map(forms.edition, pages)))
    if not editions:
        raise UsageError(
            "The paper does not say which release it is of.",
            where=str(file),
            expected="text that can be read, with `Udgave` or `Release` and its id; a picture of a page has none",
            remedy="name the file as `seksby export` wrote it",
        )
    language, said = editions[0]
    found = releases.find(workspace, release_id or said)
    releases.hold_verifiable(found)
    snapshots = stored.check(workspace, found.manifest)
    held = checking.check(pages, language, computed(workspace, found, snapshots))
    if not held.numbers:
        raise UsageError(
            "The paper has no number that can be read, so that nothing of it was checked.",
            where=str(file),
            expected=text.EXPECTED,
            remedy="name the file as `seksby export` wrote it",
        )
    return PaperAudit(
        file=str(file),
        release=found.id,
        pages=len(pages),
        pages_with_numbers=held.pages,
        numbers=held.numbers,
        unread=held.unread,
        faults=[
            *(
                Fault("another release", f"the paper says that it is of release {other}")
                for other in sorted({edition for _, edition in editions} - {found.id})
            ),
            *snapshots.faults,
            *catalogue_faults(found),
            *map(told, held.otherwise),
        ],
    )


def computed(workspace: Workspace, found: Release, snapshots: stored.Found) -> list[Recomputed]:
    kept = found.directory / CATALOGUE
    if not kept.is_dir():
        raise UsageError(
            "The release was made before the catalogue was kept in it, so that nothing of it can be computed again.",
            where=f"release {found.id}",
            expected="a release with its catalogue",
            remedy="run `seksby refresh`, and export the brief again",
        )
    said = manifest_says(workspace, found)
    again = recompute(kept, found.directory / OWN, snapshots.folders, made_on(found.manifest), said)
    return [each for each in again if each.table.partition(".")[2] in checking.TABLES]


def told(other: Otherwise) -> Fault:
    """One number in one line: where it stands, what it is of, and what it ought to be."""
    page, printed, sentence, what, measure = other.page, other.printed, other.sentence, other.what, other.measure or "?"
    if other.again:
        return Fault(what, f'page {page}: {printed} in "{sentence}": {what} is {other.again} ({measure})')
    return Fault(what, f'page {page}: {printed} in "{sentence}": nothing gives {what} ({measure})')
