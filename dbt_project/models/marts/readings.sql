select * from {{ source('raw', 'readings') }}
