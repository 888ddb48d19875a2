"""One thing of a release that does not hold.

Belongs here: its shape. Does not belong here: finding any, or telling them (`commands.auditing.verifying`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What does not hold, and of what it is a case.

    Attributes:
        kind: the same for all that one cause would give: every file that is gone, every row of one column.
        text: the line that names it.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


def about(subject: str, what: str) -> Fault:
    """That something holds not of a subject: what is wrong is the kind."""
    return Fault(what, f"{subject} {what}")
