select peer_group, title_da, title_en, kind, neighbours, is_compared, sort_order
from {{ source('raw', 'peer_groups') }}
