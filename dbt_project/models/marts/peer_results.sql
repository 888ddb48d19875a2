{#
    Who does better at a similar price: those of the compared group, without the municipality itself, that have the same effect measure
    in the same year and the price it is paired with. Of several prices one of the effect's own area goes before the others,
    then the newest, then the first of the catalogue.

    Better is a forecast like any other (docs/methods.md): at least 80 % sure to be better at the next measurement too, and
    better as shown, so that a reader can check it. The difference of two is that of their distances to the mean of
    all, and a difference of two swings by 2 where one to the mean of n others swings by 1 + 1/n.
#}
with standing as (

    select
        forecasts.indicator_id,
        forecasts.municipality_code,
        forecasts.year,
        forecasts.suggested_from,
        benchmarks.n_peers,
        -- To the mean of all of the group, for one of it as for another.
        forecasts.difference * case
            when municipalities.compared_order is null then 1 else benchmarks.n_peers / (benchmarks.n_peers + 1.0)
        end as from_mean
    from {{ ref('int_forecasts') }} as forecasts
    inner join {{ source('raw', 'peer_groups') }} as peer_groups
        on forecasts.peer_group = peer_groups.peer_group and peer_groups.is_compared
    inner join {{ ref('benchmarks') }} as benchmarks
        on forecasts.indicator_id = benchmarks.indicator_id
        and forecasts.municipality_code = benchmarks.municipality_code
        and forecasts.year = benchmarks.year
        and forecasts.peer_group = benchmarks.peer_group
        and benchmarks.price_basis <> 'fixed'
    inner join {{ source('raw', 'municipalities') }} as municipalities
        on forecasts.municipality_code = municipalities.municipality_code

),

effects as (

    select
        overview.indicator_id,
        overview.municipality_code,
        overview.year,
        overview.value,
        indicators.service_area,
        indicators.decimals,
        standing.from_mean,
        standing.suggested_from * sqrt(2 / (1 + 1.0 / standing.n_peers)) as ahead_from,
        case when indicators.better = 'higher' then 1 else -1 end as sign
    from {{ ref('effect_overview') }} as overview
    inner join {{ source('raw', 'indicators') }} as indicators on overview.indicator_id = indicators.indicator_id
    left join standing
        on overview.indicator_id = standing.indicator_id
        and overview.municipality_code = standing.municipality_code
        and overview.year = standing.year
    where overview.value is not null

),

priced as (

    select
        effects.*,
        prices.indicator_id as price_id,
        prices.year as price_year,
        prices.value as price,
        row_number() over (
            partition by effects.indicator_id, effects.municipality_code
            order by
                case when indicators.service_area = effects.service_area then 0 else 1 end,
                prices.year desc,
                indicators.sort_order
        ) as choice
    from effects
    inner join {{ source('raw', 'indicator_pairs') }} as pairs on effects.indicator_id = pairs.effect_id
    inner join {{ ref('price_overview') }} as prices
        on pairs.indicator_id = prices.indicator_id
        and effects.municipality_code = prices.municipality_code
        -- What was paid in other years did not pay for this.
        and abs(effects.year - prices.year) <= {{ var('pair_max_years') }}
    inner join {{ source('raw', 'indicators') }} as indicators on prices.indicator_id = indicators.indicator_id

),

figures as (

    select figures.indicator_id, figures.municipality_code, figures.year, figures.value
    from {{ ref('indicator_values') }} as figures
    inner join {{ source('raw', 'municipalities') }} as municipalities
        on figures.municipality_code = municipalities.municipality_code
    where figures.price_basis <> 'fixed' and figures.value is not null and municipalities.compared_order is not null

),

compared as (

    select
        priced.*,
        others.municipality_code as other_code,
        others.value as other_value,
        priced.sign * (other_standing.from_mean - priced.from_mean) >= priced.ahead_from as is_lasting,
        other_prices.value as other_price,
        cast(100 * (other_prices.value - priced.price) / priced.price as decimal(24, 6)) as price_difference_pct
    from priced
    inner join figures as others
        on priced.indicator_id = others.indicator_id
        and priced.year = others.year
        and priced.municipality_code <> others.municipality_code
    inner join figures as other_prices
        on priced.price_id = other_prices.indicator_id
        and priced.price_year = other_prices.year
        and others.municipality_code = other_prices.municipality_code
    left join standing as other_standing
        on priced.indicator_id = other_standing.indicator_id
        and others.municipality_code = other_standing.municipality_code
        and priced.year = other_standing.year
    where priced.choice = 1 and priced.price > 0

)

select
    indicator_id as effect_id,
    municipality_code,
    other_code,
    year as effect_year,
    value,
    other_value,
    price_id,
    price_year,
    price,
    other_price,
    price_difference_pct,
    coalesce(is_lasting, false)
    and sign * (round(cast(other_value as double), decimals) - round(cast(value as double), decimals)) > 0
    and price_difference_pct <= {{ var('similar_price_pct') }} as is_ahead
from compared
