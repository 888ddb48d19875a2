"""The provenance of a release as W3C PROV, in PROV-JSON: which files it was made of, whose they are, and what was made.

Belongs here: this standard's form. Does not belong here: columns, which PROV has no word for (`openlineage`).
https://www.w3.org/submissions/2013/SUBM-prov-json-20130424/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipelines.releases.lineage.columns import Lineage
from pipelines.releases.open_data.tables import Contents, Source

FILE: Final = "prov.json"
_PREFIXES: Final = {"seksby": "urn:seksby:", "dct": "http://purl.org/dc/terms/", "spdx": "http://spdx.org/rdf/terms#"}
_RELEASE: Final = "seksby:release"
_MADE: Final = "seksby:refresh"
_CATALOGUE: Final = "seksby:catalogue"
_PUBLISHED_BY: Final = "seksby:publisher"


def document(lineage: Lineage, contents: Contents) -> dict[str, Any]:
    """The release, made by one refresh of catalogue and files; each table, derived from those it is computed of."""
    files = {f"seksby:{source.row['snapshot_id']}": source for source in contents.sources}
    publishers = sorted({source.row["publisher"] for source in contents.sources})
    agents = {publisher: f"seksby:agent-{number}" for number, publisher in enumerate(publishers, 1)}
    tables = sorted({table for table, _ in lineage.origins})
    derived = list(_derived(lineage))
    loaded = sorted({of for _, of in derived} - set(tables))
    known = {name: _known(source) for name, source in files.items()}
    entities = {
        _RELEASE: {"prov:type": "prov:Collection", "dct:identifier": contents.release},
        _CATALOGUE: {"prov:label": "The catalogue of the release"},
        **known,
        **{f"seksby:{table}": {"prov:label": table} for table in (*loaded, *tables)},
    }
    cells = [
        (f"seksby:{table}", name) for table in loaded for name in (files if table == "raw.cells" else [_CATALOGUE])
    ]
    made_of = [*cells, *((f"seksby:{table}", f"seksby:{of}") for table, of in derived)]
    found: dict[str, Any] = {
        "prefix": _PREFIXES,
        "entity": entities,
        "activity": {_MADE: {"prov:label": "seksby refresh"}},
        "agent": {name: {"prov:type": "prov:Organization", "prov:label": of} for of, name in agents.items()},
        "used": _numbered("used", ({"prov:activity": _MADE, "prov:entity": of} for of in (_CATALOGUE, *files))),
        "wasGeneratedBy": _numbered("made", [{"prov:entity": _RELEASE, "prov:activity": _MADE}]),
        "hadMember": _numbered(
            "member", ({"prov:collection": _RELEASE, "prov:entity": f"seksby:{table}"} for table in tables)
        ),
        "wasDerivedFrom": _numbered(
            "derived", ({"prov:generatedEntity": table, "prov:usedEntity": of} for table, of in made_of)
        ),
        "wasAttributedTo": _numbered(
            "attributed",
            ({"prov:entity": name, "prov:agent": agents[source.row["publisher"]]} for name, source in files.items()),
        ),
    }
    if contents.publisher is not None:
        found["agent"][_PUBLISHED_BY] = {"prov:type": "prov:Organization", "prov:label": contents.publisher.name}
        found["wasAttributedTo"]["_:attributed0"] = {"prov:entity": _RELEASE, "prov:agent": _PUBLISHED_BY}
    return found


def _known(source: Source) -> dict[str, str]:
    """A publisher's file: where it lies in the site, its checksum, and where and when it was had."""
    row = source.row
    told = {
        "prov:label": f"{row['publisher']}, {row['publisher_table']}",
        "prov:location": f"/data/{source.file}",
        "spdx:checksumValue": row["sha256"],
        "dct:source": row["url"],
        "dct:date": row["retrieved_at"],
        "dct:license": row["licence"],
    }
    return {name: str(value) for name, value in told.items() if value}


def _derived(lineage: Lineage) -> Iterator[tuple[str, str]]:
    yield from sorted({(table, of) for (table, _), origin in lineage.origins.items() for of, _ in origin.made_of})


def _numbered(name: str, relations: Any) -> dict[str, Any]:
    """Relations have ids of this document alone."""
    return {f"_:{name}{number}": relation for number, relation in enumerate(relations, 1)}
