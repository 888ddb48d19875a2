select indicator_id, service_area, title_da, title_en
from {{ source('raw', 'withheld_indicators') }}
