-- Every effect measure seen from each municipality that has pages. The zone is where a figure cannot be told from the others:
-- their mean ± the gap's own swings, or, in a short series, their range.
with six_cities as (
    select municipality_code from marts.municipalities where is_six_city
),

others as (
    select o.indicator_id, o.municipality_code, min(v.value) as low, max(v.value) as high
    from marts.effect_overview as o
    inner join marts.indicator_values as v
        on o.indicator_id = v.indicator_id and o.year = v.year and o.municipality_code <> v.municipality_code
    inner join six_cities on v.municipality_code = six_cities.municipality_code
    group by o.indicator_id, o.municipality_code
),

warnings as (
    select
        indicator_id,
        list(text_da order by sort_order) as warnings_da,
        list(text_en order by sort_order) as warnings_en
    from marts.indicator_warnings
    group by indicator_id
),

breaks as (
    select
        indicator_id,
        list(year order by year) as break_years,
        list(note_da order by year) as break_notes_da,
        list(note_en order by year) as break_notes_en
    from marts.indicator_breaks
    group by indicator_id
),

targets as (
    select * from marts.indicator_targets
    qualify row_number() over (partition by indicator_id, municipality_code order by year desc) = 1
)

select
    i.* exclude (missing_reason),
    a.slug as area_slug,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    a.sort_order as area_order,
    warnings.warnings_da,
    warnings.warnings_en,
    breaks.break_years,
    breaks.break_notes_da,
    breaks.break_notes_en,
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
    coalesce(o.missing_reason, i.missing_reason) as missing_reason,
    targets.value as target,
    targets.year as target_year
from marts.effect_overview as o
inner join marts.indicators as i on o.indicator_id = i.indicator_id and i.kind = 'effect'
inner join marts.service_areas as a on i.service_area = a.service_area
inner join marts.municipalities as m on o.municipality_code = m.municipality_code and m.is_viewpoint
left join others on o.indicator_id = others.indicator_id and o.municipality_code = others.municipality_code
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
left join targets on i.indicator_id = targets.indicator_id and o.municipality_code = targets.municipality_code
