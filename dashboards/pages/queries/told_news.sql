-- What each release told otherwise than the one before it, newest release first.
select
    n.release_id,
    n.told_on,
    n.what,
    n.cause,
    n.municipality_code,
    m.name,
    i.slug,
    i.title_da,
    i.title_en,
    n.figure_count,
    n.municipality_count,
    n.first_year,
    n.last_year,
    n.largest_change_pct,
    n.verdict_before,
    n.verdict,
    dense_rank() over (order by n.told_on desc, n.release_id <> r.release_id, n.release_id) as release_no,
    m.viewpoint_order,
    i.kind_order,
    a.sort_order as area_order,
    i.sort_order
from marts.news as n
cross join marts.release as r
inner join marts.indicators as i on n.indicator_id = i.indicator_id
inner join marts.service_areas as a on i.service_area = a.service_area
left join marts.municipalities as m on n.municipality_code = m.municipality_code
