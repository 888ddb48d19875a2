select indicator_id, effect_id, sort_order
from {{ source('raw', 'indicator_pairs') }}
