select indicator_id, year, note_da, note_en
from {{ source('raw', 'indicator_breaks') }}
