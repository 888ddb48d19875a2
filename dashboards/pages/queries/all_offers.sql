-- Every offer of help to a municipality that has pages, with the names that a page gives.
select
    o.*,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.compared_order,
    m.is_compared,
    m.n_others,
    g.title_da as group_da,
    g.title_en as group_en,
    a.slug as area_slug,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    a.sort_order as area_order,
    i.title_da,
    i.title_en,
    i.sort_order
from marts.help_offers as o
inner join marts.municipalities as m on o.municipality_code = m.municipality_code and m.is_viewpoint
inner join marts.service_areas as a on o.service_area = a.service_area
inner join marts.indicators as i on o.indicator_id = i.indicator_id
inner join marts.peer_groups as g on g.is_compared
