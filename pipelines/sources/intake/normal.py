"""The common form of figures that did not come as a StatBank table: data.csv and tableinfo.json.

Belongs here: the frame that every reader of files and services fills, and writing it. Does not belong here: reading
anything, or deciding what may be shown.

A frame has the columns area, period, one per further variable, measure (a code), source_cell, and content: a number
with a decimal point, or one of the markers below.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.sources import snapshots
from seksby.naming import folded
from seksby.vocabulary import SOURCE_CELL

if TYPE_CHECKING:
    import polars as pl

MEASURE = "MÅL"  # the variable that tells the figures of a row apart
CONTENT = "INDHOLD"
CONFIDENTIAL, NOT_DELIVERED = "..", ":"
DECIMALS = 6  # of a figure in the warehouse, decimal(18, 6)
FIXED = ("area", "period", "measure", "source_cell", "content")


@dataclass(frozen=True)
class Table:
    """Figures in the common form.

    `measures` gives every code of the measure its text, also those without a figure; `said` is what becomes of figures
    that are not used as they were given, a sentence each.
    """

    frame: pl.DataFrame
    measures: Mapping[str, str]
    said: tuple[str, ...] = ()


def area_codes(catalogue: Catalogue) -> dict[str, str]:
    """Code of an area by what files call it, folded: its code, its name, and for a municipality `Aarhus Kommune` or
    `Københavns Kommune` too.
    """
    known = [(item.municipality_code, item.name) for item in catalogue.municipalities]
    called = {folded(f"{name}{ending}"): code for code, name in known for ending in (" Kommune", "s Kommune")}
    known += [(item.code, item.name) for item in catalogue.areas]
    return called | {folded(name): code for code, name in known} | {code: code for code, _ in known}


def area_code(value: object, codes: Mapping[str, str]) -> str | None:
    """The code of an area from a cell; `751`, 751, `0751`, `Aarhus` and `Århus` are one, and so are 0 and `000`."""
    text = folded(str(value))
    return codes.get(text) or (codes.get(text.lstrip("0").zfill(3)) if text.isdecimal() else None)


def number(value: Decimal) -> str:
    """A number as data.csv has it."""
    return f"{value.normalize():f}" if value else "0"


def read(snapshot: snapshots.Snapshot, source: Source) -> pl.DataFrame:
    """The figures of a snapshot, all as text: area, period, one column per further variable, measure, content."""
    import polars as pl

    frame = pl.read_csv(snapshot.data_path, separator=";", infer_schema=False)
    named = {source.area.upper(): "area", source.time.upper(): "period", MEASURE: "measure", CONTENT: "content"}
    return frame.drop(SOURCE_CELL).rename(lambda name: named.get(name, name.lower()))


def store(
    root: Path,
    directory: Path,
    source: Source,
    catalogue: Catalogue,
    table: Table,
    provenance: snapshots.Provenance,
    received: Iterable[Path],
) -> tuple[snapshots.Snapshot, bool]:
    """Write a table in the common form and store it; see `snapshots.store`.

    Args:
        root: the store.
        directory: from `snapshots.incoming`.
        source: the catalogue's entry.
        catalogue: names of the areas.
        table: the figures.
        provenance: where they come from.
        received: the files as received, in `directory`.
    """
    names = {item.municipality_code: item.name for item in catalogue.municipalities}
    names |= {item.code: item.name for item in catalogue.areas}
    frame, further = table.frame, [column for column in table.frame.columns if column not in FIXED]
    path = directory / snapshots.DATA
    ordered = frame.select("area", *further, "measure", "period", "source_cell", "content")
    header = [source.area, *further, MEASURE, source.time, SOURCE_CELL, CONTENT]
    ordered.columns = [name.upper() for name in header]
    ordered.write_csv(path, separator=";", line_terminator="\n")

    def values(column: str, texts: Mapping[str, str]) -> list[dict[str, str]]:
        return [{"id": code, "text": texts.get(code, code)} for code in sorted(frame[column].unique())]

    info = {
        "id": source.table,
        "text": source.title.da,
        "variables": [
            {"id": source.area, "text": source.area, "values": values("area", names)},
            *({"id": name, "text": name, "values": values(name, {})} for name in further),
            {"id": MEASURE, "text": "mål", "values": [{"id": c, "text": text} for c, text in table.measures.items()]},
            {"id": source.time, "text": source.time, "time": True, "values": values("period", {})},
        ],
    }
    return snapshots.store(
        root,
        provenance,
        data_file=path,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        rows=frame.height,
        tableinfo=(json.dumps(info, ensure_ascii=False, indent=1) + "\n").encode(),
        received=list(received),
    )
