{#
    Only what a recipe names enters the lineage; the rest stays in raw, where `seksby query` finds it.

    A municipality that others became has their cells in the years before: `merged_areas` says how many it was, and is null
    for all other cells.
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

)

select
    cells.* replace (areas.municipality_code as municipality_code),
    cells.municipality_code as area_code,
    successions.merged_areas
from cells
inner join series on cells.table_id = series.table_id and cells.series_key = series.series_key
left join {{ source('raw', 'successions') }} as successions
    on cells.table_id = successions.table_id
    and cells.municipality_code = successions.area_code
    and cells.year < successions.from_year
inner join areas on coalesce(successions.municipality_code, cells.municipality_code) = areas.municipality_code
