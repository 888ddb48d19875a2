{#
    Cells that tell another price index than the deflator does. Each figure is rounded to a krone, so `current` may differ
    from `fixed x level` by half a krone of its own, half a krone of the fixed figure, and what the same rounding does to
    the level.
#}
with levels as (

    select * from {{ ref('int_price_levels') }}

),

deflator as (

    select
        year,
        cast(fixed_value as double) as fixed_value,
        cast(current_value as double) / cast(fixed_value as double) as price_level
    from levels
    where is_deflator

)

select
    levels.current_key,
    levels.municipality_code,
    levels.year,
    levels.current_value,
    levels.fixed_value,
    deflator.price_level
from levels
inner join deflator on levels.year = deflator.year
where
    abs(levels.current_value - levels.fixed_value * deflator.price_level)
    > 0.5 * (1 + deflator.price_level) * (1 + abs(levels.fixed_value) / deflator.fixed_value) + 0.000001
