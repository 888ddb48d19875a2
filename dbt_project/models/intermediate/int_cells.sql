{#
    Only what a recipe names enters the lineage; the rest stays in raw, where `seksby query` finds it.

    A municipality that others became has their cells in the years before: `merged_areas` says of how many areas its table
    has that period, and is null for all other cells. A table that is given anew for the one has one area, and nothing to add.
#}
with cells as (

    select * from {{ ref('stg_cells') }}

),

series as (

    select distinct table_id, series_key from {{ source('raw', 'recipe_terms') }}

),

areas as (

    select municipality_code from {{ source('raw', 'municipalities') }}
    union all
    select '000' as municipality_code

),

successions as (

    select * from {{ source('raw', 'successions') }}

),

earlier as (

    select
        cells.table_id,
        cells.period,
        successions.municipality_code,
        count(distinct cells.municipality_code) as merged_areas
    from cells
    inner join successions
        on cells.municipality_code = successions.area_code and cells.year < successions.from_year
    group by cells.table_id, cells.period, successions.municipality_code

)

select
    cells.* replace (areas.municipality_code as municipality_code),
    cells.municipality_code as area_code,
    earlier.merged_areas
from cells
inner join series on cells.table_id = series.table_id and cells.series_key = series.series_key
left join successions
    on cells.municipality_code = successions.area_code and cells.year < successions.from_year
inner join areas on coalesce(successions.municipality_code, cells.municipality_code) = areas.municipality_code
left join earlier
    on cells.table_id = earlier.table_id
    and cells.period = earlier.period
    and successions.municipality_code = earlier.municipality_code
