"""Municipalities, and what they were before, as rows.

Belongs here: which there are, in which order, and what of an earlier one is one's now. Does not belong here: their
groups (`comparisons`).
"""

from __future__ import annotations

from typing import Any

from pipelines.catalogue.models.source import Municipality
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables.table import TEXT, WHOLE, Column, Shape, Table, of

_MUNICIPALITY = of(Municipality)

MUNICIPALITIES = Shape(
    "municipalities",
    "One row per municipality.",
    {
        **_MUNICIPALITY.columns,
        "compared_order": Column(WHOLE, "Its place in the group compared; null outside it."),
        "viewpoint_order": Column(WHOLE, "The group compared in its order, then other viewpoints by code."),
    },
)
SUCCESSIONS = Shape(
    "successions",
    "One row per source and municipality that became part of another, or of a new one under its own code.",
    {
        "table_id": Column(TEXT, "The source; none that is given anew for the one."),
        "area_code": Column(TEXT, "The code it had."),
        "municipality_code": Column(TEXT, "What it is part of."),
        "from_year": Column(WHOLE, "The first year with figures of the one."),
        "merged_areas": Column(WHOLE, "How many the one was before."),
    },
)
SHAPES = (MUNICIPALITIES, SUCCESSIONS)


def tables(inputs: Inputs) -> list[Table]:
    """All tables of this module."""
    catalogue = inputs.catalogue
    return [
        Table(MUNICIPALITIES, _municipalities(inputs)),
        Table(
            SUCCESSIONS,
            [
                {
                    "table_id": source.id,
                    "area_code": code,
                    "municipality_code": merger.into,
                    "from_year": merger.from_year,
                    "merged_areas": len(merger.of),
                }
                for merger in catalogue.successions
                for source in catalogue.sources
                if source.id not in merger.given_anew
                for code in merger.of
            ],
        ),
    ]


def _municipalities(inputs: Inputs) -> list[dict[str, Any]]:
    compared = inputs.catalogue.compared_group.members
    order = {code: number for number, code in enumerate((*compared, *inputs.viewpoints), start=1)}
    return [
        _MUNICIPALITY.row(item)
        | {
            "compared_order": order[code] if (code := item.municipality_code) in compared else None,
            "viewpoint_order": order.get(code),
        }
        for item in inputs.catalogue.municipalities
    ]
