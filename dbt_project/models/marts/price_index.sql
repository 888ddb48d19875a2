{#
    A figure in prices of the base year is the figure x to_base_prices; the base year is the newest of the index. One
    deflator has to hold for all areas and key figures: where it really differs, hundreds of cells disagree, there is no
    index, and no fixed price is published.
#}
with levels as (

    select year, current_value, fixed_value
    from {{ ref('int_price_levels') }}
    where
        is_deflator
        and (select count(*) from {{ ref('int_price_disagreements') }}) <= {{ var('price_disagreements_at_most') }}

),

base as (

    select year as base_year, current_value, fixed_value
    from levels
    where year = (select max(year) from levels)

)

select
    levels.year,
    base.base_year,
    cast(
        100 * cast(levels.current_value as double) * cast(base.fixed_value as double)
        / (cast(levels.fixed_value as double) * cast(base.current_value as double))
        as decimal(24, 6)
    ) as price_level_pct,
    -- Twelve decimals, so that the last krone of the largest account is right.
    cast(
        cast(base.current_value as double) * cast(levels.fixed_value as double)
        / (cast(base.fixed_value as double) * cast(levels.current_value as double))
        as decimal(24, 12)
    ) as to_base_prices
from levels
cross join base
