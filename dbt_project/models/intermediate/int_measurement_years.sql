{#
    The years in which an indicator was measured: those in which anybody has a figure, and the rounds of its survey between the
    first and the last of them. A municipality without a figure in one of them lacks a measurement; a round of which nothing
    was transcribed is lacked by all.
#}
with found as (

    select distinct indicator_id, year
    from {{ ref('indicator_values') }}
    where value is not null and price_basis <> 'fixed'

),

spans as (

    select indicator_id, min(year) as first_year, max(year) as latest_year
    from found
    group by indicator_id

)

select indicator_id, year from found
union
select terms.indicator_id, rounds.year
from {{ source('raw', 'recipe_terms') }} as terms
inner join {{ source('raw', 'source_rounds') }} as rounds on terms.table_id = rounds.source_id
inner join spans
    on terms.indicator_id = spans.indicator_id and rounds.year between spans.first_year and spans.latest_year
where terms.role = 'numerator'
