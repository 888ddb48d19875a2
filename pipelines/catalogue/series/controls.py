"""From controls on cells to explicit series of the sources at hand.

Belongs here: expanding what `controls.yml` says about wholes, parts and areas to the series that each comparison takes.
Does not belong here: controls that compare two indicators (they have recipes, see `selectors`), cells, values or SQL.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipelines.catalogue.descriptions.tableinfo import TableInfo, Variable, variable
from pipelines.catalogue.models.evidence import Control, WholeAndParts
from pipelines.catalogue.models.recipe import Term
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.series.selectors import (
    Misfit,
    MisfitError,
    Place,
    codes_selected,
    named_codes,
    one_unit,
    series_key,
)
from seksby.errors import CatalogueError, all_faults
from seksby.vocabulary import ControlSide

FILE = "controls.yml"


@dataclass(frozen=True)
class ControlSeries:
    """One series of one source that a comparison takes: a row of `raw.control_series`.

    `side` is `recomputed` for a part, `official` for a whole, and `areas` for a series of which the municipalities are
    the parts and the country is the whole. A cell enters its side with `factor`. `compared` names the comparison within
    its control: the source and codes of the whole.
    """

    control_id: str
    compared: str
    side: ControlSide
    table_id: str
    series_key: str
    factor: Decimal
    absent_is_zero: bool


@dataclass(frozen=True)
class CompiledControls:
    """Every series that a comparison takes, and the controls that do not fit their source and fall out."""

    series: Sequence[ControlSeries]
    misfits: Sequence[Misfit]


def compile_controls(catalogue: Catalogue, infos: Mapping[str, TableInfo], root: Path) -> CompiledControls:
    """Expand every comparison of cells whose sources are at hand; the others are left out.

    Args:
        catalogue: the catalogue.
        infos: `tableinfo` of each source at hand, by source id.
        root: the catalogue folder, for the place named in an error.

    Raises:
        CatalogueError: a whole of several series, or a sum over price units; with file and line, every control's fault
            at once.
    """
    sources = {source.id: source for source in catalogue.sources}
    series: list[ControlSeries] = []
    faults: list[CatalogueError] = []
    misfits: list[Misfit] = []
    for number, control in enumerate(catalogue.controls):
        unfit: list[Misfit] = []
        try:
            found = list(_compile(control, number, sources, infos, root, unfit))
        except CatalogueError as fault:
            faults.append(fault)
            continue
        misfits += unfit
        series += [] if unfit else found
    if faults:  # told with all that does not fit, to be mended in one go
        raise all_faults([*faults, *(item.error for item in misfits)])
    return CompiledControls(series, misfits)


def _compile(
    control: Control,
    number: int,
    sources: Mapping[str, Source],
    infos: Mapping[str, TableInfo],
    root: Path,
    misfits: list[Misfit],
) -> Iterator[ControlSeries]:
    def expand(term: Term, location: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
        """Key and name of each series a term selects."""
        place = Place(root, FILE, (number, *location))
        source, info = sources[term.table], infos[term.table]
        try:
            codes: Sequence[tuple[Variable, Sequence[str]]] = codes_selected(term.where, source, info, place)
        except MisfitError as misfit:
            misfits.append(Misfit("control", control.id, source.id, misfit))
            return
        if source.unit_variable:
            one_unit(source, variable(info, source.unit_variable), codes, place)
        variables = [item for item, _ in codes]
        for combination in itertools.product(*(choices for _, choices in codes)):
            yield series_key(combination), f"{source.id} {named_codes(variables, combination)}".rstrip()

    for position, entry in enumerate(control.sums):
        if not all(term.table in infos for term in entry.terms):
            continue
        for each in _in_turn(entry):
            place = ("sums", position)
            wholes = list(expand(_with(entry.whole, each), (*place, "whole")))
            if misfits:
                return
            if len(wholes) != 1:
                raise Place(root, FILE, (number, *place)).error(
                    f"{control.id}: the whole is {len(wholes)} series of {entry.whole.table}.",
                    "a whole of one series; codes to take in turn stand in each",
                    "whole",
                )
            ((key, compared),) = wholes
            yield _series(control, compared, ControlSide.OFFICIAL, entry.whole, key, infos[entry.whole.table])
            for part_no, part in enumerate(entry.parts):
                for key, _ in expand(_with(part, each), (*place, "parts", part_no)):
                    yield _series(control, compared, ControlSide.RECOMPUTED, part, key, infos[part.table])
    for position, term in enumerate(control.areas):
        if term.table in infos:
            for key, compared in expand(term, ("areas", position)):
                yield _series(control, compared, ControlSide.AREAS, term, key, infos[term.table])


def _series(control: Control, compared: str, side: ControlSide, term: Term, key: str, info: TableInfo) -> ControlSeries:
    absent_is_zero = term.absent == "zero" or info.absent_is_zero
    return ControlSeries(control.id, compared, side, term.table, key, term.factor, absent_is_zero)


def _in_turn(entry: WholeAndParts) -> Iterator[dict[str, str]]:
    """Every combination of the codes that both sides take in turn; one empty one where there are none."""
    for codes in itertools.product(*entry.each.values()):
        yield dict(zip(entry.each, codes, strict=True))


def _with(term: Term, codes: Mapping[str, str]) -> Term:
    return term.model_copy(update={"where": {**term.where, **codes}})
