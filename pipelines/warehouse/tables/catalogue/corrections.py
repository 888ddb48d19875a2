"""Corrections of source cells as rows.

Belongs here: what the catalogue says of each, and the series its cell belongs to. Does not belong here: whether it
still holds (`stg_cells`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.catalogue.models.evidence import Correction
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.series.corrections import CorrectedSeries
from pipelines.catalogue.series.selectors import Misfit
from pipelines.warehouse.tables.table import EXACT, TEXT, WHOLE, Column, Shape, Table, of

_CORRECTION = of(
    Correction,
    {"id": "correction_id", "source": "table_id", "area": "area_code", "missing": "missing_reason"},
    leave_out=["expect"],
)

CORRECTIONS = Shape(
    "corrections",
    "One row per correction of a source cell; series_key is null where its source is not at hand.",
    {
        **_CORRECTION.columns,
        "expected_value": Column(EXACT, "The number the file said when the error was found; it holds while it does."),
        "expected_marker": Column(TEXT, "The same where it is a marker."),
        "publisher": Column(TEXT),
        "publisher_table": Column(TEXT),
        "area_name": Column(TEXT, "The area's name."),
        "series_key": Column(TEXT, "The series of its cell in the warehouse."),
        "codes": Column(TEXT, "The cell's codes; null where the source is not at hand."),
        "sort_order": Column(WHOLE),
    },
)
SHAPES = (CORRECTIONS,)


def tables(catalogue: Catalogue, series: Mapping[str, CorrectedSeries], unfit: Sequence[Misfit]) -> list[Table]:
    """The one table of this module.

    Args:
        catalogue: the catalogue.
        series: what each correction's `where` stands for, by its id.
        unfit: what fell out; a correction that did is no word about its source.
    """
    left_out = {item.subject_id for item in unfit if item.subject_kind == "correction"}
    names = {item.municipality_code: item.name for item in catalogue.municipalities}
    names |= {area.code: area.name for area in catalogue.areas}
    sources = {source.id: source for source in catalogue.sources}
    return [
        Table(
            CORRECTIONS,
            [
                _CORRECTION.row(item)
                | {
                    "expected_value": None if isinstance(item.expect, str) else item.expect,
                    "expected_marker": item.expect if isinstance(item.expect, str) else None,
                    "publisher": sources[item.source].publisher,
                    "publisher_table": sources[item.source].table,
                    "area_name": names[item.area],
                    "series_key": series[item.id].series_key if item.id in series else None,
                    "codes": series[item.id].codes if item.id in series else None,
                    "sort_order": order,
                }
                for order, item in enumerate(catalogue.corrections, start=1)
                if item.id not in left_out
            ],
        )
    ]
