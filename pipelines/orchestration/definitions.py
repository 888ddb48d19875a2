"""The one entry point for Dagster: assets, jobs, schedule, sensor.

Belongs here: putting together what `assets` defines. Does not belong here: any step.
"""

import dagster as dg

from pipelines.orchestration import dbt
from pipelines.orchestration.assets import (
    CATALOGUE,
    LIVE_SOURCES,
    SETTINGS,
    SOURCE_ASSETS,
    WORKSPACE,
    DbtProcess,
    RefreshLock,
    dbt_models,
    published,
    raw,
    site,
)
from pipelines.sources.intake import deliveries
from pipelines.sources.snapshots import last_asked, newest
from pipelines.sources.statbank.client import connect, updated_stamps

INTAKE = dg.AssetSelection.groups("intake")
FETCH = dg.AssetSelection.groups("fetch") | INTAKE

fetch_job = dg.define_asset_job(
    "fetch", FETCH, description="Fetch what publishers have revised, take what was dropped."
)
intake_job = dg.define_asset_job("intake", INTAKE, description="Take what was dropped in the inbox; ask nobody.")
build_job = dg.define_asset_job("build", dg.AssetSelection.all() - FETCH, description="Build and publish a release.")
refresh_job = dg.define_asset_job("refresh", dg.AssetSelection.all(), description="Fetch, build and publish.")


@dg.sensor(job=refresh_job, minimum_interval_seconds=6 * 3600)
def statbank_revised(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:  # noqa: ARG001
    """Asks StatBank for its `updated` stamps; a refresh runs once per new set of stamps."""
    with connect(SETTINGS.statbank) as bank:
        stamps = updated_stamps(bank, [source.table for source in LIVE_SOURCES])
    revised = []
    for source in LIVE_SOURCES:
        snapshot = newest([WORKSPACE.snapshots], source.id, None)
        if source.table in stamps and (snapshot is None or last_asked(snapshot)[0] != stamps[source.table]):
            revised.append(f"{source.table}={stamps[source.table]}")
    if not revised:
        return dg.SkipReason("StatBank has revised nothing we use.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=";".join(sorted(revised)))])


defs = dg.Definitions(
    assets=[*SOURCE_ASSETS, raw, dbt_models, site, published],
    jobs=[fetch_job, *([intake_job] if deliveries.delivered(CATALOGUE) else []), build_job, refresh_job],
    # Monday before office hours: a week's revisions are ready for the week's meetings.
    schedules=[
        dg.ScheduleDefinition(job=refresh_job, cron_schedule="0 6 * * 1", execution_timezone="Europe/Copenhagen")
    ],
    sensors=[statbank_revised],
    resources={
        "dbt_cli": DbtProcess(
            project_dir=str(dbt.DBT_PROJECT), profiles_dir=str(dbt.DBT_PROJECT), dbt_executable=str(dbt.DBT_EXECUTABLE)
        ),
        "refresh_lock": RefreshLock(),
    },
    # One process per run: the lock is held throughout, and start-up is paid once.
    executor=dg.in_process_executor,
)
