"""The sources that are fetched, and the folders that are looked into, as Dagster assets.

Belongs here: which assets a catalogue's sources are, what becomes of one that cannot be brought up to date, and the
metadata each leaves in the run history. Does not belong here: asking, or reading files (`pipelines.sources`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from typing import Any

import dagster as dg

from pipelines.catalogue.descriptions.resolving import named
from pipelines.catalogue.models.source import KEYED, Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.orchestration.run import RESOURCE, Run
from pipelines.sources import snapshots
from pipelines.sources.http import UnreachableError
from pipelines.sources.intake import deliveries
from pipelines.sources.openapi import jobindsats, keyed, uddannelsesstatistik
from pipelines.sources.statbank import client as statbank
from seksby.errors import CatalogueError, SeksbyError, SourceError
from seksby.progress import tell
from seksby.vocabulary import System

OWNERS = ["team:finance-analysis"]
UP_TO_DATE = "up_to_date"
PROTOCOLS = (uddannelsesstatistik, jobindsats)
Refresher = Callable[[Source], dict[str, Any]]
Connect = Callable[[Run], AbstractContextManager[Refresher]]


def source_assets(catalogue: Catalogue) -> list[dg.AssetsDefinition]:
    """The assets of a catalogue's sources, the bundled ones left out; a kind without sources has none."""
    fetched = [source for source in catalogue.sources if source.system is System.STATBANK]
    with_key = [source for source in catalogue.sources if source.system in KEYED]
    return [
        _source_assets(name, group, sources, connect)
        for name, group, sources, connect in (
            ("statbank", "fetch", fetched, _statbank),
            ("keyed", "fetch", with_key, _keyed),
            ("inbox", "intake", deliveries.delivered(catalogue), _inbox),
        )
        if sources
    ]


def _key(source: Source) -> dg.AssetKey:
    return dg.AssetKey([source.system.value, source.id])  # Dagster keeps no enum of ours


def _source_assets(name: str, group: str, sources: Sequence[Source], connect: Connect) -> dg.AssetsDefinition:
    """The assets of sources that are brought up to date alike, with a check each that tells whether that worked.

    A source that fails keeps its previous snapshot and is marked as not updated; the others go on. `connect` opens what
    all of them need and gives the function that brings one source up to date and returns its metadata.
    """

    @dg.multi_asset(
        name=name,
        required_resource_keys={RESOURCE},
        specs=[
            dg.AssetSpec(
                _key(source),
                group_name=group,
                kinds={source.system.value, "csv"},
                owners=OWNERS,
                description=f"{source.publisher}, {source.table}: {source.title.en}",
            )
            for source in sources
        ],
        check_specs=[
            dg.AssetCheckSpec(UP_TO_DATE, asset=_key(source), description="The newest figures were reached.")
            for source in sources
        ],
        can_subset=True,
    )
    def refreshed(context: dg.AssetExecutionContext) -> Iterator[Any]:
        run: Run = context.resources.run
        wanted = [source for source in sources if _key(source) in context.selected_asset_keys]
        unreachable: dict[str, UnreachableError] = {}
        root = run.workspace.snapshots
        done = snapshots.finished(root, name) if group == "fetch" else set()
        with connect(run) as refresh:
            for number, source in enumerate(wanted):
                tell(group, number, len(wanted))
                error: SeksbyError | None = unreachable.get(source.system)
                metadata: dict[str, Any] = {}
                if source.id in done:
                    metadata = {"outcome": "finished", "reason": "asked before the last fetch was broken off"}
                elif error is None:
                    try:
                        metadata = refresh(source)
                    # The publisher has withdrawn or rebuilt a table, or our entry never fitted it: the others go on.
                    except (SourceError, CatalogueError) as caught:
                        error = caught
                        if isinstance(caught, UnreachableError):
                            unreachable[source.system] = caught
                if error is not None:
                    snapshots.mark_not_updated(root, source.id, _reason(error, run))
                    metadata = {"outcome": "not_updated", "reason": str(error)}
                elif group == "fetch":
                    snapshots.mark_finished(root, name, source.id)
                yield dg.MaterializeResult(asset_key=_key(source), metadata=metadata)
                yield dg.AssetCheckResult(
                    passed=error is None,
                    asset_key=_key(source),
                    check_name=UP_TO_DATE,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata=metadata,
                )
        snapshots.forget_finished(root, name)
        tell(group, len(wanted), len(wanted))

    return refreshed


def _reason(error: SeksbyError, run: Run) -> str:
    """Why a source is not updated, in one line; what an analyst can mend is named with its place in the catalogue."""
    if f"{run.workspace.catalogue}/" not in error.where:
        return error.what
    place = error.where.replace(f"{run.workspace.catalogue}/", "").replace("\n", " ")
    return f"{error.what} ({' '.join(place.split())}: {error.expected})"


def _metadata(outcome: str, snapshot: snapshots.Snapshot | None) -> dict[str, Any]:
    known = {"snapshot": snapshot.meta.id, "dagster/row_count": snapshot.meta.rows} if snapshot else {}
    return {"outcome": outcome} | known


@contextmanager
def _statbank(run: Run) -> Iterator[Refresher]:
    """Fetch what StatBank has revised."""
    names = named(run.read.catalogue)
    with statbank.connect(run.settings.statbank) as bank:

        def refresh(source: Source) -> dict[str, Any]:
            progress = partial(tell, source.id)
            workspace = run.workspace
            result = statbank.refresh_source(
                bank, source, names[source.id], workspace.snapshots, workspace.catalogue, progress
            )
            return _metadata(result.outcome, result.snapshot)

        yield refresh


@contextmanager
def _keyed(run: Run) -> Iterator[Refresher]:
    """Fetch from the services that want a key; without it a source is left as it is, which is no failure."""
    endpoints = run.settings.keyed
    with ExitStack() as stack:
        opened = {
            protocol.SYSTEM: (protocol, stack.enter_context(protocol.connect(endpoints[protocol.SYSTEM])))
            for protocol in PROTOCOLS
        }

        def refresh(source: Source) -> dict[str, Any]:
            if endpoints[source.system].key is None:
                return {"outcome": "skipped", "reason": f"{keyed.token_variable(source.system)} is not set"}
            protocol, service = opened[source.system]
            result = keyed.refresh_source(protocol, service, run.read.catalogue, source, run.workspace.snapshots)
            return _metadata(result.outcome, result.snapshot)

        yield refresh


@contextmanager
def _inbox(run: Run) -> Iterator[Refresher]:
    """Take what was dropped; nobody is asked."""

    def refresh(source: Source) -> dict[str, Any]:
        taken = deliveries.take(run.workspace, run.read.catalogue, source)
        return _metadata(taken.outcome, taken.snapshot)

    yield refresh
