{#
    Who does better at a similar price: those of the compared group, without the municipality itself, that have the same effect measure
    in the same year and the price it is paired with. Of several prices one of the effect's own area goes before the others,
    then the newest, then the first of the catalogue.
    A figure is better when it is better as shown, so that a reader can check it.
#}
with effects as (

    select
        overview.indicator_id,
        overview.municipality_code,
        overview.year,
        overview.value,
        indicators.service_area,
        indicators.decimals,
        case when indicators.better = 'higher' then 1 else -1 end as sign
    from {{ ref('effect_overview') }} as overview
    inner join {{ source('raw', 'indicators') }} as indicators on overview.indicator_id = indicators.indicator_id
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
    sign * (round(cast(other_value as double), decimals) - round(cast(value as double), decimals)) > 0
    and price_difference_pct <= {{ var('similar_price_pct') }} as is_ahead
from compared
