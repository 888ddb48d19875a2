"""Corrections of what no file has ever said: a slip of the catalogue, and no word about the publisher.

Belongs here: looking up a corrected cell in the files at hand. Does not belong here: compiling its place
(`catalogue.series.corrections`), or using it (`stg_cells`).

A correction falls away by itself when the publisher mends the cell. One whose `expect` was never there would look the
same, and a page would say of the publisher what is not so. One of the files at hand has to hold what is expected; where
all of them were retrieved after the day of the review, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from pipelines.catalogue.descriptions.tableinfo import variable
from pipelines.catalogue.models.evidence import Correction
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.corrections import CorrectedSeries
from pipelines.catalogue.series.selectors import Misfit, Place, series_variables
from pipelines.releases.inputs import Inputs
from pipelines.sources.snapshots import Snapshot, known, read_tableinfo
from seksby.errors import CatalogueError
from seksby.vocabulary import System


def never_said(inputs: Inputs, corrected: Mapping[str, CorrectedSeries]) -> Iterator[Misfit]:
    """The corrections whose `expect` none of the files that could have said it says.

    Args:
        inputs: catalogue and snapshots at hand.
        corrected: the series of each correction, from `compile_corrections`.
    """
    sources = {source.id: source for source in inputs.catalogue.sources}
    for number, correction in enumerate(inputs.catalogue.corrections):
        if correction.id not in corrected or correction.source not in inputs.snapshots:
            continue
        source = sources[correction.source]
        workspace = inputs.workspace
        root = workspace.reference if source.system is System.BUNDLED else workspace.snapshots
        history = known(root, source.id, inputs.as_of)
        if not any(item.meta.retrieved_at.date() <= correction.reviewed_on for item in history):
            continue
        said = [_said(item, source, correction, corrected[correction.id]) for item in history]
        if any(_is_as_expected(item, correction) for item in said):
            continue
        place = Place(workspace.catalogue, "corrections.yml", (number,))
        error = place.misfit(
            f"{correction.id}: no file of {correction.source} at hand has ever said {correction.expect}.",
            f"what the file says: {said[-1] if said[-1] is not None else 'it has no such cell'}",
            "expect",
        )
        yield Misfit("correction", correction.id, correction.source, error)


def _said(snapshot: Snapshot, source: Source, correction: Correction, series: CorrectedSeries) -> str | None:
    """What stands in the cell in one file; None where it has no such cell, or other variables."""
    import polars as pl

    try:
        info = read_tableinfo(snapshot)
        names = [item.id.upper() for item in series_variables(source, info)]
        area, time = variable(info, source.area).id.upper(), variable(info, source.time).id.upper()
    except CatalogueError:
        return None
    found = (
        pl.scan_csv(snapshot.data_path, separator=";", infer_schema=False)
        .filter(
            pl.col(area).str.pad_start(3, "0") == correction.area,
            pl.col(time) == correction.period,
            pl.concat_str(names, separator="|") == series.series_key if names else pl.lit(value=True),
        )
        .select("INDHOLD")
        .collect()
    )
    return None if found.is_empty() else (found.item(0, 0) or "")


def _is_as_expected(said: str | None, correction: Correction) -> bool:
    if said is None:
        return False
    if isinstance(correction.expect, str):
        return said == correction.expect
    try:
        return Decimal(said.replace(",", ".")) == correction.expect
    except InvalidOperation:
        return False
