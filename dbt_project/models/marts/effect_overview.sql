{#
    Can the latest figure be told from the others'? With eight points or more, the gap to the others is an XmR series of
    its own: a gap within 2.66 mean moving ranges is what the gap does by itself from one measurement to the next. With
    fewer points there is no such measure; of six cities one is always best, so only a figure outside the range of all
    the others in the two latest measurements, on the same side, counts as different. Our own choice, on the published
    constants of the XmR chart; nothing is computed across a break in series.
#}
with effects as (

    select * from {{ source('raw', 'indicators') }} where kind = 'effect'

),

six_cities as (

    select municipality_code from {{ source('raw', 'municipalities') }} where six_city_order is not null

),

benchmarks as (

    select * from {{ ref('benchmarks') }} where peer_group = 'six_cities'

),

latest as (

    select benchmarks.indicator_id, max(benchmarks.year) as year
    from benchmarks
    inner join effects on benchmarks.indicator_id = effects.indicator_id
    group by benchmarks.indicator_id

),

spread as (

    select
        benchmarks.indicator_id,
        benchmarks.municipality_code,
        benchmarks.year,
        benchmarks.gap,
        case
            when benchmarks.value > max(peers.value) then 1
            when benchmarks.value < min(peers.value) then -1
            else 0
        end as side
    from benchmarks
    inner join effects on benchmarks.indicator_id = effects.indicator_id
    inner join benchmarks as peers
        on benchmarks.indicator_id = peers.indicator_id
        and benchmarks.year = peers.year
        and benchmarks.municipality_code <> peers.municipality_code
    inner join six_cities on peers.municipality_code = six_cities.municipality_code
    group by
        benchmarks.indicator_id,
        benchmarks.municipality_code,
        benchmarks.year,
        benchmarks.gap,
        benchmarks.value

),

-- The part of a series between two breaks has a number of its own.
stretches as (

    select
        spread.indicator_id,
        spread.municipality_code,
        spread.year,
        spread.gap,
        spread.side,
        count(breaks.year) as stretch
    from spread
    left join {{ source('raw', 'indicator_breaks') }} as breaks
        on spread.indicator_id = breaks.indicator_id and spread.year >= breaks.year
    group by spread.indicator_id, spread.municipality_code, spread.year, spread.gap, spread.side

),

moving as (

    select
        *,
        abs(
            gap - lag(gap) over (partition by indicator_id, municipality_code, stretch order by year)
        ) as moving_range,
        lag(side) over (partition by indicator_id, municipality_code, stretch order by year) as side_before,
        max(stretch) over (partition by indicator_id, municipality_code) as last_stretch
    from stretches

),

variation as (

    select
        indicator_id,
        municipality_code,
        count(*) as points,
        {{ ratio('sum(moving_range)', 'count(moving_range)') }} as mean_moving_range
    from moving
    where stretch = last_stretch
    group by indicator_id, municipality_code

),

compared as (

    select
        benchmarks.indicator_id,
        benchmarks.municipality_code,
        benchmarks.year,
        benchmarks.value,
        benchmarks.reference_unweighted as reference,
        benchmarks.gap,
        effects.better,
        effects.decimals,
        moving.side = moving.side_before and moving.side <> 0 as is_outside_twice,
        case
            when variation.points >= {{ var('xmr_min_points') }} then 'moving_range' else 'range_of_others'
        end as verdict_basis,
        case
            when variation.points >= {{ var('xmr_min_points') }}
                then cast({{ var('xmr_limit') }} * variation.mean_moving_range as decimal(24, 6))
        end as tolerance
    from benchmarks
    inner join latest on benchmarks.indicator_id = latest.indicator_id and benchmarks.year = latest.year
    inner join effects on benchmarks.indicator_id = effects.indicator_id
    inner join moving
        on benchmarks.indicator_id = moving.indicator_id
        and benchmarks.year = moving.year
        and benchmarks.municipality_code = moving.municipality_code
    inner join variation
        on benchmarks.indicator_id = variation.indicator_id
        and benchmarks.municipality_code = variation.municipality_code

),

judged as (

    select
        indicator_id,
        municipality_code,
        year,
        value,
        reference,
        gap,
        tolerance,
        case
            when abs(gap) < 0.5 * power(10, -decimals) then 'same'
            when verdict_basis = 'moving_range' and abs(gap) <= tolerance then 'indistinguishable'
            when verdict_basis = 'range_of_others' and coalesce(is_outside_twice, false) = false
                then 'indistinguishable'
            when (gap > 0) = (better = 'higher') then 'better'
            else 'worse'
        end as verdict,
        verdict_basis
    from compared

),

-- Every effect measure keeps its place for the six, also when nobody has a figure for it.
expected as (

    select
        effects.indicator_id,
        six_cities.municipality_code,
        latest.year,
        effects.missing_reason
    from effects
    cross join six_cities
    left join latest on effects.indicator_id = latest.indicator_id

)

select
    indicator_id,
    municipality_code,
    year,
    value,
    reference,
    gap,
    tolerance,
    verdict,
    verdict_basis,
    cast(null as varchar) as missing_reason
from judged

union all

select
    expected.indicator_id,
    expected.municipality_code,
    expected.year,
    cast(null as decimal(24, 6)) as value,
    cast(null as decimal(24, 6)) as reference,
    cast(null as decimal(24, 6)) as gap,
    cast(null as decimal(24, 6)) as tolerance,
    'missing' as verdict,
    'missing' as verdict_basis,
    coalesce(expected.missing_reason, indicator_values.missing_reason, 'source_absent') as missing_reason
from expected
left join judged
    on expected.indicator_id = judged.indicator_id and expected.municipality_code = judged.municipality_code
left join {{ ref('indicator_values') }} as indicator_values
    on expected.indicator_id = indicator_values.indicator_id
    and expected.municipality_code = indicator_values.municipality_code
    and expected.year = indicator_values.year
    and indicator_values.price_basis <> 'fixed'
where judged.indicator_id is null
