-- Every unit price seen from each municipality that has pages, in the latest year with a figure.
select
    i.* exclude (missing_reason),
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.is_compared,
    m.n_others,
    g.title_da as group_da,
    g.title_en as group_en,
    p.year,
    p.value,
    coalesce(p.price_basis, 'current') as price_basis,
    case when p.value is null then coalesce(i.missing_reason, 'source_absent') end as missing_reason,
    p.reference_unweighted,
    p.reference_weighted,
    p.gap_pct,
    p.gap_dkk,
    p.zone_low_pct,
    p.zone_high_pct,
    p.side,
    coalesce(p.verdict, 'missing') as verdict,
    p.p_same,
    p.pool,
    p.measurements,
    p.held_back_by,
    corrected.year is not null as is_corrected,
    p.others_lower,
    p.others_higher,
    p.others_with_value,
    p.turning_scope_id,
    turning.title_da as turning_scope_da,
    turning.title_en as turning_scope_en,
    p.coverage_pct,
    p.cost_per_inhabitant as per_inhabitant,
    p.per_inhabitant_id
from about_indicators as i
inner join marts.municipalities as m on m.is_viewpoint
inner join marts.peer_groups as g on g.is_compared
left join marts.price_overview as p on i.indicator_id = p.indicator_id and m.municipality_code = p.municipality_code
left join about_corrected as corrected
    on p.indicator_id = corrected.indicator_id
    and p.municipality_code = corrected.municipality_code
    and p.year = corrected.year
left join marts.indicators as turning on p.turning_scope_id = turning.indicator_id
where i.kind = 'unit_price'
