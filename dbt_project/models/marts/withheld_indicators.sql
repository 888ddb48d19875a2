select * from {{ source('raw', 'withheld_indicators') }}
