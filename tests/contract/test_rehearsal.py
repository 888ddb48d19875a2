"""`seksby sources --ask`: every table is asked to describe itself, all faults come at once, and nothing is fetched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from pipelines.catalogue.descriptions.resolving import named
from pipelines.catalogue.read import read_catalogue
from pipelines.sources.statbank import client
from seksby.settings import Endpoint
from tests.statbank_standin import StandIn
from tests.statbank_standin.alterations import renamed, withdrawn
from tests.support import World, make_world
from tests.support.asking import asked

SOURCE = """\
id: {table}
system: statbank
publisher: Danmarks Statistik
table: {table}
title: {{da: Opdigtet, en: Invented}}
licence: CC BY 4.0
area: {area}
time: Tid
totals: {totals}
"""


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Four tables, three of them with an indicator each."""
    world = make_world(tmp_path, system="statbank")
    (world.catalogue / "sources" / "PUPILS.yml").unlink()
    text = world.indicator.read_text(encoding="utf-8")
    world.indicator.unlink()
    for table, area, totals, where in (
        ("BOERN8", "KOMMUNEDK", "{}", 'PASKAT: "2"'),
        ("RAS200", "OMRÅDE", '{HERKOMST: "0", KØN: TOT}', "ALDER: 16-64, BEREGNING: BFK"),
        ("KVOTIEN", "OMRÅDE", '{KLASSE: "0000", SKTPE: ANTALSUM}', "SKTPE: ANTAL1012"),
        ("UND2", "ADMKOM", '{UNDERRET: "00", ALDER1: "00", KØN: "0"}', "KØN: '7'"),
    ):
        entry = SOURCE.format(table=table, area=area, totals=totals)
        (world.catalogue / "sources" / f"{table}.yml").write_text(entry, encoding="utf-8")
        old = text[text.index("  - numerator") : text.index("definition")]
        new = f"  - numerator: [{{table: {table}, where: {{{where}}}}}]\n"
        name = f"of_{table.lower()}"
        indicator = text.replace(old, new).replace("id: absence", f"id: {name}")
        (world.indicator.parent / f"{name}.yml").write_text(indicator, encoding="utf-8")
    # As the project's own: the variable of areas is known by the municipalities it lists.
    national = Path(__file__).resolve().parents[2] / "data" / "catalogue" / "municipalities.csv"
    (world.catalogue / "municipalities.csv").write_bytes(national.read_bytes())
    return world


def ask(world: World, standin: StandIn, *arguments: str) -> tuple[int, Any]:
    with patch.dict(os.environ, {"SEKSBY_STATBANK_URL": standin.url, "SEKSBY_STATBANK_INTERVAL": "0"}):
        done = asked("sources", *arguments, data_dir=world.workspace.data_dir)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_all_that_will_not_fit_is_told_at_once_with_its_place_and_nothing_is_fetched(
    world: World, standin: StandIn
) -> None:
    standin.alter("BOERN8", withdrawn)
    standin.alter("KVOTIEN", renamed("SKTPE", "SKOLETYPE"), renamed("OMRÅDE", "KOMMUNE"))
    code, text = ask(world, standin, "--ask", "--json")
    told = {item["source"]: item for item in json.loads(text)}
    assert code == 3
    assert "Tabel findes ikke: BOERN8" in told["BOERN8"]["error"]
    assert told["RAS200"]["read_as"] == ["HERKOMST 0 læst som 00 (I alt): det samme tal"]
    assert sorted(told["KVOTIEN"]["read_as"]) == [
        "OMRÅDE hedder KOMMUNE: den har de samme værdier",
        "SKTPE hedder SKOLETYPE: den har de samme værdier",
    ]
    (misfit,) = told["UND2"]["misfits"]
    assert misfit["id"] == "of_und2"
    assert misfit["place"] == "indicators/school/of_und2.yml:10 recipes.0.numerator.0.where.KØN"
    assert misfit["expected"].startswith("one of ")
    assert [name for name, item in told.items() if item["fits"]] == ["KVOTIEN", "RAS200"]
    assert not standin.asked("data")
    assert not list(world.workspace.data_dir.glob("snapshots/*"))

    code, text = ask(world, standin, "--ask")
    assert text.startswith("Spurgt: 4 tabeller i StatBank. 2 passer, 3 har nye tal. Intet er hentet.")
    assert "BOERN8 svarer ikke" in text


def test_what_was_found_at_fetching_is_written_into_the_catalogue(world: World, standin: StandIn) -> None:
    for table in ("BOERN8", "KVOTIEN", "UND2"):
        (world.catalogue / "sources" / f"{table}.yml").unlink()
        (world.indicator.parent / f"of_{table.lower()}.yml").unlink()
    catalogue = read_catalogue(world.catalogue)
    (entry,) = catalogue.sources
    with client.connect(Endpoint(standin.url, interval=0)) as bank:
        names, root = named(catalogue)["RAS200"], world.workspace.snapshots
        fetched = client.refresh_source(bank, entry, names, root, world.catalogue, lambda *_: None).snapshot
    assert [item.found for item in fetched.meta.resolutions] == ["00"]
    source = world.catalogue / "sources" / "RAS200.yml"
    before = source.read_text(encoding="utf-8")
    code, text = ask(world, standin, "adopt")
    assert code == 0
    assert "sources/RAS200.yml:9  0 → 00" in text
    assert source.read_text(encoding="utf-8") == before.replace('"0"', '"00"')
    assert "Intet at skrive" in ask(world, standin, "adopt")[1]
