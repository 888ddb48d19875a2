"""The steps from snapshots to a release as Dagster assets.

Belongs here: what depends on what, and the metadata each step leaves in the run history. Does not belong here: how a
step does its work; each calls one function of the room that knows. Nor the sources (`fetching`).

    raw/*  ->  staging, intermediate, marts (dbt)  ->  workbook, open_data -> pages  ->  site  ->  release

The warehouse is complete when the models are done: those tables too that dbt makes empty are filled then, and after it
everyone reads. So one other process writes the workbooks, and then draws, while open data and pages are made.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from dashboards import check_pages, load_workbook_writer, make_pages, write_site, write_workbooks
from pipelines.orchestration import dbt
from pipelines.orchestration.run import RESOURCE, Run
from pipelines.orchestration.runs import LOG
from pipelines.releases import ledger, release
from pipelines.releases.differing import differing
from pipelines.releases.lineage import table as column_table
from pipelines.releases.lineage.columns import Lineage
from pipelines.releases.open_data.catalogue_record import publisher_of
from pipelines.releases.open_data.writing import put_open_data
from pipelines.releases.proof import register
from pipelines.releases.revisions import compare
from pipelines.warehouse import load as warehouse
from pipelines.warehouse.previous_release import release_before
from pipelines.warehouse.reach import carrying
from pipelines.warehouse.turned_away import turn_away
from seksby.errors import BuildError
from seksby.progress import tell
from seksby.workspace import MANIFEST

OWNERS = ["team:finance-analysis"]
CELLS, CATALOGUE_TABLES = dg.AssetKey(["raw", "cells"]), dg.AssetKey(["raw", "catalogue"])
RELEASE = dg.AssetKey(["release"])
WORKBOOK = "workbook"
IN_MEMORY = "in_memory"
"""The resource that hands pages on to the next step of the same run."""
CONTROL_CHECK = "confirmed_controls_agree"  # of dbt_project/models/marts/controls.yml
DBT_NODE = "dagster_dbt/unique_id"  # where dagster-dbt writes the node that an asset or a check stands for


def build_assets(sources: Sequence[dg.AssetKey], manifest: Mapping[str, Any]) -> list[dg.AssetsDefinition]:
    """The steps of a build.

    Args:
        sources: what is fetched or taken before anything is loaded.
        manifest: dbt's manifest of the models.
    """
    models = _models(manifest)
    marts = [spec.key for spec in models.specs if spec.key.path[0] == "marts"]
    return [_load(sources), models, _open_data(marts), _pages(marts), _workbook(marts), _site(), _release()]


def _load(sources: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="load",
        required_resource_keys={RESOURCE},
        specs=[
            dg.AssetSpec(
                CELLS,
                deps=sources,
                group_name="raw",
                kinds={"duckdb"},
                owners=OWNERS,
                skippable=True,
                description="Every row of every snapshot in use.",
            ),
            dg.AssetSpec(
                CATALOGUE_TABLES,
                group_name="raw",
                kinds={"duckdb", "yaml"},
                owners=OWNERS,
                skippable=True,
                description="The catalogue as tables: recipes compiled to series, indicators, municipalities and more.",
            ),
        ],
    )
    def load(context: dg.AssetExecutionContext) -> Iterator[Any]:
        """Read snapshots and catalogue into a new warehouse, refusing files that are not what they say.

        Where the current release was built from the same, there is nothing to do, and the steps after this are skipped.
        """
        run: Run = context.resources.run
        inputs = run.inputs()
        if (current := release.standing(run.workspace, inputs)) is not None:
            context.log.info(f"Unchanged: release {current.id} stands. Nothing is new in sources, catalogue or pages.")
            yield dg.AssetObservation(RELEASE, metadata={"outcome": "unchanged", "release": current.id})
            return
        run.beside.pool.submit(load_workbook_writer)
        check_pages()  # all that can be told before it is computed; what is read here is not read again
        tell("load", 0, None)
        loaded = _begin(run)
        yield dg.MaterializeResult(
            asset_key=CELLS,
            metadata={
                "dagster/row_count": sum(loaded.rows.values()),
                "snapshots": {source: snapshot.meta.id for source, snapshot in loaded.inputs.snapshots.items()},
                "not_compared": dict(loaded.not_compared),
            },
        )
        yield dg.MaterializeResult(
            asset_key=CATALOGUE_TABLES, metadata={"indicators": len(loaded.inputs.catalogue.indicators)}
        )

    return load


def _begin(run: Run) -> warehouse.Loaded:
    """A new warehouse with all of `raw`, begun with the tables of the release before where they may be taken over."""
    inputs, path = run.inputs(), release.begin(run.workspace) / release.WAREHOUSE
    carrying.begin(inputs, path)
    return warehouse.load(inputs, path)


class Translator(DagsterDbtTranslator):
    """dbt nodes under their schema's name, grouped by layer, with the owners of the project.

    The catalogue is one asset, not one per table: each asset costs the run history about 0.1 s.
    """

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        node = self.get_resource_props(manifest, unique_id)
        spec = super().get_asset_spec(manifest, unique_id, project)
        layer = node["schema"]
        return spec.replace_attributes(
            key=_asset_of(layer, node["name"]),
            group_name=layer,
            owners=OWNERS,
            description=node.get("description") or None,
        )


def _models(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=Translator(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)),
        exclude="resource_type:unit_test",
        name="models",
        required_resource_keys={RESOURCE},
    )
    def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        """Build and check every model; a check that fails stops what comes after it."""
        run: Run = context.resources.run
        building = run.workspace.building
        tell("compute", 0, None)
        results, carried = _build(run)
        while _control_failures(results) and _turned_away(run, context):
            results, carried = _build(run)
        if results.failures:
            yield from _events(context.assets_def, results)
            raise _failed(run, results)
        checks, records = building / release.CHECKS, dbt.records(run.workspace, carried.checks if carried else None)
        checks.mkdir()
        for name, content in records.items():
            (checks / name).write_bytes(content)
        told = _fill(run, records)
        site = building / release.SITE
        run.beside.begin(WORKBOOK, write_workbooks, building / release.WAREHOUSE, site, run.workspace.cache)
        yield from _events(context.assets_def, results, carried, told)

    return models


def _fill(run: Run, records: Mapping[str, bytes]) -> dict[dg.AssetKey, dict[str, Any]]:
    """Fill the tables that dbt makes empty, since what they hold is known when it is done; what is told of each asset.

    The ledger of changes and the register of controls are written for the site too.
    """
    warehouse, site = run.workspace.building / release.WAREHOUSE, run.workspace.building / release.SITE
    lineage = column_table.fill(warehouse, json.loads(records[dbt.MANIFEST]), run.workspace.cache)
    controls = register.put(records, warehouse, site)
    before = release_before(run.inputs())
    changed = ledger.ledger(before.warehouse if before else None, warehouse)
    ledger.put(changed, warehouse, site)
    told: dict[dg.AssetKey, dict[str, Any]]
    told = {key: {"dagster/column_lineage": columns} for key, columns in column_lineage(lineage).items()}
    for table, number in ((register.TABLE, controls), (ledger.TABLE, len(changed.changes))):
        told.setdefault(_asset_of(*table.split(".")), {})["number"] = number
    return told


def _build(run: Run) -> tuple[dbt.DbtResults, carrying.CarriedOver | None]:
    """Make and check what the release before has not already, and what of it was taken over."""
    path = run.workspace.building / release.WAREHOUSE
    carried = carrying.carry_over(run.workspace, path)
    only = None if carried is None else carried.reached.models | carried.reached.checks
    return dbt.build(run.workspace, path, only), carried


def _turned_away(run: Run, context: dg.AssetExecutionContext) -> bool:
    """Whether a control turned fetched figures away; then the warehouse has been loaded anew without them."""
    refused = turn_away(run.inputs(), run.workspace.building / release.WAREHOUSE)
    if refused:
        context.log.info(f"Set aside, because a control does not agree: {', '.join(refused)}.")
        _begin(run)
    return bool(refused)


def column_lineage(lineage: Lineage) -> dict[dg.AssetKey, dg.TableColumnLineage]:
    """Of each model's asset, what its columns are made of one step up, as Dagster shows it."""
    found: dict[dg.AssetKey, dict[str, list[dg.TableColumnDep]]] = {}
    for (table, column), origin in lineage.origins.items():
        found.setdefault(_asset_of(*table.split(".")), {})[column] = [
            _dependency(of, name) for of, name in sorted(origin.made_of)
        ]
    return {key: dg.TableColumnLineage(deps) for key, deps in found.items()}


def _dependency(of: str, column: str) -> dg.TableColumnDep:
    """A column that another is made of; one of the catalogue's is named with its table, as its asset holds them all."""
    layer, table = of.split(".")
    asset = _asset_of(layer, table)
    return dg.TableColumnDep(asset, f"{table}.{column}" if asset == CATALOGUE_TABLES else column)


def _asset_of(layer: str, table: str) -> dg.AssetKey:
    """The asset that a table is; the catalogue is one asset, for its tables are written together."""
    return CATALOGUE_TABLES if layer == "raw" and table != "cells" else dg.AssetKey([layer, table])


def _events(
    models: dg.AssetsDefinition,
    results: dbt.DbtResults,
    carried: carrying.CarriedOver | None = None,
    told: Mapping[dg.AssetKey, Mapping[str, Any]] = MappingProxyType({}),
) -> list[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """What became of each model and check, as the run history has it: built or carried over, and of what.

    Dagster takes them only in the order in which they depend on each other.
    """
    assets = {spec.metadata[DBT_NODE]: spec.key for spec in models.specs}
    checks = {spec.metadata[DBT_NODE]: spec for spec in models.check_specs}
    there: list[tuple[dg.AssetKey, dict[str, Any]]] = []
    checked = []
    metadata: dict[str, Any]
    if carried is not None:
        # Later steps wait for every mart. What marts are made of keeps the event of the run that made it: to write one
        # more of each takes 0.4 of 15 s (2026-12-01).
        metadata = {"status": "carried over", "release": carried.release.id}
        marts = [table for table in carried.tables if table.startswith("marts.")]
        there += [(_asset_of(*table.split(".")), metadata) for table in marts]
    for node in results.nodes:
        metadata = {"seconds": node.seconds, "status": node.status}
        if node.id in assets and node.status == "success":
            there.append((assets[node.id], metadata))
        elif node.id in checks and node.status != "skipped":
            spec = checks[node.id]
            checked.append(
                dg.AssetCheckResult(
                    passed=node.status == "pass",
                    asset_key=spec.asset_key,
                    check_name=spec.name,
                    severity=dg.AssetCheckSeverity.ERROR if spec.blocking else dg.AssetCheckSeverity.WARN,
                    metadata=metadata,
                )
            )
    order = {key: place for place, key in enumerate(TopologicalSorter(models.asset_deps).static_order())}
    made: list[dg.MaterializeResult[Any]] = [
        dg.MaterializeResult(asset_key=key, metadata={**metadata, **told.get(key, {})})
        for key, metadata in sorted(there, key=lambda item: order[item[0]])
    ]
    return [*made, *checked]


def _control_failures(results: dbt.DbtResults) -> list[dbt.Failure]:
    return [failure for failure in results.failures if failure.name.startswith(CONTROL_CHECK)]


def _failed(run: Run, results: dbt.DbtResults) -> BuildError:
    controlled = _control_failures(results)
    failures = list(dict.fromkeys(failure.told for failure in results.failures if failure not in controlled))
    if controlled:
        # The controls by their titles, with their figures: what a check is called says nothing to an analyst.
        failures += [
            f"{control.title}: {control.figures} tal afviger, mest {control.furthest}"
            for control in differing(run.workspace.building / release.WAREHOUSE)
            if control.status == "confirmed"
        ]
    log = run.workspace.cache / LOG
    return BuildError(
        f"{len(results.failures)} model(s) or check(s) failed.",
        where="\n            ".join(failures),
        expected="every model built and every check passed",
        remedy=f"the current release stands; {log} has all that was found, for who maintains Seksby",
    )


def _open_data(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        deps=marts,
        required_resource_keys={RESOURCE},
        group_name="dashboards",
        kinds={"csv", "parquet"},
        owners=OWNERS,
    )
    def open_data(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        """Sources as they came, every mart, and descriptions of both."""
        run: Run = context.resources.run
        building, inputs = run.workspace.building, run.inputs()
        tell("open_data", 0, None)
        written = put_open_data(
            building / release.WAREHOUSE,
            inputs.snapshots.values(),
            building / release.SITE,
            publisher_of(inputs.catalogue),
        )
        return dg.MaterializeResult(metadata={"bytes": written})

    return open_data


def _pages(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        deps=[*marts, "open_data"],
        required_resource_keys={RESOURCE},
        group_name="dashboards",
        kinds={"altair", "html"},
        owners=OWNERS,
        io_manager_key=IN_MEMORY,
    )
    def pages(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        """Pages for each municipality compared, and for those that were asked for, from marts only."""
        run: Run = context.resources.run
        workspace = run.workspace
        tell("pages", 0, None)
        # Pages lead to the manifest, which is written when all it lists is there.
        (workspace.building / release.SITE / MANIFEST).touch()
        made = make_pages(
            workspace.building / release.WAREHOUSE,
            workspace.building / release.SITE,
            cache=workspace.cache,
            drawing=run.beside.pool,
        )
        return dg.MaterializeResult(
            value=made,
            metadata={
                "pages": len(made.pages),
                "rendered": made.pages_rendered,
                "reused": len(made.pages) - made.pages_rendered,
                "charts_drawn": made.charts_drawn,
                "charts_cached": made.charts_cached,
            },
        )

    return pages


def _workbook(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        name=WORKBOOK,
        deps=marts,
        required_resource_keys={RESOURCE},
        group_name="dashboards",
        kinds={"xlsx"},
        owners=OWNERS,
        op_tags={"dagster/priority": "-1"},  # after the pages, which are made meanwhile
    )
    def workbook(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        """All figures as an Excel workbook for each language; begun when the models were done."""
        tell("workbook", 0, None)
        report = context.resources.run.beside.done(WORKBOOK)
        return dg.MaterializeResult(metadata={"bytes": report.bytes_written, "reused": report.reused})

    return workbook


def _site() -> dg.AssetsDefinition:
    @dg.asset(
        deps=[WORKBOOK],
        ins={"pages": dg.AssetIn(input_manager_key=IN_MEMORY)},
        required_resource_keys={RESOURCE},
        group_name="dashboards",
        kinds={"html"},
        owners=OWNERS,
    )
    def site(context: dg.AssetExecutionContext, pages: Any) -> dg.MaterializeResult[Any]:
        """The pages in their shells, which tell the size of the workbook, and what else a site has."""
        written = write_site(pages, context.resources.run.workspace.building / release.SITE)
        return dg.MaterializeResult(metadata={"bytes": written.bytes_written})

    return site


def _release() -> dg.AssetsDefinition:
    @dg.asset(
        key=RELEASE,
        deps=["site"],
        required_resource_keys={RESOURCE},
        group_name="release",
        kinds={"json"},
        owners=OWNERS,
    )
    def published(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        """Write the manifest, switch to the new release in one step, and tell what changed."""
        run: Run = context.resources.run
        inputs = run.inputs()
        before = release.current(run.workspace)
        checks = dbt.checks(run.workspace.building / release.CHECKS)
        done = release.publish(run.workspace, inputs, checks, run.settings.signing_key)
        return dg.MaterializeResult(
            metadata={
                "outcome": "published",
                "release": done.id,
                "path": dg.MetadataValue.path(str(done.directory)),
                "snapshots": {source: snapshot.meta.id for source, snapshot in inputs.snapshots.items()},
                "revisions": asdict(compare(before, done)),
            }
        )

    return published
