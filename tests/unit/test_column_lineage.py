"""What columns are made of, as Dagster shows it and as the open standards have it, read by their own packages."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import dagster as dg
import openlineage.client.facet_v2 as facets
import pytest
from jsonschema import Draft4Validator
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.serde import Serde
from prov.model import ProvDocument

from dashboards.components.provenance import column_origins
from pipelines.orchestration.building import CATALOGUE_TABLES, column_lineage
from pipelines.releases.lineage import table
from pipelines.releases.lineage.columns import Lineage, origins, read
from pipelines.releases.open_data import openlineage, prov
from pipelines.releases.open_data.tables import Contents, Publisher, Source

SCHEMA = {
    "raw": {
        "cells": {"value": "DECIMAL(18,6)", "area": "VARCHAR"},
        "indicators": {"scale": "DECIMAL(18,6)", "title": "VARCHAR"},
    },
    "intermediate": {"int_terms": {"value": "DECIMAL(18,6)", "area": "VARCHAR"}, "int_ranks": {"rank": "INTEGER"}},
    "marts": {"values": {"area": "VARCHAR", "value": "DOUBLE", "n": "BIGINT"}},
}
TERMS = "select c.value * i.scale as value, c.area from raw.cells as c cross join raw.indicators as i"
VALUES = """
with summed as (select area, sum(value) as value, count(*) as n from intermediate.int_terms group by area)
select area, value, n from summed union all select area, 0, 1 from raw.cells
"""


def model(schema: str, name: str, sql: str, *, reads: tuple[str, ...] = ()) -> dict[str, Any]:
    language = "sql" if sql else "python"
    of = {"resource_type": "model", "schema": schema, "name": name, "language": language, "compiled_code": sql}
    return of | {"depends_on": {"nodes": list(reads)}}


MANIFEST = {
    "nodes": {
        "terms": model("intermediate", "int_terms", TERMS),
        "ranks": model("intermediate", "int_ranks", "", reads=("terms",)),
        "values": model("marts", "values", VALUES),
        "test": {"resource_type": "test", "schema": "marts", "name": "grain"},
    },
    "sources": {},
}
CONTENTS = Contents(
    release="r1",
    day="2026-11-02",
    tables=[],
    sources=[
        Source(
            "filer/T1-1.csv",
            {
                "snapshot_id": "T1-1",
                "publisher": "Danmarks Statistik",
                "publisher_table": "T1",
                "sha256": "ab" * 32,
                "url": "https://api.statbank.dk/v1/data",
                "retrieved_at": "2026-11-02T00:00:00Z",
                "licence": "CC BY 4.0",
            },
        )
    ],
    publisher=Publisher("Randers Kommune"),
)


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    return Lineage(origins(read(MANIFEST, SCHEMA)), "r1")


def test_a_column_is_followed_through_sums_unions_and_models_in_python(lineage: Lineage) -> None:
    made_of = {".".join(column): sorted(map(".".join, origin.made_of)) for column, origin in lineage.origins.items()}
    assert made_of == {
        "intermediate.int_terms.value": ["raw.cells.value", "raw.indicators.scale"],
        "intermediate.int_terms.area": ["raw.cells.area"],
        "intermediate.int_ranks.rank": ["intermediate.int_terms.area", "intermediate.int_terms.value"],
        "marts.values.area": ["intermediate.int_terms.area", "raw.cells.area"],
        "marts.values.value": ["intermediate.int_terms.value"],
        "marts.values.n": [],
    }
    rows = {(row["table_name"], row["column_name"]): row for row in table.rows(lineage)}
    assert rows["marts.values", "value"]["loaded_from"] == ["raw.cells.value", "raw.indicators.scale"]
    assert [rows["marts.values", name]["column_no"] for name in ("area", "value", "n")] == [1, 2, 3]
    assert [row["column_name"] for row in rows.values() if row["is_python"]] == ["rank"]


def test_dagster_shows_what_each_column_of_an_asset_is_made_of(lineage: Lineage) -> None:
    found = column_lineage(lineage)
    terms = found[dg.AssetKey(["intermediate", "int_terms"])].deps_by_column
    assert set(terms["value"]) == {
        dg.TableColumnDep(dg.AssetKey(["raw", "cells"]), "value"),
        dg.TableColumnDep(CATALOGUE_TABLES, "indicators.scale"),
    }
    assert list(found[dg.AssetKey(["marts", "values"])].deps_by_column["n"]) == []


def test_a_page_leads_to_what_is_computed_and_names_in_full_what_was_loaded(lineage: Lineage) -> None:
    here = {table for table, _ in lineage.origins}
    shown = {}
    for row in table.rows(lineage):
        del row["column_no"]
        names = column_origins.names(column_origins.ColumnOrigin(**row), here)
        shown[row["table_name"], row["column_name"]] = [(name.text, name.anchor) for name in names]
    assert shown["marts.values", "area"] == [("int_terms.area", "int_terms.area"), ("raw.cells.area", "")]
    assert shown["intermediate.int_ranks", "rank"] == [("int_terms", "int_terms")]
    assert shown["marts.values", "n"] == []


FACETS = {
    "parent": facets.parent_run.ParentRunFacet,
    "version": facets.dataset_version_dataset.DatasetVersionDatasetFacet,
    "schema": facets.schema_dataset.SchemaDatasetFacet,
    "columnLineage": facets.column_lineage_dataset.ColumnLineageDatasetFacet,
}


def facets_of(described: dict[str, Any]) -> dict[str, Any]:
    """As the standard's own classes, which take what their schema has and refuse every other name."""
    return {
        name: FACETS[name](**{key: value for key, value in facet.items() if not key.startswith("_")})
        for name, facet in described.get("facets", {}).items()
    }


def as_event(event: dict[str, Any]) -> RunEvent:
    sets = {
        kind: [of(item["namespace"], item["name"], facets=facets_of(item)) for item in event[name]]
        for kind, of, name in (("inputs", InputDataset, "inputs"), ("outputs", OutputDataset, "outputs"))
    }
    return RunEvent(
        eventTime=event["eventTime"],
        producer=event["producer"],
        run=Run(event["run"]["runId"], facets=facets_of(event["run"])),
        job=Job(**event["job"]),
        eventType=RunState[event["eventType"]],
        **sets,
    )


def told(found: Any) -> Any:
    """Without what a class fills in of itself: which version of the schema it was made from, and who made it."""
    if isinstance(found, dict):
        left = {name: told(item) for name, item in found.items() if name not in ("_schemaURL", "_producer")}
        return {name: item for name, item in left.items() if item not in ({}, [])}
    return [told(item) for item in found] if isinstance(found, list) else found


def test_the_lineage_is_openlineage_by_the_standards_own_classes(lineage: Lineage) -> None:
    events = json.loads(json.dumps(openlineage.events(lineage, SCHEMA, CONTENTS)))
    for event in events:
        assert told(Serde.to_dict(as_event(event))) == told(event)
        for described in (event["run"], *event["inputs"], *event["outputs"]):
            for name, facet in described.get("facets", {}).items():
                assert facet["_schemaURL"] == FACETS[name]._get_schema()
    by_job = {event["job"]["name"]: event for event in events}
    assert list(by_job) == [
        *("raw.cells", "raw.indicators", "intermediate.int_ranks", "intermediate.int_terms", "marts.values")
    ]
    assert by_job["raw.cells"]["inputs"][0]["facets"]["version"]["datasetVersion"] == f"sha256:{'ab' * 32}"
    fields = by_job["marts.values"]["outputs"][0]["facets"]["columnLineage"]["fields"]
    assert [(item["name"], item["field"]) for item in fields["value"]["inputFields"]] == [
        ("intermediate.int_terms", "value")
    ]
    assert "n" not in fields
    ranks = by_job["intermediate.int_ranks"]["outputs"][0]["facets"]["columnLineage"]
    assert (ranks["fields"], len(ranks["dataset"])) == ({}, 2)
    broken = events[0] | {"run": {"runId": "no uuid"}}
    with pytest.raises(ValueError, match="UUID"):
        as_event(broken)


def test_the_provenance_is_w3c_prov(lineage: Lineage) -> None:
    written = json.dumps(prov.document(lineage, CONTENTS))
    document = ProvDocument.deserialize(content=written, format="json")
    again = json.loads(document.serialize(format="json"))
    own = json.loads(written)
    # W3C's own schema of PROV-JSON, which lies in the package.
    schema = json.loads((files("prov") / "tests" / "schemas" / "prov-json.schema.json").read_text(encoding="utf-8"))
    assert list(Draft4Validator(schema).iter_errors(own)) == []
    assert list(Draft4Validator(schema).iter_errors(own | {"wasDerivedFrom": {"_:1": {"prov:usedEntity": "a"}}}))
    assert again["entity"] == own["entity"]
    assert {name: len(part) for name, part in again.items()} == {name: len(part) for name, part in own.items()}
    derived = {(item["prov:generatedEntity"], item["prov:usedEntity"]) for item in own["wasDerivedFrom"].values()}
    assert ("seksby:raw.cells", "seksby:T1-1") in derived
    assert ("seksby:raw.indicators", "seksby:catalogue") in derived
    assert ("seksby:marts.values", "seksby:intermediate.int_terms") in derived
    attributed = {(item["prov:entity"], item["prov:agent"]) for item in own["wasAttributedTo"].values()}
    assert attributed == {("seksby:T1-1", "seksby:agent-1"), ("seksby:release", "seksby:publisher")}
