"""What is said of the bundled real figures: how often it held, what rounding does to it, and no contradictions."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from pipelines.methods.verdicts.forecasts import CLEAR, SUGGESTED
from pipelines.methods.verdicts.rows import forecast_rows
from tests.conftest import Published

DRAWS = 20


@pytest.fixture(scope="module")
def warehouse(published: Published) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published.workspace.current / "warehouse.duckdb"), read_only=True)


def columns(warehouse: duckdb.DuckDBPyConnection, query: str) -> dict[str, NDArray[Any]]:
    return {name: column.to_numpy() for name, column in warehouse.sql(query).df().items()}


def test_what_was_called_clear_came_true(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Every start, from what was known then alone, for all municipalities with figures."""
    calls, held, suggested, suggested_held = warehouse.sql(
        "select clear_calls, clear_held, suggested_calls, suggested_held from marts.verdict_scores where scope = 'all'"
    ).fetchall()[0]
    assert calls > 1500
    assert held / calls >= 0.95
    assert suggested > 300
    assert suggested_held / suggested >= 0.80


def test_the_same_measured_alike_is_said_alike(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Pairs that were told apart by the rules before: one "worse", the other "cannot be told apart"."""
    said = {
        (indicator, name): verdict
        for indicator, name, verdict in warehouse.sql(
            """
            select o.indicator_id, m.name, o.verdict
            from marts.effect_overview as o
            inner join marts.municipalities as m on o.municipality_code = m.municipality_code and m.is_compared
            """
        ).fetchall()
    }
    for indicator, *names in (
        ("primary_school_exam_grade", "Randers", "Esbjerg"),  # 7.1 both
        ("primary_school_absence_over_10_pct", "Aalborg", "København", "Esbjerg"),  # 25.3, 25.1, 24.2
        ("household_recycling", "København", "Aalborg"),  # 37, 39
        ("health_severe_overweight", "Randers", "Esbjerg"),  # 23.9, 20.2
    ):
        assert {said[indicator, name] for name in names} <= {"clearly_worse", "suggests_worse"}, indicator
    # 81.63 in Esbjerg and 81.84 in Randers: turnout is a condition, no effect of a municipality, and is not judged.
    assert not any(indicator == "turnout_general_election" for indicator, _ in said)
    assert said["health_severe_overweight", "Aarhus"] == said["health_severe_overweight", "København"]  # 12.6, 11.4
    assert said["health_severe_overweight", "Aarhus"] == "clearly_better"
    # Two rounds only, so what drawing the sample leaves to chance decides.
    assert said["health_loneliness", "Randers"] == "cannot_tell"  # 10.5 against 11.2: z = 0.6


def test_equal_figures_beside_equal_means_are_never_clear_and_not_to_be_told(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    pairs = warehouse.sql(
        """
        select one.indicator_id, one.municipality_code, other.municipality_code
        from marts.effect_overview as one
        inner join marts.effect_overview as other
            on one.indicator_id = other.indicator_id and one.value = other.value and one.reference = other.reference
        inner join marts.municipalities as m on one.municipality_code = m.municipality_code and m.is_compared
        inner join marts.municipalities as n on other.municipality_code = n.municipality_code and n.is_compared
        where one.verdict like 'clearly_%' and other.verdict = 'cannot_tell'
        """
    ).fetchall()
    assert pairs == []


def test_no_verdict_points_the_other_way_than_the_figures_beside_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    contradicted = warehouse.sql(
        """
        select v.indicator_id, v.municipality_code, v.year, v.peer_group
        from marts.verdicts as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id
        where
            (v.verdict like '%_better' and (v.value > v.reference) <> (i.better = 'higher'))
            or (v.verdict like '%_worse' and (v.value > v.reference) = (i.better = 'higher'))
            or (v.verdict like '%_higher' and v.value <= v.reference)
            or (v.verdict like '%_lower' and v.value >= v.reference)
        """
    ).fetchall()
    assert contradicted == []


def test_a_verdict_outlives_the_rounding_of_what_was_published(warehouse: duckdb.DuckDBPyConnection) -> None:
    """In at least 95 % of draws within the rounding, the latest verdict or a firmer one would have been said."""
    figures = columns(
        warehouse,
        """
        select
            v.indicator_id, i.kind = 'unit_price' as is_price, s.stretch, v.municipality_code, v.year,
            cast(v.value as double) as value, cast(coalesce(r.rounding_variance, 0) as double) as rounding,
            power(cast(e.standard_error as double), 2) as sampling, cast(null as double) as smallest
        from marts.indicator_values as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id and i.kind in ('effect', 'unit_price')
        inner join marts.municipalities as m on v.municipality_code = m.municipality_code and m.is_compared
        inner join intermediate.int_stretches as s on v.indicator_id = s.indicator_id and v.year = s.year
        left join intermediate.int_rounding as r
            on (v.indicator_id, v.municipality_code, v.year) = (r.indicator_id, r.municipality_code, r.year)
        left join intermediate.int_sampling_errors as e
            on (v.indicator_id, v.municipality_code, v.year) = (e.indicator_id, e.municipality_code, e.year)
        where v.value is not null and v.price_basis <> 'fixed'
        """,
    )
    groups = columns(warehouse, "select * from intermediate.int_compared_groups where peer_group = 'six_cities'")
    members = columns(warehouse, "select * from intermediate.int_peer_members where peer_group = 'six_cities'")
    codes = sorted(set(figures["municipality_code"]))
    as_published = forecast_rows(figures, groups, members, codes)
    newest: dict[tuple[str, str], int] = {}
    for indicator, code, year in zip(
        *(as_published[n] for n in ("indicator_id", "municipality_code", "year")), strict=True
    ):
        newest[indicator, code] = max(year, newest.get((indicator, code), 0))
    latest = np.array(
        [
            newest[key[:2]] == key[2]
            for key in zip(*(as_published[n] for n in ("indicator_id", "municipality_code", "year")), strict=True)
        ]
    )
    size = np.abs(as_published["difference"])
    said = np.select([size >= as_published["clear_from"], size >= as_published["suggested_from"]], [2, 1], 0)[latest]
    rng = np.random.default_rng(1)
    half = np.sqrt(3 * figures["rounding"])  # of a unit u the variance is u²/12
    unchanged = []
    for _ in range(DRAWS):
        # An amount of nothing is no price, whatever it was rounded from.
        moved = np.where(figures["value"] > half, rng.uniform(-half, half), 0.0)
        drawn = figures | {"value": figures["value"] + moved}
        again = forecast_rows(drawn, groups, members, codes)
        firm = np.select([again["p_same"] >= CLEAR, again["p_same"] >= SUGGESTED], [2, 1], 0)[latest]
        alike = np.sign(again["difference"][latest]) == np.sign(as_published["difference"][latest])
        unchanged.append((said == 0) | (alike & (firm >= said)))
    assert (said == 2).sum() > 30
    assert np.mean(unchanged) >= 0.95
    assert np.mean(unchanged, axis=0)[said > 0].min() >= 0.8  # 19 of 20 draws, less what 20 draws leave to chance
