{#
    What is measured of effects, and what is asked of those who do the work. A demand that was dropped is no longer asked;
    one whose review date has passed still is, until somebody decides.
#}
with places as (

    select municipalities.municipality_code, service_areas.service_area
    from {{ source('raw', 'municipalities') }} as municipalities
    cross join {{ source('raw', 'service_areas') }} as service_areas

),

effects as (

    select
        indicators.service_area,
        figures.municipality_code,
        count(distinct indicators.indicator_id) as effect_count
    from {{ source('raw', 'indicators') }} as indicators
    inner join {{ ref('indicator_values') }} as figures on indicators.indicator_id = figures.indicator_id
    where indicators.kind = 'effect' and figures.value is not null
    group by indicators.service_area, figures.municipality_code

),

asked as (

    select
        municipality_code,
        service_area,
        count(case when state <> 'dropped' then 1 end) as demand_count,
        count(case when state in ('due', 'overdue') then 1 end) as due_count,
        count(case when state <> 'dropped' and basis = 'own_choice' then 1 end) as own_choice_count,
        sum(hours_per_year) as hours_per_year,
        sum(case when basis = 'own_choice' then hours_per_year else 0 end) as hours_own_choice,
        sum(hours_returned) as hours_returned
    from {{ ref('demands') }}
    group by municipality_code, service_area

)

select
    places.municipality_code,
    places.service_area,
    cast(coalesce(effects.effect_count, 0) as integer) as effect_count,
    cast(coalesce(asked.demand_count, 0) as integer) as demand_count,
    cast(coalesce(asked.due_count, 0) as integer) as due_count,
    cast(coalesce(asked.own_choice_count, 0) as integer) as own_choice_count,
    cast(coalesce(asked.hours_per_year, 0) as decimal(18, 2)) as hours_per_year,
    cast(coalesce(asked.hours_own_choice, 0) as decimal(18, 2)) as hours_own_choice,
    cast(coalesce(asked.hours_returned, 0) as decimal(18, 2)) as hours_returned,
    cast(coalesce(asked.hours_per_year, 0) / {{ var('full_time_hours') }} as decimal(18, 3)) as full_time_equivalents,
    cast({{ var('full_time_hours') }} as integer) as full_time_hours
from places
left join effects
    on places.municipality_code = effects.municipality_code and places.service_area = effects.service_area
left join asked
    on places.municipality_code = asked.municipality_code and places.service_area = asked.service_area
