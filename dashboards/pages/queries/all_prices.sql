-- Every unit price seen from each municipality that has pages, in the latest year with a figure.
with warnings as (
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

pairs as (
    select indicator_id, list(effect_id order by sort_order) as paired_effects from marts.indicator_pairs group by indicator_id
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
    pairs.paired_effects,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.is_six_city as seen_from_six,
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
    coalesce(p.is_told_apart, false) as is_told_apart,
    p.coverage_pct,
    p.cost_per_inhabitant as per_inhabitant,
    p.per_inhabitant_id
from marts.indicators as i
inner join marts.service_areas as a on i.service_area = a.service_area
inner join marts.municipalities as m on m.is_viewpoint
left join marts.price_overview as p on i.indicator_id = p.indicator_id and m.municipality_code = p.municipality_code
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
left join pairs on i.indicator_id = pairs.indicator_id
where i.kind = 'unit_price'
