"""The shapes of the tables that hold cells.

Belongs here: their columns, as the loader makes them in SQL. Does not belong here: making them (`load`).
"""

from __future__ import annotations

from pipelines.warehouse.tables.table import EXACT, TEXT, Column, Shape

CELLS = Shape(
    "cells",
    "Every row of every snapshot in use, as text but for the value; one row per source cell.",
    {
        "table_id": Column(TEXT, "The source's id in the catalogue."),
        "snapshot_id": Column(TEXT),
        "file_line": Column("bigint", "The line of data.csv as an editor shows it; the header is line 1."),
        "file_text": Column(TEXT, "The fields of that line as they stand, joined by semicolons."),
        "area_code": Column(TEXT),
        "period": Column(TEXT),
        "series_key": Column(TEXT, "Codes of the other variables, joined by | in the source's order."),
        "value": Column(EXACT),
        "marker": Column(TEXT, "What stood in place of a number."),
    },
)
REVISED_CELLS = Shape(
    "revised_cells",
    "One row per source cell that the file in use gives otherwise than the file before it.",
    {
        "table_id": Column(TEXT, "The source's id in the catalogue."),
        "snapshot_id": Column(TEXT),
        "earlier_snapshot_id": Column(TEXT),
        "file_line": Column("bigint", "The line of data.csv as an editor shows it; the header is line 1."),
        "area_code": Column(TEXT),
        "period": Column(TEXT),
        "series_key": Column(TEXT),
        "value": Column(EXACT),
        "marker": Column(TEXT),
        "earlier_value": Column(EXACT),
        "earlier_marker": Column(TEXT),
    },
)
SHAPES = (CELLS, REVISED_CELLS)
