"""What a release changed.

Belongs here: comparing the published values of two releases. Does not belong here: wording for the terminal or pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.releases.release import Release


@dataclass(frozen=True)
class Revisions:
    """Numbers of published values (without the fixed-price copies) by what happened to them.

    Attributes:
        changed_indicators: id and number of changed values, the most first.
        furthest: of the changed indicators, those with the largest change in proportion first: Danish title, number of
            changed values, and of that change municipality, year, the figure before and after. That of a compared
            municipality is taken where there is one.
    """

    new: int
    changed: int
    gone: int
    unchanged: int
    changed_indicators: list[tuple[str, int]]
    furthest: list[tuple[str, int, str, int, str, str]]


def compare(before: Release | None, after: Release) -> Revisions:
    """Values of `after` against those of `before`; without a release before, all are new."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("attach ? as after_release (read_only)", [str(after.warehouse)])
        if before is None or not before.warehouse.is_file():  # made again aside, a release has its manifest there alone
            old = "select * from after_release.marts.indicator_values where false"
        elif before.warehouse == after.warehouse:
            old = "select * from after_release.marts.indicator_values"
        else:
            connection.execute("attach ? as before_release (read_only)", [str(before.warehouse)])
            old = "select * from before_release.marts.indicator_values"
        connection.execute(
            f"""
            create table compared as
            select
                indicator_id, municipality_code, year, old.value as before, fresh.value as after,
                case
                    when old.value is null then 'new'
                    when fresh.value is null then 'gone'
                    when old.value <> fresh.value then 'changed'
                    else 'unchanged'
                end as outcome
            from (select * from ({old}) where value is not null and price_basis <> 'fixed') as old
            full join (
                select * from after_release.marts.indicator_values
                where value is not null and price_basis <> 'fixed'
            ) as fresh using (indicator_id, municipality_code, year, price_basis)
            """
        )
        counts = dict(connection.execute("select outcome, count(*) from compared group by 1").fetchall())
        changed = connection.execute(
            "select indicator_id, count(*) from compared where outcome = 'changed' group by 1 order by 2 desc, 1"
        ).fetchall()
        furthest = connection.execute(
            """
            with ranked as (
                select
                    indicator_id, municipality_code, year, before, after,
                    count(*) over (partition by indicator_id) as changed,
                    abs(cast(after as double) - before) / greatest(abs(cast(before as double)), 1e-6) as change,
                    row_number() over (
                        partition by indicator_id
                        order by is_compared desc, change desc, municipality_code, year
                    ) as place
                from compared
                inner join after_release.marts.municipalities using (municipality_code)
                where outcome = 'changed'
            )
            select title_da, changed, name, year, before, after, decimals
            from ranked
            inner join after_release.marts.indicators using (indicator_id)
            inner join after_release.marts.municipalities using (municipality_code)
            where place = 1
            order by change desc, indicator_id
            limit 3
            """
        ).fetchall()
    return Revisions(
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
        gone=counts.get("gone", 0),
        unchanged=counts.get("unchanged", 0),
        changed_indicators=changed,
        furthest=[
            (title, count, name, year, f"{old_value:.{decimals}f}", f"{new_value:.{decimals}f}")
            for title, count, name, year, old_value, new_value, decimals in furthest
        ],
    )
