"""A data folder with a catalogue that takes own data by contract, unit-level data, and an export of noegletal.dk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.read import read_catalogue
from pipelines.sources.intake.deliveries import Taken, take
from pipelines.sources.intake.files import DeliveryError
from seksby.workspace import Workspace
from tests.support import make_world

COMMON = """\
system: delivered
publisher: Kommunerne selv
licence: egne tal
area: kommune
time: aar
access: {da: Kommunen leverer selv tallet., en: The municipality delivers the figure itself.}
instruction: Læg en fil i indbakken.
"""
SOURCES = {
    "OWN": "title: {da: Egne mål, en: Own}\ntable: OWN\ndelivery: {format: table_schema}\n",
    "UNITS": "title: {da: Enheder, en: Units}\ntable: UNITS\ntotals: {enhed: I ALT}\n"
    "delivery: {format: table_schema, unit: enhed, persons: [svar, glade], rests_on: {glade: svar}}\n",
    "EXPORT": "title: {da: Gæld, en: Debt}\ntable: EXPORT\n"
    "delivery: {format: noegletal, key_figure: langfristet gæld}\n",
}
REQUIRED = {"constraints": {"required": True}}
CONTRACTS: dict[str, Any] = {
    "OWN": {
        "fields": [
            {"name": "kommune", "type": "string", "title": "Kommune", **REQUIRED},
            {"name": "aar", "type": "integer", "title": "År", "constraints": {"required": True, "minimum": 2007}},
            {"name": "art", "type": "string", "title": "Art", "constraints": {"required": True, "enum": ["a", "b"]}},
            {
                "name": "score",
                "type": "number",
                "title": "Score",
                "decimalChar": ",",
                "groupChar": ".",
                "constraints": {"minimum": 1, "maximum": 5000},
            },
            {"name": "antal", "type": "integer", "title": "Antal"},
            {"name": "dato", "type": "date", "title": "Dato"},
        ],
        "primaryKey": ["kommune", "aar", "art"],
        "missingValues": ["", ".."],
    },
    "UNITS": {
        "fields": [
            {"name": "kommune", "type": "string", "title": "Kommune", **REQUIRED},
            {"name": "aar", "type": "integer", "title": "År", **REQUIRED},
            {"name": "enhed", "type": "string", "title": "Enhed", **REQUIRED},
            {"name": "svar", "type": "integer", "title": "Svar"},
            {"name": "glade", "type": "integer", "title": "Glade"},
        ],
        "primaryKey": ["kommune", "aar", "enhed"],
    },
}
HEADER = ["kommune", "aar", "art", "score", "antal", "dato"]


@dataclass(frozen=True)
class Inbox:
    """A data folder whose inbox files are dropped in."""

    workspace: Workspace

    @property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.workspace.catalogue)

    def source(self, name: str) -> Source:
        return next(item for item in self.catalogue.sources if item.id == name)

    def drop(self, source: str, name: str, content: bytes | Sequence[Sequence[Any]], sheet: str = "Ark1") -> Path:
        """Bytes as they are; rows as a workbook, or as CSV for a name that ends so."""
        path = self.workspace.inbox / source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif name.endswith(".csv"):
            lines = (";".join("" if cell is None else str(cell) for cell in row) for row in content)
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            page = book.active
            page.title = sheet
            for row in content:
                page.append(list(row))
            book.save(path)
        return path

    def take(self, source: str) -> Taken:
        return take(self.workspace, self.catalogue, self.source(source))

    def refused(self, source: str) -> list[str]:
        """Every fault of a delivery that has to be refused, as the analyst reads it; nothing may have been stored."""
        store = self.workspace.snapshots / source
        before = sorted(store.rglob("data.csv"))
        with pytest.raises(DeliveryError) as caught:
            self.take(source)
        assert sorted(store.rglob("data.csv")) == before
        return [str(fault) for fault in caught.value.faults]

    def rows(self, taken: Taken) -> list[list[str]]:
        assert taken.snapshot is not None
        return [line.split(";") for line in taken.snapshot.data_path.read_text(encoding="utf-8").splitlines()]


def make_inbox(data_dir: Path) -> Inbox:
    world = make_world(data_dir)
    for name, text in SOURCES.items():
        (world.catalogue / "sources" / f"{name}.yml").write_text(f"id: {name}\n{COMMON}{text}", encoding="utf-8")
    (world.catalogue / "contracts").mkdir()
    for name, contract in CONTRACTS.items():
        path = world.catalogue / "contracts" / f"{name}.schema.json"
        path.write_text(json.dumps(contract), encoding="utf-8")
    return Inbox(world.workspace)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return make_inbox(tmp_path)
