-- Each of the six cities beside its own five others, and each other municipality that has pages beside the six; effects and
-- prices, for the plane.
select b.indicator_id, i.service_area, b.municipality_code, m.name, m.is_six_city, m.six_city_order, b.year, b.gap, b.gap_pct
from marts.benchmarks as b
inner join marts.indicators as i on b.indicator_id = i.indicator_id
inner join marts.municipalities as m on b.municipality_code = m.municipality_code
where m.is_viewpoint and b.peer_group = 'six_cities' and b.price_basis <> 'fixed' and i.kind in ('effect', 'unit_price')
