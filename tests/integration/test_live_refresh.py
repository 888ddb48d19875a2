"""Refreshing from a StatBank: a stand-in that speaks the protocol over HTTP, with invented figures and bad days."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue.models.recipe import Recipe, Term
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.selectors import PERIODS, ROLES, tables
from pipelines.releases import release
from seksby.vocabulary import Kind
from seksby.workspace import Workspace
from tests.conftest import Published
from tests.statbank_standin import StandIn
from tests.statbank_standin.definitions import read_tables
from tests.support import World, make_world, seksby

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
unit: {da: børn pr. voksen, en: children per adult}
decimals: 1
better: lower
recipes:
  - numerator: [{table: BOERN8, where: {PASKAT: "2"}}]
definition: {da: Børn pr. voksen., en: Children per adult.}
owner: Økonomi
valid_from: 2007
verification: verified
"""
NATIONAL = Path(__file__).resolve().parents[2] / "data" / "catalogue"


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def live_world(folder: Path, published: Published) -> World:
    """A catalogue with one live table; dbt's parsed project is taken over, it is the same in every data folder."""
    world = make_world(folder, system="statbank")
    shutil.copytree(published.workspace.cache, world.workspace.cache)
    (world.catalogue / "sources" / "PUPILS.yml").unlink()
    (world.catalogue / "sources" / "BOERN8.yml").write_text(SOURCE, encoding="utf-8")
    world.indicator.unlink()
    (world.indicator.parent / "staffing.yml").write_text(INDICATOR, encoding="utf-8")
    for name in ("municipalities.csv", "areas.csv"):
        (world.catalogue / name).write_bytes((NATIONAL / name).read_bytes())
    return world


@pytest.fixture
def world(tmp_path: Path, published: Published) -> World:
    return live_world(tmp_path, published)


@dataclass(frozen=True)
class Begun:
    """A live world after its first refresh, which a test copies before it goes on, and what that refresh said."""

    world: World
    code: int
    summary: Any

    def copy(self, folder: Path) -> World:
        return World(Workspace(shutil.copytree(self.world.workspace.data_dir, folder / "data", symlinks=True)))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, published: Published, standin: StandIn) -> Begun:
    world = live_world(tmp_path_factory.mktemp("begun"), published)
    code, summary, _ = refresh(world, standin)
    return Begun(world, code, summary)


def refresh(world: World, standin: StandIn, *arguments: str) -> tuple[int, Any, str]:
    done = seksby(
        "refresh",
        "--json",
        *arguments,
        data_dir=world.workspace.data_dir,
        SEKSBY_STATBANK_URL=standin.url,
        SEKSBY_STATBANK_INTERVAL="0",
        NO_PROXY="127.0.0.1",
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, json.loads(done.stdout), done.stderr


def values(workspace: Workspace) -> int:
    found = release.find(workspace)
    return int(found.manifest["tables"]["marts.indicator_values"])


def test_a_bad_day_keeps_the_previous_figures_and_a_good_one_brings_the_new(
    begun: Begun, standin: StandIn, tmp_path: Path
) -> None:
    world, first = begun.copy(tmp_path), begun.summary
    assert (begun.code, first["outcome"]) == (0, "published")
    assert values(world.workspace) >= 98

    code, again, _ = refresh(world, standin)
    assert (code, again["outcome"], again["release"]) == (0, "unchanged", first["release"])

    standin.touch("BOERN8", values=True)
    standin.fault("BOERN8", "duplicate_rows")
    code, spoiled, _ = refresh(world, standin)
    assert code == 3
    assert "the same cell more than once" in spoiled["not_updated"]["BOERN8"]
    assert spoiled["values"]["changed"] == spoiled["values"]["new"] == spoiled["values"]["gone"] == 0
    page = (world.workspace.current / "site" / "index.html").read_text(encoding="utf-8")
    assert "Ikke opdateret: BOERN8" in page
    sources = (world.workspace.current / "site" / "kilder" / "index.html").read_text(encoding="utf-8")
    assert "kilden kunne ikke nås, eller dens svar kunne ikke bruges; de forrige tal står." in sources
    assert "the same cell" not in sources

    # Its file is the one before from now on: damaged, it is told, and nothing else comes of it.
    (before,) = world.workspace.snapshots.glob("BOERN8/*/data.csv")
    before.write_bytes(before.read_bytes()[:-20])
    code, mended, _ = refresh(world, standin)
    assert (code, mended["not_updated"]) == (0, {})
    assert before.parent.name in mended["not_compared"]["BOERN8"]
    assert mended["values"]["changed"] > 0


def test_a_table_and_a_code_that_statbank_does_not_have_leave_the_rest_alone(world: World, standin: StandIn) -> None:
    """A source whose table is gone and an indicator whose code is: both are named with their place, all else is out."""
    gone = SOURCE.replace("BOERN8", "BOERN88")
    (world.catalogue / "sources" / "BOERN88.yml").write_text(gone, encoding="utf-8")
    folder = world.indicator.parent
    for name, old, new in (("lost", 'PASKAT: "2"', 'PASKAT: "77"'), ("gone", "table: BOERN8,", "table: BOERN88,")):
        text = INDICATOR.replace("id: staffing", f"id: {name}").replace(old, new)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")

    code, summary, _ = refresh(world, standin)

    assert (code, summary["outcome"]) == (3, "published")
    assert "Tabel findes ikke: BOERN88" in summary["not_updated"]["BOERN88"]
    (misfit,) = summary["misfits"]
    assert (misfit["id"], misfit["place"]) == (
        "lost",
        "indicators/school/lost.yml:10 recipes.0.numerator.0.where.PASKAT",
    )
    assert "no PASKAT that fits '77'" in misfit["what"]
    assert values(world.workspace) >= 98
    missing = {item["note"] for item in summary["missing_indicators"]}
    assert missing == {
        "Opskriften passer ikke til BOERN8, som tabellen er beskrevet nu; tallet venter på, at det rettes.",
        "Tallene i BOERN88 kunne ikke hentes, eller det hentede kunne ikke bruges.",
    }

    code, again, _ = refresh(world, standin)
    assert (code, again["outcome"], again["misfits"]) == (3, "unchanged", summary["misfits"])


def test_without_network_and_without_figures_the_first_run_says_what_to_do(world: World) -> None:
    with StandIn() as gone:
        pass
    code, error, _ = refresh(world, gone)
    assert code == 2
    assert "No figures are at hand" in error["error"]
    assert "with network" in error["remedy"]


def test_a_second_refresh_at_once_is_told_to_wait(world: World, standin: StandIn) -> None:
    with release.lock(world.workspace):
        code, error, _ = refresh(world, standin)
    assert code == 4
    assert "Another refresh" in error["error"]


def test_a_rebuild_of_an_earlier_day_does_not_replace_the_current_release(
    begun: Begun, standin: StandIn, tmp_path: Path
) -> None:
    world, first = begun.copy(tmp_path), begun.summary
    day = str(release.find(world.workspace).manifest["created_at"])[:10]
    code, rebuilt, _ = refresh(world, standin, "--as-of", day)
    assert code == 0
    assert rebuilt["release"] != first["release"]
    found = release.current(world.workspace)
    assert found is not None
    assert found.id == first["release"]
    assert release.find(world.workspace, rebuilt["release"]).manifest["as_of"] == day


def years_of(recipe: Recipe, sources: Mapping[str, Source]) -> set[int]:
    """The years that a recipe's tables, as the stand-in lists them, give every period for."""

    def every_period(term: Term) -> set[int]:
        listed = list(read_tables()[sources[term.table].table].time.values)
        # A window such as 2020:2024 counts in the year it ends.
        at_hand = {(int(period[-4:]), "") if ":" in period else (int(period[:4]), period[4:]) for period in listed}
        _, periods = PERIODS[term.timing]
        years = {year for year, _ in at_hand}
        return {year for year in years if all((year + offset, suffix) in at_hand for offset, suffix, _ in periods)}

    terms = [term for role in ROLES[:3] for term in getattr(recipe, role)]
    return set.intersection(*map(every_period, terms))


def test_every_table_is_fetched_and_every_recipe_computed_for_98_municipalities_in_all_years(
    tmp_path: Path, standin: StandIn, published: Published
) -> None:
    """The whole catalogue at national size, on invented figures: 35 tables, 3.4 million cells.

    A process measure is published only from the positive list, so those with a recipe are put on it here. One account
    is lost on the way and one key figure is another: the controls name just what follows from these.
    """
    standin.fault("REGK31", "missing_row", code="751;53026;1;TOT;LOBM;2020")
    standin.fault("NGLK", "other_figure", code="730;ÆLD;NET;AARPRIS;2022")
    world = World(Workspace(tmp_path))
    shutil.copytree(published.workspace.cache, world.workspace.cache)
    shutil.copytree(NATIONAL, world.catalogue)
    catalogue = read_catalogue(NATIONAL)
    sources = {source.id: source for source in catalogue.sources}
    on_statbank = [
        item
        for item in catalogue.indicators
        if item.recipes and all(sources[table].system == "statbank" for table in tables(item.recipes[0]))
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

    code, summary, stderr = refresh(world, standin)
    assert code == 0, (summary, stderr)
    answer = seksby(
        "query",
        """
        select indicator_id, year, count(value) as filled,
            count(*) filter (v.missing_reason = 'confidential') as confidential,
            count(*) filter (v.missing_reason <> 'confidential') as otherwise_missing
        from marts.indicator_values as v inner join marts.indicators as i using (indicator_id)
        where origin = 'fetched' and i.recipe_no = 1 and price_basis <> 'fixed' and municipality_code <> '000'
        group by all
        """,
        "--json",
        data_dir=tmp_path,
    )
    found = {(row["indicator_id"], row["year"]): row for row in json.loads(answer.stdout)}
    expected = {
        (item.id, year)
        for item in on_statbank
        for year in years_of(item.recipes[0], sources)
        if item.valid_from <= year <= (item.valid_to or year)
    }
    assert len({name for name, _ in expected}) == len(on_statbank) >= 80
    assert found.keys() == expected
    incomplete = {
        key: row for key, row in found.items() if row["filled"] + row["confidential"] != 98 or row["filled"] < 80
    }
    # The lost account is all there is of this one.
    assert {(name, year): row["filled"] for (name, year), row in incomplete.items()} == {
        ("home_help_cost_per_67", 2020): 97
    }
    assert seksby("verify", data_dir=tmp_path).returncode == 0
    assert_only_the_faults_differ(summary["controls"], tmp_path)
    assert_the_methods_cover_the_country(tmp_path)


def assert_the_methods_cover_the_country(data_dir: Path) -> None:
    """What ends in a mart is there for 98 municipalities in all the years that its sources have."""

    def ask(sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(seksby("query", sql, "--json", data_dir=data_dir).stdout)
        return rows

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
    assert levels == {"years": 17, "base": 2024}

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
    assert aged == {"n": 98 * 7, "years": 7}
    (near,) = ask(
        """
        select count(*) as pairs, count(distinct municipality_code) as n, max(nearness) as most
        from marts.peer_distances
        """
    )
    assert near == {"pairs": 980, "n": 98, "most": 10}
    (shares,) = ask("select count(distinct indicator_id) as n from marts.full_cost where scenario = 'wage_share'")
    assert shares["n"] >= 20


def assert_only_the_faults_differ(told: Any, data_dir: Path) -> None:
    """Every control agrees for the 98 and the country in every year, but for what the two faults make of it."""

    def ask(sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(seksby("query", sql, "--json", data_dir=data_dir).stdout)
        return rows

    overview = {row["control_id"]: row for row in ask("select * from marts.control_overview")}
    for control, years in (
        ("school_cost_per_pupil", 17), ("elderly_cost_per_67", 7), ("operating_cost_per_inhabitant", 17)
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
    assert "<td>Randers</td><td>1</td><td>2022</td><td>nøgletallet</td>" in page
    assert "<td>Aarhus</td><td>2</td><td>2020</td>" in page
