"""What is known of this refresh's files, and of the release that is made of them, as rows.

Belongs here: snapshots, how certain and how often their figures are measured, and the release. Does not belong here:
cells (`load`), and the manifest (`releases.release`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.catalogue.descriptions.meaning import differences
from pipelines.catalogue.descriptions.tableinfo import Resolution
from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.source import ASKED, KEYED, Sampling, Source
from pipelines.catalogue.own import last_choice
from pipelines.releases.inputs import Inputs
from pipelines.sources.snapshots import Snapshot, read_tableinfo, was_set_aside
from pipelines.warehouse.tables.table import DAY, TEXT, TRUTH, WHOLE, Column, Shape, Table, of
from seksby.errors import SnapshotError
from seksby.vocabulary import Origin, Perspective, System

# Why the newest figures of a source are not used, for readers. The error itself is for analysts and may quote a refused
# file, of which nothing is published.
NOT_REACHED = Bilingual(
    da="kilden kunne ikke nås, eller dens svar kunne ikke bruges; de forrige tal står",
    en="the source could not be reached, or its answer could not be used; the previous figures stand",
)
SET_ASIDE = Bilingual(
    da="de nyeste tal er hentet og lagt til side, fordi de ikke bestod kontrollen; de forrige tal står",
    en="the newest figures were fetched and set aside because they failed the checks; the previous figures stand",
)
REFUSED = Bilingual(
    da="den nyeste fil holder ikke sin kontrakt; de forrige tal står",
    en="the newest file does not keep its contract; the previous figures stand",
)

SNAPSHOTS = Shape(
    "snapshots",
    "One row per snapshot in use.",
    {
        "snapshot_id": Column(TEXT),
        "source_id": Column(TEXT, "The source's id in the catalogue."),
        "publisher": Column(TEXT),
        "publisher_table": Column(TEXT),
        "called_da": Column(TEXT, "The table as readers are told it: by the publisher's name, or in words."),
        "called_en": Column(TEXT, "The same in English."),
        "title_da": Column(TEXT),
        "title_en": Column(TEXT),
        "origin": Column(TEXT, "How the file came to us.", Origin),
        "licence": Column(TEXT, "Terms of reuse, as the catalogue says."),
        "citation": Column(TEXT, "Where a transcribed figure was copied from."),
        "retrieved_at": Column(TEXT, "When it was fetched or put in, UTC."),
        "publisher_updated": Column(TEXT, "The publisher's own stamp of its latest update."),
        "sha256": Column(TEXT, "Checksum of the file as stored."),
        "row_count": Column("bigint", "Rows of the file after its header."),
        "url": Column(TEXT, "The address that was asked."),
        "request": Column(TEXT, "What was asked, as sent."),
        "path": Column(TEXT, "Path of the kept source file."),
        "not_updated_reason_da": Column(
            TEXT,
            "Why the newest figures are not used, for readers. What exactly was wrong is for analysts, in the summary "
            "of a refresh and `seksby sources`.",
        ),
        "not_updated_reason_en": Column(TEXT, "The same in English."),
        "read_as_da": Column(
            TEXT, "Names of the catalogue that the table does not have, and what they are taken for, for readers."
        ),
        "read_as_en": Column(TEXT, "The same in English."),
        "meaning_changed_da": Column(
            TEXT, "What the publisher says otherwise of the figures than with the file before, for readers."
        ),
        "meaning_changed_en": Column(TEXT, "The same in English."),
    },
)
UNSEEN_SOURCES = Shape(
    "unseen_sources",
    "One row per table whose own description nobody has seen: its codes may be wrong.",
    {
        "source_id": Column(TEXT, "The source's id in the catalogue."),
        "publisher": Column(TEXT),
        "publisher_table": Column(TEXT),
        "called_da": Column(TEXT, "The table as readers are told it: by the publisher's name, or in words."),
        "called_en": Column(TEXT, "The same in English."),
        "title_da": Column(TEXT),
        "title_en": Column(TEXT),
    },
)
RELEASE = Shape(
    "release",
    "One row, about this release.",
    {
        "release_id": Column(TEXT, "The release's id: a hash of all it was made from."),
        "notice_da": Column(TEXT, "What readers are told about freshness, in Danish."),
        "notice_en": Column(TEXT, "The same in English."),
        "as_of": Column(DAY, "The day whose knowledge was rebuilt; null for today's."),
        "is_example": Column(TRUTH, "Whether demands, targets and the like are invented: every page then says so."),
        "site_address": Column(TEXT, "Where readers reach the pages, with / at its end; null where nobody has said."),
        "perspectives": Column(TEXT, "Which of stakeholder, six_city and private have a page, in order, by blanks."),
        "perspectives_by": Column(TEXT, "Who chose them; null where nobody has but the one who began the folder."),
        "perspectives_on": Column(DAY, "The day they were chosen."),
        "source_count": Column(WHOLE, "How many sources the catalogue has, with figures at hand or without."),
    },
)
_SAMPLING = of(Sampling)
SOURCE_SAMPLING = Shape(
    "source_sampling",
    "One row per source whose figures are a sample's: how far chance alone moves them.",
    {"source_id": Column(TEXT), **_SAMPLING.columns},
)
SOURCE_ROUNDS = Shape(
    "source_rounds",
    "One row per source that is not measured every year and year in which it was.",
    {"source_id": Column(TEXT), "year": Column(WHOLE)},
)
SHAPES = (SNAPSHOTS, UNSEEN_SOURCES, SOURCE_SAMPLING, SOURCE_ROUNDS, RELEASE)


def tables(inputs: Inputs, resolutions: Mapping[str, Sequence[Resolution]]) -> list[Table]:
    """All tables of this module; `resolutions` by source id."""
    sources = {source.id: source for source in inputs.catalogue.sources}
    said = notice(inputs)
    choice = last_choice(inputs.catalogue.perspectives)
    return [
        Table(
            SNAPSHOTS,
            [
                _snapshot(
                    sources[source],
                    snapshot,
                    resolutions.get(source, ()),
                    _meaning_changed(inputs.earlier.get(source), snapshot),
                    is_stale=source in inputs.stale,
                )
                for source, snapshot in inputs.snapshots.items()
            ],
        ),
        Table(
            UNSEEN_SOURCES,
            [_named(source) for source in inputs.catalogue.sources if is_unseen(source, inputs.snapshots)],
        ),
        Table(
            SOURCE_SAMPLING,
            [
                {"source_id": source.id} | _SAMPLING.row(source.sampling)
                for source in inputs.catalogue.sources
                if source.sampling
            ],
        ),
        Table(
            SOURCE_ROUNDS,
            [{"source_id": source.id, "year": year} for source in inputs.catalogue.sources for year in source.rounds],
        ),
        Table(
            RELEASE,
            [
                {
                    "release_id": inputs.release_id,
                    "notice_da": said.da,
                    "notice_en": said.en,
                    "as_of": inputs.as_of,
                    "is_example": bool(inputs.catalogue.own and inputs.catalogue.own.is_example),
                    "site_address": inputs.catalogue.own.site_address if inputs.catalogue.own else None,
                    "perspectives": " ".join(
                        inputs.catalogue.own.perspectives if inputs.catalogue.own else Perspective
                    ),
                    "perspectives_by": choice and choice.decided_by,
                    "perspectives_on": choice and choice.decided_on,
                    "source_count": len(inputs.catalogue.sources),
                }
            ],
        ),
    ]


LATE_NAMED = 3
"""Tables named in a notice that stands on every page; /kilder/ has each with the reason."""


def notice(inputs: Inputs) -> Bilingual:
    """What the figures are and how fresh: for every page and the terminal."""
    systems = {source.id: source.system for source in inputs.catalogue.sources}
    count: Counter[str] = Counter(systems[source] for source in inputs.snapshots)
    services = [
        (count[system], name)
        for system, name in ((System.STATBANK, "StatBank"), *((system, f"{system}.dk") for system in KEYED))
        if count[system]
    ]
    delivered = count[System.DELIVERED]
    fetched_da = [f"{n} {'tabel' if n == 1 else 'tabeller'} er hentet fra {name}" for n, name in services]
    fetched_en = [f"{n} {'table is' if n == 1 else 'tables are'} fetched from {name}" for n, name in services]
    if delivered:
        fetched_da.append(f"{delivered} er leveret som fil")
        fetched_en.append(f"{delivered} {'is delivered as a file' if delivered == 1 else 'are delivered as files'}")
    if fetched_da:
        da = f"{', '.join(fetched_da)}; øvrige tal er skrevet af fra offentlige gengivelser."
        en = f"{', '.join(fetched_en)}; the other figures are copied from public re-publications."
    else:
        da = (
            "Alle tal er skrevet af fra offentlige gengivelser af udgivernes statistik; intet er endnu hentet direkte "
            "hos udgiverne."
        )
        en = (
            "All figures are copied from public re-publications of the publishers’ statistics; nothing has been "
            "fetched directly from the publishers yet."
        )
    if late := inputs.overdue:
        titles = {source.id: source.title for source in inputs.catalogue.sources}
        named = list(dict.fromkeys(titles[source] for source in late))
        shown, more = named[:LATE_NAMED], len(named) - LATE_NAMED
        rest_da = f" og {more} {'anden tabel' if more == 1 else 'andre tabeller'}" if more > 0 else ""
        rest_en = f" and {more} other {'table' if more == 1 else 'tables'}" if more > 0 else ""
        da += f" Ikke opdateret: {', '.join(f'»{title.da}«' for title in shown)}{rest_da}."
        en += f" Not updated: {', '.join(f'“{title.en}”' for title in shown)}{rest_en}."
    if inputs.as_of:
        da += f" Bygget på det, der var kendt {inputs.as_of:%d.%m.%Y}."
        en += f" Built on what was known on {inputs.as_of:%Y-%m-%d}."
    return Bilingual(da=da, en=en)


def is_unseen(source: Source, snapshots: Mapping[str, Snapshot]) -> bool:
    """Whether the catalogue's word is all there is of a table: a file that its service sent came with a description."""
    return source.system in ASKED and source.seen is None and source.id not in snapshots


def _named(source: Source) -> dict[str, Any]:
    return {
        "source_id": source.id,
        "publisher": source.publisher,
        "publisher_table": source.table,
        "called_da": source.readers_name.da,
        "called_en": source.readers_name.en,
        "title_da": source.title.da,
        "title_en": source.title.en,
    }


def _meaning_changed(before: Snapshot | None, snapshot: Snapshot) -> list[Bilingual]:
    if before is None or snapshot.meta.origin is Origin.TRANSCRIBED:
        return []  # the description of a transcribed file is whoever transcribed it's, and no word of the publisher
    try:
        return differences(read_tableinfo(before), read_tableinfo(snapshot))
    except SnapshotError:  # the one before is damaged, which is told elsewhere
        return []


def _reason(source: Source, snapshot: Snapshot) -> Bilingual:
    if source.system is System.DELIVERED:
        return REFUSED
    return SET_ASIDE if was_set_aside(snapshot) else NOT_REACHED


def read_as(item: Resolution) -> Bilingual:
    """A name that was taken for another, in a clause."""
    if item.rule == "values":
        return Bilingual(
            da=f"{item.wanted} hedder {item.found}: den har de samme værdier",
            en=f"{item.wanted} is called {item.found}: it has the same values",
        )
    if item.rule == "total":
        return Bilingual(
            da=f"{item.variable} er ny; brugt er {item.found} ({item.text})",
            en=f"{item.variable} is new; {item.found} ({item.text}) is used",
        )
    why = {
        "number": Bilingual(da="det samme tal", en="the same number"),
        "text": Bilingual(da="den samme tekst", en="the same text"),
        "text_before": Bilingual(da="den tekst, som koden havde før", en="the text that the code had before"),
    }[item.rule]
    return Bilingual(
        da=f"{item.variable} {item.wanted} læst som {item.found} ({item.text}): {why.da}",
        en=f"{item.variable} {item.wanted} read as {item.found} ({item.text}): {why.en}",
    )


def _snapshot(
    source: Source,
    snapshot: Snapshot,
    resolutions: Sequence[Resolution],
    changed: Sequence[Bilingual],
    *,
    is_stale: bool,
) -> dict[str, Any]:
    meta = snapshot.meta
    taken = [read_as(item) for item in resolutions]
    reason = _reason(source, snapshot) if is_stale else None
    return {
        "snapshot_id": meta.id,
        **_named(source),
        "origin": meta.origin,
        "licence": meta.licence,
        "citation": meta.citation,
        "retrieved_at": meta.retrieved_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher_updated": meta.updated,
        "sha256": meta.sha256,
        "row_count": meta.rows,
        "url": meta.url,
        "request": json.dumps(meta.request, ensure_ascii=False) if meta.request else None,
        # Relative to the data folder, so that a release names the same file wherever it lies.
        "path": "/".join(snapshot.data_path.parts[-4:]),
        "not_updated_reason_da": reason and reason.da,
        "not_updated_reason_en": reason and reason.en,
        "read_as_da": "; ".join(item.da for item in taken) or None,
        "read_as_en": "; ".join(item.en for item in taken) or None,
        "meaning_changed_da": "; ".join(item.da for item in changed) or None,
        "meaning_changed_en": "; ".join(item.en for item in changed) or None,
    }
