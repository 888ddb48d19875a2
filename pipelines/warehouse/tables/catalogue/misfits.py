"""What of the catalogue does not fit its source and therefore fell out, as rows.

Belongs here: the table for those who mend it. Does not belong here: finding misfits (`warehouse.fitting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.catalogue.series.selectors import Misfit
from pipelines.warehouse.tables.table import TEXT, Column, Shape, Table

MISFITS = Shape(
    "misfits",
    "One row per indicator, control, correction or source that does not fit its source, and what to mend.",
    {
        "subject_kind": Column(TEXT, "indicator, control, correction or source."),
        "subject_id": Column(TEXT, "Its id in the catalogue."),
        "source_id": Column(TEXT, "The source it does not fit."),
        "what": Column(TEXT, "What is wrong."),
        "place": Column(TEXT, "File, line and field within the catalogue."),
        "expected": Column(TEXT, "What the source has instead."),
    },
)
SHAPES = (MISFITS,)


def tables(misfits: Sequence[Misfit], root: Path) -> list[Table]:
    """The one table of this module; `root` is the catalogue's folder."""
    return [
        Table(
            MISFITS,
            [
                {
                    "subject_kind": item.subject_kind,
                    "subject_id": item.subject_id,
                    "source_id": item.source_id,
                    "what": item.error.what,
                    "place": item.error.where.replace(f"{root}/", ""),
                    "expected": item.error.expected,
                }
                for item in misfits
            ],
        )
    ]
