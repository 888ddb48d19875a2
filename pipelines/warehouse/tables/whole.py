"""Every table of the `raw` schema.

Belongs here: which tables there are. Does not belong here: what is in them (the other modules of this room).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.catalogue.controls import CompiledControls
from pipelines.catalogue.corrections import CorrectedSeries
from pipelines.catalogue.selectors import Compiled, Misfit
from pipelines.catalogue.tableinfo import Resolution
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables import (
    cells,
    codes,
    comparisons,
    controls,
    corrections,
    indicators,
    misfits,
    previous,
    provenance,
    trust,
)
from pipelines.warehouse.tables.table import Shape, Table


def shapes() -> dict[str, Shape]:
    """Every table by its name."""
    rooms = (cells, previous, codes, indicators, trust, comparisons, controls, corrections, misfits, provenance)
    return {shape.name: shape for room in rooms for shape in room.SHAPES}


def tables(
    inputs: Inputs,
    compiled: Compiled,
    controlled: CompiledControls,
    corrected: Mapping[str, CorrectedSeries],
    unfit: Sequence[Misfit],
    resolutions: Mapping[str, Sequence[Resolution]],
) -> list[Table]:
    """Every table with its rows, but those of cells."""
    shown = indicators.published(inputs)
    return [
        *codes.tables(),
        *indicators.tables(inputs, compiled, shown, unfit),
        *trust.tables(inputs, shown),
        *comparisons.tables(inputs, compiled),
        *controls.tables(inputs, compiled, controlled),
        *corrections.tables(inputs.catalogue, corrected, unfit),
        *misfits.tables(unfit, inputs.workspace.catalogue),
        *provenance.tables(inputs, resolutions),
    ]
