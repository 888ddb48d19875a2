{#
    What publishers changed since the file before the one in use, where it enters a figure. Told from the files alone, so
    that the same files always give the same answer, whichever release was there before.
#}
with revised as (

    select *, concat(snapshot_id, ':', cast(file_line as varchar)) as cell_id
    from {{ source('raw', 'revised_cells') }}

),

used as (

    select
        revised.cell_id,
        min(lineage.codes) as codes,
        count(distinct lineage.indicator_id) as indicator_count,
        count(distinct concat(lineage.indicator_id, ' ', lineage.municipality_code, ' ', cast(lineage.year as varchar)))
            as figure_count
    from revised
    inner join {{ ref('lineage') }} as lineage on revised.cell_id = lineage.cell_id
    group by revised.cell_id

)

select
    revised.cell_id,
    revised.table_id,
    snapshots.publisher,
    snapshots.publisher_table,
    revised.area_code,
    revised.period,
    used.codes,
    revised.earlier_snapshot_id,
    revised.earlier_value,
    revised.earlier_marker,
    revised.snapshot_id,
    revised.value,
    revised.marker,
    {{ percent_of('revised.value - revised.earlier_value', 'revised.earlier_value') }} as change_pct,
    cast(used.indicator_count as integer) as indicator_count,
    cast(used.figure_count as integer) as figure_count
from revised
inner join used on revised.cell_id = used.cell_id
inner join {{ source('raw', 'snapshots') }} as snapshots on revised.snapshot_id = snapshots.snapshot_id
