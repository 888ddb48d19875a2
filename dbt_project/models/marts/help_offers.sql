{#
    Where an area is offered help: at least two of its effect measures worse than expected in at least three successive
    measurements up to the latest. Only effects count, never a price, an activity or a process measure, and it is the area
    that is offered help, no person.

    Expected is what every usable model with an interval expects. Where no model can say, it is what the others do, and
    worse is what was clearly worse by what was known that year. Measurements that share years are the same count more than once: of a measure that
    takes five years together, eleven figures in a row make three measurements that share none.
#}
with effects as (

    select indicator_id, service_area, better, overlapping_years
    from {{ source('raw', 'indicators') }}
    where kind = 'effect'

),

modelled as (

    select
        expected.indicator_id,
        expected.municipality_code,
        expected.year,
        bool_and(
            expected.verdict = case when effects.better = 'higher' then 'below' else 'above' end
        ) as is_worse
    from {{ ref('expected_values') }} as expected
    inner join effects on expected.indicator_id = effects.indicator_id
    where expected.is_usable and expected.verdict <> 'no_interval'
    group by expected.indicator_id, expected.municipality_code, expected.year

),

beside_others as (

    select
        verdicts.indicator_id,
        verdicts.municipality_code,
        verdicts.year,
        verdicts.verdict = 'clearly_worse' as is_worse
    from {{ ref('verdicts') }} as verdicts
    inner join {{ source('raw', 'peer_groups') }} as peer_groups
        on verdicts.peer_group = peer_groups.peer_group and peer_groups.is_compared

),

measured as (

    select
        figures.indicator_id,
        figures.municipality_code,
        figures.year,
        effects.service_area,
        effects.overlapping_years,
        coalesce(modelled.is_worse, beside_others.is_worse, false) as is_worse,
        modelled.is_worse is not null as is_modelled,
        max(figures.year) over (partition by figures.indicator_id) as latest_year
    from {{ ref('indicator_values') }} as figures
    inner join effects on figures.indicator_id = effects.indicator_id
    inner join {{ ref('int_stretches') }} as stretches
        on figures.indicator_id = stretches.indicator_id and figures.year = stretches.year
    left join modelled
        on figures.indicator_id = modelled.indicator_id
        and figures.municipality_code = modelled.municipality_code
        and figures.year = modelled.year
    left join beside_others
        on figures.indicator_id = beside_others.indicator_id
        and figures.municipality_code = beside_others.municipality_code
        and figures.year = beside_others.year
    where figures.value is not null
    qualify stretches.stretch = max(stretches.stretch) over (partition by figures.indicator_id)

),

counted as (

    select
        *,
        sum(case when is_worse then 0 else 1 end) over (
            partition by indicator_id, municipality_code
            order by year desc rows between unbounded preceding and current row
        ) as not_worse_since
    from measured

),

runs as (

    select
        indicator_id,
        municipality_code,
        service_area,
        min(year) as first_year,
        max(year) as latest_year,
        ceil(1.0 * count(*) / max(overlapping_years)) as measurements,
        bool_and(is_modelled) as is_modelled
    from counted
    where not_worse_since = 0
    group by indicator_id, municipality_code, service_area
    having max(year) = max(latest_year) and measurements >= {{ var('help_min_measurements') }}

),

offers as (

    select *
    from runs
    qualify count(*) over (partition by municipality_code, service_area) >= {{ var('help_min_effects') }}

)

select
    offers.municipality_code,
    offers.service_area,
    offers.indicator_id,
    offers.first_year,
    offers.latest_year,
    cast(offers.measurements as integer) as measurements,
    offers.is_modelled,
    coalesce(own_contacts.contact, other_contacts.contact) as contact
from offers
left join {{ source('raw', 'help_contacts') }} as own_contacts
    on offers.municipality_code = own_contacts.municipality_code and offers.service_area = own_contacts.service_area
left join {{ source('raw', 'help_contacts') }} as other_contacts
    on offers.municipality_code = other_contacts.municipality_code and other_contacts.service_area is null
