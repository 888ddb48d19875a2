select
    municipality_code,
    name,
    slug,
    true as is_municipality,
    compared_order is not null as is_compared,
    compared_order,
    cast(count(compared_order) over () - case when compared_order is null then 0 else 1 end as integer) as n_others,
    viewpoint_order is not null as is_viewpoint,
    viewpoint_order
from {{ source('raw', 'municipalities') }}

union all

select
    '000' as municipality_code,
    'Hele landet' as name,
    'hele-landet' as slug,
    false as is_municipality,
    false as is_compared,
    cast(null as integer) as compared_order,
    cast(null as integer) as n_others,
    false as is_viewpoint,
    cast(null as integer) as viewpoint_order
