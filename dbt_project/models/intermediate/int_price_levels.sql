{#
    A key figure that the publisher gives in current and in fixed prices tells its price index: current / fixed. Source of
    the method: docs/methods.md "Fixed prices".
#}
with series as (

    select * from {{ source('raw', 'price_index_series') }}

),

cells as (

    select cells.table_id, cells.municipality_code, cells.year, cells.series_key, cells.value
    from {{ ref('stg_cells') }} as cells
    where cells.table_id in (select series.table_id from series) and cells.value is not null

)

select
    series.table_id,
    series.current_key,
    series.is_deflator and current_prices.municipality_code = '000' as is_deflator,
    current_prices.municipality_code,
    current_prices.year,
    current_prices.value as current_value,
    fixed_prices.value as fixed_value
from series
inner join cells as current_prices
    on series.table_id = current_prices.table_id and series.current_key = current_prices.series_key
inner join cells as fixed_prices
    on series.table_id = fixed_prices.table_id
    and series.fixed_key = fixed_prices.series_key
    and current_prices.municipality_code = fixed_prices.municipality_code
    and current_prices.year = fixed_prices.year
