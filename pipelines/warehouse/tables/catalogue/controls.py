"""The controls as rows.

Belongs here: what each control holds against what, and why one cannot be computed yet. Does not belong here: expanding
selectors (`catalogue.series.controls`), or comparing anything (dbt).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.evidence import Control
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.controls import CompiledControls, ControlSeries
from pipelines.catalogue.series.selectors import Compiled
from pipelines.catalogue.series.selectors import tables as tables_of
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables.table import EXACT, TEXT, WHOLE, Column, Shape, Table, of
from seksby.vocabulary import ControlMethod

_CONTROL = of(
    Control,
    {
        "id": "control_id",
        "indicators.recomputed": "recomputed_indicator",
        "indicators.official": "official_indicator",
    },
)

CONTROLS = Shape(
    "controls",
    "One row per control of the catalogue, in its order, and what it waits for.",
    {
        **_CONTROL.columns,
        "method": Column(TEXT, "What is held against what.", ControlMethod),
        "missing_note_da": Column(
            TEXT, "Which tables it waits for or does not fit, in Danish; null where it is computed."
        ),
        "missing_note_en": Column(TEXT, "The same in English."),
        "sort_order": Column(WHOLE),
    },
)
CONTROL_SERIES = Shape(
    "control_series",
    "One row per series that a control compares cell by cell, and the side it stands on.",
    of(ControlSeries).columns,
)
SOURCE_ROUNDING = Shape(
    "source_rounding",
    "One row per source whose figures' rounding is known; half a unit of the last digit.",
    {"table_id": Column(TEXT), "rounding": Column(EXACT)},
)
SHAPES = (CONTROLS, CONTROL_SERIES, SOURCE_ROUNDING)


def tables(inputs: Inputs, compiled: Compiled, controls: CompiledControls) -> list[Table]:
    """All tables of this module."""
    catalogue = inputs.catalogue
    indicators = {indicator.id: indicator for indicator in catalogue.indicators}
    sources = {source.id: source for source in catalogue.sources}
    compared = {item.control_id for item in controls.series}
    unfit = {item.subject_id: sources[item.source_id].table for item in controls.misfits}
    return [
        Table(
            CONTROLS,
            [
                _CONTROL.row(control)
                | {
                    "method": _method(control),
                    "missing_note_da": awaited.da if awaited else None,
                    "missing_note_en": awaited.en if awaited else None,
                    "sort_order": order,
                }
                for order, control in enumerate(catalogue.controls, start=1)
                for awaited in [
                    _awaited(control, indicators, sources, inputs, compiled, compared)
                    or _rebuilt(unfit.get(control.id))
                ]
            ],
        ),
        Table(CONTROL_SERIES, [asdict(item) for item in controls.series]),
        Table(
            SOURCE_ROUNDING,
            [
                {"table_id": source.id, "rounding": source.rounding}
                for source in catalogue.sources
                if source.rounding is not None
            ],
        ),
    ]


def _rebuilt(table: str | None) -> Bilingual | None:
    """Why a control is left out although its table is at hand."""
    if table is None:
        return None
    return Bilingual(
        da=f"Kontrollen passer ikke til {table}, som tabellen er beskrevet nu.",
        en=f"The control does not fit {table} as it is described now.",
    )


def _method(control: Control) -> ControlMethod:
    if control.indicators:
        return ControlMethod.INDICATORS
    return ControlMethod.SUMS if control.sums else ControlMethod.AREAS


def _awaited(
    control: Control,
    indicators: Mapping[str, Indicator],
    sources: Mapping[str, Source],
    inputs: Inputs,
    compiled: Compiled,
    compared: set[str],
) -> Bilingual | None:
    """Which tables a control waits for; None when it can be computed from what is at hand."""
    needed: set[str] = set()
    if control.indicators is not None:
        for side in (control.indicators.recomputed, control.indicators.official):
            if side not in compiled.recipe_used:
                needed.update(table for recipe in indicators[side].recipes for table in tables_of(recipe))
    elif control.id not in compared:
        needed.update(term.table for term in control.terms)
    names = sorted({sources[table].table for table in needed - inputs.snapshots.keys()})
    if not names:
        return None
    da, en = (f" {word} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) for word in ("og", "and"))
    return Bilingual(da=f"Tallene i {da} er ikke hentet endnu.", en=f"The figures of {en} are not fetched yet.")
