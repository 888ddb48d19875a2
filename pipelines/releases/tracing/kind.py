"""What a kind of published number is asked for.

Belongs here: the form of an entry of `kinds` and `governing`. Does not belong here: any one kind.

Every question gives the key of a number first: indicator_id, municipality_code, year, price_basis, variant (the group,
model, scenario or comparison; null where there is one number alone). A control, a decomposition, a group of neighbours,
a trial and an area stand in the indicator's place where the number is of one of those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KEY: Final = ("indicator_id", "municipality_code", "year", "price_basis", "variant")
INDICATORS: Final = "select indicator_id as id, [slug, title_da, title_en] as names from marts.indicators"


@dataclass(frozen=True)
class Kind:
    """One kind of number.

    Attributes:
        about: what it is, for who asks which kinds there are.
        numbers: the published columns.
        published: the key, those columns, and facts that the working needs; one row per number.
        rests_on: the key, role, of_indicator, of_municipality, of_year, facts (a struct, or null): one row per value.
        cells: where cells enter that are in no value: the key, role, snapshot_id, file_line, factor.
        names: id and names of what may be asked for.
        has_year: whether a year has to be said.
    """

    about: str
    numbers: tuple[str, ...]
    published: str
    rests_on: str
    cells: str | None = None
    names: str = INDICATORS
    has_year: bool = True
