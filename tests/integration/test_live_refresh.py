"""Refreshing from a StatBank: a stand-in that speaks the protocol over HTTP, with invented figures and bad days."""

from __future__ import annotations

import json
import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import stamina

from pipelines.catalogue.models.recipe import Recipe, Term
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.selectors import PERIODS, ROLES, tables
from pipelines.releases import release
from pipelines.releases.proof.audit import audit
from pipelines.releases.release import Release
from pipelines.releases.revisions import compare
from pipelines.sources import snapshots
from seksby.vocabulary import Kind, System
from seksby.workspace import Workspace
from tests.conftest import Published
from tests.statbank_standin import StandIn
from tests.statbank_standin.alterations import (
    areas_added,
    code_added,
    code_lost,
    code_renamed,
    described,
    periods_since,
    renamed,
    variable_added,
    withdrawn,
)
from tests.statbank_standin.definitions import read_tables
from tests.support import World, make_world
from tests.support.asking import asked
from tests.support.computing import Compiled, rows
from tests.support.jobs import run
from tests.support.sites import Pages, Undrawn

SOURCE = """\
id: BOERN8
system: statbank
publisher: Danmarks Statistik
table: BOERN8
title: {da: Normeringer, en: Staffing}
licence: CC BY 4.0
area: KOMMUNEDK
time: Tid
"""
INDICATOR = """\
id: staffing
title: {da: Børn pr. voksen, en: Children per adult}
kind: effect
service_area: school
perspective: six_city
unit: {measure: children, per: adult}
decimals: 1
better: lower
recipes:
  - numerator: [{table: BOERN8, where: {PASKAT: "2"}}]
definition: {da: Børn pr. voksen., en: Children per adult.}
owner: Økonomi
valid_from: 2007
verification: verified
"""
Ask = Callable[[str], list[dict[str, Any]]]
NATIONAL = Path(__file__).resolve().parents[2] / "data" / "catalogue"


@pytest.fixture(autouse=True)
def _without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4, cap=True):  # as often, but at once
        yield


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, warmed: Callable[[Path], Path]) -> World:
    """A catalogue with one live table."""
    world = make_world(tmp_path, system="statbank")
    warmed(world.workspace.cache)
    (world.catalogue / "sources" / "PUPILS.yml").unlink()
    (world.catalogue / "sources" / "BOERN8.yml").write_text(SOURCE, encoding="utf-8")
    world.indicator.unlink()
    (world.indicator.parent / "staffing.yml").write_text(INDICATOR, encoding="utf-8")
    for name in ("municipalities.csv", "areas.csv", "units.yml"):
        (world.catalogue / name).write_bytes((NATIONAL / name).read_bytes())
    return world


def at(standin: StandIn) -> dict[str, str]:
    return {"SEKSBY_STATBANK_URL": standin.url, "SEKSBY_STATBANK_INTERVAL": "0", "NO_PROXY": "127.0.0.1"}


def refresh(world: World, standin: StandIn) -> tuple[int, Any]:
    """The whole command, in this process."""
    with patch.dict(os.environ, at(standin)):
        done = asked("refresh", "--json", data_dir=world.workspace.data_dir)
    return done.returncode, json.loads(done.stdout)


def fetched(world: World, standin: StandIn, compiled: Compiled, pages: Path | None = None) -> Release:
    """Fetched as the command does, computed without dbt, shown undrawn: the command finds nothing new afterwards."""
    run(world.workspace, "fetch", statbank_url=standin.url, statbank_interval=0)
    return compiled.release(world.workspace, pages, draw=Undrawn)


def values(found: Release) -> int:
    return int(found.manifest["tables"]["marts.indicator_values"])


def test_a_bad_day_keeps_the_previous_figures_and_a_good_one_brings_the_new(
    world: World, standin: StandIn, compiled: Compiled
) -> None:
    first = fetched(world, standin, compiled)
    assert values(first) >= 98
    code, again = refresh(world, standin)
    assert (code, again["outcome"], again["release"]) == (0, "unchanged", first.id)

    standin.touch("BOERN8", values=True)
    standin.fault("BOERN8", "duplicate_rows")
    spoiled = fetched(world, standin, compiled)
    told = compare(first, spoiled)
    assert (told.changed, told.new, told.gone) == (0, 0, 0)
    with Pages.of(spoiled.warehouse) as pages:
        page, sources = pages.at("/randers/").html, pages.at("/kilder/").html
    assert "Ikke opdateret: »Normeringer«." in page
    assert "de nyeste tal er hentet og lagt til side, fordi de ikke bestod kontrollen; de forrige tal står." in sources
    assert "the same cell" not in sources
    (listed,) = json.loads(asked("sources", "--json", data_dir=world.workspace.data_dir).stdout)
    assert "the same cell more than once" in listed["not_updated"]

    # Its file is the one before from now on: damaged, it is told, and nothing else comes of it.
    (before,) = world.workspace.snapshots.glob("BOERN8/*/data.csv")
    before.write_bytes(before.read_bytes()[:-20])
    with compiled.in_place_of_dbt():
        code, mended = refresh(world, standin)
    assert (code, mended["outcome"], mended["not_updated"]) == (0, "published", {})
    assert before.parent.name in mended["not_compared"]["BOERN8"]
    assert mended["values"]["changed"] > 0


def test_a_table_and_a_code_that_statbank_does_not_have_leave_the_rest_alone(
    world: World, standin: StandIn, compiled: Compiled
) -> None:
    """A source whose table is gone and an indicator whose code is: both are named with their place, all else is out."""
    gone = SOURCE.replace("BOERN8", "BOERN88")
    (world.catalogue / "sources" / "BOERN88.yml").write_text(gone, encoding="utf-8")
    folder = world.indicator.parent
    for name, old, new in (("lost", 'PASKAT: "2"', 'PASKAT: "77"'), ("gone", "table: BOERN8,", "table: BOERN88,")):
        text = INDICATOR.replace("id: staffing", f"id: {name}").replace(old, new)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")

    with patch.object(snapshots, "forget_finished"):  # broken off before its end
        found = fetched(world, standin, compiled)
    assert values(found) >= 98

    # What was finished is not asked again at once, what failed is; the time after, everything is.
    before = {name: len(standin.asked("tableinfo", name)) for name in ("BOERN8", "BOERN88")}
    code, summary = refresh(world, standin)
    assert {name: len(standin.asked("tableinfo", name)) - count for name, count in before.items()} == {
        "BOERN8": 0,
        "BOERN88": 1,
    }
    assert not list(world.workspace.snapshots.glob("finished*"))
    assert (code, summary["outcome"], summary["release"]) == (3, "unchanged", found.id)
    assert "Tabel findes ikke: BOERN88" in summary["not_updated"]["BOERN88"]
    (misfit,) = summary["misfits"]
    assert (misfit["id"], misfit["place"]) == (
        "lost",
        "indicators/school/lost.yml:10 recipes.0.numerator.0.where.PASKAT",
    )
    assert "no PASKAT that fits '77'" in misfit["what"]
    assert {item["note"] for item in summary["missing_indicators"]} == {
        "Opskriften passer ikke til BOERN8, som tabellen er beskrevet nu; tallet venter på, at det rettes.",
        "Tallene i BOERN88 kunne ikke hentes, eller det hentede kunne ikke bruges.",
    }


def test_without_network_and_without_figures_the_first_run_says_what_to_do(world: World) -> None:
    with StandIn() as gone:
        pass
    code, error = refresh(world, gone)
    assert code == 2
    assert "No figures are at hand" in error["error"]
    assert "with network" in error["remedy"]


def test_a_second_refresh_at_once_is_told_to_wait(world: World, standin: StandIn) -> None:
    with release.lock(world.workspace):
        code, error = refresh(world, standin)
    assert code == 4
    assert "Another refresh" in error["error"]


def years_of(recipe: Recipe, sources: Mapping[str, Source], standin: StandIn) -> set[int]:
    """The years that a recipe's tables, as the stand-in lists them, give every period for."""

    def every_period(term: Term) -> set[int]:
        listed = list(standin.tables()[sources[term.table].table].time.values)
        # A window such as 2020:2024 counts in the year it ends.
        at_hand = {(int(period[-4:]), "") if ":" in period else (int(period[:4]), period[4:]) for period in listed}
        _, periods = PERIODS[term.timing]
        years = {year for year, _ in at_hand}
        return {year for year in years if all((year + offset, suffix) in at_hand for offset, suffix, _ in periods)}

    terms = [term for role in ROLES[:3] for term in getattr(recipe, role)]
    return set.intersection(*map(every_period, terms))


FIRST_YEAR = 2016
"""Nine years of accounts: as many as limits need, with every break; the years before would only cost."""
YEARS = 2024 - FIRST_YEAR + 1


class NeverSeen(UserWarning):
    """Sources whose tables nobody has evidence of: only StatBank can tell whether their codes are right."""


NEW_SOURCE = """\
id: NEW1
system: statbank
publisher: Danmarks Statistik
table: NEW1
title: {da: Opdigtet ny tabel, en: Invented new table}
licence: CC BY 4.0
area: OMRÅDE
time: Tid
"""
NEW_INDICATOR = """\
id: new_from_a_table_unseen
title: {da: Opdigtet nyt nøgletal, en: Invented new indicator}
kind: effect
service_area: health
perspective: six_city
unit: {measure: years}
decimals: 1
better: higher
recipes:
  - numerator: [{table: NEW1, where: {KØN: TOT}}]
usage_warnings: [long_lag]
definition: {da: Opdigtet., en: Invented.}
owner: Økonomi
valid_from: 2007
verification: unverified
"""


NOT_TO_BE_HAD, UNFIT = {"LABY25", "BU43"}, "traffic_injuries"


def as_the_world_may_be(nation: StandIn) -> dict[str, str]:
    """Every difference that a publisher is known to make; returns what is found by the tables' own descriptions."""
    nation.alter("LABY25", withdrawn)
    nation.fault("BU43", "500", times=None)
    nation.alter("UHELDK1", code_lost("ALDER", "9999"))
    nation.alter("IDRAKT02", code_renamed("KON", "10", "010"))
    footnote = {"text": "Opdigtet ny fodnote.", "mandatory": True}
    nation.alter("KVOTIEN", renamed("SKTPE", "SKOLETYPE"), described(footnote=footnote))
    nation.alter("NEET2", variable_added("HERKOMST", {"DANSK": 800, "ANDEN": 200}, total="IALT"))
    nation.alter("RAS200", areas_added("997"), code_added("ALDER", "67-69", "67-69 år"))
    nation.alter("REHAB19", described(suppressed="0"))
    return {
        "IDRAKT02": "KON 10 læst som 010 (Køn i alt): det samme tal",
        "KVOTIEN": "SKTPE hedder SKOLETYPE: den har de samme værdier",
        "NEET2": "HERKOMST er ny; brugt er IALT (IALT)",
    }


def unseen_in(sources: Iterable[Source]) -> set[str]:
    return {source.id for source in sources if source.system == System.STATBANK and source.table not in read_tables()}


@pytest.fixture
def nation() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def test_every_table_is_fetched_and_every_recipe_computed_for_98_municipalities_in_all_years(
    tmp_path: Path, nation: StandIn, published: Published, compiled: Compiled, danish_pages: Path
) -> None:
    """The whole catalogue at national size, on invented figures: every table of which there is evidence, and every
    difference that a publisher is known to make, at once and on the first refresh.

    What cannot be had falls out by name, what the tables' own descriptions make plain is found, and all else is
    published. So one more file, be it a source or an indicator, leaves this test as it is. One source that nobody has
    seen stands here always. A process measure is published only from the positive list,
    so those with a recipe are put on it. One account is lost on the way and one key figure is another: the controls
    name just what follows from these.

    Fetched by the job, computed without dbt and shown in Danish, every page but for its drawings: those of the release
    of real figures have the 98 behind the six where all are at hand, and `test_dashboards_charts` draws them of each
    kind. The command then finds it all there. That it does all this at national size itself is seen on demand, with
    its memory (`tests.on_demand.memory`).
    """
    for name in read_tables():
        # A school year begins in the year before.
        nation.alter(name, periods_since(str(FIRST_YEAR - 1 if name == "UDDAKT20" else FIRST_YEAR)))
    read_as = as_the_world_may_be(nation)
    nation.fault("REGK31", "missing_row", code="751;53026;1;TOT;LOBM;2020")
    nation.fault("NGLK", "other_figure", code="730;ÆLD;NET;AARPRIS;2022")
    world = World(Workspace(tmp_path))
    shutil.copytree(published.workspace.cache, world.workspace.cache)
    shutil.copytree(NATIONAL, world.catalogue)
    (world.catalogue / "sources" / "NEW1.yml").write_text(NEW_SOURCE, encoding="utf-8")
    (world.catalogue / "indicators" / "health" / "new_from_a_table_unseen.yml").write_text(
        NEW_INDICATOR, encoding="utf-8"
    )
    catalogue = read_catalogue(world.catalogue)
    sources = {source.id: source for source in catalogue.sources}
    unseen = unseen_in(catalogue.sources)
    if known := unseen_in(read_catalogue(NATIONAL).sources):
        warnings.warn(f"never seen, so not tried here: {', '.join(sorted(known))}", NeverSeen, stacklevel=1)
    on_statbank = [
        item
        for item in catalogue.indicators
        if item.recipes
        and all(sources[table].system == "statbank" for table in tables(item.recipes[0]))
        and not tables(item.recipes[0]) & (unseen | NOT_TO_BE_HAD)
        and item.id != UNFIT
    ]
    today = datetime.now(UTC).date()
    demands = [
        f"- {{id: {item.id}, title: {{da: Krav, en: Demand}}, municipality: '730', service_area: {item.service_area}, "
        f"indicator: {item.id}, basis: law, legal_basis: Lov, justification: {{da: Grund, en: Reason}}, owner: Ejer, "
        f"since: {today}, review_by: {today + timedelta(days=365)}, minutes_per_year: 1, staff: 1}}\n"
        for item in on_statbank
        if item.kind is Kind.PROCESS
    ]
    assert len(demands) >= 2
    (world.catalogue / "positive_list.yml").write_text("".join(demands), encoding="utf-8")

    release_of_all = fetched(world, nation, compiled, danish_pages)
    assert compiled.failing(release_of_all.warehouse) == set()
    code, summary = refresh(world, nation)
    assert (code, summary["outcome"], summary["release"]) == (3, "unchanged", release_of_all.id)
    (misfit,) = summary["misfits"]
    assert (misfit["id"], misfit["what"]) == (UNFIT, "UHELDK1 has no ALDER that fits '9999'.")
    assert f"{UNFIT}.yml:" in misfit["place"]
    assert summary["not_updated"].keys() == unseen | NOT_TO_BE_HAD
    assert "Tabel findes ikke: NEW1" in summary["not_updated"]["NEW1"]
    assert "Opdigtet nyt nøgletal" in {item["indicator"] for item in summary["missing_indicators"]}
    warehouse = release_of_all.warehouse
    told = rows(warehouse, "select source_id, read_as_da from marts.snapshots where read_as_da is not null")
    assert {row["source_id"]: row["read_as_da"] for row in told} == read_as
    answer = rows(
        warehouse,
        """
        select indicator_id, year, count(value) as filled,
            count(*) filter (v.missing_reason = 'confidential') as confidential,
            count(*) filter (v.missing_reason <> 'confidential') as otherwise_missing
        from marts.indicator_values as v inner join marts.indicators as i using (indicator_id)
        where origin = 'fetched' and i.recipe_no = 1 and price_basis <> 'fixed' and municipality_code <> '000'
        group by all
        """,
    )
    found = {(row["indicator_id"], row["year"]): row for row in answer}
    expected = {
        (item.id, year)
        for item in on_statbank
        for year in years_of(item.recipes[0], sources, nation)
        if item.valid_from <= year <= (item.valid_to or year)
    }
    assert len({name for name, _ in expected}) == len(on_statbank) >= 80
    assert found.keys() == expected
    incomplete = {
        key: row for key, row in found.items() if row["filled"] + row["confidential"] != 98 or row["filled"] < 80
    }
    # The lost account is all there is of the one; Esbjerg books the other elsewhere.
    booked_elsewhere = {("special_school_cost_per_inhabitant", year): 97 for year in range(2019, 2025)}
    assert {(name, year): row["filled"] for (name, year), row in incomplete.items()} == {
        ("home_help_cost_per_67", 2020): 97,
        **booked_elsewhere,
    }
    sound = audit(Workspace(tmp_path), release_of_all, pages=False)
    assert sound.faults == []
    assert_only_the_faults_differ(summary["controls"], tmp_path)
    assert_the_methods_cover_the_country(partial(rows, warehouse))


def assert_the_methods_cover_the_country(ask: Ask) -> None:
    """What ends in a mart is there for 98 municipalities in all the years that its sources have."""
    (fixed,) = ask(
        """
        select count(*) as figures, count(f.value) as filled, min(f.value / c.value) as least
        from marts.indicator_values as c
        inner join marts.indicator_values as f using (indicator_id, municipality_code, year)
        where c.price_basis = 'current' and f.price_basis = 'fixed' and c.value > 0 and year between 2008 and 2024
        """
    )
    assert fixed["figures"] == fixed["filled"] > 50_000
    assert fixed["least"] == pytest.approx(1)
    (levels,) = ask("select count(*) as years, max(base_year) as base from marts.price_index")
    assert levels == {"years": YEARS, "base": 2024}

    full = ask(
        """
        select decomposition_id, year, count(distinct municipality_code) as n from marts.decomposition
        where peer_group = 'six_cities' group by all
        """
    )
    assert {row["n"] for row in full} == {98}
    assert {row["decomposition_id"] for row in full} >= {"day_care", "primary_school", "elderly_care"}
    for table, where in (
        ("uncertainty", "interval_method in ('wilson', 'byar') and rank_low is null"),
        ("uncertainty", "rank_low > rank_high or rank_high > areas"),
        ("expected_values", "expected is null or (method = 'regression') <> (lower_value is not null)"),
        ("full_cost", "full_cost < direct_cost and direct_cost > 0"),
    ):
        (count,) = ask(f"select count(*) as n from marts.{table} where {where}")
        assert count["n"] == 0, (table, where)
    (ranks,) = ask("select count(distinct indicator_id) as n from marts.uncertainty where rank_high - rank_low >= 5")
    assert ranks["n"] >= 12
    (aged,) = ask(
        """
        select count(*) as n, count(distinct year) as years from marts.expected_values
        where model_id = 'age_standardisation'
        """
    )
    assert aged == {"n": 98 * 7 - 1, "years": 7}  # but for the lost account
    (near,) = ask(
        """
        select count(*) as pairs, count(distinct municipality_code) as n, max(nearness) as most
        from marts.peer_distances
        """
    )
    assert near == {"pairs": 980, "n": 98, "most": 10}
    (shares,) = ask("select count(distinct indicator_id) as n from marts.full_cost where scenario = 'wage_share'")
    assert shares["n"] == 16  # every unit price of the accounts, by users, an age group or hours


def assert_only_the_faults_differ(told: Any, data_dir: Path) -> None:
    """Every control agrees for the 98 and the country in every year, but for what the two faults make of it."""
    ask: Ask = partial(rows, data_dir / "current" / "warehouse.duckdb")
    overview = {row["control_id"]: row for row in ask("select * from marts.control_overview")}
    for control, years in (
        ("school_cost_per_pupil", YEARS), ("elderly_cost_per_67", 7), ("operating_cost_per_inhabitant", YEARS)
    ):  # fmt: skip
        assert (overview[control]["compared"], overview[control]["not_comparable"]) == (99 * years, 0), control
    assert min(row["agreeing"] for row in overview.values()) >= 98
    found = ask(
        "select * from marts.controls where outcome = 'differs' order by control_id, municipality_code, compared"
    )
    home_help = "FUNKTION=53026 · DRANST=1 · ART=TOT · PRISENHED=LOBM"
    account = "REGK11 FUNK1={} · DRANST=1 · ART=TOT · PRISENHED=LOBM"
    assert [(row["control_id"], row["municipality_code"], row["period"], row["compared"]) for row in found] == [
        ("elderly_cost_per_67", "730", "2022", "elderly_care_net_cost_per_67"),
        ("elderly_cost_per_67", "751", "2020", "elderly_care_net_cost_per_67"),
        ("functions_sum_to_main_accounts", "751", "2020", account.format("5")),
        ("functions_sum_to_main_accounts", "751", "2020", account.format("X")),
        ("municipalities_sum_to_the_accounts", "000", "2020", f"REGK31 {home_help}"),
        ("operating_cost_per_inhabitant", "751", "2020", "economy_official_operating_cost_per_inhabitant"),
    ]
    changed, *lost = found
    assert -101 < changed["recomputed"] - changed["official"] < -99
    # The account that was lost is what the sums lack, whichever of them one asks.
    amounts = {row["difference"] for row in lost if row["control_id"].endswith("accounts")}
    assert len(amounts) == 1
    assert max(amounts) < -100_000
    said = {item["control"]: item["furthest"] for item in told["differing"]}
    assert len(said) == 4
    assert "Aarhus 2020: " in said["Driftsudgift pr. indbygger"]
    (operating,) = [row for row in lost if row["control_id"] == "operating_cost_per_inhabitant"]
    for side in ("recomputed", "official"):
        assert f" {operating[side]:.6f}".rstrip("0").rstrip(".") + " " in said["Driftsudgift pr. indbygger"]
    page = (data_dir / "current" / "site" / "kontrol" / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"<td[^>]*>", "<td>", page)
    assert "<td>Randers</td><td>1</td><td>2022</td><td>nøgletallet</td>" in page
    assert "<td>Aarhus</td><td>2</td><td>2020</td>" in page
