select indicator_id, municipality_code, year, value, decided_by, decided_on
from {{ source('raw', 'indicator_targets') }}
