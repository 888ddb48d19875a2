{#
    What was asked of those who do the work, from each day on which it changed: a demand that begins, one that is simplified
    or dropped. Told from the days that were entered, so that it is the same whenever a release is made. A demand that began
    on a later day than the last decision is not left out: it is asked from that day.
#}
with steps as (

    select
        demands.municipality_code,
        demands.service_area,
        demands.since as day,
        1 as demands_change,
        demands.minutes_per_year * demands.staff as minutes_change,
        0 as returned_change
    from {{ source('raw', 'demands') }} as demands

    union all

    select
        demands.municipality_code,
        demands.service_area,
        reviews.decided_on as day,
        case when reviews.decision = 'drop' then -1 else 0 end as demands_change,
        (reviews.minutes_left - reviews.minutes_before) * demands.staff as minutes_change,
        (reviews.minutes_before - reviews.minutes_left) * demands.staff as returned_change
    from (
        select
            decided.*,
            coalesce(
                lag(decided.minutes_left) over (partition by decided.demand_id order by decided.sort_order),
                begun.minutes_per_year
            ) as minutes_before
        from {{ source('raw', 'demand_reviews') }} as decided
        inner join {{ source('raw', 'demands') }} as begun on decided.demand_id = begun.demand_id
    ) as reviews
    inner join {{ source('raw', 'demands') }} as demands on reviews.demand_id = demands.demand_id

),

days as (

    select
        municipality_code,
        service_area,
        day,
        sum(demands_change) as demands_change,
        sum(minutes_change) as minutes_change,
        sum(returned_change) as returned_change
    from steps
    group by municipality_code, service_area, day

)

select
    municipality_code,
    service_area,
    day as from_day,
    cast(sum(demands_change) over so_far as integer) as demand_count,
    cast(sum(minutes_change) over so_far / 60.0 as decimal(18, 2)) as hours_per_year,
    cast(sum(returned_change) over so_far / 60.0 as decimal(18, 2)) as hours_returned,
    cast(sum(minutes_change) over so_far / 60.0 / {{ var('full_time_hours') }} as decimal(18, 3)) as full_time_equivalents
from days
window so_far as (
    partition by municipality_code, service_area order by day rows between unbounded preceding and current row
)
