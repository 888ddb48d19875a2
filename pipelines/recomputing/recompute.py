"""One release computed anew, from its catalogue and its snapshots to the tables that readers rely on.

Belongs here: the order of the computation, and the names that the release's tables give its columns. Does not belong
here: any formula.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.recomputing import files, names, others, series, values, written
from pipelines.recomputing.comparing import Recomputed
from pipelines.recomputing.judging import (
    chance,
    controls,
    expected,
    forecasts,
    offers,
    overviews,
    parts,
    prices,
    swings,
)
from pipelines.recomputing.telling import (
    catalogue_rows,
    contracts,
    corrected,
    demands,
    earlier,
    models,
    own_words,
    waiting,
)
from pipelines.recomputing.trying import trials

if TYPE_CHECKING:
    import polars as pl

    from pipelines.recomputing.trying.trials import Kept

NAMES = {
    "indicator": "indicator_id",
    "municipality": "municipality_code",
    "peer": "peer_code",
    "table": "table_id",
    "covariate": "indicator_id",
}
FIGURE = ("indicator_id", "municipality_code", "year")


@dataclass(frozen=True)
class Told:
    """What a manifest says of its release that neither catalogue nor files say.

    Attributes:
        release: its id.
        viewpoints: the municipalities whose verdicts are news beside those of the compared.
        trials: see `trying.trials.Kept`.
        not_updated: sources whose newest figures could not be had.
        as_of: the day whose knowledge was rebuilt; None for what was known when it was made.
        before: the warehouse of the release before; None where there is none.
        is_before_at_hand: whether that is known; else news is not computed.
    """

    release: str
    viewpoints: Sequence[str]
    trials: Kept
    not_updated: Collection[str] = ()
    as_of: date | None = None
    before: Path | None = None
    is_before_at_hand: bool = True


def recompute(
    catalogue: Path,
    own: Path,
    snapshots: Mapping[str, Path],
    today: date,
    told: Told,
    before: Mapping[str, Path] | None = None,
    dbt_project: Path | None = None,
) -> list[Recomputed]:
    """Compute a release anew.

    Args:
        catalogue: the folder of the catalogue it was made of.
        own: the folder of the municipality's own decisions; it may not be there.
        snapshots: the folder of the snapshot in use of each source.
        today: the day its dates were held against.
        told: what its manifest says.
        before: the folder of the snapshot before the one in use, of each source that has one; without them revised
            cells are not computed.
        dbt_project: the folder of models that it was made by; without it the dictionary is not computed.

    Raises:
        FileNotFoundError: a file is not there.
    """
    read = written.read(catalogue, own, today)
    said, municipalities = names.named(read), set(read.codes)
    opened = _opened(read, snapshots)
    stored = _readable({name: names.taken(item, said[name], municipalities) for name, item in opened.items()})
    old = None if before is None else _readable(_opened(read, before))
    again = list(_tables(read, stored, today, old, told))
    if dbt_project is not None:
        again.append(_named("data_dictionary", ["mart", "column_no"], contracts.dictionary(dbt_project)))
    return again


def _opened(read: written.Written, folders: Mapping[str, Path]) -> dict[str, files.Stored]:
    return {
        source: files.open_snapshot(folder, read.sources[source])
        for source, folder in folders.items()
        if source in read.sources
    }


def _readable(opened: Mapping[str, files.Stored]) -> dict[str, files.Stored]:
    """The snapshots that the catalogue can name area and time of; another is read by nobody."""
    return {
        name: item for name, item in opened.items() if all(item.variable(item.source[by]) for by in ("area", "time"))
    }


def _tables(
    read: written.Written,
    stored: Mapping[str, files.Stored],
    today: date,
    old: Mapping[str, files.Stored] | None,
    told: Told,
) -> Iterator[Recomputed]:
    import polars as pl

    cells = values.corrected(pl.concat([files.cells(item) for item in stored.values()]), read, stored)
    chosen = series.choose(read, stored, cells)
    found = values.terms(chosen.series, cells, read)
    levels = values.price_levels(read, stored, cells)
    index = values.price_index(levels)
    roles = values.sums(chosen.series, found, stored)
    figures = values.with_fixed_prices(values.values(read, chosen, roles, stored), levels, index)
    described = others.covariates(read, figures)
    years = others.covariate_years(read, described)
    near = others.distances(read, years, described)
    groups = others.members(read, near)
    yield _cells(cells)
    yield _terms(chosen.series)
    yield _named("snapshots", ["snapshot_id"], catalogue_rows.snapshots(stored, old, told.not_updated))
    yield _named("unseen_sources", ["source_id"], waiting.unseen(read, stored))
    shown = catalogue_rows.indicators(read, chosen, stored, figures)
    states = waiting.states(read, chosen, stored, told.not_updated)
    yield _named("indicators", ["indicator_id"], shown.join(states, on="indicator_id"))
    for name, (key, frame) in _lists(catalogue_rows.lists(read, chosen, told.viewpoints)).items():
        yield _named(name, key, frame)
    lineage = _lineage(found, figures, stored)
    yield lineage
    yield _named("indicator_values", [*FIGURE, "price_basis"], figures)
    yield _named("price_index", ["year"], index)
    yield _named("peer_covariates", ["peer_group", "indicator_id"], years)
    yield _named("peer_distances", ["peer_group", "municipality_code", "peer_code"], near)
    beside = others.benchmarks(read, figures, groups)
    yield _named("benchmarks", [*FIGURE, "price_basis", "peer_group"], beside)
    changed = parts.changes(read, figures)
    yield _named("changes", [*FIGURE, "price_basis"], changed)
    yield _named("process_limits", [*FIGURE, "price_basis"], swings.process_limits(read, figures))
    yield _named("figure_flags", [*FIGURE, "price_basis", "flag"], swings.flags(read, figures, changed))
    costs = parts.full_costs(read, figures, roles)
    yield _named("full_cost", [*FIGURE, "scenario"], costs)
    scopes = parts.scopes(read, beside, costs)
    yield _named("scope_values", [*FIGURE, "scope_id"], scopes)
    split = ["decomposition_id", "municipality_code", "year", "peer_group"]
    yield _named("decomposition", split, parts.decompositions(read, figures, groups))
    yield _named("uncertainty", FIGURE, chance.uncertainty(read, figures, scopes))
    known = forecasts.variances(read, chosen, found, figures, stored)
    forecast = forecasts.forecasts(read, figures, known, groups)
    calls = forecasts.called(read, beside, scopes, forecast)
    scored = forecasts.scores(read, calls)
    yield _named("verdict_scores", ["scope", "scope_id"], scored)
    verdicts = forecasts.verdicts(calls, scored)
    yield _named("verdicts", [*FIGURE, "peer_group"], verdicts)
    expectations = expected.expected_values(read, figures, roles, described)
    yield _named("expected_values", [*FIGURE, "model_id"], expectations)
    modelled = models.expectation_models(read, described, expectations)
    yield _named("expectation_models", ["model_id", "indicator_id"], modelled)
    overview = overviews.effect_overview(read, chosen, stored, figures, verdicts, expectations)
    yield _named("effect_overview", FIGURE[:2], overview)
    priced = prices.price_overview(read, figures, beside, scopes, verdicts)
    yield _named("price_overview", FIGURE[:2], priced)
    results = prices.peer_results(read, figures, beside, forecast, overview, priced)
    yield _named("peer_results", ["effect_id", "municipality_code", "other_code"], results)
    offered = offers.help_offers(read, chosen, stored, figures, expectations, verdicts)
    yield _named("help_offers", ["municipality_code", "service_area", "indicator_id"], offered)
    yield _named("target_progress", [*FIGURE[:2], "target_year"], offers.target_progress(read, figures))
    compared = controls.compared(read, chosen, stored, cells, found, figures)
    yield _named("controls", ["control_id", "compared", "municipality_code", "period"], compared)
    yield _named("control_overview", ["control_id"], controls.overview(read, chosen, stored, compared))
    yield from _own(read, trials.evaluate(read, figures, told.trials), today)
    yield from _asked(read, figures, today)
    cells_in = lineage.frame.rename({"indicator_id": "indicator", "municipality_code": "municipality"})
    yield _named("corrections", ["correction_id"], corrected.corrections(read, stored, cells, cells_in))
    if old is not None:
        revised = earlier.revisions(stored, old, cells, cells_in)
        yield _named("revisions", ["cell_id"], revised)
        yield _named("revised_tables", ["snapshot_id"], earlier.revised_tables(read, revised, cells_in))
    notice = waiting.notice(read, stored, told.not_updated, told.as_of)
    yield _named("release", ["release_id"], own_words.release(read, told.release, notice, told.as_of))
    if told.is_before_at_hand:
        news = earlier.news(read, told.release, told.before, told.viewpoints, stored, figures, verdicts, cells_in)
        yield _named("news", ["release_id", "indicator_id", "what", "municipality_code"], news)
        yield _named("news_basis", ["has_earlier"], earlier.news_basis(told.before))


def _own(read: written.Written, tried: Mapping[str, pl.DataFrame], today: date) -> Iterator[Recomputed]:
    yield _named("readings", ["service_area", "municipality_code", "author", "written_on"], own_words.readings(read))
    yield _named("practice_notes", ["note_id"], own_words.practice_notes(read))
    yield _named("cases", ["case_id"], own_words.cases(read))
    place = ["trial_id", "municipality_code"]
    registered = own_words.trials(read).rename({"municipality": "municipality_code"})
    registered = registered.with_columns((registered["starts_on"] <= today).alias("has_begun"))
    yield _named("trials", place, registered.join(tried["trials"], on=place))
    yield _named("joint_trials", ["trial_id"], tried["joint_trials"])
    yield _named("trial_estimates", [*place, "method"], tried["trial_estimates"])
    yield _named("trial_paths", [*place, "method", "year"], tried["trial_paths"])
    yield _named("trial_donors", [*place, "donor_code"], tried["trial_donors"])
    yield _named("deleted_trials", ["trial_id"], tried["deleted_trials"])
    yield _named("indicator_targets", FIGURE, own_words.targets(read))
    yield _named("withheld_indicators", ["indicator_id"], own_words.withheld(read))


def _asked(read: written.Written, figures: pl.DataFrame, today: date) -> Iterator[Recomputed]:
    import polars as pl

    asked, decided = demands.demands(read, today), demands.reviews(read, today)
    yield _named("demands", ["demand_id"], asked)
    yield _named("demand_reviews", ["sort_order"], decided)
    place = ["municipality_code", "service_area"]
    yield _named("steering_burden", place, demands.burden(read, figures, asked))
    yield _named("burden_history", [*place, "from_day"], demands.history(read, decided))
    measured = figures.filter(pl.col("value").is_not_null()).select("indicator").unique()
    yield _named("stakeholder_coverage", ["stakeholder", "service_area"], demands.coverage(read, measured))


def _named(name: str, key: Sequence[str], frame: pl.DataFrame) -> Recomputed:
    return Recomputed(
        f"marts.{name}", key, frame.rename({old: new for old, new in NAMES.items() if old in frame.columns})
    )


def _lists(frames: Mapping[str, pl.DataFrame]) -> dict[str, tuple[list[str], pl.DataFrame]]:
    import polars as pl

    keys = {
        "indicator_breaks": ["indicator_id", "year"],
        "indicator_booked_elsewhere": ["indicator_id", "municipality_code", "from_year"],
        "indicator_stakeholders": ["indicator_id", "stakeholder"],
        "peer_groups": ["peer_group"],
        "decomposition_parts": ["decomposition_id", "indicator_id"],
        "service_areas": ["service_area"],
        "municipalities": ["municipality_code"],
    }
    found = {}
    for name, frame in frames.items():
        key = keys.get(name, ["indicator_id", "sort_order"])
        # Of a list that nobody has entered anything in, that it is empty is all there is to compare.
        found[name] = (key, frame if frame.width else pl.DataFrame(schema=dict.fromkeys(key, pl.String)))
    return found


def _cells(cells: pl.DataFrame) -> Recomputed:
    frame = cells.select(
        "snapshot_id",
        "file_line",
        "file_text",
        cells["table"].alias("table_id"),
        cells["area"].alias("area_code"),
        "period",
        cells["series"].alias("series_key"),
        "value",
        "marker",
    )
    return Recomputed("raw.cells", ["snapshot_id", "file_line"], frame)


def _terms(series: pl.DataFrame) -> Recomputed:
    """What each recipe in use takes: the series, of which year and period, and how it weighs."""
    key = ["indicator_id", "role", "term_no", "table_id", "series_key", "year_offset", "period_suffix"]
    named = {"indicator": key[0], "table": "table_id", "series": "series_key", "suffix": "period_suffix"}
    return Recomputed("raw.recipe_terms", key, series.rename(named).drop("is_written_out"))


def _lineage(found: pl.DataFrame, figures: pl.DataFrame, stored: Mapping[str, files.Stored]) -> Recomputed:
    """Every cell of every figure: whose row it is, what stands there, and with which weight it enters."""
    import polars as pl

    published = {name: item.source["table"] for name, item in stored.items()}
    frame = found.join(
        figures.select("indicator", "municipality", "year").unique(), on=["indicator", "municipality", "year"]
    )
    frame = frame.select(
        "indicator",
        "municipality",
        "year",
        "role",
        "term_no",
        "table",
        pl.col("table").replace_strict(published, return_dtype=pl.String).alias("publisher_table"),
        "codes",
        pl.col("area").alias("area_code"),
        "period",
        pl.concat_str("snapshot_id", pl.col("file_line").cast(pl.String), separator=":").alias("cell_id"),
        "snapshot_id",
        pl.col("file_line").cast(pl.Int32),
        "file_text",
        pl.col("used").alias("cell_value"),
        pl.col("value").alias("published_value"),
        "marker",
        "missing_reason",
        "correction_id",
        "weight",
        "divisor",
        pl.col("weighted").alias("weighted_value"),
    )
    return _named("lineage", [*FIGURE, "role", "term_no", "cell_id"], frame)
