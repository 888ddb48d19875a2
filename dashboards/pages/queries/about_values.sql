-- Every figure in every price basis, with the process limits of its municipality's series, which stand since its last break,
-- and whether it rests on a corrected source cell.
select
    v.indicator_id,
    i.service_area,
    i.kind,
    v.municipality_code,
    m.name,
    m.is_municipality,
    m.is_compared,
    m.is_viewpoint,
    m.compared_order,
    v.year,
    coalesce(v.year = i.latest_year, false) as is_latest,
    v.price_basis,
    v.value,
    v.missing_reason,
    l.lower_limit,
    l.upper_limit,
    coalesce(l.signal_outside, false) as signal_outside,
    corrected.indicator_id is not null as is_corrected
from marts.indicator_values as v
inner join marts.indicators as i on v.indicator_id = i.indicator_id
inner join marts.municipalities as m on v.municipality_code = m.municipality_code
left join marts.process_limits as l
    on v.indicator_id = l.indicator_id
    and v.municipality_code = l.municipality_code
    and v.year = l.year
    and v.price_basis = l.price_basis
left join about_corrected as corrected
    on v.indicator_id = corrected.indicator_id
    and v.municipality_code = corrected.municipality_code
    and v.year = corrected.year
