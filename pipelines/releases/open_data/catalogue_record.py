"""A release as a data portal harvests it: a record of DCAT-AP, the profile that Danish portals take.

Belongs here: catalogue, data sets and distributions as JSON-LD. Does not belong here: the columns of a table
(`packages`).

Addresses are relative to the record's own, for a release does not know where it is served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipelines.releases.open_data.packages import CSVW, PACKAGE
from pipelines.releases.open_data.tables import Contents, Publisher, Source

if TYPE_CHECKING:
    from pipelines.catalogue.models.whole import Catalogue

RECORD: Final = "dcat.jsonld"
CUBE: Final = "tal.json"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TITLE: Final = {"da": "Seksby: kommunernes tal, effekt før proces", "en": "Seksby: figures of Danish municipalities"}
_FORMATS: Final = {"csv": "CSV", "parquet": "PARQUET", "json": "JSON"}
_MEDIA: Final = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "json": "application/json"}


def record(contents: Contents) -> dict[str, Any]:
    """`dcat.jsonld`: one data set of what the release computed, and one of each publisher's file it stands on."""
    return {
        "@context": _CONTEXT,
        "@id": "#katalog",
        "@type": "dcat:Catalog",
        "dct:title": _texts(_TITLE),
        "dct:description": _texts(
            {
                "da": "Nøgletal for kommunerne med sammenligninger og metoder, og de filer de er regnet af.",
                "en": "Key figures of municipalities with comparisons and methods, and the files they are made from.",
            }
        ),
        "dct:publisher": _publisher(contents),
        "dct:language": _iri(f"{_AUTHORITY}/language/DAN"),
        "dct:issued": _day(contents.day),
        "foaf:homepage": {"@id": "../index.html", "@type": "foaf:Document"},
        "dcat:themeTaxonomy": {"@id": f"{_AUTHORITY}/data-theme", "@type": f"{_SKOS}ConceptScheme"},
        "dcat:dataset": [_figures(contents), *(_source(source, contents) for source in contents.sources)],
    }


_CALLED: Final = {"101": "Københavns Kommune", "400": "Bornholms Regionskommune"}
"""Municipalities that are not called by their name and the word."""


def publisher_of(catalogue: Catalogue) -> Publisher | None:
    """The municipality of the own folder, and its contact for all areas, else for the first; None without a folder."""
    own = catalogue.own
    if own is None:
        return None
    name = next(item.name for item in catalogue.municipalities if item.municipality_code == own.municipality)
    contacts = [item for item in catalogue.help_contacts if item.municipality == own.municipality]
    asked = sorted(contacts, key=lambda item: item.service_area is not None)
    title = _CALLED.get(own.municipality, f"{name} Kommune")
    return Publisher(title, asked[0].contact if asked else None, own.site_address)


def _publisher(contents: Contents) -> dict[str, Any]:
    """The municipality that publishes; without one, the name of the release."""
    found = contents.publisher
    return {
        "@id": "#udgiver",
        "@type": "foaf:Agent",
        "foaf:name": found.name if found else _TITLE["da"].partition(":")[0],
        **({"foaf:homepage": {"@id": found.address, "@type": "foaf:Document"}} if found and found.address else {}),
    }


def _contact(contents: Contents) -> dict[str, Any]:
    found = contents.publisher
    return {
        "@id": "#kontakt",
        "@type": "vcard:Organization",
        "vcard:fn": ", ".join(filter(None, (found.name, found.contact))) if found else "Den kommune, der driver siden",
    }


def _figures(contents: Contents) -> dict[str, Any]:
    files = [(file, table.name) for table in contents.tables for file in (table.parquet, table.csv) if file is not None]
    return {
        "@id": "#tal",
        "@type": "dcat:Dataset",
        "dct:title": _texts(_TITLE),
        "dct:description": _texts(
            {
                "da": "Værdier, sammenligninger, metoder og sporing til kildeceller, en tabel til hvert spørgsmål.",
                "en": "Values, comparisons, methods and lineage to source cells, one table for each question.",
            }
        ),
        "dct:identifier": contents.release,
        "dcat:version": contents.release,
        "dct:publisher": _publisher(contents),
        "dcat:contactPoint": _contact(contents),
        "dct:issued": _day(contents.day),
        "dct:accrualPeriodicity": _iri(f"{_AUTHORITY}/frequency/IRREG"),
        "dct:spatial": {"@id": f"{_AUTHORITY}/country/DNK", "@type": "dct:Location"},
        "dct:language": _iri(f"{_AUTHORITY}/language/DAN"),
        "dcat:theme": [_theme("GOVE"), _theme("SOCI")],
        "dcat:keyword": _texts({"da": "kommuner", "en": "municipalities"}),
        "dcat:landingPage": {"@id": "index.html", "@type": "foaf:Document"},
        "dct:source": [_iri(f"#{source.row['snapshot_id']}") for source in contents.sources],
        "dcat:distribution": [
            *(_distribution(file, name) for file, name in files),
            _distribution(CUBE, "JSON-stat 2"),
            _distribution(PACKAGE, "Frictionless data package"),
            _distribution(CSVW, "CSV on the Web"),
        ],
    }


def _source(source: Source, contents: Contents) -> dict[str, Any]:
    row = source.row
    rights: dict[str, Any] = {"dct:rights": {"@type": "dct:RightsStatement", "dct:description": row["licence"]}}
    if row["licence"].startswith("CC BY 4.0"):
        rights = {"dct:license": {"@id": f"{_AUTHORITY}/licence/CC_BY_4_0", "@type": "dct:LicenseDocument"}}
    return {
        "@id": f"#{row['snapshot_id']}",
        "@type": "dcat:Dataset",
        "dct:title": _texts({"da": row["title_da"], "en": row["title_en"]}),
        "dct:description": _texts({"da": row["citation"] or f"{row['publisher']}, {row['publisher_table']}"}),
        "dct:identifier": row["snapshot_id"],
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": row["publisher"]},
        "dcat:contactPoint": _contact(contents),
        "dct:issued": _day(row["retrieved_at"][:10]),
        **({"dct:source": _iri(row["url"])} if row["url"] else {}),
        "dcat:theme": _theme("GOVE"),
        "dcat:distribution": {
            **_distribution(source.file, row["publisher_table"]),
            **rights,
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": _iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
                "spdx:checksumValue": {"@value": row["sha256"], "@type": "xsd:hexBinary"},
            },
        },
    }


def _distribution(file: str, title: str) -> dict[str, Any]:
    form = file.rpartition(".")[2]
    return {
        "@type": "dcat:Distribution",
        "dct:title": f"{title} ({form})",
        "dcat:accessURL": _iri(file),
        "dcat:downloadURL": _iri(file),
        "dct:format": {"@id": f"{_AUTHORITY}/file-type/{_FORMATS[form]}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{_MEDIA[form]}",
            "@type": "dct:MediaType",
        },
    }


def _theme(code: str) -> dict[str, str]:
    return {"@id": f"{_AUTHORITY}/data-theme/{code}", "@type": f"{_SKOS}Concept"}


def _iri(address: str) -> dict[str, str]:
    return {"@id": address}


def _day(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}


def _texts(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
