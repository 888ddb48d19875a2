select * from {{ source('raw', 'indicator_pairs') }}
