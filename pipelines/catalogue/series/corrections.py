"""From corrections to the one cell that each of them names.

Belongs here: compiling `where` against the source's own `tableinfo`, and refusing one that does not name one cell.
Does not belong here: whether the cell still says what is expected (`stg_cells` decides it on the figures at hand), or
the shape of an entry (`models`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.catalogue.descriptions.tableinfo import TableInfo, fold, variable
from pipelines.catalogue.models.evidence import Correction
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.series.selectors import Misfit, MisfitError, Place, codes_selected, named_codes, series_key
from seksby.errors import CatalogueError, all_faults


@dataclass(frozen=True)
class CorrectedSeries:
    """The series a correction's cell belongs to: its key in the warehouse, and its codes for a reader."""

    series_key: str
    codes: str


@dataclass(frozen=True)
class CompiledCorrections:
    """The series of each correction, by its id, and the corrections that do not fit their source and fall out."""

    series: Mapping[str, CorrectedSeries]
    misfits: Sequence[Misfit]


def compile_corrections(catalogue: Catalogue, infos: Mapping[str, TableInfo], root: Path) -> CompiledCorrections:
    """The series of every correction whose source is at hand.

    Args:
        catalogue: the catalogue.
        infos: `tableinfo` of each source at hand, by source id.
        root: the catalogue folder, for the place named in an error.

    Raises:
        CatalogueError: `where` names no cell or more than one, or two corrections name the same; with file and line,
            every fault at once.
    """
    sources = {source.id: source for source in catalogue.sources}
    compiled: dict[str, CorrectedSeries] = {}
    first: dict[tuple[str, str, str, str], str] = {}
    faults: list[CatalogueError] = []
    misfits: list[Misfit] = []
    for number, correction in enumerate(catalogue.corrections):
        if correction.source not in infos:
            continue
        place = Place(root, "corrections.yml", (number,))
        try:
            series = _one_series(correction, sources[correction.source], infos[correction.source], place)
            cell = (correction.source, correction.area, correction.period, series.series_key)
            if (other := first.setdefault(cell, correction.id)) != correction.id:
                raise place.error(
                    f"{correction.id} names the same cell as {other}.", "one correction of a cell", "where"
                )
        except MisfitError as misfit:
            misfits.append(Misfit("correction", correction.id, correction.source, misfit))
        except CatalogueError as fault:
            faults.append(fault)
        else:
            compiled[correction.id] = series
    if faults:  # told with all that does not fit, to be mended in one go
        raise all_faults([*faults, *(item.error for item in misfits)])
    return CompiledCorrections(compiled, misfits)


def _one_series(correction: Correction, source: Source, info: TableInfo, place: Place) -> CorrectedSeries:
    for own, field in ((source.area, "area"), (source.time, "period")):
        target = variable(info, own)
        for name in correction.where:
            if fold(name) == fold(target.id):
                raise place.error(
                    f"{correction.id}: {name} has a field of its own.", f"{field}: its code", "where", name
                )
    codes = codes_selected(correction.where, source, info, place)
    for item, choices in codes:
        if len(choices) != 1:
            raise place.error(
                f"{correction.id}: {item.id} selects {len(choices)} codes ({', '.join(choices[:12])}), "
                "and a correction is of one cell.",
                f"exactly one code of {item.id}",
                "where",
                item.id,
            )
    combination = [choices[0] for _, choices in codes]
    return CorrectedSeries(series_key(combination), named_codes([item for item, _ in codes], combination))
