"""Whether a refresh could build from what is at hand; nothing is built.

Belongs here: which checks need no warehouse, and their order. Does not belong here: any of them; each is a function of
the room that knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards import check_pages
from pipelines.catalogue.descriptions.resolving import named
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.positive_list import state
from pipelines.catalogue.read import look as look_at
from pipelines.catalogue.read import told
from pipelines.catalogue.schema import outdated
from pipelines.catalogue.series.controls import compile_controls
from pipelines.catalogue.series.corrections import compile_corrections
from pipelines.catalogue.series.selectors import Compiled, compile_recipes, tables
from pipelines.orchestration.foretelling.days import Ahead, ahead
from pipelines.orchestration.foretelling.targets import MetAlready, met_already
from pipelines.orchestration.foretelling.trials import Undecidable, undecidable
from pipelines.own.forms.filled import Looked, look
from pipelines.releases import release
from pipelines.releases.inputs import Inputs, gather
from pipelines.sources.intake.contracts import check_contracts
from pipelines.warehouse.expected import never_said
from pipelines.warehouse.fitting import described
from seksby.errors import CatalogueError, SeksbyError, all_faults
from seksby.vocabulary import DemandState
from seksby.workspace import Workspace


@dataclass(frozen=True)
class Due:
    """A steering demand that is to be decided on within 90 days, or should have been."""

    demand: str
    title: str
    municipality: str
    owner: str
    review_by: date
    is_overdue: bool


@dataclass(frozen=True)
class Unchecked:
    """A recipe whose codes were held against no table.

    `lacks` are the sources of it that are not at hand; none where another recipe of the indicator is used in its place.
    """

    indicator: str
    recipe: int
    lacks: Sequence[str]


@dataclass(frozen=True)
class Sound:
    """Numbers of what was checked and found to be right; and what is right and soon will not be."""

    indicators: int
    computable_now: int
    recipes: int
    recipes_unchecked: Sequence[Unchecked]
    """Those of indicators that nothing was checked of come first."""
    sources: int
    sources_at_hand: int
    corrections: int
    contracts: int
    pages: int
    waiting: Sequence[str]
    """Forms in the inbox without fault, taken in by the next refresh."""
    due: Sequence[Due]
    undecidable: Sequence[Undecidable]
    """Registered trials that can never be decided as they are."""
    met_already: Sequence[MetAlready]
    """Targets no better than what was measured when they were decided."""
    ahead: Sequence[Ahead]
    """Days on which something is said to have been done and that have not come yet."""


def check(workspace: Workspace, seen_from: Sequence[str] = ()) -> Sound:
    """Check catalogue, contracts, recipes, controls, corrections, schemas and pages against what is at hand.

    All that can be told at once is: what has to wait are the codes of recipes while the catalogue has faults.

    Raises:
        SeksbyError: something is not right; see the functions called.
    """
    looked = look(workspace)
    catalogue, faults = look_at(workspace.catalogue, workspace.own)
    wrong: list[SeksbyError] = [told(faults)] if faults else []
    wrong += _forms(looked)

    def tried(step: Callable[[], int]) -> int:
        try:
            return step()
        except SeksbyError as error:
            wrong.append(error)
            return 0

    are_sources_known = not any(fault.path.parent == workspace.catalogue / "sources" for fault in faults)
    contracts = tried(lambda: check_contracts(catalogue, workspace.contracts)) if are_sources_known else 0
    tried(lambda: _check_schemas(workspace))
    pages = tried(check_pages)
    if faults:
        raise all_faults(wrong)
    inputs = gather(workspace, seen_from=seen_from)
    names = named(inputs.catalogue)
    infos = {source: described(snapshot, names[source])[0] for source, snapshot in inputs.snapshots.items()}
    compiled = compile_recipes(inputs.catalogue, infos, workspace.catalogue)
    corrections = compile_corrections(inputs.catalogue, infos, workspace.catalogue)
    misfits = [
        *compiled.misfits,
        *compile_controls(inputs.catalogue, infos, workspace.catalogue).misfits,
        *corrections.misfits,
        *never_said(inputs, corrections.series),
    ]
    wrong += [item.error for item in misfits]
    if wrong:
        raise all_faults(wrong)
    return Sound(
        indicators=len(inputs.catalogue.indicators),
        computable_now=len(compiled.recipe_used),
        recipes=sum(len(item.recipes) for item in inputs.catalogue.indicators),
        recipes_unchecked=_unchecked(inputs.catalogue, infos, compiled),
        sources=len(inputs.catalogue.sources),
        sources_at_hand=len(inputs.snapshots),
        corrections=len(inputs.catalogue.corrections),
        contracts=contracts,
        pages=pages,
        waiting=[item.file for item in looked if item.state == "new"],
        due=list(_due(inputs)),
        undecidable=list(undecidable(inputs.catalogue, release.current(workspace))),
        met_already=list(met_already(inputs.catalogue, release.current(workspace))),
        ahead=list(ahead(inputs.catalogue, inputs.today)),
    )


def _check_schemas(workspace: Workspace) -> int:
    schemas = workspace.catalogue / "schemas"
    if stale := outdated(schemas):
        raise CatalogueError(
            f"{len(stale)} schema(s) are not what the models say: {', '.join(stale)}.",
            where=str(schemas),
            expected="the schemas of pipelines/catalogue/models",
            remedy="run `make schemas`",
        )
    return 0


def _unchecked(catalogue: Catalogue, at_hand: Collection[str], compiled: Compiled) -> list[Unchecked]:
    found = [
        Unchecked(item.id, number, sorted(tables(recipe) - set(at_hand)))
        for item in catalogue.indicators
        for number, recipe in enumerate(item.recipes, start=1)
        if not tables(recipe) <= set(at_hand) or number > compiled.recipe_used.get(item.id, len(item.recipes))
    ]
    return sorted(found, key=lambda each: each.indicator in compiled.recipe_used)


def _forms(looked: Sequence[Looked]) -> list[CatalogueError]:
    """The faults of each form in the inbox as one error."""
    return [
        CatalogueError(
            f"{item.file} har {len(item.faults)} fejl og bliver ikke ført ind.",
            where="\n            ".join(map(str, item.faults)),
            expected="et skema uden fejl i nogen celle",
            remedy="ret de nævnte celler, og gem skemaet igen i samme mappe",
        )
        for item in looked
        if item.faults
    ]


def _due(inputs: Inputs) -> Iterator[Due]:
    for demand in sorted(inputs.catalogue.positive_list, key=lambda item: item.review_by):
        where = state(demand, inputs.today)
        if where in (DemandState.DUE, DemandState.OVERDUE):
            is_overdue = where is DemandState.OVERDUE
            yield Due(
                demand.id, demand.title.da, demand.municipality, demand.owner, demand.review_by, is_overdue=is_overdue
            )
