select
    claims.indicator_id,
    claims.stakeholder,
    stakeholders.title_da,
    stakeholders.title_en,
    claims.sort_order
from {{ source('raw', 'indicator_stakeholders') }} as claims
inner join {{ source('raw', 'stakeholders') }} as stakeholders on claims.stakeholder = stakeholders.stakeholder
