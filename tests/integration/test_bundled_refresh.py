"""From a fresh data folder without network to a published, traceable benchmark on the bundled real figures."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from html import unescape
from pathlib import Path
from statistics import NormalDist
from typing import Any

import duckdb
import pytest
from syrupy.assertion import SnapshotAssertion as Said

from pipelines.orchestration import dbt
from pipelines.orchestration.dbt import DBT_PROJECT
from pipelines.releases import release
from pipelines.releases.lineage import columns
from pipelines.releases.lineage import table as column_table
from pipelines.releases.lineage.columns import of_release
from pipelines.releases.proof.audit import audit
from pipelines.releases.revisions import compare
from pipelines.releases.sampling.drawing import draw
from pipelines.releases.sampling.paper import paper
from pipelines.releases.tracing.impact import impact
from pipelines.releases.tracing.kinds import KINDS
from pipelines.releases.tracing.trace import trace
from seksby.errors import UsageError
from seksby.workspace import Workspace
from tests.conftest import Published
from tests.dictionary import marts
from tests.support import HANG_S, PROJECT, SIX, seksby
from tests.support.asking import asked

SLUGS = ("koebenhavn", "aarhus", "odense", "aalborg", "esbjerg", "randers")
NOT_BUNDLED = ("target", "trial")
"""Kinds of number that only a municipality's own decisions bring: `test_tracing` works them."""
COST = "primary_school_cost_per_inhabitant"


def test_the_first_refresh_publishes_and_says_that_nothing_was_fetched(published: Published) -> None:
    assert published.summary["outcome"] == "published"
    assert published.summary["previous"] is None
    assert published.summary["notice"] == (
        "Alle tal er skrevet af fra offentlige gengivelser af udgivernes statistik; intet er endnu hentet direkte hos "
        "udgiverne."
    )
    assert published.summary["notice"] in Path(published.summary["site"]).read_text(encoding="utf-8")
    assert published.summary["pages"]["rendered"] > 200
    assert published.summary["pages"]["reused"] == 0
    assert {"reason", "note", "indicator"} <= published.summary["missing_indicators"][0].keys()


def test_the_first_refresh_parses_the_models_once(published: Published) -> None:
    """`dbt parse` for the manifest; the build is handed what it parsed (in another folder too: `test_one_process`)."""
    said = (published.workspace.cache / "refresh.log").read_text(encoding="utf-8")
    assert "Completed successfully" in said
    assert "Unable to do partial parsing" not in said


def test_a_release_has_the_dictionary_of_its_contracts(published: Published) -> None:
    asked = "select mart, mart_description, column_name, data_type, description from marts.data_dictionary"
    rows = [tuple(row.values()) for row in published.json("query", f"{asked} order by mart, column_no")]
    assert rows == [
        (mart.name, mart.description, column.name, column.data_type, column.description)
        for mart in marts()
        for column in mart.columns
    ]


def test_readers_are_told_what_it_takes_and_the_analyst_what_to_do(published: Published) -> None:
    instructions = published.summary["instructions"]
    assert "SEKSBY_JOBINDSATS_TOKEN" in instructions["Y30R21"]
    assert "inbox/EGNE_MAALINGER" in instructions["EGNE_MAALINGER"]
    assert {
        row["source"]: row["instruction"] for row in published.json("sources") if row["instruction"]
    } == instructions
    notes = [item["note"] for item in published.summary["missing_indicators"]]
    assert any("men kommunen skal selv bestille den" in note for note in notes)
    assert any("når kommunen leverer sine egne målinger" in note for note in notes)
    for page in (published.workspace.current / "site").rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not [word for word in ("_TOKEN", "inbox/", "contracts/", "datamappen", "data folder") if word in html], (
            page
        )


@pytest.mark.sentences
def test_what_the_pages_of_the_six_begin_with(published: Published, snapshot: Said) -> None:
    """Every first sentence and count, of front pages and areas, on the real figures, in both languages."""
    site = published.workspace.current / "site"
    begins = {}
    for folder in (site, site / "en"):
        for page in sorted(page for city in SLUGS for page in (folder / city).rglob("index.html")):
            text = page.read_text(encoding="utf-8").replace("\u00a0", " ")
            _, main = text.split('<p class="lede">', 1)
            begins[str(page.parent.relative_to(site))] = [
                unescape(re.sub(r"<[^>]+>", "", part))
                for part in re.findall(r'(?:^|<p class="notice">)(.*?)</p>', main.partition("<section")[0], re.S)
            ]
    assert begins == snapshot
    # What a reader takes away in thirty seconds is written down beside the first sentence it is read from.
    quoted = re.findall(r"^> (.*)$", (PROJECT / "docs" / "tredive-sekunder.md").read_text(encoding="utf-8"), re.M)
    assert sorted(quoted) == sorted(begins[city][0] for city in SLUGS)


def test_no_front_or_area_page_shows_a_path_of_the_catalogue(published: Published) -> None:
    """They are read by managers; the positive list tells the analyst where things are entered."""
    site = published.workspace.current / "site"
    for root in (site, site / "en"):
        pages = list(root.glob("randers/**/index.html"))
        assert len(pages) > 5
        for page in pages:
            assert "data/catalogue" not in page.read_text(encoding="utf-8"), page
        assert "data/catalogue/service_areas.yml" in (root / "positivliste" / "index.html").read_text(encoding="utf-8")


def test_english_readers_are_told_of_accounts_and_compulsory_school(published: Published) -> None:
    tal = published.workspace.current / "site" / "en" / "tal"
    price = (tal / "primary-school-cost-per-child-6-16" / "index.html").read_text(encoding="utf-8")
    assert "Municipalities do not keep their accounts alike; part of a difference may be accounting." in price
    grades = (tal / "primary-school-exam-grade" / "index.html").read_text(encoding="utf-8")
    assert "mandatory examinations at the end of compulsory school (year 9)" in grades


def test_the_published_figures_are_the_real_ones(published: Published) -> None:
    rows = published.json(
        "query",
        f"select municipality_code, value from marts.indicator_values where indicator_id = '{COST}' "
        "and year = 2024 and price_basis = 'current' and municipality_code in ('101', '730') order by 1",
    )
    assert rows == [{"municipality_code": "101", "value": 5125}, {"municipality_code": "730", "value": 6770}]


def test_cost_per_child_is_the_worked_example(published: Published) -> None:
    """2021: Randers 49,489 kr. per 6-16-year-old, the others 51,028 to 62,435; 12.4 % of inhabitants are 6-16."""
    rows = published.json(
        "query",
        "select municipality_code, round(value) as dkk from marts.indicator_values "
        "where indicator_id = 'primary_school_cost_per_child_6_16' and year = 2021 and price_basis = 'current' "
        "and value is not null order by value",
    )
    assert [row["dkk"] for row in rows][:2] == [49489, 51028]
    assert rows[-1]["dkk"] == 62435
    assert rows[0]["municipality_code"] == "730"


def test_schools_and_special_schools_are_one_price_wherever_they_are_booked(published: Published) -> None:
    """2021, per child of 6-16: Randers 58,439.54 against the five others' 60,914.66, so 4.06 % below.

    Esbjerg books special schools under schools: its own figure of them is missing, its sum is whole.
    """
    (row,) = published.json(
        "query",
        "select value, gap_pct, coverage_pct, cost_per_inhabitant from marts.price_overview "
        "where indicator_id = 'primary_and_special_school_cost_per_child_6_16' and municipality_code = '730'",
    )
    assert row["value"] == pytest.approx(58439.535627)
    assert row["gap_pct"] == pytest.approx(-4.06327)
    assert (
        row["cost_per_inhabitant"]
        == pytest.approx(6154 + 1113)
        == pytest.approx(58439.535627 * row["coverage_pct"] / 100)
    )
    rows = published.json(
        "query",
        "select year, value, missing_reason from marts.indicator_values where municipality_code = '561' "
        "and indicator_id = 'special_school_cost_per_inhabitant' and price_basis = 'current' order by year",
    )
    assert [(row["value"], row["missing_reason"]) for row in rows] == [(None, "not_applicable")] * 6
    (whole,) = published.json(
        "query",
        "select value from marts.indicator_values where municipality_code = '561' and year = 2024 "
        "and indicator_id = 'primary_and_special_school_cost_per_inhabitant' and price_basis = 'current'",
    )
    assert whole["value"] == 8134 + 101


def test_no_cost_per_inhabitant_is_judged(published: Published) -> None:
    """Not in the mart of prices, and so on no plane, in no lead and in no brief."""
    assert published.json("query", "select count(*) as n from marts.price_overview")[0]["n"] > 0
    assert not published.json(
        "query",
        "select distinct p.indicator_id from marts.price_overview as p "
        "inner join marts.indicators as i on p.indicator_id = i.indicator_id where i.unit_per = 'inhabitant'",
    )


def test_randers_spends_more_per_inhabitant_than_the_mean_of_the_other_five(published: Published) -> None:
    """(5125 + 6064 + 6025 + 7372 + 8134) / 5 = 6544; 6770 is 3.45 % above."""
    (row,) = published.json(
        "query",
        f"select reference_unweighted, gap_pct, n_peers from marts.benchmarks where indicator_id = '{COST}' "
        "and municipality_code = '730' and year = 2024 and peer_group = 'six_cities' and price_basis = 'current'",
    )
    assert row["reference_unweighted"] == 6544
    assert row["gap_pct"] == pytest.approx(float(Fraction(100 * (6770 - 6544), 6544)), abs=1e-6)
    assert row["n_peers"] == 5


def test_a_municipality_outside_the_six_is_held_up_against_all_six(published: Published) -> None:
    """Signs of loneliness, 2025: (9.0 + 10.5 + 11.1 + 11.3 + 11.7 + 12.9) / 6 = 11.0833; Rudersdal has 7.1.

    Rudersdal has two measurements, so it is judged by what drawing the sample leaves to chance: 1.3 p (100 - p) / 1100
    of its own figure, of each of the six a 36th of that, and of rounding to a tenth, now and at the next measurement.
    """
    (row,) = published.json(
        "query",
        "select year, value, reference, gap, verdict, p_same, pool, measurements from marts.effect_overview "
        "where indicator_id = 'health_loneliness' and municipality_code = '230'",
    )
    assert row["reference"] == pytest.approx(66.5 / 6, abs=1e-6)
    assert row["gap"] == pytest.approx(7.1 - 66.5 / 6, abs=1e-6)
    six = (9.0, 10.5, 11.1, 11.3, 11.7, 12.9)
    weights = ((7.1, 1), *((p, 1 / 36) for p in six))
    noise = sum(weight * (1.3 * p * (100 - p) / 1100 + 0.01 / 12) for p, weight in weights)
    assert row["p_same"] == pytest.approx(NormalDist().cdf((66.5 / 6 - 7.1) / math.sqrt(2 * noise)), abs=1e-6)
    assert (row["year"], row["value"], row["verdict"], row["pool"]) == (2025, 7.1, "clearly_better", "survey")
    assert row["measurements"] == 2


def test_the_pages_are_small(published: Published) -> None:
    """Compressed as a server does it, at most 100 kB before a reader has touched anything."""
    pages = sorted((published.workspace.current / "site").rglob("*.html"))
    assert max((len(gzip.compress(page.read_bytes(), 6)), page) for page in pages)[0] <= 100_000


def test_at_least_25_indicators_over_8_areas_are_computed(published: Published) -> None:
    rows = published.json(
        "query",
        "select service_area, kind, count(*) as n from marts.indicators where recipe_no is not null group by all",
    )
    assert sum(row["n"] for row in rows) >= 25
    assert len({row["service_area"] for row in rows}) >= 8
    assert {"effect", "unit_price"} <= {row["kind"] for row in rows}


def test_every_column_a_reader_relies_on_is_there(published: Published) -> None:
    for table in ("indicator_values", "benchmarks"):
        (row,) = published.json(
            "query", f"select indicator_id, municipality_code, year, price_basis, value from marts.{table} limit 1"
        )
        assert len(row) == 5


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NOT_BUNDLED])
def test_numbers_drawn_of_every_kind_end_at_lines_of_files_that_give_them_again(
    published: Published, kind: str
) -> None:
    """From a number by its key to the lines as an editor shows them, of files whose checksum holds, and back."""
    found = release.find(published.workspace)
    with duckdb.connect(str(found.warehouse), read_only=True) as connection:
        keys = connection.execute(
            f"select indicator_id, municipality_code, year, variant from ({KINDS[kind].published}) "
            "where coalesce(price_basis, '') <> 'fixed' order by all"
        ).fetchall()
    for indicator, municipality, year, variant in random.Random(20261122).sample(keys, 30 if kind == "value" else 6):
        traced = trace(published.workspace, found, indicator, municipality, year, kind=kind, variant=variant)
        assert traced.agrees, traced
        assert traced.cells or traced.missing_reason or kind in ("count", "burden")  # of an area nothing is followed in
        assert traced.missing_reason is not None or any(number.how for number in traced.numbers)
        if traced.kind == "value" and traced.missing_reason is not None:
            assert traced.absent, traced
        for cell in traced.cells[:20]:
            content = (DBT_PROJECT.parent / "data" / cell.file).read_bytes()
            assert hashlib.sha256(content).hexdigest() == cell.sha256
            line = content.decode("utf-8-sig").splitlines()[cell.file_line - 1]
            assert line == cell.file_text
            assert line.startswith((f"{cell.area};", f"{int(cell.area)};"))
            assert cell.period in line.split(";")


def test_a_sample_is_drawn_by_checksum_and_every_number_on_the_paper_has_its_cells(published: Published) -> None:
    found = release.find(published.workspace)
    simple = draw(found, 4, 7, "simple")
    places = [hashlib.sha256(f"7|{item.key}".encode()).hexdigest() for item in simple.drawn]
    assert places == sorted(places)
    assert places[-1] < "0001"  # the four least of hundreds of thousands
    assert simple.frame > 200_000
    there = [kind for kind in KINDS if kind not in NOT_BUNDLED]
    by_kind = draw(found, len(there) + 1, 7, "stratified")
    assert Counter(item.kind for item in by_kind.drawn) == Counter([*there, there[0]])
    for item in paper(published.workspace, found, replace(simple, drawn=[*simple.drawn, *by_kind.drawn[:3]])).items:
        assert item.published == item.again or float(item.published) == pytest.approx(float(item.again), abs=1e-5)
        assert item.cells
        assert all(cell.line > 1 and cell.text for cell in item.cells)


def test_every_column_of_every_model_is_followed_to_columns_that_are_there(published: Published) -> None:
    found = release.find(published.workspace)
    lineage = of_release(found)
    with duckdb.connect(str(found.warehouse), read_only=True) as connection:
        there = set(
            connection.execute(
                "select table_schema || '.' || table_name, column_name from information_schema.columns"
            ).fetchall()
        )
    computed = {column for column in there if not column[0].startswith("raw.")}
    assert lineage.origins.keys() == computed
    with duckdb.connect(str(found.warehouse), read_only=True) as connection:
        assert column_table.stored(connection, found.id).origins == lineage.origins
    for origin in lineage.origins.values():  # what cannot be followed raises
        assert origin.made_of <= there, origin
    ends = lineage.raw(("marts.benchmarks", "gap"))
    assert {("raw.cells", "value"), ("raw.recipe_terms", "weight"), ("raw.indicators", "scale")} <= set(ends)
    assert {table.partition(".")[0] for table, _ in ends} == {"raw"}
    assert lineage.find("uncertainty", "rank_low").made_of == {("intermediate.int_rank_intervals", "rank_low")}
    assert lineage.origins["intermediate.int_rank_intervals", "rank_low"].is_python
    assert not lineage.find("expected_values", "method").made_of  # a word, made where it stands
    with pytest.raises(UsageError, match=r"no column marts\.benchmarks\.nothing"):
        lineage.find("benchmarks", "nothing")


def test_a_release_before_without_its_warehouse_is_none(published: Published, tmp_path: Path) -> None:
    """Aside, where `seksby verify --rebuild` makes a release again, the manifest of the one before lies alone."""
    found = release.find(published.workspace)
    assert compare(replace(found, directory=tmp_path), found) == compare(None, found)


def scans(plan: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What a plan of DuckDB's reads of tables."""
    for step in plan:
        if step["name"].strip() == "SEQ_SCAN":
            yield step["extra_info"]
        yield from scans(step["children"])


def test_what_a_model_is_said_to_read_holds_all_that_duckdb_reads_for_it(published: Published) -> None:
    """By the plans of the database itself: a column that was missed could change, and the model would not be made."""
    found = release.find(published.workspace)
    manifest = json.loads((found.directory / release.CHECKS / "manifest.json").read_bytes())
    schema = columns.schema_of(found.warehouse)
    uses = {model.table: model.uses for model in columns.read(manifest, schema)}
    views = {"raw.cells", "staging.stg_cells"}  # of these the tables below them are read
    compared = 0
    with duckdb.connect(str(found.warehouse), read_only=True) as connection:
        for node in columns.models(manifest):
            said = uses[columns.full_name(node)]
            if node["language"] == "python" or said is None:
                continue
            ((_, plan),) = connection.execute(f"explain (format json) {node['compiled_code']}").fetchall()
            for scan in scans(json.loads(plan)):
                layer, name = scan["Table"].replace('"', "").split(".")[1:]
                named = re.sub("'[^']*'", "", f"{scan.get('Projections')} {scan.get('Filters')}".replace('"', ""))
                words = set(re.findall(r"\w+", named))
                read = {(f"{layer}.{name}", column) for column in schema[layer][name].keys() & words}
                assert read <= said or views & {table for table, _ in said}, (node["name"], read - said)
                compared += 1
    assert compared > 200


def test_other_programs_find_every_mart_and_source_of_the_release(published: Published) -> None:
    data = published.workspace.current / "site" / "data"
    described = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    assert described["id"] == release.find(published.workspace).id
    assert {path for item in described["resources"] if not (data / (path := item["path"])).is_file()} == set()
    parquet = {item["title"] for item in described["resources"] if item["format"] == "parquet"}
    assert parquet == {mart.name for mart in marts()} - {"help_offers"}  # a list of the worst stands nowhere
    counted = duckdb.sql(f"select count(*) from '{data / 'tabeller' / 'indicator_values.parquet'}'").fetchall()
    ((rows,),) = [
        tuple(row.values()) for row in published.json("query", "select count(*) as n from marts.indicator_values")
    ]
    assert counted == [(rows,)]
    assert (data / "aendringer.csv").read_text(encoding="utf-8").count("\n") == 1  # a first release


def test_what_a_cell_touches_rests_on_that_cell(published: Published) -> None:
    """Forwards and back: every kind of number that a cell is said to touch has the cell in its own trace."""
    found = release.find(published.workspace)
    touched = impact(found, "KARAGNS", "NØGLETAL=OBLGNS", "Randers", "2026")
    assert touched.file_text == "730;OBLGNS;2026;7.1"
    assert {"/randers/folkeskole/", "/tal/primary-school-exam-grade/"} <= set(touched.pages)
    assert "Randers, Folkeskole" in touched.briefs
    by_kind = {item.kind: item for item in touched.numbers if item.municipality_code != "730"}
    # The burden holds the share of effect measures among what is followed: those with a figure are counted.
    assert by_kind.keys() == {"benchmark", "expected", "verdict", "count", "burden"}
    for kind in ("benchmark", "expected", "verdict"):
        item = by_kind[kind]
        back = trace(
            published.workspace,
            found,
            item.indicator_id,
            item.municipality_code,
            item.year,
            kind=kind,
            variant=item.variant,
        )
        assert (touched.snapshot_id, touched.file_line) in {(cell.snapshot_id, cell.file_line) for cell in back.cells}
    unjudged = impact(found, "REGK31", "32201|TOT|INDL", "730", "2024")  # no verdict rests on what one inhabitant costs
    assert "verdict" not in {item.kind for item in unjudged.numbers}
    assert COST in {item.indicator_id for item in unjudged.numbers}
    with pytest.raises(UsageError, match="no cell KARAGNS"):
        impact(found, "KARAGNS", "NONE", "730", "2026")


def test_a_number_is_traced_by_the_title_a_reader_sees(published: Published) -> None:
    (row,) = published.json("query", f"select title_da, title_en from marts.indicators where indicator_id = '{COST}'")
    for title in (row["title_da"].upper(), row["title_en"]):
        traced = published.json("trace", title, "Århus", "2024")
        assert (traced["indicator_id"], traced["municipality"]) == (COST, "Aarhus")


def test_trace_names_table_codes_value_snapshot_checksum_and_row(published: Published) -> None:
    traced = published.json("trace", COST, "730", "2024")
    numerator = next(cell for cell in traced["cells"] if cell["role"] == "numerator")
    assert numerator["publisher_table"] == "REGK31"
    assert "FUNKTION=32201" in numerator["codes"]
    assert (numerator["file_value"], numerator["value"]) == ("6770", 6770)
    assert traced["value"] == traced["recomputed"] == 6770
    assert traced["agrees"] is True
    file = Path(DBT_PROJECT.parent / "data" / numerator["file"])
    line = file.read_text(encoding="utf-8").splitlines()[numerator["file_line"] - 1]
    assert line.startswith("730;32201;")
    assert numerator["sha256"].startswith(numerator["snapshot_id"].rsplit("-", 1)[1])


TRACED = """
import sys
from pipelines.commands import cli
try:
    cli.main()
except SystemExit:
    print(*sorted({name.partition(".")[0] for name in sys.modules} | {n for n in sys.modules if n.count(".") == 1}))
"""
SLOW = {
    "dagster",
    "dbt",
    "jinja2",
    "markdown_it",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic_settings",
    "sqlglot",
    "statsmodels",
}
SLOW |= {"dashboards.components", "dashboards.compiler", "dashboards.site", "pipelines.catalogue", "scipy.stats"}


@pytest.mark.parametrize(
    ("asked_for", "needed"),
    [
        pytest.param((COST, "730", "2024"), set(), id="value"),
        pytest.param(("health_limited_social_support", "730", "--kind", "verdict"), {"numpy", "scipy"}, id="verdict"),
    ],
)
def test_a_trace_loads_nothing_that_takes_longer_than_its_answer(
    published: Published, asked_for: tuple[str, ...], needed: set[str]
) -> None:
    """A trace takes 0.8 CPU seconds, of which a third is DuckDB (2026-11-30); any of these would double it."""
    done = subprocess.run(
        [sys.executable, "-c", TRACED, "--data-dir", str(published.workspace.data_dir), "trace", *asked_for],
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_S,
        cwd=PROJECT,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "duckdb" in loaded
    assert loaded & SLOW == set()
    assert loaded & {"numpy", "scipy"} == needed


def test_the_release_is_sound_and_a_changed_source_file_is_found(published: Published, tmp_path: Path) -> None:
    sound = audit(published.workspace, release.find(published.workspace), pages=False)
    assert (sound.faults, sound.not_judged) == ([], [])
    assert sound.values > 20_000
    assert sound.numbers > 3_000_000
    assert sound.not_recomputed == {}  # a new mart or column wants its second computation in `pipelines.recomputing`
    copy = tmp_path / "data"
    (copy / "releases").mkdir(parents=True)
    (copy / "current").symlink_to(release.find(published.workspace).directory.resolve())
    shutil.copytree(DBT_PROJECT.parent / "data" / "reference", copy / "reference")
    file = max(copy.glob("reference/REGK31_TRANSCRIBED/*/data.csv"))  # the ids hold the date: the newest is in use
    file.write_text(file.read_text(encoding="utf-8").replace(";6770\n", ";6771\n"), encoding="utf-8")
    done = asked("verify", "--quick", data_dir=copy)
    assert done.returncode == 1
    assert "sha256" in done.stderr


def test_a_second_refresh_of_the_same_says_unchanged_and_does_no_work(published: Published) -> None:
    with duckdb.connect(str(published.workspace.current / "warehouse.duckdb"), read_only=True):
        before = sorted(published.workspace.releases.iterdir())
        runs = history(published)
        summary = published.json("refresh", "--offline")
    assert summary["outcome"] == "unchanged"
    assert sorted(published.workspace.releases.iterdir()) == before
    assert history(published) == runs
    text = asked("refresh", "--offline", data_dir=published.workspace.data_dir).stdout
    assert text.startswith("Uændret")


def history(published: Published) -> int:
    """Number of runs in the history that Dagster's pages show."""
    from dagster import DagsterInstance

    with DagsterInstance.from_config(str(published.workspace.dagster_home)) as instance:
        return instance.get_runs_count()


def test_the_run_history_holds_the_refresh(published: Published) -> None:
    from dagster import AssetKey, DagsterInstance

    with DagsterInstance.from_config(str(published.workspace.dagster_home)) as instance:
        event = instance.get_latest_materialization_event(AssetKey("release"))
        cells = instance.get_latest_materialization_event(AssetKey(["raw", "cells"]))
    assert event is not None
    assert event.asset_materialization is not None
    assert event.asset_materialization.metadata["release"].value == published.summary["release"]
    assert cells is not None
    assert cells.asset_materialization is not None
    assert cells.asset_materialization.metadata["dagster/row_count"].value > 6000


def test_the_unit_tests_of_every_model_pass(published: Published, tmp_path: Path) -> None:
    """dbt's own unit tests: each formula on numbers worked by hand; they ask the warehouse for column types only."""
    workspace = Workspace(tmp_path)
    workspace.cache.mkdir()
    shutil.copytree(published.workspace.cache / "dbt-manifest", workspace.cache / "dbt-manifest")
    warehouse = shutil.copy2(published.workspace.current / "warehouse.duckdb", tmp_path)
    done = dbt.run(workspace, ("test", "--select", "test_type:unit"), Path(warehouse), dbt.parsed(workspace))
    assert done.success
    results = json.loads((dbt.target(workspace) / dbt.RESULTS).read_text(encoding="utf-8"))["results"]
    assert len(results) >= 60
    assert {result["status"] for result in results} == {"pass"}


@pytest.mark.parametrize("code", SIX)
def test_every_city_has_a_front_page_and_a_page_per_area(published: Published, code: str) -> None:
    site = published.workspace.current / "site"
    (row,) = published.json("query", f"select slug from marts.municipalities where municipality_code = '{code}'")
    # An area of which nobody has a figure is led to from nowhere and has no page.
    areas = published.json(
        "query",
        "select a.slug from marts.service_areas as a where a.service_area in "
        "(select i.service_area from marts.indicators as i where i.latest_year is not null)",
    )
    assert len(areas) >= 12
    assert (site / row["slug"] / "index.html").is_file()
    for area in areas:
        assert (site / row["slug"] / area["slug"] / "index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trace", "primary_school_cost", "730", "2024"], ["no indicator primary_school_cost", "near:"]),
        (["trace", COST, "Rander", "2024"], ["no municipality Rander", "near: Randers (730)"]),
        (["trace", COST, "Arhus", "2024"], ["no municipality Arhus", "near: Aarhus (751)"]),
        (["trace", "folkeskole", "730", "2024"], ["no indicator folkeskole", f"{COST} (Folkeskole: udgift"]),
        (["trace", COST, "730", "1999"], ["no row for Randers (730) in 1999", "a year from 2019 to 2024"]),
        (["query", "select * from nothing"], ["nothing", "release"]),
        (["query", "select * from read_csv('README.md')"], ["disabled"]),
        (["query", "drop table marts.benchmarks"], ["read-only"]),
        (["query", ""], ["no question"]),
        (["query", "select 1 as a, 2 as a"], ["the same name"]),
        (["verify", "0000"], ["no release 0000"]),
        (["nonsense"], ["nonsense"]),
    ],
)
def test_a_wrong_question_gets_an_answer_not_a_traceback(
    published: Published, arguments: list[str], words: list[str]
) -> None:
    done = asked(
        "--language", "en", *arguments, data_dir=published.workspace.data_dir
    )  # what is no error of ours would be raised here
    assert done.returncode in (1, 2)
    for word in words:
        assert word in done.stderr


def test_a_question_in_a_process_of_its_own_is_answered_alike(published: Published) -> None:
    """Here, as everywhere else, the command is asked in this process; that it starts at all is shown once."""
    for question in ("select * from marts.price_index", "select * from nothing"):
        own = seksby("query", question, "--json", data_dir=published.workspace.data_dir)
        here = asked("query", question, "--json", data_dir=published.workspace.data_dir)
        assert (own.returncode, own.stdout, own.stderr) == (here.returncode, here.stdout, here.stderr)


def test_help_and_json_are_there_for_every_command(tmp_path: Path) -> None:
    listed = seksby("--help").stdout
    for command in ("refresh", "check", "sources", "query", "trace", "verify", "serve", "dev"):
        assert command in listed
        assert "Brug: seksby" in asked(command, "--help", data_dir=tmp_path).stdout


def test_check_and_sources_answer(published: Published) -> None:
    checked = published.json("check")
    assert checked["computable_now"] >= 25
    assert 50 < len(checked["recipes_unchecked"]) < checked["recipes"] - 25  # StatBank's own tables are not at hand
    first = checked["recipes_unchecked"][0]
    assert first == {
        "indicator": "administration_total_cost_per_inhabitant",
        "recipe": 1,
        "lacks": ["FOLK1A", "REGK31"],
    }
    said = asked("check", data_dir=published.workspace.data_dir).stdout
    assert "    administration_total_cost_per_inhabitant (FOLK1A, REGK31), " in said
    listed = published.json("sources")
    assert {row["origin"] for row in listed} == {"transcribed", None}


def test_without_trials_the_page_says_so_and_how_to_register_one(published: Published) -> None:
    assert published.json("query", "select * from marts.trials") == []
    page = (published.workspace.current / "site" / "proevehandlinger" / "index.html").read_text(encoding="utf-8")
    assert "Der er ikke registreret nogen prøvehandlinger endnu." in page
    assert "seksby export skema" in page
