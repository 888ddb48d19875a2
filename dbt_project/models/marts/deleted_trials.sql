select * from {{ source('raw', 'deleted_trials') }}
