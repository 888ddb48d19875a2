"""uddannelsesstatistik.dk, the education ministry's service.

Belongs here: its protocol. `POST /Api/v1/statistik` with a bearer token and a body that names the cube (område, emne,
underemne), its figures (nøgletal) and variables (detaljering); the answer is a list of rows, paged by `side`. A row
has a key per variable, `[Skoleår].[Skoleår]` or the same with its last part repeated, and one per figure. Figures of
few pupils are left out of the answer. Does not belong here: what the services share (`keyed`).

Bodies and keys are those that others send and are given, in public repositories: augustseptimius-beep/doughnut (commit
5de35eb) and Randers-Kommune-Digitalisering/etl (commit ffd09ea).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pipelines.catalogue.models.source import Source
from pipelines.sources import http
from pipelines.sources.intake.normal import area_code
from pipelines.sources.openapi import keyed
from seksby.settings import Endpoint

SYSTEM = "uddannelsesstatistik"
PATH = "/Api/v1/statistik"
FORM = {"indlejret": False, "tomme_rækker": False, "formattering": "json", "side_størrelse": 100_000}
"""How the rows are asked for: flat, without empty ones, as many on a page as the service allows."""
MOST_PAGES = 1000  # a service that never ends is at fault


@contextmanager
def connect(endpoint: Endpoint) -> Iterator[http.Service]:
    """Open a connection to the service."""
    with keyed.connect(SYSTEM, endpoint, "Bearer ") as service:
        yield service


def ask(service: http.Service, source: Source, areas: Mapping[str, str]) -> keyed.Answer:
    """All pages of a source's figures.

    Args:
        service: from `connect`.
        source: `query` is the body without nøgletal and side; `area` and `time` are two of its detaljering.
        areas: from `normal.area_codes`; rows of other areas are left out.

    Raises:
        SourceError: see `pipelines.sources.http`, and for an answer that is not what `source` says.
    """
    body = {**FORM, **source.query, "nøgletal": list(source.measures.values())}
    pages: list[bytes] = []
    rows: list[dict[str, str]] = []
    while len(pages) < MOST_PAGES:
        side = len(pages) + 1
        about = f"{source.table}, side {side}"
        # As bytes of our own: the figures' names have Danish letters, which the service wants as UTF-8.
        content = json.dumps({**body, "side": side}, ensure_ascii=False).encode()
        raw = http.json_answer(
            service, "POST", PATH, about, content=content, headers={"Content-Type": "application/json"}
        )
        page = json.loads(raw)
        if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
            raise keyed.unusable(service, source, f"gave no list of rows on side {side}", "a JSON list of rows")
        if page and pages and raw == pages[-1]:
            raise keyed.unusable(service, source, f"gave side {side - 1} again as side {side}", "pages that differ")
        pages.append(raw)
        if not page:
            return keyed.Answer(pages, rows, str(service.http.base_url.join(PATH)))
        for number, row in enumerate(page, start=1):
            rows.extend(_figures(service, source, areas, row, f"side {side}, række {number}"))
    raise keyed.unusable(service, source, f"gave more than {MOST_PAGES} pages", "an end")


def _figures(
    service: http.Service, source: Source, areas: Mapping[str, str], row: Mapping[str, Any], place: str
) -> Iterator[dict[str, str]]:
    names: list[str] = source.query["detaljering"]
    values = {name: str(_field(service, source, row, name, place)).strip() for name in names}
    area = area_code(values[source.area], areas)
    if area is None:
        return
    if not keyed.SCHOOL_YEAR_OR_YEAR.fullmatch(values[source.time]):
        what = f"gave the period '{values[source.time]}' in {place}"
        raise keyed.unusable(service, source, what, "a year, or a school year such as 2023/2024")
    for code, name in source.measures.items():
        if name in row:
            yield {
                "area": area,
                "period": values[source.time],
                **{item: values[item] for item in names if item not in (source.area, source.time)},
                "measure": code,
                "source_cell": f"{place}, {name}",
                "content": keyed.content(service, source, row[name], f"{place}, {name}"),
            }


def _field(service: http.Service, source: Source, row: Mapping[str, Any], name: str, place: str) -> Any:
    repeated = f"{name}.{name.rpartition('.')[2]}"
    for key in (name, repeated):
        if key in row:
            return row[key]
    raise keyed.unusable(service, source, f"gave the fields {', '.join(row)} in {place}", f"the field {name}")
