{#
    A stretch is the part of a series between two breaks, numbered by the breaks up to and including the year: 0 before
    the first. Nothing is computed across its ends.
#}
with years as (

    select distinct indicator_id, year from {{ ref('indicator_values') }}

)

select
    years.indicator_id,
    years.year,
    count(breaks.year) as stretch
from years
left join {{ source('raw', 'indicator_breaks') }} as breaks
    on years.indicator_id = breaks.indicator_id and years.year >= breaks.year
group by years.indicator_id, years.year
