"""`make bench`: how fast the whole way is, as ratios measured in one run.

Belongs here: the promises made about speed, each against a yardstick that runs beside it on the same machine, so that a
slow machine changes both. Does not belong here: tests; nothing here decides whether a commit is green.

`python -m tests.bench site paint` measures these parts alone.

Commands are timed in turn, several rounds each, and the ratio is taken round by round; the median is printed.
"""

from __future__ import annotations

import json
import math
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboards import PAGES_DIR, site_builder
from dashboards.language import ENGLISH
from pipelines.orchestration.dbt import BUILD, arguments
from seksby.workspace import PROJECT_DIR, Workspace
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.support import DBT, seksby
from tests.support.serving import served
from tests.support.sites import build

ROUNDS = 3
REFRESH_LIMIT = 2.5
EXTRACT_LIMIT = 2.0
MEMORY_LIMIT_MB = 500
GROWTH_LIMIT = 1.05
METHODS_LIMIT = 3.0
# Of the first build of the site: the same again, and with one figure changed.
SITE_LIMIT = 0.35
# And with one page edited under `seksby serve --watch`: a second, where the first build takes over thirty.
EDIT_LIMIT = 0.03
# Of a refresh from nothing: the next one, after a measure got another title. 13.5 of 38.6 s, of which 4 are imports
# and 2 Dagster's history, whatever changes (2026-12-01).
TITLE_LIMIT = 0.4
PAINT_LIMIT = 1.0
SHIFT_LIMIT = 0.0
SLOWED = 4
PAINTED = ("/randers/", "/randers/folkeskole/", "/tal/primary-school-cost-per-child-6-16/")
# From cells to traceable values, and what the methods make of those: the same rows on both sides.
VALUES = ("int_cells", "int_indicator_terms", "int_indicator_roles", "indicator_values", "lineage")
METHODS = (
    *("int_stretches", "int_price_levels", "price_index", "int_covariates", "peer_covariates", "peer_distances"),
    *(
        "int_peer_members",
        "int_group_figures",
        "benchmarks",
        "full_cost",
        "scope_values",
    ),
    *("int_rounding", "int_sampling_errors", "int_compared_groups", "int_forecast_inputs"),
    *("int_forecasts", "int_calls", "int_called_before"),
    *("verdict_scores", "verdicts"),
    *("int_intervals", "int_funnels", "int_rank_intervals", "process_limits", "uncertainty", "changes", "figure_flags"),
    *("int_regression_inputs", "int_regressions", "int_standardisations", "expected_values", "decomposition"),
    *("target_progress", "int_trial_inputs", "int_trial_evaluations"),
)
FUNCTIONS = {"1x": 1, "10x": 10, "100x": 100}


def main() -> None:
    """Measure and print all, or the parts that are named; a promise that is broken is marked and gives exit code 1."""
    parts = {part.__name__: part for part in (refresh, site, paint, methods, extract)}
    with tempfile.TemporaryDirectory(prefix="seksby-bench-") as folder:
        kept = [all(parts[name](Path(folder))) for name in sys.argv[1:] or parts]
    sys.exit(0 if all(kept) else 1)


def refresh(folder: Path) -> list[bool]:
    """A warm refresh with one changed title, site included, against `dbt build` of the same project alone, and against
    the refresh from nothing.

    `dbt build` runs the models' unit tests too, which a refresh leaves to the tests; the ratio without them is printed
    beside, for honesty.
    """
    data_dir = folder / "data"
    shutil.copytree(PROJECT_DIR / "data" / "catalogue", data_dir / "catalogue")
    indicator = next((data_dir / "catalogue" / "indicators").glob("*/*_cost_per_inhabitant.yml"))
    text = indicator.read_text(encoding="utf-8")
    cold = timed(lambda: command("refresh", "--offline", data_dir=data_dir))
    warehouse, target = folder / "alone.duckdb", folder / "target"
    pairs, pairs_without_unit_tests = [], []
    unchanged = []
    for number in range(ROUNDS + 1):
        shutil.copy2(data_dir / "current" / "warehouse.duckdb", warehouse)
        alone = timed(lambda: dbt_alone(warehouse, target, "build"))
        without_unit_tests = timed(lambda: dbt_alone(warehouse, target, *BUILD))
        titled = re.sub(r"(?m)^(title: \{da: [\"']?)", rf"\g<1>{number} ", text)
        indicator.write_text(titled, encoding="utf-8")
        ours = timed(lambda: command("refresh", "--offline", data_dir=data_dir))
        pairs.append((ours, alone))
        pairs_without_unit_tests.append((ours, without_unit_tests))
        unchanged.append(timed(lambda: command("refresh", "--offline", data_dir=data_dir)))
    warm = pairs[1:]  # the first round parses the project
    print(f"first refresh of a fresh data folder: {cold:.1f} s")
    print(f"unchanged refresh: {statistics.median(unchanged):.1f} s")
    print(f"warm refresh / dbt build without unit tests: {ratio(pairs_without_unit_tests[1:]):.2f}")
    against_nothing = [(ours, cold) for ours, _ in warm]
    return [
        line("warm refresh with one changed file / dbt build alone", ratio(warm), REFRESH_LIMIT, warm),
        line(
            "refresh with one changed title / refresh from nothing",
            ratio(against_nothing),
            TITLE_LIMIT,
            against_nothing,
        ),
    ]


def dbt_alone(warehouse: Path, target: Path, *what: str) -> None:
    subprocess.run(
        [DBT, "--quiet", *what, *arguments(warehouse, target)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def published(folder: Path) -> Path:
    """A data folder with a release of the bundled figures."""
    data_dir = folder / "data"
    if not (data_dir / "current").exists():
        command("refresh", "--offline", data_dir=data_dir)
    return data_dir


def site(folder: Path) -> list[bool]:
    """The whole site from warm marts: first with nothing at hand, then with charts, then with everything, then with one
    figure changed."""
    warehouse = folder / "site.duckdb"
    shutil.copy2(published(folder) / "current" / "warehouse.duckdb", warehouse)
    rounds: dict[str, list[float]] = {"nothing": [], "charts": [], "everything": [], "one figure changed": []}
    for number in range(ROUNDS):
        cache = folder / f"cache-{number}"
        for at_hand in rounds:
            if at_hand == "charts":
                shutil.rmtree(cache / "pages")
            if at_hand == "one figure changed":
                change_a_figure(warehouse)
            start = time.perf_counter()
            report = build(warehouse, folder / "site", cache=cache)
            rounds[at_hand].append(time.perf_counter() - start)
            if at_hand == "nothing":
                charts = report.charts_drawn
    seconds = {at_hand: statistics.median(measured) for at_hand, measured in rounds.items()}
    per_page = ", ".join(f"{1000 * value / report.pages:.0f} ms with {name}" for name, value in seconds.items())
    per_chart = 1000 * (seconds["nothing"] - seconds["charts"]) / charts
    print(
        f"site of {report.pages} pages and {charts} charts, per page: {per_page}; per chart drawn: {per_chart:.0f} ms"
    )
    print(f"pages rendered after one changed figure: {report.pages_rendered}")
    rounds["one page edited"] = edited(warehouse, folder)
    return [
        line(f"site again, {what} / first build", ratio(pairs), limit, pairs)
        for what, limit in (
            ("everything", SITE_LIMIT),
            ("one figure changed", SITE_LIMIT),
            ("one page edited", EDIT_LIMIT),
        )
        if (pairs := list(zip(rounds[what], rounds["nothing"], strict=True)))
    ]


def edited(warehouse: Path, folder: Path) -> list[float]:
    """Seconds of each build after one page was edited, as `seksby serve --watch` builds: the warehouse stays open."""
    pages = shutil.copytree(PAGES_DIR, folder / "pages")
    page = pages / ENGLISH.code / "metode.md"  # a translation: its Danish page need not be read again by anybody
    seconds = []
    with site_builder(warehouse, folder / f"cache-{ROUNDS - 1}", beside=folder / "site") as build_again:
        build_again(folder / "edited", pages)
        for number in range(ROUNDS):
            page.write_text(f"{page.read_text(encoding='utf-8')}\nLine {number}.\n", encoding="utf-8")
            start = time.perf_counter()
            build_again(folder / f"edited-{number}", pages)
            seconds.append(time.perf_counter() - start)
    return seconds


def change_a_figure(warehouse: Path) -> None:
    """One activity of one of the six, in its latest year."""
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            """
            update marts.indicator_values as v set value = v.value + 1
            from (
                select indicator_id, latest_year from marts.indicators
                where kind in ('activity', 'context') and latest_year is not null order by indicator_id limit 1
            ) as i
            where v.indicator_id = i.indicator_id and v.year = i.latest_year and v.municipality_code = '730'
            """
        )


def paint(folder: Path) -> list[bool]:
    """When the largest content is painted, and how much moves, from a local server on a processor slowed four times."""
    from playwright.sync_api import sync_playwright

    installed = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    kept = []
    with served(Workspace(published(folder)).current / "site") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        for path in PAINTED:
            measured = [painted(browser, url.rstrip("/") + path) for _ in range(ROUNDS)]
            when = statistics.median(seconds for seconds, _ in measured)
            kept.append(line(f"largest paint of {path}, s, {SLOWED}x slowed", when, PAINT_LIMIT))
            kept.append(line(f"layout shift of {path}", max(shift for _, shift in measured), SHIFT_LIMIT))
        browser.close()
    return kept


def painted(browser: Any, url: str) -> tuple[float, float]:
    """Seconds to the largest contentful paint, and the sum of layout shifts, of one visit with an empty cache."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(url, wait_until="networkidle")
    found = page.evaluate(
        """async () => {
          const entries = type => new Promise(done => {
            new PerformanceObserver(list => done(list.getEntries())).observe({type, buffered: true});
            setTimeout(() => done([]), 500);
          });
          const [paints, shifts] = await Promise.all([entries('largest-contentful-paint'), entries('layout-shift')]);
          return [paints.at(-1).startTime / 1000, shifts.reduce((sum, entry) => sum + entry.value, 0)];
        }"""
    )
    page.context.close()
    return float(found[0]), float(found[1])


@contextmanager
def standin() -> Iterator[str]:
    """The address of a stand-in in a process of its own, which ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.statbank_standin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_DIR,
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield server.stdout.readline().strip()
        server.stdin.close()


def methods(folder: Path) -> list[bool]:
    """Every method over the whole country, against the way from cells to values in the same run of dbt."""
    data_dir = folder / "national"
    with standin() as url:
        command("refresh", data_dir=data_dir, **at(url))
    results = json.loads((data_dir / "cache" / "dbt" / "run_results.json").read_text(encoding="utf-8"))["results"]
    seconds = {item["unique_id"].split(".")[-1]: item["execution_time"] for item in results}
    ours, theirs = (sum(seconds[name] for name in names) for names in (METHODS, VALUES))
    import duckdb

    with duckdb.connect(str(data_dir / "current" / "warehouse.duckdb"), read_only=True) as connection:
        ((indicators, areas, years, figures),) = connection.execute(
            """
            select count(distinct indicator_id), count(distinct municipality_code), count(distinct year), count(*)
            from marts.uncertainty
            """
        ).fetchall()
    what = f"{indicators} indicators x {areas} municipalities x {years} years, {figures:,} figures"
    return [line(f"all methods / cells to values ({what})", ours / theirs, METHODS_LIMIT, [(ours, theirs)])]


def at(url: str) -> dict[str, str]:
    """The environment that leads to a stand-in."""
    return {"SEKSBY_STATBANK_URL": url, "SEKSBY_STATBANK_INTERVAL": "0", "NO_PROXY": "127.0.0.1"}


def extract(folder: Path) -> list[bool]:
    """BULK from HTTP to the typed, checked table, against DuckDB's own read of the same file; growth with size."""
    with standin() as url:
        seconds: dict[str, float] = {}
        rows: dict[str, int] = {}
        pairs = []
        peak = 0
        for size in FUNCTIONS:
            child(folder, url, size, "http")  # the stand-in writes its body once, at the first request
            for _ in range(ROUNDS):
                ours = child(folder, url, size, "http")
                theirs = child(folder, url, size, "duckdb")
                if size == "100x":
                    pairs.append((ours["seconds"], theirs["seconds"]))
                    peak = max(peak, ours["peak_mb"])
                seconds[size] = min(seconds.get(size, math.inf), ours["seconds"])
            rows[size] = ours["rows"]
    # The steeper of the two steps: what starting costs would hide growth from the first to the last.
    growth = max(
        math.log(seconds[high] / seconds[low]) / math.log(rows[high] / rows[low])
        for low, high in (("1x", "10x"), ("10x", "100x"))
    )
    steps = ", ".join(f"{rows[size]:,} rows {seconds[size]:.2f} s" for size in FUNCTIONS)
    return [
        line(
            f"{rows['100x']:,} cells from HTTP to typed table / DuckDB's own read", ratio(pairs), EXTRACT_LIMIT, pairs
        ),
        line("peak memory of that, MB", peak, MEMORY_LIMIT_MB),
        line(f"time grows as rows to the power of ({steps})", growth, GROWTH_LIMIT),
    ]


def child(folder: Path, url: str, size: str, way: str) -> Mapping[str, Any]:
    """One measurement in a process of its own, so that memory is its own too."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", way, size, str(folder)],
        env=os.environ | at(url),
        cwd=PROJECT_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


def from_http(size: str, folder: Path) -> dict[str, Any]:
    """Fetch, store, check and load one table, as a refresh does."""
    import duckdb

    from pipelines.catalogue.descriptions.resolving import Named, Use
    from pipelines.catalogue.models.common import Bilingual
    from pipelines.catalogue.models.source import Source
    from pipelines.sources.snapshots import read_tableinfo
    from pipelines.sources.statbank import client
    from pipelines.warehouse.load import MEMORY_LIMIT
    from pipelines.warehouse.snapshot_rows import load_snapshot
    from seksby.settings import read_settings

    functions = (PROJECT_DIR / "tests" / "statbank_standin" / "functions.csv").read_text(encoding="utf-8").split("\n")
    codes = [row.split(";")[0] for row in functions[1:] if row]
    source = Source(
        id="REGK31",
        system="statbank",
        publisher="Danmarks Statistik",
        table="REGK31",
        title=Bilingual(da="Regnskaber", en="Accounts"),
        licence="CC BY 4.0",
        area="OMRÅDE",
        time="Tid",
        select={
            "FUNKTION": codes[: max(1, FUNCTIONS[size] * len(codes) // 100)],
            "DRANST": ["1"],
            "ART": ["TOT", "UE", "I", "S1", "22", "23", "S4", "40"],
        },
    )
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    database = folder / "http.duckdb"
    database.unlink(missing_ok=True)
    areas = (PROJECT_DIR / "data" / "catalogue" / "areas.csv").read_text(encoding="utf-8").splitlines()
    municipalities = (
        (PROJECT_DIR / "data" / "catalogue" / "municipalities.csv").read_text(encoding="utf-8").splitlines()
    )
    known = [row.split(";")[0] for row in [*areas[1:], *municipalities[1:]]]
    start = time.perf_counter()
    with client.connect(read_settings().statbank) as bank:
        names = Named([Use(source.id, "", (), name, ()) for name in (*source.select, "PRISENHED", "OMRÅDE", "Tid")])
        result = client.refresh_source(bank, source, names, store, PROJECT_DIR / "data" / "catalogue", lambda *_: None)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("create schema raw")
        count = load_snapshot(connection, source, read_tableinfo(result.snapshot), result.snapshot, known)
    seconds = time.perf_counter() - start
    shutil.copy2(result.snapshot.data_path, folder / f"{size}.csv")
    return {"seconds": seconds, "rows": count}


def from_duckdb(size: str, folder: Path) -> dict[str, Any]:
    """DuckDB's own CSV read into a typed table of a database file."""
    import duckdb

    database = folder / "duckdb.duckdb"
    database.unlink(missing_ok=True)
    start = time.perf_counter()
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table typed as select * from read_csv(?)", [str(folder / f"{size}.csv")])
    return {"seconds": time.perf_counter() - start}


def command(*arguments: str, data_dir: Path, **environment: str) -> None:
    done = seksby(*arguments, data_dir=data_dir, **environment)
    assert done.returncode == 0, done.stderr


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return statistics.median(one / other for one, other in pairs)


def line(what: str, found: float, limit: float, pairs: Sequence[tuple[float, float]] = ()) -> bool:
    kept = found <= limit
    seconds = "; ".join(f"{one:.1f} s / {other:.1f} s" for one, other in pairs)
    print(f"{'ok  ' if kept else 'OVER'} {what}: {found:.2f} (at most {limit:g}){f' [{seconds}]' if seconds else ''}")
    return kept


if __name__ == "__main__":
    if sys.argv[1:2] not in (["http"], ["duckdb"]):
        main()
    else:
        measured = (from_http if sys.argv[1] == "http" else from_duckdb)(sys.argv[2], Path(sys.argv[3]))
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(measured | {"peak_mb": peak_mb}))
