select * from {{ source('raw', 'release') }}
