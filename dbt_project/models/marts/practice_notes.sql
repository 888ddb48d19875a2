select * from {{ source('raw', 'practice_notes') }}
