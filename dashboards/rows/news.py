"""What a release told otherwise than the one before it, as pages get it from the mart `news`.

Belongs here: the shape. Does not belong here: its words (`words.of_pages.news`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboards.numbers import Number


@dataclass(frozen=True, kw_only=True)
class NewsItem:
    """One measure's news of one release; `name` is the municipality of a verdict that changed, and none for figures."""

    release_id: str
    told_on: date
    what: str
    cause: str | None
    name: str | None
    slug: str
    title: str
    figure_count: int | None
    municipality_count: int | None
    first_year: int
    last_year: int
    largest_change_pct: Number | None
    verdict_before: str | None
    verdict: str | None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Whether there is a release before this one that its news is told beside."""

    has_earlier: bool
