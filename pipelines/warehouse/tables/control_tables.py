"""The controls as rows for the `raw` schema.

Belongs here: which columns the tables of controls have, and why a control cannot be computed yet. Does not belong here:
expanding selectors (`catalogue.controls`), or comparing anything (dbt).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from pipelines.catalogue.controls import CompiledControls
from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.evidence import Control
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.selectors import Compiled, tables
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables.catalogue_tables import EXACT, TEXT, TRUTH, WHOLE, Table


def control_tables(inputs: Inputs, compiled: Compiled, controls: CompiledControls) -> list[Table]:
    """`controls` (one row per control), `control_series` and `source_rounding` (one row per source that has one)."""
    catalogue = inputs.catalogue
    indicators = {indicator.id: indicator for indicator in catalogue.indicators}
    sources = {source.id: source for source in catalogue.sources}
    compared = {item.control_id for item in controls.series}
    unfit = {item.subject_id: sources[item.source_id].table for item in controls.misfits}
    return [
        Table(
            "controls",
            {
                **dict.fromkeys(("control_id", "title_da", "title_en", "note_da", "note_en", "status", "method"), TEXT),
                **dict.fromkeys(
                    ("recomputed_indicator", "official_indicator", "missing_note_da", "missing_note_en"), TEXT
                ),
                "sort_order": WHOLE,
            },
            [
                {
                    "control_id": control.id,
                    "title_da": control.title.da,
                    "title_en": control.title.en,
                    "note_da": control.note.da,
                    "note_en": control.note.en,
                    "status": control.status,
                    "method": _method(control),
                    "recomputed_indicator": control.indicators.recomputed if control.indicators else None,
                    "official_indicator": control.indicators.official if control.indicators else None,
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
        Table(
            "control_series",
            {
                **dict.fromkeys(("control_id", "compared", "side", "table_id", "series_key"), TEXT),
                "factor": EXACT,
                "absent_is_zero": TRUTH,
            },
            [asdict(item) for item in controls.series],
        ),
        Table(
            "source_rounding",
            {"table_id": TEXT, "rounding": EXACT},
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


def _method(control: Control) -> str:
    if control.indicators:
        return "indicators"
    return "sums" if control.sums else "areas"


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
                needed.update(table for recipe in indicators[side].recipes for table in tables(recipe))
    elif control.id not in compared:
        needed.update(term.table for term in control.terms)
    names = sorted({sources[table].table for table in needed - inputs.snapshots.keys()})
    if not names:
        return None
    da, en = (f" {word} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) for word in ("og", "and"))
    return Bilingual(da=f"Tallene i {da} er ikke hentet endnu.", en=f"The figures of {en} are not fetched yet.")
