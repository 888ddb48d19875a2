with spans as (

    select indicator_id, min(year) as first_year, max(year) as latest_year
    from {{ ref('indicator_values') }}
    where value is not null
    group by indicator_id

)

select
    indicators.*,
    replace(indicators.indicator_id, '_', '-') as slug,
    spans.first_year,
    spans.latest_year
from {{ source('raw', 'indicators') }} as indicators
left join spans on indicators.indicator_id = spans.indicator_id
