-- Each city's effects and paired prices beside those of the others.
select
    p.effect_id as indicator_id,
    i.kind,
    i.slug,
    i.title_da,
    i.title_en,
    i.unit_da,
    i.unit_en,
    i.unit_measure,
    i.decimals,
    i.service_area,
    i.sort_order,
    p.municipality_code,
    p.effect_year,
    p.value,
    c.title_da as price_title_da,
    c.title_en as price_title_en,
    p.price_year,
    p.other_code,
    m.name as other_name,
    m.compared_order,
    p.other_value,
    p.price_difference_pct,
    p.is_ahead
from marts.peer_results as p
inner join marts.indicators as i on p.effect_id = i.indicator_id
inner join marts.indicators as c on p.price_id = c.indicator_id
inner join marts.municipalities as m on p.other_code = m.municipality_code
