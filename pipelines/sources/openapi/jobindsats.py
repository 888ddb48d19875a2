"""jobindsats.dk, the labour market agency's service.

Belongs here: its protocol. `GET /v2/tables/<table>/json` lists the periods; `POST /v2/data/<table>/json` with the key
in `Authorization` and a body of area, period and further choices gives `[0].Variables[].Label` and rows in
`[0].Data`. Each period is asked for on its own: the answer writes periods as text, and the code asked for is what
tells the year. Does not belong here: what the services share (`keyed`).
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipelines.catalogue.models.source import Source
from pipelines.sources import http
from pipelines.sources.intake.normal import area_code
from pipelines.sources.openapi import keyed
from seksby.settings import Endpoint

SYSTEM = "jobindsats"


class _Variable(BaseModel):
    Label: str


class _Data(BaseModel):
    Variables: list[_Variable]
    Data: list[list[str | int | float | None]]


class _Listing(BaseModel):
    Period: list[str]


@contextmanager
def connect(endpoint: Endpoint) -> Iterator[http.Service]:
    """Open a connection to the service."""
    with keyed.connect(SYSTEM, endpoint) as service:
        yield service


def ask(service: http.Service, source: Source, areas: Mapping[str, str]) -> keyed.Answer:
    """A source's figures of every period that `query.period` selects.

    Args:
        service: from `connect`.
        source: `query` is the body, with patterns such as `*QMAT04` in `period`; the first four characters of a period
            are its year. `area` and `measures` name labels of the answer, and so do `totals`: the further variables.
        areas: from `normal.area_codes`; rows of other areas are left out.

    Raises:
        SourceError: see `pipelines.sources.http`, and for an answer that is not what `source` says.
    """
    table = source.table.lower()
    about = f"periods of {source.table}"
    listing = http.json_answer(service, "GET", f"/v2/tables/{table}/json", about)
    pages = [listing]
    rows: list[dict[str, str]] = []
    try:
        known = TypeAdapter(list[_Listing]).validate_json(listing)[0].Period
        patterns = source.query["period"]
        for period in (item for item in known if any(fnmatch.fnmatchcase(item, pattern) for pattern in patterns)):
            content = json.dumps({**source.query, "period": [period]}, ensure_ascii=False).encode()
            raw = http.json_answer(
                service,
                "POST",
                f"/v2/data/{table}/json",
                f"{source.table}, {period}",
                content=content,
                headers={"Content-Type": "application/json"},
            )
            pages.append(raw)
            rows.extend(_figures(service, source, areas, period, TypeAdapter(list[_Data]).validate_json(raw)[0]))
    except (ValidationError, IndexError) as error:
        what = "gave JSON of another form: an empty list"
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            what = f"gave JSON of another form: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise keyed.unusable(service, source, what, "Variables with Label, and rows in Data") from None
    return keyed.Answer(pages, rows, str(service.http.base_url.join(f"/v2/data/{table}/json")))


def _figures(
    service: http.Service, source: Source, areas: Mapping[str, str], period: str, found: _Data
) -> Iterator[dict[str, str]]:
    labels = [item.Label for item in found.Variables]
    wanted = [source.area, *source.totals, *source.measures.values()]
    if lacking := [name for name in wanted if name not in labels]:
        what = f"gave the labels {', '.join(labels)}"
        raise keyed.unusable(service, source, what, f"the labels {', '.join(lacking)}")
    for number, values in enumerate(found.Data, start=1):
        row = dict(zip(labels, values, strict=False))
        area = area_code(row[source.area], areas)
        if area is None:
            continue  # regions, job centres and other areas that the service knows
        place = f"{period}, række {number}"
        for code, name in source.measures.items():
            yield {
                "area": area,
                "period": period[:4],
                **{item: str(row[item]) for item in source.totals},
                "measure": code,
                "source_cell": place,
                "content": keyed.content(service, source, row.get(name), f"{place}, {name}"),
            }
