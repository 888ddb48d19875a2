-- The latest effects and unit prices of every municipality, beside the compared group, those nearest to it and the country. A
-- price without a figure of a paired effect is left out, as everywhere.
with groups as (
    select
        (select peer_group from marts.peer_groups where is_compared) as compared,
        (select min(peer_group) from marts.peer_groups where kind = 'neighbours') as nearest,
        (select min_by(neighbours, peer_group) from marts.peer_groups where kind = 'neighbours') as number_of_nearest,
        (select min(peer_group) from marts.peer_groups where kind = 'all') as country
),

known as (
    select
        v.indicator_id,
        v.municipality_code,
        v.year,
        v.price_basis,
        v.value
    from marts.indicator_values as v
    inner join marts.indicators as i on v.indicator_id = i.indicator_id and v.year = i.latest_year
    inner join marts.municipalities as m on v.municipality_code = m.municipality_code
    where m.is_municipality and v.price_basis <> 'fixed' and v.value is not null
),

paired as (
    select distinct p.indicator_id, k.municipality_code
    from marts.indicator_pairs as p
    inner join known as k on p.effect_id = k.indicator_id
)

select
    i.indicator_id,
    i.kind,
    i.slug,
    i.service_area,
    i.area_title_da,
    i.area_title_en,
    i.title_da,
    i.title_en,
    i.unit_da,
    i.unit_en,
    i.unit_measure,
    i.decimals,
    i.paired_effects,
    k.municipality_code,
    k.year,
    k.value,
    corrected.year is not null as is_corrected,
    compared.reference_unweighted as reference_compared,
    nearest.reference_unweighted as reference_nearest,
    country.reference_unweighted as reference_country,
    case when nearest.n_peers < g.number_of_nearest then nearest.n_peers end as n_known,
    said_compared.verdict as verdict_compared,
    said_nearest.verdict as verdict_nearest,
    said_country.verdict as verdict_country,
    i.kind_order,
    i.area_order,
    i.sort_order
from about_indicators as i
inner join known as k on i.indicator_id = k.indicator_id
cross join groups as g
left join paired as p on k.indicator_id = p.indicator_id and k.municipality_code = p.municipality_code
left join about_corrected as corrected
    on k.indicator_id = corrected.indicator_id
    and k.municipality_code = corrected.municipality_code
    and k.year = corrected.year
left join marts.benchmarks as compared
    on k.indicator_id = compared.indicator_id
    and k.municipality_code = compared.municipality_code
    and k.year = compared.year
    and k.price_basis = compared.price_basis
    and g.compared = compared.peer_group
left join marts.benchmarks as nearest
    on k.indicator_id = nearest.indicator_id
    and k.municipality_code = nearest.municipality_code
    and k.year = nearest.year
    and k.price_basis = nearest.price_basis
    and g.nearest = nearest.peer_group
left join marts.benchmarks as country
    on k.indicator_id = country.indicator_id
    and k.municipality_code = country.municipality_code
    and k.year = country.year
    and k.price_basis = country.price_basis
    and g.country = country.peer_group
left join marts.verdicts as said_compared
    on k.indicator_id = said_compared.indicator_id
    and k.municipality_code = said_compared.municipality_code
    and k.year = said_compared.year
    and g.compared = said_compared.peer_group
left join marts.verdicts as said_nearest
    on k.indicator_id = said_nearest.indicator_id
    and k.municipality_code = said_nearest.municipality_code
    and k.year = said_nearest.year
    and g.nearest = said_nearest.peer_group
left join marts.verdicts as said_country
    on k.indicator_id = said_country.indicator_id
    and k.municipality_code = said_country.municipality_code
    and k.year = said_country.year
    and g.country = said_country.peer_group
where i.kind = 'effect' or (i.kind = 'unit_price' and p.indicator_id is not null)
