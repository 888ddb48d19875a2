-- Every effect measure seen from each municipality that has pages. The zone is where a figure cannot be told from the others:
-- their mean ± the gap's own swings, or, in a short series, their range.
with others as (
    select o.indicator_id, o.municipality_code, min(v.value) as low, max(v.value) as high
    from marts.effect_overview as o
    inner join marts.indicator_values as v
        on o.indicator_id = v.indicator_id and o.year = v.year and o.municipality_code <> v.municipality_code
    inner join marts.municipalities as m on v.municipality_code = m.municipality_code and m.is_six_city
    group by o.indicator_id, o.municipality_code
),

targets as (
    select * from marts.indicator_targets
    qualify row_number() over (partition by indicator_id, municipality_code order by year desc) = 1
)

select
    i.* exclude (missing_reason),
    o.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.is_six_city as seen_from_six,
    o.year,
    o.value,
    o.reference,
    o.gap,
    case when o.tolerance is not null then o.reference - o.tolerance else others.low end as zone_low,
    case when o.tolerance is not null then o.reference + o.tolerance else others.high end as zone_high,
    o.verdict,
    o.held_back_by,
    coalesce(o.missing_reason, i.missing_reason) as missing_reason,
    targets.value as target,
    targets.year as target_year
from marts.effect_overview as o
inner join about_indicators as i on o.indicator_id = i.indicator_id and i.kind = 'effect'
inner join marts.municipalities as m on o.municipality_code = m.municipality_code and m.is_viewpoint
left join others on o.indicator_id = others.indicator_id and o.municipality_code = others.municipality_code
left join targets on i.indicator_id = targets.indicator_id and o.municipality_code = targets.municipality_code
