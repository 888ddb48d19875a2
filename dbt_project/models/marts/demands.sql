{# Hours of a year: minutes of each employee times employees. What is left after a decision is what is asked now. #}
select
    *,
    cast(minutes_left * staff / 60.0 as decimal(18, 2)) as hours_per_year,
    cast((minutes_per_year - minutes_left) * staff / 60.0 as decimal(18, 2)) as hours_returned
from {{ source('raw', 'demands') }}
