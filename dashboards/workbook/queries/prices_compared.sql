-- One row per unit price and municipality that has pages: its latest figure beside the others', and the verdict. The zone is
-- in per cent of their unweighted mean, as the gap is. A missing figure has its row too.
select
    l.area_title,
    l.title,
    l.indicator_id,
    l.paired_effects,
    l.unit,
    m.municipality_code,
    m.name,
    o.year,
    $words['basis.' || o.price_basis] as price_basis,
    cast(o.value as double) as value,
    case when c.year is not null then $words['corrected.yes'] end as corrected,
    case when o.value is null then $words['reason.' || coalesce(l.missing_reason, 'source_absent')] end as missing,
    cast(o.reference_unweighted as double) as reference,
    o.others_with_value as n_peers,
    cast(o.reference_weighted as double) as reference_weighted,
    cast(o.gap_pct as double) as gap_pct,
    cast(o.zone_low_pct as double) as zone_low_pct,
    cast(o.zone_high_pct as double) as zone_high_pct,
    $words['verdict.' || coalesce(o.verdict, 'missing')] as verdict,
    cast(100 * o.p_same as double) as p_same_pct,
    $words['held_back.' || o.held_back_by] as held_back_by,
    cast(o.coverage_pct as double) as coverage_pct,
    cast(o.cost_per_inhabitant as double) as cost_per_inhabitant,
    l.value_format,
    l.definition_row
from listed as l
inner join marts.municipalities as m on m.is_viewpoint
left join marts.price_overview as o
    on l.indicator_id = o.indicator_id and m.municipality_code = o.municipality_code
left join corrected_figures as c
    on o.indicator_id = c.indicator_id and o.municipality_code = c.municipality_code and o.year = c.year
where l.section = $section
order by l.definition_row, m.viewpoint_order
