select * from {{ source('raw', 'unseen_sources') }}
