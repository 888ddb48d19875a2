{#
    Funnel over the country's municipalities: the common rate, and the limits within which a municipality of that many
    people may lie by chance. Municipalities differ by more than chance (overdispersion); the additive variance tau2 widens
    the limits by as much as they do. Source: docs/methods.md "Funnel"; Spiegelhalter's additive model. phi is estimated on
    all municipalities, untrimmed; with few at hand there is no funnel.
#}
with rates as (

    select * from {{ ref('int_intervals') }} where municipality_code <> '000'

),

common as (

    select
        indicator_id,
        year,
        sum(rate * people order by municipality_code) / sum(people order by municipality_code) as theta,
        count(*) as areas
    from rates
    group by indicator_id, year
    having count(*) >= {{ var('national_min_areas') }}

),

scored as (

    select
        rates.*,
        common.theta,
        common.areas,
        sqrt(case rates.interval_kind when 'proportion' then common.theta * (1 - common.theta) else common.theta end / rates.people)
            as chance_error
    from rates
    inner join common on rates.indicator_id = common.indicator_id and rates.year = common.year
    where common.theta > 0 and (rates.interval_kind = 'count' or common.theta < 1)

),

dispersion as (

    select
        indicator_id,
        year,
        sum(power((rate - theta) / chance_error, 2) order by municipality_code) / max(areas) as phi,
        greatest(
            0,
            (sum(power((rate - theta) / chance_error, 2) order by municipality_code) - (max(areas) - 1))
            / (
                sum(1 / power(chance_error, 2) order by municipality_code)
                - sum(1 / power(chance_error, 4) order by municipality_code) / sum(1 / power(chance_error, 2) order by municipality_code)
            )
        ) as tau2
    from scored
    group by indicator_id, year

),

widened as (

    select
        scored.*,
        dispersion.phi,
        dispersion.tau2,
        sqrt(scored.chance_error * scored.chance_error + dispersion.tau2) as error,
        case scored.interval_kind when 'proportion' then 1 end as most
    from scored
    inner join dispersion on scored.indicator_id = dispersion.indicator_id and scored.year = dispersion.year

)

select
    indicator_id,
    municipality_code,
    year,
    areas,
    theta,
    cast(phi as decimal(24, 6)) as phi,
    cast(tau2 as decimal(24, 12)) as tau2,
    cast((rate - theta) / error as decimal(24, 6)) as z_score,
    cast(per * theta as decimal(24, 6)) as common_value,
    -- No rate is below 0 and no share above the whole, whatever a symmetrical limit says.
    cast(per * greatest(0, theta - {{ var('interval_z') }} * error) as decimal(24, 6)) as lower_95,
    cast(per * least(most, theta + {{ var('interval_z') }} * error) as decimal(24, 6)) as upper_95,
    cast(per * greatest(0, theta - {{ var('funnel_outer_z') }} * error) as decimal(24, 6)) as lower_998,
    cast(per * least(most, theta + {{ var('funnel_outer_z') }} * error) as decimal(24, 6)) as upper_998
from widened
