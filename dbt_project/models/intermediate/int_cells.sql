{# Only what a recipe names enters the lineage; the rest stays in raw, where `seksby query` finds it. #}
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

select cells.*
from cells
inner join series on cells.table_id = series.table_id and cells.series_key = series.series_key
inner join areas on cells.municipality_code = areas.municipality_code
