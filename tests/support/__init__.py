"""A small world for tests: catalogue, figures and refreshes on invented numbers, all in a temporary data folder.

Nothing here is a real figure. What the tests of one module need alone stays in that test file.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.sources.snapshots import Provenance, Snapshot, store
from seksby.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[2]
SEKSBY = [sys.executable, "-m", "pipelines.commands.cli"]
DBT = Path(sys.executable).with_name("dbt")
HANG_S = 3600
"""When a command counts as hanging. Nothing is measured by it: a whole refresh took over 900 s on a loaded machine."""
SIX = {"101": "København", "751": "Aarhus", "461": "Odense", "851": "Aalborg", "561": "Esbjerg", "730": "Randers"}
YEARS = ["2022", "2023", "2024"]

SOURCE = """\
id: PUPILS
system: {system}
publisher: Danmarks Statistik
table: PUPILS
title: {{da: Elever, en: Pupils}}
licence: CC BY 4.0
area: OMRÅDE
time: Tid
totals: {{KØN: TOT}}
"""
INDICATOR = """\
id: absence
title: {da: Fravær, en: Absence}
kind: effect
service_area: school
perspective: stakeholder
unit: {measure: pct}
decimals: 1
better: lower
recipes:
  - numerator: [{table: PUPILS, where: {MÅL: absent}}]
    denominator: [{table: PUPILS, where: {MÅL: all}}]
    scale: 100
definition: {da: Fraværende elever af alle., en: Absent pupils of all.}
owner: Økonomi
valid_from: 2007
verification: verified
"""
LISTS = {
    "service_areas.yml": "- {id: school, title: {da: Skole, en: School}, slug: skole, sort_order: 1}\n",
    "peer_groups.yml": "- id: six_cities\n  title: {da: 6-byerne, en: Six cities}\n  compared: true\n  members: ["
    + ", ".join(f"'{code}'" for code in SIX)
    + "]\n",
    "expectation_models.yml": "[]\n",
    "decompositions.yml": "[]\n",
    "units.yml": "measures:\n"
    "  - {id: pct, text: {da: pct., en: per cent}}\n"
    "  - {id: dkk, text: {da: kr., en: DKK}}\n"
    "  - {id: points, text: {da: point, en: points}}\n"
    "  - {id: cases}\n"
    "per:\n"
    "  - {id: inhabitant, text: {da: pr. indbygger, en: per inhabitant}}\n"
    "  - {id: pupil, text: {da: pr. elev, en: per pupil}}\n",
    "usage_warnings.yml": "[]\n",
    "stakeholders.yml": "[]\n",
    "positive_list.yml": "[]\n",
    "help_contacts.yml": "[]\n",
    "controls.yml": "[]\n",
    "corrections.yml": "[]\n",
    "municipalities.csv": "municipality_code;name;slug\n"
    + "".join(f"{code};{name};by-{code}\n" for code, name in SIX.items()),
    "areas.csv": "code;name;kind\n000;Hele landet;country\n",
}
TABLEINFO: dict[str, Any] = {
    "id": "PUPILS",
    "text": "Elever",
    "updated": "2025-01-01T08:00:00",
    "variables": [
        {"id": "OMRÅDE", "text": "område", "values": [{"id": c, "text": n} for c, n in SIX.items()]},
        {"id": "MÅL", "text": "mål", "values": [{"id": i, "text": i} for i in ("absent", "all", "unused")]},
        {"id": "KØN", "text": "køn", "values": [{"id": "TOT", "text": "I alt"}]},
        {"id": "Tid", "text": "tid", "time": True, "values": [{"id": year, "text": year} for year in YEARS]},
    ],
}
CONTROL = """\
- id: {control}
  title: {{da: Fraværende elever, en: Absent pupils}}
  note: {{da: To veje til elever., en: Two ways to pupils.}}
  status: {status}
  sums:
    - whole: {{table: PUPILS, where: {{MÅL: all}}}}
      parts: [{{table: PUPILS, where: {{MÅL: absent}}, factor: 20}}]
"""
HEADER = "OMRÅDE;MÅL;KØN;TID;INDHOLD"


def figures() -> list[str]:
    """Rows of PUPILS: 1,000 pupils everywhere, of whom 50 absent in the first city, 51 in the second, and so on."""
    return [
        f"{code};{measure};TOT;{year};{value}"
        for number, code in enumerate(SIX)
        for year in YEARS
        for measure, value in (("absent", 50 + number), ("all", 1000))
    ]


@dataclass(frozen=True)
class World:
    """A temporary data folder with a catalogue of its own."""

    workspace: Workspace

    @property
    def catalogue(self) -> Path:
        return self.workspace.data_dir / "catalogue"

    @property
    def indicator(self) -> Path:
        return self.catalogue / "indicators" / "school" / "absence.yml"

    def edit(self, old: str, new: str) -> None:
        """Change the one indicator file; the text has to be there."""
        text = self.indicator.read_text(encoding="utf-8")
        assert old in text
        self.indicator.write_text(text.replace(old, new), encoding="utf-8")

    def snapshot(self, rows: Sequence[str] | None = None, *, header: str = HEADER, **meta: Any) -> Snapshot:
        """Store a snapshot of PUPILS."""
        origin = meta.pop("origin", "transcribed")
        root = self.workspace.snapshots if origin == "fetched" else self.workspace.data_dir / "reference"
        return keep(root, "PUPILS", TABLEINFO, [header, *(figures() if rows is None else rows)], origin=origin, **meta)


def make_world(data_dir: Path, *, system: str = "bundled") -> World:
    """A catalogue with one source and one indicator, and no figures yet."""
    catalogue = data_dir / "catalogue"
    (catalogue / "indicators" / "school").mkdir(parents=True)
    (catalogue / "sources").mkdir()
    (data_dir / "reference").mkdir()
    for name, text in LISTS.items():
        (catalogue / name).write_text(text, encoding="utf-8")
    (catalogue / "sources" / "PUPILS.yml").write_text(SOURCE.format(system=system), encoding="utf-8")
    world = World(Workspace(data_dir))
    world.indicator.write_text(INDICATOR, encoding="utf-8")
    return world


def rounded(folder: Path, system: str = "bundled") -> World:
    """Twenty times those absent are all pupils in the first city alone: 50 x 20 = 1,000; then 51 x 20 = 1,020 …

    Absent is off by half, so 20 times it by 10, and all by half: 10.5 can be rounding.
    """
    world = make_world(folder, system=system)
    source = world.catalogue / "sources" / "PUPILS.yml"
    source.write_text(source.read_text(encoding="utf-8") + "rounding: 0.5\n", encoding="utf-8")
    return world


def control(world: World, control_id: str, status: str) -> None:
    """Give a `rounded` world its one control."""
    text = CONTROL.format(control=control_id, status=status)
    (world.catalogue / "controls.yml").write_text(text, encoding="utf-8")


def keep(
    root: Path, source: str, tableinfo: Mapping[str, Any], lines: Sequence[str], *, origin: str, **meta: Any
) -> Snapshot:
    """Store lines (header first) as a snapshot."""
    body = ("\n".join(lines) + "\n").encode()
    root.mkdir(parents=True, exist_ok=True)
    incoming = root / "incoming.csv"
    incoming.write_bytes(body)
    given: dict[str, Any] = {"retrieved_at": datetime(2025, 6, 1, tzinfo=UTC), "updated": tableinfo["updated"]} | meta
    provenance = Provenance(
        source=source,
        publisher="Danmarks Statistik",
        table=source,
        title=source,
        licence="CC BY 4.0",
        origin=origin,
        **given,
    )
    snapshot, _ = store(
        root,
        provenance,
        data_file=incoming,
        sha256=hashlib.sha256(body).hexdigest(),
        rows=len(lines) - 1,
        tableinfo=json.dumps(tableinfo).encode(),
    )
    return snapshot


def seksby(*arguments: str, data_dir: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    where = ["--data-dir", str(data_dir)] if data_dir else []
    return subprocess.run(
        [*SEKSBY, *where, *arguments],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )
