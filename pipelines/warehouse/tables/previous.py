"""The shapes of the tables that hold what the release before this one said.

Belongs here: their columns, as they are copied in SQL. Does not belong here: copying them (`previous_release`).
"""

from __future__ import annotations

from pipelines.warehouse.tables.table import DAY, TEXT, WHOLE, Column, Shape

FIGURE = "decimal(24, 6)"

PREVIOUS_FIGURES = Shape(
    "previous_figures",
    "One row per figure that the release before this one published, fixed prices left out; none in a first release.",
    {
        "indicator_id": Column(TEXT),
        "municipality_code": Column(TEXT),
        "year": Column(WHOLE),
        "value": Column(FIGURE),
    },
)
PREVIOUS_VERDICTS = Shape(
    "previous_verdicts",
    "One row per verdict beside the compared group that the release before this one published of a latest year.",
    {
        "indicator_id": Column(TEXT),
        "municipality_code": Column(TEXT),
        "year": Column(WHOLE),
        "verdict": Column(TEXT),
    },
)
PREVIOUS_FILES = Shape(
    "previous_files",
    "One row per indicator and file its figures rested on in the release before this one.",
    {"indicator_id": Column(TEXT), "snapshot_id": Column(TEXT)},
)
PREVIOUS_NEWS = Shape(
    "previous_news",
    "What the releases before this one told as news; see the mart `news`.",
    {
        "release_id": Column(TEXT),
        "told_on": Column(DAY),
        "indicator_id": Column(TEXT),
        "what": Column(TEXT),
        "cause": Column(TEXT),
        "municipality_code": Column(TEXT),
        "figure_count": Column(WHOLE),
        "municipality_count": Column(WHOLE),
        "first_year": Column(WHOLE),
        "last_year": Column(WHOLE),
        "largest_change_pct": Column(FIGURE),
        "verdict_before": Column(TEXT),
        "verdict": Column(TEXT),
    },
)
SHAPES = (PREVIOUS_FIGURES, PREVIOUS_VERDICTS, PREVIOUS_FILES, PREVIOUS_NEWS)
