"""Figures that a control found to differ, in the words of the terminal.

Belongs here: reading the mart `controls` of a warehouse, for a refresh's last screen and for the error of a refresh
that a control stopped. Does not belong here: comparing (dbt), or the page (`dashboards/pages/kontrol.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class Differing:
    """A control of which figures differ: how many, and the one that is furthest from agreeing, with both values."""

    control_id: str
    title: str
    status: str
    figures: int
    municipality: str
    period: str
    compared: str
    recomputed: Decimal
    official: Decimal
    tolerance: Decimal

    @property
    def furthest(self) -> str:
        """The one figure: `Aarhus 2020: 71003.25 mod officielt 71130 (…)`."""
        return (
            f"{self.municipality} {self.period}: {_plain(self.recomputed)} mod officielt {_plain(self.official)} "
            f"(afrunding kan forklare {_plain(self.tolerance)}; {self.compared})"
        )


def differing(warehouse: Path) -> list[Differing]:
    """The controls of which any figure differs, in the catalogue's order.

    Needs no mart but `controls`: when a check on it fails, dbt builds none that comes after it.
    """
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            """
            with counted as (
                select control_id, count(*) as figures from marts.controls where outcome = 'differs' group by control_id
            )
            select
                counted.control_id, about.title_da, about.status, counted.figures,
                coalesce(municipalities.name, 'Hele landet'), furthest.period, furthest.compared,
                furthest.recomputed, furthest.official, furthest.tolerance
            from counted
            inner join marts.controls as furthest
                on counted.control_id = furthest.control_id and furthest.distance_rank = 1
            inner join raw.controls as about on counted.control_id = about.control_id
            left join raw.municipalities as municipalities
                on furthest.municipality_code = municipalities.municipality_code
            order by about.sort_order
            """
        ).fetchall()
    return [Differing(*row) for row in rows]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
