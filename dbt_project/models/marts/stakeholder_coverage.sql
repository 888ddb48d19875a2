{# Who has a claim on the effects of which area, and how much of it is measured. A stakeholder without any effect measure
   has a row without an area, so that the gap is there to see. #}
with effects as (

    select indicator_id, service_area, latest_year from {{ ref('indicators') }} where kind = 'effect'

)

select
    stakeholders.stakeholder,
    stakeholders.title_da,
    stakeholders.title_en,
    stakeholders.sort_order,
    effects.service_area,
    cast(count(effects.indicator_id) as integer) as effect_count,
    cast(count(effects.latest_year) as integer) as effects_with_figures
from {{ source('raw', 'stakeholders') }} as stakeholders
left join {{ source('raw', 'indicator_stakeholders') }} as claims
    on stakeholders.stakeholder = claims.stakeholder
    and claims.indicator_id in (select indicator_id from effects)
left join effects on claims.indicator_id = effects.indicator_id
group by all
