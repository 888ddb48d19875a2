"""What is told of a build when it is done.

Belongs here: what the public entries give back. Does not belong here: building.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteReport:
    """What one build wrote.

    Args:
        pages: HTML pages written.
        pages_reused: how many of them stood as an earlier build had rendered them; only their shell is new.
        charts_drawn: distinct charts drawn for the pages that were rendered.
        charts_cached: distinct charts of these pages taken from the cache.
        bytes_written: size of all files written, CSV and stylesheet included.
    """

    pages: int
    pages_reused: int
    charts_drawn: int
    charts_cached: int
    bytes_written: int

    @property
    def pages_rendered(self) -> int:
        return self.pages - self.pages_reused


@dataclass(frozen=True)
class WorkbooksReport:
    """Size of all workbooks in bytes, and how many of them stood as they were kept."""

    bytes_written: int
    reused: int
