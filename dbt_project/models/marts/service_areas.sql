select service_area, title_da, title_en, slug, sort_order
from {{ source('raw', 'service_areas') }}
