"""Every table of the `raw` schema.

Belongs here: which tables there are. Does not belong here: what is in them (the other modules of this room).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.catalogue.descriptions.tableinfo import Resolution
from pipelines.catalogue.series.controls import CompiledControls
from pipelines.catalogue.series.corrections import CorrectedSeries
from pipelines.catalogue.series.selectors import Compiled, Misfit
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables import cells, codes, previous, provenance
from pipelines.warehouse.tables.catalogue import (
    comparisons,
    controls,
    corrections,
    indicators,
    misfits,
    places,
    trials,
    trust,
)
from pipelines.warehouse.tables.table import Shape, Table


def shapes() -> dict[str, Shape]:
    """Every table by its name."""
    rooms = (
        *(cells, previous, codes, indicators, trust, places, comparisons, trials),
        *(controls, corrections, misfits, provenance),
    )
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
        *places.tables(inputs),
        *comparisons.tables(inputs, compiled),
        *trials.tables(inputs),
        *controls.tables(inputs, compiled, controlled),
        *corrections.tables(inputs.catalogue, corrected, unfit),
        *misfits.tables(unfit, inputs.workspace.catalogue),
        *provenance.tables(inputs, resolutions),
    ]
