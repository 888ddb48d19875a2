-- Activity and context measures seen from each municipality that has pages, in the latest year with figures; a part of a sum
-- comes after it.
select
    i.*,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    i.latest_year as year,
    v.value,
    sums.title_da as sum_title_da,
    sums.title_en as sum_title_en,
    coalesce(sums.sort_order, i.sort_order) as sum_order
from about_indicators as i
inner join marts.municipalities as m on m.is_viewpoint
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
left join marts.indicators as sums on i.part_of = sums.indicator_id
where i.kind in ('activity', 'context')
