-- The figures of one section, one per row: figure, or reason why it is missing, and the mean of the others. Where the source is
-- not at hand there is no row: a sheet would be rows of nothing else, and the sheet of the latest year says so once.
select
    l.area_title,
    l.title,
    l.indicator_id,
    $words['kind.' || l.kind] as kind,
    l.unit,
    m.municipality_code,
    m.name,
    v.year,
    $words['basis.' || v.price_basis] as price_basis,
    cast(v.value as double) as value,
    case when c.year is not null then $words['corrected.yes'] end as corrected,
    $words['reason.' || v.missing_reason] as missing,
    cast(b.reference_unweighted as double) as reference,
    b.n_peers,
    cast(b.gap as double) as gap,
    cast(b.gap_pct as double) as gap_pct,
    l.paired_effects,
    l.value_format,
    l.gap_format
from marts.indicator_values as v
inner join listed as l on v.indicator_id = l.indicator_id
inner join marts.municipalities as m on v.municipality_code = m.municipality_code
left join marts.benchmarks as b
    on v.indicator_id = b.indicator_id
    and v.municipality_code = b.municipality_code
    and v.year = b.year
    and v.price_basis = b.price_basis
    and b.peer_group in (select g.peer_group from marts.peer_groups as g where g.is_compared)
left join corrected_figures as c
    on v.indicator_id = c.indicator_id and v.municipality_code = c.municipality_code and v.year = c.year
where l.section = $section and v.missing_reason is distinct from 'source_absent'
order by l.definition_row, m.compared_order nulls last, m.municipality_code, v.year, v.price_basis
