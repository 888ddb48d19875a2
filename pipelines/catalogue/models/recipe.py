"""How a figure is computed from source cells.

Belongs here: terms and recipes, and how a selector is spelled. Does not belong here: which codes it stands for
(`selectors`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from pipelines.catalogue.models.common import CatalogueModel, SourceId, Text, rule


class Timing(StrEnum):
    """Which periods of a source stand for a year; `PERIODS` in `selectors` gives the weights."""

    SAME_YEAR = "same_year"
    JANUARY = "january"
    STOCK_JULY = "stock_july"
    MEAN_OF_JANUARIES = "mean_of_januaries"
    SCHOOL_YEAR_7_5 = "school_year_7_5"
    MEAN_OF_QUARTERS = "mean_of_quarters"
    SUM_3_YEARS = "sum_3_years"
    SUM_3_JANUARIES = "sum_3_januaries"
    MEAN_3_YEARS = "mean_3_years"


# Timings whose figure of a year rests on more than it.
YEARS_COVERED = {Timing.SUM_3_YEARS: 3, Timing.SUM_3_JANUARIES: 3, Timing.MEAN_3_YEARS: 3}


class Term(CatalogueModel):
    """Source cells that enter a figure: `factor × cell`, summed over the codes and periods selected.

    `where` maps a variable to a code, a list of codes, a numeric range `a..b` or a pattern with `*` and `?`. A variable
    left out takes the source's declared total. `absent: zero` is for sums over accounts, where no row means no booking.
    """

    table: SourceId
    where: dict[Text, Text | list[Text]] = Field(default_factory=dict)
    factor: Decimal = Decimal(1)
    timing: Timing = Timing.SAME_YEAR
    absent: Literal["missing", "zero"] = "missing"


class Recipe(CatalogueModel):
    """`value = scale × Σ numerator × Σ multiplier / Σ denominator`.

    `weight` does not enter the value: it is the quantity that weights a published rate in the weighted reference.
    """

    numerator: Annotated[list[Term], Field(min_length=1)]
    multiplier: list[Term] = Field(default_factory=list)
    denominator: list[Term] = Field(default_factory=list)
    weight: list[Term] = Field(default_factory=list)
    scale: Decimal = Decimal(1)

    @rule
    def _one_quantity(self) -> Iterator[str]:
        if self.denominator and self.weight:
            yield "a recipe with a denominator is weighted by it: leave out weight"

    @property
    def years_covered(self) -> int:
        """How many years of a source one value rests on, as far as the timings say."""
        terms = (*self.numerator, *self.multiplier, *self.denominator)
        return max(YEARS_COVERED.get(term.timing, 1) for term in terms)


def parts(wanted: str | Sequence[str]) -> Sequence[str]:
    """What a selector names: one part, or several."""
    return [wanted] if isinstance(wanted, str) else wanted


def is_range(part: str) -> bool:
    """Whether a part of a selector is all numbers from one to another: `6..16`."""
    return re.fullmatch(r"\d+\.\.\d+", part) is not None


def is_pattern(part: str) -> bool:
    """Whether it is all codes that look like it: `530*`."""
    return "*" in part or "?" in part


def written_out(wanted: str | Sequence[str]) -> list[str]:
    """The codes of a selector that are named one by one: no range, no pattern."""
    return [part for part in parts(wanted) if not (is_range(part) or is_pattern(part) or part.startswith("("))]
