select * from {{ source('raw', 'service_areas') }}
