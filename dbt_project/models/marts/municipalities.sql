select
    municipality_code,
    name,
    slug,
    true as is_municipality,
    six_city_order is not null as is_six_city,
    six_city_order,
    viewpoint_order is not null as is_viewpoint,
    viewpoint_order
from {{ source('raw', 'municipalities') }}

union all

select
    '000' as municipality_code,
    'Hele landet' as name,
    'hele-landet' as slug,
    false as is_municipality,
    false as is_six_city,
    cast(null as integer) as six_city_order,
    false as is_viewpoint,
    cast(null as integer) as viewpoint_order
