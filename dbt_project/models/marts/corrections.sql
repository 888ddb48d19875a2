{#
    What became of each correction. A correction whose source is not at hand waits; one whose cell the publisher has
    mended, changed or withdrawn is no longer used, and a check warns until somebody takes it out of the catalogue.
#}
with corrections as (

    select * from {{ source('raw', 'corrections') }}

),

cells as (

    select
        corrections.correction_id as asked_by,
        cells.cell_id,
        cells.published_value,
        cells.marker,
        cells.correction_id
    from {{ ref('stg_cells') }} as cells
    inner join corrections
        on cells.table_id = corrections.table_id
        and cells.municipality_code = corrections.area_code
        and cells.period = corrections.period
        and cells.series_key = corrections.series_key

),

touched as (

    select
        cells.asked_by,
        count(distinct lineage.indicator_id) as indicator_count,
        count(distinct concat(lineage.indicator_id, ' ', lineage.municipality_code, ' ', cast(lineage.year as varchar)))
            as figure_count
    from {{ ref('lineage') }} as lineage
    inner join cells on lineage.cell_id = cells.cell_id
    group by cells.asked_by

)

select
    corrections.* exclude (series_key),
    cells.cell_id,
    cells.published_value,
    cells.marker as published_marker,
    case
        when corrections.series_key is null then 'source_absent'
        when cells.cell_id is null then 'no_such_cell'
        when cells.correction_id is null then 'outdated'
        else 'applied'
    end as state,
    cast(coalesce(touched.indicator_count, 0) as integer) as indicator_count,
    cast(coalesce(touched.figure_count, 0) as integer) as figure_count
from corrections
left join cells on corrections.correction_id = cells.asked_by
left join touched on corrections.correction_id = touched.asked_by
