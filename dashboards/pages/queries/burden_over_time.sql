-- What is asked in each area and, without one, in the whole municipality, from each day on which that changed.
with areas as (
    select distinct municipality_code, service_area from marts.burden_history
),

-- The whole municipality from each day on which any of its areas changed: what then held in each of them.
whole as (
    select
        d.municipality_code,
        d.from_day,
        sum(h.demand_count) as demand_count,
        sum(h.hours_per_year) as hours_per_year,
        sum(h.full_time_equivalents) as full_time_equivalents,
        sum(h.hours_returned) as hours_returned
    from (select distinct municipality_code, from_day from marts.burden_history) as d
    inner join areas as a on d.municipality_code = a.municipality_code
    asof inner join marts.burden_history as h
        on a.municipality_code = h.municipality_code and a.service_area = h.service_area and d.from_day >= h.from_day
    group by d.municipality_code, d.from_day
),

effects as (
    select municipality_code, service_area, sum(effect_count) as effect_count
    from marts.steering_burden
    group by grouping sets ((municipality_code), (municipality_code, service_area))
),

told as (
    select municipality_code, cast(null as varchar) as service_area, * exclude (municipality_code) from whole
    union all by name
    select * from marts.burden_history
)

select
    t.municipality_code,
    t.from_day,
    t.service_area,
    m.name,
    m.compared_order,
    a.sort_order as area_order,
    coalesce(a.title_da, 'Hele kommunen') as area_title_da,
    coalesce(a.title_en, 'Whole municipality') as area_title_en,
    cast(t.demand_count as integer) as demand_count,
    t.hours_per_year,
    round(t.full_time_equivalents, 1) as full_time_equivalents,
    t.hours_returned,
    case when t.demand_count > 0
        then round(100.0 * e.effect_count / (e.effect_count + t.demand_count), 0)
    end as effect_share_pct
from told as t
inner join marts.municipalities as m on t.municipality_code = m.municipality_code
left join marts.service_areas as a on t.service_area = a.service_area
left join effects as e on t.municipality_code = e.municipality_code and t.service_area is not distinct from e.service_area
