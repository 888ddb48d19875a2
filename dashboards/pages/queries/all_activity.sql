-- Activity and context measures seen from each municipality that has pages, in the latest year with figures.
select
    i.*,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    i.latest_year as year,
    v.value
from about_indicators as i
inner join marts.municipalities as m on m.is_viewpoint
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
where i.kind in ('activity', 'context')
