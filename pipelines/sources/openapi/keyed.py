"""What the services that want a key have in common.

Belongs here: the key, and the way from an answer to a snapshot. Does not belong here: what a service is asked and how
it answers (`uddannelsesstatistik`, `jobindsats`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pipelines.catalogue.models.source import KEYED, Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.sources import http, snapshots
from pipelines.sources.intake import normal
from seksby.errors import SourceError
from seksby.settings import Endpoint, variable
from seksby.vocabulary import Origin, System

PAGES = "sider.json"
LEFT_OUT = "(udeladt)"  # in place of a source cell, where the service gave none
NUMBER = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
SCHOOL_YEAR_OR_YEAR = re.compile(r"\d{4}(K[1-4]|/\d{4})?")


@dataclass(frozen=True)
class Answer:
    """What a service gave for a source.

    Attributes:
        pages: the answers, byte for byte, in order.
        rows: the figures: a mapping with area, period, further variables, measure, source_cell and content each.
        url: where they were asked for.
        updated: the service's stamp, if it gives one.
    """

    pages: Sequence[bytes]
    rows: Sequence[Mapping[str, str]]
    url: str
    updated: str | None = None


@dataclass(frozen=True)
class FetchResult:
    """What became of one source."""

    outcome: Literal["new", "same_bytes"]
    snapshot: snapshots.Snapshot


def token_variable(system: str) -> str:
    """The environment variable that holds the key of a service."""
    return variable(f"{system}_token")


def skipped(catalogue: Catalogue, endpoints: Mapping[System, Endpoint]) -> dict[str, str]:
    """Why a source is not asked, in Danish, by source id; `endpoints` are `Settings.keyed`."""
    return {
        source.id: f"kræver gratis adgangsnøgle ({token_variable(source.system)} er ikke sat)"
        for source in catalogue.sources
        if source.system in KEYED and endpoints[source.system].key is None
    }


@contextmanager
def connect(system: str, endpoint: Endpoint, scheme: str = "") -> Iterator[http.Service]:
    """Open a connection to a service, with the key in `Authorization` after `scheme`."""
    headers = {"Authorization": scheme + endpoint.key.get_secret_value()} if endpoint.key else {}
    with http.client(endpoint.url, endpoint.interval, headers=headers) as (opened, pause):
        yield http.Service(
            f"{system}.dk", opened, pause, partial(_explain, token_variable(system)), key=token_variable(system)
        )


def refresh_source(
    protocol: ModuleType, service: http.Service, catalogue: Catalogue, source: Source, root: Path
) -> FetchResult:
    """Ask for a source's figures and store them if they are not those at hand.

    Args:
        protocol: the module whose `ask` knows the service.
        service: from the module's `connect`.
        catalogue: names of the areas.
        source: the catalogue's entry.
        root: the store of fetched snapshots.

    Raises:
        SourceError: see `pipelines.sources.http`; nothing was stored.
        snapshots.StorageError: the disk is full or not writable.
    """
    import polars as pl

    answer: Answer = protocol.ask(service, source, normal.area_codes(catalogue))
    if not answer.rows:
        raise unusable(service, source, "gave no figures", "figures of municipalities in the catalogue")
    frame = pl.DataFrame(list(answer.rows))
    dimensions = [name for name in frame.columns if name not in ("source_cell", "content")]
    if twice := frame.filter(frame.select(dimensions).is_duplicated())["source_cell"].to_list():
        listed = ", ".join(twice[:2])
        raise unusable(service, source, f"gave the same figure more than once: {listed}", "each figure once")
    provenance = snapshots.Provenance(
        source=source.id,
        publisher=source.publisher,
        table=source.table,
        title=source.title.da,
        request={"query": source.query, "measures": source.measures},
        url=answer.url,
        retrieved_at=datetime.now(UTC),
        updated=answer.updated,
        licence=source.licence,
        origin=Origin.FETCHED,
    )
    table = normal.Table(_completed(frame, catalogue, source), source.measures)
    with snapshots.incoming(root, source.id) as directory:
        kept = directory / PAGES
        kept.write_bytes(b"[" + b",\n".join(answer.pages) + b"]\n")
        snapshot, is_new = normal.store(root, directory, source, catalogue, table, provenance, [kept])
    return FetchResult("new" if is_new else "same_bytes", snapshot)


def content(service: http.Service, source: Source, value: Any, place: str) -> str:
    """A figure as the services write it: 2351, `"2.351"`, `"7,3"` or `"100,0 %"`; blank is not given.

    Raises:
        SourceError: it is something else.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return normal.number(Decimal(str(value)))
    text = str(value if value is not None else "").removesuffix("%").strip()
    if text in ("", "..", "-", "*", "<fejl>"):
        return normal.CONFIDENTIAL
    if not NUMBER.fullmatch(text):
        raise unusable(service, source, f"gave '{value}' in {place}", "a number such as 2.351 or 100,0 %")
    return normal.number(Decimal(text.replace(".", "").replace(",", ".")))


def unusable(service: http.Service, source: Source, what: str, expected: str) -> SourceError:
    """The answer is not what the source's entry in the catalogue says; the refresh goes on without it."""
    return SourceError(
        f"{source.id}: {service.name} {what}.",
        where=f"{service.http.base_url}, {source.table}",
        expected=expected,
        remedy=f"mend query and measures of sources/{source.id}.yml if the service has changed; "
        "until then the previous snapshot is used",
    )


def _completed(frame: Any, catalogue: Catalogue, source: Source) -> Any:
    """With a row for every figure that the service leaves out, since what it leaves out it suppresses: never a zero.

    Every municipality of the catalogue is given each period and combination that anybody has.
    """
    import polars as pl

    further = [name for name in frame.columns if name not in normal.FIXED]
    areas = {item.municipality_code for item in catalogue.municipalities} | set(frame["area"])
    measures = pl.DataFrame({"measure": list(source.measures)})
    whole = (
        pl.DataFrame({"area": sorted(areas)})
        .join(frame.select("period", *further).unique(maintain_order=True), how="cross")
        .join(measures, how="cross")
    )
    joined = whole.join(frame, on=["area", "period", *further, "measure"], how="left", maintain_order="left")
    return joined.with_columns(
        pl.col("source_cell").fill_null(LEFT_OUT), pl.col("content").fill_null(normal.CONFIDENTIAL)
    )


def _explain(key: str, body: bytes, about: str, where: str) -> SourceError | None:
    """Neither service documents the form of its errors; the status tells, but for a wrong or expired key.

    jobindsats.dk has answered that with status 200 and the text "Forkert nøgle eller nøglen er udløbet." (as its users
    at Randers Kommune kept it; commit 480c9bc of their repository jobcenterindblik_jobindsats.dk).
    """
    text = body.decode("utf-8", errors="replace").strip() if len(body) <= http.SHORT else ""
    if "nøgle" not in text.casefold() or http.kind(body) != "text":
        return None
    return SourceError(
        f"The service says: {text[: http.SHOWN]}",
        where=f"{where}, {about}",
        expected="figures",
        remedy=f"check the key in {key}; until then the previous snapshot is used",
    )
