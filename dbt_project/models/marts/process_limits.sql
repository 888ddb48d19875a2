{#
    An XmR chart for every series since its last break: centre, natural process limits, and the four signals that a series
    does more than swing. Source of constants and rules: docs/methods.md "Process limits". Fewer than eight points, or figures that
    share years: a run chart only, no limits and no signals. Nor has a series in current prices: that prices rise is no signal
    from a municipality; its fixed prices have limits.

    What follows the business cycle is charted as the gap to the country, for a good year is no signal from a municipality
    either: centre and limits are then the country's figure of the year and what the gap is and swings by. Years in
    which the country has no figure are left out.
#}
with country as (

    select indicator_id, year, price_basis, value
    from {{ ref('indicator_values') }}
    where municipality_code = '000' and value is not null

),

points as (

    select
        indicator_values.indicator_id,
        indicator_values.municipality_code,
        indicator_values.price_basis,
        indicator_values.year,
        indicator_values.value as figure,
        case when indicators.cyclical then country.value else 0 end as base,
        indicator_values.value - case when indicators.cyclical then country.value else 0 end as value,
        indicators.overlapping_years,
        stretches.stretch,
        max(stretches.stretch) over (partition by indicator_values.indicator_id) as last_stretch
    from {{ ref('indicator_values') }} as indicator_values
    inner join {{ source('raw', 'indicators') }} as indicators
        on indicator_values.indicator_id = indicators.indicator_id
    inner join {{ ref('int_stretches') }} as stretches
        on indicator_values.indicator_id = stretches.indicator_id and indicator_values.year = stretches.year
    left join country
        on indicator_values.indicator_id = country.indicator_id
        and indicator_values.year = country.year
        and indicator_values.price_basis = country.price_basis
    where
        indicator_values.value is not null
        and (not coalesce(indicators.cyclical, false) or (country.value is not null and indicator_values.municipality_code <> '000'))

),

moving as (

    select
        *,
        value - lag(value) over (
            partition by indicator_id, municipality_code, price_basis order by year
        ) as step
    from points
    where stretch = last_stretch

),

charts as (

    select
        indicator_id,
        municipality_code,
        price_basis,
        count(*) as n_points,
        count(*) >= {{ var('xmr_min_points') }}
        and max(overlapping_years) = 1
        and price_basis <> 'current' as has_limits,
        avg(cast(value as double)) as centre,
        avg(abs(cast(step as double))) as mr_mean
    from moving
    group by indicator_id, municipality_code, price_basis

),

placed as (

    select
        moving.*,
        charts.n_points,
        charts.has_limits,
        charts.centre,
        charts.mr_mean,
        {{ var('xmr_limit') }} * charts.mr_mean as reach,
        -- A figure that equals the mean lies on it, whatever a double's last digits say.
        round(cast(moving.value as double) - charts.centre, 9) as off,
        sign(round(cast(moving.value as double) - charts.centre, 9)) as side,
        coalesce(sign(moving.step), 0) as direction,
        row_number() over chart as position
    from moving
    inner join charts
        on moving.indicator_id = charts.indicator_id
        and moving.municipality_code = charts.municipality_code
        and moving.price_basis = charts.price_basis
    window chart as (
        partition by moving.indicator_id, moving.municipality_code, moving.price_basis order by moving.year
    )

),

turns as (

    select
        *,
        case when abs(off) > reach * 2 / 3 then side else 0 end as outer_side,
        position - row_number() over (
            partition by indicator_id, municipality_code, price_basis, side order by year
        ) as side_run,
        position - row_number() over (
            partition by indicator_id, municipality_code, price_basis, direction order by year
        ) as direction_run
    from placed

),

runs as (

    select
        *,
        row_number() over (
            partition by indicator_id, municipality_code, price_basis, side, side_run order by year
        ) as points_on_side,
        -- Six points that rise are five steps up.
        1 + row_number() over (
            partition by indicator_id, municipality_code, price_basis, direction, direction_run order by year
        ) as points_in_direction,
        sum(case when outer_side = 1 then 1 else 0 end) over last_three as high_of_three,
        sum(case when outer_side = -1 then 1 else 0 end) over last_three as low_of_three
    from turns
    window last_three as (
        partition by indicator_id, municipality_code, price_basis
        order by year rows between 2 preceding and current row
    )

)

select
    indicator_id,
    municipality_code,
    year,
    price_basis,
    figure as value,
    cast(n_points as integer) as n_points,
    has_limits,
    cast(case when has_limits then base + centre end as decimal(24, 6)) as centre,
    cast(case when has_limits then base + centre - reach end as decimal(24, 6)) as lower_limit,
    cast(case when has_limits then base + centre + reach end as decimal(24, 6)) as upper_limit,
    cast(abs(step) as decimal(24, 6)) as moving_range,
    cast(
        case when has_limits then {{ var('xmr_range_limit') }} * mr_mean end as decimal(24, 6)
    ) as moving_range_limit,
    has_limits and abs(off) > reach as signal_outside,
    has_limits and side <> 0 and points_on_side >= 7 as signal_seven_on_one_side,
    has_limits and direction <> 0 and points_in_direction >= 6 as signal_six_in_one_direction,
    has_limits
    and ((outer_side = 1 and high_of_three >= 2) or (outer_side = -1 and low_of_three >= 2)) as signal_two_of_three_near_a_limit
from runs
