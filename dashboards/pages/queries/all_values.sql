-- The figures of every municipality that has pages in all years, and of all municipalities in the latest year. Fixed prices
-- are left out: where there is no price index they are missing, and a page shows current prices with that name. The process
-- limits are those of the municipality's series since its last break.
select
    v.indicator_id,
    i.service_area,
    v.municipality_code,
    m.name,
    m.is_six_city,
    m.six_city_order,
    v.year,
    coalesce(v.year = i.latest_year, false) as is_latest,
    v.price_basis,
    v.value,
    v.missing_reason,
    l.lower_limit,
    l.upper_limit,
    coalesce(l.signal_outside, false) as signal_outside
from marts.indicator_values as v
inner join marts.indicators as i on v.indicator_id = i.indicator_id
inner join marts.municipalities as m on v.municipality_code = m.municipality_code
left join marts.process_limits as l
    on v.indicator_id = l.indicator_id
    and v.municipality_code = l.municipality_code
    and v.year = l.year
    and v.price_basis = l.price_basis
where m.is_municipality and v.price_basis <> 'fixed' and (m.is_viewpoint or v.year = i.latest_year)
