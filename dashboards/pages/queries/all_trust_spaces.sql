-- The trust space of each area, and how many of its process measures are shown.
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
    count(i.indicator_id) as process_count
from marts.service_areas as a
left join marts.indicators as i on a.service_area = i.service_area and i.kind = 'process'
group by all
