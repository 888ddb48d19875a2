{# Every declared model, with whether it could be computed here: a model without figures keeps its place and says so. #}
with found as (

    select model_id, indicator_id, count(distinct year) as years, max(year) as latest_year
    from {{ ref('expected_values') }}
    group by model_id, indicator_id

)

select
    models.* exclude (deviation_id),
    targets.indicator_id,
    cast(coalesce(found.years, 0) as integer) as years,
    found.latest_year,
    case when found.years is null then 'source_absent' end as missing_reason
from {{ source('raw', 'expectation_models') }} as models
inner join {{ source('raw', 'expectation_targets') }} as targets on models.model_id = targets.model_id
left join found on models.model_id = found.model_id and targets.indicator_id = found.indicator_id
