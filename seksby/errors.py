"""The errors a user of Seksby is meant to read.

Belongs here: the one shape every such error has (what, where, what was expected, what to do now) and the exit code it
gives the command line; what to do where the system refuses a file. Does not belong here: knowledge of any particular
source, file or page; the module that finds the fault fills in the words.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar


class SeksbyError(Exception):
    """A fault that is explained to the user; nothing was published.

    Args:
        what: what was found, in one sentence.
        where: file and line, table and code, or page and line.
        expected: what would have been right.
        remedy: what the user can do now.

    `parts` are those it puts together, where it stands for several.
    """

    exit_code = 1
    parts: Sequence[SeksbyError] = ()

    def __init__(self, what: str, *, where: str, expected: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.expected = expected
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """As another process gets it."""
        parts = {"where": self.where, "expected": self.expected, "remedy": self.remedy}
        return partial(type(self), **parts), (self.what,)

    def __str__(self) -> str:
        return f"{self.what}\n  where:    {self.where}\n  expected: {self.expected}\n  do now:   {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        """The same four parts for `--json`."""
        return {"error": self.what, "where": self.where, "expected": self.expected, "remedy": self.remedy}


def advice(number: int | None) -> tuple[str, str]:
    """What would have been right where the system refused a file by this `errno`, and what to do now."""
    match number:
        case errno.ENOSPC | errno.EDQUOT:
            return "room on the disk", "make room: `seksby tidy` lists what need not be kept"
        case errno.EROFS:
            return "a place that can be written", "have the disk mounted for writing, or name another with --data-dir"
        case errno.EACCES | errno.EPERM:
            return (
                "a place that the user who runs this may read and write",
                "give that user the right to it, and close it in other programs",
            )
        case errno.EMFILE | errno.ENFILE:
            return "no more files open than the system allows", "raise the limit, for example by `ulimit -n 4096`"
        case errno.ENOENT:
            return "a file or folder that is there", "bring it back, or name the one that was meant"
        case errno.EISDIR | errno.ENOTDIR | errno.EEXIST | errno.ENOTEMPTY:
            return "a file where a file belongs, and a folder where a folder does", "move away what lies in its place"
        case errno.ENAMETOOLONG:
            return "a path that the system can hold", "name a data folder with a shorter path with --data-dir"
        case errno.EIO:
            return "a disk that can be read and written", "have the disk seen to, and bring the file from a backup"
        case _:
            return "a file or folder that can be read and written, with room", "mend what is named"


def refused_by(causes: Sequence[BaseException]) -> int | None:
    """The `errno` by which the system stopped what was done, if it did; databases have its words in their own error.

    A file that is not there is no such thing: who looks for one may go on without it.
    """
    stopping = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMFILE, errno.ENFILE, errno.EIO)
    for each in causes:
        if isinstance(each, OSError) and each.errno in stopping:
            return each.errno
        if "disk is full" in str(each):  # SQLite's own words
            return errno.ENOSPC
    texts = " ".join(map(str, causes))
    return next((number for number in stopping if os.strerror(number) in texts), None)


class CatalogueError(SeksbyError):
    """A catalogue file, or its fit with a source's own description, is wrong: an analyst mends it."""


Fault = TypeVar("Fault", bound=SeksbyError)


def all_faults(faults: Sequence[Fault]) -> Fault:
    """Several faults of a kind as one error of that kind, so that an analyst mends them in one go."""
    if len(faults) == 1:
        return faults[0]
    together = type(faults[0])(
        f"{len(faults)} faults: " + " ".join(fault.what for fault in faults),
        where="\n            ".join(fault.where for fault in faults),
        expected="; ".join(dict.fromkeys(fault.expected for fault in faults)),
        remedy=faults[0].remedy,
    )
    together.parts = tuple(faults)
    return together


class SourceError(SeksbyError):
    """One source could not be reached or sent something unusable; the refresh goes on with its previous snapshot."""

    exit_code = 3


class SnapshotError(SeksbyError):
    """A stored snapshot is not what was stored: it is never read."""


class BuildError(SeksbyError):
    """The warehouse or the site could not be built; the current release stands."""


class BusyError(SeksbyError):
    """Another refresh holds the lock."""

    exit_code = 4


class PageError(SeksbyError):
    """A dashboard page breaks its grammar, its SQL or the effect-first rule."""


class ServeError(SeksbyError):
    """The pages cannot be served at that address; nothing else is wrong."""


class UsageError(SeksbyError):
    """The command line was asked for something that does not exist (an unknown municipality, indicator, release)."""

    exit_code = 2
