select * from {{ source('raw', 'indicator_pitfalls') }}
