{#
    What publishers changed, by table. A figure that rests on several revised cells is one figure, and the whole country is no
    municipality.
#}
with figures as (

    select
        revisions.snapshot_id,
        count(distinct concat(lineage.indicator_id, ' ', lineage.municipality_code, ' ', cast(lineage.year as varchar)))
            as figure_count
    from {{ ref('revisions') }} as revisions
    inner join {{ ref('lineage') }} as lineage on revisions.cell_id = lineage.cell_id
    group by revisions.snapshot_id

),

cells as (

    select
        revisions.snapshot_id,
        revisions.publisher,
        revisions.publisher_table,
        count(*) as cell_count,
        count(distinct municipalities.municipality_code) as municipality_count,
        max(abs(revisions.change_pct)) as largest_change_pct
    from {{ ref('revisions') }} as revisions
    left join {{ source('raw', 'municipalities') }} as municipalities
        on revisions.area_code = municipalities.municipality_code
    group by revisions.snapshot_id, revisions.publisher, revisions.publisher_table

)

select
    cells.snapshot_id,
    cells.publisher,
    cells.publisher_table,
    cast(cells.cell_count as integer) as cell_count,
    cast(cells.municipality_count as integer) as municipality_count,
    cast(figures.figure_count as integer) as figure_count,
    cells.largest_change_pct
from cells
inner join figures on cells.snapshot_id = figures.snapshot_id
