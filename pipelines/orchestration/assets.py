"""The steps of a refresh as Dagster assets.

Belongs here: what depends on what, and the metadata each step leaves in the run history. Does not belong here: how a
step does its work; each calls one function of the module that knows.

    statbank/*, <service>/*, delivered/*  ->  raw/*  ->  staging, intermediate, marts (dbt)  ->  site  ->  release
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date
from functools import partial
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, DbtProject, dbt_assets
from packaging.version import Version
from pydantic import Field

from dashboards import build_site
from pipelines.catalogue.models.source import KEYED, Source
from pipelines.catalogue.read import read_catalogue
from pipelines.orchestration import dbt
from pipelines.releases import differing as controls
from pipelines.releases import release
from pipelines.releases.inputs import Inputs, gather
from pipelines.sources import snapshots
from pipelines.sources.http import UnreachableError
from pipelines.sources.intake import deliveries
from pipelines.sources.openapi import jobindsats, keyed, uddannelsesstatistik
from pipelines.sources.statbank import client as statbank
from pipelines.warehouse import load as warehouse
from seksby.errors import BuildError, CatalogueError, SeksbyError, SourceError
from seksby.progress import tell
from seksby.settings import read_settings

OWNERS = ["team:finance-analysis"]
UP_TO_DATE = "up_to_date"
CONTROL_CHECK = "control_"  # the checks of dbt_project/models/marts/controls.yml, one per control
PROTOCOLS = (uddannelsesstatistik, jobindsats)
Refresher = Callable[[Source], dict[str, Any]]
SETTINGS = read_settings()
WORKSPACE = SETTINGS.workspace
CATALOGUE = read_catalogue(WORKSPACE.catalogue)
LIVE_SOURCES = [source for source in CATALOGUE.sources if source.system == "statbank"]


class RefreshLock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """One refresh at a time: held from the first step of a run to its last, as a run is one process."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["RefreshLock"]:  # noqa: ARG002
        with release.lock(WORKSPACE):
            yield self


class BuildConfig(dg.Config):
    """What a release is built from.

    `as_of` is the day whose knowledge it is, as ISO date, or empty for all that is at hand; `seen_from` names
    municipalities that get pages of their own besides those of the settings.
    """

    as_of: str = ""
    seen_from: list[str] = Field(default_factory=list)

    def inputs(self) -> Inputs:
        day = date.fromisoformat(self.as_of) if self.as_of else None
        return gather(WORKSPACE, day, (*SETTINGS.viewpoints, *self.seen_from))


def _key(source: Source) -> dg.AssetKey:
    return dg.AssetKey([source.system, source.id])


def _source_assets(
    name: str, group: str, sources: Sequence[Source], connect: Callable[[], AbstractContextManager[Refresher]]
) -> dg.AssetsDefinition:
    """The assets of sources that are brought up to date alike, with a check each that tells whether that worked.

    A source that fails keeps its previous snapshot and is marked as not updated; the others go on. `connect` opens what
    all of them need and gives the function that brings one source up to date and returns its metadata.
    """

    @dg.multi_asset(
        name=name,
        specs=[
            dg.AssetSpec(
                _key(source),
                group_name=group,
                kinds={source.system, "csv"},
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
    def refreshed(context: dg.AssetExecutionContext, refresh_lock: RefreshLock) -> Iterator[Any]:  # noqa: ARG001
        wanted = [source for source in sources if _key(source) in context.selected_asset_keys]
        unreachable: dict[str, UnreachableError] = {}
        with connect() as refresh:
            for number, source in enumerate(wanted):
                tell(group, number, len(wanted))
                error: SeksbyError | None = unreachable.get(source.system)
                metadata: dict[str, Any] = {}
                if error is None:
                    try:
                        metadata = refresh(source)
                    # The publisher has withdrawn or rebuilt a table, or our entry never fitted it: the others go on.
                    except (SourceError, CatalogueError) as caught:
                        error = caught
                        if isinstance(caught, UnreachableError):
                            unreachable[source.system] = caught
                if error is not None:
                    snapshots.mark_not_updated(WORKSPACE.snapshots, source.id, _reason(error))
                    metadata = {"outcome": "not_updated", "reason": str(error)}
                yield dg.MaterializeResult(asset_key=_key(source), metadata=metadata)
                yield dg.AssetCheckResult(
                    passed=error is None,
                    asset_key=_key(source),
                    check_name=UP_TO_DATE,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata=metadata,
                )
        tell(group, len(wanted), len(wanted))

    return refreshed


def _reason(error: SeksbyError) -> str:
    """Why a source is not updated, in one line; what an analyst can mend is named with its place in the catalogue."""
    if not isinstance(error, CatalogueError):
        return error.what
    place = error.where.replace(f"{WORKSPACE.catalogue}/", "").replace("\n", " ")
    return f"{error.what} ({' '.join(place.split())}: {error.expected})"


def _metadata(outcome: str, snapshot: snapshots.Snapshot | None) -> dict[str, Any]:
    known = {"snapshot": snapshot.meta.id, "dagster/row_count": snapshot.meta.rows} if snapshot else {}
    return {"outcome": outcome} | known


@contextmanager
def _statbank() -> Iterator[Refresher]:
    """Fetch what StatBank has revised."""
    with statbank.connect(SETTINGS.statbank) as bank:

        def refresh(source: Source) -> dict[str, Any]:
            progress = partial(tell, source.id)
            result = statbank.refresh_source(bank, source, WORKSPACE.snapshots, WORKSPACE.catalogue, progress)
            return _metadata(result.outcome, result.snapshot)

        yield refresh


@contextmanager
def _keyed() -> Iterator[Refresher]:
    """Fetch from the services that want a key; without it a source is left as it is, which is no failure."""
    with ExitStack() as stack:
        opened = {
            protocol.SYSTEM: stack.enter_context(protocol.connect(SETTINGS.keyed[protocol.SYSTEM]))
            for protocol in PROTOCOLS
        }
        protocols = {protocol.SYSTEM: protocol for protocol in PROTOCOLS}

        def refresh(source: Source) -> dict[str, Any]:
            if SETTINGS.keyed[source.system].key is None:
                return {"outcome": "skipped", "reason": f"{keyed.token_variable(source.system)} is not set"}
            protocol, service = protocols[source.system], opened[source.system]
            result = keyed.refresh_source(protocol, service, CATALOGUE, source, WORKSPACE.snapshots)
            return _metadata(result.outcome, result.snapshot)

        yield refresh


@contextmanager
def _inbox() -> Iterator[Refresher]:
    """Take what was dropped; nobody is asked."""

    def refresh(source: Source) -> dict[str, Any]:
        taken = deliveries.take(WORKSPACE, CATALOGUE, source)
        return _metadata(taken.outcome, taken.snapshot)

    yield refresh


# A kind without sources has no assets.
SOURCE_ASSETS = [
    _source_assets(name, group, sources, connect)
    for name, group, sources, connect in (
        ("statbank", "fetch", LIVE_SOURCES, _statbank),
        ("keyed", "fetch", [source for source in CATALOGUE.sources if source.system in KEYED], _keyed),
        ("inbox", "intake", deliveries.delivered(CATALOGUE), _inbox),
    )
    if sources
]


DBT_PROJECT = DbtProject(dbt.DBT_PROJECT, profiles_dir=dbt.DBT_PROJECT)
DBT_MANIFEST = dbt.manifest_path(WORKSPACE)


CELLS, CATALOGUE_TABLES = dg.AssetKey(["raw", "cells"]), dg.AssetKey(["raw", "catalogue"])


class Translator(DagsterDbtTranslator):
    """dbt nodes under their schema's name, grouped by layer, with the owners of the project.

    The catalogue is one asset, not one per table: its tables are written together, and each asset costs the run history
    about 0.1 s.
    """

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        node = self.get_resource_props(manifest, unique_id)
        spec = super().get_asset_spec(manifest, unique_id, project)
        layer = node["schema"]
        return spec.replace_attributes(
            key=CATALOGUE_TABLES if layer == "raw" and node["name"] != "cells" else dg.AssetKey([layer, node["name"]]),
            group_name=layer,
            owners=OWNERS,
            description=node.get("description") or None,
        )


class DbtProcess(DbtCliResource):
    """dbt in one process of its own.

    The base class starts dbt once more to ask for its version, and builds a dbt adapter in this process for metadata we
    do not ask for: 9 of 31 s of a refresh (dagster-dbt 0.29.27, 2026-11-22). dbt is installed beside us, so its package
    tells the version. Should the base class rename these, a refresh is slower and nothing else.
    """

    @property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Any) -> Any:  # noqa: ARG002
        return None


@dbt_assets(
    manifest=DBT_MANIFEST,
    project=DBT_PROJECT,
    dagster_dbt_translator=Translator(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)),
    exclude="resource_type:unit_test",
    name="models",
)
def dbt_models(context: dg.AssetExecutionContext, dbt_cli: DbtProcess) -> Iterator[Any]:
    """Build and check every model; a check that fails stops what comes after it."""
    os.environ[dbt.WAREHOUSE_VARIABLE] = str(WORKSPACE.building / release.WAREHOUSE)
    tell("compute", 0, None)
    invocation = dbt_cli.cli([*dbt.BUILD], context=context, target_path=dbt.target(WORKSPACE), raise_on_error=False)
    yield from invocation.stream()
    if not invocation.is_successful():
        raise _failed()
    checks = WORKSPACE.building / release.CHECKS
    checks.mkdir()
    for name in ("run_results.json", "manifest.json"):
        shutil.copy2(dbt.target(WORKSPACE) / name, checks / name)


def _failed() -> BuildError:
    failures = dbt.results(WORKSPACE).failures
    number = len(failures)
    if any(failure.startswith(CONTROL_CHECK) for failure in failures):
        failures += [
            f"{control.title}: {control.figures} tal afviger, mest {control.furthest}"
            for control in controls.differing(WORKSPACE.building / release.WAREHOUSE)
            if control.status == "confirmed"
        ]
    return BuildError(
        f"{number} model(s) or check(s) failed.",
        where="\n            ".join(failures),
        expected="every model built and every check passed",
        remedy="mend what is named; the current release stands",
    )


@dg.multi_asset(
    name="load",
    specs=[
        dg.AssetSpec(
            CELLS,
            group_name="raw",
            kinds={"duckdb"},
            owners=OWNERS,
            deps=[_key(source) for source in CATALOGUE.sources if source.system != "bundled"],
            description="Every row of every snapshot in use.",
        ),
        dg.AssetSpec(
            CATALOGUE_TABLES,
            group_name="raw",
            kinds={"duckdb", "yaml"},
            owners=OWNERS,
            description="The catalogue as tables: recipes compiled to series, indicators, municipalities, warnings.",
        ),
    ],
)
def raw(config: BuildConfig, refresh_lock: RefreshLock) -> Iterator[dg.MaterializeResult[Any]]:  # noqa: ARG001
    """Read snapshots and catalogue into a new warehouse, refusing files that are not what they say."""
    tell("load", 0, None)
    building = release.begin(WORKSPACE)
    loaded = warehouse.load(config.inputs(), building / release.WAREHOUSE)
    snapshots_used = {source: snapshot.meta.id for source, snapshot in loaded.inputs.snapshots.items()}
    yield dg.MaterializeResult(
        asset_key=CELLS,
        metadata={
            "dagster/row_count": sum(loaded.rows.values()),
            "snapshots": snapshots_used,
            "not_compared": dict(loaded.not_compared),
        },
    )
    yield dg.MaterializeResult(
        asset_key=CATALOGUE_TABLES, metadata={"indicators": len(loaded.inputs.catalogue.indicators)}
    )


@dg.asset(
    deps=[spec.key for spec in dbt_models.specs if spec.key.path[0] == "marts"],
    group_name="dashboards",
    kinds={"altair", "html"},
    owners=OWNERS,
)
def site(refresh_lock: RefreshLock) -> dg.MaterializeResult[Any]:  # noqa: ARG001
    """Pages for each of the six, and for those that were asked for, from marts only."""
    tell("pages", 0, None)
    report = build_site(
        WORKSPACE.building / release.WAREHOUSE, WORKSPACE.building / release.SITE, cache=WORKSPACE.cache
    )
    return dg.MaterializeResult(
        metadata={
            "pages": report.pages,
            "pages_rendered": report.pages_rendered,
            "pages_reused": report.pages_reused,
            "charts_drawn": report.charts_drawn,
            "charts_cached": report.charts_cached,
            "bytes": report.bytes_written,
        }
    )


@dg.asset(name="release", deps=[site], group_name="release", kinds={"json"}, owners=OWNERS)
def published(config: BuildConfig, refresh_lock: RefreshLock) -> dg.MaterializeResult[Any]:  # noqa: ARG001
    """Write the manifest and switch to the new release in one step."""
    inputs = config.inputs()
    done = release.publish(WORKSPACE, inputs, dbt.results(WORKSPACE).checks)
    return dg.MaterializeResult(
        metadata={
            "release": done.id,
            "path": dg.MetadataValue.path(str(done.directory)),
            "snapshots": {source: snapshot.meta.id for source, snapshot in inputs.snapshots.items()},
        }
    )
