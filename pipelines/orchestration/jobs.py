"""All that Dagster shows and runs of one data folder: steps, jobs, schedule, sensor.

Belongs here: putting the definitions together. Does not belong here: any step (`fetching`, `building`), or running a
job in this process (`runs`).
"""

from __future__ import annotations

import dagster as dg

from pipelines.catalogue.models.source import Source
from pipelines.orchestration import dbt
from pipelines.orchestration.building import IN_MEMORY, build_assets
from pipelines.orchestration.fetching import source_assets
from pipelines.orchestration.run import RESOURCE, run_resource
from pipelines.releases.inputs import CatalogueAsRead, read
from pipelines.sources.snapshots import last_asked, newest
from pipelines.sources.statbank import client
from seksby.settings import Settings
from seksby.vocabulary import System
from seksby.workspace import Workspace

REFRESH, BUILD, FETCH, INTAKE = "refresh", "build", "fetch", "intake"


def build_defs(workspace: Workspace, settings: Settings, before: CatalogueAsRead | None = None) -> dg.Definitions:
    """The definitions of a data folder, as its catalogue and the models stand now.

    Args:
        workspace: the folders to work in.
        settings: how publishers are reached, and the lasting viewpoints.
        before: the catalogue, if it has been read already.

    Raises:
        CatalogueError: the catalogue has faults.
        BuildError: dbt cannot read the models.
    """
    found = read(workspace, before)
    fetched = source_assets(found.catalogue)
    built = build_assets([key for asset in fetched for key in asset.keys], dbt.manifest(workspace))
    intake = dg.AssetSelection.groups("intake")
    fetch = dg.AssetSelection.groups("fetch") | intake
    refresh_job = dg.define_asset_job(
        REFRESH, dg.AssetSelection.all(), description="Fetch, take files, build and publish what is new."
    )
    jobs = [
        refresh_job,
        dg.define_asset_job(BUILD, dg.AssetSelection.all() - fetch, description="Build and publish what is new."),
        dg.define_asset_job(FETCH, fetch, description="Fetch what publishers have revised, take what was dropped."),
    ]
    if any(source.system is System.DELIVERED for source in found.catalogue.sources):
        jobs.append(dg.define_asset_job(INTAKE, intake, description="Take what was dropped in the inbox; ask nobody."))
    return dg.Definitions(
        assets=[*fetched, *built],
        jobs=jobs,
        # After Danmarks Statistik publishes at 8, as the timer of docs/hosting.md.
        schedules=[
            dg.ScheduleDefinition(job=refresh_job, cron_schedule="30 8 * * 1-5", execution_timezone="Europe/Copenhagen")
        ],
        sensors=[_statbank_revised(workspace, settings, found)],
        resources={
            RESOURCE: run_resource(workspace, settings, found, frozenset(key for asset in built for key in asset.keys)),
            IN_MEMORY: dg.mem_io_manager,
        },
        # One process per run: the data folder is held throughout, and start-up is paid once.
        executor=dg.in_process_executor,
    )


def _statbank_revised(workspace: Workspace, settings: Settings, found: CatalogueAsRead) -> dg.SensorDefinition:
    sources: list[Source] = [source for source in found.catalogue.sources if source.system is System.STATBANK]

    @dg.sensor(job_name=REFRESH, minimum_interval_seconds=6 * 3600)
    def statbank_revised() -> dg.SensorResult | dg.SkipReason:
        """Asks StatBank for its `updated` stamps; a refresh runs once per new set of stamps."""
        with client.connect(settings.statbank) as bank:
            stamps = client.updated_stamps(bank, [source.table for source in sources])
        revised = []
        for source in sources:
            snapshot = newest([workspace.snapshots], source.id, None)
            if source.table in stamps and (snapshot is None or last_asked(snapshot)[0] != stamps[source.table]):
                revised.append(f"{source.table}={stamps[source.table]}")
        if not revised:
            return dg.SkipReason("StatBank has revised nothing we use.")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=";".join(sorted(revised)))])

    return statbank_revised
