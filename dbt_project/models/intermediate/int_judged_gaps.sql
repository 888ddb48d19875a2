{#
    Can the figure be told from the others'? With eight points or more, the gap is an XmR series of its own: a gap within
    2.66 mean moving ranges is what it does by itself from one measurement to the next. With fewer points there is no such
    measure; of a few municipalities one is always the highest, so only a figure outside the range of all the others in two
    measurements running, on the same side, counts as different. Our own choice, on the published constants of the XmR
    chart (docs/methods.md "Told apart or not"); nothing is computed across a break in series.

    A measure whose successive figures share years (a mean of three years, a window of five) moves little from one figure
    to the next because most of it is the same count twice: its moving ranges would make the tolerance too narrow. It has
    no limits however long the series is, and is judged by the range of the others.

    What these rules call different is held back by two things: the figure's own interval holds the reference of the others, or
    the price is above the others in one defensible scope and below them in another. What lies outside the range of the
    others in a short series and is not called different lacks something too: that all of the others have a figure, now and in
    the measurement before (`peers`), a measurement before at all (`single`), or that it too lay outside (`once`).
    `held_back_by` names the one that a figure that stands out lacks; inside, there is nothing to name.
#}
with gaps as (

    select * from {{ ref('int_gaps') }}

),

moving as (

    select
        *,
        abs(
            judged_gap - lag(judged_gap) over (partition by indicator_id, municipality_code, stretch order by year)
        ) as moving_range,
        lag(side) over (partition by indicator_id, municipality_code, stretch order by year) as side_before,
        lag(has_all_peers) over (partition by indicator_id, municipality_code, stretch order by year) as had_all_peers,
        max(stretch) over (partition by indicator_id, municipality_code) as last_stretch
    from gaps

),

variation as (

    select
        indicator_id,
        municipality_code,
        count(*) >= {{ var('xmr_min_points') }} and max(overlapping_years) = 1 as has_limits,
        cast(
            {{ var('xmr_limit') }} * {{ ratio('sum(moving_range)', 'count(moving_range)') }} as decimal(24, 6)
        ) as tolerance
    from moving
    where stretch = last_stretch
    group by indicator_id, municipality_code

),

scopes as (

    select
        indicator_id,
        municipality_code,
        year,
        min(gap_pct) as lowest_gap_pct,
        max(gap_pct) as highest_gap_pct
    from {{ ref('scope_values') }}
    group by indicator_id, municipality_code, year

),

judged as (

    select
        moving.*,
        variation.has_limits,
        variation.tolerance,
        case
            when moving.judged_gap is null then false
            when variation.has_limits then abs(moving.judged_gap) > variation.tolerance
            else coalesce(
                moving.side <> 0
                and moving.side = moving.side_before
                and moving.has_all_peers
                and moving.had_all_peers,
                false
            )
        end as differs_by_rule,
        case
            when moving.reference between intervals.lower_value and intervals.upper_value then 'interval'
            when moving.kind = 'unit_price' and scopes.lowest_gap_pct < 0 and scopes.highest_gap_pct > 0 then 'scopes'
        end as held_back_by
    from moving
    inner join variation
        on moving.indicator_id = variation.indicator_id and moving.municipality_code = variation.municipality_code
    left join {{ ref('int_intervals') }} as intervals
        on moving.indicator_id = intervals.indicator_id
        and moving.municipality_code = intervals.municipality_code
        and moving.year = intervals.year
    left join scopes
        on moving.indicator_id = scopes.indicator_id
        and moving.municipality_code = scopes.municipality_code
        and moving.year = scopes.year
    where moving.stretch = moving.last_stretch

)

select
    indicator_id,
    kind,
    municipality_code,
    year,
    value,
    reference,
    gap,
    gap_pct,
    lowest_other,
    highest_other,
    case when has_limits then 'moving_range' else 'range_of_others' end as verdict_basis,
    case when has_limits then tolerance end as tolerance,
    case
        when differs_by_rule then held_back_by
        when has_limits or side = 0 then null
        when not has_all_peers then 'peers'
        when side_before is null then 'single'
        -- Outside on the same side before: only the range of all of them was not known then.
        when side = side_before then 'peers'
        else 'once'
    end as held_back_by,
    differs_by_rule and held_back_by is null as is_told_apart
from judged
