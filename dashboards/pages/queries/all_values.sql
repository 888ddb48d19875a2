-- The six cities' figures in all years, and every municipality's in the latest year. Fixed prices are left out: where there is
-- no price index they are missing, and a page shows current prices with that name.
select
    v.indicator_id,
    i.service_area,
    v.municipality_code,
    m.name,
    m.is_six_city,
    m.six_city_order,
    v.year,
    v.price_basis,
    v.value,
    v.missing_reason
from marts.indicator_values as v
inner join marts.indicators as i on v.indicator_id = i.indicator_id
inner join marts.municipalities as m on v.municipality_code = m.municipality_code
where m.is_municipality and v.price_basis <> 'fixed' and (m.is_six_city or v.year = i.latest_year)
