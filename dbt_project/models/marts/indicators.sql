with spans as (

    select indicator_id, min(year) as first_year, max(year) as latest_year
    from {{ ref('indicator_values') }}
    where value is not null
    group by indicator_id

)

select
    indicators.indicator_id,
    replace(indicators.indicator_id, '_', '-') as slug,
    indicators.service_area,
    indicators.kind,
    indicators.kind_order,
    indicators.perspective,
    indicators.title_da,
    indicators.title_en,
    indicators.unit_da,
    indicators.unit_en,
    indicators.decimals,
    indicators.better,
    indicators.overlapping_years,
    indicators.is_monetary,
    indicators.definition_da,
    indicators.definition_en,
    indicators.owner,
    indicators.verification,
    indicators.valid_from,
    indicators.valid_to,
    indicators.bound_low,
    indicators.bound_high,
    indicators.recipe_no,
    indicators.scale,
    indicators.formula,
    indicators.missing_reason,
    indicators.missing_note_da,
    indicators.missing_note_en,
    indicators.publisher,
    indicators.publisher_tables,
    indicators.origin,
    spans.first_year,
    spans.latest_year,
    indicators.sort_order
from {{ source('raw', 'indicators') }} as indicators
left join spans on indicators.indicator_id = spans.indicator_id
