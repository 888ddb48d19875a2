select * from {{ source('raw', 'demand_reviews') }}
