"""Codes that exist and hold no figure where a recipe needs one.

Belongs here: asking the loaded cells, and which recipe therefore cannot be used. Does not belong here: codes that a
table does not have (`fitting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipelines.catalogue.series.selectors import EmptyCodeError, Misfit
from pipelines.releases.inputs import Inputs
from seksby.errors import all_faults

if TYPE_CHECKING:
    import duckdb


def empty_codes(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> list[tuple[Misfit, tuple[str, int, str]]]:
    """Codes that hold no figure where a recipe needs one, each with the recipe and role that cannot be used.

    Raises:
        CatalogueError: it is so of a bundled file, which is as much ours as the recipe.
    """
    declared = [item.id for item in inputs.catalogue.sources if item.system not in ("statbank", "bundled")]
    found = [
        *((row, "exists but holds no figure in any area or year", "a code with a non-zero national total")
          for row in _never_filled(connection, declared)),
        *((row, f"has no national total in {row[-1]}", "a national total in every year from valid_from to valid_to")
          for row in _without_total(connection)),
    ]  # fmt: skip
    places = {item.id: f"indicators/{item.service_area}/{item.id}.yml" for item in inputs.catalogue.indicators}
    empty = [
        (
            Misfit(
                "indicator",
                indicator,
                table,
                EmptyCodeError(
                    f"{table}: {codes} {what}.",
                    where=f"{inputs.workspace.catalogue / places[indicator]}, {indicator}: {table} {codes}"
                    + (f" in {rest[0]}" if rest else ""),
                    expected=expected,
                    remedy="choose the code in use, drop it from the recipe, or move valid_from or valid_to",
                ),
            ),
            (indicator, recipe_no, role),
        )
        for (indicator, recipe_no, role, table, codes, *rest), what, expected in found
    ]
    ours = [item.error for item, _ in empty if inputs.snapshots[item.source_id].meta.origin == "transcribed"]
    if ours:
        raise all_faults(ours)
    return empty


def _never_filled(connection: duckdb.DuckDBPyConnection, declared: Sequence[str]) -> list[tuple[Any, ...]]:
    """A code that exists but never holds a figure is a wrong code, not a zero.

    Not so in the `declared` sources, whose codes we name ourselves: there a figure may be empty or suppressed
    everywhere.

    Where a sum over accounts declares that an absent row is a zero, a single code of the sum may be empty, not all.
    """
    return connection.execute(
        """
        with filled as (
            select distinct table_id, series_key from raw.cells where value <> 0
        ),
        used as (
            select
                indicator_id, recipe_no, table_id, role, term_no, absent_is_zero, codes,
                filled.series_key is not null as is_filled,
                bool_or(is_filled) over (partition by indicator_id, role, term_no) as term_is_filled
            from raw.recipe_terms left join filled using (table_id, series_key)
        )
        select distinct indicator_id, recipe_no, role, table_id, codes
        from used
        where not is_filled and not (absent_is_zero and term_is_filled)
            and table_id not in (select unnest(?::varchar[]))
        order by all
        """,
        [list(declared)],
    ).fetchall()


def _without_total(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """A chart of accounts is changed from year to year: an account code that a recipe writes out has to have a national
    total in every year the recipe can be computed for, or the sum it is part of is not what its name says.

    The national total is the publisher's own where the table has the whole country, else the sum of the areas at hand.
    A year can be computed when the role has a figure and no code that it requires is without one.
    """
    return connection.execute(
        """
        with terms as (
            select distinct
                indicator_id, recipe_terms.recipe_no, role, table_id, series_key, codes, year_offset, period_suffix,
                absent_is_zero, needs_figure_each_year, valid_from, coalesce(valid_to, 9999) as valid_to,
                count(distinct case when not absent_is_zero then (table_id, series_key) end)
                    over (partition by indicator_id, role) as required
            from raw.recipe_terms as recipe_terms
            inner join raw.indicators using (indicator_id)
            where role <> 'weight'
            qualify bool_or(needs_figure_each_year) over (partition by indicator_id, role)
        ),
        totals as (
            select
                table_id, series_key, cast(left(period, 4) as integer) as year, substring(period, 5) as period_suffix,
                count(value) as figures,
                coalesce(max(case when area_code = '000' then value end), sum(value)) as national_total
            from raw.cells
            where (table_id, series_key) in (select (table_id, series_key) from terms)
            group by all
        ),
        computable as (
            select indicator_id, role, totals.year - year_offset as year
            from terms inner join totals using (table_id, series_key, period_suffix)
            where figures > 0 and totals.year - year_offset between valid_from and valid_to
            group by all
            having count(distinct case when not absent_is_zero then (table_id, series_key) end) = any_value(required)
        )
        select
            indicator_id, recipe_no, role, terms.table_id, codes,
            string_agg(distinct computable.year, ', ' order by computable.year)
        from terms
        inner join computable using (indicator_id, role)
        left join totals
            on (totals.table_id, totals.series_key) = (terms.table_id, terms.series_key)
            and totals.period_suffix = terms.period_suffix
            and totals.year = computable.year + year_offset
        where needs_figure_each_year and coalesce(national_total, 0) = 0
        group by all
        order by all
        """
    ).fetchall()
