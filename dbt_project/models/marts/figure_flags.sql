{#
    Figures to look at twice, by the two rules of the method: far from the middle of the country's municipalities, or far
    from the figure before. A flag changes no figure and leaves none out. Our own limits, on the usual robust score
    (deviation from the median over 1.4826 x MAD, which is the standard deviation of a normal distribution); an ordinary
    score would be drawn by the very figures it is to find. Where more than half share one value MAD is 0, and 1.2533 x the
    mean absolute deviation takes its place, which is the standard deviation too. Fixed prices are the same figures once more.
#}
with figures as (

    select
        published.indicator_id,
        published.municipality_code,
        published.year,
        published.price_basis,
        published.value
    from {{ ref('indicator_values') }} as published
    where published.value is not null and published.price_basis <> 'fixed'

),

among as (

    select figures.*
    from figures
    inner join {{ source('raw', 'municipalities') }} as municipalities
        on figures.municipality_code = municipalities.municipality_code

),

middles as (

    select
        indicator_id,
        year,
        price_basis,
        median(cast(value as double)) as middle
    from among
    group by indicator_id, year, price_basis
    having count(*) >= {{ var('flag_min_areas') }}

),

deviations as (

    select
        among.*,
        middles.middle,
        cast(among.value as double) - middles.middle as deviation
    from among
    inner join middles
        on among.indicator_id = middles.indicator_id
        and among.year = middles.year
        and among.price_basis = middles.price_basis

),

spreads as (

    select
        indicator_id,
        year,
        price_basis,
        coalesce(nullif(1.4826 * median(abs(deviation)), 0), 1.2533 * avg(abs(deviation))) as spread
    from deviations
    group by indicator_id, year, price_basis

),

scored as (

    select
        deviations.indicator_id,
        deviations.municipality_code,
        deviations.year,
        deviations.price_basis,
        'unusual_among_98' as flag,
        deviations.value,
        cast(null as integer) as previous_year,
        deviations.middle as compared_with,
        deviations.deviation / nullif(spreads.spread, 0) as score,
        {{ var('flag_mad_limit') }} as score_limit
    from deviations
    inner join spreads
        on deviations.indicator_id = spreads.indicator_id
        and deviations.year = spreads.year
        and deviations.price_basis = spreads.price_basis

    union all

    select
        indicator_id,
        municipality_code,
        year,
        price_basis,
        'unusual_change' as flag,
        value,
        previous_year,
        cast(previous_value as double) as compared_with,
        ln(cast(value as double)) - ln(cast(previous_value as double)) as score,
        {{ var('flag_log_change') }} as score_limit
    from {{ ref('changes') }}
    where price_basis <> 'fixed' and value > 0 and previous_value > 0

)

select
    indicator_id,
    municipality_code,
    year,
    price_basis,
    flag,
    value,
    previous_year,
    cast(compared_with as decimal(24, 6)) as compared_with,
    cast(score as decimal(24, 6)) as score,
    score > 0 as is_above
from scored
where abs(score) > score_limit
