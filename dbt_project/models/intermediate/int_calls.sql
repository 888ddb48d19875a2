{#
    The word for every difference, before past calls are held against what came after (`marts.verdict_scores`): how strong a
    call is, which way, and what holds it back. One rule for effects and prices, for every group.

    A difference is clear when it is as large as `clear_from`, where the next measurement lies on the same side with 95 %
    also after what rounding can have done; suggested from `suggested_from`, 80 %. Where a smallest difference that
    matters is decided, a smaller one is neither, and one that is smaller with 90 % is on a level.

    Two things are never said whatever the forecast: what the latest figure itself contradicts as shown, and of a price what
    another defensible scope contradicts. And of two of the compared group with the same figure as shown none is called
    clear while the other cannot be told: who reads the two side by side sees the same.
#}
with figures as (

    select
        benchmarks.*,
        indicators.kind,
        indicators.better,
        stretches.stretch,
        peer_groups.is_compared,
        peer_groups.is_compared and municipalities.compared_order is not null as is_one_of_them,
        round(benchmarks.value * power(10, indicators.decimals)) as shown,
        case indicators.kind
            when 'unit_price' then {{ side_as_shown('benchmarks.gap_pct') }}
            when 'effect'
                then case
                    when abs(benchmarks.gap) < 0.5 * power(10, -indicators.decimals) then 0
                    else sign(benchmarks.gap)
                end
        end as side,
        indicators.kind = 'unit_price' and (benchmarks.value <= 0 or benchmarks.gap_pct is null) as is_no_price
    from {{ ref('benchmarks') }} as benchmarks
    inner join {{ source('raw', 'indicators') }} as indicators on benchmarks.indicator_id = indicators.indicator_id
    inner join {{ source('raw', 'peer_groups') }} as peer_groups on benchmarks.peer_group = peer_groups.peer_group
    inner join {{ source('raw', 'municipalities') }} as municipalities
        on benchmarks.municipality_code = municipalities.municipality_code
    inner join {{ ref('int_stretches') }} as stretches
        on benchmarks.indicator_id = stretches.indicator_id and benchmarks.year = stretches.year
    where indicators.kind in ('effect', 'unit_price') and benchmarks.price_basis <> 'fixed'

),

-- Scopes are held against the compared group alone.
turning as (

    select indicator_id, municipality_code, year
    from {{ ref('scope_values') }}
    group by indicator_id, municipality_code, year
    having min(gap_pct) < 0 and max(gap_pct) > 0

),

forecast as (

    select
        figures.*,
        forecasts.* exclude (indicator_id, municipality_code, year, peer_group),
        abs(forecasts.difference) as size,
        turning.year is not null as is_turning,
        coalesce(sign(forecasts.difference) <> figures.side, false) as is_contradicted
    from figures
    left join {{ ref('int_forecasts') }} as forecasts
        on figures.indicator_id = forecasts.indicator_id
        and figures.municipality_code = forecasts.municipality_code
        and figures.year = forecasts.year
        and figures.peer_group = forecasts.peer_group
    left join turning
        on figures.is_compared
        and figures.kind = 'unit_price'
        and figures.indicator_id = turning.indicator_id
        and figures.municipality_code = turning.municipality_code
        and figures.year = turning.year

),

by_rule as (

    select
        *,
        case
            when is_no_price then 'not_comparable'
            when p_same is null then 'too_few'
            when size >= clear_from and size >= coalesce(smallest_difference, 0) then 'clearly'
            when p_inside >= {{ var('inside_sure') }} then 'on_level'
            when size >= suggested_from and size >= coalesce(smallest_difference, 0) then 'suggests'
            else 'cannot_tell'
        end as ruled
    from forecast

),

called as (

    select
        * exclude (size, is_turning, is_contradicted, ruled),
        case when ruled in ('clearly', 'suggests') and (is_contradicted or is_turning) then 'cannot_tell' else ruled end
        as strength,
        case
            when kind = 'unit_price' then case when difference > 0 then 'higher' else 'lower' end
            when (difference > 0) = (better = 'higher') then 'better'
            else 'worse'
        end as direction,
        case
            when ruled = 'too_few' and latest is null then 'peers'
            when ruled in ('clearly', 'suggests') and is_contradicted then 'latest'
            when ruled in ('clearly', 'suggests') and is_turning then 'scopes'
            when ruled = 'cannot_tell' and size >= suggested_from then 'smallest_difference'
            when ruled = 'cannot_tell' and p_same >= {{ var('suggested_sure') }} then 'rounding'
            when ruled = 'suggests' and p_same >= {{ var('clear_sure') }} then 'rounding'
        end as held_back_by
    from by_rule

),

untold as (

    select distinct indicator_id, year, peer_group, shown
    from called
    where is_one_of_them and strength = 'cannot_tell'

)

select
    called.* exclude (strength, held_back_by, is_one_of_them, shown),
    case when untold.shown is not null then 'suggests' else called.strength end as strength,
    case when untold.shown is not null then 'alike' else called.held_back_by end as held_back_by
from called
left join untold
    on called.is_one_of_them
    and called.strength = 'clearly'
    and called.indicator_id = untold.indicator_id
    and called.year = untold.year
    and called.peer_group = untold.peer_group
    and called.shown = untold.shown
