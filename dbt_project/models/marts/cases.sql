select * from {{ source('raw', 'cases') }}
