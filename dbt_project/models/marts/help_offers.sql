{#
    Where an area is offered help: at least two of its effect measures worse than expected in at least three successive
    measurements up to the latest. Only effects count, never a price, an activity or a process measure, and it is the area
    that is offered help, no person.

    Expected is what every usable model with an interval expects. Where no model can say, it is what the others do, and
    worse is what was clearly worse by what was known that year. Measurements that share years are the same count more than once: of a measure that
    takes five years together, eleven figures in a row make three measurements that share none.

    A measurement that the municipality lacks, while others have it or the survey was asked, breaks the run: nobody knows what
    it would have said. A measure whose last figure is more than three years older than the newest figure of any effect says
    nothing of now. Measures of the same thing are one cluster and count once.
#}
with effects as (

    select indicator_id, service_area, cluster, better, overlapping_years
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

places as (

    select distinct figures.indicator_id, figures.municipality_code
    from {{ ref('indicator_values') }} as figures
    inner join effects on figures.indicator_id = effects.indicator_id
    where figures.value is not null

),

measured as (

    select
        years.indicator_id,
        places.municipality_code,
        years.year,
        effects.service_area,
        effects.cluster,
        effects.overlapping_years,
        coalesce(modelled.is_worse, beside_others.is_worse, false) as is_worse,
        modelled.is_worse is not null as is_modelled,
        max(years.year) over (partition by years.indicator_id) as latest_year,
        max(years.year) over () as newest_year
    from {{ ref('int_measurement_years') }} as years
    inner join effects on years.indicator_id = effects.indicator_id
    inner join places on years.indicator_id = places.indicator_id
    left join {{ ref('int_stretches') }} as stretches
        on years.indicator_id = stretches.indicator_id and years.year = stretches.year
    left join modelled
        on years.indicator_id = modelled.indicator_id
        and places.municipality_code = modelled.municipality_code
        and years.year = modelled.year
    left join beside_others
        on years.indicator_id = beside_others.indicator_id
        and places.municipality_code = beside_others.municipality_code
        and years.year = beside_others.year
    -- A round that nobody has a figure of is in no stretch of its own, and breaks the run of the one it falls in.
    qualify coalesce(stretches.stretch, max(stretches.stretch) over (partition by years.indicator_id))
        = max(stretches.stretch) over (partition by years.indicator_id)

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
        cluster,
        min(year) as first_year,
        max(year) as latest_year,
        ceil(1.0 * count(*) / max(overlapping_years)) as measurements,
        bool_and(is_modelled) as is_modelled
    from counted
    where not_worse_since = 0
    group by indicator_id, municipality_code, service_area, cluster
    having max(year) = max(latest_year)
        and max(newest_year) - max(year) <= {{ var('help_max_age_years') }}
        and measurements >= {{ var('help_min_measurements') }}

),

offers as (

    select *
    from runs
    qualify count(distinct cluster) over (partition by municipality_code, service_area) >= {{ var('help_min_effects') }}

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
