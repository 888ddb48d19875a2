select * from {{ source('raw', 'snapshots') }}
