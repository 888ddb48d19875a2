select peer_group, title_da, title_en, kind, neighbours, sort_order
from {{ source('raw', 'peer_groups') }}
