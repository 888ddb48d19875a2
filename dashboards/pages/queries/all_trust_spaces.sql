-- The trust space of each area, and how many of its process measures stand on the positive list: also those whose demand is
-- overdue, which are not shown, for what counts against the ceiling is what is asked.
with measures as (
    select indicator_id, service_area from marts.indicators
    union all
    select indicator_id, service_area from marts.withheld_indicators
),

listed as (
    select measures.service_area, count(distinct measures.indicator_id) as process_count
    from marts.demands as d
    inner join measures on d.indicator_id = measures.indicator_id
    where d.state <> 'dropped'
    group by measures.service_area
)

select
    a.service_area,
    a.slug as area_slug,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    a.sort_order,
    a.task,
    a.limits_da,
    a.limits_en,
    a.process_ceiling,
    coalesce(listed.process_count, 0) as process_count
from marts.service_areas as a
left join listed on a.service_area = listed.service_area
