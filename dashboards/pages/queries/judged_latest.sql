-- Every municipality's latest figure of each indicator, beside the country's mean and the compared group.
select
    i.indicator_id,
    m.municipality_code,
    m.name,
    m.slug,
    m.is_compared,
    m.compared_order,
    v.value,
    b.gap,
    country.verdict,
    compared.verdict as verdict_compared
from marts.indicators as i
inner join marts.municipalities as m on m.is_municipality
inner join marts.peer_groups as everybody on everybody.kind = 'all'
inner join marts.peer_groups as six on six.is_compared
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
left join marts.benchmarks as b
    on v.indicator_id = b.indicator_id
    and v.municipality_code = b.municipality_code
    and v.year = b.year
    and v.price_basis = b.price_basis
    and everybody.peer_group = b.peer_group
left join marts.verdicts as country
    on v.indicator_id = country.indicator_id
    and v.municipality_code = country.municipality_code
    and v.year = country.year
    and everybody.peer_group = country.peer_group
left join marts.verdicts as compared
    on v.indicator_id = compared.indicator_id
    and v.municipality_code = compared.municipality_code
    and v.year = compared.year
    and six.peer_group = compared.peer_group
