"""Every value of a release computed again from its cells, with one query over the files.

Belongs here: holding the cells and values of a whole release against the files. Does not belong here: the trace of one
number (`tracing`).

A correction is no exception: it is applied anew, to what stands in the file, and only where the file still says what it
expects.
"""

from __future__ import annotations

from pipelines.releases.release import Release
from pipelines.releases.tracing.cells import file_of
from seksby.workspace import Workspace


def recompute_all(workspace: Workspace, release: Release) -> list[str]:
    """Read every source cell of a release anew from the files and compute every value again.

    Returns:
        One line per cell that differs from its file and per value that differs from its cells; none when all is well.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"attach '{release.warehouse}' as release (read_only)")
        snapshots = connection.execute("select snapshot_id, path from release.marts.snapshots").fetchall()
        connection.execute("create table file_cells (snapshot_id varchar, file_line bigint, text varchar)")
        for snapshot_id, path in snapshots:
            connection.execute(
                """
                insert into file_cells
                select ?, file_line, text
                from (
                    select row_number() over () + 1 as file_line, INDHOLD as text
                    from read_csv(?, delim = ';', header = true, all_varchar = true)
                )
                where file_line in (select file_line from release.marts.lineage where snapshot_id = ?)
                """,
                [snapshot_id, str(file_of(workspace, path)), snapshot_id],
            )
        cells = connection.execute(
            """
            select distinct cell_id, published_value, text
            from release.marts.lineage as lineage
            left join file_cells using (snapshot_id, file_line)
            where published_value is distinct from try_cast(replace(text, ',', '.') as decimal(18, 6))
                and not (published_value = 0 and coalesce(text = marker, false))
            order by cell_id
            """
        ).fetchall()
        # Another figure than the published one has a correction that expects what the file says and gives that figure.
        corrected = connection.execute(
            """
            select distinct lineage.cell_id, cell_value, text, coalesce(correction_id, 'no correction')
            from release.marts.lineage as lineage
            left join file_cells using (snapshot_id, file_line)
            left join release.marts.corrections as corrections using (correction_id)
            where (correction_id is null and lineage.cell_value is distinct from lineage.published_value)
                or (correction_id is not null and not (
                    lineage.cell_value is not distinct from corrections.value
                    and coalesce(
                        text = expected_marker,
                        try_cast(replace(text, ',', '.') as decimal(18, 6)) = expected_value,
                        false
                    )
                ))
            order by lineage.cell_id
            """
        ).fetchall()
        values = connection.execute(
            """
            with sums as (
                select indicator_id, municipality_code, year, role,
                    sum(cast(cell_value as double) * weight / divisor) as total
                from release.marts.lineage
                group by all
            ),
            wide as (pivot sums on role in ('numerator', 'multiplier', 'denominator') using sum(total))
            select indicator_id, municipality_code, year, published.value,
                scale * wide.numerator * coalesce(wide.multiplier, 1) / coalesce(wide.denominator, 1)
                * case when price_basis = 'fixed' then to_base_prices else 1 end as again
            from release.marts.indicator_values as published
            inner join release.marts.indicators using (indicator_id)
            left join wide using (indicator_id, municipality_code, year)
            left join release.marts.price_index using (year)
            where published.value is not null
                -- A fixed price is the published current one, six decimals, at another level. The sums that enter are
                -- kept with nine decimals: of few pupils over a school year that moves the sixth of a price.
                and (
                    again is null
                    or abs(published.value - again)
                    > greatest(0.000001 * greatest(coalesce(to_base_prices, 1), 1), abs(again) * 1e-12)
                    + abs(again) * 5e-10 * (
                        coalesce(1 / nullif(abs(wide.numerator), 0), 0)
                        + coalesce(1 / nullif(abs(wide.multiplier), 0), 0)
                        + coalesce(1 / nullif(abs(wide.denominator), 0), 0)
                    )
                )
            order by all
            """
        ).fetchall()
    lines = [f"cell {cell}: {value} in the release, '{text}' in the file" for cell, value, text in cells]
    lines += [
        f"cell {cell}: {value} is used for '{text}' in the file, and {correction} does not say so"
        for cell, value, text, correction in corrected
    ]
    lines += [f"{i} {m} {y}: {value} published, {again} from its cells" for i, m, y, value, again in values]
    return lines
