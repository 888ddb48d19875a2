{#
    What chance alone does to a rate: Wilson's interval for a proportion of people, Byar's for a count of events, both at
    95 %. Only where the number of people is at hand. The rate is `value / per`, the events are `rate x people`.
    Source: docs/methods.md "Intervals".
#}
{% set z = var('interval_z') %}
with rates as (

    select
        indicator_values.indicator_id,
        indicator_values.municipality_code,
        indicator_values.year,
        indicator_values.value,
        indicators.interval_kind,
        cast(indicators.interval_per as double) as per,
        cast(indicator_values.value as double) / cast(indicators.interval_per as double) as rate,
        cast(coalesce(indicator_values.denominator, indicator_values.weight) as double) as people
    from {{ ref('indicator_values') }} as indicator_values
    inner join {{ source('raw', 'indicators') }} as indicators
        on indicator_values.indicator_id = indicators.indicator_id
    where indicators.interval_kind is not null and indicator_values.value is not null

),

usable as (

    select *, rate * people as events
    from rates
    -- A difference of two sources may leave a share below 0 or above 1: there is no interval for that.
    where people > 0 and rate >= 0 and (interval_kind = 'count' or rate <= 1)

),

bounded as (

    select
        *,
        case interval_kind
            when 'proportion'
                then (
                    rate + {{ z }} * {{ z }} / (2 * people)
                    - {{ z }} * sqrt(rate * (1 - rate) / people + {{ z }} * {{ z }} / (4 * people * people))
                ) / (1 + {{ z }} * {{ z }} / people)
            when 'count'
                then
                    case
                        when events = 0 then 0
                        else events * power(1 - 1 / (9 * events) - {{ z }} / (3 * sqrt(events)), 3) / people
                    end
        end as lower_rate,
        case interval_kind
            when 'proportion'
                then (
                    rate + {{ z }} * {{ z }} / (2 * people)
                    + {{ z }} * sqrt(rate * (1 - rate) / people + {{ z }} * {{ z }} / (4 * people * people))
                ) / (1 + {{ z }} * {{ z }} / people)
            when 'count'
                then (events + 1) * power(1 - 1 / (9 * (events + 1)) + {{ z }} / (3 * sqrt(events + 1)), 3) / people
        end as upper_rate
    from usable

)

select
    indicator_id,
    municipality_code,
    year,
    interval_kind,
    per,
    rate,
    people,
    events,
    -- Half the interval in standard errors, so that a rate of 0 of few people is not taken for certain; for rank intervals.
    (upper_rate - lower_rate) / (2 * {{ z }}) as rate_error,
    cast(per * lower_rate as decimal(24, 6)) as lower_value,
    cast(per * upper_rate as decimal(24, 6)) as upper_value
from bounded
