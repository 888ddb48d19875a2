"""The codes that tables and files have in common.

Belongs here: the closed lists, and what publishers write in place of a number. Does not belong here: what a code is
called (`dashboards.words`).
"""

from __future__ import annotations

from pipelines.warehouse.tables.table import TEXT, WHOLE, Column, Shape, Table
from seksby.vocabulary import MissingReason, lists

# `..` is confidential or unknown, never 0. `:` is written by the intake of files alone, for a cell that was left empty.
MARKERS = {
    "..": MissingReason.CONFIDENTIAL,
    ".": MissingReason.NOT_PUBLISHED,
    "-": MissingReason.NOT_APPLICABLE,
    ":": MissingReason.NOT_DELIVERED,
}

VOCABULARY = Shape(
    "vocabulary",
    "One row per code of every closed list of seksby/vocabulary.py, in the list's order.",
    {"list": Column(TEXT), "code": Column(TEXT), "sort_order": Column(WHOLE)},
)
MISSING_MARKERS = Shape(
    "missing_markers",
    "What publishers write in place of a number, and the reason it stands for.",
    {"marker": Column(TEXT), "missing_reason": Column(TEXT, codes=MissingReason)},
)
SHAPES = (VOCABULARY, MISSING_MARKERS)


def tables() -> list[Table]:
    """The closed lists and the markers; the same in every release of one version."""
    return [
        Table(
            VOCABULARY,
            [
                {"list": name, "code": code, "sort_order": order}
                for name, codes in lists().items()
                for order, code in enumerate(codes, start=1)
            ],
        ),
        Table(MISSING_MARKERS, [{"marker": marker, "missing_reason": reason} for marker, reason in MARKERS.items()]),
    ]
