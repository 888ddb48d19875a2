-- The latest figures of each municipality that has pages, beside each group. A group that is found by a measure is alike on it
-- by choice, and left out there.
select
    i.indicator_id,
    i.kind,
    i.paired_effects,
    m.name,
    m.slug,
    m.viewpoint_order,
    g.title_da as group_da,
    g.title_en as group_en,
    g.sort_order as group_order,
    v.value,
    b.reference_unweighted as reference,
    case when b.n_peers < g.neighbours then b.n_peers end as n_known,
    c.verdict
from about_indicators as i
inner join marts.municipalities as m on m.is_viewpoint
cross join marts.peer_groups as g
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
    and g.peer_group = b.peer_group
left join marts.verdicts as c
    on v.indicator_id = c.indicator_id
    and v.municipality_code = c.municipality_code
    and v.year = c.year
    and g.peer_group = c.peer_group
where not exists (
    select alike.indicator_id
    from marts.peer_covariates as alike
    where alike.peer_group = g.peer_group and alike.indicator_id = i.indicator_id
)
