"""The tables and sources of a release as a Frictionless data package, and its CSV files as CSV on the Web.

Belongs here: the two descriptions, made of the marts' contracts. Does not belong here: writing any table (`tables`), or
the record that a data portal harvests (`catalogue_record`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipelines.releases.open_data.tables import Column, Contents, Source, Table

PACKAGE: Final = "datapackage.json"
CSVW: Final = "csv-metadata.json"
TITLE: Final = "Seksby: figures of Danish municipalities, effects before process"
CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"
_NUMBERS: Final = ("decimal", "double")


def package(contents: Contents) -> dict[str, Any]:
    """`datapackage.json`: every table, and every publisher's file as it came."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "seksby",
        "id": contents.release,
        "version": contents.release,
        "title": TITLE,
        "created": f"{contents.day}T00:00:00Z",
        "sources": [_origin(source) for source in contents.sources],
        "resources": [
            *(resource for table in contents.tables for resource in _table(table)),
            *(_file(source) for source in contents.sources),
        ],
    }


def csvw(contents: Contents) -> dict[str, Any]:
    """`csv-metadata.json`: the tables that are there as CSV."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": TITLE,
        "dc:identifier": contents.release,
        "tables": [
            {
                "url": table.csv,
                "dc:title": table.name,
                "dc:description": table.description,
                "dialect": {"header": True, "encoding": "utf-8"},
                "tableSchema": {
                    "columns": [
                        {
                            "name": column.name,
                            "titles": column.name,
                            "dc:description": column.description,
                            "datatype": _csvw_type(column),
                            **({"separator": ","} if column.data_type.endswith("[]") else {}),
                        }
                        for column in table.columns
                    ]
                },
            }
            for table in contents.tables
            if table.csv is not None
        ],
    }


def _table(table: Table) -> list[dict[str, Any]]:
    schema = {"fields": [_field(column) for column in table.columns]}
    about = {"title": table.name, "description": table.description, "schema": schema}
    found = [
        {
            "name": table.name.replace("_", "-"),
            "path": table.parquet,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            **about,
        }
    ]
    if table.csv is not None:
        found.append(
            {
                "name": f"{table.name.replace('_', '-')}-csv",
                "path": table.csv,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                **about,
            }
        )
    return found


def _file(source: Source) -> dict[str, Any]:
    row = source.row
    return {
        "name": row["snapshot_id"].lower().replace("_", "-"),
        "path": source.file,
        "title": f"{row['publisher_table']}: {row['title_da']}",
        "description": row["citation"] or f"{row['publisher']}, {row['publisher_table']}, as received.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{row['sha256']}",
        "dialect": {"delimiter": ";"},
        "sources": [_origin(source)],
        "licenses": [_licence(row["licence"])],
    }


def _origin(source: Source) -> dict[str, Any]:
    row = source.row
    title = f"{row['publisher']}, {row['publisher_table']}"
    return {"title": title, "path": row["url"]} if row["url"] else {"title": title}


def _licence(words: str) -> Mapping[str, str]:
    if words.startswith("CC BY 4.0"):
        return {"name": "CC-BY-4.0", "path": CC_BY, "title": words}
    return {"name": "notspecified", "title": words}


def _field(column: Column) -> dict[str, str]:
    return {"name": column.name, "type": _package_type(column.data_type), "description": column.description}


def _package_type(sql_type: str) -> str:
    if sql_type.endswith("[]"):
        return "any"  # of CSV a list is text, of Parquet it is one
    if sql_type.startswith(_NUMBERS):
        return "number"
    return {"integer": "integer", "bigint": "integer", "boolean": "boolean", "date": "date"}.get(sql_type, "string")


def _csvw_type(column: Column) -> str:
    if column.data_type.startswith("decimal"):
        return "decimal"
    return {"integer": "integer", "bigint": "integer", "double": "double", "boolean": "boolean", "date": "date"}.get(
        column.data_type, "string"
    )
