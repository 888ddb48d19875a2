-- Every effect measure seen from each municipality that has pages.
with targets as (
    select * from marts.indicator_targets
    qualify row_number() over (partition by indicator_id, municipality_code order by year desc) = 1
)

select
    i.* exclude (missing_reason),
    o.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.is_compared,
    m.n_others,
    g.title_da as group_da,
    g.title_en as group_en,
    o.year,
    o.value,
    o.reference,
    o.gap,
    o.zone_low,
    o.zone_high,
    o.verdict,
    o.p_same,
    o.pool,
    o.measurements,
    o.held_back_by,
    o.expected,
    o.expected_low,
    o.expected_high,
    o.against_expected,
    coalesce(o.missing_reason, i.missing_reason) as missing_reason,
    corrected.year is not null as is_corrected,
    among.n_peers as others_with_value,
    targets.value as target,
    targets.year as target_year
from marts.effect_overview as o
inner join about_indicators as i on o.indicator_id = i.indicator_id and i.kind = 'effect'
inner join marts.municipalities as m on o.municipality_code = m.municipality_code and m.is_viewpoint
inner join marts.peer_groups as g on g.is_compared
left join marts.benchmarks as among
    on g.peer_group = among.peer_group
    and o.indicator_id = among.indicator_id
    and o.municipality_code = among.municipality_code
    and o.year = among.year
left join about_corrected as corrected
    on o.indicator_id = corrected.indicator_id
    and o.municipality_code = corrected.municipality_code
    and o.year = corrected.year
left join targets on i.indicator_id = targets.indicator_id and o.municipality_code = targets.municipality_code
