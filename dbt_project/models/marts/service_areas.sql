select service_area, title_da, title_en, slug, sort_order, task, limits_da, limits_en, process_ceiling
from {{ source('raw', 'service_areas') }}
