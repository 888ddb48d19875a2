select * from {{ source('raw', 'peer_groups') }}
