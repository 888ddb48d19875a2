-- Where single years of age are at hand, they add up to the published total of the same day.
with population as (

    select municipality_code, period, series_key as age, value
    from {{ ref('stg_cells') }}
    where table_id = 'FOLK1A_TRANSCRIBED'

),

parts as (

    select municipality_code, period, sum(value) as parts
    from population
    where age not like '%-%' and age not like '%+' and age <> 'total'
    group by municipality_code, period

)

select parts.municipality_code, parts.period, parts.parts, population.value as total
from parts
inner join population
    on parts.municipality_code = population.municipality_code
    and parts.period = population.period
    and population.age = 'total'
where parts.parts <> population.value
