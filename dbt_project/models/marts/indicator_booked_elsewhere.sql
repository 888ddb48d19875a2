select * exclude (sort_order) from {{ source('raw', 'indicator_booked_elsewhere') }}
