"""The lineage of a release as OpenLineage events: one per table, with what each of its columns is made of.

Belongs here: this standard's form. Does not belong here: reading SQL (`columns`), or sending events anywhere.

A release is a run of the job `release`; each table is a run of a job of its name below that. Ids and times follow from
the release, so that the same release has the same events: the time is the day of its newest source.
https://openlineage.io/spec/2-0-2/OpenLineage.json
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from pipelines.releases.lineage.columns import Column, Lineage, Schema
from pipelines.releases.open_data.tables import Contents

FILE: Final = "openlineage.json"
NAMESPACE: Final = "seksby"
CATALOGUE: Final = "catalogue"
_PRODUCER: Final = "urn:seksby"
_SPEC: Final = "https://openlineage.io/spec"
_SCHEMA: Final = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"


def events(lineage: Lineage, schema: Schema, contents: Contents) -> list[dict[str, Any]]:
    """What was loaded first, then every model's table, in the order of their names."""
    tables: dict[str, dict[str, Any]] = {}
    for (table, column), origin in lineage.origins.items():
        tables.setdefault(table, {})[column] = origin
    read = {of for origin in lineage.origins.values() for of, _ in origin.made_of}
    found = [_loaded(table, schema, contents) for table in sorted(read - tables.keys())]
    return found + [_computed(table, tables[table], schema, contents) for table in sorted(tables)]


def _loaded(table: str, schema: Schema, contents: Contents) -> dict[str, Any]:
    """A table that is no model's: of the publishers' files, or of the catalogue."""
    inputs = [{"namespace": NAMESPACE, "name": CATALOGUE}]
    if table == "raw.cells":
        inputs = [_file(source.file, source.row) for source in contents.sources]
    return _event(table, inputs, {"schema": _schema(table, schema)}, contents)


def _computed(table: str, columns: Mapping[str, Any], schema: Schema, contents: Contents) -> dict[str, Any]:
    inputs = sorted({of for origin in columns.values() for of, _ in origin.made_of})
    facets = {"schema": _schema(table, schema), "columnLineage": _column_lineage(columns)}
    return _event(table, [{"namespace": NAMESPACE, "name": name} for name in inputs], facets, contents)


def _event(table: str, inputs: list[dict[str, Any]], facets: Mapping[str, Any], contents: Contents) -> dict[str, Any]:
    parent = {
        **_facet("1-2-0/ParentRunFacet"),
        "run": {"runId": _run(contents.release, "release")},
        "job": {"namespace": NAMESPACE, "name": "release"},
    }
    return {
        "eventType": "COMPLETE",
        "eventTime": f"{contents.day}T00:00:00Z",
        "producer": _PRODUCER,
        "schemaURL": _SCHEMA,
        "run": {"runId": _run(contents.release, table), "facets": {"parent": parent}},
        "job": {"namespace": NAMESPACE, "name": table},
        "inputs": inputs,
        "outputs": [{"namespace": NAMESPACE, "name": table, "facets": facets}],
    }


def _run(release: str, job: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"urn:seksby:{release}:{job}"))


def _file(path: str, row: Mapping[str, Any]) -> dict[str, Any]:
    version = {**_facet("1-0-1/DatasetVersionDatasetFacet"), "datasetVersion": f"sha256:{row['sha256']}"}
    return {"namespace": NAMESPACE, "name": f"data/{path}", "facets": {"version": version}}


def _schema(table: str, schema: Schema) -> dict[str, Any]:
    layer, name = table.split(".")
    fields = [{"name": column, "type": of} for column, of in schema[layer][name].items()]
    return {**_facet("1-2-0/SchemaDatasetFacet"), "fields": fields}


def _column_lineage(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Column by column; of a model in Python, what the whole table may be made of, for it is known no closer."""
    whole = {made for origin in columns.values() if origin.is_python for made in origin.made_of}
    fields = {
        column: {"inputFields": [_input(made, "DIRECT") for made in sorted(origin.made_of)]}
        for column, origin in columns.items()
        if origin.made_of and not origin.is_python
    }
    facet = {**_facet("1-2-0/ColumnLineageDatasetFacet"), "fields": fields}
    return facet | ({"dataset": [_input(made, "INDIRECT") for made in sorted(whole)]} if whole else {})


def _input(made_of: Column, kind: str) -> dict[str, Any]:
    table, column = made_of
    return {"namespace": NAMESPACE, "name": table, "field": column, "transformations": [{"type": kind}]}


def _facet(name: str) -> dict[str, str]:
    return {"_producer": _PRODUCER, "_schemaURL": f"{_SPEC}/facets/{name}.json#/$defs/{name.rpartition('/')[2]}"}
