"""Corrected source cells and figures to look at twice: the rows of what is known about a figure's origin.

Belongs here: the shapes that words are made of. Does not belong here: the rows of one component only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dashboards.numbers import Number


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """A figure to look at twice, without its value: where it is, and by which rule."""

    indicator_id: str
    slug: str
    title: str
    name: str
    year: int
    flag: str
    previous_year: int | None
    is_above: bool


@dataclass(frozen=True, kw_only=True)
class LedgerBasis:
    """Whether there is a release before this one, and whether its figures are in a form that can be compared."""

    has_earlier: bool
    is_comparable: bool


@dataclass(frozen=True, kw_only=True)
class LedgerChange:
    """The figures of one measure that changed since the release before for one cause, and how much the one that changed
    most did.

    None is named (`name`, `year`) where figures came or went; `slug` is null for a measure that is no more.
    """

    slug: str | None
    title: str
    cause: str
    figure_count: int
    municipality_count: int
    name: str | None
    year: int | None
    change_pct: Number | None
    is_from_zero: bool


@dataclass(frozen=True, kw_only=True)
class LedgerLine(LedgerChange):
    """The same with what it was and is: of a measure that may be shown by itself."""

    indicator_id: str
    kind: str
    before_value: Number | None
    value: Number | None
    decimals: int
    unit_measure: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A source cell that is known to be wrong, what became of its correction, and which measures rest on it."""

    publisher: str
    publisher_table: str
    area_name: str
    period: str
    codes: str | None
    measures: str | None
    expected_value: Number | None
    expected_marker: str | None
    value: Number | None
    missing_reason: str | None
    reason: str
    evidence: str
    reviewed_by: str
    reviewed_on: dt.date
    status: str
    state: str
    figure_count: int


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """One figure that rests on a corrected source cell, and the correction of it.

    `value` is used, or the figure is missing by `missing_reason`.
    """

    municipality_code: str
    municipality_name: str
    year: int
    correction_id: str
    publisher: str
    publisher_table: str
    area_name: str
    period: str
    codes: str
    published_value: Number | None
    published_marker: str | None
    value: Number | None
    missing_reason: str | None
    reason: str
    evidence: str
    reviewed_by: str
    reviewed_on: dt.date
    status: str


@dataclass(frozen=True, kw_only=True)
class Flag:
    """One figure to look at twice: far from the country's municipalities, or from the figure of `previous_year`."""

    municipality_code: str
    name: str
    is_municipality: bool
    is_compared: bool
    year: int
    price_basis: str
    flag: str
    value: Number
    previous_year: int | None
    is_above: bool
