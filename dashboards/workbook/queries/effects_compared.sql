-- One row per effect measure and municipality that has pages: its figure of the overview's year beside the others', and the
-- verdict; of its decided targets the one farthest ahead, as its pages draw it. A missing figure has its row too.
select
    l.area_title,
    l.title,
    l.indicator_id,
    l.unit,
    $words['better.' || l.better] as better,
    m.municipality_code,
    m.name,
    o.year,
    cast(o.value as double) as value,
    case when c.year is not null then $words['corrected.yes'] end as corrected,
    case when o.value is null then $words['reason.' || coalesce(o.missing_reason, l.missing_reason, 'source_absent')] end as missing,
    cast(o.reference as double) as reference,
    b.n_peers,
    cast(o.gap as double) as gap,
    cast(o.zone_low as double) as zone_low,
    cast(o.zone_high as double) as zone_high,
    $words['verdict.' || coalesce(o.verdict, 'missing')] as verdict,
    cast(100 * o.p_same as double) as p_same_pct,
    $words['held_back.' || o.held_back_by] as held_back_by,
    cast(t.target as double) as target,
    t.target_year,
    t.decided_by,
    t.decided_on,
    cast(t.way_covered_pct as double) as way_covered_pct,
    cast(t.projected_lower as double) as projected_low,
    cast(t.projected_upper as double) as projected_high,
    $words['target.' || t.verdict] as course,
    l.value_format,
    l.gap_format,
    l.definition_row
from listed as l
inner join marts.municipalities as m on m.is_viewpoint
left join marts.effect_overview as o
    on l.indicator_id = o.indicator_id and m.municipality_code = o.municipality_code
left join (
    select benchmarks.*
    from marts.benchmarks
    inner join marts.peer_groups on benchmarks.peer_group = peer_groups.peer_group and peer_groups.is_compared
) as b
    on o.indicator_id = b.indicator_id and o.municipality_code = b.municipality_code and o.year = b.year
left join (
    select * from marts.target_progress
    qualify row_number() over (partition by indicator_id, municipality_code order by target_year desc) = 1
) as t
    on l.indicator_id = t.indicator_id and m.municipality_code = t.municipality_code
left join corrected_figures as c
    on o.indicator_id = c.indicator_id and o.municipality_code = c.municipality_code and o.year = c.year
where l.section = $section
order by l.definition_row, m.viewpoint_order
