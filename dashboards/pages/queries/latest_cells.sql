-- The source cells of the six cities' latest figures.
select l.*, m.six_city_order
from marts.lineage as l
inner join marts.indicators as i on l.indicator_id = i.indicator_id and l.year = i.latest_year
inner join marts.municipalities as m on l.municipality_code = m.municipality_code and m.is_six_city
