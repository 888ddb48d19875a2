-- Every steering demand as a page shows it: by the process measure that follows it, or in its own name.
select
    coalesce(d.indicator_id, d.demand_id) as indicator_id,
    'process' as kind,
    d.*exclude (indicator_id),
    m.name as municipality_name,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    a.sort_order as area_order,
    m.compared_order
from marts.demands as d
inner join marts.municipalities as m on d.municipality_code = m.municipality_code
inner join marts.service_areas as a on d.service_area = a.service_area
