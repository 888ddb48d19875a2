-- What each municipality that has pages spends per inhabitant, service by service: sums, and parts whose sum has no figure
-- that year. The economy as a whole is no service.
select
    i.*,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    b.year,
    b.value,
    corrected.year is not null as is_corrected,
    b.reference_unweighted as reference,
    prices.slug as price_slug
from about_indicators as i
inner join marts.benchmarks as b
    on i.indicator_id = b.indicator_id and i.latest_year = b.year and b.price_basis = 'current' and b.value is not null
inner join marts.peer_groups as g on b.peer_group = g.peer_group and g.is_compared
inner join marts.municipalities as m on b.municipality_code = m.municipality_code and m.is_viewpoint
left join about_corrected as corrected
    on b.indicator_id = corrected.indicator_id
    and b.municipality_code = corrected.municipality_code
    and b.year = corrected.year
left join marts.indicators as sums on i.part_of = sums.indicator_id
left join marts.price_overview as p on i.indicator_id = p.per_inhabitant_id and b.municipality_code = p.municipality_code
left join marts.indicators as prices on p.indicator_id = prices.indicator_id
where
    i.kind = 'context'
    and i.is_monetary
    and i.unit_per = 'inhabitant'
    and i.service_area <> 'economy'
    and (sums.latest_year is null or sums.latest_year < b.year)
qualify row_number() over (partition by i.indicator_id, b.municipality_code order by prices.sort_order) = 1
