{#
    Full cost = direct cost + a share of the municipality's overhead. The share is the service's wages over all wages outside
    the overhead itself; where wages are not at hand there is no such row. The other rows answer how much it would matter
    if overhead were 5, 10 or 20 % of the direct cost. Source: docs/methods.md "Full cost".
#}
with config as (

    select * from {{ source('raw', 'full_cost') }}

),

prices as (

    select indicator_values.*
    from {{ ref('indicator_values') }} as indicator_values
    inner join {{ source('raw', 'indicators') }} as indicators
        on indicator_values.indicator_id = indicators.indicator_id
    where
        indicators.kind = 'unit_price'
        and indicator_values.price_basis = 'current'
        and indicator_values.value is not null
        -- Overhead has no overhead: the area it belongs to is left out.
        and indicators.service_area not in (
            select overhead.service_area
            from {{ source('raw', 'indicators') }} as overhead
            inner join config on overhead.indicator_id = config.overhead_id
        )

),

wages as (

    select indicator_id, municipality_code, year, total
    from {{ ref('int_indicator_roles') }}
    where role = 'wages' and total is not null

),

keys as (

    select
        prices.indicator_id,
        prices.municipality_code,
        prices.year,
        cast(wages.total as double) / nullif(cast(all_wages.numerator as double), 0) as overhead_share,
        cast(overhead.numerator as double) as overhead_dkk
    from prices
    cross join config
    inner join wages
        on prices.indicator_id = wages.indicator_id
        and prices.municipality_code = wages.municipality_code
        and prices.year = wages.year
    inner join {{ ref('indicator_values') }} as overhead
        on config.overhead_id = overhead.indicator_id
        and prices.municipality_code = overhead.municipality_code
        and prices.year = overhead.year
        and overhead.price_basis = 'current'
        and overhead.numerator is not null
    inner join {{ ref('indicator_values') }} as all_wages
        on config.wages_id = all_wages.indicator_id
        and prices.municipality_code = all_wages.municipality_code
        and prices.year = all_wages.year
        and all_wages.price_basis = 'current'
        and all_wages.numerator is not null
    where prices.denominator > 0

)

select
    prices.indicator_id,
    prices.municipality_code,
    prices.year,
    'wage_share' as scenario,
    prices.value as direct_cost,
    cast(100 * keys.overhead_share as decimal(24, 6)) as overhead_share_pct,
    cast(
        cast(prices.value as double) + keys.overhead_share * keys.overhead_dkk / cast(prices.denominator as double)
        as decimal(24, 6)
    ) as full_cost
from prices
inner join keys
    on prices.indicator_id = keys.indicator_id
    and prices.municipality_code = keys.municipality_code
    and prices.year = keys.year

union all

select
    prices.indicator_id,
    prices.municipality_code,
    prices.year,
    concat('plus_', sensitivities.overhead_pct_text, '_pct') as scenario,
    prices.value as direct_cost,
    cast(null as decimal(24, 6)) as overhead_share_pct,
    cast(
        cast(prices.value as double) * (1 + cast(sensitivities.overhead_pct as double) / 100) as decimal(24, 6)
    ) as full_cost
from prices
cross join {{ source('raw', 'overhead_sensitivities') }} as sensitivities
